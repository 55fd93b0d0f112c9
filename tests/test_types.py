"""The types of the press hold, and the sort of fault that they are checked for is found."""

import subprocess
import sys
from importlib.util import find_spec

import pytest

from tests.conftest import ROOT

FAULT = """
from pathlib import Path

def folder() -> Path | None:
    return None

def page() -> Path:
    return folder() / "index.html"
"""


@pytest.mark.skipif(find_spec("ty") is None, reason="ty is not installed: make lint installs it")
def test_a_path_that_may_be_none_is_found_where_it_is_used_as_a_path(tmp_path):
    whole = ROOT / "pyproject.toml"
    (tmp_path / "pyproject.toml").write_text(
        "[tool.ty.rules]\n" + whole.read_text(encoding="utf-8").partition("[tool.ty.rules]")[2]
    )
    (tmp_path / "faulty.py").write_text(FAULT, encoding="utf-8")
    words = [sys.executable, "-m", "ty", "check", "--output-format", "concise", "faulty.py"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert "faulty.py:8:12: error[unsupported-operator]" in done.stdout
    assert "`Path | None`" in done.stdout
