"""Twelve-month sums: the identities that make them unfit for tests."""

import numpy as np
import pandas as pd
import pytest

from parley.analysis import months


def test_one_odd_month_leaves_two_steps_twelve_months_apart():
    odd = np.full(48, 100)
    odd[20] += 50
    steps = np.diff(months.rolling_12(odd))
    assert np.flatnonzero(steps).tolist() == [8, 20] and steps[[8, 20]].tolist() == [50, -50]


def test_twelve_months_give_one_sum_and_eleven_are_refused():
    assert months.rolling_12(np.arange(12)).tolist() == [66]
    with pytest.raises(ValueError):
        months.rolling_12(np.arange(11))


def test_a_series_with_a_hole_or_a_month_twice_is_refused():
    whole = pd.Series(1.0, pd.period_range("2016-01", periods=24, freq="M"))
    assert months.complete(whole.sample(frac=1, random_state=2)).equals(whole)
    with pytest.raises(ValueError, match="2017-03 is missing"):
        months.complete(whole.drop(pd.Period("2017-03")))
    with pytest.raises(ValueError, match="twice"):
        months.complete(pd.concat([whole, whole[:1]]))
    with pytest.raises(ValueError, match="11 months; at least 12"):
        months.complete(whole[:11], least=12)
