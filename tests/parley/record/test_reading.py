"""Bad input is refused by file, row, column and remedy; good input in odd dress is read."""

import pytest

from parley import record
from pressroom.errors import DataError, Fault
from tests import small_record


def faults(folder) -> list:
    with pytest.raises(DataError) as caught:
        record.load(folder)
    assert caught.value.code == 3
    return caught.value.faults


def change(folder, table: str, old: str, new: str, count: int = 1) -> None:
    path = folder / f"{table}.csv"
    text = path.read_bytes().decode("utf-8")
    assert old in text, "the test spoils nothing"
    path.write_bytes(text.replace(old, new, count).encode("utf-8"))


def only(folder) -> tuple:
    found = faults(folder)
    assert len(found) == 1, found
    return found[0].file, found[0].row, found[0].column, found[0].value


def test_the_small_record_holds(small):
    rec = record.load(small)
    assert len(rec.meetings) == 3
    assert f"{rec.as_of:%Y-%m-%d}" == "2024-03-01"


def test_the_real_record_holds():
    assert len(record.load().meetings) >= 188


def test_a_byte_order_mark_and_windows_line_ends_are_read(small):
    plain = record.load(small).meetings
    path = small / "meetings.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert record.load(small).meetings.equals(plain)


def test_a_side_given_by_its_label_is_answered_with_its_key(small):
    change(small, "accounts", ",prc,", ",China,")
    assert "China is prc" in {fault.remedy for fault in faults(small)}


@pytest.mark.parametrize(
    ("old", "new", "column", "remedy"),
    [
        ("2023-06-18,2023-06-18", "2023-06-18,18/06/2023", "end_date", "YYYY-MM-DD"),
        ("2023-06-18,2023-06-18", "2023-06-18,2023-02-30", "end_date", "exists"),
        ("2023-06-18,2023-06-18", "2023-06-18,2023-06-17", "end_date", "on or after"),
        (",leader,", ",leaders,", "level", "Nearest: leader"),
        (",in_person,Beijing", ",in person,Beijing", "format", "Nearest: in_person"),
        ("A visit", "=cmd()", "title", "letter or a digit"),
        ("A visit", "@visit", "title", "letter or a digit"),
        ("A visit", " A visit", "title", "Delete the blanks"),
        ("A visit", "x" * 10_000, "title", "160"),
        ("A visit", "A \u202evisit", "title", "Delete that character"),
        (",A visit,", ",,", "title", "no meaning for a blank"),
        ("Beijing,US", "Beijing,usa", "country", "CN"),
    ],
)
def test_one_bad_cell_is_named(small, old, new, column, remedy):
    change(small, "meetings", old, new)
    (fault,) = faults(small)
    assert (fault.file, fault.row, fault.column) == ("meetings.csv", 2, column)
    assert remedy in fault.remedy


def test_every_fault_of_every_table_is_listed_at_once(small):
    change(small, "meetings", "2023-06-18,2023-06-18", "2023-06-18,yesterday")
    change(small, "meetings", ",leaders,leader,", ",summit,leader,")
    change(small, "mentions", ",us,fentanyl,", ",us,fentanil,")
    change(small, "us_deaths_monthly", "2023-01,100,", "2023-01,-100,")
    change(small, "canada_deaths", "0.84", "84")
    found = {(f.file, f.row, f.column) for f in faults(small)}
    assert found == {
        ("meetings.csv", 2, "end_date"),
        ("meetings.csv", 3, "channel"),
        ("mentions.csv", 4, "topic"),
        ("us_deaths_monthly.csv", 2, "deaths"),
        ("canada_deaths.csv", 2, "share_fentanyl"),
    }


@pytest.mark.parametrize(("by", "said"), [(";", "semicolons"), ("\t", "tabs")])
def test_a_table_with_other_separators_is_one_fault_and_not_one_a_column(small, by, said):
    path = small / "topics.csv"
    path.write_text(path.read_text("utf-8").replace(",", by), "utf-8")
    (fault,) = [fault for fault in faults(small) if fault.file == "topics.csv"]
    assert said in fault.problem and "commas" in fault.remedy


def test_an_unknown_topic_names_the_nearest(small):
    change(small, "mentions", ",us,fentanyl,", ",us,fentanil,")
    (fault,) = faults(small)
    assert fault.remedy.startswith("Nearest: fentanyl")


def test_a_missing_source_is_refused(small):
    change(small, "mentions", "us,taiwan,account,s1", "us,taiwan,account,")
    assert only(small) == ("mentions.csv", 2, "source_id", "")


