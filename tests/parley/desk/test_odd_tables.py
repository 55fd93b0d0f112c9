"""Tables as they come from elsewhere: read right, or asked about; never guessed in silence."""

import csv
import doctest
from datetime import datetime

import openpyxl
import pytest

from parley import record
from parley.cli import main
from parley.desk import importing, sheets


@pytest.fixture
def taken(tmp_path, capsys):
    """Import a file into a new record: its exit code, what was said, and its folder."""

    def take(name: str, raw: bytes | None = None):
        if raw is not None:
            (tmp_path / name).write_bytes(raw)
        folder = tmp_path / "rec"
        code = main(["import", str(tmp_path / name), "--data", str(folder), "--sides", "US,China",
                     "--today", "2026-01-10", "--yes"])  # fmt: skip
        said = capsys.readouterr()
        return code, said.out + said.err, folder

    return take


def rows(folder, table):
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_chinese_bytes_are_read_as_chinese(taken):
    code, said, folder = taken("gb.csv", "date,title\n2024-01-05,经贸磋商\n".encode("gb18030"))
    assert code == 0
    assert "GB18030" in said
    assert [row["title"] for row in rows(folder, "meetings")] == ["经贸磋商"]


def test_western_accents_are_read_as_such(taken):
    code, said, folder = taken("fr.csv", "date,title\n2024-01-05,Séance à Paris\n".encode("cp1252"))
    assert code == 0
    assert "Windows-1252" in said
    assert rows(folder, "meetings")[0]["title"] == "Séance à Paris"


def test_bytes_that_may_be_either_are_refused(taken):
    code, said, _ = taken(
        "big5.csv", "date,title\n2024-01-05,功許蓋 é\n".encode("big5", "replace") + b"\xe9\xe9\xe9"
    )
    assert code == 2
    assert "save it as UTF-8" in said


def test_a_cross_is_no_tick(taken):
    code, _, folder = taken(
        "x.csv", "date,title,trade,climate\n2024-01-05,A,✓,✗\n2024-02-06,B,✗,✓\n".encode()
    )
    assert code == 0
    named = [(row["meeting_id"][:10], row["topic"]) for row in rows(folder, "mentions")]
    assert named == [("2024-01-05", "trade"), ("2024-02-06", "climate")]


def test_a_list_by_commas_is_asked_about(taken):
    code, said, folder = taken("c.csv", b'date,title,topics\n2024-01-05,A,"Trade, Chips"\n')
    assert code == 3
    assert "may be one topic or several by commas" in said
    assert not (folder / "meetings.csv").exists()


def test_topics_in_chinese_get_a_key_each(taken):
    code, said, folder = taken(
        "zh.csv", "日期,标题,议题\n2024-01-05,甲,贸易；芯片；毛衣；芯片\n".encode()
    )
    assert code == 0
    assert {row["label"]: row["topic"] for row in rows(folder, "topics")} == {
        "贸易": "maoyi",
        "芯片": "xinpian",
        "毛衣": "maoyi_2",  # which sounds like the first, and is another
    }
    assert said.count("have about their sound as keys") == 1


@pytest.mark.parametrize(("end", "code"), [("2024-01-07", 0), ("", 0), ("2024-01-04", 3)])
def test_talks_over_several_days_have_a_last_day(taken, end, code):
    got, said, folder = taken("e.csv", f"date,end date,title\n2024-01-05,{end},A\n".encode())
    assert got == code, said
    if code == 0:
        assert rows(folder, "meetings")[0]["end_date"] == (end or "2024-01-05")


def workbook(path, *lines, first=None, epoch=None):
    book = openpyxl.Workbook()
    if epoch:
        book.epoch = epoch
    for line in lines:
        book.active.append(line)
    if first:
        first(book)
    book.save(path)


def test_a_book_of_1904_counts_from_1904(taken, tmp_path):
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    workbook(tmp_path / "mac.xlsx", ["date", "title"], [43953, "A"], epoch=CALENDAR_MAC_1904)
    code, said, folder = taken("mac.xlsx")
    assert code == 0, said
    assert rows(folder, "meetings")[0]["start_date"] == "2024-05-03"
    assert "count from 1904" in said


def test_a_formula_without_a_value_is_named(taken, tmp_path):
    workbook(tmp_path / "f.xlsx", ["date", "title"], ["=TODAY()", "A"])
    code, said, _ = taken("f.xlsx")
    assert code == 2
    assert "A2 hold a formula without its value" in said


def test_a_hidden_sheet_is_passed_over(taken, tmp_path):
    def hide(book):
        lists = book.create_sheet("lists")
        lists.append(["date", "title"])
        lists.append(["2020-01-01", "never"])
        lists.sheet_state = "hidden"

    workbook(tmp_path / "h.xlsx", ["date", "title"], [datetime(2024, 1, 5), "A"], first=hide)
    code, said, folder = taken("h.xlsx")
    assert code == 0, said
    assert "1 hidden sheets were not read" in said
    assert len(rows(folder, "meetings")) == 1
    assert len(record.load(folder).meetings) == 1


def test_a_caption_with_commas_is_a_caption(taken):
    code, said, folder = taken("k.csv", b"Talks, visits and calls\ndate;title\n2024-01-05;A\n")
    assert code == 0, said
    assert len(rows(folder, "meetings")) == 1


LENGTHS = """date,title,hours,level,format,channel
2024-01-05,A call,not told,ministers,call,trade
2024-02-05,A visit,2,deputies,visit,climate
2024-03-05,A summit,3,summit,meeting,leaders
"""


def test_a_first_cell_that_is_no_length_is_a_fault_of_its_row_and_notes_keep_their_order(taken):
    code, said, folder = taken("hours.csv", LENGTHS.encode())
    assert code == 3 and not folder.exists()
    assert "hours    hours    not told      no length" in said
    assert "row 2: 'not told' is no length in hours: write it like 1.5" in said
    assert said.index("  level: ") < said.index("  format: ") < said.index("  channel: ")


def test_the_examples_run():
    assert doctest.testmod(sheets).failed == 0
    assert doctest.testmod(importing).failed == 0
