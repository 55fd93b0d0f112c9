"""Charts of two accounts, by what they draw."""

import pandas as pd
import pytest
from matplotlib.figure import Figure

from parley.analysis.paired import paired_table
from parley.charts import readouts as charts


def results(*rows: tuple[str, int, int, int, int]) -> pd.DataFrame:
    columns = ["label", "both", "us_only", "prc_only", "neither"]
    table = paired_table(pd.DataFrame(rows, columns=columns))
    table["is_firm"] = True
    return table.sort_values("too_few", kind="stable").reset_index(drop=True)


TWO = results(("Taiwan", 10, 1, 12, 27), ("Trade", 2, 1, 1, 16), ("Quiet", 0, 0, 0, 20))


def drawn(chart, frame, phone=False):
    return chart(frame, ax=Figure(figsize=(7, 4)).subplots(), phone=phone)


def by_gid(ax, gid):
    return [line for line in ax.get_lines() if line.get_gid() == gid]


def texts(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("phone", [False, True])
def test_both_ends_of_a_dumbbell_and_their_counts(phone):
    ax = drawn(charts.two_sides, TWO, phone)
    (us,), (prc,) = by_gid(ax, "us-tested"), by_gid(ax, "prc-tested")
    assert us.get_xdata().tolist() == [11 / 50] and prc.get_xdata().tolist() == [22 / 50]
    assert us.get_marker() != prc.get_marker()
    said = texts(ax)
    assert {"11", "22", "50"} <= set(said), "counts of both sides, and of what"


def test_too_few_is_grey_and_named_and_a_topic_nobody_mentions_is_not_drawn():
    ax = drawn(charts.two_sides, TWO)
    (grey,), (colour,) = by_gid(ax, "us-few"), by_gid(ax, "us-tested")
    assert grey.get_color() != colour.get_color()
    assert grey.get_xdata().tolist() == [3 / 20]
    assert "Too few to compare" in texts(ax)
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == ["Taiwan", "Trade"]


def test_under_five_meetings_there_is_a_count_and_no_dot():
    ax = drawn(charts.two_sides, results(("Trade", 1, 1, 0, 2)))
    assert not by_gid(ax, "us-few")[0].get_xdata().size
    assert "4" in texts(ax)


def test_differences_draw_the_topics_tested_with_their_intervals():
    ax = drawn(charts.differences, TWO)
    (interval,) = [each for each in ax.collections if each.get_gid() == "interval"]
    (start, end) = interval.get_segments()[0][:, 0]
    assert start == pytest.approx(TWO["low"].iloc[0]) and end == pytest.approx(TWO["high"].iloc[0])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Taiwan"]
    low, high = ax.get_xlim()
    assert low == -high, "no difference stands in the middle"


def test_what_hangs_on_how_sessions_are_counted_is_hollow():
    (firm,) = by_gid(drawn(charts.differences, TWO), "difference")
    (loose,) = by_gid(drawn(charts.differences, TWO.assign(is_firm=False)), "difference")
    assert firm.get_markerfacecolor() == firm.get_color()
    assert loose.get_markerfacecolor() != loose.get_color() == firm.get_color()


@pytest.mark.parametrize("chart", [charts.two_sides, charts.differences])
def test_nothing_to_compare_is_said(chart):
    ax = drawn(chart, results(("Quiet", 0, 0, 0, 0)))
    assert len(texts(ax)) == 1 and "No topic" in texts(ax)[0]


def test_the_words_count_what_is_drawn():
    quiet = results(
        ("Taiwan", 10, 1, 12, 27),
        ("Trade", 2, 1, 1, 16),
        ("Few", 1, 1, 0, 2),
        ("Quiet", 0, 0, 0, 20),
    )
    ax = drawn(charts.two_sides, quiet)
    names = [label.get_text() for label in ax.get_yticklabels()]
    dots = sum(line.get_xdata().size for gid in ("us-tested", "us-few") for line in by_gid(ax, gid))
    said = charts.two_sides.words(quiet)
    assert said.startswith(f"Rows for {len(names)} topics, {dots} of them with two dots")
    assert (len(names), dots) == (3, 2)
    ax = drawn(charts.differences, quiet)
    assert f"each of {len(by_gid(ax, 'difference'))} topics tested" in charts.differences.words(
        quiet
    )
    for chart in (charts.two_sides, charts.differences):
        nothing = results(("Quiet", 0, 0, 0, 0))
        assert chart.words(nothing).startswith("Empty: ") and min(chart.height(nothing)) > 1


def test_a_zero_has_no_sign():
    flat = results(("Taiwan", 10, 3, 3, 24))
    assert "Taiwan 0 (" in charts.differences.words(flat)
    assert "−0" not in charts.differences.words(flat)