def test_an_orphan_source_is_refused(small):
    change(small, "mentions", "us,taiwan,account,s1", "us,taiwan,account,s9")
    assert only(small) == ("mentions.csv", 2, "source_id", "s9")


def test_a_duplicate_meeting_names_both_rows(small):
    row = (small / "meetings.csv").read_text().splitlines()[1]
    change(small, "meetings", row, f"{row}\n{row}")
    (fault,) = faults(small)
    assert (fault.row, fault.column) == (3, "meeting_id")
    assert "row 2" in fault.problem


def test_rows_are_counted_as_an_editor_shows_them(small):
    change(small, "topics", "Drugs and their precursors", '"Drugs and ""their"" precursors"')
    change(small, "meeting_sources", "duration", '"a\nb"')
    change(small, "meeting_sources", "\n2023-11-15-woodside", "\n\n2023-11-15-woodsid")
    assert {(f.row, f.column) for f in faults(small)} == {(3, "supports"), (3, "meeting_id")}


def test_a_header_is_checked_by_name(small):
    change(small, "meetings", ",title,", ",titel,")
    found = faults(small)
    assert {(f.row, f.column) for f in found} == {(1, "title"), (1, "titel")}
    assert all("tit" in f.problem + f.remedy for f in found)


def test_a_column_named_twice_is_refused(small):
    change(small, "topics", "topic,label", "topic,topic")
    assert {f.column for f in faults(small)} == {"topic", "label"}


def test_a_row_with_a_cell_too_many_is_refused(small):
    change(small, "topics", "Fentanyl,issue", "Fentanyl, and more,issue")
    found = faults(small)
    assert ("topics.csv", 2, "") in {(f.file, f.row, f.column) for f in found}


def test_a_byte_that_is_not_utf8_is_placed(small):
    path = small / "topics.csv"
    path.write_bytes(path.read_bytes().replace(b"Drugs", b"Dr\xfcgs"))
    (fault,) = [f for f in faults(small) if f.file == "topics.csv"]
    assert fault.row == 2
    assert "0xfc at position 27" in fault.problem


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(small, content):
    (small / "gaps.csv").write_bytes(content)
    (fault,) = faults(small)
    assert (fault.file, fault.row) == ("gaps.csv", 0)
    assert "gap_id" in fault.remedy


def test_a_missing_file_is_refused(small):
    (small / "gaps.csv").unlink()
    assert only(small)[:2] == ("gaps.csv", 0)


def test_an_open_quotation_mark_is_refused(small):
    change(small, "gaps", "Calls", '"Calls')
    assert faults(small)[0].file == "gaps.csv"


def test_a_header_alone_is_an_empty_table(small):
    small_record.write_table(small, "gaps", [])
    assert record.load(small).gaps.empty


def test_a_meeting_without_an_account_row_is_refused(small):
    change(small, "accounts", "2024-01-30-lima,us,,unknown,,,,\n", "")
    assert only(small) == ("meetings.csv", 4, "meeting_id", "2024-01-30-lima")


def test_a_visit_that_is_no_meeting_is_refused(small):
    change(small, "meetings", "lima,2024-01-30-lima", "lima,2024-01-30-limo")
    assert only(small) == ("meetings.csv", 4, "visit_id", "2024-01-30-limo")


def test_annual_deaths_must_be_the_sum_of_the_months(small):
    change(small, "us_deaths_annual", "7800", "7801")
    (fault,) = faults(small)
    assert "7,800" in fault.problem


def test_half_read_accounts_cannot_be_silent(small):
    change(small, "accounts", "prc,s1,yes,opening,", "prc,s1,yes,opening,no")
    assert only(small)[2] == "names_subjects"


def test_a_javascript_address_is_refused(small):
    change(small, "sources", "https://example.org/1", "javascript:alert(1)")
    assert only(small)[2] == "url"


def test_a_coding_that_is_neither_nought_nor_one_is_refused(small):
    change(small, "codings", "first,1", "first,2")
    assert only(small) == ("codings.csv", 3, "value", "2")


def test_a_text_coded_twice_by_the_same_reading_is_refused(small):
    change(small, "codings", "taiwan,second", "taiwan,first")
    assert only(small)[:3] == ("codings.csv", 5, "meeting_id")


