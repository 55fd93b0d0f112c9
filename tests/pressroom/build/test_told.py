"""What an operator reads: the state before a build, after it, after a change; and half a build."""

import json
import subprocess

import pytest

from parley.cli import main
from pressroom.cli import progress
from tests.pressroom.build import project


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    """A project that was never built."""
    home = project.write_project(tmp_path / "project")
    monkeypatch.chdir(home)
    return home


def said(capsys, *words: str, code: int = 0) -> list[str]:
    """Return the lines that a command says."""
    assert main(list(words)) == code
    return capsys.readouterr().out.splitlines()


def test_never_built(fresh, capsys):
    *lines, last = said(capsys, "status")
    assert [line.split(maxsplit=2) for line in lines] == [
        ["stale", slug, "never run"] for slug in ("meetings", "topics--fentanyl", "topics--taiwan")
    ]
    assert last == "0 fresh, 3 stale. Render: parley build"


def test_nothing_changed(copied, capsys):
    assert said(capsys, "status") == ["3 fresh, 0 stale"]


def test_a_changed_table_is_told_with_its_rows(copied, capsys):
    path = copied / "data/meetings.csv"
    *lines, last = path.read_text().splitlines()
    path.write_text("\n".join([*lines, last.replace("A launch", "Launch")]) + "\n")
    *told, last = said(capsys, "status", "meetings")
    assert [line.split(maxsplit=2) for line in told] == [
        ["stale", "meetings", "table meetings: 1 row changed"]
    ]
    assert last == "0 fresh, 1 stale. Render: parley build meetings"


def test_pages_that_need_another_dress_are_told(copied, capsys):
    (copied / "data/seizures.csv").open("a").write("\n")
    first, second = said(capsys, "status")
    assert first == "3 fresh, 0 stale"
    assert second == "pages to be dressed anew by parley build: data seizures.csv changed"


def test_a_report_that_failed_at_first_is_told_with_its_reason(fresh, capsys):
    project.write_report(fresh / "notebooks/meetings.ipynb", "1 / 0")
    assert said(capsys, "build", code=1)[-1].startswith(
        "3 run, 0 fresh, 1 failed. The site lacks meetings. Open "
    )
    told, _ = said(capsys, "status", "meetings")
    assert "failed when last run: cell 6: ZeroDivisionError" in told


def test_a_report_that_fails_later_is_told_to_keep_its_last_page(copied, capsys):
    project.write_report(copied / "notebooks/meetings.ipynb", "1 / 0")
    assert "1 failed. Its last page, with a notice, stands for meetings. Open " in " ".join(
        said(capsys, "build", code=1)
    )


def test_half_a_build_says_what_the_site_lacks(fresh, capsys):
    lacks = (
        "2 reports were never rendered and are not in the site: topics--fentanyl, topics--taiwan. "
        "Render all: parley build"
    )
    assert lacks in said(capsys, "build", "meetings")
    assert (fresh / "build/site/reports/meetings/index.html").is_file()
    assert not (fresh / "build/site/reports/topics--taiwan").exists()
    assert lacks in said(capsys, "build", "meetings"), "said again where nothing has changed"
    told = json.loads(said(capsys, "build", "meetings", "--json")[-1])
    assert told["never"] == ["topics--fentanyl", "topics--taiwan"]
    assert "never rendered" not in " ".join(said(capsys, "build"))


def test_one_and_many_are_counted_as_people_do():
    assert progress.never_said(["a"]).startswith("1 report was never rendered and is not in")
    assert "a0, a1, a2, a3, a4, a5 and 3 more." in progress.never_said([f"a{n}" for n in range(9)])


def test_every_line_of_json_is_one_that_the_docs_know(copied, capsys):
    from tests.conftest import ROOT

    page = (ROOT / "docs/reliability.md").read_text(encoding="utf-8")
    (copied / "requirements.lock").write_text("other\n")
    told = [json.loads(line) for line in said(capsys, "build", "--json")]
    assert len(told) > 10
    for event in told:
        (row,) = [line for line in page.splitlines() if line.startswith(f"| `{event['event']}` |")]
        for name in event.keys() - {"event", "time"}:
            assert f"`{name}`" in row, (event["event"], name)


def test_a_default_that_is_not_the_committed_one_is_told(copied, capsys):
    assert not [line for line in said(capsys, "status") if "defaults" in line]
    who = ("git", "-c", "user.name=A", "-c", "user.email=a@example.org")
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "First"]):
        subprocess.run([*who, *command], cwd=copied, check=True)
    book = copied / "notebooks/meetings.ipynb"
    text = book.read_text()
    book.write_text(text.replace("A count shows no more", "A count shows that"))
    assert not [line for line in said(capsys, "status") if "defaults" in line]
    book.write_text(text.replace('\\"taiwan\\"', '\\"fentanyl\\"'))
    moved = "meetings: defaults changed since the last commit: topic is 'fentanyl', was 'taiwan'"
    assert moved in said(capsys, "status")
    assert moved in said(capsys, "build", "meetings")
