"""Words for talks, counted by hand; and that a blank is never shown as none."""

from math import log, sqrt

import numpy as np
import pandas as pd
import pytest

from parley.analysis import descriptors
from pressroom.findings import Quoted

HELD = pd.DataFrame(
    {
        "meeting_id": ["a", "b", "c"],
        "start_date": pd.to_datetime(["2023-01-05", "2023-06-05", "2025-02-05"]),
        "title": ["A", "B", "C"],
        "channel": ["leaders", "leaders", "economic"],
    }
)
ACCOUNTS = pd.DataFrame(
    [
        ("a", "us", "yes", "full"),
        ("a", "prc", "yes", "reported"),
        ("b", "us", "yes", "opening"),
        ("b", "prc", "yes", "reported"),
        ("c", "us", "none_found", None),
        ("c", "prc", "yes", "full"),
    ],
    columns=["meeting_id", "side", "published", "read"],
)
WORDS = pd.DataFrame(
    [
        ("a", "us", "candid", "s1"),
        ("a", "us", "productive", "s1"),
        ("a", "prc", "candid", "s2"),
        ("b", "us", "candid", "s3"),
        ("c", "us", "frank", "s4"),
        ("c", "prc", "frank", None),
    ],
    columns=["meeting_id", "side", "descriptor", "source_id"],
)


@pytest.fixture
def used():
    return descriptors.used_words(HELD, ACCOUNTS, WORDS)


@pytest.fixture
def looked(used):
    return descriptors.looked_at(HELD, ACCOUNTS, used)


def test_a_word_counts_where_it_has_a_source_and_an_account(used):
    assert used[["meeting_id", "side", "descriptor"]].to_numpy().tolist() == [
        ["a", "prc", "candid"],
        ["a", "us", "candid"],
        ["a", "us", "productive"],
        ["b", "us", "candid"],
    ]
    left = descriptors.without_account(HELD, ACCOUNTS, WORDS)
    assert left["meeting_id"].tolist() == ["c", "c"]
    assert len(used) + len(left) == len(WORDS)


def test_looked_at_is_what_was_read_or_has_a_word(looked):
    rows = looked.set_index(["meeting_id", "side"])["has_word"].to_dict()
    assert rows == {("a", "us"): True, ("a", "prc"): True, ("b", "us"): True, ("c", "prc"): False}
    assert ("b", "prc") not in rows, "known by reports and without a word: not looked at"


def test_words_are_counted_by_side(used, looked):
    counts = descriptors.word_counts(used, looked).set_index("descriptor")
    assert counts.loc["candid", ["us", "prc", "total"]].tolist() == [2, 1, 3]
    assert counts.loc["candid", ["us_of", "prc_of"]].tolist() == [2, 2]
    assert counts.index.tolist() == ["candid", "productive"]
    assert counts.loc["candid", "last"] == pd.Timestamp("2023-06-05")


def test_years_without_accounts_stand_with_zero_and_blanks_apart(looked):
    years = descriptors.by_year(looked)
    assert years["period"].astype(str).unique().tolist() == ["2023", "2024", "2025"]
    last = years[(years["period"] == "2025") & (years["side"] == "prc")].iloc[0]
    assert (last["with_word"], last["without"]) == (0, 1)


def test_channels_hold_both_sides(used, looked):
    table = descriptors.by_channel(used, looked)
    assert table["channel"].tolist() == ["leaders", "leaders", "economic", "economic"]
    leaders = table[(table["channel"] == "leaders") & (table["side"] == "us")].iloc[0]
    assert (leaders["looked"], leaders["with_word"]) == (2, 2)
    assert leaders["words"] == [("candid", 2), ("productive", 1)]
    shown = descriptors.channels_wide(table)
    assert shown["us_words"].iloc[0] == "candid 2, productive 1"
    assert shown["prc_accounts"].iloc[1] == "0 of 1", "a blank is counted as looked at, not as none"


def test_the_same_word_of_both(used):
    same = descriptors.same_words(used)
    assert same["meeting_id"].tolist() == ["a"]
    assert same["shared"].tolist() == [["candid"]]


def words_of(*accounts: tuple[str, str, str]) -> pd.DataFrame:
    """Return used words: (meeting, side, word) each."""
    frame = pd.DataFrame(accounts, columns=["meeting_id", "side", "descriptor"])
    day = pd.Timestamp("2023-01-05")
    return frame.assign(source_id="s", start_date=day, title="T", channel="leaders")


def test_a_word_leads_a_side_only_clear_of_the_second():
    many = [(f"m{n}", "us", "candid") for n in range(20)] + [("m0", "us", "frank")]
    looked = pd.DataFrame({"meeting_id": [f"m{n}" for n in range(20)], "side": "us"})
    best = descriptors.leading(words_of(*many), looked, "us", Quoted)
    assert best.stands_out and best.first == Quoted("candid", "s")
    assert (best.m, best.n, best.second_m) == (20, 20, 1)
    few = words_of(("m0", "us", "candid"), ("m1", "us", "candid"), ("m2", "us", "frank"))
    assert not descriptors.leading(few, looked, "us", Quoted).stands_out
    assert descriptors.leading(few, looked, "prc", Quoted).first is None


