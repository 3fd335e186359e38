"""The examples in docstrings run, and say what they say; those of charts do in `charts/test_charts`."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import op1027

SOURCE = Path(op1027.__file__).parent
MODULES = sorted(
    ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)
    for path in SOURCE.rglob("*.py")
    if path.parent.name != "charts" and "    >>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str, ours: op1027.Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(op1027, "load", lambda: ours)
    found = doctest.testmod(import_module(name), extraglobs={"load": lambda: ours}, optionflags=doctest.ELLIPSIS)
    assert found.attempted
    assert not found.failed
