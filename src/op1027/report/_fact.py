"""A fact: an object with the numbers, which reads as sentences."""

from dataclasses import dataclass

import pandas as pd

from op1027.text.wording import count


@dataclass(frozen=True, repr=False)
class Fact:
    """What a function of this module found: attributes for use, ``str()`` and a notebook's cell for reading."""

    def __str__(self) -> str:
        raise NotImplementedError

    def __repr__(self) -> str:
        return str(self)

    def _repr_markdown_(self) -> str:
        return str(self)


@dataclass(frozen=True, eq=False, repr=False)
class Sentences(Fact):
    """Sentences or list items in Markdown that rest on a frame, which is at hand as ``frame``."""

    frame: pd.DataFrame
    text: str

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"{count(len(self.frame), 'row')}: {', '.join(map(str, self.frame.columns))}"