def test_a_word_in_common_is_held_against_random_pairings():
    lists = [["a"]] * 10 + [["b"]] * 10
    paired = pd.DataFrame({"us": lists, "prc": lists, "shared": lists})
    common = descriptors.in_common(paired)
    assert (common.n, common.m) == (20, 20)
    assert common.expected == pytest.approx(10, abs=0.3), "half of random pairings share a word"
    assert common.p < 0.001
    always = pd.DataFrame({"us": [["a"]] * 9, "prc": [["a"]] * 9, "shared": [["a"]] * 9})
    same = descriptors.in_common(always)
    assert (same.m, same.expected, same.p) == (9, 9, 1), "one word alone says nothing"
    assert descriptors.in_common(paired) == common


def test_the_year_of_a_word_is_named_by_share_of_accounts_looked_at():
    days = pd.to_datetime(["2023-05-01"] * 40 + ["2024-05-01"] * 40)
    looked = pd.DataFrame({"start_date": days})
    used = pd.DataFrame({"descriptor": "candid", "start_date": days[:30]})
    best = descriptors.best_year(used, looked, "candid")
    assert str(best.first) == "2023" and best.stands_out
    more = pd.DataFrame({"descriptor": "candid", "start_date": [*days[:10], *days[40:52]]})
    assert not descriptors.best_year(more, looked, "candid").stands_out


@pytest.mark.parametrize(("held", "words"), [(HELD.head(0), WORDS), (HELD, WORDS.head(0))])
def test_no_meeting_and_no_word_leave_whole_tables(held, words):
    used = descriptors.used_words(held, ACCOUNTS, words)
    looked = descriptors.looked_at(held, ACCOUNTS, used)
    counts, same = descriptors.word_counts(used, looked), descriptors.same_words(used)
    years, channels = descriptors.by_year(looked), descriptors.by_channel(used, looked)
    assert counts.empty and same.empty
    assert descriptors.in_common(same)[:6] == (0, 0, None, None, None, None)
    assert descriptors.best_year(used, looked, None).first is None or not len(used)
    assert len(descriptors.years_wide(years, used, [])) == years["period"].nunique()
    assert len(descriptors.channels_wide(channels)) == channels["channel"].nunique()
    assert descriptors.meetings_wide(same).empty


def test_two_documents_by_hand():
    # A: candid 6, talks 2, trade 2; B: candid 1, talks 5, trade 4; a prior worth 10 words is
    # 3.5, 3.5 and 3: candid is 9.5 of 20 in A and 4.5 of 20 in B
    a, b = {"candid": 6, "talks": 2, "trade": 2}, {"candid": 1, "talks": 5, "trade": 4}
    found = descriptors.log_odds(a, b, prior_total=10).set_index("term")
    candid = log(9.5 / 10.5) - log(4.5 / 15.5)
    assert candid == pytest.approx(1.1367, abs=1e-4)
    assert found.loc["candid", "log_odds"] == pytest.approx(candid, abs=1e-4)
    assert found.loc["candid", "z"] == pytest.approx(candid / sqrt(1 / 9.5 + 1 / 4.5), abs=1e-4)
    talks = log(5.5 / 14.5) - log(8.5 / 11.5)
    assert found.loc["talks", "z"] == pytest.approx(talks / sqrt(1 / 5.5 + 1 / 8.5), abs=1e-4)
    assert found.index.tolist() == ["candid", "trade", "talks"]
    assert found.loc["talks", ["count_a", "count_b"]].tolist() == [2, 5]


def test_equal_use_is_zero_and_exchanged_sides_change_the_sign():
    a, b = {"x": 3, "y": 5}, {"x": 6, "y": 2}
    assert descriptors.log_odds(a, a)["z"].tolist() == [0, 0]
    one, other = (descriptors.log_odds(*pair).set_index("term")["z"] for pair in ((a, b), (b, a)))
    assert one["x"] == pytest.approx(-other["x"]) and one["x"] < 0


def test_a_larger_prior_draws_towards_zero_and_keeps_rare_words_down():
    a, b = {"rare": 1, "common": 99}, {"common": 100}
    small, large = (descriptors.log_odds(a, b, total).set_index("term") for total in (1, 100))
    assert 0 < large.loc["rare", "log_odds"] < small.loc["rare", "log_odds"]
    assert np.isfinite(small.to_numpy()).all()


@pytest.mark.parametrize(
    ("a", "b", "prior", "why"),
    [
        ({}, {}, 50, "at least two terms"),
        ({"x": 1}, {"x": 1}, 50, "at least two terms"),
        ({"x": 1, "y": 1}, {}, 50, "no words"),
        ({"x": 1, "y": -1}, {"x": 1}, 50, "negative"),
        ({"x": 1, "y": np.nan}, {"x": 1}, 50, "missing"),
        ({"x": 1}, {"y": 1}, 0, "positive"),
        ({"x": 0, "y": 1}, {"x": 0, "y": 1}, 50, "every term"),
    ],
)
def test_documents_that_cannot_be_compared_are_refused(a, b, prior, why):
    with pytest.raises(ValueError, match=why):
        descriptors.log_odds(a, b, prior)
