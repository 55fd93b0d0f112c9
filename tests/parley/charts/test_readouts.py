"""Charts of two accounts of one talk, and of the words used: what they draw is what was counted."""

import matplotlib.dates as mdates
import pandas as pd
import pytest
from matplotlib.figure import Figure

from parley.analysis.paired import paired_table
from parley.charts import readouts as charts
from parley.charts import style


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


COUNTS = pd.DataFrame({"descriptor": ["candid", "frank"], "us": [3, 0], "prc": [2, 4]})
USED = pd.DataFrame(
    {
        "descriptor": ["candid", "candid", "frank"],
        "side": ["us", "prc", "prc"],
        "start_date": pd.to_datetime(["2023-01-05", "2023-03-05", "2024-02-05"]),
    }
)
YEARS = pd.DataFrame(
    {
        "period": pd.PeriodIndex(["2023", "2023", "2024", "2024"], freq="Y"),
        "side": ["us", "prc"] * 2,
        "with_word": [1, 1, 0, 1],
        "without": [2, 0, 1, 3],
    }
)
NONE = pd.DataFrame(columns=["first", "last"])
ENDS = {"first": pd.Timestamp("2023-01-01"), "last": pd.Timestamp("2024-12-31")}


@pytest.mark.parametrize("phone", [False, True])
def test_two_bars_a_word_with_their_counts(phone):
    ax = charts.words_by_side(COUNTS, ax=Figure().subplots(), phone=phone)
    assert [bar.get_width() for bar in ax.patches] == [3, 0, 2, 4]
    said = [text.get_text() for text in ax.texts if text.get_visible()]
    assert {"3", "2", "4"} <= set(said)
    assert "0" not in said, "a word that is not on record is left blank, not called none"


def test_a_word_is_marked_as_the_records_own():
    ax = charts.words_by_side(COUNTS, ax=Figure().subplots())
    assert {label.get_gid() for label in ax.get_yticklabels()} == {style.RECORD}


def test_no_word_is_said():
    ax = charts.words_by_side(COUNTS.head(0), ax=Figure().subplots())
    assert [text.get_text() for text in ax.texts] == ["No word is recorded"]


def strips(phone=False, used=USED, years=YEARS, words=("candid", "frank")):
    return charts.words_over_time_grid(
        used, years, NONE, figure=Figure(figsize=(7, 5)), phone=phone, words=list(words), **ENDS
    ).axes


@pytest.mark.parametrize("phone", [False, True])
def test_a_tick_an_account_above_the_line_or_under_it(phone):
    upper, _ = strips(phone)
    lines = {line.get_gid(): line for line in upper.get_lines()}
    assert mdates.num2date(lines["us-0"].get_xdata()[0]).strftime("%Y-%m-%d") == "2023-01-05"
    assert lines["us-0"].get_ydata()[:2].max() < 0 < lines["prc-0"].get_ydata()[:2].min()
    assert not len(lines["us-1"].get_xdata()), "no US account on record says frank"
    assert len(lines["prc-1"].get_xdata()) == 3


def test_accounts_without_a_recorded_word_stand_pale_on_those_with():
    _, foot = strips()
    pale = [bar for bar in foot.patches if bar.get_facecolor()[:3] not in _colours()]
    heights = [(bar.get_y(), bar.get_height()) for bar in foot.patches]
    assert (1, 2) in heights, "two blanks of the US on one account with a word"
    assert pale


def _colours():
    from matplotlib.colors import to_rgb

    return {to_rgb(style.C1), to_rgb(style.C2)}


def test_an_empty_record_draws_empty_strips():
    upper, foot = strips(used=USED.head(0), years=YEARS.head(0), words=())
    assert not upper.get_lines() and not foot.patches
