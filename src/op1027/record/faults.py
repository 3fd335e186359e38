"""What is wrong with data: where it stands, which rule it breaks and how to mend it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong with the data, where it stands and how to mend it."""

    file: str
    line: int
    column: str
    value: str
    rule: str
    mend: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        shown = self.value if len(self.value) <= 80 else self.value[:77] + "..."
        what = f"{self.column} = {shown!r}: " if self.column else f"{shown!r}: " if shown else ""
        return f"{where}: {what}{self.rule}. To mend: {self.mend}."


class DataError(ValueError):
    """The data break a rule; ``faults`` lists every place where they do."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults)
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__("\n".join([f"{count} in the data:", *map(str, self.faults)]))


def at(file: str, values: pd.Series, column: str, rule: str, mend: str) -> Iterator[Fault]:
    """A fault for each value, its index being the line."""
    for line, value in values.items():
        yield Fault(file, int(str(line)), column, "" if pd.isna(value) else str(value), rule, mend)
