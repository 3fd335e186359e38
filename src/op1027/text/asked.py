"""What a caller asks for, a day or a key: taken as it is meant, or refused with what was probably meant."""

import re
from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd
from pandas.tseries.frequencies import to_offset
from pandas.tseries.offsets import Tick

from op1027.text.suggest import meant, spellings, suggestions

Day = str | date | pd.Timestamp
Keys = str | Iterable[str] | None  # one, several, or, where none is given, all
_FORMS = ["%Y%m%d", "%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%B %d, %Y"]
_FORMS += ["%d %b %Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"]
_YEARS = (1900, 2200)
_VAGUE = ("Y", "M", "W", "generic")  # units of numpy's that name no day
_FREQUENCIES = {"M": "ME", "Q": "QE", "A": "YE", "Y": "YE"}
_FREQUENCIES |= {"day": "D", "week": "W", "month": "ME", "quarter": "QE", "year": "YE"}
_FREQUENT = "use D, W, MS or ME (see pandas' offset aliases)"
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
    if isinstance(value, np.datetime64):
        found = pd.NaT if np.datetime_data(value.dtype)[0] in _VAGUE else pd.to_datetime(value, errors="coerce")
    elif isinstance(value, date) or (isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)):
        found = pd.to_datetime(value, errors="coerce")
    if not isinstance(found, pd.Timestamp):
        raise ValueError(f"{name} = {value!r} is not a day; write it as YYYY-MM-DD{_days_meant(value)}")
    if not _YEARS[0] <= found.year <= _YEARS[1]:
        raise ValueError(f"{name} = {value!r} is not a day of the years {_YEARS[0]} to {_YEARS[1]}")
    return found.tz_localize(None).normalize()


def _days_meant(value: object) -> str:
    """The ISO days that a value may stand for, as the end of a sentence."""
    text = str(value).strip()
    # pandas takes "now" and "today" in any form
    read = [pd.to_datetime(text, errors="coerce", format=form) for form in _FORMS if re.search(r"\d", text)]
    days = sorted({f"{day:%Y-%m-%d}" for day in read if not pd.isna(day) and _YEARS[0] <= day.year <= _YEARS[1]})
    return f" ({meant(days)})" if days else ""


def as_frequency(value: object, name: str) -> str:
    """A frequency given by a caller, as pandas writes it.

    Parameters
    ----------
    value : str
        An offset alias of pandas, of a day or more: "W", "ME", "2D".
    name : str
        What to call it in an error.

    Raises
    ------
    ValueError
        If it is none; it says which was probably meant.

    Examples
    --------
    >>> as_frequency("ME", "freq")
    'ME'
    """
    try:
        step = to_offset(value) if isinstance(value, str) else None
    except ValueError:
        step = None
    if step is None or step.n < 1 or (isinstance(step, Tick) and pd.Timedelta(step) < pd.Timedelta(days=1)):
        near = meant(suggestions([str(value)], _FREQUENCIES).get(str(value), ()))
        raise ValueError(f"{name} = {value!r} is no frequency; {near or _FREQUENT}")
    return step.freqstr


def known_keys(wanted: str | Iterable[str], known: pd.DataFrame | Iterable[str], name: str) -> list[str]:
    """Keys given by a caller, as a list, each once and all of them known.

    Parameters
    ----------
    wanted : str or iterable of str
    known : DataFrame or iterable of str
        All keys that there are, or the table whose column ``name`` has them: then names are answered with their keys.
    name : str
        What to call one in an error.

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If there is none, or one is unknown; it says which was probably meant.

    Examples
    --------
    >>> known_keys(["north", "north"], ["north", "south"], "front")
    ['north']
    """
    chosen = list(wanted) if isinstance(wanted, Iterable) and not isinstance(wanted, str) else [wanted]
    there = list(known[name].dropna() if isinstance(known, pd.DataFrame) else known)
    keys = set(there)
    strange = [key for key in chosen if not isinstance(key, str) or key not in keys]
    if strange or not chosen:
        like = suggestions(map(str, strange), spellings(known, name) if isinstance(known, pd.DataFrame) else there)
        asked = dict.fromkeys(map(str, strange))
        near = [_list_meant(k, keys) or meant(like.get(k, ()), k if len(asked) > 1 else "") for k in asked]
        some = f"there are {', '.join(there[:_NAMED]) or 'none'}"
        if len(there) > _NAMED:
            some = f"all {len(there):,} are in ledger.{name}s" if isinstance(known, pd.DataFrame) else f"{some}, …"
        what = f"no {name} {', '.join(map(repr, strange))}" if strange else f"no {name} is chosen"
        raise ValueError(f"{what}; {' '.join(filter(None, near)) or some}")
    return list(dict.fromkeys(chosen))


def _list_meant(text: str, keys: set[str]) -> str:
    """How several keys are given, if a text holds nothing else."""
    words = re.findall(r"[\w-]+", text)
    return f"write several as a list: {words}" if len(words) > 1 and keys.issuperset(words) else ""


def known_key(wanted: str, known: pd.DataFrame | Iterable[str], name: str) -> str:
    """A key given by a caller, where one is wanted and no more (see `known_keys`).

    Raises
    ------
    ValueError
        If it is unknown, or there are several.

    Examples
    --------
    >>> known_key("wide", ["wide", "phone"], "layout")
    'wide'
    """
    first, *more = known_keys(wanted, known, name)
    if more:
        raise ValueError(f"one {name} is wanted, not {1 + len(more)}: {', '.join(map(repr, (first, *more)))}")
    return first
