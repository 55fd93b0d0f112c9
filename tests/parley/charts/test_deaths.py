"""Charts of deaths, by what they draw."""

import matplotlib.dates as mdates
import pandas as pd
import pytest
from matplotlib.figure import Figure

from parley.charts import deaths as charts


def series(final=24, estimate=4, tail=6, first="2023-01"):
    total = final + estimate + tail
    frame = pd.DataFrame(
        {
            "month": pd.period_range(first, periods=total, freq="M"),
            "deaths": pd.array(range(200, 200 + total), dtype="Int64"),
            "status": ["final"] * final + ["estimate"] * (estimate + tail),
            "is_tail": [False] * (final + estimate) + [True] * tail,
            "vintage": pd.Timestamp("2026-09-16"),
        }
    )
    predicted = frame["deaths"].where(frame["is_tail"]) + 20
    return frame.assign(predicted=predicted)


MARKS = pd.DataFrame(
    {
        "date": pd.to_datetime(["2023-11-15", "2024-01-10", "2024-01-30"]),
        "row": ["leaders", "counternarcotics", "counternarcotics"],
        "label": ["Leaders", "Counternarcotics talks", "Counternarcotics talks"],
        "id": ["a", "b", "c"],
        "title": ["A", "B", "C"],
    }
)
SPANS = pd.DataFrame(
    {
        "row": ["counternarcotics", "leaders"],
        "label": ["Counternarcotics talks", "Leaders"],
        "first": pd.to_datetime(["2023-06-01"] * 2),
        "last": pd.to_datetime(["2024-12-31"] * 2),
    }
)


def by_gid(ax, gid):
    return [line for line in ax.get_lines() if line.get_gid() == gid]


def texts(figure):
    return [text.get_text() for ax in figure.axes for text in ax.texts]


def ticks_at(line):
    """Dates of a broken line of ticks: each is drawn by two points and a gap."""
    return sorted(mdates.num2date(x).strftime("%Y-%m-%d") for x in line.get_xdata()[::3])


@pytest.mark.parametrize("phone", [False, True])
def test_every_talk_is_a_tick_in_its_row_and_none_reaches_the_deaths(phone):
    figure = charts.deaths_and_talks_grid(series(), MARKS, SPANS, figure=Figure(), phone=phone)
    upper, lower = figure.axes
    (ticks,) = by_gid(lower, "talks-counternarcotics")
    assert ticks_at(ticks) == ["2024-01-10", "2024-01-30"]
    assert not [line for line in upper.get_lines() if str(line.get_gid()).startswith("talks")]
    assert upper.get_ylim()[0] == 0
    assert not lower.get_yticks().size, "a second value axis"


def test_counternarcotics_ticks_are_darker_than_the_others():
    figure = charts.deaths_and_talks_grid(series(), MARKS, SPANS, figure=Figure())
    lower = figure.axes[1]
    (dark,), (pale,) = (by_gid(lower, f"talks-{row}") for row in ("counternarcotics", "leaders"))
    assert dark.get_color() != pale.get_color()
    assert dark.get_linewidth() > pale.get_linewidth()


def test_a_strip_ends_where_nothing_was_looked_for():
    figure = charts.deaths_and_talks_grid(series(), MARKS, SPANS, figure=Figure())
    lines = [c for c in figure.axes[1].collections if c.get_gid() == "looked-for"]
    ends = {
        tuple(mdates.num2date(x).strftime("%Y-%m") for x in seg[:, 0])
        for line in lines
        for seg in line.get_segments()
    }
    assert ends == {("2023-06", "2024-12")}


def test_what_lies_outside_the_window_is_not_named():
    late = series(first="2025-01")
    figure = charts.deaths_and_talks_grid(
        late,
        MARKS.iloc[:0],
        SPANS.iloc[:0],
        figure=Figure(),
        peak=(pd.Period("2023-05", "M"), 999),
        named=(pd.Timestamp("2023-11-15"), "Summit"),
    )
    assert not [text for text in texts(figure) if "999" in text or "Summit" in text]


def test_peak_fall_and_summit_are_named():
    figure = charts.deaths_and_talks_grid(
        series(),
        MARKS,
        SPANS,
        figure=Figure(),
        peak=(pd.Period("2023-05", "M"), 6681),
        fall=(pd.Period("2023-09", "M"), 5618, 0.159),
        named=(pd.Timestamp("2023-11-15"), "Woodside summit"),
    )
    said = texts(figure)
    assert "May 2023: 216 a day" in said
    assert "Sep 2023: 16% fewer" in said
    assert "Woodside summit, 15 Nov 2023" in said


