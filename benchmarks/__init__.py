"""What the package costs, each figure beside that of an alternative in the same run (see docs/performance.md)."""
