"""The matrix of reports: reports.toml and the data, multiplied; every slip named."""

import json
from pathlib import Path

import pytest

from parley import record
from pressroom import paths
from pressroom.build import matrix, sweep
from pressroom.errors import UsageError


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
    assert (
        found[0].filled("About {label}, {other}", record.load(small)) == "About Fentanyl, {other}"
    )


def test_underscores_become_hyphens_and_a_collision_is_an_error(project, small):
    notebook(project / "notebooks", "two", 'x: str = "a"  # a word')
    toml(project, '[two]\neach.x = ["a_b", "a-b"]')
    with pytest.raises(UsageError, match="two--a-b"):
        matrix.reports(record.load(small))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[won]\neach.topic = ["taiwan"]', "Nearest: one"),
        ('[one]\neach.topc = ["taiwan"]', "Nearest: topic"),
        ('[one]\neach.topic = ["taiwn"]', "Nearest: taiwan"),
        ('[one]\neach.topic = "topics.topik"', "names no table.column"),
        ('[one]\ntitle = "x"', "unknown setting 'title'"),
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
        sweep.notebook_named("one")


def test_a_notebook_without_a_parameters_cell_is_refused(project, small):
    path = project / "notebooks" / "one.ipynb"
    path.write_text(path.read_text().replace('"parameters"', '"other"'))
    with pytest.raises(UsageError, match="no cell tagged parameters"):
        matrix.reports(record.load(small))


def test_a_file_that_is_no_notebook_is_refused(project, small):
    (project / "notebooks" / "bad.ipynb").write_text("not json")
    with pytest.raises(UsageError, match=r"bad.ipynb cannot be read"):
        matrix.reports(record.load(small))


def test_the_root_is_found_from_below_and_its_absence_is_said(project, tmp_path, monkeypatch):
    monkeypatch.chdir(project / "notebooks")
    assert paths.root() == project
    with pytest.raises(paths.NotFoundHereError, match="--data or PARLEY_DATA"):
        paths.root(Path("/"))
