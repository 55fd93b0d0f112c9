"""Strangers' tables: three unlike ones become sites with two commands, bad ones get clear words."""

import shutil
from datetime import datetime

import openpyxl
import pandas as pd
import pytest

from parley import record
from parley.cli import main
from tests.conftest import ROOT

NOTEBOOKS = ("topic-profile", "deaths-and-talks", "commitments")
TODAY = ("--today", "2026-01-10")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A project with four of the notebooks and no record of its own."""
    (tmp_path / "notebooks").mkdir()
    for name in NOTEBOOKS:
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", tmp_path / "notebooks")
    (tmp_path / "reports.toml").write_text(
        '[topic-profile]\neach.topic = "topics.topic"\n[commitments]\nneeds = ["commitments"]\n'
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def semicolons(place):
    """A German embassy's list: semicolons, Windows bytes, day first, no side, no source."""
    lines = [
        "Datum;Titel;Themen;Ort",
        "13.02.2023;Gespräch der Minister;Handel | Klima;München",
        "21.06.2023;Zweites Gespräch;Handel;Köln",
        "04.07.2023;Gipfel – Abschluss;Sicherheit;",
    ]
    path = place / "liste.csv"
    path.write_bytes("\r\n".join(lines).encode("cp1252"))
    return path, ["--sides", "Germany,China", "--whose", "both"]


def sheets(place):
    """A think tank's workbook: two sheets, dates as numbers and as dates, merged cells."""
    book = openpyxl.Workbook()
    book.active.title = "About"
    book.active["A1"], book.active["A2"] = "Our list", "of talks"
    sheet = book.create_sheet("Meetings")
    sheet.append(["Meeting", "When", "Side", "Issues", "Link"])
    sheet.append(["Foreign ministers", 45245, "US", "Trade; Chips", "https://example.org/1"])
    sheet.append(["", 45245, "Japan", "Trade", "https://example.org/2"])
    sheet.append(["Leaders", datetime(2024, 4, 10, 9, 30), "US", "Security", "A newspaper"])
    sheet.merge_cells("A2:A3")
    path = place / "talks.xlsx"
    book.save(path)
    return path, ["--sheet", "Meetings", "--sides", "US,Japan"]


def arrow(place):
    """A data scientist's Parquet: time stamps, lists, calls by name."""
    frame = pd.DataFrame(
        {
            "event_date": pd.to_datetime(["2025-01-03", "2025-02-04", "2025-03-05"]),
            "event": ["Phone call of ministers", "Video talk", "Round in Geneva"],
            "tags": [["water", "borders"], ["water"], ["trade"]],
            "city": [None, None, "Geneva"],
        }
    )
    path = place / "talks.parquet"
    frame.to_parquet(path)
    return path, ["--sides", "India,Pakistan"]


@pytest.mark.parametrize(
    ("make", "meetings", "page", "shown"),
    [
        (semicolons, 3, "topic-profile--handel", "Gespräch der Minister"),
        pytest.param(
            *(sheets, 2, "topic-profile--chips", "Foreign ministers"), marks=pytest.mark.slow
        ),
        pytest.param(
            *(arrow, 3, "topic-profile--water", "Phone call of ministers"), marks=pytest.mark.slow
        ),
    ],
)
def test_a_strangers_table_becomes_a_site_with_two_commands(
    place, capsys, make, meetings, page, shown
):
    path, said = make(place)
    assert main(["import", path.name, "--data", "rec", *said, *TODAY, "--yes"]) == 0
    assert len(record.load("rec").meetings) == meetings
    assert main(["build", "--data", "rec"]) == 0
    told = capsys.readouterr().out
    assert "deaths-and-talks: left out, the record has no" in told
    assert "commitments: left out, the record has no row in commitments" in told
    site = place / "build" / "site"
    assert shown in (site / "reports" / page / "index.html").read_text("utf-8")
    assert shown in (site / "meetings" / "index.html").read_text("utf-8")


def test_merged_cells_numbers_and_sides_are_told(place, capsys):
    path, said = sheets(place)
    assert main(["import", path.name, "--data", "rec", *said, *TODAY]) == 0
    told = capsys.readouterr().out
    assert "cells A2:A3 are merged" in told
    assert "Excel's count of days" in told
    assert "Nothing was written" in told
    assert not (place / "rec").exists()


def test_a_workbook_of_several_sheets_asks_which(place, capsys):
    path, _ = sheets(place)
    assert main(["import", path.name, "--data", "rec"]) == 0
    assert "the sheet 'About' holds no table" in capsys.readouterr().out
    book = openpyxl.load_workbook(path)
    book.copy_worksheet(book["Meetings"]).title = "Older"
    book.save(path)
    assert main(["import", path.name, "--data", "rec"]) == 2
    said = capsys.readouterr().err
    assert "3 sheets: name one with --sheet: ['About', 'Meetings', 'Older']" in said


FAULTY = """date,title,topics,side
03/04/2024,First,Trade,us
13/04/2024,Second,Trade,us
04/13/2024,Third,Trade,us
soon,Fourth,Trade,us
2024-05-01,,Trade,us
2024-05-02,=SUM(A1),Trade,chian
2031-01-01,Later,Trade,us
"""


