"""Reporting delay: small triangles by hand, and shapes that are no triangle."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from parley.analysis import delay

REFERENCE = Path(__file__).parents[1] / "reference"


def taylor_ashe() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "taylor_ashe_triangle.csv", index_col="origin")


def test_a_triangle_by_hand():
    rows = pd.DataFrame([[10.0, 20, 30], [10, 30, None], [20, None, None]], [2001, 2002, 2003])
    found = delay.chain_ladder(rows)
    # 10 + 10 became 20 + 30; 20 became 30
    assert found.factors.tolist() == [2.5, 1.5]
    assert found.origins["ultimate"].tolist() == [30, 45, 75]
    assert found.outstanding == 15 + 55
    # the spread of the first step: (10 * 0.25 + 10 * 0.25) / 1 = 5; the last takes the least
    second = 45**2 * (5 / 1.5**2) * (1 / 30 + 1 / 20)
    assert found.origins["se"].iloc[:2].tolist() == pytest.approx([0, second**0.5])


def test_an_even_triangle_has_no_error():
    rows = pd.DataFrame([[1.0, 2, 2], [2, 4, np.nan], [3, np.nan, np.nan]])
    assert delay.chain_ladder(rows).se == 0


def test_published_errors_of_each_origin():
    # Mack 1993, table 3: standard errors in thousands
    found = delay.chain_ladder(taylor_ashe()).origins
    assert (found["se"] / 1000).round().tolist() == [0, 76, 122, 134, 261, 411, 558, 875, 971, 1363]
    assert (found["outstanding"] / 1000).round().tolist()[:4] == [0, 95, 470, 710]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda t: t.iloc[:2, :2], "at least 3"),
        (lambda t: t.iloc[:, :5], "as many ages"),
        (lambda t: t.iloc[::-1], "up to its age"),
        (lambda t: t.where(t > 300000), "up to its age"),
        (lambda t: t * 0, "not positive"),
        (lambda t: t.iloc[:0], "at least 3"),
    ],
)
def test_what_is_no_triangle_is_refused(change, why):
    with pytest.raises(ValueError, match=why):
        delay.chain_ladder(change(taylor_ashe()))


def copies() -> pd.DataFrame:
    rows = [
        ("2025-01", "2025-03-10", 80),
        ("2025-01", "2025-04-12", 90),
        ("2025-01", "2025-04-20", 100),
        ("2025-02", "2025-04-20", 40),
        ("2025-02", "2025-05-20", 50),
    ]
    frame = pd.DataFrame(rows, columns=["month", "vintage", "value"])
    return frame.assign(month=pd.PeriodIndex(frame["month"], freq="M"))


def test_copies_become_a_triangle_by_age_and_the_later_copy_of_a_month_counts():
    found = delay.triangle(copies())
    assert found.columns.tolist() == [2, 3]
    assert found.to_numpy().tolist() == [[80, 100], [40, 50]]


def test_completeness_by_hand():
    found = delay.completeness(delay.triangle(copies()), fewest=2)
    assert found["completeness"].tolist() == pytest.approx([120 / 150, 1])
    assert found["months"].tolist() == [2, 2] and not found["too_few"].any()


def test_too_few_copies_say_so_and_give_no_number():
    found = delay.completeness(delay.triangle(copies()), fewest=3)
    assert found["too_few"].tolist() == [True, False]
    assert np.isnan(found["completeness"].iloc[0]) and np.isnan(found["growth"].iloc[0])
    wide = pd.DataFrame([[8.0, np.nan, 10]] * 3, columns=[1, 2, 3])
    assert delay.completeness(wide)["too_few"].tolist() == [True, True, False]


def test_unfit_copies_are_refused():
    with pytest.raises(ValueError, match="older than the month"):
        delay.triangle(copies().assign(vintage="2024-01-01"))
    with pytest.raises(ValueError, match="none missing"):
        delay.triangle(copies().iloc[:0])
    with pytest.raises(ValueError, match="none missing"):
        delay.triangle(copies().assign(value=np.nan))
    for frame in (pd.DataFrame([[1.0]]), pd.DataFrame([[1.0, 2]], columns=[3, 2])):
        with pytest.raises(ValueError, match="two ages, in rising order"):
            delay.completeness(frame)
    for value in (0, np.inf):
        with pytest.raises(ValueError, match="not positive"):
            delay.completeness(pd.DataFrame([[1.0, value]]))
