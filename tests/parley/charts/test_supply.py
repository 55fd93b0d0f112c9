"""Charts of seizures, by what they draw."""

import pandas as pd
import pytest
from matplotlib.figure import Figure

from parley.charts import supply as charts
from tests.parley.charts.test_deaths import MARKS, SPANS, by_gid, series, texts

MONTHS = pd.DataFrame(
    {
        "month": pd.period_range("2023-01", periods=34, freq="M"),
        "pounds": [100.0 + i for i in range(34)],
        "events": pd.array([10] * 34, dtype="Int64"),
    }
)
YEARS = pd.DataFrame(
    {
        "fiscal_year": [2024, 2025, 2026],
        "pounds": [200.0, 120.0, 90.0],
        "months": [12, 12, 11],
        "is_whole": [True, True, False],
    }
)


@pytest.mark.parametrize("phone", [False, True])
def test_each_measure_has_its_own_panel_from_zero(phone):
    figure = charts.seizures_and_deaths_grid(
        series(), MONTHS, MARKS, SPANS, figure=Figure(), phone=phone
    )
    assert len(figure.axes) == 4
    assert [ax.get_ylim()[0] for ax in figure.axes[:3]] == [0, 0, 0]
    assert by_gid(figure.axes[1], "pounds")
    assert by_gid(figure.axes[2], "events")
    assert by_gid(figure.axes[3], "talks-counternarcotics")
    assert "Pounds seized per month" in texts(figure)


def test_a_missing_month_is_a_gap():
    gap = MONTHS.assign(pounds=MONTHS["pounds"].mask(MONTHS.index == 5))
    figure = charts.seizures_and_deaths_grid(series(), gap, MARKS, SPANS, figure=Figure())
    (line,) = by_gid(figure.axes[1], "pounds")
    assert pd.isna(line.get_ydata()[5])


@pytest.mark.parametrize("phone", [False, True])
def test_a_year_that_is_not_over_is_hollow_and_says_so(phone):
    ax = charts.fiscal_years(YEARS, phone=phone)
    dots = by_gid(ax, "year")
    fills = [dot.get_markerfacecolor() for dot in dots]
    assert fills[0] == fills[1] != fills[2]
    assert any("11 mo." in text.get_text() for text in ax.texts)
    low = ax.get_xlim()[0] if phone else ax.get_ylim()[0]
    assert low == 0
