"""What was known on each day: the fast history against views drawn one by one, and nothing from the future."""

import pandas as pd

from conftest import Loaded, report
from op1027.analysis.hindsight import known_history, reporting_lags, revisions


def test_news_that_came_late_is_missing_until_it_came(ledger: Loaded) -> None:
    late = ledger(report(), report(item="beta_taken", place="beta", source="radio_2"))
    whole = known_history(late).query("front == 'all'").set_index("date")
    assert whole.loc["2024-01-05", ["towns_known", "towns_now", "gap"]].tolist() == [0, 2, 2]
    assert whole.loc["2024-01-10", ["towns_known", "gap"]].tolist() == [1, 1]
    assert whole.loc["2024-03-01", ["towns_known", "gap"]].tolist() == [2, 0]
    lags = reporting_lags(late).set_index("item")["lag_days"]
    assert lags.to_dict() == {"beta_taken": 56, "alpha_taken": 5}


def test_a_capture_dated_too_early_is_a_gap_below_zero(ledger: Loaded) -> None:
    moved = ledger(
        report(),
        report(date_start="2024-02-20", source="radio_2", claimant="radio"),
        report(date_start="2024-02-20", source="paper_2", claimant="radio"),
        sources=[
            {"source": "paper_1", "publisher": "paper", "published": "2024-01-10"},
            {"source": "paper_2", "publisher": "army", "published": "2024-02-21"},
            {"source": "radio_2", "publisher": "radio", "published": "2024-03-01"},
        ],
    )
    whole = known_history(moved).query("front == 'all'").set_index("date")
    assert whole.loc["2024-01-15", ["towns_known", "towns_now", "gap"]].tolist() == [1, 0, -1]
    table = revisions(moved)
    dates = table[table["field"] == "date"]
    assert dates[["was", "now"]].to_numpy().tolist() == [["2024-01-05", "2024-02-20"]]


def test_a_denial_is_a_revision(ledger: Loaded) -> None:
    denied = revisions(ledger(report(), report(stance="denies", claimant="army", source="radio_2")))
    assert denied[["known_from", "field", "was", "now"]].to_numpy().tolist() == [
        [pd.Timestamp("2024-03-01"), "disputed", "False", "True"]
    ]
