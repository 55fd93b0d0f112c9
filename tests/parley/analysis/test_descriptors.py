"""Words for talks, counted by hand; and that a blank is never shown as none."""

import pandas as pd
import pytest

from parley.analysis import descriptors
from parley.analysis.descriptors import dress, sentences
from pressroom import findings
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
        ("a", "us", "yes", "full"), ("a", "prc", "yes", "reported"), ("b", "us", "yes", "opening"),
        ("b", "prc", "yes", "reported"), ("c", "us", "none_found", None),
        ("c", "prc", "yes", "full"),
    ],
    columns=["meeting_id", "side", "published", "read"],
)  # fmt: skip
WORDS = pd.DataFrame(
    [
        ("a", "us", "candid", "s1"), ("a", "us", "productive", "s1"), ("a", "prc", "candid", "s2"),
        ("b", "us", "candid", "s3"), ("c", "us", "frank", "s4"), ("c", "prc", "frank", None),
    ],
    columns=["meeting_id", "side", "descriptor", "source_id"],
)  # fmt: skip


@pytest.fixture
def used():
    return descriptors.used_words(HELD, ACCOUNTS, WORDS)


@pytest.fixture
def looked(used):
    return descriptors.looked_at(HELD, ACCOUNTS, used)


def test_a_word_counts_where_it_has_a_source_and_an_account(used):
    assert used[["meeting_id", "side", "descriptor"]].to_numpy().tolist() == [
        ["a", "prc", "candid"], ["a", "us", "candid"], ["a", "us", "productive"],
        ["b", "us", "candid"],
    ]  # fmt: skip
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
    shown = dress.channels_table(table, {"leaders": "Leaders"})["shown"]
    assert shown["us_words"].iloc[0] == "candid 2, productive 1"
    assert shown["prc_accounts"].iloc[1] == "0 of 1", "a blank is counted as looked at, not as none"


def test_the_same_word_of_both(used):
    same = descriptors.same_words(used)
    assert same["meeting_id"].tolist() == ["a"]
    assert same["shared"].tolist() == [["candid"]]


def test_points_count_and_do_not_rank_warmth(used, looked):
    counts = descriptors.word_counts(used, looked)
    same = descriptors.same_words(used)
    points = [
        str(findings.claim(**each)) for each in sentences.points(counts, looked, same, Quoted)
    ]
    assert 3 <= len(points) <= 5
    assert points[-1].startswith("For 1 of 4 accounts looked at no word is recorded")
    assert "does not say that none was used" in points[-1]
    assert findings.claim(**sentences.headline(counts, Quoted)) == (
        "Both sides' accounts say “candid” most often"
    )


def test_two_words_lead_two_sides():
    counts = pd.DataFrame(
        {"descriptor": ["candid", "frank"], "us": [3, 1], "prc": [0, 2], "total": [3, 3],
         "us_of": 4, "prc_of": 4, "source_id": "s"}
    )  # fmt: skip
    assert findings.claim(**sentences.headline(counts, Quoted)) == (
        "US accounts say “candid” most often, Chinese ones “frank”"
    )
    tied = counts.assign(us=[2, 2])
    assert sentences.leader(tied, "us") is None
    assert findings.claim(**sentences.headline(tied, Quoted)) == "2 words recorded, 6 times in all"


def test_a_word_of_the_record_may_be_one_that_we_do_not_use():
    counts = pd.DataFrame(
        {"descriptor": ["significant"], "us": [2], "prc": [1], "total": [3], "us_of": 4,
         "prc_of": 4, "source_id": "s"}
    )  # fmt: skip
    said = findings.claim(**sentences.headline(counts, Quoted))
    assert "“significant”" in said
    assert '<q class="record">significant</q>' in said.as_html()


@pytest.mark.parametrize(("held", "words"), [(HELD.head(0), WORDS), (HELD, WORDS.head(0))])
def test_no_meeting_and_no_word_are_said(held, words):
    used = descriptors.used_words(held, ACCOUNTS, words)
    looked = descriptors.looked_at(held, ACCOUNTS, used)
    counts, same = descriptors.word_counts(used, looked), descriptors.same_words(used)
    years, channels = descriptors.by_year(looked), descriptors.by_channel(used, looked)
    assert counts.empty and same.empty
    spoken = [
        sentences.headline(counts, Quoted), *sentences.points(counts, looked, same, Quoted),
        sentences.sides_title(counts, Quoted), sentences.sides_description(counts, 0),
        sentences.time_title(used, counts, Quoted), sentences.time_description(used, looked, 0),
        sentences.channels_title(channels), sentences.meetings_title(same),
        sentences.left_out(descriptors.without_account(held, ACCOUNTS, words)),
    ]  # fmt: skip
    assert all(findings.claim(**each) for each in spoken)
    for table in (dress.counts_table(counts), dress.years_table(years, used, counts),
                  dress.channels_table(channels, {}), dress.meetings_table(same)):  # fmt: skip
        assert len(table["frame"])
