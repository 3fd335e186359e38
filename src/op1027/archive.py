"""Ask the Wayback Machine whether it has each page of the record, and to make a copy of those it lacks.

The only part of the package that goes out into the network, and only on `python -m op1027 archive`: one request at a
time, with a pause between, as slow as the service asks, and going on where it was stopped.
"""

import csv
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pandas as pd

from op1027.ledger.model import Ledger

_COLUMNS = ["url", "asked_on", "link", "copy", "note"]
_AGENT = {"User-Agent": "op1027 (a record of public reports; asks for one page at a time)"}
_TRIES, _LONGEST = 3, 600  # how often a busy service is asked again, and how many seconds at most between
_BUSY = (429, 503)


class BusyError(Exception):
    """The service asks for a rest longer than it is polite to wait for in one run, or there is no network."""


@dataclass(frozen=True)
class Service:
    """Where to ask for a copy and for a new one, and how many seconds to rest after each request."""

    available: str = "https://archive.org/wayback/available"
    save: str = "https://web.archive.org/save/"
    pause: float = 6.0
    patience: float = 60.0
    sleep: Callable[[float], None] = time.sleep


def archive_pages(ledger: Ledger, state: Path, service: Service, limit: int | None = None) -> Iterator[dict[str, str]]:
    """Look after the pages that are not done yet, the oldest first; yields a row a page, kept in ``state`` at once.

    Parameters
    ----------
    ledger : Ledger
    state : Path
        A CSV file of what was asked before; pages in it that have a copy are left alone.
    service : Service
    limit : int, optional
        How many pages at most.

    Raises
    ------
    BusyError
        If the service goes on asking for a rest, or neither it nor the page answers; what is done is kept.
    OSError
        If ``state`` cannot be written.
    """
    done = _done(state)
    pages = ledger.sources.sort_values(["published", "source"]).drop_duplicates("url")
    pages = pages[pages["url"].str.startswith(("https://", "http://"), na=False) & ~pages["url"].isin(done)]
    waiting = pages.to_dict("records")
    state.parent.mkdir(parents=True, exist_ok=True)
    fresh = not state.is_file()
    with state.open("a", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, _COLUMNS, lineterminator="\n")
        if fresh:
            out.writeheader()
        for page in waiting[:limit]:
            row = _look_after(str(page["url"]), page["published"], service)
            out.writerow(row)
            file.flush()
            yield row


def _done(state: Path) -> set[str]:
    """The pages that have a copy, by what was asked before."""
    if not state.is_file():
        return set()
    with state.open(encoding="utf-8", newline="") as file:
        return {row["url"] for row in csv.DictReader(file) if row.get("copy")}


def _look_after(url: str, published: pd.Timestamp, service: Service) -> dict[str, str]:
    """Whether a page's link answers, and its copy: found, asked for, or why there is none."""
    row = dict.fromkeys(_COLUMNS, "") | {"url": url, "asked_on": f"{datetime.now(UTC):%Y-%m-%d}"}
    link = _answer(url, "HEAD", service)[0]
    row["link"] = str(link)
    query = urlencode({"url": url, "timestamp": f"{published:%Y%m%d}"})
    code, text = _answer(f"{service.available}?{query}", "GET", service, wait=True)
    if isinstance(link, str) and isinstance(code, str):
        raise BusyError(f"neither {url} nor the service answers ({code}); go on when there is a network")
    row["copy"] = _closest(text) if code == 200 else ""
    if row["copy"]:
        return row | {"note": "found"}
    code, where = _answer(service.save + url, "GET", service, wait=True)
    return row | ({"copy": where, "note": "asked for"} if code == 200 else {"note": f"not saved: {code}"})


def _closest(text: str) -> str:
    """The address of the nearest copy in the service's answer; blank where it has none."""
    try:
        found = json.loads(text)["archived_snapshots"]["closest"]
        return str(found["url"]) if found["available"] else ""
    except (ValueError, KeyError, TypeError):
        return ""


def _answer(url: str, method: str, service: Service, wait: bool = False) -> tuple[int | str, str]:
    """The code of an answer and its text (of a saved page its address); the kind of failure for a code.

    A service that is busy is asked again after the rest it asks for.
    """
    for attempt in range(_TRIES):
        try:
            with urlopen(Request(url, headers=_AGENT, method=method), timeout=service.patience) as got:
                saved = url.startswith(service.save)
                return got.status, got.geturl() if saved else got.read(1_000_000).decode("utf-8", "replace")
        except HTTPError as error:
            if not (wait and error.code in _BUSY):
                return error.code, ""
            rest = _rest(error.headers.get("Retry-After"), service.pause * 2 ** (attempt + 1))
            if rest > _LONGEST or attempt == _TRIES - 1:
                raise BusyError(f"the service asks for a rest ({error.code}); go on later") from None
            service.sleep(rest)
        except (OSError, HTTPException, ValueError) as error:
            return type(getattr(error, "reason", error)).__name__, ""
        finally:
            service.sleep(service.pause)
    raise AssertionError("every way out of the last try is above")


def _rest(asked: str | None, usual: float) -> float:
    """The seconds that a Retry-After header asks for, as a number or a date."""
    if not asked:
        return usual
    if asked.isdigit():
        return float(asked)
    try:
        return max(0.0, (parsedate_to_datetime(asked) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return usual
