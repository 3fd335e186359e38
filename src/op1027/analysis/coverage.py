"""How well the record covers the war: by front and month, publisher, language, side and evidence."""

import pandas as pd

from op1027.ledger.fronts import WHOLE, events_since_start, front_names, fronts_of, place_names
from op1027.ledger.model import Ledger
from op1027.record._columns import looked_up
from op1027.text.wording import count, day

_SPANS = {1: "of one day", 3: "of up to 3 days", 7: "of up to 7", 31: "of up to 31"}


def summary(ledger: Ledger) -> str:
    """What a sound data folder holds, in a few lines."""
    events, claims = ledger.events, ledger.claims
    grades = events["evidence"].value_counts()
    publishers = ledger.sources["publisher"].nunique()
    alone = single_publisher_towns(ledger)
    covered = ledger.package.covered_until
    leanings = looked_up(ledger.reports["source"], ledger.sources, "source", "leaning")
    by_leaning = leanings.value_counts(normalize=True)
    languages = ledger.sources["language"].value_counts()
    return "\n".join(
        [
            f"No fault in {count(len(ledger.reports), 'report')}.",
            f"{count(len(events), 'event')} and {count(len(claims), 'claim')} "
            f"from {count(len(ledger.sources), 'page')} of {count(publishers, 'publisher')}, "
            f"published up to {day(ledger.known_on)}"
            + (f"; well covered to {day(covered)}." if covered is not None else "."),
            "Evidence: "
            + ", ".join(f"{n} {grade}" for grade, n in grades.items())
            + f"; {events['disputed'].sum()} disputed.",
            "Reports by leaning of their page, per cent: "
            + ", ".join(f"{leaning} {100 * share:.1f}" for leaning, share in by_leaning.items())
            + ".",
            *_other_voices(ledger),
            "Pages by language: " + ", ".join(f"{n} {language}" for language, n in languages.items()) + ".",
            _publication_days(ledger),
            f"{count(len(alone), 'capture')} of a town with one publisher only; "
            f"{count(len(empty_months(ledger)), 'month')} of a front without an event.",
        ]
    )


def _publication_days(ledger: Ledger) -> str:
    """For how many pages the day of publication is inferred, and how wide the spans are in which it lies."""
    inferred = ledger.sources[ledger.sources["date_basis"] == "inferred"]
    share = 100 * len(inferred) / max(len(ledger.sources), 1)
    told = f"Publication day inferred for {share:.1f} % of pages"
    wide = (inferred["published"] - inferred["published_from"]).dropna().dt.days + 1
    if wide.empty:
        return f"{told}."
    within = ", ".join(f"{(wide <= days).sum()} {words}" for days, words in _SPANS.items())
    return (
        f"{told}, {len(wide)} of {len(inferred)} within a known span: median {count(int(wide.median()), 'day')} wide; "
        f"{within}, {(wide > max(_SPANS)).sum()} wider."
    )


def _other_sides(ledger: Ledger) -> pd.Series:
    """Whether each report's page is of the other sides that the descriptor names, by leaning or publisher's country."""
    others = ledger.package.other_sides
    pages = ledger.reports[["source"]].merge(ledger.sources, on="source", how="left")
    country = looked_up(pages["publisher"], ledger.actors, "actor", "country")
    return pages["leaning"].isin(others.get("leaning", [])) | country.isin(others.get("country", []))


def _other_voices(ledger: Ledger) -> list[str]:
    """How much of the record the other sides say, in a line, where the descriptor names them."""
    others = ledger.package.other_sides
    if not others:
        return []
    share = 100 * _other_sides(ledger).mean() if len(ledger.reports) else 0.0
    outlets = ", ".join(others.get("country", []))
    return [
        f"Other sides together: {share:.1f} % of reports "
        f"(leaning {', '.join(others.get('leaning', []))}" + (f"; outlets of {outlets}" if outlets else "") + ")."
    ]


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
