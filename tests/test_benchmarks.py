"""The benchmark measures what it says that it measures."""

import importlib.util
from pathlib import Path

from pressroom.gate import browser
from tests.conftest import ROOT
from tests.pressroom.build import project


def test_the_gate_is_measured_where_axe_was_installed_for_the_tests(tmp_path, monkeypatch):
    """The bench works in a folder of its own, in which nobody has run npm."""
    (rules := tmp_path / "axe.min.js").touch()
    home = project.write_project(tmp_path / "project")
    place = importlib.util.spec_from_file_location("bench", ROOT / "benchmarks" / "bench.py")
    place.loader.exec_module(bench := importlib.util.module_from_spec(place))
    monkeypatch.setenv("PARLEY_AXE", "")  # put back afterwards
    monkeypatch.setattr(bench, "axe", lambda: rules)
    monkeypatch.chdir(ROOT)
    bench.Bench(home, 1)
    assert Path.cwd() == home
    assert browser.axe() == rules
