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
    return type(rec)(rec.folder, rec._frames | changed, rec.as_of, rec.settings)


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


def test_without_a_second_reading_no_pair_is_called_reliably_coded(tmp_path):
    run = notebook_runs.run(ROOT / "notebooks/together.ipynb", tmp_path, load=reported)
    assert run.said[0].split(" ", 1)[1].startswith("pairs of topics come up together")
    assert "No second reading is on record" in words(run)
    assert "reliably" not in words(run)
    assert "share the name of a dialogue of 2017" in words(run)
    assert "without a name above" not in words(run), "most pairs are"


def depth(*rows):
    table = pd.DataFrame(rows, columns=["side", "period", "read", "accounts"])
    return table.assign(period=pd.PeriodIndex(table["period"], freq="Q"))


SAME = [("us", "2023Q1", "full", 1), ("us", "2023Q4", "opening", 1)]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (SAME, None),
        ([*SAME, ("prc", "2023Q2", "full", 2), ("prc", "2023Q2", "opening", 2)], None),
        ([*SAME, ("prc", "2023Q2", "full", 2)], "of the two sides were not read"),
        ([*SAME, ("us", "2024Q2", "full", 3)], "of different years were not read"),
        (
            [*SAME, ("prc", "2024Q2", "full", 3), ("prc", "2023Q2", "opening", 2)],
            "and of different",
        ),
    ],
)
def test_what_was_read_unequally_is_said_and_nothing_else(rows, said):
    spoken = phrases.unequal(depth(*rows)).spoken(is_claim=False)
    assert said in spoken if said else spoken is None


def single(as_of=None):
    """Return a record that knows one topic, read and coded once."""
    rec = reported(as_of)
    own = {
        name: frame[frame["topic"] == "trade"].reset_index(drop=True)
        for name, frame in rec._frames.items()
        if "topic" in frame
    }
    return type(rec)(rec.folder, rec._frames | own, rec.as_of, rec.settings)


def test_one_topic_and_one_account_are_said_as_one_and_nothing_is_named_that_is_not_drawn(tmp_path):
    path = ROOT / "notebooks/topic-frequency.ipynb"
    one = {"first_date": "2025-10-20", "last_date": "2025-11-03", "channel": "economic"}
    said = words(notebook_runs.run(path, tmp_path, one, load=single))
    assert not re.search(r"\b1 (topics|meetings stand)|not one stands out", said)
    assert "line, 95% band" not in said and "share with memory by quarter" not in said
    assert "in 1 US and 1 Chinese account." in said and "Dots for" not in said
    whole = words(notebook_runs.run(path, tmp_path, load=single))
    assert "Too few topics to set changes side by side" in whole
    assert "line, 95% band" in whole and "share with memory by quarter" in whole
    assert not re.search(r"\b1 topics|two tests may name", whole)


def test_two_tests_of_change_are_called_two(tmp_path):
    said = words(notebook_runs.run(ROOT / "notebooks/topic-frequency.ipynb", tmp_path))
    assert "the two tests may name different topics" in said


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
