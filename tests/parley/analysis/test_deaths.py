"""The monthly series, its estimates, its peaks and its order in time."""

import pandas as pd
import pytest

from parley import phrases
from parley.analysis import deaths
from parley.analysis.deaths import rebuilt
from parley.charts import deaths as charts


def months(first, counts):
    index = pd.period_range(first, periods=len(counts), freq="M")
    return pd.DataFrame(
        {
            "month": index,
            "deaths": pd.array(counts, dtype="Int64"),
            "status": "final",
            "vintage": pd.Timestamp("2026-10-01"),
        }
    )


def sums(first, reported, predicted=None, vintage="2026-09-16"):
    index = pd.period_range(first, periods=len(reported), freq="M")
    return pd.DataFrame(
        {
            "month_ending": index,
            "indicator": "synthetic_opioids_t40_4",
            "reported": pd.array(reported, dtype="Int64"),
            "predicted": pd.array(predicted or [None] * len(reported), dtype="Int64"),
            "percent_pending": [None] * (len(reported) - 1) + [0.26],
            "vintage": pd.Timestamp(vintage),
        }
    )


def trailing(counts, first):
    """12-month sums of monthly counts, as an agency would print them."""
    totals = pd.Series(counts).rolling(12).sum().dropna().astype(int).tolist()
    return sums(str(pd.Period(first, "M") + 11), totals)


# ---- monthly_from_trailing


def test_months_are_recovered_exactly_from_their_own_sums():
    counts = [100 + (7 * i) % 23 for i in range(40)]
    made = deaths.monthly_from_trailing(months("2021-01", counts[:24]), trailing(counts, "2021-01"))
    assert made["month"].astype(str).tolist()[:2] == ["2023-01", "2023-02"]
    assert made["reported"].tolist() == counts[24:]
    assert set(made["status"]) == {"estimate"}
    assert made["base"].tolist() == ["final"] * 12 + ["estimate"] * 4


def test_reported_and_predicted_are_never_mixed():
    final = months("2023-01", [10] * 12)
    made = deaths.monthly_from_trailing(final, sums("2023-12", [120, 118, 115], [None, 121, 119]))
    assert made["reported"].tolist() == [8, 7]
    assert pd.isna(made["predicted"].iloc[0]), "predicted has no sum before it in this vintage"
    assert made["predicted"].iloc[1] == 8, "119 - 121 + 10, not 119 - 118 + 10"


def test_a_month_without_its_sum_is_missing_and_so_is_what_rests_on_it():
    final = months("2023-01", [10] * 12)
    gappy = sums("2023-12", [120] * 16).drop(index=3)
    made = deaths.monthly_from_trailing(final, gappy).set_index("month")["reported"]
    assert made.isna()[[pd.Period("2024-03", "M"), pd.Period("2024-04", "M")]].all()
    assert made[pd.Period("2024-05", "M")] == 10
    assert pd.isna(made[pd.Period("2025-03", "M")]), "its base is the missing March of 2024"


@pytest.mark.parametrize("column", ["vintage", "indicator"])
def test_mixed_sums_are_refused(column):
    mixed = sums("2023-12", [120, 118])
    mixed.loc[1, column] = pd.Timestamp("2020-01-01") if column == "vintage" else "heroin_t40_1"
    with pytest.raises(ValueError, match=column):
        deaths.monthly_from_trailing(months("2023-01", [10] * 12), mixed)


def test_no_sum_after_the_finals_gives_no_estimate():
    made = deaths.monthly_from_trailing(months("2023-01", [10] * 12), sums("2023-11", [118, 120]))
    assert made.empty
    series = deaths.monthly_series(months("2023-01", [10] * 12), sums("2023-11", [118, 120]))
    assert len(series) == 12
    assert not series["is_tail"].any()


# ---- what is refused


def test_a_skipped_month_is_refused():
    with pytest.raises(ValueError, match="2023-05"):
        deaths.require_monthly(months("2023-01", [1] * 12).drop(index=4))


