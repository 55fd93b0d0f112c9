"""A check that held is answered at once while nothing has changed, and only then."""

import pytest

from parley import record
from parley.cli import main
from parley.cli import record as verbs


@pytest.fixture
def loads(project, monkeypatch):
    """The folders that were loaded, one entry a time."""
    seen, real = [], record.load
    monkeypatch.setattr(record, "load", lambda *a, **k: seen.append(a) or real(*a, **k))
    return seen


def said(capsys, *more):
    code = main(["check", *more])
    return code, capsys.readouterr().out


def test_an_unchanged_record_is_answered_alike_and_without_reading_it(project, loads, capsys):
    first = said(capsys)
    assert (first[0], len(loads)) == (0, 1)
    assert first[1].endswith("The record holds, as of 2024-02-01.\n") or "holds" in first[1]
    assert said(capsys) == first
    assert len(loads) == 1
    said(capsys, "--all")
    assert len(loads) == 2


def test_a_changed_cell_is_seen_and_a_fault_is_never_kept(project, loads, capsys):
    said(capsys)
    table = project / "data" / "topics.csv"
    whole = table.read_text("utf-8")
    table.write_text(whole + "taiwan,Twice,place,Twice,v0\n", encoding="utf-8")
    assert said(capsys)[0] == 3
    assert said(capsys)[0] == 3
    assert len(loads) == 3
    table.write_text(whole, encoding="utf-8")
    assert (said(capsys)[0], len(loads)) == (0, 3)


def test_changed_code_and_a_spoilt_file_are_seen(project, loads, capsys, tmp_path, monkeypatch):
    said(capsys)
    (project / "build" / verbs.FILE).write_text("[", encoding="utf-8")
    said(capsys)
    assert len(loads) == 2
    more = tmp_path / "more.py"
    more.write_text("x = 1\n", encoding="utf-8")
    real = verbs.rests_on
    monkeypatch.setattr(verbs, "rests_on", lambda folder: [*real(folder), more])
    said(capsys)
    more.write_text("x = 2\n", encoding="utf-8")
    said(capsys)
    assert len(loads) == 4
