"""One nest and one built project for all tests of the engines: each adds a few cells."""

import itertools
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from pressroom.build.build import Options, build
from pressroom.build.job import Job, Limits, Listener, Outcome
from pressroom.build.options import Watcher
from pressroom.build.run import Nesting, Opening
from tests import warm
from tests.conftest import ROOT
from tests.once import once
from tests.pressroom.build import project

QUICK = Limits(cell_seconds=20, report_seconds=60, memory_mb=1024)


class Heard(Listener):
    """Keeps what it is told."""

    def __init__(self):
        self.notes: list[str] = []
        self.cells: list[int] = []

    def note(self, text: str) -> None:
        self.notes.append(text)

    def cell(self, job: Job, index: int) -> None:
        self.cells.append(index)


class Notes(Watcher):
    """Keeps what it is told of a build."""

    def __init__(self):
        self.said: list[str] = []

    def note(self, text: str) -> None:
        self.said.append(text)


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """A project that was built once; tests take copies."""
    return once(tmp_path_factory, "built", build_anew) / "project"


def build_anew(place: Path) -> None:
    """Write a project and build it, in new interpreters."""
    home = project.write_project(place / "project")
    before = os.getcwd()  # noqa: PTH109
    os.chdir(home)
    try:
        with warm.cold():
            result = build(Options(watcher=Notes()))
    finally:
        os.chdir(before)
    assert result.code == 0, result


@pytest.fixture
def copied(built, tmp_path, monkeypatch) -> Path:
    """A copy of the built project, to work in."""
    folder = tmp_path / "project"
    shutil.copytree(built, folder, symlinks=True)
    monkeypatch.chdir(folder)
    return folder


def command(home, *arguments, **given) -> subprocess.Popen:
    """Start a command line in a project."""
    surroundings = os.environ | {"PYTHONPATH": str(ROOT)} | given.pop("env", {})
    return warm.Popen(
        [sys.executable, "-m", "parley.cli", *arguments],
        cwd=home,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=surroundings,
        **given,
    )


@dataclass
class Ran:
    """A notebook that was run."""

    outcome: Outcome
    book: dict
    folder: Path

    def outputs(self, number: int = -1) -> list[dict]:
        """Outputs of one of its own code cells, papermill's markers left out."""
        return [c for c in self.book["cells"] if c["cell_type"] == "code"][number]["outputs"]

    def text(self, number: int = -1) -> str:
        """What a cell printed or gave."""
        parts = []
        for output in self.outputs(number):
            parts += output.get("text") or output.get("data", {}).get("text/plain", [])
        return "".join(parts)


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    """A small project."""
    return project.write_project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="session")
def nest(home):
    """A nest in the small project, which imports for itself."""
    nesting = Nesting(Opening(home, home / "data"), Heard())
    with warm.cold():
        nesting.start()
    nesting.ready()
    yield nesting
    nesting.stop()


@pytest.fixture
def run(nest, home, tmp_path):
    """Return a function that runs code cells as a report."""
    numbers = itertools.count()

    def run(*cells: str, engine="parley", limits=QUICK, slug="one", workers=2) -> Ran:
        number = next(numbers)
        book = project.write_cells(home / "notebooks" / f"cells-{number}.ipynb", *cells)
        out = tmp_path / str(number)
        job = Job(slug, book, home, home / "data", out, as_of=None, engine=engine, limits=limits)
        try:
            (outcome,) = nest.run([job], workers).values()
        finally:
            book.unlink()
        held = json.loads(job.executed.read_text()) if job.executed.is_file() else {}
        return Ran(outcome, held, out)

    return run
