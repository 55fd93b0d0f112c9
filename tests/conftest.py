import gc
import os
import shutil
from collections import Counter
from pathlib import Path

import matplotlib
import pytest

from parley import sides
from pressroom import context
from pressroom.build import kernels  # noqa: F401 - before anything of Jupyter's

matplotlib.use("agg")

ROOT = Path(__file__).resolve().parents[1]


def pytest_xdist_auto_num_workers():
    """Return one worker more than there are cores: some tests wait for a process or a browser."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_finish():
    """Keep what was imported out of every later collection of what is no longer used."""
    gc.collect()
    gc.freeze()


# Where files take longest: they are begun first, so that no core waits for one at the end.
LONGEST = (
    "tests/test_notebook_runs.py",
    "tests/torture/",
    "tests/pressroom/",
    "tests/test_",
    "tests/",
)


def pytest_collection_modifyitems(items):
    """Leave the long runs to ``make torture``; begin with what takes longest of the rest."""
    items.sort(key=lambda item: [not item.nodeid.startswith(start) for start in LONGEST])
    if os.environ.get("PARLEY_TORTURE"):
        return
    met = Counter()
    for item in items:
        case = item.nodeid.partition("[")[0]
        sampled = item.get_closest_marker("sampled")
        if "slow" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="a long run: make torture"))
        elif sampled and met[case] % sampled.args[0]:
            item.add_marker(pytest.mark.skip(reason="a sample is run: make torture runs them all"))
        met[case] += 1


@pytest.fixture(scope="session")
def tally():
    """What was tried and found, by part; ``make torture`` leaves it in build/torture.json.

    Each part has a day of its own: one that is run alone leaves the others as they were.
    """
    found: dict[str, dict] = {}
    yield found
    if os.environ.get("PARLEY_TORTURE"):
        from tests.torture import report

        print(f"\nwritten: {report.keep(found)}")


@pytest.fixture(scope="session", autouse=True)
def warm_nests():
    """Fork the nests of builds from a process that has imported everything: see tests/warm.py."""
    from pressroom.build import run
    from tests import warm

    before, run.subprocess = run.subprocess, warm.INSTEAD
    yield
    run.subprocess = before


@pytest.fixture(autouse=True)
def in_the_project(monkeypatch):
    """Run every test from the root, in no report's run, and leave none behind."""
    monkeypatch.chdir(ROOT)
    for name in ("DATA", "REPORT", "OUT", "AS_OF", "USED", "TRIAL"):
        monkeypatch.delenv(f"PARLEY_{name}", raising=False)
    yield
    context._current.set(None)


@pytest.fixture(autouse=True)
def our_sides():
    """Give each test our own sides, and leave them to the examples that come after it."""
    sides.use({})
    yield
    sides.use({})


@pytest.fixture(autouse=True)
def no_figure_left_open():
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


@pytest.fixture
def root() -> Path:
    return ROOT


@pytest.fixture
def data(tmp_path) -> Path:
    """A copy of the real record that a test may spoil."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


@pytest.fixture
def small(tmp_path) -> Path:
    """A valid record of three meetings and two topics, small enough to count by hand."""
    from tests import small_record

    return small_record.write(tmp_path / "small")
