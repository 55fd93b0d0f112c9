"""How a build is told to people and to programs."""

import io
import json
from pathlib import Path

from rich.console import Console

from pressroom.build.job import Job, Outcome
from pressroom.build.matrix import Report
from pressroom.build.options import Result
from pressroom.build.plan import Planned
from pressroom.build.store import Run
from pressroom.cli import progress

JOB = Job("topics--ai", Path("n.ipynb"), Path(), Path(), Path())
REPORT = Report(Path("n.ipynb"), "topics--ai", {})
PLANNED = {"topics--ai": Planned(REPORT, Run("topics--ai", Path(), seconds=2.0), ["lock changed"])}


def told(teller) -> None:
    teller.planned(PLANNED, [JOB])
    teller.note("forking is not safe")
    teller.started(JOB)
    teller.cell(JOB, 3)
    if isinstance(teller, progress.Live):
        teller.bars.refresh()
    outcome = Outcome("topics--ai", 1.5, ("topics",))
    teller.ended(JOB, outcome)
    teller.dressing()
    teller.close()
    teller.result(Result(ran={"topics--ai": outcome}, site=Path("build/site"), is_new=True))


def test_on_a_terminal_the_work_left_is_shown_and_nothing_stays_but_the_result():
    screen = io.StringIO()
    told(progress.Live(Console(file=screen, force_terminal=True, width=100)))
    text = screen.getvalue()
    assert "2 s of work left" in text
    assert "cell 3" in text
    assert "forking is not safe" in text
    assert "1 run, 0 fresh, 0 failed" in text


def test_elsewhere_a_line_for_each(capsys):
    told(progress.chosen(as_json=False, quiet=False))
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "forking is not safe"
    assert out[1].split() == ["topics--ai", "1.5", "s", "run"]
    where = "build/site/reports/topics--ai/index.html"  # one report was run: its page
    assert out[2] == f"1 run, 0 fresh, 0 failed. Open {where}"


def test_a_site_is_offered_only_where_it_stands_and_an_old_one_as_old(tmp_path, capsys):
    result = Result(failed={"topics--ai": "cell 3"}, site=tmp_path)
    progress.chosen(as_json=False, quiet=False).result(result)
    (tmp_path / "index.html").write_text("")
    progress.chosen(as_json=False, quiet=False).result(result)
    gone, old = capsys.readouterr().out.splitlines()
    assert "Open" not in gone
    assert old.endswith("index.html, which stands as it was")


def test_programs_get_lines_of_json(capsys):
    told(progress.chosen(as_json=True, quiet=False))
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [event["event"] for event in events] == [
        "planned",
        "note",
        "started",
        "cell",
        "ended",
        "dressing",
        "result",
    ]
    assert events[0]["reasons"] == ["lock changed"]
    assert events[4]["tables"] == ["topics"]


def test_quiet_says_nothing(capsys):
    told(progress.chosen(as_json=False, quiet=True))
    assert capsys.readouterr().out == ""
