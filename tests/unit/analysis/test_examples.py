"""The examples in docstrings run, and say what they say."""

import doctest
from importlib import import_module

import pytest

import op1027

MODULES = ("gate_states", "nowcast", "people_and_ground", "skill", "town_states", "trackers")


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str, ours: op1027.Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(op1027, "load", lambda: ours)
    found = doctest.testmod(import_module(f"op1027.analysis.{name}"))
    assert found.attempted
    assert not found.failed
