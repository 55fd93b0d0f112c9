"""Charts of topics raised together, by what they draw."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from parley.charts import together as charts
from pressroom.figures import draw
from pressroom.figures.legible import CUT

DRAWN = pd.DataFrame(
    {
        "label_first": ["Alpha", "Gamma"], "label_second": ["Beta", "Delta"], "joint": [9, 20],
        "lift": [5.0, 0.5], "low": [3.0, 0.3], "high": [8.0, 0.9],
        "odds_ratio": [np.nan, 0.4], "odds_low": [np.nan, 0.2], "odds_high": [np.nan, 0.8],
        "length_ratio": [20.0, 0.3], "length_low": [4.0, 0.15], "length_high": [500.0, 0.7],
        "year_ratio": [10.0, 0.4], "year_low": [2.0, 0.2], "year_high": [40.0, 0.9],
    }
)  # fmt: skip


def drawn(chart, frame, phone=False):
    return chart(frame, ax=Figure(figsize=(7, 4)).subplots(), phone=phone)


def line(ax, gid):
    (found,) = [each for each in ax.get_lines() if each.get_gid() == gid]
    return found


@pytest.mark.parametrize("phone", [False, True])
def test_a_dot_a_pair_with_the_meetings_of_both(phone):
    ax = drawn(charts.pair_lifts, DRAWN, phone)
    assert list(line(ax, "lift").get_xdata()) == [5.0, 0.5]
    said = [text.get_text() for text in ax.texts]
    assert {"9", "20", "both"} <= set(said)
    assert ax.get_xscale() == "log"
    low, high = ax.get_xlim()
    assert low < 0.3 and high > 8


@pytest.mark.parametrize("letters", [16, 17])
def test_the_names_of_a_pair_are_whole_on_a_phone(letters):
    names = {"label_first": "a" * letters, "label_second": "b" * letters}
    for figure in draw.draw(charts.pair_lifts, (DRAWN.assign(**names),), None, {}):
        said = [*figure.axes[0].texts, *figure.axes[0].get_yticklabels()]
        assert not [text for text in said if CUT in text.get_text()]


def test_a_ratio_without_a_value_has_no_mark():
    ax = drawn(charts.pair_odds, DRAWN)
    assert list(line(ax, "odds").get_xdata()) == [0.4]
    assert list(line(ax, "length").get_xdata()) == [20.0, 0.3]
    assert list(line(ax, "year").get_xdata()) == [10.0, 0.4]
    assert len({line(ax, name).get_marker() for name in ("length", "year")}) == 2


def test_an_endless_interval_is_drawn_to_the_edge():
    ax = drawn(charts.pair_odds, DRAWN)
    ends = [seg[:, 0].max() for each in ax.collections for seg in each.get_segments()]
    assert max(ends) == charts.WIDEST[1]


@pytest.mark.parametrize("chart", [charts.pair_lifts, charts.pair_odds])
def test_no_pair_is_said(chart):
    ax = drawn(chart, DRAWN.head(0))
    assert [text.get_text() for text in ax.texts] == [charts.NOTHING]
