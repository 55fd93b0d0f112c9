"""The counts for a large record are those that the small way gives."""

import pandas as pd
import pytest

from parley import record
from parley.analysis import topics
from parley.analysis.topics import frequency
from parley.analysis.topics.accounts import tally
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def rec():
    return record.load(ROOT / "data")


def slowly(held, rec, period: str) -> pd.DataFrame:
    rows = topics.account_topics(held, rec.accounts, rec.mentions, rec.topics)
    dated = rows.assign(period=rows["start_date"].dt.to_period(period))
    return tally(dated, ["period", "topic", "side"])


@pytest.mark.parametrize("period", ["M", "Q", "Y"])
def test_it_counts_as_account_topics_does(rec, period, monkeypatch):
    monkeypatch.setattr(frequency, "PIECE", 100)
    held = topics.held_meetings(rec.meetings).copy()
    held.loc[held.index[:40], "codebook"] = None  # not coded at all
    when = held["start_date"].dt.to_period(period)
    found = topics.topic_tally(held, rec.accounts, rec.mentions, rec.topics, when)
    slow = slowly(held, rec, period)
    assert found["mentions"].sum() > 500
    assert found["not_coded"].sum() > 0
    pd.testing.assert_frame_equal(found.loc[slow.index], slow, check_index_type=False)
    assert not found.drop(slow.index).to_numpy().any(), "no account, no count"


def test_a_mention_without_a_published_account_is_not_counted(rec):
    held = topics.held_meetings(rec.meetings)
    when = held["start_date"].dt.to_period("Y")
    silent = rec.accounts.assign(published="unknown")
    found = topics.topic_tally(held, silent, rec.mentions, rec.topics, when)
    assert not found.to_numpy().any()


def test_no_meeting_gives_no_row(rec):
    none = topics.held_meetings(rec.meetings).iloc[:0]
    when = none["start_date"].dt.to_period("Y")
    assert topics.topic_tally(none, rec.accounts, rec.mentions, rec.topics, when).empty
