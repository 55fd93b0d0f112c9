"""The matrix of reports: reports.toml and the data, multiplied; every slip named."""

import ast
import json
import os
from pathlib import Path

import pytest

from parley import record
from pressroom import paths
from pressroom.build import matrix, stamp, trial
from pressroom.build.notebook import parsed
from pressroom.errors import UsageError
from pressroom.project import fill
from tests.conftest import ROOT


def notebook(folder: Path, name: str, parameters: str = "") -> Path:
    book = {
        "nbformat": 4, "nbformat_minor": 5, "metadata": {},
        "cells": [
            {"cell_type": "markdown", "id": "a", "metadata": {},
             "source": "# What of {label}?\n\nAll about {label}.\n\nTake care."},
            {"cell_type": "code", "id": "b", "metadata": {"tags": ["parameters"]}, "outputs": [],
             "execution_count": None, "source": parameters},
        ],
    }  # fmt: skip
    path = folder / f"{name}.ipynb"
    path.write_text(json.dumps(book), encoding="utf-8")
    return path


@pytest.fixture
def project(small, tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "reports.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    notebook(tmp_path / "notebooks", "one", 'topic: str = "taiwan"  # a topic [topics.topic]')
    return tmp_path


def toml(project: Path, text: str) -> None:
    (project / "reports.toml").write_text(text, encoding="utf-8")


def test_a_notebook_absent_from_the_matrix_is_rendered_once(project, small):
    (report,) = matrix.reports(record.load(small))
    assert (report.slug, report.parameters) == ("one", {})


def test_each_value_that_the_data_has_makes_a_report(project, small):
    toml(project, '[one]\neach.topic = "topics.topic"')
    found = matrix.reports(record.load(small))
    assert [r.slug for r in found] == ["one--fentanyl", "one--taiwan"]
    names = found[0].fields(record.load(small))
    told = fill("About {label}, {other}, {label.x}, {", names)
    assert told == "About Fentanyl, {other}, {label.x}, {"


def test_a_label_is_never_read_as_markdown(project, small):
    from pressroom.page.dress import plain

    hostile = "[a](http://b.example) *c* _d_ `e` <i>"
    table = small / "topics.csv"
    table.write_text(table.read_text("utf-8").replace("Taiwan", hostile), encoding="utf-8")
    (report,) = matrix.reports(record.load(small))
    names = report.fields(record.load(small))
    told = fill("What of *all* {label}?", names, is_markdown=True)
    assert plain(told) == f"What of all {hostile}?"


def test_the_front_page_takes_figures_that_a_notebook_saves_and_notebooks_that_exist(project):
    draws = 'topic: str = "taiwan"  # as in name="rain" [topics.topic]'
    notebook(project / "notebooks", "one", draws)
    toml(project, 'story = ["one/rain"]\n[groups]\nAll = ["one"]')
    assert matrix.layout() == matrix.Layout((("one", "rain"),), {"All": ["one"]})
    toml(project, 'story = ["one/snow", "two/rain", "one"]\n[groups]\nAll = ["onne"]')
    with pytest.raises(UsageError) as refused:
        matrix.layout()
    for what in (
        "one.ipynb saves no figure 'snow'",
        "story: two is no notebook",
        "one.ipynb saves no figure ''",
        "[groups] All: onne is no notebook",
    ):
        assert what in str(refused.value)


def test_underscores_become_hyphens_and_a_collision_is_an_error(project, small):
    notebook(project / "notebooks", "two", 'x: str = "a"  # a word')
    toml(project, '[two]\neach.x = ["a_b", "a-b"]')
    with pytest.raises(UsageError, match="two--a-b"):
        matrix.reports(record.load(small))


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[won]\neach.topic = ["taiwan"]', "Nearest: one"),
        ('[one]\neach.topc = ["taiwan"]', "Nearest: topic"),
        ('[one]\neach.topic = ["taiwn"]', "Nearest: taiwan"),
        ('[one]\neach.topic = "topics.topik"', "names no table.column"),
        ('[one]\ntitle = "x"', "unknown setting 'title'"),
        ("one = 3", "one = 3: write it as a section"),
        ("[one]\neach = 3", "each is no table of values"),
        ("[one]\neach.town = 3", "each is no table of values"),
        ("[one]\nset = 3", "set is no table of values"),
        ('[one]\nneeds = "one"', "needs is no list of tables"),
        ("[one]\nminutes = nan", "minutes = nan is no number above nought"),
        ("[one]\nminutes = inf", "minutes = inf is no number above nought"),
        ("[groups]\nFirst = 3", "a table of lists of notebooks"),
        ("[one", "not TOML"),
        ('[one]\nbench = "yes"', "bench = 'yes' is neither true nor false"),
        ('[one]\nengine = "fast"', "engine = 'fast' is not known"),
        ('[one]\nminutes = "two"', "minutes = 'two' is no number"),
    ],
)
def test_a_slip_is_named_before_anything_runs(project, small, text, said):
    toml(project, text)
    with pytest.raises(UsageError, match=said):
        matrix.reports(record.load(small))


