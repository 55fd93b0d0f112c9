"""The record as of a date, its labels, its sources."""

import pytest

from parley import record
from pressroom import context
from pressroom.errors import UsageError
from tests import small_record


def test_a_table_taken_is_noted_in_the_run(small, tmp_path):
    with context.running("x", tmp_path) as run:
        _ = record.load(small).mentions
    assert run.used == {"mentions"}


def test_changing_a_table_changes_no_other_copy(small):
    rec = record.load(small)
    taken = rec.meetings
    taken["title"] = "spoilt"
    assert "spoilt" not in set(rec.meetings["title"])


def test_an_unknown_table_is_an_attribute_error(small):
    with pytest.raises(AttributeError, match="meeting"):
        _ = record.load(small).meeting


def test_as_of_leaves_out_later_vintages_and_meetings(small):
    rows = small_record.ROWS["us_deaths_annual"]
    later = rows[0] | {"vintage": "2025-01-01"}
    small_record.write_table(small, "us_deaths_annual", [*rows, later])
    assert len(record.load(small, as_of="2024-06-01").us_deaths_annual) == 1
    assert len(record.load(small, as_of="2025-01-01").us_deaths_annual) == 2
    early = record.load(small, as_of="2023-12-01")
    assert len(early.meetings) == 2
    assert len(early.accounts) == 4
    assert "begun on 1 March 2024" in early.as_of_note


def test_a_meeting_added_later_was_not_known_before(small):
    first, *rest = small_record.ROWS["meetings"]
    added = {"first_added_date": "2024-06-01", "last_changed_date": "2024-06-01"}
    small_record.write_table(small, "meetings", [first | added, *rest])
    assert len(record.load(small, as_of="2024-05-01").meetings) == 2
    assert len(record.load(small, as_of="2024-06-01").meetings) == 3


@pytest.mark.parametrize("as_of", ["yesterday", "2024-13-01", "1999-01-01"])
def test_a_date_that_is_none_or_knows_nothing_is_refused(small, as_of):
    with pytest.raises(UsageError, match=r"as_of|holds nothing"):
        record.load(small, as_of=as_of)


def test_labels_come_from_the_record(small):
    (small / "record.toml").write_text(
        '[sides.us]\nlabel = "Côte d’Ivoire"\n[labels.channel]\nleaders = "Heads"\n', "utf-8"
    )
    rec = record.load(small)
    assert rec.label("us") == "Côte d’Ivoire"
    assert rec.label("leaders") == "Heads"
    assert rec.label("taiwan") == "Taiwan"
    assert rec.label("foreign_ministers") == "Foreign ministers"


def test_sources_are_cited_as_exactly_as_they_are_dated(small):
    first, second = record.load(small).cite("s1", "s2", "s1", "")
    assert (first.date, second.date) == ("2023-11-16", "2023-11")
    with pytest.raises(UsageError, match="s9"):
        record.load(small).cite("s9")


def test_a_series_cites_its_source_and_the_talks_cite_the_record(small):
    rec = record.load(small)
    assert [s.source_id for s in rec.origin("us_deaths_monthly", "mentions")] == ["s1", "record"]


def test_coverage_is_stated_not_derived(small):
    rec = record.load(small)
    assert f"{rec.coverage_end('meetings'):%Y-%m-%d}" == "2024-02-29"
    with pytest.raises(UsageError, match="add one"):
        rec.coverage_end("seizures")


def test_where_no_file_is_so_old_the_oldest_stands_in_and_the_note_says_so(small):
    early = record.load(small, as_of="2023-12-01")
    assert len(early.us_deaths_monthly) == 12
    assert "us_deaths_monthly (the one of 1 March 2024 stands in)" in early.as_of_note
    assert early.coverage["last"].max() <= early.as_of
    assert record.load(small).as_of_note == ""
