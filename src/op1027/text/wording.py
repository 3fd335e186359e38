"""How days, numbers and long texts are written, in one place."""

import calendar
import itertools
import re
from bisect import bisect_left
from typing import Any

import pandas as pd

_LONG, _SHORT = tuple(calendar.month_name), tuple(calendar.month_abbr)
_WORDS = re.compile(rf"[^ ]*\d (?:{'|'.join(_SHORT[1:])})[a-z]* \d{{4}}[^ ]*|[^ ]+")  # a day is one


def day(date: pd.Timestamp, months: tuple[str, ...] = _LONG) -> str:
    """A date as people write it: 4 January 2024."""
    return f"{date.day} {months[date.month]} {date.year}"


def cell(value: Any) -> str:
    """A value as a file of the record has it: a day in ISO form, blank where it is missing."""
    if pd.isna(value):
        return ""
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)


def free_key(stem: str, taken: set[str]) -> str:
    """A key that is not taken yet: a stem, or that with the first number behind it, from 2 on, that makes it new."""
    return next(key for key in itertools.chain([stem], (f"{stem}_{n}" for n in itertools.count(2))) if key not in taken)


def span(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Two dates as people write a span: 4–7 January 2024."""
    if start == end:
        return day(start)
    if start.year != end.year:
        return f"{day(start)} – {day(end)}"
    if start.month != end.month:
        return f"{start.day} {_LONG[start.month]} – {day(end)}"
    return f"{start.day}–{day(end)}"


def short_span(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """A day or a span of days where there is little room: 4 Jan 2024, 4–7 Jan 2024."""
    last = day(end, _SHORT)
    if start == end:
        return last
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{last}"
    return f"{day(start, _SHORT)} – {last}"


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


def enumeration(words: list[str]) -> str:
    """Words joined as in a sentence: a, b and c."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


def captures(number: int, towns: int) -> str:
    """How often towns were taken, and how many they are: 87 captures of 84 towns."""
    return f"{count(number, 'capture')} of {count(towns, 'town')}"


def cut(text: str, most: int) -> str:
    """A text of at most so many characters, cut between words."""
    return text if len(text) <= most else f"{text[:most].rpartition(' ')[0]}…"


def lines(text: str, width: int) -> str:
    """Text broken into as few lines of at most so many characters as will do, of about one length; no day is torn."""
    words = _WORDS.findall(text)
    sizes = [len(word) for word in words]
    fewest = _lines_of(sizes, width)
    least = min(sum(sizes) // fewest, width)  # narrower lines are more
    return _filled(words, least + bisect_left(range(least, width), -fewest, key=lambda w: -_lines_of(sizes, w)))


def filled(text: str, width: int) -> str:
    """Text broken into lines of at most so many characters, full, but the last at least a third; no day is torn."""
    words = _WORDS.findall(text)
    fewest = _lines_of([len(word) for word in words], width)
    for narrower in range(width, width // 2, -1):
        found = _filled(words, narrower)
        last = found.rpartition("<br>")[2]
        if fewest == 1 or (found.count("<br>") < fewest and len(last) >= width // 3):
            return found
    return lines(text, width)


def _lines_of(sizes: list[int], width: int) -> int:
    """How many lines words of such lengths fill."""
    number, used = 1, -1
    for size in sizes:
        used += 1 + size
        if used > width and used > size:
            number, used = number + 1, size
    return number


def _filled(words: list[str], width: int) -> str:
    """Words in lines, each as full as may be."""
    found: list[str] = []
    for word in words:
        if found and len(found[-1]) + 1 + len(word) <= width:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return "<br>".join(found)
