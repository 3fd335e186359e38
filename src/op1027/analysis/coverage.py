"""How well the record covers the war: by front and month, publisher, language, side and evidence."""

import pandas as pd

from op1027.ledger.fronts import WHOLE, events_since_start, front_names, fronts_of, place_names
from op1027.ledger.model import Ledger
from op1027.record._columns import looked_up


def by_month(ledger: Ledger) -> pd.DataFrame:
    """Events by front (rows, then their sum) and month (columns), from the first day to the as-of day."""
    events = events_since_start(ledger)
    months = pd.period_range(ledger.package.start, ledger.known_on, freq="M").astype("str")
    table = pd.crosstab(events["front"], events["date"].dt.strftime("%Y-%m"))
    table = table.reindex(index=[*fronts_of(ledger), WHOLE], columns=months, fill_value=0)
    table = pd.concat([table, table.sum().to_frame("sum").T]).rename(index=front_names(ledger))
    return table.rename_axis(index="front", columns=None)


def single_publisher_towns(ledger: Ledger) -> pd.DataFrame:
    """Captures of towns that only one publisher reports."""
    events = ledger.events
    alone = events[(events["type"] == "town_captured") & (events["n_publishers"] < 2)]
    town = alone["place"].map(place_names(ledger))
    return alone.assign(town=town)[["town", "front", "date", "evidence", "n_reports"]].reset_index(drop=True)


def empty_months(ledger: Ledger) -> list[tuple[str, str]]:
    """Fronts and months without an event, after the front's first one: quiet, or not reported."""
    table = by_month(ledger).drop(index="sum")
    found = []
    for front, row in table.iterrows():
        active = row[row > 0]
        if len(active):
            found += [(str(front), str(month)) for month in row.index if month > active.index[0] and row[month] == 0]
    return found


def other_sides(ledger: Ledger) -> pd.Series:
    """Whether each report's page is of the other sides that the descriptor names, by leaning or publisher's country."""
    others = ledger.package.other_sides
    pages = ledger.reports[["source"]].merge(ledger.sources, on="source", how="left")
    country = looked_up(pages["publisher"], ledger.actors, "actor", "country")
    return pages["leaning"].isin(others.get("leaning", [])) | country.isin(others.get("country", []))
