"""The benchmark measures what it says that it measures."""

import ast
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

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


@pytest.mark.parametrize("path", sorted((ROOT / "benchmarks").glob("*.py")), ids=lambda p: p.stem)
def test_what_a_benchmark_asks_of_our_modules_is_there(path):
    """None is run here whole: a name that has moved would be met in the middle of a long run."""
    importlib.import_module("papermill")  # it looks for our engine as it is imported
    nodes = [*ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    held = {}
    for node in (n for n in nodes if isinstance(n, ast.ImportFrom) and n.module):
        if node.module.partition(".")[0] in ("parley", "pressroom"):
            for name in node.names:
                held[name.asname or name.name] = named(node.module, name.name)
    asked = {
        (n.value.id, n.attr)
        for n in nodes
        if isinstance(n, ast.Attribute)
        and isinstance(n.value, ast.Name)
        and isinstance(held.get(n.value.id), ModuleType)
    }
    assert [f"{module}.{name}" for module, name in asked if not hasattr(held[module], name)] == []


def named(module: str, name: str):
    """Return what a module gives by a name: a part of it, or a module within it."""
    found = importlib.import_module(module)
    return (
        getattr(found, name)
        if hasattr(found, name)
        else importlib.import_module(f"{module}.{name}")
    )
