"""The series on one time axis: what is drawn is what was found."""

import pandas as pd

from parley.charts.deaths import turning as charts
from tests.parley.analysis.test_turned import turn


def drawn() -> tuple[pd.DataFrame, ...]:
    months = pd.period_range("2021-01", "2023-12", freq="M")
    rows = [("us_deaths", m, m.start_time, 100.0, False) for m in months]
    rows += [("powder_purity", m, m.start_time, 9.0, False) for m in months if m.month != 5]
    rows += [("fentanyl_reports", y, y.start_time, 5.0, y.year == 2023)
             for y in pd.period_range("2021", "2023", freq="Y")]  # fmt: skip
    values = pd.DataFrame(rows, columns=["series", "period", "date", "value", "is_open"])
    turns = pd.DataFrame([turn("2022-01", "2022-06", series="us_deaths")])
    marks = pd.DataFrame({"kind": ["us"], "name": ["US"], "date": [pd.Timestamp("2022-03-01")]})
    return values, turns, marks


def test_each_series_has_a_panel_and_only_what_turned_has_a_turn():
    values, turns, marks = drawn()
    names = {name: name for name in values["series"]}
    figure = charts.turned_grid(values, turns, marks, names=names, units=names)
    lines = [line for ax in figure.axes for line in ax.lines]
    gids = [line.get_gid() for line in lines]
    assert sum(gid.startswith("line-") for gid in gids) == 3 and gids.count("turn") == 1
    broken = next(line for line in lines if line.get_gid() == "line-powder_purity")
    assert pd.isna(broken.get_ydata()).sum() == 3, "a month without a value breaks the line"
    (hollow,) = [line for line in lines if line.get_gid() == "open" and len(line.get_xdata())]
    assert len(hollow.get_xdata()) == 1, "the year that still fills up"
    assert "us_deaths about January 2022" in charts.panels_words(values, turns, marks, names=names)
