"""How days, numbers and long texts are written, in one place."""

from bisect import bisect_left

import pandas as pd


def day(date: pd.Timestamp) -> str:
    """A date as people write it: 4 January 2024."""
    return f"{date.day} {date:%B %Y}"


def span(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Two dates as people write a span: 4–7 January 2024."""
    if start == end:
        return day(start)
    if start.year != end.year:
        return f"{day(start)} – {day(end)}"
    if start.month != end.month:
        return f"{start.day} {start:%B} – {day(end)}"
    return f"{start.day}–{day(end)}"


def short_span(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """A day or a span of days where there is little room: 4 Jan 2024, 4–7 Jan 2024."""
    last = f"{end.day} {end:%b %Y}"
    if start == end:
        return last
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{last}"
    return f"{start.day} {start:%b %Y} – {last}"


def published(first: pd.Timestamp | pd.api.typing.NaTType, last: pd.Timestamp, month: str = "%B") -> str:
    """When a page was published: the day, between which two (2 and 4 January 2024), or by which."""
    end = f"{last.day} {last:{month} %Y}"
    if first == last:
        return end
    if pd.isna(first):
        return f"by {end}"
    start = f"{first.day}"
    if first.month != last.month or first.year != last.year:
        start += f" {first:{month}}"
    if first.year != last.year:
        start += f" {first.year}"
    return f"between {start} and {end}"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 town, 2 towns."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def captures(number: int, towns: int) -> str:
    """How often towns were taken, and how many they are: 87 captures of 84 towns."""
    return f"{count(number, 'capture')} of {count(towns, 'town')}"


def lines(text: str, width: int) -> str:
    """Text broken into as few lines of at most so many characters as will do, of about one length."""
    words = [word for word in text.split(" ") if word]
    fewest = len(_filled(words, width))
    return "<br>".join(
        _filled(words, 1 + bisect_left(range(1, width), True, key=lambda w: len(_filled(words, w)) <= fewest))
    )


def _filled(words: list[str], width: int) -> list[str]:
    """Words in lines, each as full as may be."""
    found: list[str] = []
    for word in words:
        if found and len(found[-1]) + len(word) < width:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found
