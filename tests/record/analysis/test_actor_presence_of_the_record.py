"""Forces by front, on the living record."""

import op1027
from op1027 import charts
from op1027.analysis.actor_presence import forces
from op1027.charts import theme
from op1027.charts.forces import _MOST, _OTHERS, forces_info
from op1027.ledger.fronts import FIGHTING


def test_our_own_forces_are_counted_as_the_events_name_them(ours: op1027.Ledger) -> None:
    frame = forces(ours)
    assert not frame.duplicated(["actor", "front"]).any()
    assert set(ours.actors.set_index("actor")["kind"].reindex(frame["actor"])) <= set(FIGHTING)
    assert (frame["first_seen"] <= frame["last_seen"]).all()
    assert (frame["first_seen"] >= ours.package.start).all()
    events = ours.events[ours.events["date"] >= ours.package.start]
    assert (frame["events"] <= frame["front"].map(events["front"].value_counts())).all()
    for actor in frame["actor"].unique()[:3]:
        named = events[["actor", "opponent"]].eq(actor).any(axis=1)
        named |= events["allies"].fillna("").str.split("|").map(lambda allies, actor=actor: actor in allies)
        assert frame.loc[frame["actor"] == actor, "events"].sum() == named.sum()


def test_the_least_named_are_summed_and_nothing_is_lost(ours: op1027.Ledger) -> None:
    frame = forces(ours)
    cells = forces_info(ours).cells
    assert cells["actor"].nunique() == min(frame["actor"].nunique(), _MOST + 1)
    assert cells["events"].sum() == frame["events"].sum()
    assert sorted(cells["row"].unique()) == list(range(cells["actor"].nunique()))
    assert cells.groupby("row")["side_number"].first().is_monotonic_increasing
    if _OTHERS in set(cells["actor"]):
        assert cells.set_index("actor").loc[_OTHERS, "row"].max() == cells["row"].max()


def test_numbers_can_be_read_on_their_cells(ours: op1027.Ledger) -> None:
    figure = charts.plot_forces(ours)
    cells = {}
    for trace in figure.data[:-1]:
        (_, pale), (_, full) = trace.colorscale
        for y, line in zip(trace.y, trace.z, strict=True):
            for x, share in zip(trace.x, line, strict=True):
                if share is not None:
                    ends = zip(theme._parts(pale), theme._parts(full), strict=True)
                    cells[x, y] = theme._hex(low + share * (high - low) for low, high in ends)
    numbers = figure.data[-1]
    for x, y, ink in zip(numbers.x, numbers.y, numbers.textfont.color, strict=True):
        plain = {"white": "#ffffff", "black": "#000000"}.get(ink, ink)
        assert theme._contrast(plain, cells[x, y]) >= 4.5
