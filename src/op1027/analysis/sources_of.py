"""From an event or a claim back to the pages that report it."""

from collections.abc import Iterable

import pandas as pd

from op1027.ledger.fronts import actor_names
from op1027.ledger.model import Ledger
from op1027.text.asked import known_keys

_COLUMNS = [
    *("item", "report", "published_from", "published", "publisher", "claimant", "stance", "summary", "url", "archived")
]
_ARCHIVE = "https://web.archive.org/web/"


def pages(ledger: Ledger, wanted: str | Iterable[str] | pd.DataFrame) -> pd.DataFrame:
    """Every report of the events or claims wanted, with the address of its page.

    Parameters
    ----------
    ledger : Ledger
    wanted : str, iterable of str or DataFrame
        Items, or the ids of any reports of theirs, as the timeline shows them (``r0412``); of a frame its column
        ``item``. Of none there are no rows.

    Returns
    -------
    DataFrame
        One row a report, sorted by ``item``, ``published`` and ``report``: ``item``, ``report`` (its id),
        ``published_from`` and ``published`` (the day, twice; the span where the day is inferred, its start missing
        where nothing tells it), ``publisher`` and ``claimant`` (short names), ``stance``, ``summary``, ``url``,
        ``archived`` (see `archived_copy`).

    Raises
    ------
    ValueError
        If one is neither an item nor a report of this ledger.

    Examples
    --------
    >>> import op1027
    >>> ledger = op1027.load()
    >>> found = op1027.pages(ledger, ledger.events.head(2))
    >>> found["item"].nunique()
    2
    """
    reports = ledger.reports
    if isinstance(wanted, pd.DataFrame) and "item" in wanted:
        wanted = wanted["item"]
    chosen = list(wanted) if isinstance(wanted, Iterable) and not isinstance(wanted, str) else wanted
    if chosen != []:
        known = pd.DataFrame({"report": [*reports["item"].unique(), *reports["report_id"]]})
        chosen = known_keys(chosen, known, "report")
    about = reports[reports["item"].isin(chosen) | reports["report_id"].isin(chosen)]
    found = reports[reports["item"].isin(about["item"])]
    read = ledger.sources.assign(published_from=earliest(ledger.sources)).set_index("source")
    found = found.join(read[["publisher", "published_from", "published", "url"]], on="source")
    names = actor_names(ledger)
    found = found.rename(columns={"report_id": "report"}).assign(
        publisher=found["publisher"].map(names),
        claimant=found["claimant"].map(names),
        archived=[archived_copy(url, day) for url, day in zip(found["url"], found["published"], strict=True)],
    )
    return found.sort_values(["item", "published", "report"], ignore_index=True)[_COLUMNS]


def earliest(sources: pd.DataFrame) -> pd.Series:
    """The first day on which each page can have been published; missing where nothing tells."""
    return sources["published_from"].where(sources["date_basis"] == "inferred", sources["published"])


def archived_copy(url: str, published: pd.Timestamp) -> str:
    """Where the Wayback Machine has the page as it was nearest to a day, if it has it: made without asking it."""
    return f"{_ARCHIVE}{published:%Y%m%d}/{url}"


def first_pages(ledger: Ledger) -> pd.DataFrame:
    """The first report of every event, by item: ``report``, ``publisher`` (short name), ``url``."""
    events = ledger.reports[(ledger.reports["kind"] == "event") & (ledger.reports["stance"] == "affirms")]
    found = pages(ledger, events["item"])
    found = found[found["report"].isin(events["report_id"])]
    return found.drop_duplicates("item").set_index("item")[["report", "publisher", "url"]]
