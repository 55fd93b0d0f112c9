"""The words of the pages before and after a change."""

import shutil
import subprocess

import pytest

from parley.cli import main
from pressroom.editions import compare
from pressroom.errors import RunError, UsageError
from tests.pressroom.build import project

PAGE = (
    "<html><title>T</title><body><h1>Deaths <b>fell</b></h1><script>x()</script><pre>code</pre>"
    '<table><tr><th>Topic</th><td>3 of 9</td></tr></table><img alt="Dots for 3 topics"></body>'
)


def test_a_page_is_read_a_block_a_line():
    assert compare.lines(PAGE) == ["T", "Deaths fell", "Topic | 3 of 9", "[Dots for 3 topics]"]


def test_what_a_page_was_made_from_is_no_word_of_it():
    foot = "<p>No scripts. Made from inputs <code>4007217be038</code>. Errors: a@b.c.</p>"
    assert compare.lines(foot) == ["No scripts. Errors: a@b.c."]


def test_only_what_differs_is_told(tmp_path, capsys):
    for name, text in (("a", PAGE), ("b", PAGE.replace("fell", "rose"))):
        (tmp_path / name / "reports").mkdir(parents=True)
        (tmp_path / name / "index.html").write_text(text)
        (tmp_path / name / "reports" / "same.html").write_text(PAGE)
    html = tmp_path / "diff.html"
    assert main(["pages-diff", str(tmp_path / "a"), str(tmp_path / "b"), "--html", str(html)]) == 0
    said = capsys.readouterr().out
    assert "Deaths fell" in said
    assert "Deaths rose" in said
    assert "same.html" not in said
    assert "the text differs on 1 of 2 pages" in said
    assert "rose" in html.read_text()


def test_of_one_report_only_its_own_pages_are_read(tmp_path, capsys):
    for name, text in (("a", PAGE), ("b", PAGE.replace("fell", "rose"))):
        for place in ("", "reports/rain--east", "reports/rain-gauges", "meetings/rain"):
            (tmp_path / name / place).mkdir(parents=True, exist_ok=True)
            (tmp_path / name / place / "index.html").write_text(text)
    assert main(["pages-diff", *(str(tmp_path / n) for n in "ab"), "--report", "rain"]) == 0
    said = capsys.readouterr().out
    assert "reports/rain--east/index.html" in said
    assert "the text differs on 1 of 1 pages" in said


def test_a_page_that_came_or_went_is_told(tmp_path):
    assert compare.unlike_pages({}, {"a": ["x"]}) == {"a": [([], ["x"])]}
    assert compare.unlike_pages({"a": ["x"]}, {}) == {"a": [(["x"], [])]}
    assert compare.unlike_pages({"a": ["x"]}, {"a": ["x"]}) == {}


@pytest.mark.slow
def test_a_revision_is_built_by_itself_and_compared_with_what_lies_here(
    tmp_path, monkeypatch, capfd
):
    home = project.write_project(tmp_path / "project")
    monkeypatch.chdir(home)
    git = ["git", "-C", str(home), "-c", "user.name=a", "-c", "user.email=a@b.c"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        subprocess.run([*git, *words], check=True)
    book = home / "notebooks" / "meetings.ipynb"
    book.write_text(book.read_text().replace("meetings are held", "meetings were held"))
    assert main(["build", "topics--taiwan", "--quiet"]) == 0
    assert main(["pages-diff", "HEAD"]) == 0
    said, told = (" ".join(each.split()) for each in capfd.readouterr())
    assert "meetings are held" in said
    assert "meetings were held" in said
    assert "building the pages of HEAD" in told
    assert told.count("1 fresh") == 2  # what the project's own build has is not run again
    assert "every report if stale, then every page of the site; --report NAME: that" in told
    with pytest.raises(UsageError, match="nor a revision"):
        compare.built("nowhere", tmp_path / "x", [])
    with pytest.raises(RunError, match="there is no report 'topcs'"):
        compare.built("HEAD", tmp_path / "y", ["topcs"])
    site = compare.built("HEAD", tmp_path / "z", ["topics--taiwan"])
    made = [path.relative_to(site).as_posix() for path in site.rglob("*.html")]
    assert made == ["reports/topics--taiwan/index.html"]
    said, told = (" ".join(each.split()) for each in capfd.readouterr())
    assert "building the pages of HEAD: topics--taiwan alone 0 to run, 1 fresh" in told
    shutil.rmtree(home / ".git")


def test_of_code_that_makes_no_page_alone_it_is_said_that_all_are_made():
    said = "building the pages of v1: rain if stale, then every page of the site, as its code can"
    assert compare.building("v1", ["rain"], can=False).startswith(said)
    assert compare.building("v1", ["rain"]) == "building the pages of v1: rain alone"
    assert "its code" not in compare.building("v1", [], can=False)
