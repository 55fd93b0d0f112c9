"""Twelve-month sums: the identities that make them unfit for tests, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from parley.analysis import trailing


def monthly(length: int = 60, seed: int = 1) -> pd.Series:
    values = np.random.default_rng(seed).integers(4000, 9000, length)
    return pd.Series(values, index=pd.period_range("2016-01", periods=length, freq="M"))


def test_one_odd_month_leaves_two_steps_twelve_months_apart():
    even = pd.Series(100, index=pd.period_range("2016-01", periods=48, freq="M"))
    odd = even.copy()
    odd.iloc[20] += 50
    steps = np.diff(trailing.rolling_12(odd))
    assert np.flatnonzero(steps).tolist() == [8, 20] and steps[[8, 20]].tolist() == [50, -50]


def test_the_order_of_rows_does_not_matter():
    counts = monthly()
    pd.testing.assert_series_equal(
        trailing.rolling_12(counts.sample(frac=1, random_state=2)), trailing.rolling_12(counts)
    )


def test_twelve_months_give_one_sum_and_eleven_are_refused():
    assert trailing.rolling_12(monthly(12)).tolist() == [monthly(12).sum()]
    with pytest.raises(ValueError, match="11 months; at least 12"):
        trailing.rolling_12(monthly(11))
    with pytest.raises(ValueError, match="2017-03 is missing"):
        trailing.rolling_12(monthly().drop(pd.Period("2017-03")))


def test_autocorrelation_by_hand_and_refused():
    assert trailing.autocorrelation([1, 2, 3, 4], 1) == pytest.approx(1.25 / 5)
    for values, lag in (([], 1), ([1, 2], 1), ([1, np.nan, 3], 1), ([1, 2, 3], 0)):
        with pytest.raises(ValueError, match="does not fit"):
            trailing.autocorrelation(values, lag)
    with pytest.raises(ValueError, match="alike"):
        trailing.autocorrelation([5, 5, 5, 5], 1)


def test_a_sum_stands_at_the_last_of_its_twelve_months():
    months = pd.period_range("2023-01", periods=13, freq="M")
    found = trailing.rolling_12(pd.Series(1.0, index=months))
    assert [f"{month}" for month in found.index] == ["2023-12", "2024-01"]
