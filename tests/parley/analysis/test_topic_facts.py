"""Facts on topics: what they hold, and when they hold nothing."""

import pandas as pd
import pytest

from parley.analysis import topics
from parley.analysis.topics.facts import Counted, Widest
from tests.parley.analysis.test_topics import TOPICS, accounts, meetings, mentions


def counted(spoken: dict[str, int], meetings_held: int = 6):
    """Return the frames of meetings read in full, the first so many of which name a topic."""
    held = meetings(*[f"2023-{month:02d}-10" for month in range(1, meetings_held + 1)])
    keys = held["meeting_id"]
    found = accounts(*[(key, side, "full") for key in keys for side in ("us", "prc")])
    said = mentions(
        *[(key, "us", topic, "account") for topic, n in spoken.items() for key in keys[:n]]
    )
    rows = topics.account_topics(held, found, said, TOPICS)
    return held, found, said, rows, topics.topic_totals(rows, TOPICS)


@pytest.mark.parametrize(
    ("spoken", "names"),
    [
        ({"taiwan": 4, "trade": 2}, "Taiwan, then Trade"),
        ({"taiwan": 4}, "Taiwan"),
        ({"taiwan": 3, "trade": 3}, "Taiwan and Trade"),
        ({}, None),
    ],
)
def test_the_topics_that_lead(spoken, names):
    found = topics.leading(counted(spoken)[-1], "either")
    assert (found.names, found.n) == (names, 6)


def test_each_side_is_led_by_its_own_topics_whatever_order_the_ranking_has():
    """The ranking is that of one side; the other's first place is not its own."""
    of_us = counted({"taiwan": 4, "trade": 2})[-1].query("side == 'us'").set_index("topic")
    other = of_us.assign(side="prc", mentions=0)
    other.loc[["taiwan", "trade"], "mentions"] = 3, 5
    both = pd.concat([of_us, other]).reset_index()
    assert [topics.leading(both, side).topic for side in ("us", "prc")] == ["taiwan", "trade"]


def test_facts_of_nothing_are_empty():
    _, _, _, rows, totals = counted({}, meetings_held=0)
    assert topics.top(totals, "us") == Counted()
    assert topics.in_full(topics.full_text_totals(rows, TOPICS), "taiwan") == Counted()
    assert topics.leading(totals, "us").n is None
    assert topics.widest(pd.DataFrame({"change": []})) == Widest()


def test_a_topics_counts_states_and_promises():
    held, found, said, rows, totals = counted({"taiwan": 4})
    own = topics.of_topic(totals, "taiwan")
    assert (own.m, own.n, own.us, own.us_n, own.prc, own.prc_n) == (4, 6, 4, 6, 0, 6)
    comparable = pd.DataFrame({"meeting_id": [], "topic": [], "side": []})
    states = topics.four_states(held, found, said, comparable, TOPICS, "taiwan")
    assert topics.compared(states) == (0, 0, 0, 0, 0)
    assert topics.promised(pd.DataFrame({"status": ["delivered", "ongoing"]})) == (2, 1)
    assert topics.in_full(topics.full_text_totals(rows, TOPICS), "taiwan").m == 4
    assert topics.ranked(totals, "taiwan", "either").rank == 1


def test_no_period_of_a_barred_topic_is_named():
    years = pd.PeriodIndex(["2023", "2024", "2025"], freq="Y")
    frequency = pd.DataFrame(
        {"topic": "taiwan", "side": "either", "period": years, "mentions": [20, 2, 0],
         "n": [25, 60, 3], "share": [0.8, 1 / 30, None]}
    )  # fmt: skip
    best = topics.best_period(frequency, "taiwan")
    assert best.stands_out and best.compared == 2 and best.first == years[0]
    assert not topics.best_period(frequency, "taiwan", {"taiwan"}).stands_out
