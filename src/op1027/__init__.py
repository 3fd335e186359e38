"""Operation 1027 by front and date: what was claimed, what happened and how sure that is."""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from op1027.adapters import propose_actors, read_acled, read_ucdp
from op1027.adapters.scan import scan
from op1027.analysis.actor_presence import forces
from op1027.analysis.announcements import announcements
from op1027.analysis.bases import base_tallies
from op1027.analysis.changes import changes, what_is_new
from op1027.analysis.compare import compare, matched_shares
from op1027.analysis.forecasts import brier_by_side, score_forecasts
from op1027.analysis.gate_states import gate_states
from op1027.analysis.hindsight import known_history, reporting_lags
from op1027.analysis.nowcast import backtest_nowcast, nowcast, nowcast_errors
from op1027.analysis.people_and_ground import check_shares, people_and_ground
from op1027.analysis.progress import progress
from op1027.analysis.reported_figures import strengths
from op1027.analysis.routes import route_states
from op1027.analysis.skill import forecast_skill, reliability
from op1027.analysis.sources_of import pages
from op1027.analysis.tallies import check_sums, check_tallies
from op1027.analysis.town_states import town_states
from op1027.analysis.trackers import compare_trackers
from op1027.analysis.weekly import weekly
from op1027.ledger.control import town_control
from op1027.ledger.load import load
from op1027.ledger.model import Ledger
from op1027.record.faults import DataError, Fault

if TYPE_CHECKING:
    from op1027 import charts, report

__all__ = [
    "DataError",
    "Fault",
    "Ledger",
    "announcements",
    "backtest_nowcast",
    "base_tallies",
    "brier_by_side",
    "changes",
    "charts",
    "check_shares",
    "check_sums",
    "check_tallies",
    "compare",
    "compare_trackers",
    "forces",
    "forecast_skill",
    "gate_states",
    "known_history",
    "load",
    "matched_shares",
    "nowcast",
    "nowcast_errors",
    "pages",
    "people_and_ground",
    "progress",
    "propose_actors",
    "read_acled",
    "read_ucdp",
    "reliability",
    "report",
    "reporting_lags",
    "route_states",
    "scan",
    "score_forecasts",
    "strengths",
    "town_control",
    "town_states",
    "weekly",
    "what_is_new",
]
__version__ = "2026.11"


def __getattr__(name: str) -> ModuleType:
    """Load the rooms that draw and tell when they are first asked for: plotly's figures are much of all importing."""
    if name in ("charts", "report"):
        return import_module(f"op1027.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
