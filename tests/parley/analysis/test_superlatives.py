"""The rule for "most": a leader is named where chance would not name another, else none is."""

import pandas as pd
import pytest

from parley.analysis import superlatives
from pressroom.findings import Quoted
from pressroom.say import say


def years(**counts: tuple[int, int]) -> pd.DataFrame:
    rows = [(label, *of) for label, of in counts.items()]
    return pd.DataFrame(rows, columns=["label", "m", "n"])


# Pages of November 2026 that named a year: what the runner-up had, and the test of the two.
NAMED = {
    "fentanyl": ((15, 35), (22, 60), False),
    "arms control": ((2, 22), (2, 26), False),
    "artificial intelligence": ((1, 9), (11, 60), False),
    "far ahead": ((20, 25), (10, 60), True),
}


@pytest.mark.parametrize("topic", NAMED)
def test_a_year_is_named_only_if_it_is_ahead_beyond_chance(topic):
    one, two, named = NAMED[topic]
    best = superlatives.of_shares(years(a=one, b=two, c=(0, 40)))
    assert best.stands_out is named
    sentence = say("Most in {first}: {m} of {n}; {second}: {second_m} of {second_n}", best) | say(
        "No year stands out: {first} {m} of {n}, {second} {second_m} of {second_n}", best.unranked
    )
    assert str(sentence.spoken()).startswith("Most" if named else "No year")


def test_allowance_is_made_for_how_many_were_compared():
    two = superlatives.of_shares(years(a=(15, 30), b=(6, 30)))
    ten = superlatives.of_shares(years(a=(15, 30), b=(6, 30), **dict.fromkeys("cdefghij", (1, 30))))
    assert two.stands_out and not ten.stands_out
    assert ten.p == pytest.approx(9 * two.p)
    assert ten.compared == 10


def test_the_tea_taster_is_fishers():
    best = superlatives.of_shares(years(milk=(3, 4), tea=(1, 4)))
    assert best.p == pytest.approx(0.4857142857)  # Fisher 1935, two-sided: 34 of 70


def test_two_poisson_rates_are_compared_given_their_sum():
    table = pd.DataFrame({"label": ["a", "b"], "m": [10, 1], "n": [1, 1]})
    assert superlatives.of_counts(table).p == pytest.approx(2 * 12 / 2**11)  # of 11, 10 or 11
    unequal = superlatives.of_counts(table.assign(m=[31, 30], n=[31, 30]))
    assert unequal.p == pytest.approx(1.0), "the same rate in a longer month"


@pytest.mark.parametrize("storage", ["python", "auto"])
def test_a_quoted_label_stays_quoted_however_text_is_held(storage):
    """With pyarrow, as where the tests run, a column of text makes plain text of quotations."""
    wide = pd.DataFrame({"trade": [True] * 9 + [False], "health": [True] + [False] * 9})
    with pd.option_context("mode.string_storage", storage):
        best = superlatives.of_mentions(wide, {each: Quoted(each, "s1") for each in wide})
    assert (best.first.source, best.second.source) == ("s1", "s1")


def test_topics_of_the_same_accounts_are_compared_in_pairs():
    wide = pd.DataFrame({"trade": [True] * 9 + [False], "health": [True] + [False] * 9})
    best = superlatives.of_mentions(wide, {"trade": "Trade", "health": "Health"})
    assert (best.first, best.m, best.second_m) == ("Trade", 9, 1)
    assert best.p == pytest.approx(2 / 2**8)
    assert superlatives.of_mentions(wide.iloc[:3], {"trade": "T", "health": "H"}).p == 0.5


def test_a_barred_topic_leads_nothing_and_is_no_tie():
    table = years(a=(20, 25), b=(2, 60)).assign(key=["cyber", "trade"])
    best = superlatives.of_shares(table, barred={"cyber"})
    assert not best.stands_out
    assert best.p < 0.001
    assert str((say("Most: {first}", best) | say("No topic leads", best.unranked)).spoken()) == (
        "No topic leads"
    )


@pytest.mark.parametrize("of", [superlatives.of_shares, superlatives.of_counts])
def test_too_few_name_nobody(of):
    for table in (years(), years(a=(1, 2)), years(a=(0, 0), b=(0, 0)).iloc[:0]):
        best = of(table)
        assert best.first is None and not best.stands_out


def test_equal_leaders_are_none_whatever_the_order():
    tied = years(a=(5, 9), b=(5, 9))
    assert superlatives.of_shares(tied) == superlatives.of_shares(tied.iloc[::-1])
    assert not superlatives.of_shares(tied).stands_out
