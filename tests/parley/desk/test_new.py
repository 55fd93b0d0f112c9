"""What `parley new` writes passes every rule, and runs, as it stands."""

import inspect
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from parley import record
from parley.cli import main
from parley.desk import bench, new
from parley.desk.new import guessed
from parley.generated import files
from pressroom import paths, tidy
from pressroom.build.build import Options, build
from pressroom.build.options import Watcher
from pressroom.cli.starting import book
from pressroom.errors import UsageError
from tests import notebook_runs
from tests import test_notebooks as rules
from tests.conftest import ROOT

# The columns of a frame, as a comment beneath it tells them.
LISTED = re.compile(r"^# (\w+): (\w+(?:,\s(?:# )?\w+)+)$", re.MULTILINE)
ROWS = {
    "topics": ["rows", "totals"], "meetings": ["months"], "promises": ["table"],
    "deaths": ["final", "years"],
}  # fmt: skip
RULES = [
    rule
    for name, rule in vars(rules).items()
    if name.startswith("test_") and [*inspect.signature(rule).parameters] == ["path"]
]
QUESTION = "How often does each side mention Taiwan?"


def test_a_new_notebook_keeps_every_rule(project):
    assert main(["new", QUESTION]) == 0
    path = project / "notebooks" / "how-often-does-each-side-mention-taiwan.ipynb"
    assert len(RULES) > 10
    for rule in RULES:
        rule(path)
    assert QUESTION in path.read_text("utf-8")


def test_a_new_notebook_becomes_a_page(project):
    main(["new", QUESTION, "--name", "taiwan"])
    result = build(Options(watcher=Watcher()))
    assert not result.failed
    page = (project / "build/site/reports/taiwan/index.html").read_text("utf-8")
    assert "Taiwan: mentioned in 2 of 3 meetings with an account" in page
    assert "<svg" in page


@pytest.mark.parametrize("about", [*new.ABOUT, "accounts"])
def test_whatever_it_is_about_it_runs_and_keeps_every_rule(about, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "notebooks", lambda: tmp_path)
    path = new.notebook("What do we see here?", notebook_runs.loaded(), about=about)
    told: list[str] = []

    def held_to(source: str) -> str:
        for name, listed in LISTED.findall(source):
            told.append(name)
            source += f"\nassert list({name}) == {re.findall(r'[a-z_]+', listed)}, list({name})"
        return source

    shown = notebook_runs.run(path, tmp_path / "out", edit=held_to)
    assert len(shown.said) >= 4 and len(shown.shown) == 1
    assert told == ROWS.get(about, ["rows"])
    before = path.read_bytes()
    for rule in RULES:
        rule(path)
    assert not tidy.left(json.loads(before))
    config = ["--config", str(ROOT / "pyproject.toml"), str(path)]
    for words in (["check", "--ignore=D,E402,UP045"], ["format", "--check"]):
        done = in_checkout("-m", "ruff", *words, *config)
        assert not done.returncode, done.stdout


def test_a_new_notebook_is_listed_so_that_nothing_made_is_stale(project, capsys):
    shutil.copy(ROOT / "README.md", project)
    main(["new", QUESTION])
    assert "wrote README.md" in capsys.readouterr().out
    said = (project / "README.md").read_text("utf-8")
    assert f"| {QUESTION} |" in said and files.readme(project, "reports") == said
    assert "<!-- costs: made" in said


def test_the_linter_lets_pass_what_people_write_in_notebooks_every_day(checkout):
    ours = Path("notebooks/topic-frequency.ipynb")
    ours.parent.mkdir()
    lines = f'said = "{"word " * 25}"\nframe = rec.rows.groupby(["a", "b"]).size().unstack()\n'
    ours.write_text(book([{"kind": "code", "source": f"rec = None\n{lines}"}]), "utf-8")
    done = in_checkout("-m", "ruff", "check", "--no-cache", str(ours))
    assert done.returncode == 0, done.stdout


def test_what_a_question_is_about_is_asked_or_guessed():
    rec = notebook_runs.loaded()
    for asked, about in (
        ("Who hosts the talks?", "meetings"),
        ("Was each promise on fentanyl kept?", "promises"),
        ("Did overdose deaths fall?", "deaths"),
        ("Is fentanyl a matter?", "topics"),
    ):
        assert guessed(asked, rec) == about
    with pytest.raises(UsageError, match="Nearest: meetings"):
        new.notebook("What do we see?", rec, "nowhere", "meetngs")


