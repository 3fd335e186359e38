"""What is wrong with data: where it stands, which rule it breaks and how to mend it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from op1027.text import wording

_VALUE, _RULE = 80, 600  # characters that are told of a name or value, and of a rule
_LISTED = 10  # faults of one kind that are told one by one
_SCREEN = 40  # lines of a message


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong with the data, where it stands and how to mend it.

    Attributes
    ----------
    file : str
        The file's name, as the descriptor has it.
    line : int
        The line on which the row begins, the header being 1; 0 for a file as a whole.
    column, value : str
        Where in the row, and what stands there; blank where no one cell is at fault.
    rule, mend : str
        What it breaks, and how to mend it.

    Examples
    --------
    >>> print(Fault("fronts.csv", 2, "order", "first", "not a whole number", "write 1"))
    fronts.csv:2: order = 'first': not a whole number. To mend: write 1.
    """

    file: str
    line: int
    column: str
    value: str
    rule: str
    mend: str

    def __str__(self) -> str:
        where = _shown(self.file) + (f":{self.line}" if self.line else "")
        value = repr(_cut(self.value))
        what = f"{_shown(self.column)} = {value}: " if self.column else f"{value}: " if self.value else ""
        return f"{where}: {what}{_shown(self.rule, _RULE)}. To mend: {_shown(self.mend, _RULE)}."


class DataError(ValueError):
    """The data break a rule; the message fits on a screen.

    Parameters
    ----------
    faults : list of Fault
        Every place where they do; sorted, as the attribute ``faults``.
    listed : int
        Of one kind, so many are told one by one, more as one.
    """

    def __init__(self, faults: list[Fault], listed: int = _LISTED) -> None:
        self.faults = sorted(faults)
        count = "1 fault" if len(faults) == 1 else f"{len(faults):,} faults"
        kinds: dict[tuple[str, str, str], list[Fault]] = {}
        for fault in self.faults:
            kinds.setdefault((fault.file, fault.column, fault.rule), []).append(fault)
        lines = [line for alike in kinds.values() for line in _told(alike, listed)]
        if len(lines) > _SCREEN:
            lines[_SCREEN:] = [f"And {len(lines) - _SCREEN:,} lines more; .faults of this error lists all."]
        super().__init__("\n".join([f"{count} in the data:", *lines]))

    def __reduce__(self) -> tuple[type["DataError"], tuple[list[Fault]]]:
        return type(self), (self.faults,)


def _told(alike: list[Fault], listed: int) -> list[str]:
    """Faults of one kind, each on its line, or the first and where the next ones are."""
    if len(alike) <= listed:
        return list(map(str, alike))
    near = ", ".join(str(fault.line) for fault in alike[1:listed])
    return [f"{alike[0]} And {len(alike) - 1:,} more like it, in lines {near}, …"]


def _cut(text: str, length: int = _VALUE) -> str:
    return text if len(text) <= length else text[: length - 3] + "..."


def _shown(text: str, length: int = _VALUE) -> str:
    """Text as it is told: not too long, and what a screen would obey or hide written out."""
    cut = _cut(text, length)
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)


def at(file: str, values: pd.Series, column: str, rule: str, mend: str) -> Iterator[Fault]:
    """A fault for each value of a column, its index being the line."""
    for line, value in values.items():
        yield Fault(file, int(str(line)), column, wording.cell(value), rule, mend)
