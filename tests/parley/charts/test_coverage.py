"""Charts of the record's holdings are tested by what they draw."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from parley import sides
from parley.charts import coverage as charts
from parley.charts import style
from tests.parley.charts import boxes

MONTHS = [pd.Period(month, "M") for month in ("2023-01", "2023-02", "2023-03", "2023-04")]


def months() -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "channel": ["leaders"] * 4,
            "period": MONTHS,
            "meetings": pd.array([1, 0, 2, pd.NA], dtype="Int64"),
            "cover": ["covered", "covered", "partly", "not_covered"],
        }
    )
    return table


def texts(ax) -> list[str]:
    return [text.get_text() for text in ax.findobj(plt.Text) if text.get_text()]


@pytest.mark.parametrize("phone", [False, True])
def test_heat_map_tells_none_found_from_not_covered(phone):
    ax = charts.meetings_heat(months(), months(), phone=phone, names={"leaders": "Leaders"})
    zero, one, two, off = ax.patches
    assert off.get_hatch() and not zero.get_hatch()
    assert zero.get_facecolor() != one.get_facecolor() != two.get_facecolor()
    assert "Leaders" in texts(ax) and "none found" in texts(ax)


def test_heat_map_of_no_meeting_says_so():
    none = months().iloc[:0]
    assert texts(charts.meetings_heat(none, none, names={})) == ["No meeting on record"]


@pytest.mark.parametrize("phone", [False, True])
def test_accounts_are_stacked_by_how_far_they_were_read(phone):
    figure = plt.figure()
    rows = [
        (pd.Period("2023", "Y"), side, read, count, "covered")
        for side in ("us", "prc")
        for read, count in (("full", 1), ("opening", 2), ("reported", 3))
    ]
    depth = pd.DataFrame(rows, columns=["period", "side", "read", "accounts", "cover"])
    none = pd.DataFrame({"first": pd.to_datetime([]), "last": pd.to_datetime([])})
    sides.use({"us": {"label": "EU"}, "prc": {"label": "Japan"}})
    charts.accounts_read_grid(depth, none, figure=figure, phone=phone)
    assert [ax.get_title("left") or ax.get_title() for ax in figure.axes] == ["EU", "Japan"]
    for ax in figure.axes:
        assert [*boxes(ax.patches)] == [(0, 1), (1, 2), (3, 3)]
    assert figure.axes[0].get_ylim() == figure.axes[1].get_ylim()


@pytest.mark.parametrize("phone", [False, True])
def test_vintages_draw_a_span_and_a_day_each(phone):
    table = pd.DataFrame(
        {
            "name": ["US deaths, by month", "Canada, deaths by year"],
            "first": pd.to_datetime(["1999-01-01", "2023-01-01"]),
            "last": pd.to_datetime(["2024-12-31", "2023-12-31"]),
            "vintage": pd.to_datetime(["2026-10-01", "2024-06-01"]),
        }
    )
    ax = charts.vintages_strip(table, phone=phone)
    (spans,) = ax.collections
    given, earlier = ax.lines
    assert len(spans.get_segments()) == 2
    assert len(given.get_xdata()) == 2
    assert len(earlier.get_xdata()) == 1, "one begins before the axis"
    assert "Canada, deaths by year (Jun\u00a02024)" in texts(ax)  # a date that stays whole
    assert texts(charts.vintages_strip(table.iloc[:0])) == ["No copy of an official series"]


def test_unsourced_prints_the_count_of_all_mentions():
    table = pd.DataFrame({"label": ["Taiwan"], "unsourced": [2], "mentions": [9]})
    ax = charts.unsourced(table)
    assert [bar.get_width() for bar in ax.patches] == [2]
    assert "2 of 9" in texts(ax)
    assert texts(charts.unsourced(table.iloc[:0])) == ["No row without a source"]


def test_a_description_counts_what_is_drawn():
    said = charts.meetings_heat.words(months(), months())
    assert "1 channel by month" in said
    assert "3 meetings. An empty cell was looked at" in said
    assert "1 cell is not covered" in said
    assert charts.meetings_heat.words(months().head(0), months()).startswith("Empty: ")
    rows = [
        (pd.Period("2023", "Y"), "us", "full", 4, "covered"),
        (pd.Period("2024", "Y"), "us", "full", 9, "not_covered"),
    ]
    depth = pd.DataFrame(rows, columns=["period", "side", "read", "accounts", "cover"])
    assert "US: 4 read in full, 0 opening read" in charts.accounts_read_grid.words(depth)
    bare = pd.DataFrame({"label": ["Taiwan"], "unsourced": [2], "mentions": [9]})
    assert charts.unsourced.words(bare).startswith("1 bar,")
    assert charts.unsourced.words(bare.head(0)).startswith("Empty: ")
    assert charts.vintages_strip.words(bare.head(0)).startswith("Empty: ")


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
    ax = charts.agreement_intervals(table, phone=phone)
    assert drawn(ax, style.C1) == [0.9, 0.7]
    assert drawn(ax, style.CTX) == [0.6]
    assert {"40/41", "20/25", "3/2"} <= {text.get_text() for text in ax.texts}
    ends = {text.get_text(): text.xyann[0] for text in ax.texts if hasattr(text, "xyann")}
    assert ends["● Alpha"] < ends["◇ AC1"] <= 0 < ends["Found"] == ends["40/41"]


def test_the_limits_are_lines(table):
    ax = charts.agreement_intervals(table)
    upright = [line.get_xdata()[0] for line in ax.lines if line.get_linestyle() != "None"]
    assert set(charts.LIMITS) <= set(upright)


def test_both_shares_stand_in_one_row(table):
    ax = charts.two_shares(table)
    early, late = (line.get_xdata().tolist() for line in ax.lines[-2:])
    assert early == [0.4, 0.2, 0.03]
    assert late == [0.41, 0.25, 0.02]


@pytest.mark.parametrize("draw", [charts.agreement_intervals, charts.two_shares])
def test_nothing_coded_is_said(draw):
    ax = draw(pd.DataFrame(columns=["label"]))
    assert "Nothing was coded twice" in {text.get_text() for text in ax.texts}