def test_it_starts_with_the_topic_that_the_question_names(project):
    rec = record.load()
    assert new.named_topics("Is fentanyl raised?", rec) == ["fentanyl"]
    named = new.named_topics("Who mentions Taiwan or fentanyl?", rec)
    assert named == ["taiwan", "fentanyl"]
    assert new.named_topics("Who hosts the talks?", rec) == []
    by_term = new.named_topics("Do export controls come up?", notebook_runs.loaded())
    assert by_term == ["tech_controls"]
    assert new.guessed("How often did the two militaries meet?", rec) == "meetings"
    assert new.named_channel("Did foreign ministers meet, and leaders?", rec) == (
        "foreign_ministers"
    )
    assert new.named_channel("Which other talks are held?", rec) == ""
    asked = "Does China raise the South China Sea?", "Is the South China Sea raised?", "US, China?"
    found = [new.named_side(each, notebook_runs.loaded()) for each in asked]
    assert found == ["prc", "either", "either"]


LONG = "How often do the two sides mention Taiwan and fentanyl at one meeting since 2021?"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            [LONG],
            [
                "wrote notebooks/how-often-do-the-two-sides-mention-taiwan-and-fentanyl-at.ipynb",
                "wrote README.md",
                "wrote build/lab/start.md",
                "its name is cut to 57 letters; for another: delete it, and give --name NAME",
                "taken of the question: topic taiwan, which it names; for another notebook: "
                "--about meetings; first_date 2021-01-01",
                "not taken: the topic fentanyl, for which: parley run NAME -p topic=fentanyl",
            ],
        ),
        (
            ["How often did they meet in 2024?", "--name", "meet"],
            [
                "taken of the question: meetings, by its words; another: --about; "
                "first_date 2024-01-01; last_date 2024-12-31",
                "not taken: any topic, as it names none that topics.csv has; for one: "
                "--about topics",
                "not taken: any channel, as it names none by its label; for one: "
                "parley run meet -p channel=KEY",
            ],
        ),
        (
            ["How often did they meet from 2023 to 2025?", "--name", "met"],
            [
                "taken of the question: meetings, by its words; another: --about; "
                "first_date 2023-01-01; last_date 2025-12-31",
            ],
        ),
        (
            ["How often does China mention Taiwan?", "--name", "china"],
            [
                "taken of the question: topic taiwan, which it names; for another notebook: "
                "--about meetings; side prc"
            ],
        ),
        (
            ["How often did leaders meet since 2023?", "--name", "leaders"],
            [
                "taken of the question: meetings, by its words; another: --about; "
                "first_date 2023-01-01; channel leaders"
            ],
        ),
        (
            ["How often did they meet after 2023?", "--name", "after"],
            ["not taken: “2023”, for which: parley run after -p first_date=YEAR or last_date=YEAR"],
        ),
        (
            ["Who is mentioned?", "--name", "who"],
            [
                "taken of the question: the topic mentioned most; for another notebook: "
                "--about meetings",
                "not taken: any topic, as it names none that topics.csv has; for one: "
                "parley run who -p topic=KEY",
            ],
        ),
    ],
)
def test_it_says_what_it_wrote_and_what_of_the_question_it_took(project, capsys, words, said):
    shutil.copy(ROOT / "README.md", project)
    page = bench.folder() / bench.START
    page.parent.mkdir(parents=True)
    page.write_text("")
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    main(["new", *words])
    shown = capsys.readouterr().out
    made = next((project / "notebooks").iterdir())
    told = [each.replace("NAME -p", f"{made.stem} -p") for each in said]
    assert [each for each in shown.splitlines() if each in told] == told, shown
    files = [path for path in project.rglob("*") if path.is_file()]
    changed = {str(p.relative_to(project)) for p in files if before.get(p) != p.read_bytes()}
    assert {*re.findall(r"^wrote (.+)", shown, re.MULTILINE)} == changed
    source = "".join(json.loads(made.read_text("utf-8"))["cells"][1]["source"])
    for end in ("first_date", "last_date"):
        (day,) = re.findall(rf"{end} (\d{{4}}-\d\d-\d\d)", shown) or [""]
        assert f"{end}: Optional[str] = {json.dumps(day) if day else None}  #" in source


def test_a_heading_that_changed_is_listed_by_tidy(project, capsys):
    shutil.copy(ROOT / "README.md", project)
    main(["new", "How often did they meet?", "--name", "meet"])
    path = project / "notebooks" / "meet.ipynb"
    path.write_text(path.read_text("utf-8").replace("did they meet?", "did the two meet?"), "utf-8")
    capsys.readouterr()
    assert main(["tidy", "meet"]) == 0
    assert "wrote README.md" in capsys.readouterr().out
    assert "How often did the two meet?" in (project / "README.md").read_text("utf-8")
    main(["tidy", "meet"])
    assert "wrote" not in capsys.readouterr().out


