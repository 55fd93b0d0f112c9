"""The reading of the whole text decides, and a third settles where two of them differ."""

import doctest

import pandas as pd
import pytest

from parley import record
from parley.analysis.topics.accounts import FRAMING
from parley.record import crosscheck
from parley.record.doubts import doubts
from pressroom.errors import DataError
from tests import small_record
from tests.small_record import ROWS

MEETING = {"meeting_id": "2023-06-18-beijing", "side": "us", "topic": "taiwan"}


@pytest.fixture
def small(tmp_path):
    """A small record without codings of its own."""
    return small_record.write(tmp_path / "data", codings=[])


def coded(folder, *readings):
    """Write codings of one account and topic: coder, value, basis."""
    rows = [
        MEETING | {"coder": coder, "value": value, "source_id": "s1", "basis": basis}
        for coder, value, basis in readings
    ]
    small_record.write_table(folder, "codings", rows)
    return folder


@pytest.mark.parametrize(
    ("readings", "named", "coder"),
    [
        ([("first", 1, "reported"), ("second", 0, "full")], 0, "second"),
        ([("first", 0, "full"), ("second", 1, "opening")], 0, "first"),
        ([("first", 1, "full"), ("second", 0, "full"), ("third", 1, "full")], 1, "third"),
        ([("first", 1, "full"), ("second", 0, "full"), ("human-ab", 0, "full")], None, "second"),
        ([("first", 1, "full"), ("second", 0, "full"), ("third", 0, "opening")], None, "second"),
    ],
)
def test_who_decides(readings, named, coder):
    frame = pd.DataFrame(readings, columns=["coder", "value", "basis"])
    (told,) = crosscheck.decided(frame.assign(source_id="s", **MEETING)).itertuples()
    assert (None if pd.isna(told.named) else told.named) == named
    assert told.coder == coder


def test_where_no_whole_text_was_read_nothing_is_decided():
    frame = pd.DataFrame([MEETING | {"coder": "first", "value": 1, "basis": "opening"}])
    assert crosscheck.decided(frame.assign(source_id="s")).empty


def test_a_text_said_to_name_no_subject_has_no_mention_of_one(small, monkeypatch):
    rows = [dict(row) for row in ROWS["accounts"]]
    rows[0]["names_subjects"] = "no"
    small_record.write_table(small, "accounts", rows)
    with pytest.raises(DataError, match=r"accounts.csv, row 2.*'no': says that the text names no"):
        record.load(small)
    monkeypatch.setattr(crosscheck, "FRAMING", "taiwan")
    record.load(small)


def test_what_frames_the_talks_is_one_topic_everywhere():
    assert FRAMING == (crosscheck.FRAMING,)


def test_a_mention_that_the_whole_text_denies_is_refused(small):
    coded(small, ("first", 1, "reported"), ("second", 0, "full"))
    with pytest.raises(DataError, match=r"mentions.csv, row 2.*'taiwan': is not named in the wh"):
        record.load(small)


def test_what_the_whole_text_names_has_its_mention(small):
    coded(small, ("second", 1, "full"))
    without = [row for row in ROWS["mentions"] if row["topic"] != "taiwan" or row["side"] != "us"]
    small_record.write_table(small, "mentions", without)
    with pytest.raises(DataError, match=r"codings.csv, row 2.*says that the whole text names tai"):
        record.load(small)


def test_a_third_reading_settles_it(small):
    coded(small, ("first", 0, "full"), ("second", 0, "full"), ("third", 1, "full"))
    assert not [d for d in doubts(record.load(small)) if d.file == "codings.csv"]


def test_what_no_third_has_settled_is_warned_of(small):
    coded(small, ("first", 1, "full"), ("second", 0, "full"))
    (doubt,) = [d for d in doubts(record.load(small)) if d.file == "codings.csv"]
    assert doubt.rows == ["2023-06-18-beijing · us · taiwan"]


def test_the_record_itself_is_settled_but_for_a_few_that_are_warned_of():
    told = crosscheck.decided(record.load().codings)
    assert len(told) > 2500
    assert told["named"].isna().mean() < 0.01


def test_the_examples_run():
    assert doctest.testmod(crosscheck).failed == 0
