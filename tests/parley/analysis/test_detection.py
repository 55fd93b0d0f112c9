"""Shares corrected for detection: counts by hand, a planted truth, and what cannot be measured."""

import numpy as np
import pandas as pd
import pytest

from parley.analysis import detection

COLUMNS = ["meeting_id", "side", "topic", "coder", "value", "source_id", "basis"]


def coding(meeting, coder, value, basis, topic="trade", side="us"):
    return (meeting, side, topic, coder, int(value), "s", basis)


def codings(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS).astype({"value": "Int64"})


def rows(found, read, topic="trade", side="us", first=0) -> pd.DataFrame:
    """Return accounts, one a meeting: whether each mentions the topic, and how far it was read."""
    ids = [f"m{n:04}" for n in range(first, first + len(found))]
    return pd.DataFrame(
        {
            "meeting_id": ids,
            "start_date": pd.Timestamp("2023-01-01"),
            "topic": topic,
            "side": side,
            "read": read,
            "is_coded": True,
            "is_mentioned": list(map(bool, found)),
        }
    )


def either(*parts: pd.DataFrame) -> pd.DataFrame:
    both = pd.concat(parts, ignore_index=True)
    union = both.groupby(["meeting_id", "start_date", "topic", "is_coded"], as_index=False)
    union = union.agg({"is_mentioned": "any", "read": "min"}).assign(side="either")
    return pd.concat([both, union], ignore_index=True)


@pytest.fixture
def measured() -> pd.DataFrame:
    """Reports find 80 of 100 that are there, and 5 of 100 that are not; one had the whole."""
    rows = []
    for n in range(200):
        there = n < 100
        found = n < 80 or 100 <= n < 105
        rows += [
            coding(f"d{n}", "first", found, "reported"),
            coding(f"d{n}", "second", there, "full"),
        ]
    return codings(*rows)


def test_the_correction_by_hand_and_its_limits():
    assert detection.rogan_gladen(0.5, 1, 1) == 0.5
    assert detection.rogan_gladen(0.35, 0.8, 0.95) == pytest.approx(0.4)
    assert detection.rogan_gladen(0.01, 0.8, 0.95) == 0, "fewer than would be found by mistake"
    assert detection.rogan_gladen(0.99, 0.8, 0.95) == 1
    assert np.isnan(detection.rogan_gladen(0.5, 0.5, 0.5)), "such a reading tells nothing"


def test_rates_are_counted_on_accounts_that_one_reading_had_whole(measured):
    reported = detection.rates(measured, draws=200).set_index("depth").loc["reported"]
    assert (reported["there"], reported["found"]) == (100, 80)
    assert (reported["absent"], reported["added"]) == (100, 5)
    assert reported["sensitivity_low"] < 0.8 < reported["sensitivity_high"]
    assert reported["false_positive"] == 0.05
    other = detection.rates(measured, draws=200).set_index("depth").loc["opening"]
    assert other["accounts"] == 0 and np.isnan(other["sensitivity"])


def test_two_whole_texts_measure_each_other():
    cells = [(1, 1)] * 8 + [(1, 0)] * 2 + [(0, 1)] * 2 + [(0, 0)] * 8
    both = codings(
        *[coding(f"d{n}", "first", a, "full") for n, (a, _) in enumerate(cells)],
        *[coding(f"d{n}", "second", b, "full") for n, (_, b) in enumerate(cells)],
    )
    full = detection.rates(both, draws=200).set_index("depth").loc["full"]
    assert full["sensitivity"] == 0.8, "2·8 of 2·8 + 2 + 2: the agreement on what was found"
    assert full["accounts"] == 20


def test_a_share_is_corrected_by_the_depth_of_its_accounts(measured):
    table = detection.corrected(either(rows([1] * 35 + [0] * 65, "reported")), measured, draws=200)
    us = table.set_index("side").loc["us"]
    assert (us["mentions"], us["n"], us["share"]) == (35, 100, 0.35)
    assert us["corrected"] == pytest.approx(0.4)
    assert us["corrected_low"] < 0.35 and us["corrected_high"] > 0.45
    assert not us["is_cut"]


def test_a_whole_text_stands_as_it_was_read(measured):
    table = detection.corrected(either(rows([1] * 35 + [0] * 65, "full")), measured, draws=200)
    assert table.set_index("side").loc["us", "corrected"] == 0.35


def test_a_negative_part_counts_as_none_and_is_marked(measured):
    table = detection.corrected(either(rows([1] + [0] * 99, "reported")), measured, draws=200)
    us = table.set_index("side").loc["us"]
    assert us["corrected"] == 0 and us["is_cut"]
    assert us["corrected_high"] > 0.03, "none of a hundred is no proof that there is none"


