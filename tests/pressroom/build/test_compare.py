"""Two states of the record: rows by key, and the numbers that move."""

import json
import shutil
import subprocess

import pytest

from parley.cli import main
from pressroom.editions import compare
from pressroom.errors import UsageError
from tests.pressroom.build import project


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = project.write_project(tmp_path / "project")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def old(home, tmp_path):
    """The record before: a meeting less, one of another title."""
    folder = tmp_path / "old"
    shutil.copytree(home / "data", folder)
    path = folder / "meetings.csv"
    path.write_text(path.read_text().replace("A visit", "A call"))
    for path in folder.glob("*.csv"):
        kept = [line for line in path.read_text().splitlines() if "2024-01-30-lima" not in line]
        path.write_text("\n".join(kept) + "\n")
    return folder


def test_rows_are_told_by_their_key(home, old):
    found = compare.rows(old, home / "data")
    assert found["meetings"].added == [("2024-01-30-lima",)]
    assert found["meetings"].changed == {("2023-06-18-beijing",): {"title": ("A call", "A visit")}}
    assert "topics" not in found
    back = compare.rows(home / "data", old)
    assert back["meetings"].removed == [("2024-01-30-lima",)]


def test_the_order_of_rows_and_line_ends_do_not_count(home, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(home / "data", other)
    path = other / "meetings.csv"
    head, *rows = path.read_text().splitlines()
    path.write_bytes("\r\n".join([head, *reversed(rows), ""]).encode())
    assert compare.rows(home / "data", other) == {}


def test_a_revision_is_taken_from_git(home, tmp_path):
    git = ["git", "-C", str(home), "-c", "user.name=a", "-c", "user.email=a@b.c"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        subprocess.run([*git, *words], check=True)
    folder = compare.state("HEAD", tmp_path / "was")
    assert compare.rows(folder, home / "data") == {}
    with pytest.raises(UsageError, match="neither a folder of a record nor a revision"):
        compare.state("no-such-thing", tmp_path / "x")


def test_two_revisions_are_compared_and_the_numbers_that_move_are_named(home, old, capsys):
    git = ["git", "-C", str(home), "-c", "user.name=a", "-c", "user.email=a@b.c"]
    new = shutil.copytree(home / "data", home.parent / "new")
    for name, state in (("first", old), ("second", new)):
        shutil.rmtree(home / "data")
        shutil.copytree(state, home / "data")
        for words in (["init", "-q"], ["add", "data"], ["commit", "-qm", name], ["tag", name]):
            subprocess.run([*git, *words], check=True)
    (home / "data/meetings.csv").write_text("what lies here is not looked at\n")
    assert main(["diff", "first", "second"]) == 0
    said = capsys.readouterr().out
    assert "meetings: 1 added, 1 changed, 0 removed" in said
    assert "2 meetings are held in the record → 3 meetings are held in the record" in said


def test_the_numbers_that_move_are_named(home, old, capsys):
    assert main(["diff", str(old), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["notes"] == []
    (moved,) = told["numbers"]["meetings"]
    assert (moved["before"], moved["after"]) == (
        "2 meetings are held in the record",
        "3 meetings are held in the record",
    )
    assert main(["diff", str(old), "--rows"]) == 0
    said = capsys.readouterr().out
    assert "meetings: 1 added, 1 changed, 0 removed" in said
    assert "~ 2023-06-18-beijing: title: 'A call' → 'A visit'" in said
    assert not (home / "build").exists(), "nothing is published"


def test_a_state_that_is_refused_is_named_and_its_rows_are_told(home, old, capsys):
    (old / "topics.csv").unlink()
    assert main(["diff", str(old)]) == 3
    told = capsys.readouterr()
    assert "topics: 2 added" in told.out
    assert "the old state is refused by the checks of this version" in told.err
    assert "topics.csv: the file is missing" in told.err
    assert main(["diff", str(old), "--rows"]) == 0


def test_equal_states_run_nothing(home, capsys):
    assert main(["diff", "data", str(home)]) == 0
    assert capsys.readouterr().out == "no row differs\nno published number moves\n"
