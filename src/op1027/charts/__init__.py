"""The charts: each ``plot_*`` takes a ledger, asks frame functions for numbers and draws them.

A chart has a module of its own: ``x_info`` turns frames into a small typed ``XInfo`` (what tests, tables and the site
read), ``plot_x`` draws that, laid out for a wide screen or a phone. ``x_info`` takes what ``plot_x`` takes, but title
and layout, and raises what it raises. Traces, annotations and shapes are plain dicts that the figure gets at once.
Nothing is shown or fetched. Dates go in as ISO strings and numbers as plain lists, so that a figure's JSON is readable
and the same on every machine.
"""

from op1027.charts.bases import plot_bases
from op1027.charts.compared import plot_compared as plot_compared  # of two ledgers, so not among __all__
from op1027.charts.control import plot_control
from op1027.charts.forces import plot_forces
from op1027.charts.gates import plot_gates
from op1027.charts.known import plot_known
from op1027.charts.lags import plot_lags
from op1027.charts.map import plot_map
from op1027.charts.nowcast import plot_nowcast
from op1027.charts.people import plot_people
from op1027.charts.progress import plot_progress
from op1027.charts.reliability import plot_reliability
from op1027.charts.routes import plot_routes
from op1027.charts.states import plot_states
from op1027.charts.strengths import plot_strengths
from op1027.charts.tallies import plot_tallies
from op1027.charts.tempo import plot_tempo
from op1027.charts.timeline import plot_timeline
from op1027.charts.verdicts import plot_verdicts

__all__ = [
    "plot_bases",
    "plot_control",
    "plot_forces",
    "plot_gates",
    "plot_known",
    "plot_lags",
    "plot_map",
    "plot_nowcast",
    "plot_people",
    "plot_progress",
    "plot_reliability",
    "plot_routes",
    "plot_states",
    "plot_strengths",
    "plot_tallies",
    "plot_tempo",
    "plot_timeline",
    "plot_verdicts",
]


def __dir__() -> list[str]:
    return [*__all__, "boundaries", "plot_compared", "theme"]
