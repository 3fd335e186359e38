"""What stands beside the charts: facts that read as sentences, tables, and an analyst's note."""

from op1027.report import brief, facts, tables

__all__ = ["brief", "facts", "tables"]
__dir__ = __all__.copy
