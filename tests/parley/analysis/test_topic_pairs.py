"""Topics raised together: the record made into pairs, by hand, and lists with nothing to tell."""

import pandas as pd
import pytest

from parley.analysis import topic_pairs

TOPICS = pd.DataFrame(
    {
        "topic": ["a", "b", "c", "d", "e", "late"],
        "label": ["Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Late"],
        "coded_from": ["v0"] * 5 + ["v1"],
    }
)


def account_rows(*said: set[str], read: str = "full") -> pd.DataFrame:
    """Return rows of US accounts, a set of topics for each meeting; `late` was never coded."""
    day = pd.Timestamp("2023-01-01")
    rows = [
        (f"m{n:02}", day, topic, side, read, topic != "late", topic in topics)
        for n, topics in enumerate(said)
        for topic in TOPICS["topic"]
        for side in ("us", "either")
    ]
    columns = ["meeting_id", "start_date", "topic", "side", "read", "is_coded", "is_mentioned"]
    return pd.DataFrame(rows, columns=columns)


def held(count: int, level="minister") -> pd.DataFrame:
    ids = [f"m{n:02}" for n in range(count)]
    dates = pd.date_range("2023-01-01", periods=count)
    return pd.DataFrame({"meeting_id": ids, "visit_id": ids, "level": level, "start_date": dates})


def pairs(*said: set[str], level="minister"):
    raised = topic_pairs.raised_topics(account_rows(*said))
    full = topic_pairs.raised_topics(account_rows(*said), read="full")
    return raised, full, topic_pairs.topic_pairs(raised, full, held(len(said), level), TOPICS)


def test_topics_not_coded_throughout_are_left_out_and_named():
    raised = topic_pairs.raised_topics(account_rows({"a"}, {"a", "b"}))
    assert raised.columns.tolist() == list("abcde")
    assert raised["b"].tolist() == [False, True]
    assert topic_pairs.not_coded(raised, TOPICS) == ["Late"]
    assert topic_pairs.raised_topics(account_rows({"a"}), read="opening").empty
    assert topic_pairs.raised_topics(account_rows({"a"}), side="prc").empty


def test_a_pair_by_hand():
    said = [{"a", "b"}] * 6 + [{"a"}] * 2 + [{"b"}] * 3 + [{"c"}] * 13
    _, _, found = pairs(*said)
    row = found.iloc[0]
    assert len(found) == 1
    assert (row["label_first"], row["label_second"], row["joint"]) == ("Alpha", "Beta", 6)
    assert row["lift"] == 2
    assert (row["full_joint"], row["full_meetings"], row["full_lift"]) == (6, 24, 2)
    assert row["odds_ratio"] == pytest.approx(6 * 13 / (2 * 3))
    assert row["length_ratio"] == pytest.approx(13), "no meeting names two other topics"
    assert row["year_ratio"] == pytest.approx(13)


def test_others_are_counted_without_the_pair_and_alike_accounts_compared():
    # Alpha and Beta stand in long accounts alone, and there each as often without the other
    more = {"c", "d", "e"}
    long = [{"a", "b"} | more] * 5 + [{"a"} | more] * 5 + [{"b"} | more] * 5 + [more] * 5
    _, _, found = pairs(*long, *[{"c"}] * 20)
    row = found[(found["first"] == "a") & (found["second"] == "b")].iloc[0]
    assert row["lift"] == 2
    assert row["odds_ratio"] == pytest.approx(5 * 25 / (5 * 5))
    assert row["length_ratio"] == pytest.approx(1), "what is left among alike accounts"
    assert not row["is_clear"]


def test_levels_by_the_topics_that_they_name():
    raised = topic_pairs.raised_topics(account_rows({"a", "b"}, {"a"}, {"c"}))
    table = topic_pairs.by_level(raised, held(3, ["leader", "minister", "minister"]))
    assert table["level"].tolist() == ["leader", "minister"]
    assert table["topics_mean"].tolist() == [2, 1]


def test_the_surest_pair_is_on_top():
    frame = pd.DataFrame(
        {"first": ["a", "b"], "second": "c", "lift": [6.0, 5.0], "low": [4.0, 3.0], "high": 9.0,
         "length_low": [1.5, 2.0], "length_high": 20.0, "year_low": 5.0, "year_high": 50.0,
         "is_clear": True}
    )  # fmt: skip
    assert topic_pairs.clear_pairs(frame)["first"].tolist() == ["b", "a"]
    assert topic_pairs.clear_pairs(frame, apart=True).empty
    assert topic_pairs.drawn_pairs(frame.assign(is_clear=False))["first"].tolist() == ["a", "b"]


CASES = {
    "no meeting": [],
    "one meeting": [{"a", "b"}],
    "one topic": [{"a"}] * 8,
    "never together": [{"a"}] * 6 + [{"b"}] * 6,
    "always together": [{"a", "b"}] * 8,
    "a clear pair": [{"a", "b"}] * 12 + [{"c"}] * 12,
}


@pytest.mark.parametrize("case", CASES)
def test_every_case_is_said_and_nothing_fails(case):
    raised, full, found = pairs(*CASES[case])
    drawn = topic_pairs.drawn_pairs(found)
    levels = topic_pairs.by_level(raised, held(len(CASES[case])))
    judged, clear = topic_pairs.judged(found), topic_pairs.clear_pairs(found)
    assert judged.shown == len(found) and judged.above == len(clear)
    assert (topic_pairs.one_pair(clear) == topic_pairs.Pair()) is clear.empty
    assert topic_pairs.in_full(found, full).clear == int(found["is_clear"].sum())
    assert len(topic_pairs.as_table(drawn)) == len(topic_pairs.shown_pairs(drawn))
    assert topic_pairs.compared_alike(drawn) <= len(drawn)
    assert len(levels) <= 1


def test_a_pair_of_one_year_or_of_a_tentative_topic_is_not_named():
    said = [{"a", "b"}] * 12 + [{"c"}] * 12
    _, _, found = pairs(*said)
    found = found.assign(is_clear=True)
    assert found["by_administration"].tolist() == ["0, 12, 0"]
    assert topic_pairs.steady_pairs(found).empty
    steady = found.assign(is_steady=True)
    assert len(topic_pairs.steady_pairs(steady)) == 1
    assert topic_pairs.steady_pairs(steady, {"b"}).empty


@pytest.mark.parametrize(("early", "is_steady"), [(3, True), (4, False), (0, False)])
def test_a_pair_is_steady_that_is_seen_three_times_in_two_administrations(early, is_steady):
    raised = pd.DataFrame(True, range(6), ["a", "b"])
    days = pd.to_datetime(pd.Series(["2018-05-01"] * early + ["2022-05-01"] * (6 - early)))
    found = topic_pairs._by_administration(
        raised, days, pd.DataFrame({"first": ["a"], "second": "b"})
    )
    assert found["is_steady"].tolist() == [is_steady]


def test_a_meeting_that_is_not_coded_yet_does_not_empty_the_page():
    rows = account_rows(*[{"a", "b"}] * 6)
    rows.loc[rows["meeting_id"] == "m00", "is_coded"] = False
    raised = topic_pairs.raised_topics(rows)
    assert raised.shape == (5, 5)