def test_a_month_in_two_vintages_is_refused():
    twice = pd.concat([months("2023-01", [1, 2]), months("2023-01", [1, 2])])
    with pytest.raises(ValueError, match="vintage"):
        deaths.require_monthly(twice)


def test_a_trailing_series_is_refused_as_months():
    with pytest.raises(ValueError, match="overlaps itself"):
        deaths.require_monthly(sums("2023-12", [120, 118]), "reported")


def test_an_empty_frame_is_refused():
    with pytest.raises(ValueError, match="no month"):
        deaths.require_monthly(months("2023-01", []))


# ---- error against the finals


def test_the_error_of_exact_sums_is_nothing():
    counts = [100 + (7 * i) % 23 for i in range(48)]
    error = deaths.trailing_error(months("2015-01", counts), trailing(counts, "2015-01"))
    assert error.months == 36
    assert error.largest_share == 0
    assert (error.base_first, error.base_last) == (0, 0)


def test_the_error_is_that_of_the_step_and_its_sign_is_kept():
    counts = [100] * 24
    wrong = trailing(counts, "2015-01")
    wrong.loc[wrong["month_ending"] >= pd.Period("2016-03", "M"), "reported"] += 5
    error = deaths.trailing_error(months("2015-01", counts), wrong)
    assert error.largest_month == pd.Period("2016-03", "M")
    assert error.largest_share == pytest.approx(0.05)
    assert error.mean_share == pytest.approx(0.05 / 12)
    assert error.base_last == pytest.approx(5 / 1200)


def test_a_year_is_checked_from_the_year_before_alone():
    counts = [100] * 36
    check = deaths.trailing_check(months("2015-01", counts), trailing(counts, "2015-01"))
    assert check["month"].iloc[0] == pd.Period("2016-01", "M")
    assert len(check) == 24


def test_too_short_a_series_cannot_be_checked():
    with pytest.raises(ValueError, match="twelve final months"):
        deaths.trailing_check(months("2015-01", [1] * 12), trailing([1] * 12, "2015-01"))


# ---- the series, its tail, its years


def test_the_tail_is_estimates_only():
    counts = [100] * 30
    series = deaths.monthly_series(
        months("2021-01", counts[:24]), trailing(counts, "2021-01"), tail=4
    )
    assert series["is_tail"].tolist() == [False] * 26 + [True] * 4
    assert len(deaths.trusted(series, tail=4)) == 26
    assert len(deaths.trusted(series, tail=9)) == 24, "final months are never cut"


def test_annual_sums_leave_out_half_a_year():
    years = deaths.annual_sums(months("2022-01", [2] * 12 + [3] * 6))
    assert years.to_dict("records") == [{"year": 2022, "deaths": 24}]


def test_change_of_a_year():
    years = deaths.annual_sums(months("2022-01", [2] * 12 + [3] * 12))
    assert deaths.year_change(years, 2023).change == pytest.approx(0.5)
    with pytest.raises(ValueError, match="2021"):
        deaths.year_change(years, 2022)


# ---- order in time


def test_order_in_time_by_hand():
    order = deaths.order_in_time(
        months("2023-01", [310, 560, 610, 540, 500]), pd.Timestamp("2023-05-15")
    )
    # A day: 10, 20, 19.7, 18, 16.1. March counts most, February most a day.
    assert (order.peak.month, order.peak.deaths) == (pd.Period("2023-02", "M"), 560)
    assert order.fall.month == pd.Period("2023-04", "M"), "18 a day is ten per cent under 20"
    assert (order.peak_to_summit, order.fall_to_summit) == (3, 1)
    assert order.eve.deaths == 540
    assert order.eve_share == pytest.approx(0.1)


