"""Charts of promises, by what they draw."""

import pandas as pd
import pytest
from matplotlib.figure import Figure

from parley.analysis.commitments import STATE_NAMES, STATES
from parley.charts import commitments as charts
from parley.charts import overview, style


def drawn(chart, *frames, phone=False, **options):
    ax = Figure(layout="constrained", figsize=(3.6, 4) if phone else (7.2, 4)).subplots()
    return chart(*frames, ax=ax, phone=phone, **options)


def by_gid(ax, gid):
    return next(line for line in ax.get_lines() if line.get_gid() == gid)


def texts(ax):
    return [text.get_text() for text in ax.texts]


def table():
    counts = {"delivered": [3, 3, 0], "partly": [1, 1, 0], "no_report": [2, 1, 1]}
    rows = pd.DataFrame({state: counts.get(state, [0, 0, 0]) for state in STATES})
    return rows.assign(
        group=["all", "topic", "topic"],
        label=["All promises", "Trade", "AI"],
        made=[6, 5, 1],
        reported=[4, 4, 0],
        share=[0.75, 0.75, None],
        low=[0.3, 0.3, None],
        high=[0.95, 0.95, None],
    )


@pytest.mark.parametrize("phone", [False, True])
def test_every_promise_is_one_mark_in_the_row_of_its_topic(phone):
    ax = drawn(charts.promise_units, table(), phone=phone, names=STATE_NAMES)
    marks = {state: by_gid(ax, f"promises-{state}") for state in STATES}
    assert {state: len(line.get_xdata()) for state, line in marks.items()} == {
        "delivered": 3,
        "partly": 1,
        "ongoing": 0,
        "not_delivered": 0,
        "lapsed": 0,
        "no_report": 2,
    }
    assert list(marks["delivered"].get_xdata()) == [1, 2, 3]
    assert list(marks["no_report"].get_xdata()) == [5, 1]


def test_states_differ_in_shape_or_fill_and_not_in_colour_alone():
    ax = drawn(charts.promise_units, table(), names=STATE_NAMES)
    looks = {
        (line.get_marker(), line.get_markerfacecolor(), line.get_markeredgewidth())
        for line in (by_gid(ax, f"promises-{state}") for state in STATES)
    }
    assert len(looks) == len(STATES)
    assert by_gid(ax, "promises-no_report").get_markerfacecolor() == style.PAGE


@pytest.mark.parametrize("phone", [False, True])
def test_shares_have_dots_counts_and_promises_without_a_report_apart(phone):
    ax = drawn(charts.kept_shares, table(), phone=phone)
    assert list(by_gid(ax, "shares").get_xdata()) == [0.75, 0.75]
    (band,) = ax.collections
    assert len(band.get_segments()) == 2, "no band where no share is given"
    assert {"3 of 4", "0 of 0", "2", "1"} <= set(texts(ax))
    assert ax.get_xlim() == (0, 1)


def curve(last=50):
    steps = [
        ("to_end", 0, 0, 0),
        ("to_end", 3, 0.4, 0.1),
        ("to_end", last, 0.5, 0.1),
        ("to_news", 0, 0, 0),
        ("to_news", 3, 0.6, 0.1),
    ]
    table = pd.DataFrame(steps, columns=["basis", "months", "delivered", "failed"])
    own = table["delivered"]
    return table.assign(delivered_low=own, delivered_high=own, at_risk=5)


def test_the_curves_stop_at_three_years_or_where_nobody_is_watched_and_are_named():
    ax = drawn(charts.delivery_curve, curve())
    floor = by_gid(ax, "delivered")
    assert floor.get_xdata().max() == charts.LAST_MONTH
    assert floor.get_ydata().max() == pytest.approx(0.4)
    assert floor.get_drawstyle() == "steps-post"
    assert by_gid(ax, "failed").get_ydata().max() == pytest.approx(0.1)
    assert by_gid(ax, "to_news").get_linestyle() == "--"
    assert by_gid(ax, "to_news").get_xdata().max() == 3, "to the last news, and not beyond"
    assert {"Delivered 40%", "Failed 10%", "To last news 60%"} <= set(texts(ax))
    assert ax.get_ylim() == (0, 1)
    short = by_gid(drawn(charts.delivery_curve, curve(last=9)), "delivered")
    assert short.get_xdata().max() == 9