def test_a_bench_is_no_report_and_is_not_swept(project, small):
    toml(project, "[one]\nbench = true")
    assert matrix.reports(record.load(small)) == []
    assert matrix.benches() == {"one"}
    with pytest.raises(UsageError, match="one is for work on the record"):
        trial.notebook_named("one")


def test_a_notebook_without_a_parameters_cell_is_refused(project, small):
    path = project / "notebooks" / "one.ipynb"
    path.write_text(path.read_text().replace('"parameters"', '"other"'))
    (report,) = [r for r in matrix.reports(record.load(small)) if r.notebook == path]
    assert "no cell tagged parameters" in report.fault


def test_what_is_asked_otherwise_than_a_notebook_asks_is_said():
    rec = record.load()
    given = {
        "side": "prc",
        "channel": "foreign_ministers",
        "last_date": "2024-02",
        "as_of": "2026-01-01",
    }
    path = ROOT / "notebooks" / "topic-frequency.ipynb"
    said = matrix.Report(path, "a", given | {"period": "year"}).asked(rec)
    assert said == (
        "Asked for: whose accounts are counted (China); only this channel (Foreign ministers); "
        "last day counted (29 February 2024)."
    )
    assert not matrix.Report(path, "a", {"side": "either"}).asked(rec)
    profile = ROOT / "notebooks" / "topic-profile.ipynb"
    assert not matrix.Report(profile, "a", {"topic": "ai"}).asked(rec)


BAD = {
    "empty": (b"", "is empty"),
    "half": (b'{"cells": [', "cannot be read as a notebook"),
    "list": (b"[]", "no cells"),
    "deep": (b"[" * 100_000, "cannot be read as a notebook"),
    "latin": (b'{"cells": "\xe9"}', "is not UTF-8"),
    "cell": (b'{"cells": [3]}', "cell 1 is not as"),
    "old": (b'{"worksheets": []}', "older format"),
    "other": (b'{"metadata": {"kernelspec": {"language": "R"}}, "cells": []}', "the language r"),
    "bare": (b'{"cells": []}', "its first cell must be"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_notebook_is_told_by_name_and_the_others_stand(project, small, name):
    content, said = BAD[name]
    (project / "notebooks" / f"{name}.ipynb").write_bytes(content)
    found = {r.notebook.stem: r.fault for r in matrix.reports(record.load(small))}
    assert said in found.pop(name)
    assert f"{name}.ipynb" in matrix.fault(project / f"notebooks/{name}.ipynb")
    assert not any(found.values())


def test_a_pipe_and_a_folder_are_not_waited_for(project, small):
    os.mkfifo(project / "notebooks/pipe.ipynb")
    (project / "notebooks/folder.ipynb").mkdir()
    (project / "notebooks/loop.ipynb").symlink_to("loop.ipynb")
    found = {r.slug: r.fault for r in matrix.reports(record.load(small))}
    assert "no plain file" in found["pipe"]
    assert "a folder" in found["folder"]
    assert "loop.ipynb cannot be read" in found["loop"]
    assert stamp.of_same_file(project / "notebooks/pipe.ipynb") == "no file"


@pytest.mark.parametrize("tag", ["skip-execution", "raises-exception"])
def test_a_tag_that_the_libraries_below_act_upon_is_refused_by_name(project, tag):
    path = project / "notebooks/one.ipynb"
    book = json.loads(path.read_text())
    book["cells"][-1]["metadata"]["tags"] = [tag]
    path.write_text(json.dumps(book))
    assert f"has the tag {tag}" in matrix.fault(path)


@pytest.mark.parametrize(
    "source",
    [
        "%matplotlib inline\nimport a",
        "!ls\nimport a",
        "len?\nimport a",
        "%time import a",
        "%%time\nimport a",
        "await x()\nimport a",
        "for x in y:\n    import a\n    !ls",
    ],
)
def test_a_cell_is_read_as_ipython_reads_it(source):
    assert "a" in {n.names[0].name for n in ast.walk(parsed(source)) if isinstance(n, ast.Import)}


@pytest.mark.parametrize("source", ["x = = 1", "  x\n y", "\0", "(" * 5_000])
def test_a_cell_that_is_no_python_is_left_to_its_run(source):
    assert parsed(source).body == []


def test_the_root_is_found_from_below_and_its_absence_is_said(project, tmp_path, monkeypatch):
    monkeypatch.chdir(project / "notebooks")
    assert paths.root() == project
    monkeypatch.chdir("/")
    monkeypatch.delenv("PARLEY_DATA", raising=False)
    with pytest.raises(paths.NotFoundHereError, match="--data DIR for a command, PARLEY_DATA=DIR"):
        paths.root()
