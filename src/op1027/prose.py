"""What the frames say, in sentences: every number in the notebooks' prose is written here."""

import pandas as pd

from op1027.ledger import Ledger
from op1027.pages import pages
from op1027.progress import WHOLE, firmly_held, front_names, fronts_of, progress, town_changes
from op1027.tables import changes_of_hands
from op1027.theme import count, day


def scope(ledger: Ledger) -> str:
    """What the notebook at hand rests on: one sentence of Markdown."""
    return (
        f"*{count(len(ledger.reports), 'report')} of {count(len(ledger.events), 'event')} and "
        f"{count(len(ledger.claims), 'claim')}, from {count(ledger.reports['source'].nunique(), 'page')} "
        f"published up to {day(ledger.known_on)}; data `{ledger.fingerprint}`.*"
    )


def evidence(ledger: Ledger) -> str:
    """How well the events are attested: Markdown, two sentences."""
    events = ledger.events
    grades = events["evidence"].value_counts()
    single = int((events["n_publishers"] == 1).sum())
    parts = [f"{grades.get(grade, 0)} {grade}" for grade in ("conceded", "independent", "claimed")]
    return (
        f"Of {count(len(events), 'event')}, {listing(parts)}; {int(events['disputed'].sum())} disputed. "
        f"{single} rest on one publisher alone."
    )


def glance(ledger: Ledger) -> str:
    """What happened, where, when and how sure that is: Markdown, four sentences."""
    frame = progress(ledger)
    last = frame[frame["date"] == frame["date"].max()].set_index("front")
    whole = last.loc[WHOLE]
    if not whole["towns_captured"]:
        return f"As known on {day(ledger.known_on)}, no town had changed hands."
    names = front_names(ledger)
    held = [(int(last["towns_held"][front]), names[front]) for front in fronts_of(ledger)]
    held = sorted(held, key=lambda pair: -pair[0])[:3]
    leading = [f"**{name}** ({number})" for number, name in held if number]
    firm = firmly_held(ledger).query("front == @WHOLE")["towns_firm"].iloc[-1]
    months = by_month(ledger)
    busiest = pd.Timestamp(str(months.idxmax()))
    return "\n".join(
        [
            f"- **What:** from {day(ledger.package.start)} to {day(ledger.known_on)} the offensive took "
            f"{count(int(whole['towns_captured']), 'town')} and lost {int(whole['towns_lost'])} of them again; "
            f"it held **{int(whole['towns_held'])}**.",
            f"- **Where:** most of them in {listing(leading)}.",
            f"- **When:** in {busiest:%B %Y} more towns fell ({months.max()}) than in any other month.",
            f"- **How sure:** for {int(firm)} of the {int(whole['towns_held'])} towns held, the losing side or a "
            "third party says so too, and nobody denies it; for the rest there is the word of the side that gained, "
            "or a denial.",
        ]
    )


def front_story(ledger: Ledger, front: str) -> str:
    """One front's towns in words: Markdown, at most three sentences."""
    name = front_names(ledger)[front]
    table = changes_of_hands(ledger.select(front=front))
    frame = progress(ledger)
    last = frame[frame["front"] == front].iloc[-1]
    if table.empty:
        return f"**{name}:** no town is recorded as having changed hands by {day(ledger.known_on)}."
    first, latest = table.iloc[0], table.iloc[-1]
    unsure = table[table["from"] != table["to"]]
    text = (
        f"**{name}:** the first town to change hands was {first['town']} ({day(first['date'])}), the latest "
        f"{latest['town']} ({day(latest['date'])}; holder from then on: {latest['holder']}). "
        f"{count(int(last['towns_held']), 'town')} of {int(last['towns_total'])} "
        f"{'was' if last['towns_held'] == 1 else 'were'} held on {day(ledger.known_on)}."
    )
    if len(unsure):
        widest = unsure.assign(width=unsure["to"] - unsure["from"]).sort_values("width", kind="stable").iloc[-1]
        text += (
            f" For {len(unsure)} of {count(len(table), 'change')} the reports allow more than one day; they are "
            f"furthest apart for {widest['town']} ({count(widest['width'].days, 'day')})."
        )
    return text


def by_month(ledger: Ledger) -> pd.Series:
    """Towns that the offensive took, by month (indexed by the month's first day)."""
    taken, _ = town_changes(ledger)
    return taken.set_index("date").resample("MS").size()


def listing(words: list[str]) -> str:
    """Words joined as in a sentence: a, b and c."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


def reported(ledger: Ledger, wanted: str | list[str]) -> str:
    """Who reported an event or a claim, in order, with links to their pages: a Markdown list (see `pages`)."""
    lines = []
    for row in pages(ledger, wanted).to_dict("records"):
        denies = ", denies" if row["stance"] == "denies" else ""
        voice = "" if row["claimant"] == row["publisher"] else f", word of {row['claimant']}"
        link = f"[{row['publisher']}](<{row['url']}>)"
        lines.append(f"- {link}, {day(row['published'])} (`{row['report']}`{voice}{denies}): {row['summary']}")
    return "\n".join(lines)