def test_the_month_before_a_meeting_is_held_against_the_year_before_not_against_the_peak():
    counts = [300, *[310] * 11, 310, 900, 248]  # the peak is a month's chance
    order = deaths.order_in_time(months("2022-01", counts), pd.Timestamp("2023-02-15"))
    assert order.eve_fewer == pytest.approx(1 - 310 / 300)
    order = deaths.order_in_time(months("2022-01", [*counts, 1]), pd.Timestamp("2023-04-15"))
    assert order.eve_fewer == pytest.approx(1 - 248 / 310)
    assert order.fall_share > 0.7
    short = deaths.order_in_time(months("2022-06", counts[5:]), pd.Timestamp("2023-04-15"))
    assert short.eve_fewer is None


def test_of_equal_months_the_first_is_the_peak():
    assert deaths.peak(months("2023-01", [93, 84, 1])).month == pd.Period("2023-01", "M")


def test_months_and_quarters_are_ranked_per_day():
    assert deaths.peak(months("2023-04", [3000, 3099])).month == pd.Period("2023-04", "M")
    quarters = pd.DataFrame(
        {
            "quarter": pd.PeriodIndex(["2023Q1", "2023Q3"], freq="Q"),
            "deaths": pd.array([900, 919], dtype="Int64"),
            "is_tail": False,
        }
    )
    assert deaths.leading(quarters, "quarter").first == pd.Period("2023Q1", "Q")
    change = deaths.quarter_change(quarters, "2023Q1", "2023Q3").change
    assert change == pytest.approx((919 / 92) / (900 / 90) - 1)


def test_a_series_that_never_falls_has_no_order():
    with pytest.raises(ValueError, match="10%"):
        deaths.order_in_time(months("2023-01", [1, 2, 3]), pd.Timestamp("2023-03-01"))


def test_a_meeting_outside_the_series_has_no_order():
    with pytest.raises(ValueError, match="2024-05"):
        deaths.order_in_time(months("2023-01", [100, 50]), pd.Timestamp("2024-06-15"))


def test_the_tail_holds_no_record():
    counts = [100] * 24 + [90] * 3 + [999] * 6
    series = deaths.monthly_series(months("2021-01", counts[:24]), trailing(counts, "2021-01"))
    assert deaths.peak(series).deaths == 100
    assert deaths.leading(series).m == 100


def test_a_month_is_the_highest_only_beyond_chance_and_per_day():
    # April and May 2023: 218 a day in 30 days against 216 in 31.
    close = deaths.leading(months("2023-04", [6544, 6681, 6246]))
    assert (str(close.first), str(close.second), close.stands_out) == ("2023-04", "2023-05", False)
    assert (round(close.share), round(close.second_share)) == (218, 216)
    assert deaths.leading(months("2023-04", [6544, 5600, 5000])).stands_out


def test_the_year_before_and_after_a_meeting_leave_its_month_out_and_count_per_day():
    counts = [310, 280] + [300] * 10 + [9999] + [150] * 11 + [100]
    final = months("2023-01", counts)
    made = dict.fromkeys(deaths.Order._fields)
    order = deaths.Order(
        **made
        | {"summit": pd.Timestamp("2024-01-15"), "fall": deaths.Point(pd.Period("2023-09", "M"), 1)}
    )
    year = deaths.year_around(final, order)
    assert year.before == pytest.approx(sum(counts[:12]) / 365)
    assert year.after == pytest.approx((11 * 150 + 100) / 366)
    said = str(phrases.after_summit(year).spoken())
    assert "deaths did fall: 5 a day in the year after, 10 in the year before" in said
    assert "begun by September 2023, before the summit, and timing alone cannot tell why" in said
    assert deaths.year_around(final.iloc[:-1], order) == deaths.YearAround()
    assert "Too few final months" in str(phrases.after_summit(deaths.YearAround()).spoken())
    risen = year._replace(before=1.0)
    assert "did not fall" in str(phrases.after_summit(risen).spoken())


def test_a_window_keeps_both_ends_and_may_be_empty():
    kept = deaths.window(months("2023-01", [1, 2, 3]), "2023-02", None)
    assert kept["deaths"].tolist() == [2, 3]
    assert deaths.window(months("2023-01", [1, 2, 3]), "2024-01", "2024-02").empty


