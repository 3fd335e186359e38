"""Exports of ACLED and UCDP, read into the same `Ledger` as a data folder."""

from op1027.adapters.acled import read_acled
from op1027.adapters.ucdp import read_ucdp

__all__ = ["read_acled", "read_ucdp"]
