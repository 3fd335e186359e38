"""Which known name was probably meant by an unknown one."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

COMPARED = 50_000  # pairs of names at most: the search stays well under a second


def suggestions(values: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """For each value the known name that is spelt most like it, if any is; case, spaces and marks do not count.

    Each different value is looked at once, and only as many, from the first, as can be compared with all known
    names in a moment.
    """
    plain = {_letters(name): name for name in map(str, known)}
    found = {}
    for value in list(dict.fromkeys(values))[: max(1, COMPARED // max(1, len(plain)))]:
        near = get_close_matches(_letters(value), list(plain), 1)
        if near:
            found[value] = plain[near[0]]
    return found


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text[:100].casefold())
