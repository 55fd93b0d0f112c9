"""What the tortures share: a project of one report, a way to start a build, a hash of the site."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import warm
from tests.conftest import ROOT
from tests.pressroom.build import project

DEPENDS_ON_THE_RUN = {"manifest.json"}


@pytest.fixture(scope="session")
def pristine(tmp_path_factory) -> Path:
    """A project of one report, built once."""
    home = project.write_project(tmp_path_factory.mktemp("torture") / "project")
    (home / "notebooks" / "topics.ipynb").unlink()
    (home / "reports.toml").write_text("")
    done = build(home)
    assert done.wait(120) == 0, done.stderr.read()
    return home


@pytest.fixture
def home(pristine, tmp_path, monkeypatch) -> Path:
    """A copy of the project that a test may torture."""
    folder = tmp_path / "project"
    shutil.copytree(pristine, folder, symlinks=True)
    monkeypatch.chdir(folder)
    return folder


def build(home: Path, *arguments: str, **given) -> subprocess.Popen:
    """Start a build in a session of its own."""
    return warm.Popen(
        [sys.executable, "-m", "parley.cli", "build", *arguments],
        cwd=home,
        text=True,
        stdout=given.pop("stdout", subprocess.DEVNULL),
        stderr=subprocess.PIPE,
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        **given,
    )


def site_hash(home: Path, out: str = "build") -> str:
    """Return a hash of the published site, but for what names the run."""
    site = home / out / "site"
    digest = hashlib.sha256()
    for path in sorted(site.rglob("*")):
        if path.is_file() and path.name not in DEPENDS_ON_THE_RUN:
            digest.update(f"{path.relative_to(site)}\0".encode() + path.read_bytes())
    assert (site / "index.html").is_file(), "there is no site at all"
    return digest.hexdigest()


def leave_stale(home: Path, word: str) -> None:
    """Make the report stale: its stamp is on its page, so that each state has a site of its own."""
    (home / "requirements.lock").write_text(f"{word}\n")
