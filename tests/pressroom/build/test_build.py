"""A build as a whole: what is published, what stands, what is written down, how it ends."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbformat import v4

from parley import cli
from parley.project import Talks
from pressroom import wording
from pressroom.build import ledger, stamp
from pressroom.build.build import Build, Options, build
from pressroom.build.plan import Planned, led
from pressroom.build.store import Store, locked
from pressroom.cli.progress import Teller
from pressroom.errors import (
    DataError,
    LockedError,
    OutOfTimeError,
    RunError,
    UsageError,
    lasting,
)
from pressroom.gate import checks
from pressroom.say import MIME
from tests import warm
from tests.pressroom.build import project
from tests.pressroom.build.conftest import Notes, command
from tests.pressroom.build.test_cells import alive


@pytest.fixture
def home(copied):
    return copied


def run(**given):
    return build(Options(watcher=given.pop("watcher", Notes()), **given))


def noted(rec) -> None:
    """Stand for what a project computes once for several reports: note that it was called."""
    with Path("shared.txt").open("a") as notes:
        notes.write(f"{rec.as_of:%Y-%m-%d}\n")


def broken(rec) -> None:
    """Fail as the cell that asks for it would."""
    raise ValueError("not with this record")


@pytest.mark.sampled(2)
@pytest.mark.parametrize("reports", [1, 2], ids=["enough reports", "too few"])
def test_what_reports_of_one_notebook_share_is_computed_once(home, monkeypatch, reports):
    here = "tests.pressroom.build.test_build"
    shared = {f"{here}:noted": ("meetings",), f"{here}:broken": ("topics",)}
    monkeypatch.setattr(Talks, "shared", shared)
    monkeypatch.setattr("pressroom.build.plan.SHARED", reports)
    assert run(force=True).code == 0
    assert (home / "shared.txt").is_file() == (reports == 1)
    if reports == 1:
        assert len((home / "shared.txt").read_text().split()) == 1


def page(home, slug="meetings") -> str:
    return (home / "build/site/reports" / slug / "index.html").read_text()


def break_notebook(home, source="1 / 0", name="meetings"):
    return project.write_report(home / "notebooks" / f"{name}.ipynb", source)


def test_the_slowest_start_first_and_of_the_unknown_those_of_few_alike():
    def planned(notebook, seconds=None):
        last = SimpleNamespace(seconds=seconds) if seconds else None
        return Planned(SimpleNamespace(notebook=notebook), last)

    plans = {"a": planned("many"), "b": planned("many"), "z": planned("one")}
    plans |= {"quick": planned("other", 1.0), "slow": planned("third", 9.0)}
    assert Build.ordered(SimpleNamespace(planned=plans), plans) == ["z", "a", "b", "slow", "quick"]


def test_a_report_that_asks_for_nothing_shared_leads_while_it_is_computed(monkeypatch, tmp_path):
    monkeypatch.setattr(Talks, "shared", {"a:of": ("many", "few"), "b:of": ("one",)})
    books = {"x": "many", "y": "many", "z": "few", "lone": "one", "last": "one"}
    for book in set(books.values()):
        code = v4.new_code_cell("from parley.analysis import channels" if book != "few" else "")
        nbformat.write(v4.new_notebook(cells=[code]), tmp_path / f"{book}.ipynb")
    jobs = [SimpleNamespace(slug=s, notebook=tmp_path / f"{b}.ipynb") for s, b in books.items()]

    ordered, packages, names = led(jobs)
    assert [job.slug for job in ordered] == ["lone", "x", "y", "z", "last"]
    assert names == ("a:of",)  # two reports ask for the other: each computes it
    assert "statsmodels.stats.proportion" in packages
    assert "statsmodels.stats.proportion" not in led(jobs[2:])[1]  # two import it themselves
    monkeypatch.setattr("pressroom.build.plan.SHARED", 2)
    ordered, _, names = led(jobs)
    assert [job.slug for job in ordered] == [*books]
    assert names == ("a:of", "b:of")


def test_everything_is_published_and_written_down(home):
    assert "meetings are held" in page(home)
    assert (home / "build/site/index.html").is_file()
    manifest = json.loads((home / "build/site/manifest.json").read_text())
    assert manifest["run"]["run"] == 1
    beat = json.loads((home / "build/heartbeat.json").read_text())
    assert (beat["code"], beat["last_success"]) == (0, beat["ended"])
    entry = ledger.Ledger(home / "build").show(1)
    assert (entry.state, entry.published) == ("ok", "yes")
    assert [r["outcome"] for r in entry.reports] == ["ran"] * 3
    assert all(r["memory"] > 0 for r in entry.reports)
    assert entry.data["topics.csv"] == stamp.of_file(home / "data" / "topics.csv")


def test_nothing_changed_publishes_nothing_and_starts_nothing(home, monkeypatch):
    monkeypatch.setattr(subprocess, "Popen", None)
    monkeypatch.setattr(warm.Popen, "__init__", None)
    before = (home / "build/current").resolve()
    result = run()
    assert (result.code, len(result.kept), result.is_new) == (0, 3, False)
    assert (home / "build/current").resolve() == before
    assert ledger.Ledger(home / "build").show(2).published == "nothing new"


def test_the_whole_command_is_light_when_nothing_changed(home):
    code = (
        "import sys\nfrom parley.cli import main\nassert main(['build']) == 0\n"
        "heavy = {'numpy', 'pandas', 'matplotlib', 'IPython', 'nbformat'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "0 run, 3 fresh, 0 failed; nothing new to publish" in done.stdout


def test_a_failed_report_keeps_its_last_page_with_a_notice_until_it_is_mended(home):
    good = (home / "notebooks/meetings.ipynb").read_text()
    break_notebook(home)
    result = run()
    assert result.code == 1
    assert list(result.ran) == ["meetings"]
    assert "cell 6: ZeroDivisionError" in result.failed["meetings"]
    assert "Not updated since" in page(home)
    assert "ZeroDivisionError" in page(home)
    log = (home / "build/failed/meetings/log.txt").read_text()
    assert "Traceback" in log
    assert "division by zero" in (home / "build/failed/meetings/notebook.ipynb").read_text()
    (home / "notebooks/meetings.ipynb").write_text(good)
    again = run()
    assert (again.code, list(again.ran)) == (0, [])
    assert "Not updated since" not in page(home)


def test_a_page_that_the_gate_refuses_counts_as_a_failed_report(home):
    shown = {"text/html": '<p style="color:red">x</p>', MIME: {"kind": "text", "claims": []}}
    break_notebook(
        home, f"from IPython.display import display\ndisplay({shown}, raw=True)", "topics"
    )
    result = run()
    assert result.code == 1
    assert set(result.failed) == {"topics--fentanyl", "topics--taiwan"}
    assert "gate:" in result.failed["topics--taiwan"]
    assert "Not updated since" in page(home, "topics--taiwan")
    assert "Not updated since" not in page(home)


def test_what_is_left_in_a_cell_is_left_out_of_the_page_and_told(home, capsys):
    break_notebook(home, "import pandas as pd\npreview()\npd.DataFrame({'stray': [1]})")
    result = run()
    assert (result.code, list(result.ran)) == (0, ["meetings"])
    assert result.ran["meetings"].strays == ("a data frame in cell 6",)
    Teller(print).result(result)
    assert "leaves out a data frame in cell 6; figures.show" in capsys.readouterr().out
    assert "stray" not in page(home).partition('id="check"')[0]


def test_a_page_near_a_limit_is_told(home, capsys, monkeypatch):
    break_notebook(home, "import pandas as pd")
    result = run()
    Teller(print).result(result)
    assert "near a limit" not in capsys.readouterr().out
    size = len(page(home).encode())
    monkeypatch.setattr(checks, "REPORT_BYTES", size + 9)
    Teller(print).result(result)
    assert (
        f"meetings: near a limit that the gate keeps: {size:,} bytes, of" in capsys.readouterr().out
    )


def test_a_change_of_dress_runs_nothing(home, monkeypatch):
    true = stamp.page_parts()
    changed = true | {"page reports/templates/page.css": "edited"}
    monkeypatch.setattr(stamp, "page_parts", lambda: changed)
    result = run()
    assert (result.code, result.ran, result.is_new) == (0, {}, True)


def test_a_refused_record_stops_before_anything_runs(home):
    before = (home / "build/current").resolve()
    path = home / "data/meetings.csv"
    path.write_text(path.read_text().replace("2023-11-15,", "15.11.2023,", 1))
    with pytest.raises(DataError, match=r"meetings\.csv, row"):
        run()
    assert (home / "build/current").resolve() == before
    assert ledger.Ledger(home / "build").show(2).code == 3


def test_a_wrong_parameter_stops_before_anything_runs(home):
    (home / "reports.toml").write_text('[topics]\neach.topic = ["taiwn"]\n')
    with pytest.raises(UsageError, match="Nearest: taiwan"):
        run()


def test_a_record_that_changes_meanwhile_is_not_published(home):
    class Meddler(Notes):
        def ended(self, job, outcome):
            path = home / "data" / "seizures.csv"
            path.write_text(path.read_text() + "\n")

    before = (home / "build/current").resolve()
    with pytest.raises(RunError, match=r"seizures\.csv changed while the run was at work"):
        run(force=True, only=("meetings",), watcher=Meddler())
    assert (home / "build/current").resolve() == before
    assert len(Store(home / "build").numbered()) == 1, "no stage is left"


def test_notebooks_may_be_saved_while_a_build_is_at_work(home):
    """What is saved meanwhile waits for the next run, and throws nothing away."""

    class Editor(Notes):
        def started(self, job):
            break_notebook(home), break_notebook(home, name="topics")

    made = run(force=True, watcher=Editor())
    assert made.code == 0 and made.is_new
    page = (home / "build/site/reports/meetings/index.html").read_text("utf-8")
    assert "3 meetings are held" in page
    assert not list((home / "build").rglob("asked"))
    again = run()
    assert "meetings" in again.failed, "what was saved since is run"


def test_a_module_that_is_new_meanwhile_throws_nothing_away(home, monkeypatch):
    grown, library = {}, stamp.library

    class Author(Notes):
        def started(self, job):
            grown["library parley/charts/mine.py"] = "new"

    monkeypatch.setattr(stamp, "library", lambda *names: library(*names) | grown)
    assert run(force=True, only=("meetings",), watcher=Author()).code == 0
    assert grown


def test_a_record_that_was_changed_and_put_back_is_not_published(home):
    class Meddler(Notes):
        def started(self, job):
            path = home / "data" / "meetings.csv"
            state, text = path.stat(), path.read_text()
            path.write_text(text + "\n")
            path.write_text(text)
            os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))

    with pytest.raises(RunError, match=r"meetings\.csv changed while the run was at work"):
        run(force=True, only=("meetings",), watcher=Meddler())


def test_a_link_among_a_reports_files_is_refused_and_what_starts_programs_is_run_each_time(home):
    write = "import os\nos.symlink('/etc/passwd', os.environ['PARLEY_OUT'] + '/leak.csv')"
    break_notebook(home, write, name="leak")
    break_notebook(home, "import subprocess\nsubprocess.run(['true'])", name="again")
    result = run(only=("leak", "again"))
    assert result.failed == {
        "leak": "leak.csv among its files is no plain file; write the file itself"
    }
    assert not list((home / "build/site").rglob("leak.csv"))
    out, said = command(home, "status", "again").communicate(timeout=60)
    assert "it starts other programs" in out, said


def test_what_is_asked_for_alone_is_run_and_the_rest_kept(home):
    (home / "requirements.lock").write_text("other\n")
    result = run(only=("topics--taiwan",))
    assert (list(result.ran), len(result.kept)) == (["topics--taiwan"], 2)
    assert "Stale since" in page(home, "meetings")
    assert "requirements.lock changed" in page(home, "meetings")
    assert "Stale since" not in page(home, "topics--taiwan")


def test_a_stale_page_has_no_notice_before_its_time(home):
    toml = (home / "reports.toml").read_text()
    (home / "reports.toml").write_text("[meetings]\nmax_age_days = 3\n" + toml)
    (home / "requirements.lock").write_text("other\n")
    run(only=("topics",))
    assert "Stale since" not in page(home)
    kept = Store(home / "build").last("meetings")
    replace(kept, stale_since="2020-01-01").write()
    run(only=("topics",), force=True)
    assert "Stale since 1 January 2020: requirements.lock changed" in page(home)


def test_a_clock_that_was_set_back_hides_no_notice(home):
    """The day on which a page became stale lies ahead: it is taken for today."""
    (home / "requirements.lock").write_text("other\n")
    replace(Store(home / "build").last("meetings"), stale_since="2999-01-01").write()
    run(only=("topics",))
    assert f"Stale since {wording.said(date.today())}: requirements.lock changed" in page(home)


def test_fail_fast_starts_nothing_after_a_failure(home):
    break_notebook(home)
    (home / "requirements.lock").write_text("other\n")
    for slug in ("topics--fentanyl", "topics--taiwan"):
        replace(Store(home / "build").last(slug), seconds=0.0).write()
    result = run(fail_fast=True, workers=1)
    assert list(result.ran) == ["meetings"]
    assert "not run" in result.failed["topics--taiwan"]


def test_a_damaged_stored_run_is_made_again(home):
    (home / "build/current/runs/meetings/notebook.ipynb").write_text("torn")
    (home / "requirements.lock").write_text("other\n")
    result = run(only=("topics",))
    assert "meetings" not in result.kept


def test_a_second_run_at_once_is_refused(home):
    with locked(home / "build"), pytest.raises(LockedError) as caught:
        run()
    assert caught.value.code == 75


def test_a_run_that_takes_too_long_publishes_nothing(home):
    break_notebook(home, "import time\ntime.sleep(60)")
    before = (home / "build/current").resolve()
    with pytest.raises(OutOfTimeError) as caught:
        run(total_seconds=4)
    assert caught.value.code == 124
    assert (home / "build/current").resolve() == before
    assert ledger.Ledger(home / "build").show(2).code == 124


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_ends_at_once_and_leaves_nothing(home, number, code):
    break_notebook(home, "import subprocess\nsubprocess.run(['sleep', '77'])")
    before = (home / "build/current").resolve()
    process = command(home, "build", "--json")
    for line in process.stdout:
        if json.loads(line).get("cell") == 6:
            break
    from pressroom.build.kernels import system

    family = system.family(process.pid)
    process.send_signal(number)
    _, said = process.communicate(timeout=30)  # a second, on an idle machine; not the 77
    assert process.returncode == code, said
    assert len(family) >= 3
    assert not any(map(alive, family))
    assert (home / "build/current").resolve() == before
    assert [p.name for p in Store(home / "build").numbered()] == [before.name]
    assert "nothing was published" in said


@pytest.mark.parametrize("stage", ["", "planned", "dressing"])
def test_an_interruption_at_any_stage_leaves_nothing(home, stage):
    """Before anything is said; before a report runs; while pages are dressed, on every core."""
    from pressroom.build.kernels import system

    break_notebook(home, "x = 1")
    before = (home / "build/current").resolve()
    process = command(home, "build", "--json")
    while not stage and len(system.family(process.pid)) == 1 and process.poll() is None:
        time.sleep(0.01)
    for line in process.stdout if stage else ():
        if json.loads(line)["event"] == stage:
            break
    family, start = system.family(process.pid), time.monotonic()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert (process.returncode, "Traceback" in said) == (130, False), said
    while any(map(alive, family)) and time.monotonic() < start + 20:
        time.sleep(0.05)  # one that is only just starting ends when it finds nobody there
    assert len(family) >= 2
    assert not any(map(alive, family))
    assert (home / "build/current").resolve() == before
    assert [p.name for p in Store(home / "build").numbered()] == [before.name]
    assert ledger.Ledger(home / "build").show(2).code == 130


def test_progress_in_lines_of_json(home):
    (home / "requirements.lock").write_text("other\n")
    process = command(home, "build", "--json")
    out, _ = process.communicate(timeout=120)
    events = [json.loads(line) for line in out.splitlines()]
    kinds = [event["event"] for event in events]
    assert kinds.count("planned") == kinds.count("started") == kinds.count("ended") == 3
    assert events[-1]["event"] == "result"
    assert events[-1]["code"] == 0


def test_a_dry_run_says_what_and_why(home):
    (home / "requirements.lock").write_text("other\n")
    out, _ = command(home, "build", "--dry-run").communicate(timeout=60)
    assert out.count("requirements.lock changed") == 3
    assert "0 fresh, 3 stale" in out


def test_a_reader_that_has_gone_does_not_stop_a_build(home):
    break_notebook(home, "x = 1")
    process = command(home, "build")
    process.stdout.close()
    assert process.wait(120) == 0, process.stderr.read()
    assert Store(home / "build").last("meetings").stamp != {}


def test_runs_are_listed_and_shown(home, capsys):
    from parley.cli import main

    assert main(["runs"]) == 0
    assert "by hand   3 run, 0 fresh, 0 failed" in capsys.readouterr().out
    assert main(["runs", "show", "1"]) == 0
    told = capsys.readouterr().out
    assert "run 1: ok" in told
    assert "never run" in told
    assert main(["runs", "show", "9"]) == 2


def test_a_project_without_git_and_elsewhere_builds_as_well(home, tmp_path):
    out = tmp_path / "elsewhere"
    result = run(out=out)
    assert result.code == 0
    assert (out / "site/index.html").is_file()
    assert not (out / "figures").exists()


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "late",
    [
        "pressroom.build.ledger:Ledger.end",
        "pressroom.build.ledger:beat",
        "pressroom.cli.progress:Teller.result",
    ],
)
def test_whenever_it_is_interrupted_it_says_what_stands(home, monkeypatch, capsys, late):
    """Also while the run is written down, and while its result is being printed."""

    def struck(*given):
        raise KeyboardInterrupt

    break_notebook(home, "print(1)", name="again")
    monkeypatch.setattr(late.replace(":", "."), struck)
    assert cli.main(["build", "again"]) == 130
    assert "interrupted; the new site is published, and stands" in capsys.readouterr().err
    assert cli.main(["build", "again"]) == 130
    assert "interrupted; nothing was published" in capsys.readouterr().err


@pytest.mark.parametrize("blow", [SystemExit(143), KeyboardInterrupt()])
def test_what_ends_a_run_after_publication_cannot_take_the_site_away(home, monkeypatch, blow):
    def struck(*given):
        raise blow

    break_notebook(home, "print(1)", name="again")
    monkeypatch.setattr(Store, "prune", struck)
    with pytest.raises(type(blow)):
        run(only=("again",))
    assert lasting() == ["the new site is published, and stands"]
    monkeypatch.undo()
    store = Store(home / "build")
    assert "meetings are held" in page(home, "again")
    assert not [done for done in store.repair() if "cleared" in done]
    entry = ledger.Ledger(home / "build").show(2)
    assert (entry.published, entry.code) == ("yes", 130 if entry.code == 130 else 143)
    assert "the new site is published" in entry.outcome


@pytest.mark.parametrize("blow", [MemoryError(), shutil.Error([("a", "b", "full")] * 900)])
def test_what_cannot_be_pruned_is_a_note(home, monkeypatch, blow):
    def struck(*given):
        raise blow

    break_notebook(home, "print(1)", name="again")
    monkeypatch.setattr(Store, "prune", struck)
    watcher = Notes()
    assert run(only=("again",), watcher=watcher).code == 0
    (note,) = (text for text in watcher.said if "could not be pruned" in text)
    assert len(note) < 200


def test_a_page_of_the_working_site_that_was_edited_is_made_again(home):
    path = home / "build/site/reports/meetings/index.html"
    good = path.read_text()
    path.write_text(good.replace("3 meetings are held", "4 meetings are held"))
    (home / "build/site/extra.html").write_text("not ours")
    out, _ = command(home, "status").communicate(timeout=60)
    assert "site/extra.html was edited; site/reports/meetings/index.html was edited" in out
    result = run()
    assert (result.ran, result.is_new, page(home)) == ({}, True, good)
    assert not (home / "build/site/extra.html").exists()
    assert run().is_new is False


@pytest.mark.slow  # tests/torture has some faults in `make test`
def test_what_a_run_killed_after_its_publication_left_is_done_by_the_next(home, monkeypatch):
    """Such a run has published, so the next finds nothing stale; it tidies all the same."""
    store, figures = Store(home / "build"), home / "figures"
    with monkeypatch.context() as patch:
        patch.setattr(Store, "prune", lambda *given: None)
        assert all(run(force=True).is_new for _ in range(3))
    front = store.current.resolve()
    assert len(store.numbered()) > 3
    whole = {p.name for p in figures.iterdir()}
    assert whole == store.runs().keys()
    first, second, *_ = sorted(figures.iterdir())
    shutil.rmtree(first)
    (second / "torn.svg").write_text("<svg")
    (figures / "gone").mkdir()
    assert run().is_new is False
    assert len(store.numbered()) <= 3 and store.current.resolve() == front
    assert {p.name for p in figures.iterdir()} == whole and not list(second.iterdir())


def test_figures_that_cannot_be_filled_are_a_note(home):
    shutil.rmtree(home / "figures", ignore_errors=True)
    (home / "figures").write_text("in the way")
    watcher = Notes()
    assert run(force=True, watcher=watcher).code == 0
    assert any("figures/ could not be filled" in note for note in watcher.said)
    assert "meetings are held" in page(home)
