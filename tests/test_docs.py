"""What docs/ shows is what the commands say."""

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest

from tests import warm
from tests.conftest import ROOT

PAGES = sorted((ROOT / "docs").glob("*.md"))
MACHINERY = {"cli", "refresh", "reliability"}  # say nothing of talks or deaths
COMMAND = re.compile(r"^\$ parley (?P<command>.+)\n(?P<said>(?:(?!\$ ).*\n)*)", re.MULTILINE)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    place = tmp_path_factory.mktemp("docs")
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, place / name)
    shutil.copy(ROOT / "reports.toml", place)
    (listed,) = re.findall(r"```csv\n(.*?)```", (ROOT / "docs/adding-things.md").read_text(), re.S)
    (place / "sommets.csv").write_text(listed, encoding="utf-8")
    return place


def commands() -> list[tuple[str, str]]:
    blocks = [
        block
        for page in PAGES
        for block in re.findall(r"```console\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    ]
    return [(m["command"], m["said"]) for block in blocks for m in COMMAND.finditer(block)]


def test_there_are_commands_to_try():
    assert len(commands()) >= 5


@pytest.mark.parametrize(("command", "said"), commands(), ids=lambda text: text[:30])
def test_a_command_says_what_the_page_shows(project, command, said):
    done = warm.run(
        [sys.executable, "-m", "parley.cli", *shlex.split(command)],
        cwd=project,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )
    checker = doctest.OutputChecker()
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    assert checker.check_output(said, done.stdout, flags), done.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_every_link_leads_somewhere(page):
    text = page.read_text("utf-8")
    for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        if not link.startswith("http"):
            assert (page.parent / link).exists(), link


def test_the_words_claim_no_cause():
    from pressroom import wording

    found = {
        page.stem: faults
        for page in PAGES
        if page.stem not in MACHINERY
        if (faults := [str(f) for f in wording.faults(page.read_text("utf-8"))])
    }
    assert set(found) <= {"faq"}, found
    assert all("reduced" in fault for faults in found.values() for fault in faults), found


@pytest.mark.parametrize("words", [["--help"], ["lits"], ["params"], ["check", "--help"]])
def test_a_light_command_answers_before_anything_heavy_is_imported(words):
    code = (
        "import contextlib, sys\nfrom parley.cli import main\n"
        f"with contextlib.suppress(SystemExit): main({words})\n"
        "assert not {'numpy', 'pandas', 'IPython'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "check" in done.stdout + done.stderr or words == ["params"]
