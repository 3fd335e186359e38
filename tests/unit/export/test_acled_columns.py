"""Events in ACLED's columns."""

import pandas as pd

from conftest import Loaded, report
from op1027.export import acled


def test_acled_columns_precision_and_words(ledger: Loaded) -> None:
    rows = acled.acled_table(
        ledger(
            report(allies="guerrillas"),
            report(item="week", type="battle", place="hills", date_start="2024-01-01", date_end="2024-01-07"),
            report(item="month", type="battle", place="", date_start="2024-01-02", date_end="2024-01-31"),
            report(item="long", type="battle", place="", date_start="2024-01-02", date_end="2024-02-28"),
            report(
                item="back",
                type="town_recaptured",
                actor="army",
                opponent="rebels",
                date_start="2024-02-06",
                source="radio_2",
            ),
            report(item="again", type="town_recaptured", date_start="2024-03-01", source="radio_2"),
            report(item="bombed", type="bombardment", actor="army", opponent=""),
            report(item="raids", type="bombardment", metric="airstrikes", low="3", qualifier="at_least"),
            report(
                item="dead",
                type="battle",
                metric="soldiers_killed",
                low="5",
                high="9",
                qualifier="about",
                claimant="rebels",
            ),
            report(item="dead", type="battle", claimant="army", stance="denies", source="radio_1"),
        )
    ).set_index("event_id_cnty")
    rows.index = rows.index.str.removeprefix("op1027:")
    assert [rows.index.name, *rows] == acled._COLUMNS
    assert rows["time_precision"].fillna(0).to_dict() == {
        **dict.fromkeys(["alpha_taken", "back", "again", "bombed", "raids", "dead"], 1),
        "week": 2,
        "month": 3,
        "long": 0,
    }
    assert rows.loc[["alpha_taken", "week", "month"], "geo_precision"].tolist() == [1, 2, 3]
    assert rows.loc["month", ["location", "latitude"]].fillna("").tolist() == ["North", ""]
    assert rows.loc["alpha_taken", "sub_event_type"] == rows.loc["again", "sub_event_type"] == acled._OVERTAKES
    assert rows.loc["back", "sub_event_type"] == acled._REGAINS
    assert pd.isna(rows.loc["bombed", "sub_event_type"])
    assert rows.loc["raids", "sub_event_type"] == "Air/drone strike"
    assert rows.loc["bombed", "event_type"] == "Explosions/Remote violence"
    assert rows["fatalities"].dropna().to_dict() == {"dead": 5}
    assert rows.loc["dead", "tags"] == "evidence=claimed; disputed"
    assert rows.loc["week", "tags"] == "evidence=independent; dates=2024-01-01/2024-01-07"
    assert rows.loc["alpha_taken", ["actor1", "assoc_actor_1", "actor2"]].tolist() == ["Rebels", "Guerrillas", "Army"]
    assert rows.loc["dead", "source"] == "Paper; Radio"
    assert rows["inter1"].isna().all()
