"""Which known name was probably meant by an unknown one."""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher, get_close_matches

import pandas as pd

_COMPARED = 50_000  # pairs of names at most: the search stays well under a second
_EQUALS = 3  # names that are given where they are equally like
_LIKE = 0.75  # of the letters in common: a letter left out is near, a word of other letters is not


def suggestions(values: Iterable[str], known: Iterable[str] | Mapping[str, str]) -> dict[str, list[str]]:
    """For each value the known name that is spelt most like it, if any is; case, spaces and marks do not count.

    Of names that are equally like it one with the same letters goes before the others, of which all are given.

    Each different value is looked at once, and only as many, from the first, as can be compared with all known
    names in a moment.

    Parameters
    ----------
    values : iterable of str
    known : iterable of str, or mapping of str to str
        Names; of a mapping the values are suggested for names that are spelt like the keys. Of names that differ by
        case, spaces and marks alone the first counts.

    Returns
    -------
    dict of str to list of str
        Of the values that are like a name, that name, or those.

    Examples
    --------
    >>> suggestions(["harbuor", "nowhere"], ["barbour", "harbour"])
    {'harbuor': ['harbour']}
    """
    pairs = known.items() if isinstance(known, Mapping) else ((name, name) for name in map(str, known))
    plain: dict[str, str] = {}
    for spelling, name in pairs:
        plain.setdefault(_letters(spelling), name)
    plain.pop("", None)
    found = {}
    for value in list(dict.fromkeys(values))[: max(1, _COMPARED // max(1, len(plain)))]:
        letters = _letters(value)
        near = [letters] if letters in plain else _most_like(letters, list(plain))
        if near:
            found[value] = list(dict.fromkeys(plain[name] for name in near))
    return found


def meant(near: Iterable[str], instead_of: str = "") -> str:
    """The question whether something else was meant, and, if that is to be said, instead of what; blank for nothing.

    Examples
    --------
    >>> meant(["north", "south"])
    "did you mean 'north' or 'south'?"
    """
    names = " or ".join(map(repr, near))
    return names and f"did you mean {names}{f' for {instead_of!r}' if instead_of else ''}?"


def _most_like(letters: str, names: list[str]) -> list[str]:
    """Of names that are like some letters the one that is most so, or all that equally are."""
    near = get_close_matches(letters, names, _EQUALS, _LIKE)
    ratios = [SequenceMatcher(None, name, letters).ratio() for name in near]
    equal = [name for name, ratio in zip(near, ratios, strict=True) if ratio == ratios[0]]
    return [name for name in equal if sorted(name) == sorted(letters)] or sorted(equal)


def spellings(table: pd.DataFrame, key: str) -> dict[str, str]:
    """Every name that a table has for its keys, with the first key that it stands for."""
    found: dict[str, str] = {}
    for name, value in names_of(table, key):
        found.setdefault(name, value)
    return found


def names_of(table: pd.DataFrame, key: str) -> Iterator[tuple[str, str]]:
    """Every name that a table has for its keys, each with its key: the keys themselves first, the aliases last."""
    named = table.dropna(subset=key)
    for column in (c for c in (key, "name", "short_name", "name_mm", "aliases") if c in table):
        for value, names in zip(named[key], named[column].fillna(""), strict=True):
            yield from ((name, str(value)) for name in str(names).split("|") if name)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9\u1000-\u109f]", "", text[:100].casefold())
