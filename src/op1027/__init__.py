"""Operation 1027 by front and date: what was claimed, what happened and how sure that is."""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from op1027.adapters import propose_actors, read_acled, read_ucdp
from op1027.adapters.scan import scan
from op1027.analysis.changes import changes, what_is_new
from op1027.analysis.compare import compare, matched_shares
from op1027.analysis.forecasts import score_forecasts
from op1027.analysis.gate_states import gate_states
from op1027.analysis.hindsight import known_history
from op1027.analysis.nowcast import backtest_nowcast, nowcast
from op1027.analysis.people_and_ground import check_shares, people_and_ground
from op1027.analysis.progress import progress
from op1027.analysis.reported_figures import strengths
from op1027.analysis.skill import forecast_skill
from op1027.analysis.sources_of import pages
from op1027.analysis.tallies import check_tallies
from op1027.analysis.town_states import town_states
from op1027.analysis.trackers import compare_trackers
from op1027.ledger.control import town_control
from op1027.ledger.load import load
from op1027.ledger.model import Ledger
from op1027.record.faults import DataError, Fault

if TYPE_CHECKING:
    from op1027 import charts

__all__ = [
    "DataError",
    "Fault",
    "Ledger",
    "backtest_nowcast",
    "changes",
    "charts",
    "check_shares",
    "check_tallies",
    "compare",
    "compare_trackers",
    "forecast_skill",
    "gate_states",
    "known_history",
    "load",
    "matched_shares",
    "nowcast",
    "pages",
    "people_and_ground",
    "progress",
    "propose_actors",
    "read_acled",
    "read_ucdp",
    "scan",
    "score_forecasts",
    "strengths",
    "town_control",
    "town_states",
    "what_is_new",
]
__version__ = "2026.11"


def __getattr__(name: str) -> ModuleType:
    """Load what draws when it is first asked for: with plotly's figures it is much of all importing."""
    if name == "charts":
        return import_module(f"op1027.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