def test_a_question_on_places_counts_them(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "notebooks", lambda: tmp_path)
    path = new.notebook("Which cities host the talks?", notebook_runs.loaded())
    assert 'rows["city"].value_counts()' in path.read_text(encoding="utf-8").replace('\\"', '"')
    shown = notebook_runs.run(path, tmp_path / "out")
    assert shown.said[0].endswith("of city") and "meetings held" in shown.said[0]


@pytest.mark.parametrize("about", ["meetings", "accounts"])
def test_a_new_notebook_on_a_table_counts_what_was_held_and_ranks_it_from_the_top(
    about, tmp_path, monkeypatch
):
    monkeypatch.setattr(paths, "notebooks", lambda: tmp_path)
    rec = notebook_runs.loaded()
    question = {"meetings": "Which cities host the talks?"}.get(about, "What do we see here?")
    shown = notebook_runs.run(new.notebook(question, rec, about=about), tmp_path / "out")
    held = {"meetings": (rec.meetings["status"] == "held").sum(), "accounts": len(rec.accounts)}
    assert shown.said[0].startswith(f"{held[about]} ")
    picture = next((tmp_path / "out").rglob("counts*.svg")).read_text("utf-8")
    drawn = {
        name: float(y) for y, name in re.findall(r'y="([0-9.]+)"[^<]*>([^<]+)</text>', picture)
    }
    rows = rec.meetings if about == "meetings" else rec.accounts
    most = rows["city" if about == "meetings" else "side"].value_counts().index[:2]
    assert drawn[most[0]] < drawn[most[1]]  # from the top
    assert ("City" if about == "meetings" else "Side") in drawn


def test_an_existing_name_is_refused_and_nothing_is_overwritten(project, capsys):
    main(["new", QUESTION])
    path = next((project / "notebooks").iterdir())
    before = path.read_bytes()
    assert main(["new", QUESTION]) == 2
    assert "exists" in capsys.readouterr().err
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Taiwan", "end it with '?'"),
        ("Did talks have an impact on deaths?", "impact"),
        ("??", "no words"),
    ],
)
def test_what_is_no_question_is_answered_in_words(project, capsys, question, said):
    assert main(["new", question]) == 2
    assert said in capsys.readouterr().err
    assert not list((project / "notebooks").iterdir())


def in_checkout(*command: str) -> subprocess.CompletedProcess:
    surroundings = os.environ | {"PYTHONPATH": str(Path.cwd())}
    return subprocess.run(
        [sys.executable, *command], env=surroundings, capture_output=True, text=True, check=False
    )


@pytest.mark.slow  # runs pytest and ruff in a copy
def test_a_new_chart_and_a_new_table_pass_their_own_tests_and_the_linter(checkout):
    assert main(["new", "--chart", "meetings_by_city"]) == 0
    assert main(["new", "--table", "trade_flows", "--about", "Goods traded, by month"]) == 0
    names = ("charts/test_meetings_by_city.py", "tables/test_trade_flows.py")
    tests = tuple(f"tests/parley/{name}" for name in names)
    rules = ("tests/test_layers.py::test_a_room_imports_only_what_lies_before_it",)
    done = in_checkout("-m", "pytest", "-q", "-p", "no:cacheprovider", *tests, *rules)
    assert done.returncode == 0, done.stdout
    made = [*tests, "parley/charts/meetings_by_city.py", "parley/tables"]
    for check in (("check",), ("format", "--check")):
        done = in_checkout("-m", "ruff", *check, "--no-cache", *made)
        assert done.returncode == 0, done.stdout
    done = in_checkout("-m", "parley.cli", "check")
    assert "trade_flows.csv" in done.stdout


def test_the_call_that_is_printed_beside_a_new_chart_passes_the_door(checkout, capsys):
    assert main(["new", "--chart", "meetings_by_city"]) == 0
    said = capsys.readouterr().out
    assert "whose FRAME is to be" in said
    call = said[said.index("from parley.charts.") : said.index("How another shape")]
    before = (
        "import pandas as pd\nfrom parley import record\nfrom pressroom import figures\n"
        "from pressroom.say import say\nrec = record.load()\n"
        "frame = pd.DataFrame({'label': ['Beijing', 'Geneva'], 'value': [5, 3]})\n"
    )
    done = in_checkout("-c", before + call.replace("figures.save(", "shown = figures.save(", 1))
    assert done.returncode == 0, done.stderr


def test_a_chart_of_a_taken_name_is_refused(checkout, capsys):
    before = sorted(checkout.rglob("*.py"))
    assert main(["new", "--chart", "style"]) == 2
    said = capsys.readouterr().err
    assert "parley/charts/style.py" in said and "exists" in said
    assert sorted(checkout.rglob("*.py")) == before


def test_without_a_library_no_chart_is_started(project, capsys):
    assert main(["new", "--chart", "a_chart"]) == 2
    assert "no parley/ here" in capsys.readouterr().err
