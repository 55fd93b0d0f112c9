"""Gaps: curves and gaps counted by hand, open ends, and input that cannot carry a curve."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from parley.analysis import survival

REFERENCE = Path(__file__).parents[1] / "reference"


@pytest.fixture(scope="module")
def gehan() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "gehan_6mp.csv")


def test_a_curve_by_hand():
    # at 2: 3/4 stay; one leaves unseen at 3; at 5: half of the two left stay
    found = survival.kaplan_meier([2, 3, 5, 8], [True, False, True, False])
    assert found["survival"].tolist() == [0.75, 0.75, 0.375, 0.375]
    assert found["at_risk"].tolist() == [4, 3, 2, 1]
    assert survival.median([2, 3, 5, 8], [True, False, True, False]).median == 5


def test_at_a_tied_time_the_ended_count_before_the_censored():
    found = survival.kaplan_meier([4, 4, 6], [True, False, True])
    assert found["survival"].round(6).tolist() == [0.666667, 0.0]


def test_without_censoring_the_curve_is_the_share_still_going():
    found = survival.kaplan_meier([1, 2, 3, 4], [True] * 4)
    assert found["survival"].round(9).tolist() == [0.75, 0.5, 0.25, 0.0]


def test_the_band_and_medians_agree_with_other_software_on_the_log_log_scale(gehan):
    # R survfit(conf.type = "log-log") and Stata sts list on the same data
    treated, placebo = (gehan[gehan["arm"] == arm] for arm in ("6MP", "placebo"))
    curve = survival.kaplan_meier(treated["weeks"], treated["event"]).set_index("time")
    assert curve.loc[6, ["low", "high"]].tolist() == pytest.approx([0.6197, 0.9516], abs=1e-4)
    assert curve.loc[23, ["low", "high"]].tolist() == pytest.approx([0.1881, 0.6801], abs=1e-4)
    assert survival.median(treated["weeks"], treated["event"])[:3] == (23, 13, None)
    assert survival.median(placebo["weeks"], placebo["event"])[:3] == (8, 4, 11)


def test_a_median_that_is_not_reached_is_none_not_a_number():
    assert survival.median([5], [False])[:3] == (None, None, None)
    assert survival.median([1, 2, 3], [True, False, False]).median is None
    assert survival.median([5], [True]).median == 5


def test_all_durations_alike():
    found = survival.median([7, 7, 7], [True, True, True])
    assert (found.median, found.high, found.ended) == (7, None, 3)


def test_logrank_by_hand():
    # one ends at 1 with two a side at risk, one at 2 with 1 against 2; then a alone is gone
    found = survival.logrank([1, 2, 5, 6], [True, True, False, False], ["a", "a", "b", "b"])
    variance = 1 / 4 + 2 / 9
    assert found.groups["expected"].tolist() == pytest.approx([1 / 2 + 1 / 3, 1 / 2 + 2 / 3])
    assert found.statistic == pytest.approx((2 - 5 / 6) ** 2 / variance)


def test_logrank_holds_for_three_groups_and_any_order(gehan):
    three = gehan.assign(arm=[*"abc" * 14])
    found = survival.logrank(three["weeks"], three["event"], three["arm"])
    renamed = three["arm"].map({"a": "c", "b": "a", "c": "b"})
    turned = survival.logrank(three["weeks"], three["event"], renamed)
    assert found.degrees == 2 and found.statistic == pytest.approx(turned.statistic)
    assert found.groups["expected"].sum() == pytest.approx(three["event"].sum())


def test_logrank_refuses_one_group_and_nothing_ended():
    with pytest.raises(ValueError, match="and two groups"):
        survival.logrank([1, 2], [True, True], ["a", "a"])
    with pytest.raises(ValueError, match="and two groups"):
        survival.logrank([1, 2], [True, True], ["a", "b", "b"])
    with pytest.raises(ValueError, match="nothing to test"):
        survival.logrank([1, 2], [False, False], ["a", "b"])


def test_gaps_by_hand_with_the_last_open():
    found = survival.gaps(["2024-03-01", "2024-01-01", "2024-01-31", "2024-01-31"], "2024-03-11")
    assert found["days"].tolist() == [30, 30, 10]
    assert found["ended"].tolist() == [True, True, False]
    assert found["stop"].iloc[-1] == pd.Timestamp("2024-03-11")


def test_one_talk_is_one_open_gap():
    found = survival.gaps(["2024-01-01"], "2024-01-01")
    assert found["days"].tolist() == [0] and found["ended"].tolist() == [False]


def test_gaps_refuse_no_talk_a_missing_date_and_a_talk_after_the_end():
    with pytest.raises(ValueError, match="at least one"):
        survival.gaps([], "2024-01-01")
    with pytest.raises(ValueError, match="at least one dated"):
        survival.gaps([pd.NaT], "2024-01-01")
    with pytest.raises(ValueError, match="known to"):
        survival.gaps(["2024-01-01"], None)
    with pytest.raises(ValueError, match="after the end, 2024-01-01"):
        survival.gaps(["2024-01-02"], "2024-01-01")


def test_exceeded_gaps_are_counted_and_ties_are_not_exceeded():
    assert survival.exceeds([10, 20, 20, 30], 20) == (1, 4)
    assert survival.exceeds([], 5).text == "no past gap to compare with"
    with pytest.raises(ValueError, match="missing"):
        survival.exceeds([1, np.nan], 5)
    with pytest.raises(ValueError, match="missing"):
        survival.exceeds([1], np.nan)


def test_burstiness_by_hand():
    assert survival.burstiness([10, 10, 10]) == -1
    assert survival.burstiness([0, 20]) == 0  # sd 10, mean 10
    assert survival.burstiness([0, 0, 0, 40]) == pytest.approx((300**0.5 - 10) / (300**0.5 + 10))
    for lengths in ([], [5], [0, 0], [1, np.nan]):
        with pytest.raises(ValueError, match="gap"):
            survival.burstiness(lengths)


def test_laplace_by_hand():
    assert survival.laplace_u([1, 9], 0, 10) == 0
    assert survival.laplace_u([9, 9, 9], 0, 10) == pytest.approx(4 / (10 / 6))
    for times, end in (([], 10), ([11], 10), ([0], 0), ([np.nan], 10)):
        with pytest.raises(ValueError, match="event"):
            survival.laplace_u(times, 0, end)


@pytest.mark.parametrize(
    ("durations", "ended"),
    [([], []), ([1], [True, False]), ([-1], [True]), ([np.nan], [True]), ([1], [None])],
)
def test_durations_that_make_no_curve_are_refused(durations, ended):
    with pytest.raises(ValueError, match="duration"):
        survival.kaplan_meier(durations, ended)
