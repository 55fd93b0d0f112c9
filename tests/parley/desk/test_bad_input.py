"""What is hard to read is answered in words and quickly, and nothing is written or lost."""

import csv
import random
import sys
import time
import zipfile

import openpyxl
import pytest

from parley import record
from parley.cli import main
from parley.desk import sheets
from parley.record import writing
from parley.tables import named
from pressroom.errors import UsageError
from tests.conftest import ROOT
from tests.parley.desk.test_adding import Terminal

TODAY = ("--today", "2026-01-10")


@pytest.fixture
def place(tmp_path, monkeypatch):
    (tmp_path / "reports.toml").touch()
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_caption_above_the_names_of_columns_is_passed_over(place, capsys):
    book = openpyxl.Workbook()
    book.active["A1"] = "Our list of talks"
    book.active.merge_cells("A1:C1")
    book.active.append(["Date", "Title", "Topics"])
    book.active.append([45245, "Summit", "Trade"])
    book.save(place / "list.xlsx")
    assert main(["import", "list.xlsx", "--data", "rec", *TODAY]) == 0
    told = capsys.readouterr().out
    assert "row 1 holds one text, 'Our list of talks': taken as a caption" in told
    assert "Excel's count of days" in told
    assert "Would add 1 to sources.csv, 1 to topics.csv, 1 to meetings.csv" in told


def test_three_sheets_are_named_and_none_is_guessed(place, capsys):
    book = openpyxl.Workbook()
    for title in ("2022", "2023", "Notes"):
        book.create_sheet(title).append(["Date", "Title"])
    del book["Sheet"]
    for sheet in book.worksheets:
        sheet.append(["2023-01-02", "A"])
    book.save(place / "three.xlsx")
    assert main(["import", "three.xlsx", "--data", "rec"]) == 2
    assert "3 sheets: name one with --sheet: ['2022', '2023', 'Notes']" in capsys.readouterr().err


def test_a_table_that_breaks_off_is_told_by_its_line(place, capsys):
    (place / "bad.csv").write_text('date,title\n2024-01-02,A\n2024-02-03,"B\n')
    assert main(["import", "bad.csv", "--data", "rec", "--yes"]) == 2
    assert "line 3" in capsys.readouterr().err
    assert not (place / "rec").exists()


def test_a_cell_without_end_is_told(place, capsys):
    before = csv.field_size_limit(131_072)  # frictionless raises it, where it is imported
    (place / "long.csv").write_text("date,title\n2024-01-01," + "x" * 200_000 + "\n")
    try:
        assert main(["import", "long.csv", "--data", "rec", "--yes"]) == 2
    finally:
        csv.field_size_limit(before)
    assert "a cell holds more than 131,072 characters" in capsys.readouterr().err
    assert not (place / "rec").exists()


def test_a_long_table_is_understood_in_seconds(place, capsys):
    rows = (f"2024-01-{n % 28 + 1:02d},Talk {n},Trade;Tech\n" for n in range(10_000))
    (place / "long.csv").write_text("date,title,topics\n" + "".join(rows))
    begun = time.process_time()
    assert main(["import", "long.csv", "--data", "rec", *TODAY]) == 0
    assert time.process_time() - begun < 10
    assert "10000 to meetings.csv, 20000 to accounts.csv, 20000 to mentions.csv" in (
        capsys.readouterr().out
    )


def one_by_one(rows, new):
    """Put each new key before the first that is greater, as a person would."""
    rows = list(rows)
    for key in new:
        place = next((n for n, old in enumerate(rows) if old["source_id"] > key), len(rows))
        rows.insert(place, {"source_id": key})
    return [row["source_id"] for row in rows]


def test_many_rows_take_the_places_that_they_would_take_one_by_one(tmp_path):
    dice = random.Random(1)
    for _ in range(200):
        old = [{"source_id": f"{dice.randrange(30):02d}"} for _ in range(dice.randrange(8))]
        new = [f"{dice.randrange(30):02d}" for _ in range(dice.randrange(8))]
        made = writing.Plan(tmp_path)
        got = writing.inserted(
            old, named("sources"), [{"source_id": key} for key in new], made, False
        )
        assert [row["source_id"] for row in got] == one_by_one(old, new)
        assert len(made.lines) == len(new)


