"""What opens the project elsewhere is well formed, and names what is there."""

import json
import os
import re
import subprocess
import sys
import tomllib
from importlib import metadata

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

ISSUES = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
PARTS = {"markdown", "textarea", "input", "dropdown", "checkboxes"}


def python_needed() -> tuple[int, ...]:
    said = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return tuple(map(int, said["requires-python"].removeprefix(">=").split(".")))


def version(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.search(r"(\d+)\.(\d+)", text).groups()))


def test_the_pre_commit_configuration_is_valid(tmp_path):
    from pre_commit.clientlib import InvalidConfigError, load_config

    hooks = [
        h for repo in load_config(ROOT / ".pre-commit-config.yaml")["repos"] for h in repo["hooks"]
    ]
    assert [hook["id"] for hook in hooks] == [
        "ruff",
        "ruff-format",
        "outputs",
        "check-added-large-files",
        "trailing-whitespace",
    ]
    (tmp_path / "bad.yaml").write_text("repos: [{repo: local}]")
    with pytest.raises(InvalidConfigError):
        load_config(tmp_path / "bad.yaml")


def test_the_hook_for_notebooks_takes_out_what_a_run_leaves(tmp_path):
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    (entry,) = [h["entry"] for r in config["repos"] for h in r["hooks"] if h["id"] == "outputs"]
    source = next(iter(sorted((ROOT / "notebooks").glob("*.ipynb")))).read_text("utf-8")
    ran, torn = tmp_path / "ran.ipynb", tmp_path / "torn.ipynb"
    output = {"output_type": "stream", "name": "stdout", "text": ["1"]}
    book = json.loads(source)
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"execution_count": 3, "outputs": [output]}
    ran.write_text(json.dumps(book))
    torn.write_text("{")
    command = [sys.executable, *entry.split()[1:], str(ran), str(torn)]
    subprocess.run(command, cwd=ROOT, check=True)
    assert (ran.read_text("utf-8"), torn.read_text()) == (source, "{")


def test_no_file_would_be_changed_by_the_hook_for_white_space():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    (exclude,) = [
        hook["exclude"]
        for repo in config["repos"]
        for hook in repo["hooks"]
        if hook["id"] == "trailing-whitespace"
    ]
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    names = [name for name in listed.stdout.decode().split("\0") if name]
    texts = [name for name in names if not re.search(exclude, name) and (ROOT / name).is_file()]
    found = [
        name
        for name in texts
        if re.search(rb"[ \t]+$", (ROOT / name).read_bytes(), re.MULTILINE)
        and b"\0" not in (ROOT / name).read_bytes()
    ]
    assert found == []


def test_the_development_container_builds_the_same_environment():
    held = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    assert version(held["image"].split(":")[1]) >= python_needed()
    target = held["postCreateCommand"].removeprefix("make ")
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def test_binder_takes_the_lock_and_the_package():
    binder = ROOT / "binder"
    named = (binder / "requirements.txt").read_text("utf-8").split()
    assert named[::2] == ["-r", "-r"]
    locks = [(binder / name).resolve() for name in named[1::2]]
    assert locks == [ROOT / "requirements.lock", ROOT / "requirements-lab.lock"]
    assert version((binder / "runtime.txt").read_text("utf-8")) >= python_needed()
    assert os.access(binder / "postBuild", os.X_OK)
    assert subprocess.run(["bash", "-n", binder / "postBuild"], check=False).returncode == 0


def locked(*names: str) -> dict[str, Requirement]:
    """What the locks install here, by name."""
    lines = [line for name in names for line in (ROOT / name).read_text("utf-8").splitlines()]
    asked = [Requirement(line.rstrip(" \\")) for line in lines if re.match(r"[a-z0-9._-]+==", line)]
    return {r.name: r for r in asked if r.marker is None or r.marker.evaluate()}


@pytest.mark.parametrize("extra", ["lab", "test"])
def test_a_lock_holds_what_its_packages_need_on_this_platform(extra):
    """What the base has on Windows alone, as colorama, nbdime needs on Linux too."""
    held = locked("requirements.lock", f"requirements-{extra}.lock")
    installed = {canonicalize_name(found.name) for found in metadata.distributions()}
    missing = [
        f"{name} needs {need.name}"
        for name in sorted(held.keys() & installed)
        for need in map(Requirement, metadata.requires(name) or ())
        if (need.marker is None or need.marker.evaluate({"extra": ""}))
        and canonicalize_name(need.name) not in held
    ]
    assert not missing


@pytest.mark.parametrize("path", ISSUES, ids=lambda path: path.stem)
def test_an_issue_form_has_what_a_form_needs(path):
    form = yaml.safe_load(path.read_text("utf-8"))
    assert form["name"] and form["description"]
    assert {part["type"] for part in form["body"]} <= PARTS
    asked = [part for part in form["body"] if part["type"] != "markdown"]
    ids = [part["id"] for part in asked]
    assert len(set(ids)) == len(ids) > 0
    assert all(part["attributes"]["label"].strip() for part in asked)
    assert any(part.get("validations", {}).get("required") for part in asked)


def test_there_is_a_form_for_each_kind_of_issue():
    assert {path.stem for path in ISSUES} == {"bug", "correction", "missing-meeting"}


def test_make_torture_runs_every_test_that_make_test_leaves_to_it():
    recipe = (ROOT / "Makefile").read_text("utf-8").partition("\ntorture:")[2].partition("\n\n")[0]
    (line,) = [each for each in recipe.splitlines() if "-m pytest" in each]
    assert "PARLEY_TORTURE=1" in line and line.split()[-1] == "tests"
    assert not re.search(r" (?:-k|--ignore|--deselect)\b| -m (?!pytest)", line)


@pytest.mark.parametrize("bad", ["lint", "test", "--silent", ""])
def test_the_whole_run_ends_badly_where_a_part_of_it_does(tmp_path, bad):
    """Lint runs beside the tests: what it finds is told, and fails the run all the same."""
    (script := tmp_path / ".ci" / "run").parent.mkdir()
    script.write_bytes((ROOT / ".ci" / "run").read_bytes())
    (stubs := tmp_path / "stubs").mkdir()
    for name in ("make", "uv", "chromium"):
        (stubs / name).write_text('#!/bin/sh\necho "make $1"; [ "$1" != "$BAD" ]')
        (stubs / name).chmod(0o755)
    env = os.environ | {"PATH": f"{stubs}:{os.environ['PATH']}", "BAD": bad}
    done = subprocess.run(
        ["bash", script], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode != 0) == bool(bad), done.stdout
    assert ("make lint failed" in done.stdout) == (bad == "lint")
    assert ("make test failed" in done.stdout) == (bad == "test")
    assert ("pip goes on" in done.stdout) == (bad == "--silent")
    assert ("make test" in done.stdout) == (bad != "--silent")
