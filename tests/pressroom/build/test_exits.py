"""Every exit code is one that a real command ends with, its message naming the remedy."""

import os
import re
import signal
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from parley.cli.desk import NAMES
from pressroom.build.ledger import Ledger
from pressroom.build.store import locked
from pressroom.cli import EXIT_CODES
from pressroom.errors import GRAVEST_FIRST, worst
from tests.conftest import ROOT
from tests.pressroom.build import project
from tests.pressroom.build.conftest import command

CLAIMS = 'name = "Parley"\ntitle = "The talks"\ndescription = "How talks reduced deaths."\n'
DOCUMENTED = (0, 1, 2, 3, 4, 5, 6, 75, 124, 129, 130, 143)
ASIDE = (141,)  # of a command that only tells


def ends(home, *words: str, **given) -> tuple[int, str]:
    """Return how a command ends, and what it says on standard error."""
    process = command(home, *words, **given)
    _, said = process.communicate(timeout=120)
    assert "Traceback" not in said, said
    return process.returncode, said


def break_notebook(home, source="1 / 0", name="meetings") -> None:
    project.write_report(home / "notebooks" / f"{name}.ipynb", source)


def spoil_record(home) -> None:
    path = home / "data/meetings.csv"
    path.write_text(path.read_text().replace("2023-11-15,", "15.11.2023,", 1))


def tamper(home) -> None:
    page = (home / "build/site/reports/meetings/index.html").resolve()
    text = page.read_text()
    assert "3 meetings are held" in text
    page.write_text(text.replace("3 meetings are held", "4 meetings are held"))


@pytest.fixture
def deaf(monkeypatch):
    """Every official series asked of a server of this machine that has none of them."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_error(404)

        def log_message(self, *given):
            """Keep quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever).start()
    for name in ("CDC", "CDC_STATES", "PHAC", "CBP", "CBP_AMO", "CENSUS"):
        address = f"http://127.0.0.1:{server.server_port}/{name}.csv"
        monkeypatch.setenv(f"PARLEY_REFRESH_{name}", address)
    yield
    server.shutdown()
    server.server_close()


def test_0_nothing_to_do(copied):
    assert ends(copied, "build") == (0, "")


def test_1_a_report_failed(copied):
    break_notebook(copied)
    code, said = ends(copied, "build", "--quiet")
    assert code == 1
    (line,) = said.splitlines()
    assert line.startswith("FAILED meetings: cell 6: ZeroDivisionError")
    assert line.endswith("see build/failed/meetings/")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["build", "metings"], "Nearest: meetings"),
        (["build", "--out", "reports.toml/x"], "choose a folder with --out"),
        (["build", "--workers", "many"], "invalid int value"),
        (["status", "metings"], "Nearest: meetings"),
        (["runs", "show", "77"], "parley runs lists them"),
        (["diff", "no-such-revision"], "neither a folder of a record nor a revision"),
        (["sweep", "meetings", "--each", "topc"], "Nearest: topic"),
        (["sweep", "meetings", "--each", "topic=ai,"], "a blank value"),
    ],
    ids=["report", "folder", "number", "status", "run", "revision", "sweep", "blank"],
)
def test_2_asked_wrongly(copied, words, named):
    code, said = ends(copied, *words)
    assert (code, named in said) == (2, True), said


def test_2_reports_toml_is_wrong(copied):
    (copied / "reports.toml").write_text("[meetngs]\n")
    code, said = ends(copied, "build")
    assert code == 2
    assert "reports.toml" in said
    assert "meetings" in said, "the nearest is named"


def test_3_the_record_is_refused(copied):
    spoil_record(copied)
    code, said = ends(copied, "build")
    assert code == 3
    assert "meetings.csv, row" in said
    assert "column start_date" in said


def test_4_a_series_could_not_be_refreshed(copied, deaf):
    code, said = ends(copied, "refresh", "cdc")
    assert code == 4
    assert "parley refresh: cdc:" in said
    assert "The old rows stand" in said


def test_5_a_page_misses_a_target_of_the_gate(copied):
    page = (copied / "build/site/index.html").resolve()
    page.write_text(page.read_text().replace("<title>", "<title hidden>").replace("lang=", "l="))
    code, said = ends(copied, "gate", "--without-browser")
    assert code == 5
    assert "nothing may be published" in said


def test_75_another_run_is_at_work(copied):
    with locked(copied / "build"):
        code, said = ends(copied, "build")
    assert code == 75
    assert "wait for it to end" in said


def test_124_the_whole_run_takes_too_long(copied):
    break_notebook(copied, "import time\ntime.sleep(60)")
    code, said = ends(copied, "build", "--limit", "3")
    assert code == 124
    assert "the run took longer than 3 s; nothing was published" in said
    assert Ledger(copied / "build").show(2).code == 124