@pytest.mark.parametrize("answer", ["n", "^C", ""])
def test_an_import_at_a_terminal_writes_only_after_yes(place, answer):
    (place / "a.csv").write_text("date,title\n2024-05-01,One\n")
    person = Terminal("import", "a.csv", "--data", "rec", *TODAY)
    person.until("Write these rows?")
    if answer == "^C":
        person.interrupt()
        assert "interrupted; nothing was written" in person.until("nothing was written")
    else:
        person.type(answer)
        assert "Nothing was written" in person.until("--yes")
    assert person.process.wait(10) == (130 if answer == "^C" else 0)
    assert not (place / "rec").exists()


def test_after_yes_it_is_written(place):
    (place / "a.csv").write_text("date,title\n2024-05-01,One\n")
    person = Terminal("import", "a.csv", "--data", "rec", *TODAY)
    person.until("Write these rows?")
    person.type("y")
    assert "make report DATA=rec" in person.until("make report DATA=rec")
    assert person.process.wait(10) == 0
    assert record.load("rec").meetings["title"].tolist() == ["One"]


def test_a_record_of_others_is_not_coded_by_our_dictionary(place, capsys):
    (place / "readout.txt").write_text("The EU and Japan discussed trade on 29 May 2015.")
    assert main(["init", "rec", "--sides", "EU,Japan"]) == 0
    assert main(["code", "readout.txt", "--data", "rec"]) == 2
    assert "this record has no dictionary" in capsys.readouterr().err
    assert main(["init", "all", "--sides", "EU,Japan", "--all-tables"]) == 0
    (place / "all" / "topic_terms.csv").write_text(
        "term_id,kind,topic,language,pattern,needs,inside,unless,scope,note\n"
        "negated-en-01,negated,,en,did not discuss,,,,clause,\n"
    )
    assert main(["code", "readout.txt", "--data", "all"]) == 2
    assert "this record is of EU and Japan" in capsys.readouterr().err


def test_a_table_of_any_size_is_answered_quickly(place, capsys):
    (place / "rows.csv").write_text("date,title\n" + "2024-01-01,A\n" * 60_000)
    (place / "bytes.csv").write_bytes(b"x" * 17_000_000)
    book = openpyxl.Workbook()
    book.active.append(["date", "title"])
    book.save(place / "small.xlsx")
    with (
        zipfile.ZipFile(place / "small.xlsx") as held,
        zipfile.ZipFile(place / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as bomb,
    ):
        for name in held.namelist():
            raw = held.read(name)
            more = b" " * 20_000_000 if name.endswith("sheet1.xml") else b""
            bomb.writestr(name, raw + more)
    begun = time.process_time()
    for name in ("rows.csv", "bytes.csv", "bomb.xlsx"):
        assert main(["import", name, "--data", "rec", "--yes"]) == 2
        assert "Import it in parts" in capsys.readouterr().err
    assert time.process_time() - begun < 5


def test_spoilt_files_are_answered_in_words(place):
    book = openpyxl.Workbook()
    for row in (["date", "title"], ["2024-01-01", "A"]):
        book.active.append(row)
    book.save(place / "whole.xlsx")
    text = "date,title,topics\n2024-01-05,Rödelheim,Handel;Klima\n" * 5
    dice, seen = random.Random(20), set()
    for _ in range(60):
        for name, whole in (
            ("a.xlsx", (place / "whole.xlsx").read_bytes()),
            ("a.csv", text.encode()),
            ("b.csv", text.encode("utf-16")),
        ):
            raw = bytearray(whole[: dice.choice((None, dice.randrange(len(whole))))])
            for _ in range(min(len(raw), dice.randrange(1, 20))):
                raw[dice.randrange(len(raw))] = dice.randrange(256)
            (place / name).write_bytes(raw)
            try:
                sheets.read(place / name)
                seen.add("read")
            except UsageError as error:
                assert name in str(error)
                seen.add("refused")
    assert seen == {"read", "refused"}


@pytest.mark.parametrize("name, package", [("t.xlsx", "openpyxl"), ("t.parquet", "pyarrow")])
def test_a_file_whose_reader_is_not_installed_is_refused_with_the_remedy(
    name, package, place, capsys, monkeypatch
):
    """As in the environment of `make report`; the reading of codings takes the same door."""
    monkeypatch.setitem(sys.modules, package, None)
    (place / name).write_bytes(b"PK")
    for command in (["import", name], ["import-coding", name, "--coder", "human-ab"]):
        assert main([*command, "--data", str(ROOT / "data")]) == 2
        said = capsys.readouterr().err
        assert f"pip install {package}" in said and ".csv" in said
        assert "Traceback" not in said
