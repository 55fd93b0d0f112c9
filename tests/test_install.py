"""The package as a stranger installs it: a wheel, away from the project, without git."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PACKAGES = ("parley", "pressroom")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    root = Path(__file__).resolve().parents[1]
    out, source = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(root / name, source)
    for package in PACKAGES:
        shutil.copytree(root / package, source / package)
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
         "--disable-pip-version-check", "--wheel-dir", str(out), str(source)],
        check=True, capture_output=True, cwd=out,
    )  # fmt: skip
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(place)
    return place


def parley(installed: Path, cwd: Path, *words: str) -> subprocess.CompletedProcess:
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(installed), "HOME": str(cwd)}
    command = [sys.executable, "-m", "parley.cli", *words]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def test_the_wheel_holds_every_file_that_the_library_reads(root, wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        path.relative_to(root).as_posix()
        for package in PACKAGES
        for path in (root / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }
    assert not wanted - names


def test_an_installed_parley_checks_a_record_elsewhere(installed, small, tmp_path):
    (empty := tmp_path / "empty").mkdir()
    done = parley(installed, empty, "check", "--data", str(small))
    assert done.returncode == 0, done.stderr
    assert "The record holds, as of 2024-03-01." in done.stdout


def test_a_refused_record_ends_with_code_3_and_every_fault(installed, small, tmp_path):
    (small / "topics.csv").write_text("topic,label\n", encoding="utf-8")
    (small / "gaps.csv").unlink()
    done = parley(installed, tmp_path, "check", "--data", str(small))
    assert done.returncode == 3
    assert "topics.csv, row 1, column kind" in done.stderr
    assert "gaps.csv: the file is missing" in done.stderr


def test_away_from_any_project_it_says_what_to_do(installed, tmp_path):
    done = parley(installed, tmp_path, "check")
    assert done.returncode == 2
    assert "--data DIR for a command, PARLEY_DATA=DIR" in done.stderr


def test_an_unknown_verb_is_a_usage_error(installed, tmp_path):
    assert parley(installed, tmp_path, "biuld").returncode == 2