def test_of_two_accounts_one_is_enough(measured):
    us, prc = rows([1] * 20 + [0] * 20, "full"), rows(([1] * 10 + [0] * 10) * 2, "full", side="prc")
    table = detection.corrected(either(us, prc), measured, draws=200).set_index("side")
    assert table.loc["either", "corrected"] == 30 / 40
    other = rows([1] * 20, "reported", side="prc", first=40)
    table = detection.corrected(either(us, other), measured, draws=200).set_index("side")
    assert table.loc["either", "n"] == 60
    assert table.loc["either", "corrected"] == pytest.approx((20 + 20) / 60), (
        "all of theirs, cut at one"
    )


def read_in_part(there: np.ndarray, rng) -> np.ndarray:
    """Return what reports find: four of five that are there, one of twenty that are not."""
    return np.where(there, rng.random(len(there)) < 0.8, rng.random(len(there)) < 0.05)


def twice(there: np.ndarray, rng, topic="trade") -> list[tuple]:
    pairs = zip(there, read_in_part(there, rng), strict=True)
    return [
        coding(f"d{n}", coder, value, basis, topic)
        for n, (whole, part) in enumerate(pairs)
        for coder, value, basis in (("first", part, "reported"), ("second", whole, "full"))
    ]


def test_a_planted_truth_is_covered():
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(20):
        known = codings(*twice(rng.random(120) < 0.3, rng))
        truth = rng.random(150) < 0.3
        frame = either(rows(read_in_part(truth, rng), "reported"))
        us = detection.corrected(frame, known, draws=200).set_index("side").loc["us"]
        covered += us["corrected_low"] <= truth.mean() <= us["corrected_high"]
        assert us["corrected_high"] - us["corrected_low"] > 0.15, "wider than a count's alone, 0.14"
    assert covered >= 18


def test_a_rare_topic_leans_on_the_others():
    rng = np.random.default_rng(3)
    parts = [row for topic in "abcdefgh" for row in twice(rng.random(60) < 0.4, rng, topic)]
    parts += [
        coding("d1", "first", 0, "reported", "rare"),
        coding("d1", "second", 1, "full", "rare"),
    ]
    found = [1] * 10 + [0] * 90
    frames = [rows(found, "reported", topic) for topic in ("a", "rare")]
    table = detection.corrected(either(*frames), codings(*parts), draws=200).set_index(
        ["topic", "side"]
    )
    assert 0 < table.loc[("rare", "us"), "corrected"] < 0.2, "one missed of one is no rate of none"


def test_nothing_read_twice_and_too_few_are_missing_and_nothing_fails(measured):
    none = measured.iloc[:0]
    table = detection.corrected(either(rows([1] * 9, "reported")), none, draws=200)
    assert table["corrected"].isna().all() and table["share"].notna().any()
    few = detection.corrected(either(rows([1, 0, 0], "full")), measured, draws=200)
    assert few[["share", "corrected"]].isna().all(axis=None)
    empty = detection.corrected(either(rows([], "full")), measured, draws=200)
    assert empty.empty
    assert detection.rates(none, draws=200)["sensitivity"].isna().all()
    unmeasured = detection.corrected(either(rows([1] * 9, "opening")), measured, draws=200)
    assert unmeasured["corrected"].isna().all(), "a depth that nobody measured is not corrected"
    assert not detection.of_topic(empty, pd.DataFrame({"topic": [], "label": []}), "x", "us").holds
    for call in (
        lambda: detection.corrected(rows([1], "full"), measured, draws=9),
        lambda: detection.rates(measured, draws=9),
    ):
        with pytest.raises(ValueError, match="9 draws"):
            call()


def test_the_same_record_gives_the_same_numbers(measured):
    frame = either(rows([1] * 35 + [0] * 65, "reported"))
    one, two = (detection.corrected(frame, measured, draws=200) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    shuffled = detection.corrected(frame.sample(frac=1, random_state=1), measured, draws=200)
    pd.testing.assert_frame_equal(one, shuffled)


def test_a_topic_speaks_with_its_conditions(measured):
    table = detection.corrected(either(rows([1] * 35 + [0] * 65, "reported")), measured, draws=200)
    topics = pd.DataFrame({"topic": ["trade"], "label": ["Trade"]})
    fact = detection.of_topic(table, topics, "trade", "us")
    assert (fact.label, fact.m, fact.n) == ("Trade", 35, 100)
    assert all(low <= high for low, _, high in fact.holds)
    assert detection.of_topic(table, topics, "climate", "us").label is None
