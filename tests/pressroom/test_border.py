"""The press knows no subject: a project of rain, without the other package, becomes a site."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import warm
from tests.conftest import ROOT

RAIN = Path(__file__).parent / "rain"
SUBJECT = re.compile(
    r"meeting|\bchannels?\b|readout|trump|biden|\bxi\b|fentanyl|\bchin(a|ese)\b|united states|"
    r"beijing|washington|overdose|\bdeaths?\b|\btalks?\b|\btopics\b|summit|tariff|taiwan|"
    r"\bprc\b|opioid|readouts?",
    re.IGNORECASE,
)
BLOCKED = warm.BLOCKED.format("parley")


def words_of_the_subject(text: str) -> list[str]:
    return [found.group() for found in SUBJECT.finditer(text)]


def test_the_press_has_no_word_about_the_subject():
    files = [p for p in (ROOT / "pressroom").rglob("*") if p.is_file() and p.suffix != ".pyc"]
    assert len(files) > 60
    found = {
        path.relative_to(ROOT).as_posix(): words
        for path in files
        if (words := words_of_the_subject(path.read_text(encoding="utf-8")))
    }
    assert not found
    assert words_of_the_subject("Deaths after a meeting") == ["Deaths", "meeting"]


def command(home: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Run a command of the press in a process in which, and below which, parley is not there."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PARLEY_", "PRESSROOM_"))}
    site = home.parent / "site-packages"
    site.mkdir(exist_ok=True)
    (site / "sitecustomize.py").write_text(BLOCKED, encoding="utf-8")
    around = kept | {"PYTHONPATH": os.pathsep.join([str(site), str(ROOT)])}
    words = [sys.executable, "-m", "pressroom.cli", *arguments]
    return warm.run(words, warm.Lacking, cwd=home, env=around)


def test_every_module_of_the_press_imports_without_the_other_package(tmp_path):
    """What is forked here has imported them all: see tests/warm.py."""
    (tmp_path / "home").mkdir()
    if not warm.COLD:
        assert command(tmp_path / "home", "--help").returncode == 0
        return
    names = [
        ".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for p in (ROOT / "pressroom").rglob("*.py")
        if p.stem != "__main__"
    ]
    code = f"{BLOCKED}\nfrom importlib import import_module\nlist(map(import_module, {names!r}))"
    around = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=around, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def rain(tmp_path_factory) -> Path:
    """The project of rain, built by the press alone."""
    home = tmp_path_factory.mktemp("rain") / "project"
    shutil.copytree(RAIN, home)
    done = command(home, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    return home


def test_a_project_of_ones_own_becomes_a_checked_site(rain):
    site = rain / "build" / "site"
    page = (site / "reports" / "one-station--north" / "index.html").read_text(encoding="utf-8")
    assert "The north: most rain in January 2026" in page
    assert "How much rain fell in “The north”?" in page
    assert (site / "reports" / "one-station--south" / "months.csv").is_file()
    data = (site / "data" / "index.html").read_text(encoding="utf-8")
    assert "Millimetres of rain in the month" in data and "station, month" in data
    front = (site / "index.html").read_text(encoding="utf-8")
    assert "What fell in two towns" in front and not words_of_the_subject(front)
    assert '<a href="reports/one-station--north/index.html#fig-months">' in front
    assert 'aria-labelledby="fig-months-pt fig-months-pd"' in front
    assert front.index("How much fell?") < front.index("More reports")
    about = (site / "about" / "index.html").read_text(encoding="utf-8")
    assert "has not put a name to them" in about
    assert "has given no address to write to" in about
    held = json.loads((site / "manifest.json").read_text(encoding="utf-8"))
    assert [entry["data_to"] for entry in held["reports"]] == ["2026-03"] * 3


def test_nothing_is_stale_until_the_code_beside_the_notebooks_changes(rain):
    held = json.loads(command(rain, "status", "--json").stdout)
    assert held["stale"] == {} and len(held["fresh"]) == 3
    towns = rain / "towns.py"
    text = towns.read_text(encoding="utf-8")
    towns.write_text(f"{text}\n# another line\n", encoding="utf-8")
    stale = json.loads(command(rain, "status", "--json").stdout)["stale"]
    towns.write_text(text, encoding="utf-8")
    assert set(stale) == {"one-station--north", "one-station--south"}
    assert stale["one-station--north"] == ["library file towns.py changed"]


def test_what_was_published_can_be_made_again(rain):
    done = command(rain, "verify", "build/site/reports/which-is-wetter/index.html")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "match" in done.stdout


def test_bad_tables_and_a_date_that_cannot_be_known_are_refused(rain, tmp_path):
    home = tmp_path / "project"
    shutil.copytree(rain, home, symlinks=True, ignore=shutil.ignore_patterns("build"))
    table = home / "data" / "rainfall.csv"
    table.write_text("station,month,rain_mm\nnorth,2026-01\n=1+1,2026-02,3\n", encoding="utf-8")
    done = command(home, "check")
    assert done.returncode == 3
    assert "rainfall.csv, row 2: has 2 cells, the header 3" in done.stderr
    assert "rainfall.csv, row 3, column station: '=1+1': begins as a formula" in done.stderr
    shutil.copy(RAIN / "data" / "rainfall.csv", table)
    done = command(home, "build", "--as-of", "2025-01-01")
    assert done.returncode == 2 and "do not say what was known on another day" in done.stderr


def test_a_project_is_begun_where_tables_lie(tmp_path):
    home = tmp_path / "project"
    (home / "data").mkdir(parents=True)
    shutil.copy(RAIN / "data" / "rainfall.csv", home / "data")
    assert command(home, "init", "--title", "Rain").returncode == 0
    assert command(home, "new", "How much rain fell?").returncode == 0
    done = command(home, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    page = home / "build" / "site" / "reports" / "how-much-rain-fell" / "index.html"
    assert "Table rainfall holds 6 rows" in page.read_text(encoding="utf-8")
    again = command(home, "init")
    assert again.returncode == 2 and "is a project already" in again.stderr
