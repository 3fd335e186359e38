"""The workflows, which cannot run here: held by their linters, and against what README and pyproject say."""

import re
import subprocess
import sysconfig
from pathlib import Path

import pytest
import yaml

from conftest import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
BIN = Path(sysconfig.get_path("scripts"))


def read(path: Path) -> dict[str, object]:
    return dict(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader))


@pytest.mark.parametrize(
    "command", [["actionlint"], ["zizmor", "--offline", "--pedantic", "--no-progress"]], ids=lambda command: command[0]
)
def test_the_linters_find_nothing(command: list[str]) -> None:
    paths = [str(path) for path in WORKFLOWS]
    done = subprocess.run(
        [BIN / command[0], *command[1:], *paths], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_actions_are_pinned_by_hash_and_tokens_may_only_read() -> None:
    assert WORKFLOWS
    for path in WORKFLOWS:
        text, flow = path.read_text(encoding="utf-8"), read(path)
        used = re.findall(r"uses: (\S+)(.*)", text)
        assert used
        assert all(re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", name) and "# v" in note for name, note in used)
        assert flow["permissions"] == {}
        for job in flow["jobs"].values():  # type: ignore[attr-defined]
            assert set(job["permissions"].items()) <= {("contents", "read")}
            assert "secrets" not in str(job)


def test_every_push_runs_what_readme_says_on_each_python() -> None:
    flow = read(ROOT / ".github" / "workflows" / "test.yml")
    jobs = flow["jobs"]
    assert {"push", "pull_request"} <= set(flow["on"])  # type: ignore[call-overload]
    assert "make test" in [step.get("run") for step in jobs["whole"]["steps"]]  # type: ignore[index]
    versions = jobs["whole"]["strategy"]["matrix"]["python"]  # type: ignore[index]
    assert versions[0] == "3.11"
    assert versions == [f"3.{minor}" for minor in range(11, 11 + len(versions))]
    assert jobs["package"]["strategy"]["matrix"]["system"] == ["macos-latest", "windows-latest"]  # type: ignore[index]
    assert "make site" in [step.get("run") for step in jobs["pages"]["steps"]]  # type: ignore[index]


def test_issue_forms_are_forms() -> None:
    forms = [read(path) for path in sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))]
    asked = [form for form in forms if "body" in form]
    assert len(asked) >= 3
    for form in asked:
        assert {"name", "description", "body"} <= set(form)
        ids = [part["id"] for part in form["body"] if part["type"] != "markdown"]  # type: ignore[attr-defined]
        assert len(ids) == len(set(ids)) > 0
        for part in form["body"]:  # type: ignore[attr-defined]
            assert part["type"] in {"markdown", "input", "textarea", "dropdown", "checkboxes"}
            assert part["type"] == "markdown" or part["attributes"]["label"]
