"""A project of its own for each test, with the small record."""

import shutil

import pytest

from tests import small_record
from tests.conftest import ROOT


@pytest.fixture
def project(tmp_path, monkeypatch):
    """An empty project with the small record, the working directory in it."""
    place = tmp_path / "project"
    (place / "notebooks").mkdir(parents=True)
    (place / "reports.toml").write_text("")
    small_record.write(place / "data")
    small_record.settings(place / "data")
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A copy of the library and its tests, to which charts and tables can be added."""
    place = tmp_path / "checkout"
    ignored = shutil.ignore_patterns("__pycache__", "node_modules")
    for name in ("parley", "pressroom", "tests"):
        shutil.copytree(ROOT / name, place / name, ignore=ignored)
    for name in ("pyproject.toml", "reports.toml"):
        shutil.copy(ROOT / name, place)
    shutil.copytree(ROOT / "data", place / "data")
    monkeypatch.chdir(place)
    return place