# ---- headline and vintages


def test_the_headline_compares_year_with_year():
    found = deaths.headline(sums("2023-12", [120] + [100] * 11 + [80], [None] * 12 + [90]))
    assert (found.reported, found.predicted, found.year_earlier) == (80, 90, 120)
    assert (found.basis, found.change) == ("reported", pytest.approx(80 / 120 - 1))
    assert found.percent_pending == 0.26


def test_adjusted_is_compared_with_adjusted():
    predicted = [124] + [None] * 11 + [93]
    found = deaths.headline(sums("2023-12", [120] + [100] * 11 + [80], predicted))
    assert (found.basis, found.year_earlier) == ("adjusted", 124)
    assert found.change == pytest.approx(-0.25)


def test_a_vintage_is_taken_whole_and_not_after_as_of():
    old, new = sums("2023-12", [120, 118], vintage="2026-06-01"), sums("2024-01", [119])
    both = pd.concat([old, new])
    assert deaths.trailing_of(both)["reported"].tolist() == [119]
    assert deaths.trailing_of(both, as_of="2026-07-01")["reported"].tolist() == [120, 118]
    with pytest.raises(ValueError, match="2025"):
        deaths.trailing_of(both, as_of="2025-01-01")


def test_revisions_pair_the_same_month():
    old, new = sums("2023-12", [100, 100], vintage="2026-06-01"), sums("2024-01", [110])
    pair = deaths.revisions(pd.concat([old, new]))
    assert pair["month_ending"].astype(str).tolist() == ["2024-01"]
    assert pair["change"].tolist() == pytest.approx([0.1])
    assert deaths.revisions(new).empty
    assert deaths.grown(pair).share == pytest.approx(0.1)
    assert deaths.grown(deaths.revisions(new)).month is None
    assert "no growth can be told" in charts.revisions.words(deaths.revisions(new))


# ---- months rebuilt


def test_the_step_is_scaled_to_residents_by_the_newest_ratio():
    counts = [100] * 24 + [90, 80]
    occurring = trailing([2 * count for count in counts], "2021-01")
    made = deaths.monthly_from_trailing(months("2021-01", counts[:24]), occurring)
    assert made["reported"].tolist() == [90, 80], "half of the step of twice the deaths"


def test_estimates_are_followed_from_one_file_to_the_next_by_their_age():
    final, counts = months("2021-01", [100] * 24), [100] * 32
    older = trailing(counts[:31], "2021-01").assign(vintage=pd.Timestamp("2024-01-01"))
    newer = trailing([*counts[:30], 110, 110], "2021-01").assign(vintage=pd.Timestamp("2024-04-01"))
    found = deaths.revised_months(final, pd.concat([older, newer]))
    assert found["age"].tolist() == [6, 5, 4, 3, 2, 1, 0]
    assert found["change"].tolist() == pytest.approx([0] * 6 + [0.1])
    told = deaths.revised(found)
    assert (told.newest, told.high, told.rest_high) == (6, pytest.approx(0.1), 0)
    assert not told.rest_high > 0, "so that no sentence says that older ones rose"
    assert deaths.revised(deaths.revised_months(final, older)) == rebuilt.Revised()


def test_the_smoothest_months_have_the_published_sums_and_are_a_line_where_the_truth_is_one():
    index = pd.period_range("2021-01", periods=40, freq="M")
    line = [int(day * (50 + 2 * n)) for n, day in enumerate(index.days_in_month)]
    final = months("2021-01", line[:24])
    smooth = deaths.smoothest(final, trailing(line, "2021-01"))
    assert smooth.to_numpy() == pytest.approx(line, abs=1.5)
    parted = deaths.apart(
        deaths.two_ways(final, trailing(line, "2021-01")), final, trailing(line, "2021-01")
    )
    assert parted.months == 16 and parted.most < 0.001 and parted.error < 0.001
    with pytest.raises(ValueError, match="2022-04 first"):
        deaths.smoothest(final, trailing(line, "2021-01").drop(index=4))


