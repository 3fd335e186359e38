"""Exports of ACLED and UCDP, read into the same `Ledger` as a data folder."""

from op1027.adapters.acled import read_acled
from op1027.adapters.propose import propose_actors
from op1027.adapters.ucdp import read_ucdp

__all__ = ["propose_actors", "read_acled", "read_ucdp"]
__dir__ = __all__.copy