def test_a_description_counts_what_is_drawn():
    said = charts.promise_units.words(table(), names=STATE_NAMES)
    ax = drawn(charts.promise_units, table(), names=STATE_NAMES)
    marks = sum(len(by_gid(ax, f"promises-{state}").get_xdata()) for state in STATES)
    assert f"each of 2 topics with a mark for each of {marks} promises: 3 filled squares" in said
    one = charts.promise_units.words(table().tail(1), names=STATE_NAMES)
    assert "1 topic with a mark for each of 1 promise:" in one
    said = charts.kept_shares.words(table())
    dots = len(by_gid(drawn(charts.kept_shares, table()), "shares").get_xdata())
    assert f"3 in all. {dots} rows have a dot" in said
    assert "40%" in charts.delivery_curve.words(curve())
    assert charts.delivery_curve.words(curve().head(0)).startswith("No curve")
    assert charts.promise_units.words(table().head(1), names=STATE_NAMES).startswith("No mark")


def test_without_a_promise_the_charts_say_so_or_stay_empty():
    assert "No promise in these dates" in texts(drawn(charts.delivery_curve, curve().head(0)))
    none = table().head(1).assign(made=0, reported=0, delivered=0, no_report=0, partly=0)
    drawn(charts.promise_units, none, names=STATE_NAMES)
    drawn(charts.kept_shares, none.assign(share=None, low=None, high=None))


TOPICS = pd.DataFrame(
    {
        "label": ["Trade", "AI"],
        "mentions": [8, 2],
        "n": [10, 10],
        "share": [0.8, 0.2],
        "low": [0.5, 0.1],
        "high": [0.9, 0.5],
    }
)


@pytest.mark.parametrize("phone", [False, True])
def test_the_front_pages_bars_carry_their_counts(phone):
    ax = drawn(overview.top_topics, TOPICS, phone=phone)
    assert [bar.get_width() for bar in ax.patches] == [0.8, 0.2]
    assert {"8 of 10", "2 of 10"} <= set(texts(ax))
    assert "Too few accounts for a share" in texts(drawn(overview.top_topics, TOPICS.head(0)))


def test_a_bar_a_state_the_one_without_a_report_apart():
    states = pd.DataFrame(
        {"key": list(STATES), "state": list(STATE_NAMES.values()), "promises": range(6)}
    )
    ax = drawn(overview.state_bars, states)
    assert [bar.get_width() for bar in ax.patches] == [0, 1, 2, 3, 4, 5]
    assert overview.STATE_COLOURS["no_report"] == style.CTX
    assert drawn(overview.state_bars, states.assign(promises=0))


def deaths():
    months = pd.period_range("2022-01", periods=36, freq="M")
    return pd.DataFrame(
        {
            "month": months,
            "deaths": pd.array(range(100, 136), dtype="Int64"),
            "status": ["final"] * 24 + ["estimate"] * 12,
            "is_tail": [False] * 33 + [True] * 3,
        }
    )


@pytest.mark.parametrize("phone", [False, True])
def test_the_line_of_deaths_names_the_peak_and_the_summit_and_starts_at_zero(phone):
    peak, summit = (pd.Period("2023-05", "M"), 116), pd.Timestamp("2023-11-15")
    ax = drawn(overview.deaths_line, deaths(), phone=phone, peak=peak, summit=summit)
    assert ax.get_ylim()[0] == 0
    assert "Summit, 15 Nov 2023" in texts(ax)
    assert any("2023: 4" in text for text in texts(ax))
    assert "No count published yet" in texts(drawn(overview.deaths_line, deaths().head(0)))
