"""The charts of agreement draw what the table says."""

import pandas as pd
import pytest

from parley.charts import reliability, style


@pytest.fixture
def table():
    return pd.DataFrame(
        {
            "label": ["Trade", "Taiwan", "Myanmar"],
            "alpha": [0.9, 0.7, 0.6],
            "alpha_low": [0.8, 0.5, -0.1],
            "alpha_high": [1.0, 0.8, 1.0],
            "ac1": [0.95, 0.75, 0.99],
            "reading": ["rely", "tentative", "too few"],
            "positives_first": [40, 20, 3],
            "positives_second": [41, 25, 2],
            "share_first": [0.4, 0.2, 0.03],
            "share_second": [0.41, 0.25, 0.02],
        }
    )


def drawn(ax, colour: str) -> list[float]:
    lines = [line for line in ax.lines if line.get_color() == colour and line.get_marker() == "o"]
    return [x for line in lines for x in line.get_xdata()]


@pytest.mark.parametrize("phone", [False, True])
def test_alpha_stands_where_it_is_and_rare_topics_are_grey(table, phone):
    ax = reliability.agreement_intervals(table, phone=phone)
    assert drawn(ax, style.C1) == [0.9, 0.7]
    assert drawn(ax, style.CTX) == [0.6]
    assert {"40/41", "20/25", "3/2"} <= {text.get_text() for text in ax.texts}
    ends = {text.get_text(): text.xyann[0] for text in ax.texts if hasattr(text, "xyann")}
    assert ends["● Alpha"] < ends["◇ AC1"] <= 0 < ends["Found"] == ends["40/41"]


def test_the_limits_are_lines(table):
    ax = reliability.agreement_intervals(table)
    upright = [line.get_xdata()[0] for line in ax.lines if line.get_linestyle() != "None"]
    assert set(reliability.LIMITS) <= set(upright)


def test_both_shares_stand_in_one_row(table):
    ax = reliability.two_shares(table)
    early, late = (line.get_xdata().tolist() for line in ax.lines[-2:])
    assert early == [0.4, 0.2, 0.03]
    assert late == [0.41, 0.25, 0.02]


@pytest.mark.parametrize("draw", [reliability.agreement_intervals, reliability.two_shares])
def test_nothing_coded_is_said(draw):
    ax = draw(pd.DataFrame(columns=["label"]))
    assert "Nothing was coded twice" in {text.get_text() for text in ax.texts}