def stopped(home, number: int) -> int:
    """Return the exit code of a build that is sent a signal when one report has failed."""
    break_notebook(home)
    break_notebook(home, "import time\ntime.sleep(60)", "topics")  # two reports of it
    process = command(home, "build", "--json", "--workers", "3")
    assert any("ZeroDivisionError" in line for line in process.stdout)
    start = time.monotonic()
    process.send_signal(number)
    process.communicate(timeout=20)
    assert time.monotonic() - start < 10, "it waited for the cell that sleeps"
    return process.returncode


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_130_and_143_interrupted_count_more_than_a_failed_report(copied, number, code):
    assert stopped(copied, number) == code
    assert Ledger(copied / "build").show(2).code == code


def test_141_the_reader_has_gone(copied):
    """As in ``parley sweep … | head -1``: no traceback."""
    process = command(copied, "sweep", "topics", "--each", "topic", "--dry-run", bufsize=0)
    process.stdout.close()
    said = process.stderr.read()
    assert (process.wait(60), said) == (141, "")


def test_75_counts_more_than_3(copied):
    spoil_record(copied)
    with locked(copied / "build"):
        assert ends(copied, "build")[0] == 75


def test_3_counts_more_than_4_and_4_more_than_1(copied, deaf):
    break_notebook(copied)
    code, said = ends(copied, "build", "--refresh")
    assert code == 4
    assert "parley refresh: cdc:" in said
    assert "FAILED meetings" in said
    assert "Not updated since" in (copied / "build/site/reports/meetings/index.html").read_text()
    entry = Ledger(copied / "build").show(2)
    assert (entry.code, "a series could not be refreshed" in entry.outcome) == (4, True)
    spoil_record(copied)
    assert ends(copied, "build", "--refresh")[0] == 3
    assert Ledger(copied / "build").show(3).code == 3


def test_4_counts_where_nothing_else_is_wrong_and_75_more(copied, deaf):
    code, said = ends(copied, "build", "--refresh", "--quiet")
    assert code == 4
    assert said.count("The old rows stand") == len(NAMES) - 1  # one is given by hand
    with locked(copied / "build"):
        assert ends(copied, "build", "--refresh", "--quiet")[0] == 75


def test_5_counts_more_than_1(copied):
    """A page of the site itself misses a target while a report fails: the old site stands."""
    break_notebook(copied)
    (copied / "data/record.toml").write_text(CLAIMS)
    before = (copied / "build/current").resolve()
    code, said = ends(copied, "build")
    assert code == 5, said
    assert "the site missed its targets" in said
    assert (copied / "build/current").resolve() == before


def test_6_a_published_number_is_not_the_records_counts_more_than_1(copied):
    """One page says another number, others can no longer be recomputed, which alone gives 1."""
    break_notebook(copied, "1", "topics")
    tamper(copied)
    process = command(copied, "verify", "build/site")
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 6, said
    assert re.search(r" 1 mismatch, \d\d cannot be recomputed here", said)


def test_the_order_is_the_documented_one():
    assert worst(*DOCUMENTED) == 130
    assert sorted(GRAVEST_FIRST) == sorted(DOCUMENTED[1:])
    order = [code for code in GRAVEST_FIRST if code in (130, 75, 3, 6, 5, 4, 1)]
    assert order == [130, 75, 3, 6, 5, 4, 1]


@pytest.mark.parametrize("code", DOCUMENTED + ASIDE)
def test_every_code_is_in_the_help_and_the_docs(code):
    assert str(code) in EXIT_CODES
    page = (ROOT / "docs/reliability.md").read_text(encoding="utf-8")
    assert f"| {code} |" in page


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_standard_streams_change_no_exit_code(copied, closed):
    words = f'exec "{sys.executable}" -m parley.cli'
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    for verb, code in (("build", 0), ("build nobody", 2)):
        shell = ["sh", "-c", f"{words} {verb} {closed}"]
        done = subprocess.run(shell, cwd=copied, env=env, capture_output=True, text=True)
        assert done.returncode == code and "Traceback" not in done.stderr, done.stderr


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("engine", "home"), [("parley", "/proc"), ("kernel", "own")])
def test_neither_a_home_nor_what_lies_in_it_matters_to_a_run(copied, tmp_path, engine, home):
    startup = tmp_path / "own/.ipython/profile_default/startup"
    startup.mkdir(parents=True)
    (startup / "own.py").write_text("intruder = 1\n")
    extra = "assert 'intruder' not in globals()"
    project.write_report(copied / "notebooks/meetings.ipynb", extra)
    given = {"HOME": str(tmp_path / home)}  # /proc is one in which nobody may write
    code, said = ends(copied, "build", "meetings", "--force", "--engine", engine, env=given)
    assert (code, "ipython" in said) == (0, False), said
