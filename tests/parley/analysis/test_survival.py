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
    assert survival.median(treated["weeks"], treated["event"]) == (23, 13, None)
    assert survival.median(placebo["weeks"], placebo["event"]) == (8, 4, 11)


def test_a_median_that_is_not_reached_is_none_not_a_number():
    assert survival.median([5], [False]) == (None, None, None)
    assert survival.median([1, 2, 3], [True, False, False]).median is None
    assert survival.median([5], [True]).median == 5


def test_all_durations_alike():
    found = survival.median([7, 7, 7], [True, True, True])
    assert (found.median, found.high) == (7, None)


KINDS = ["kept", "lapsed"]


def test_two_ends_by_hand():
    # at 1: 1/4 lapsed; at 2: 1/3 of the 3/4 left kept; one leaves unseen at 3; at 5 the last kept
    found = survival.cumulative_incidence([2, 1, 3, 5], ["kept", "lapsed", None, "kept"], KINDS)
    assert found["kept"].round(9).tolist() == [0, 0.25, 0.25, 0.75]
    assert found["lapsed"].tolist() == [0.25] * 4
    assert found["open"].round(9).tolist() == [0.75, 0.5, 0.5, 0]
    assert found["at_risk"].tolist() == [4, 3, 2, 1]


def test_with_one_end_it_is_one_less_the_curve_of_kaplan_and_meier(gehan):
    own = gehan[gehan["arm"] == "6MP"]
    outcome = ["kept" if each else None for each in own["event"]]
    found = survival.cumulative_incidence(own["weeks"], outcome, KINDS)
    curve = survival.kaplan_meier(own["weeks"], own["event"])
    assert found["kept"].tolist() == pytest.approx((1 - curve["survival"]).tolist())
    assert (found["lapsed"] == 0).all()


def test_a_cluster_that_is_copied_does_not_narrow_the_band():
    rng = np.random.default_rng(1)
    lengths = rng.integers(1, 30, 20)
    outcome = [["kept", "lapsed", None][k] for k in rng.integers(0, 3, 20)]
    once = survival.clustered_band(lengths, outcome, KINDS, range(20))
    copied = survival.clustered_band(np.tile(lengths, 5), outcome * 5, KINDS, [*range(20)] * 5)
    assert copied.to_numpy() == pytest.approx(once.to_numpy())
    apart = survival.clustered_band(np.tile(lengths, 5), outcome * 5, KINDS, range(100))
    width = (apart["kept_high"] - apart["kept_low"]).max()
    assert width < 0.7 * (once["kept_high"] - once["kept_low"]).max()


def test_without_censoring_the_band_is_that_of_a_share():
    outcome = ["kept"] * 40 + ["lapsed"] * 60
    band = survival.clustered_band([5] * 100, outcome, KINDS, range(100))
    half = 1.96 * (0.4 * 0.6 / 100) ** 0.5
    assert band["kept_low"][0] == pytest.approx(0.4 - half, abs=0.015)
    assert band["kept_high"][0] == pytest.approx(0.4 + half, abs=0.015)
    again = survival.clustered_band([5] * 100, outcome, KINDS, range(100))
    assert band.equals(again), "the seed makes it the same each time"


@pytest.mark.parametrize(
    ("durations", "outcome", "message"),
    [
        ([], [], "at least one"),
        ([1, 2], ["kept"], "at least one"),
        ([1], ["sold"], "none of kept"),
        ([float("inf")], ["kept"], "missing or negative"),
        ([-1], [None], "missing or negative"),
    ],
)
def test_ends_that_make_no_curve_are_refused(durations, outcome, message):
    with pytest.raises(ValueError, match=message):
        survival.cumulative_incidence(durations, outcome, KINDS)


def test_one_cluster_has_no_interval():
    with pytest.raises(ValueError, match="and two"):
        survival.clustered_band([1, 2], ["kept", None], KINDS, ["m", "m"])
    with pytest.raises(ValueError, match="and two"):
        survival.clustered_band([1, 2], ["kept", None], KINDS, ["m", None])


@pytest.mark.parametrize(
    ("durations", "ended"),
    [
        ([], []),
        ([1], [True, False]),
        ([-1], [True]),
        ([np.nan], [True]),
        ([1], [None]),
        ([np.inf], [True]),
    ],
)
def test_durations_that_make_no_curve_are_refused(durations, ended):
    with pytest.raises(ValueError, match="duration"):
        survival.kaplan_meier(durations, ended)
