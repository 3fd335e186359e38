"""What a sound data folder holds, in a few lines, as `check` tells it."""

from op1027.analysis.coverage import empty_months, other_sides, single_publisher_towns
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


def _other_voices(ledger: Ledger) -> list[str]:
    """How much of the record the other sides say, in a line, where the descriptor names them."""
    others = ledger.package.other_sides
    if not others:
        return []
    share = 100 * other_sides(ledger).mean() if len(ledger.reports) else 0.0
    outlets = ", ".join(others.get("country", []))
    return [
        f"Other sides together: {share:.1f} % of reports "
        f"(leaning {', '.join(others.get('leaning', []))}" + (f"; outlets of {outlets}" if outlets else "") + ")."
    ]
