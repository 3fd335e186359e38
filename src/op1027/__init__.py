"""Operation 1027 by front and date: what was claimed, what happened and how sure that is."""

from op1027 import charts, theme
from op1027.ledger import Ledger, load, town_control
from op1027.pages import pages
from op1027.progress import progress
from op1027.schema import DataError, Fault
from op1027.strengths import strengths

__all__ = ["DataError", "Fault", "Ledger", "charts", "load", "pages", "progress", "strengths", "theme", "town_control"]
__version__ = "0.1.0"