@pytest.mark.parametrize(
    ("table", "column", "text", "said"),
    [
        ("meetings", "start_date", "0001-01-01", "lies outside 1900 to 2200"),
        ("meetings", "start_date", "9999-12-31", "lies outside 1900 to 2200"),
        ("meetings", "start_date", "٢٠٢٣-11-15", "is not a date"),
        ("us_deaths_monthly", "month", "0000-01", "lies outside 1900 to 2200"),
        ("gaps", "first", "1500", "lies outside 1900 to 2200"),
        ("us_deaths_monthly", "deaths", "9007199254740993", "is more than 9,007,199,254,740,992"),
        ("us_deaths_monthly", "deaths", "9" * 5000, "is more than"),
        ("us_deaths_monthly", "deaths", "١٠٠", "is not a whole number"),
        ("seizures", "pounds", "١٠", "is not a number"),
        ("seizures", "pounds", "9" * 400, "is not a number"),
        ("topics", "topic", "fentаnyl", "cyrillic small letter a"),
        ("sources", "source_id", "s\u200b1", "zero width space"),
        ("meetings", "title", "A\u2028summit", "control character U+2028"),
        ("meetings", "title", "\u200b=1+1", "invisible character U+200B"),
        ("meetings", "title", '"', "holds quotation marks alone"),
        ("sources", "url", "https://me:secret@example.org/1", "names a user before the host"),
        ("sources", "url", "https://exаmple.org/1", "U+0430 in its host"),
        ("sources", "url", "https://example.org/1\u2060", "invisible character U+2060"),
        ("topic_terms", "pattern", r"(?:\w+\s?)+\d", "may take for ever"),
        ("topic_terms", "pattern", "(a?){60}a", "may take for ever"),
    ],
)
def test_what_only_looks_right_is_refused(small, table, column, text, said):
    rows = [dict(row) for row in small_record.ROWS[table]]
    rows[0][column] = text
    small_record.write_table(small, table, rows)
    told = [str(fault) for fault in faults(small) if fault.file == f"{table}.csv"]
    assert any(f"row 2, column {column}" in each and said in each for each in told), told


def test_a_file_of_quotation_marks_is_refused(small):
    (small / "meetings.csv").write_text('"' * 999)
    assert any(fault.file == "meetings.csv" for fault in faults(small))


def test_some_hundreds_of_faults_are_listed_and_no_more(small):
    rows = [small_record.ROWS["mentions"][0] | {"topic": f"none_{n}"} for n in range(5000)]
    small_record.write_table(small, "mentions", rows)
    with pytest.raises(DataError) as refusal:
        record.load(small)
    assert "mentions.csv: has more faults than the 200 listed" in str(refusal.value)
    assert len(str(refusal.value)) < 100_000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sides = [1]", "column sides: cannot be .1,.*a section"),
        ('tables = "meetings"', "column tables: cannot be 'meetings'.*a list"),
        ('tables = ["meeting"]', "column tables: 'meeting'.*Nearest: meetings"),
        ('site_url = "https://a@b.example"', "column site_url: names a user"),
        ('doi = "https://doi.org/1"', "column doi: is no DOI"),
        ("name = 3", "column name: cannot be 3.*text in quotation marks"),
        ('[sides.eu]\nlabel = "EU"', "column sides: 'eu'"),
        ('[sides.us]\ncountries = "US"', "sides.us.countries: 'US'"),
        ('[labels]\nside = "x"', "column labels.side: cannot be 'x'.*section"),
        ("[moved]\n2023-11-15-woodside = 'x'", "2023-11-15-woodside': is a meeting still.*Take"),
        ("[moved]\na-b = '2023-11-15-woodsid'", "which is no meeting.*2023-11-15-woodside"),
        ("[moved]\n'../a' = '2023-11-15-woodside'", "'../a': is no id. Write small letters"),
        ("[moved]\na = 1", "column moved.a: cannot be 1.*text in quotation marks"),
        ("x = 1\nname = 2", "(?s)column name.*column x: is not a setting"),
    ],
)
def test_a_setting_of_another_kind_is_refused(small, text, said):
    (small / "record.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=said):
        record.load(small)


def test_a_notebook_shows_the_faults_and_not_the_way_they_were_found(capsys):
    from IPython.core.interactiveshell import InteractiveShell

    fault = Fault("meetings.csv", 3, "format", "kall", "no code", "Write call")
    shell = InteractiveShell(user_ns={"error": DataError([fault])})
    shell.run_cell("raise error")
    told = capsys.readouterr().out
    assert told.strip().splitlines() == [
        "DataError: 1 fault in the record; nothing was changed:",
        "  meetings.csv, row 3, column format: 'kall': no code. Write call",
    ]
