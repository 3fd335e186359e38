"""Operation 1027 by front and date: what was claimed, what happened and how sure that is."""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from op1027.adapters import read_acled, read_ucdp
from op1027.compare import compare
from op1027.forecasts import score_forecasts
from op1027.known import known_history
from op1027.ledger import Ledger, load, town_control
from op1027.pages import pages
from op1027.progress import progress
from op1027.scan import scan
from op1027.schema import DataError, Fault
from op1027.strengths import strengths
from op1027.tallies import check_tallies

if TYPE_CHECKING:
    from op1027 import charts, theme

__all__ = [
    "DataError",
    "Fault",
    "Ledger",
    "charts",
    "check_tallies",
    "compare",
    "known_history",
    "load",
    "pages",
    "progress",
    "read_acled",
    "read_ucdp",
    "scan",
    "score_forecasts",
    "strengths",
    "theme",
    "town_control",
]
__version__ = "0.1.0"


def __getattr__(name: str) -> ModuleType:
    """Load what draws when it is first asked for: with plotly's figures it is much of all importing."""
    if name in ("charts", "theme"):
        return import_module(f"op1027.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
