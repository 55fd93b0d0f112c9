"""Breaks, changes of rate and peaks: small cases by hand, and series without any."""

from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest

from parley.analysis import breaks, months


def monthly(values, first: str = "2016-01") -> pd.Series:
    return pd.Series(values, index=pd.period_range(first, periods=len(values), freq="M"))


def turning(turn: int = 40, length: int = 96, noise: float = 0.01) -> pd.Series:
    x = np.arange(length)
    index = pd.period_range("2016-01", periods=length, freq="M")
    logs = 8 + 0.02 * x - 0.05 * np.maximum(x - turn, 0) + months.log_days(index)
    return pd.Series(np.exp(logs + np.random.default_rng(2).normal(0, noise, length)), index=index)


def test_a_partition_is_the_best_of_all_partitions_tried_one_by_one():
    values = np.random.default_rng(4).normal(0, 1, 14) + np.repeat([0, 2, -1, 1], [4, 3, 4, 3])
    found = breaks.partition(values)
    for number in range(4):
        tried = [
            (sum(values[a:b].var() * (b - a) for a, b in pairwise((0, *at, 14))), at)
            for at in combinations(range(1, 14), number)
            if min(b - a for a, b in pairwise((0, *at, 14))) >= 2
        ]
        rss, positions = min(tried)
        assert found["rss"][number] == pytest.approx(rss)
        assert found["positions"][number] == positions


def test_large_values_lose_no_digits():
    values = np.random.default_rng(4).normal(0, 1, 14) + np.repeat([0, 2, -1, 1], [4, 3, 4, 3])
    small, large = (breaks.partition(values + at) for at in (0, 1e7))
    assert large["rss"].to_numpy() == pytest.approx(small["rss"].to_numpy())
    assert large["positions"].tolist() == small["positions"].tolist()


def test_sup_f_by_hand():
    # 0 0 2 | 4 6 6: rss 38 without and 16/3 with the break in the middle
    found = breaks.sup_f([0, 0, 2, 4, 6, 6])
    assert found.position == 3
    assert found.statistic == pytest.approx((38 - 16 / 3) / (16 / 3 / 4))


def test_ruptures_and_the_own_partition_agree():
    growth = breaks.log_growth(turning())
    best = breaks.partition(growth)["positions"][1]
    assert breaks.dynp(growth, 1, 14) == best
    assert breaks.pelt([0, 1] * 10) == ()


def test_growth_breaks_at_the_month_that_first_grows_anew():
    found = breaks.growth_breaks(turning())
    assert found["method"].tolist() == ["dynamic programme", "PELT"]
    # x = 40 is May 2019, the last month of the old pace
    assert found["month"].astype(str).tolist() == ["2019-06", "2019-06"]


def test_growth_is_free_of_the_length_of_months():
    index = pd.period_range("2016-01", periods=24, freq="M")
    assert breaks.log_growth(pd.Series(index.days_in_month, index)).abs().max() < 1e-12


def test_a_change_of_rate_by_hand():
    found = breaks.rate_change([3, 3, 3, 0, 0, 0])
    assert (found.position, found.before, found.after) == (3, 3, 0)
    assert found.posterior_low <= found.posterior_median == 3 <= found.posterior_high


def test_an_even_rate_has_a_posterior_without_a_place():
    found = breaks.rate_change([2] * 40)
    assert found.posterior_high - found.posterior_low > 25


def test_the_peak_of_a_hump_is_its_summit():
    found = months.peak(turning(), seed=3)
    assert abs((found.month - pd.Period("2019-05", "M")).n) <= 1
    assert found.low <= found.month <= found.high and not found.at_edge
    assert found == months.peak(turning(), seed=3)


def test_a_peak_by_hand_and_one_at_the_edge():
    hump = monthly(np.array([5] * 4 + [6, 7, 9, 7, 6] + [5.0] * 9) * 1000)
    assert str(months.peak(hump).month) == "2016-07"
    assert months.peak(turning(200), seed=1).at_edge


def test_almost_without_noise_the_interval_is_the_summit_itself():
    index = pd.period_range("2016-01", periods=61, freq="M")
    hump = np.exp(8 - np.abs(np.arange(61) - 30) / 50 + months.log_days(index))
    ripple = np.random.default_rng(1).normal(1, 1e-5, 61)
    found = months.peak(pd.Series(hump * ripple, index=index))
    assert str(found.low) == str(found.month) == str(found.high) == "2018-07"


def test_more_noise_gives_a_wider_interval():
    widths = []
    for noise in (0.005, 0.15):
        found = months.peak(turning(noise=noise))
        widths.append((found.high - found.low).n)
    assert widths[0] < widths[1]


ALIKE, HOLE = [5.0] * 12, [1, np.nan, 2]


@pytest.mark.parametrize("method", [breaks.partition, breaks.sup_f, breaks.dynp, breaks.pelt])
@pytest.mark.parametrize(
    ("values", "why"), [([], "at least two"), ([1], "two"), (ALIKE, "alike"), (HOLE, "missing")]
)
def test_series_without_a_break_to_place_are_refused(method, values, why):
    with pytest.raises(ValueError, match=why):
        method(values)


def test_stretches_that_do_not_fit_are_refused():
    values = [1.0, 2, 3, 4, 7]
    for call in (
        lambda: breaks.partition(values),
        lambda: breaks.dynp(values, 0),
        lambda: breaks.dynp(values, 1, 0),
        lambda: breaks.pelt(values, shortest=0),
        lambda: breaks.sup_f([1, 2, 3]),
        lambda: breaks.dynp(values, 2, 2),
        lambda: breaks.pelt(values, shortest=3),
    ):
        with pytest.raises(ValueError, match="do not fit"):
            call()
    with pytest.raises(ValueError, match="fits exactly"):
        breaks.partition([1, 1, 1, 5, 5, 5])
    with pytest.raises(ValueError, match="fit exactly"):
        breaks.sup_f([1, 1, 1, 5, 5, 5])


@pytest.mark.parametrize("counts", [[], [3], [0, 0], [1, np.nan], [1, -1]])
def test_counts_without_a_rate_are_refused(counts):
    with pytest.raises(ValueError, match="change of rate"):
        breaks.rate_change(counts)


def test_peaks_that_cannot_be_placed_are_refused():
    with pytest.raises(ValueError, match="at least 17"):
        months.peak(turning(length=16))
    with pytest.raises(ValueError, match="flat"):
        index = pd.period_range("2016-01", periods=24, freq="M")
        months.peak(pd.Series(index.days_in_month, index))
    with pytest.raises(ValueError, match="touches zero"):
        months.peak(monthly([0.0] * 12 + [5] * 12))
    with pytest.raises(ValueError, match="is missing"):
        months.peak(turning().drop(pd.Period("2017-03")))
    with pytest.raises(ValueError, match="counts zero"):
        breaks.log_growth(monthly([1, 0, 2]))
