"""The cells of every notebook, run here with other parameters: a day on which little is known, any front, several.

In one process and from another folder, without kernels: what a cell shows last is asked for as a notebook would.
"""

import ast
import functools
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest

import op1027
from conftest import NOTEBOOKS, read_notebook

DAYS = ("2010-01-01", "2023-10-20", "2023-11-30")  # each front is tried on one of them, since charts take their time
SEVERAL = ["karen", "rakhine"]
ONE_FRONT = "07"  # the notebook whose parameters cell asks for one
SHOWN = ("_repr_markdown_", "_repr_html_")


def sources(path: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in read_notebook(path)["cells"] if cell["cell_type"] == "code"]


def run(cell: str, names: dict[str, Any]) -> str:
    """What the cell shows at its end."""
    tree = ast.parse(cell)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    if not isinstance(last, ast.Expr):
        return ""
    found = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    if isinstance(found, go.Figure):
        return "a figure, made by now"
    return str(next((getattr(found, way)() for way in SHOWN if hasattr(found, way)), found))


def that_follow(cells: list[str], changed: str) -> Iterator[str]:
    """The cells that use what is changed, or what was made of it."""
    names = {changed}
    for cell in cells:
        used = [node for node in ast.walk(ast.parse(cell)) if isinstance(node, ast.Name)]
        if names & ({node.id for node in used} | set(re.findall(r"@(\w+)", cell))):
            names |= {node.id for node in used if isinstance(node.ctx, ast.Store)}
            yield cell


@pytest.fixture(scope="module")
def loaded(ours: op1027.Ledger) -> Callable[..., op1027.Ledger]:
    """`load` of a record that is loaded already, each day once for all notebooks."""
    known = functools.cache(ours.as_of)
    return lambda *, as_of: known(as_of)


@pytest.fixture
def _elsewhere(loaded: Callable[..., op1027.Ledger], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Another folder, and no notebook."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("op1027.load", loaded)
    monkeypatch.setattr("op1027.charts.theme.in_notebooks", lambda: None)


@pytest.mark.usefixtures("_elsewhere")
@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_answers_however_little_is_known(path: Path, day: str, ours: op1027.Ledger) -> None:
    parameters, *cells = sources(path)
    names: dict[str, Any] = {}
    exec(parameters, names)
    names["AS_OF"] = day
    assert all(run(cell, names) for cell in cells)
    fronts = [*ours.fronts["front"][DAYS.index(day) :: len(DAYS)], SEVERAL, None] if "FRONT" in names else []
    for front in fronts:
        mine = names | {"FRONT": front}
        if front in (SEVERAL, None) and path.stem.startswith(ONE_FRONT):
            with pytest.raises(ValueError, match=r"one front is wanted|no front None"):
                [run(cell, mine) for cell in that_follow(cells, "FRONT")]
        else:
            assert [run(cell, mine) for cell in that_follow(cells, "FRONT")]


@pytest.mark.usefixtures("_elsewhere")
def test_of_every_front_as_of_several(ours: op1027.Ledger) -> None:
    """`all` is all of them; of several the tables hold those, and no other."""
    parameters, *cells = sources(next(path for path in NOTEBOOKS if path.stem.startswith("03")))
    found = {}
    for front in (None, "all", tuple(SEVERAL), "karen"):
        names: dict[str, Any] = {}
        exec(parameters, names)
        names |= {"AS_OF": "2024-06-30", "FRONT": front}
        for cell in cells[:3]:
            run(cell, names)
        found[front] = names["control"]
    assert found[None].equals(found["all"])
    assert found[None].equals(op1027.town_control(ours.as_of("2024-06-30")))
    assert set(found[tuple(SEVERAL)]["front"]) == set(SEVERAL)
    assert set(found["karen"]["front"]) == {"karen"}