# ---- marks


MEETINGS = pd.DataFrame(
    {
        "meeting_id": ["a", "b", "c", "d"],
        "start_date": pd.to_datetime(["2023-11-15", "2024-01-30", "2024-01-31", "2024-02-01"]),
        "title": ["A", "B", "C", "D"],
        "channel": ["leaders", "counternarcotics", "economic", "defense"],
        "status": ["held", "held", "held", "cancelled"],
    }
)
POLICY = pd.DataFrame(
    {
        "event_id": ["p1", "p2"],
        "date": pd.to_datetime(["2019-05-01", "2025-05-12"]),
        "title": ["Class control", "Tariffs"],
        "topic": ["fentanyl", "trade"],
    }
)


@pytest.mark.parametrize(
    ("events", "ids"),
    [
        ("counternarcotics", ["b", "p1"]),
        ("leaders", ["b", "a", "p1"]),
        ("all", ["b", "a", "c", "p1"]),
    ],
)
def test_rug_rows_by_kind_and_only_what_was_held(events, ids):
    assert deaths.rug(MEETINGS, POLICY, events)["id"].tolist() == ids


def test_an_unknown_choice_of_events_is_refused():
    with pytest.raises(ValueError, match="leaders"):
        deaths.rug(MEETINGS, POLICY, "summits")


def test_share_of_months_with_talks():
    assert deaths.months_with_talks(MEETINGS, "2023-11", "2024-02") == 0.5
    with pytest.raises(ValueError, match="before"):
        deaths.months_with_talks(MEETINGS, "2024-02", "2023-11")


def test_the_day_of_a_meeting_must_be_one():
    assert deaths.meeting_day(MEETINGS, "leaders", "2023-11") == pd.Timestamp("2023-11-15")
    with pytest.raises(ValueError, match="0 meetings of defense"):
        deaths.meeting_day(MEETINGS, "defense", "2024-02")
    with pytest.raises(ValueError, match=r"add it to meetings\.csv, or"):
        deaths.meeting_day(MEETINGS[:0], "leaders", "2023-11")


@pytest.mark.parametrize("day", [None, pd.NaT])
def test_an_order_without_its_meeting_says_so(day):
    with pytest.raises(ValueError, match="no day of a meeting is given"):
        deaths.order_in_time(pd.DataFrame(), day)


# ---- Canada


def canada(rows):
    frame = pd.DataFrame(rows, columns=["period", "period_type", "deaths", "vintage"])
    return frame.assign(
        vintage=pd.to_datetime(frame["vintage"]),
        deaths=frame["deaths"].astype("Int64"),
        vintage_precision="month",
        source_id="s",
    )


CANADA = canada(
    [
        ("2023-Q1", "quarter", 10, "2025-06-01"),
        ("2023-Q2", "quarter", 11, "2025-06-01"),
        ("2023-Q1", "quarter", 12, "2026-03-01"),
        ("2023-Q2", "quarter", 13, "2026-03-01"),
        ("2023-Q4", "quarter", 9, "2026-03-01"),
        ("2023-H1", "half_year", 20, "2023-12-01"),
        ("2023", "year", 50, "2026-09-22"),
    ]
)


def test_quarters_come_from_the_newest_vintage_that_has_them():
    found = deaths.quarters(CANADA)
    assert found["quarter"].astype(str).tolist() == ["2023Q1", "2023Q2", "2023Q3", "2023Q4"]
    assert found["deaths"].isna().tolist() == [False, False, True, False]
    assert deaths.quarters(CANADA, "2025-12-31")["deaths"].tolist() == [10, 11]
    with pytest.raises(ValueError, match="Canada"):
        deaths.quarters(CANADA, "2020-01-01")


def test_one_half_year_in_three_printings():
    found = deaths.half_year_vintages(CANADA)
    assert found["deaths"].tolist() == [20, 21, 25]
    assert found["basis"].tolist() == ["published", "two quarters", "two quarters"]
