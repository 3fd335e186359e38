"""What differs between two records, or between what was known on two days of one: corrections as data."""

import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from op1027.ledger.fronts import WHOLE, actor_names, front_names, fronts_of, keys_now, place_names
from op1027.ledger.load import from_tables
from op1027.ledger.model import Ledger
from op1027.ledger.resolve import latest_verdicts
from op1027.record._columns import mapped
from op1027.record.check import read_folder
from op1027.record.faults import DataError
from op1027.record.package import DESCRIPTOR
from op1027.text import wording
from op1027.text.asked import Day, Keys, as_day, known_keys

_COLUMNS = ["change", "kind", "item", "front", "date", "before", "after", "cause", "page", "published"]
_CHANGES = ("added", "withdrawn", "renamed", "redated", "regraded", "recredited", "recounted", "moved", "reworded")
_NEWS = ("happened", "became_known", "said", *_CHANGES[2:])
# Which columns each kind of change is about, of events, of claims, and of the lists behind them.
_EVENTS = {
    "redated": ["date", "date_start", "date_end"],
    "regraded": ["evidence", "disputed"],
    "recredited": ["actor", "allies", "opponent"],
    "recounted": ["metric", "low", "high"],
    "moved": ["type", "front", "place"],
    "reworded": ["summary"],
}
_CLAIMS = _EVENTS | {
    "redated": ["date_start", "date_end", "since", "resolves_by"],
    "regraded": ["verdict"],
    "recredited": ["claimant", "actor"],
    "recounted": ["metric", "low", "high", "qualifier"],
}
_PAGES = {
    "redated": ["published_from", "published", "date_basis"],
    "recredited": ["publisher", "origin"],
    "reworded": ["language", "leaning"],
}
_LISTS = {"place": "places", "actor": "actors", "front": "fronts", "route": "routes"}
_REPORTS_NAMED = 6  # reports that a cause names
_Cause = tuple[str, str | None, Any]  # in words, with the address and day of the page behind it


def changes(old: Ledger | str | Path, new: Ledger | str | Path) -> pd.DataFrame:
    """Everything that differs between two records: one row a thing and a kind of change.

    Parameters
    ----------
    old, new : Ledger, str or Path
        Ledgers, data folders, or the zip files of releases. A folder that breaks a rule of today is read all the same,
        for an old record could not know it; values that are none are missing.

    Returns
    -------
    DataFrame
        Sorted by kind of change, front and date.

        change : str
            ``added``, ``withdrawn`` (gone, or one with another), ``renamed`` (another key, the same reports),
            ``redated``, ``regraded`` (evidence, disputed; of a claim its verdict), ``recredited`` (who did it, with and
            against whom; of a claim who says it, of whom), ``recounted``, ``moved`` (type, front, place),
            ``reworded`` (summary, and whatever else of a list).
        kind : str
            ``event``, ``claim``, ``page`` (where its entry was corrected), ``place``, ``actor``, ``front``, ``route``.
        item : str
            Its key in the new record; of what was withdrawn in the old one. Of a page its address.
        front, date
            Of events and claims; ``date`` is the best day, or the first that a claim speaks of.
        before, after : str
            What stood there and what stands there now, to be read; missing where it was not there.
        cause : str
            What brought it about: new, corrected or withdrawn reports, a verdict, a page's entry; else the lists
            (sides, places) or the method.
        page, published
            Address and day of the page that is the cause, where one is.

    Raises
    ------
    DataError
        If a folder lacks a table or its descriptor cannot be worked with.
    ValueError
        If a file is no zip file.

    See Also
    --------
    what_is_new : the same between two days of one record.

    Examples
    --------
    >>> import op1027
    >>> ledger = op1027.load()
    >>> then = ledger.as_of("2024-01-31")
    >>> "added" in set(op1027.changes(then, ledger)["change"])
    True
    """
    with tempfile.TemporaryDirectory() as scratch:
        before, after = (read_record(given, Path(scratch) / str(n)) for n, given in enumerate((old, new)))
        rows = [*_item_rows(before, after), *_page_rows(before, after), *_list_rows(before, after)]
    return _as_changes(rows, after, _CHANGES)