def test_the_tail_is_hollow_on_a_band_and_the_line_has_no_gap():
    ax = charts.last_months(series())
    (hollow,) = by_gid(ax, "deaths-hollow")
    assert len(hollow.get_xdata()) == 6
    assert hollow.get_markerfacecolor() == "#FFFFFF"
    drawn = {gid: by_gid(ax, f"deaths-{gid}")[0] for gid in ("final", "estimate", "tail")}
    assert drawn["final"].get_xdata()[-1] == drawn["estimate"].get_xdata()[0]
    assert drawn["estimate"].get_xdata()[-1] == drawn["tail"].get_xdata()[0]
    assert drawn["final"].get_linewidth() > drawn["estimate"].get_linewidth()
    assert drawn["estimate"].get_linestyle() == "-"
    assert [patch for patch in ax.patches if patch.get_gid() == "band"]


def test_adjusted_counts_stand_only_in_the_tail():
    ax = charts.last_months(series())
    (predicted,) = by_gid(ax, "predicted")
    assert len(predicted.get_xdata()) == 6
    assert len(by_gid(charts.last_months(series(tail=0)), "predicted")) == 0


def test_final_months_alone_have_no_band():
    ax = charts.last_months(series(estimate=0, tail=0))
    assert not [patch for patch in ax.patches if patch.get_gid() == "band"]
    assert not by_gid(ax, "deaths-hollow")


def test_the_headline_names_its_newest_counts():
    sums = pd.DataFrame(
        {
            "month_ending": pd.period_range("2024-01", periods=30, freq="M"),
            "reported": pd.array([77695] + [500] * 28 + [34523], dtype="Int64"),
            "predicted": pd.array([None] * 29 + [35115], dtype="Int64"),
        }
    )
    ax = charts.twelve_months(sums, peak=(pd.Period("2024-01", "M"), 77695))
    said = [text.get_text() for text in ax.texts]
    assert {"Reported 34,523", "Adjusted 35,115", "77,695"} <= set(said)
    assert ax.get_ylim()[0] == 0


def test_both_countries_have_their_own_zero_based_panel():
    quarters = pd.DataFrame(
        {
            "quarter": pd.period_range("2023Q1", periods=6, freq="Q"),
            "deaths": pd.array([5, 9, 8, 7, 6, 5], dtype="Int64"),
            "is_tail": [False] * 4 + [True] * 2,
        }
    )
    figure = charts.us_and_canada_grid(quarters, quarters, figure=Figure())
    assert [ax.get_ylim()[0] for ax in figure.axes] == [0, 0]
    assert {"United States", "Canada", "Q2 2023"} <= set(texts(figure))


def test_growth_between_files_starts_at_zero():
    pair = pd.DataFrame(
        {
            "month_ending": pd.period_range("2025-01", periods=3, freq="M"),
            "change": [0.0, 0.01, 0.02],
        }
    )
    ax = charts.revisions(pair)
    assert ax.get_ylim()[0] == 0
    assert [seg[1, 1] for seg in ax.collections[0].get_segments()] == pytest.approx([0, 1, 2])


def test_printings_tell_published_from_summed():
    rows = pd.DataFrame(
        {
            "vintage": pd.to_datetime(["2023-12-01", "2026-03-01"]),
            "deaths": pd.array([3970, 4013], dtype="Int64"),
            "basis": ["published", "two quarters"],
        }
    )
    ax = charts.printings(rows)
    fills = [line.get_markerfacecolor() for line in ax.get_lines()]
    assert len(set(fills)) == 2
    assert {"3,970", "4,013"} <= {text.get_text() for text in ax.texts}


def test_a_chart_leaves_its_data_alone():
    before = series()
    given = before.copy()
    charts.last_months(given)
    pd.testing.assert_frame_equal(given, before)


ROWS = pd.DataFrame(
    {
        "series": ["US", "US", "Canada"],
        "method": ["Joinpoint", "PELT", "Joinpoint"],
        "month": pd.PeriodIndex(["2023-07", "2023-06", None], freq="M"),
        "low": pd.PeriodIndex(["2023-06", None, None], freq="M"),
        "high": pd.PeriodIndex(["2023-07", None, None], freq="M"),
        "words": ["Jul 2023", "Jun 2023", ""],
    }
)


@pytest.mark.parametrize("phone", [False, True])
def test_a_method_has_a_dot_a_bar_where_it_has_an_interval_and_words_where_it_has_none(phone):
    ax = charts.turning_times(
        ROWS, MARKS, phone=phone, named=(pd.Timestamp("2023-11-15"), "Woodside summit")
    )
    assert len(by_gid(ax, "turn")) == 2
    assert len([c for c in ax.collections if c.get_gid() == "interval"]) == 1
    said = [text.get_text() for text in ax.texts]
    assert "Joinpoint: no turn found" in said
    assert len(by_gid(ax, "talks-counternarcotics")) == 1
    assert not ax.get_yticks().size


