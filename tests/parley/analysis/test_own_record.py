"""Sentences that are true of the published record and were not of one that someone imports."""

import re

import pandas as pd
import pytest

from parley import phrases
from parley.analysis import channels
from tests import notebook_runs
from tests.conftest import ROOT


def reported(as_of=None):
    """Return the record as an import leaves one: reports alone, and nothing read a second time."""
    rec = notebook_runs.loaded(as_of=as_of)
    accounts = rec.accounts
    accounts["read"] = accounts["read"].where(accounts["published"] != "yes", "reported")
    changed = {"accounts": accounts, "codings": rec.codings.head(0)}
    return type(rec)(rec._folder, rec._frames | changed, rec.as_of, rec.settings)


def words(run) -> str:
    shown = [text for each in run.shown for text in run.words(each).values()]
    return " ".join([*run.said, *shown])


def test_without_a_second_reading_no_topic_is_called_reliably_coded(tmp_path):
    asked = {"first_date": "2025-01-20"}
    said = words(
        notebook_runs.run(ROOT / "notebooks/topic-frequency.ipynb", tmp_path, asked, load=reported)
    )
    assert "No second reading is on record" in said
    assert not re.search("reliably coded", said, re.IGNORECASE)
    assert "The accounts of the two sides, and of different years, were not read" not in said


def test_where_accounts_were_read_unequally_that_is_said():
    depth = pd.DataFrame({"side": ["us", "us"], "read": ["full", "reported"], "accounts": [3, 1]})
    assert "were not read equally far" in phrases.unequal(depth).spoken(is_claim=False)
    alike = depth.assign(accounts=[3, 0])
    assert phrases.unequal(alike).spoken(is_claim=False) is None
    assert phrases.reliable(depth) == "topics reliably coded"


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """Return the page of channels of what belongs to none, up to the day of its last meeting."""
    rec = notebook_runs.loaded()
    own = rec.meetings.query("channel == @channels.RESIDUAL and status == 'held'")
    asked = {"channel": channels.RESIDUAL, "last_date": f"{own['end_date'].max():%Y-%m-%d}"}
    folder = tmp_path_factory.mktemp("other")
    return notebook_runs.run(ROOT / "notebooks/channels.ipynb", folder, asked)


def test_what_is_no_standing_channel_is_called_none(other):
    assert other.said[0] == "Other: 9 contacts of no standing channel, the last on 19 January 2025"
    assert other.said[1].startswith("Other is what belongs to no standing channel")
    assert "No standing channel in these dates" in other.said
    assert "day on which the record ends" not in words(other)