def what_is_new(ledger: Ledger, since: Day, until: Day | None = None, front: Keys = None) -> pd.DataFrame:
    """What the pages of a period told: what happened in it, what of earlier days became known, and what moved.

    Parameters
    ----------
    ledger : Ledger
    since, until : str (YYYY-MM-DD), date or Timestamp
        First and last day of publication; ``until`` is by default the ledger's as-of day.
    front : str or iterable of str, optional
        Only these fronts.

    Returns
    -------
    DataFrame
        Columns of `changes`. ``change`` is ``happened`` (an event of these days), ``became_known`` (one of earlier
        days, first told now), ``said`` (a claim), or ``redated``, ``regraded``, ``recredited``, ``recounted``,
        ``moved``, ``reworded`` of what was known before.

    Raises
    ------
    ValueError
        If a day is none, ``since`` is later than a given ``until``, or a front is unknown.

    Examples
    --------
    >>> news = what_is_new(load(), since="2026-01-01", front="chin")
    >>> news["front"].unique().tolist()
    ['chin']
    """
    first, last = as_day(since, "since"), ledger.known_on if until is None else as_day(until, "until")
    if until is not None and first > last:
        raise ValueError(f"since {first:%Y-%m-%d} is later than until {last:%Y-%m-%d}")
    now, then = ledger.as_of(last), ledger.as_of(first - pd.Timedelta(days=1))
    frame = _as_changes(_item_rows(then, now), now, _NEWS, since=first)
    if front is not None:
        wanted = known_keys(front, ledger.fronts, "front")
        frame = frame[frame["front"].isin(wanted) | (WHOLE in wanted)]
    return frame.reset_index(drop=True)


def read_record(given: Ledger | str | Path, scratch: Path) -> Ledger:
    """A ledger of a data folder, or of a release's zip file unpacked into ``scratch``; rules of today may be broken."""
    if isinstance(given, Ledger):
        return given
    folder = Path(given)
    if folder.is_file():
        try:
            with zipfile.ZipFile(folder) as archive:
                archive.extractall(scratch)  # which writes nothing outside
        except zipfile.BadZipFile as error:
            raise ValueError(f"{folder.name} is neither a data folder nor a release's zip file: {error}") from None
        folder = min((path.parent for path in scratch.rglob(DESCRIPTOR)), key=lambda p: len(p.parts), default=scratch)
    package, tables, faults = read_folder(folder)
    if len(tables) < len(package.tables):
        raise DataError(faults)
    return from_tables(tables, package)


def _renamed_items(old: Ledger, new: Ledger) -> dict[str, str]:
    """For each item that is gone, the item that has most of its reports now, or the one that the new record names."""
    keys = ["report_id", "url"]
    was, now = (_reports_told(ledger)[[*keys, "item"]] for ledger in (old, new))
    both = was[~was["item"].isin(now["item"])].merge(now, on=keys, suffixes=("", "_now"))
    votes = both.groupby(["item", "item_now"]).size().rename("n").reset_index()
    votes = votes.sort_values(["item", "n", "item_now"], ascending=[True, False, True]).drop_duplicates("item")
    gone = set(old.reports["item"]) - set(new.reports["item"])
    told = {item: heir for item, heir in keys_now(new).items() if item in gone and heir}
    return told | dict(zip(votes["item"], votes["item_now"], strict=True))


def keys_to_lead_on(old: Ledger, new: Ledger) -> dict[str, str]:
    """For each item that is gone and that the new record's list of old keys lacks, the one that has its reports now.

    Blank where none has; nothing if the record keeps no such list.
    """
    told = keys_now(new)
    gone = set(old.reports["item"]) - set(new.reports["item"]) - set(told)
    if not told or not gone:
        return {}
    heirs = _renamed_items(old, new)
    return {item: heirs.get(item, "") for item in sorted(gone)}