def test_a_bend_that_rises_is_named_below_the_line():
    fitted = pd.DataFrame(
        {
            "month": pd.period_range("2023-01", periods=24, freq="M"),
            "per_day": [200.0] * 24,
            "fitted_per_day": [200.0] * 24,
        }
    )
    joins = pd.DataFrame(
        {
            "month": pd.PeriodIndex(["2023-07", "2024-06"], freq="M"),
            "low": pd.PeriodIndex(["2023-06", "2024-05"], freq="M"),
            "high": pd.PeriodIndex(["2023-08", "2024-07"], freq="M"),
            "growth_before": [5.0, -40.0],
            "growth_after": [-40.0, 20.0],
        }
    )
    ax = charts.joined_line(fitted, joins)
    placed = {text.get_text(): text.get_va() for text in ax.texts}
    assert placed == {"Jul 2023": "bottom", "Jun 2024": "top"}
    assert ax.get_ylim()[0] == 0


SHIFTS = pd.DataFrame(
    {"months_moved": [-2, -1, 0], "change": [0.03, -0.02, -0.01], "is_real": [False, False, True]}
)


def test_every_placement_is_a_dot_and_the_real_one_is_another():
    ax = charts.placements(SHIFTS, stands_out=0.04)
    (others,), (real,) = by_gid(ax, "other"), by_gid(ax, "real")
    assert list(others.get_ydata()) == [0.03, -0.02]
    assert list(real.get_ydata()) == [-0.01]
    assert "◆ The real dates" in [text.get_text() for text in ax.texts]
    low, high = ax.get_ylim()
    assert low == -high


def test_epochs_tell_how_many_events_stand_behind_each_lag():
    table = pd.DataFrame(
        {
            "lag": [-1, 0, 1],
            "mean": [0.1, 0.0, -0.1],
            "low": [-0.2] * 3,
            "high": [0.2] * 3,
            "events": [6, 6, 4],
        }
    )
    lines = pd.DataFrame([[0.1, 0.0, -0.1], [0.2, 0.0, None]], columns=[-1, 0, 1], dtype=float)
    ax = charts.epochs(table, lines)
    assert len(by_gid(ax, "one")) == 2
    assert list(by_gid(ax, "mean")[0].get_ydata()) == [0.1, 0.0, -0.1]
    assert [text.get_text() for text in ax.texts][:3] == ["6", "6", "4"]


def test_a_test_that_errs_too_often_has_another_colour():
    rows = pd.DataFrame(
        {
            "row": ["plain test on months", "shifted calendar on months"],
            "rate": [0.66, 0.05],
            "low": [0.64, 0.04],
            "high": [0.68, 0.06],
            "nominal": [0.05, 0.05],
        }
    )
    ax = charts.sizes(rows)
    plain, shifted = by_gid(ax, "rate")
    assert plain.get_color() != shifted.get_color()
    assert {"66.0%", "5.0%"} <= {text.get_text() for text in ax.texts}


def panels():
    months = pd.period_range("2017-05", periods=36, freq="M")
    frame = pd.DataFrame({"month": months, "per_day": 90.0, "date": pd.Period("2019-05", "M")})
    fitted = frame.assign(name="A law", fitted_per_day=91.0, without_per_day=95.0, reason="")
    bare = frame.assign(
        name="A tariff", fitted_per_day=None, without_per_day=None, reason="0 months; 12 are needed"
    )
    both = pd.concat([fitted, bare], ignore_index=True)
    return both.astype({"fitted_per_day": float, "without_per_day": float})


@pytest.mark.parametrize(("phone", "columns"), [(False, 2), (True, 1)])
def test_a_date_without_a_fit_says_why_in_words(phone, columns):
    figure = charts.named_dates_grid(panels(), figure=Figure(), phone=phone)
    first, second = figure.axes
    assert by_gid(first, "fitted")
    assert not by_gid(second, "fitted")
    assert "12 are needed" in " ".join(second.get_xlabel().split())
    assert first.get_gridspec().ncols == columns
    assert first.get_ylim() == second.get_ylim()


def test_the_line_that_went_on_begins_at_the_date_and_shows_the_step_alone():
    figure = charts.named_dates_grid(panels(), figure=Figure())
    (line,) = by_gid(figure.axes[0], "without")
    assert len(line.get_xdata()) == 2


def test_the_named_month_is_filled_among_the_others():
    rows = pd.DataFrame(
        {
            "month": pd.period_range("2023-10", periods=3, freq="M"),
            "moved": [-1, 0, 1],
            "step": [-0.1, -0.13, -0.15],
            "step_low": [-0.2] * 3,
            "step_high": [0.0] * 3,
        }
    )
    dots = by_gid(charts.moved_dates(rows), "step")
    fills = [dot.get_markerfacecolor() for dot in dots]
    assert fills[0] == fills[2] != fills[1]


def test_a_file_with_every_adjusted_count_marks_only_the_newest_as_provisional():
    ends = pd.period_range("2021-01", "2024-12", freq="M")
    sums = pd.DataFrame({"month_ending": ends, "reported": 100, "predicted": 101})
    ax = charts.twelve_months(sums)
    (dashed,) = [line for line in ax.lines if line.get_gid() == "predicted"]
    assert len(dashed.get_xdata()) == 8


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
