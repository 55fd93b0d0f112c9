"""Shares: published intervals, cases counted by hand, and input that cannot carry an answer."""

import numpy as np
import pandas as pd
import pytest

from parley.analysis import shares


def test_three_of_four_runs_from_thirty_to_ninety_five_percent():
    found = shares.wilson(3, 4)
    assert (round(found.low, 2), round(found.high, 2)) == (0.30, 0.95)


@pytest.mark.parametrize("method", [shares.wilson, shares.jeffreys, shares.clopper_pearson])
@pytest.mark.parametrize(
    ("k", "n", "why"),
    [(0, 0, "at least 1"), (5, 4, "outside"), (-1, 4, "outside"), (1.5, 4, "whole")],
)
def test_counts_that_make_no_share_are_refused(method, k, n, why):
    with pytest.raises(ValueError, match=why):
        method(k, n)


def test_a_missing_count_is_refused():
    with pytest.raises(ValueError, match="whole"):
        shares.wilson(np.nan, 4)
    for n in (np.nan, 4.5):
        with pytest.raises(ValueError, match="whole"):
            shares.wilson(1, n)


@pytest.mark.parametrize("method", [shares.wilson, shares.jeffreys, shares.clopper_pearson])
def test_intervals_hold_their_share_and_stay_within_bounds(method):
    for n in (1, 5, 40):
        for k in range(n + 1):
            found = method(k, n)
            assert 0 <= found.low <= found.share <= found.high <= 1 or method is shares.jeffreys
            assert 0 <= found.low < found.high <= 1


def test_rows_without_meetings_have_a_missing_share_and_say_too_few():
    rows = pd.DataFrame({"count": [0, 3, 5], "total": [0, 4, 5]})
    found = shares.with_intervals(rows, "count", "total")
    assert found["share"].isna().tolist() == [True, False, False]
    assert found["too_few"].tolist() == [True, True, False]
    assert shares.with_intervals(rows.iloc[:0], "count", "total")["share"].tolist() == []
    assert rows.columns.tolist() == ["count", "total"]


def test_accounts_of_one_quarter_that_are_alike_are_worth_less():
    from statsmodels.stats.proportion import proportion_confint

    found = shares.clustered([5, 0, 5, 0], [5, 5, 5, 5])  # by hand: four blocks are worth three
    assert (found.low, found.high) == pytest.approx(proportion_confint(1.5, 3, method="wilson"))
    assert (found.count, found.total, found.share) == (10, 20, 0.5)


def test_blocks_that_are_no_more_alike_than_chance_leave_wilsons_interval():
    even = shares.clustered([2, 3, 2, 3], [5, 5, 5, 5])
    assert even[3:5] == pytest.approx(shares.wilson(10, 20)[3:5])
    assert shares.clustered([3], [9])[3:5] == shares.wilson(3, 9)[3:5], "one block tells nothing"
    assert shares.clustered([0, 0], [4, 5])[3:5] == shares.wilson(0, 9)[3:5]
    with pytest.raises(ValueError, match="at least one"):
        shares.clustered([], [])


@pytest.mark.parametrize("method", [shares.wilson, shares.jeffreys, shares.clopper_pearson])
def test_a_share_is_its_count_over_its_own_total(method):
    found = method(15, 60)
    assert found.share == 0.25
    assert found[:2] == (15, 60)


def test_rolling_counts_a_window_by_hand():
    dates = pd.Series(pd.to_datetime(["2024-01-05", "2024-01-20", "2024-03-01", "2024-06-30"]))
    found = shares.rolling(dates, pd.Series([True, False, True, False]), months=3)
    assert found["month"].astype(str).tolist() == ["2024-03", "2024-04", "2024-05", "2024-06"]
    assert found["count"].tolist() == [2, 1, 1, 0]
    assert found["total"].tolist() == [3, 1, 1, 1]
    assert found["too_few"].all()


def test_a_window_without_meetings_is_missing_not_zero():
    dates = pd.Series(pd.to_datetime(["2024-01-05"]))
    found = shares.rolling(dates, pd.Series([True]), months=2, last="2024-04")
    assert found["total"].tolist() == [1, 0, 0]
    assert found["share"].isna().tolist() == [False, True, True]


def test_rolling_refuses_what_it_cannot_answer():
    dates = pd.Series(pd.to_datetime(["2024-01-05", "2024-03-05"]))
    with pytest.raises(ValueError, match="3 months are known; a window needs 12"):
        shares.rolling(dates, pd.Series([True, True]))
    with pytest.raises(ValueError, match="at least one"):
        shares.rolling(dates[:0], pd.Series([], dtype=bool))
    with pytest.raises(ValueError, match="no answer"):
        shares.rolling(dates, pd.Series([True, None]), months=2)
    with pytest.raises(ValueError, match="no date"):
        shares.rolling(dates.where([True, False]), pd.Series([True, True]), months=1)
    with pytest.raises(ValueError, match="an answer for each"):
        shares.rolling(dates, pd.Series([True]), months=1)