def _item_rows(old: Ledger, new: Ledger) -> Iterator[dict[str, Any]]:
    """Rows for events and claims."""
    names = _renamed_items(old, new)
    there = {*old.events["item"], *old.claims["item"]}
    heirs: dict[str, str] = {}  # what goes on under another key
    for item, heir in names.items():
        if heir not in there and heir not in heirs.values():
            heirs[item] = heir
    causes = _Causes(old, new, heirs)
    words = [_called(ledger) for ledger in (old, new)]
    for kind, groups in (("event", _EVENTS), ("claim", _CLAIMS)):
        was, now = (getattr(ledger, f"{kind}s").set_index("item") for ledger in (old, new))
        was = was.rename(index=heirs)
        own = {heir: item for item, heir in heirs.items() if heir in was.index}
        then, today = (_Cells(table) for table in (was, now))
        day = "date" if kind == "event" else "date_start"

        def row(
            cells: _Cells,
            item: str,
            change: str,
            before: str | None,
            after: str | None,
            cause: _Cause,
            kind: str = kind,
        ) -> dict[str, Any]:
            where = cells.at(item, "front"), cells.at(item, day)  # noqa: B023 - at once
            name = own.get(item, item) if change == "withdrawn" else item  # noqa: B023
            return dict(zip(_COLUMNS, (change, kind, name, *where, before, after, *cause), strict=True))

        for item in now.index.difference(was.index):
            yield row(today, item, "added", None, today.at(item, "summary"), causes.of(item, "added"))
        for item in was.index.difference(now.index):
            cause = causes.withdrawn(item, names.get(own.get(item, item)))
            yield row(then, item, "withdrawn", then.at(item, "summary"), None, cause)
        both = was.index.intersection(now.index)
        for item in both.intersection(list(own)):
            yield row(today, item, "renamed", own[item], item, ("another key for the same reports", None, None))
        was, now = was.loc[both], now.loc[both]
        for change, columns in groups.items():
            differ = _differ(was[columns], now[columns])
            cells = [table.loc[differ, columns].to_dict("records") for table in (was, now)]
            for item, before, after in zip(both[differ], *cells, strict=True):
                texts = _text(before, change, words[0]), _text(after, change, words[1])
                yield row(today, item, change, *texts, causes.of(item, change, after))


class _Cells:
    """The cells of a table by the names of its rows: a column is made ready when it is first asked for."""

    def __init__(self, table: pd.DataFrame) -> None:
        self.table = table
        self.names = table.index.to_numpy()
        self.known = set(self.names)
        self.columns: dict[str, dict[Any, Any]] = {}

    def at(self, name: str, column: str) -> Any:
        if column not in self.columns:
            self.columns[column] = dict(zip(self.names, self.table[column].to_numpy("object"), strict=True))
        return self.columns[column][name]

    def __contains__(self, name: str) -> bool:
        return name in self.known


class _Causes:
    """What brought a change of an item about, from the reports that the two records have of it."""

    def __init__(self, old: Ledger, new: Ledger, heirs: Mapping[str, str]) -> None:
        was, now = _reports_told(old), _reports_told(new)
        was["item"] = mapped(was["item"], lambda item: heirs.get(item, item))
        was, now = was.set_index("report_id"), now.set_index("report_id")
        self.was, self.now = _Cells(was), _Cells(now)
        self.names = actor_names(new)
        self.verdicts = [latest_verdicts(ledger.assessments).to_dict("index") for ledger in (old, new)]
        both = was.index.intersection(now.index)
        own = [c for c in old.reports if c in new.reports and c not in ("report_id", "source")]
        page = [c for c in ("publisher", "origin", "published") if c in was]
        self.edited, self.repaged = (
            set(both[_differ(was.loc[both, part], now.loc[both, part])]) for part in (own, page)
        )
        self.by_item = [_ids(table) for table in (was, now)]

    def of(self, item: str, change: str, after: Mapping[Hashable, Any] | None = None) -> _Cause:
        """The cause of a change of an item that there is, its page and that page's day."""
        before, now = (ids[item] for ids in self.by_item)
        if change == "regraded" and after is not None and "verdict" in after:
            return self._verdict(item)
        new = [i for i in now if i not in self.was]
        kept = [i for i in now if i in self.was]
        for some, words in (
            (new, "new report"),
            ([i for i in kept if i not in before], "told of another item before: report"),
            ([i for i in kept if i in self.edited], "corrected report"),
        ):
            if some:
                return _several(words, some), *self._page(self.now, self._telling(some, after))
        lost = [i for i in before if i not in now]
        for some, words in (
            ([i for i in lost if i not in self.now], "withdrawn report"),
            ([i for i in lost if i in self.now], "told of another item now: report"),
        ):
            if some:
                return _several(words, some), *self._page(self.was, some[0])
        if repaged := [i for i in now if i in self.repaged]:
            return _several("corrected entry of the page of report", repaged), *self._page(self.now, repaged[0])
        return "sides, places or method", None, None

    def withdrawn(self, item: str, heir: str | None) -> _Cause:
        """Why an item is gone; ``heir`` is the one that has its reports now."""
        ids = self.by_item[0][item]
        page = self._page(self.was, ids[0]) if ids else (None, None)
        if heir:
            return f"one with {heir}", *page
        gone = [i for i in ids if i not in self.now]
        return _several("withdrawn report", gone) if gone else _several("denied or corrected in report", ids), *page

    def _verdict(self, item: str) -> _Cause:
        old, new = (judged.get(item) for judged in self.verdicts)
        if new is None:
            return "verdict withdrawn", None, None
        cause = f"verdict of {new['as_of']:%Y-%m-%d}: {new['reason']}"
        basis = [i for i in str(new["basis"]).split("|") if i in self.now]
        return (cause if old is None or old["as_of"] != new["as_of"] else f"corrected {cause}"), *(
            self._page(self.now, basis[-1]) if basis else (None, None)
        )

    def _telling(self, ids: list[str], after: Mapping[Hashable, Any] | None) -> str:
        """Of several reports the first that says most of what stands there now."""
        if after is None:
            return ids[0]
        told = {c: "date_end" if c == "date" else str(c) for c in after}
        told = {c: column for c, column in told.items() if column in self.now.table}
        return max(ids, key=lambda i: sum(str(self.now.at(i, told[c])) == str(after[c]) for c in told))

    def _page(self, table: "_Cells", report: str) -> tuple[str, Any]:
        return str(table.at(report, "url")), table.at(report, "published")