def test_every_fault_is_told_at_once_and_no_row_written(place, capsys):
    (place / "bad.csv").write_text(FAULTY)
    named = ["--sides", "US,China"]
    assert main(["import", "bad.csv", "--data", "rec", *named, *TODAY, "--yes"]) == 3
    told = capsys.readouterr().out
    for expected in (
        "row 2: '03/04/2024' could be two days, and the column has both orders",
        "row 5: 'soon' is no date",
        "row 6: the title is blank",
        "spreadsheets run as a formula",
        "row 7: 'chian' is no side. Nearest: china",
        "row 8: 2031-01-01 lies after 2026-01-10",
    ):
        assert expected in told
    assert "6 things could not be placed" in told
    assert not (place / "rec").exists()


def test_the_rest_can_be_taken_without_the_bad_rows(place):
    (place / "bad.csv").write_text(FAULTY)
    command = ["import", "bad.csv", "--data", "rec", *TODAY, "--yes", "--skip-bad"]
    assert main(command) == 0
    assert record.load("rec").meetings["title"].tolist() == ["Second", "Third"]


def test_what_is_in_the_record_already_is_passed_over(place, capsys):
    (place / "a.csv").write_text("date,title,topics\n2024-05-01,One,Trade\n")
    (place / "b.csv").write_text("date,title,topics\n2024-05-01,One,Trade\n2024-06-01,Two,Chips\n")
    assert main(["import", "a.csv", "--data", "rec", *TODAY, "--yes"]) == 0
    assert main(["import", "b.csv", "--data", "rec", *TODAY, "--yes"]) == 0
    assert "'One' is in the record already" in capsys.readouterr().out
    rec = record.load("rec")
    assert rec.meetings["title"].tolist() == ["One", "Two"]
    assert rec.meetings["codebook"].tolist() == ["v0", "v1"]
    assert f"{rec.coverage_end('meetings'):%F}" == "2024-06-01"


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("e.csv", b"", "is empty"),
        ("h.csv", b"date,title\n", "and no row"),
        ("q.csv", b'date,title\n2024-01-01,"never closed\n', "no well-formed table"),
        ("x.csv", b"PK\x03\x04abc", "is an Excel workbook"),
        ("z.csv", b"a\x00b", "zero bytes"),
        ("t.csv", b"date,date,title\n", "two columns called date"),
        ("n.csv", b"foo,bar\n1,2\n", "no column looks like the date"),
        ("b.xlsx", b"not a workbook", "cannot be opened as an Excel workbook"),
        ("b.parquet", b"not parquet", "cannot be opened as Parquet"),
        ("m.pdf", b"%PDF", "is read, no other"),
    ],
)
def test_what_is_no_table_is_answered_in_words(place, capsys, name, raw, said):
    (place / name).write_bytes(raw)
    assert main(["import", name, "--data", "rec", "--yes"]) == 2
    assert said in capsys.readouterr().err
    assert not (place / "rec").exists()


def test_a_place_without_a_record_is_named_with_the_remedy(place, capsys):
    assert main(["build", "--data", "nowhere"]) == 2
    assert "there are no tables in nowhere: parley init starts them" in capsys.readouterr().err


WIDE = """round,date,water,borders,press release
One,2024-01-05,x,,https://example.org/1
Two,2024-02-05,x,X,https://example.org/2
"""


def test_a_column_of_ticks_is_a_topic_and_one_of_addresses_the_source(place, capsys):
    (place / "wide.csv").write_text(WIDE.replace("round", "event"))
    assert main(["import", "wide.csv", "--data", "rec", *TODAY, "--yes"]) == 0
    told = capsys.readouterr().out
    assert "topic, where ticked  water" in told
    assert "source               press release" in told
    assert "the two sides have no names yet" in told
    rec = record.load("rec")
    assert rec.mentions["topic"].value_counts().to_dict() == {"water": 2, "borders": 1}
    assert set(rec.sources["url"]) == {"https://example.org/1", "https://example.org/2"}


def test_the_sides_are_taken_from_the_column_that_names_them(place, capsys):
    text = "Date du sommet,Intitulé,Thèmes,Selon\n2024-01-05,Un,Commerce,UE\n2024-01-05,Un,,Japon\n"
    (place / "fr.csv").write_text(text, encoding="utf-8")
    assert main(["import", "fr.csv", "--data", "rec", *TODAY, "--yes"]) == 0
    assert "the two sides are UE and Japon" in capsys.readouterr().out
    assert record.load("rec").side_names == {"us": "UE", "prc": "Japon"}


def test_columns_can_be_named_and_a_slip_names_the_nearest(place, capsys):
    (place / "a.csv").write_text("d1,wat,x\n2024-05-01,One,Trade\n")
    named = ["--date", "d1", "--title", "wat", "--topics", "x"]
    assert main(["import", "a.csv", "--data", "rec", *named, *TODAY, "--yes"]) == 0
    assert main(["import", "a.csv", "--data", "rec", "--date", "d1", "--title", "wait"]) == 2
    assert "Nearest: wat" in capsys.readouterr().err


def test_an_empty_record_holds_and_is_not_overwritten(place, capsys):
    assert main(["init", "mine", "--sides", "US,Japan", "--title", "Talks"]) == 0
    assert main(["check", "--data", "mine"]) == 0
    rec = record.load("mine")
    assert rec.side_names == {"us": "US", "prc": "Japan"}
    assert main(["init", "mine"]) == 2
    assert "holds a record already" in capsys.readouterr().err
    assert main(["init", "other", "--sides", "US"]) == 2
    assert "two names with a comma" in capsys.readouterr().err
