"""What a caller asks for, a day or a key: taken as it is meant, or refused with what was probably meant."""

import re
from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd

from op1027.text.suggest import suggestions

Day = str | date | pd.Timestamp
Keys = str | Iterable[str] | None  # one, several, or, where none is given, all
_FORMS = ("%Y%m%d", "%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%B %d, %Y")
_NAMED = 12  # keys that an error lists


def as_day(value: object, name: str) -> pd.Timestamp:
    """A day given by a caller, as a Timestamp at midnight.

    Parameters
    ----------
    value : str (YYYY-MM-DD), date, datetime or Timestamp
        Nothing else is guessed at: "05/01/2024" is two different days, and 20240131 is no day at all.
    name : str
        What to call it in an error.

    Returns
    -------
    Timestamp

    Raises
    ------
    ValueError
        If it is not a day; it says what was probably meant.

    Examples
    --------
    >>> as_day("2024-01-31", "as_of")
    Timestamp('2024-01-31 00:00:00')
    """
    found: object = None
    if isinstance(value, date | np.datetime64) or (isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)):
        found = pd.to_datetime(value, errors="coerce")
    if not isinstance(found, pd.Timestamp) or not 1900 <= found.year <= 2200:
        raise ValueError(f"{name} = {value!r} is not a day; write it as YYYY-MM-DD{_days_meant(value)}")
    return found.tz_localize(None).normalize()


def _days_meant(value: object) -> str:
    """The ISO days that a value may stand for, as the end of a sentence."""
    read = {pd.to_datetime(str(value).strip(), errors="coerce", format=form) for form in _FORMS}
    days = sorted(f"{day:%Y-%m-%d}" for day in read if not pd.isna(day) and 1900 <= day.year <= 2200)
    return f" (did you mean {' or '.join(days)}?)" if days else ""


def known_keys(wanted: str | Iterable[str], known: pd.Series, name: str) -> list[str]:
    """Keys given by a caller, as a list, all of them known.

    Parameters
    ----------
    wanted : str or iterable of str
    known : Series of str
        All keys that there are.
    name : str
        What to call one in an error.

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If one is not; it says which was probably meant.

    Examples
    --------
    >>> known_keys("north", pd.Series(["north", "south"]), "front")
    ['north']
    """
    chosen = [wanted] if isinstance(wanted, str) else list(wanted)
    there = set(known)
    strange = [key for key in chosen if key not in there]
    if strange:
        near = [f"did you mean {found!r}?" for found in suggestions(map(str, strange), known.dropna()).values()]
        some = ", ".join(map(str, known.iloc[:_NAMED])) + (", …" if len(known) > _NAMED else "")
        raise ValueError(f"no {name} {', '.join(map(repr, strange))}; {' '.join(near) or f'there are {some}'}")
    return chosen