def _page_rows(old: Ledger, new: Ledger) -> Iterator[dict[str, Any]]:
    """Rows for pages whose entry was corrected."""
    was, now = (ledger.sources.drop_duplicates("url").set_index("url") for ledger in (old, new))
    both = now.index.intersection(was.index)
    for change, columns in _PAGES.items():
        shared = [c for c in columns if c in was and c in now]
        differ = both[_differ(was.loc[both, shared], now.loc[both, shared])]
        cells = [_as_cells(table.loc[differ, shared]).to_numpy() for table in (was, now)]
        for url, day, *rows in zip(differ, now.loc[differ, "published"], *cells, strict=True):
            texts = [", ".join(filter(None, row)) for row in rows]
            row = (change, "page", url, None, day, *texts, "entry corrected", url, day)
            yield dict(zip(_COLUMNS, row, strict=True))


def _list_rows(old: Ledger, new: Ledger) -> Iterator[dict[str, Any]]:
    """Rows for places, actors, fronts and routes: what was added, withdrawn, or of which a column changed."""
    for kind, table in _LISTS.items():
        key = old.package.schema(table)["primaryKey"]
        was, now = (
            frame.set_index(reduce(lambda left, right: left + " " + right, (frame[k].astype("str") for k in key)))
            for frame in (getattr(old, table), getattr(new, table))
        )
        columns = [c for c in now if c in was]
        was, now = _as_cells(was[columns]), _as_cells(now[columns])
        both = now.index.intersection(was.index)

        def row(change: str, item: str, before: str | None, after: str | None, kind: str = kind) -> dict[str, Any]:
            given = (change, kind, item, None, None, before, after, "list edited", None, None)
            return dict(zip(_COLUMNS, given, strict=True))

        yield from (row("added", item, None, str(now.at[item, "name"])) for item in now.index.difference(was.index))
        yield from (row("withdrawn", item, str(was.at[item, "name"]), None) for item in was.index.difference(now.index))
        was, now = was.loc[both], now.loc[both]
        for column in columns:
            change = "moved" if (kind, column) == ("place", "front") else "reworded"
            left, right = was[column], now[column]
            for item in both[left.to_numpy() != right.to_numpy()]:
                yield row(change, str(item), *(f"{column}: {cells[item] or '–'}" for cells in (left, right)))


def _as_changes(
    rows: Iterable[dict[str, Any]], ledger: Ledger, order: tuple[str, ...], since: pd.Timestamp | None = None
) -> pd.DataFrame:
    """Rows as a frame, in the order of kinds of change, fronts and days."""
    frame = pd.DataFrame(list(rows), columns=_COLUMNS)
    days = {c: pd.to_datetime(frame[c]).astype("datetime64[s]") for c in ("date", "published")}
    frame = frame.astype({c: "str" for c in _COLUMNS if c not in days}).assign(**days)
    if since is not None:
        added, event = frame["change"] == "added", frame["kind"] == "event"
        frame["change"] = frame["change"].mask(added, "said").mask(added & event, "became_known")
        frame["change"] = frame["change"].mask(added & event & (frame["date"] >= since), "happened")
        frame = frame[frame["change"].isin(order)]
    fronts = {front: n for n, front in enumerate([*fronts_of(ledger), WHOLE])}
    keys = {"a": frame["change"].map({name: n for n, name in enumerate(order)}), "b": frame["front"].map(fronts)}
    return frame.assign(**keys).sort_values(["a", "b", "date", "item"], ignore_index=True)[_COLUMNS]


def _called(ledger: Ledger) -> dict[str, dict[str, str]]:
    """What the keys in a column are called, by column."""
    actors = dict.fromkeys(("actor", "allies", "opponent", "claimant"), actor_names(ledger))
    return actors | {"front": front_names(ledger), "place": place_names(ledger)}


def _text(row: Mapping[Hashable, Any], change: str, words: Mapping[str, Mapping[str, str]]) -> str:
    """What a reader sees of the columns that a kind of change is about, in the words of `_called`."""
    given = {str(c): v for c, v in row.items() if not pd.isna(v)}
    said = {c: words[c].get(v, v) if c in words else v for c, v in given.items()}
    if change == "redated":
        start, end = (f"{said[c]:%Y-%m-%d}" for c in ("date_start", "date_end"))
        text = start if start == end else f"{start} to {end}"
        text += f", best {said['date']:%Y-%m-%d}" if "date" in said and start != end else ""
        return text + "".join(
            f", {c.replace('_', ' ')} {said[c]:%Y-%m-%d}" for c in ("since", "resolves_by") if c in said
        )
    if change == "recredited":
        parts = [said.get("claimant", ""), said.get("actor", "")]
        text = " of ".join(filter(None, map(str, parts))) if "claimant" in row else str(parts[1] or "nobody named")
        allies = [words["allies"].get(a, a) for a in given["allies"].split("|")] if "allies" in given else []
        text += f" with {', '.join(allies)}" if allies else ""
        return text + (f" against {said['opponent']}" if "opponent" in said else "")
    if change == "recounted":
        low, high = (f"{said[c]:,}" if c in said else "open" for c in ("low", "high"))
        count = low if low == high else f"{low} to {high}"
        return " ".join(
            str(p).replace("_", " ") for p in (said.get("qualifier", ""), count, said.get("metric", "")) if p
        )
    if "disputed" in said:
        return f"{said['evidence']}{', disputed' if said['disputed'] else ''}"
    return ", ".join(str(v) if change == "reworded" else str(v).replace("_", " ") for v in said.values()) or "none"


def _reports_told(ledger: Ledger) -> pd.DataFrame:
    """Reports with their page's address, publisher and day, in order of publication."""
    page = ledger.sources.set_index("source")[["url", "publisher", "origin", "published"]]
    return ledger.reports.join(page, on="source").sort_values(["published", "report_id"])


def _ids(table: pd.DataFrame) -> dict[str, list[str]]:
    """The ids of each item's reports, in order."""
    found: dict[str, list[str]] = defaultdict(list)
    for report, item in zip(table.index.to_numpy(), table["item"].to_numpy(), strict=True):
        found[item].append(report)
    return found


def _several(words: str, ids: list[str]) -> str:
    """A cause with the ids of its reports, of the first ones at least."""
    more = f" and {len(ids) - _REPORTS_NAMED} more" if len(ids) > _REPORTS_NAMED else ""
    return f"{words}{'s' if len(ids) > 1 else ''} {', '.join(ids[:_REPORTS_NAMED])}{more}"


def _as_cells(table: pd.DataFrame) -> pd.DataFrame:
    """A table as text, blank where missing; days as days."""
    return table.astype("object").map(wording.cell)


def _differ(was: pd.DataFrame, now: pd.DataFrame) -> np.ndarray:
    """Which rows of two tables of one shape differ; two missing values do not."""
    found = np.zeros(len(was), dtype=bool)
    for column in was:
        left, right = was[column].array, now[column].array
        if left.dtype != right.dtype:
            left, right = left.astype("object"), right.astype("object")
        blank = left.isna(), right.isna()
        unlike = pd.array(left != right, dtype="boolean").to_numpy(bool, na_value=False)
        found |= (blank[0] != blank[1]) | (unlike & ~blank[0])
    return found
