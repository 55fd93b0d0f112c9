"""Events against dates: changes counted by hand, the test's level, and lists that cannot fit."""

import numpy as np
import pandas as pd
import pytest

from parley.analysis import events, placements


def monthly(*values: float, first: str = "2020-01") -> pd.Series:
    return pd.Series(values, index=pd.period_range(first, periods=len(values), freq="M"))


def hump(length: int = 60) -> pd.Series:
    return monthly(*np.exp(8 - ((np.arange(length) - 30) / 20) ** 2))


def test_a_change_of_level_by_hand():
    found = events.event_change(monthly(8, 8, 100, 4, 4, 1), ["2020-03"], k=2)
    assert found.percent == pytest.approx(-50) and (found.used, found.left_out) == (1, 0)


def test_the_event_month_itself_is_left_out():
    counts = monthly(8, 8, 8, 4, 4)
    for value in (1, 8, 999):
        counts.iloc[2] = value
        assert events.event_change(counts, ["2020-03"], k=2).percent == pytest.approx(-50)


def test_a_change_of_growth_by_hand():
    # doubling each month before, halving each month after
    found = events.event_change(monthly(1, 2, 4, 5, 4, 2, 1), ["2020-04"], 3, "growth")
    assert found.change == pytest.approx(-2 * np.log(2))


def test_growth_is_zero_on_steady_growth_and_level_is_not():
    counts = monthly(*(2.0 ** np.arange(9)))
    assert events.event_change(counts, ["2020-05"], 3, "growth").change == pytest.approx(0)
    assert events.event_change(counts, ["2020-05"], 3).change == pytest.approx(4 * np.log(2))


def test_several_talks_in_a_month_count_once_and_talks_at_the_edge_are_counted_as_left_out():
    found = events.event_change(
        monthly(*[5] * 9), ["2020-05-02", "2020-05-30", "2020-01", "2031-01"], k=3
    )
    assert (found.used, found.left_out, found.change) == (1, 2, 0)
    assert found.each["month"].astype(str).tolist() == ["2020-05"]


def test_the_shifted_calendar_by_hand():
    # one event, k = 1, five months: it fits in months 2, 3 and 4
    found = events.shifted_calendar(monthly(1, 1, 4, 4, 1), ["2020-03"], k=1)
    assert found.shifts.index.tolist() == [-1, 0, 1]
    assert np.exp(found.shifts).tolist() == pytest.approx([4, 4, 0.25])
    assert (found.placements, found.p) == (3, 1)
    assert found.too_few


def test_a_change_unlike_any_other_placement_has_the_smallest_p():
    counts = monthly(*[10.0] * 30, *[5.0] * 30)
    found = events.shifted_calendar(counts, ["2022-07"], k=3)
    assert found.placements == 54 and not found.too_few
    # the window straddles the step at this month and the one before
    assert found.p == pytest.approx(2 / 54) and found.event.percent == pytest.approx(-50)


def test_the_list_moves_whole():
    counts = hump()
    found = events.shifted_calendar(counts, ["2021-03", "2021-09"], k=3)
    moved = events.event_change(counts, ["2021-05", "2021-11"], k=3)
    assert found.shifts[2] == pytest.approx(moved.change)
    assert found.shifts.index[0] == -11 and found.placements == 60 - 6 - 6


def test_the_change_that_would_have_stood_out_is_told():
    found = events.shifted_calendar(hump(), ["2021-03"], k=3)
    assert found.stands_out == pytest.approx(
        np.quantile(np.abs(found.shifts), 0.95, method="higher")
    )
    assert 1 - found.fall_that_stands_out / 100 == pytest.approx(np.exp(-found.stands_out))


def test_a_flat_series_shows_no_change_and_p_one():
    found = events.shifted_calendar(monthly(*[7] * 40), ["2021-03"], k=3)
    assert (found.p, found.event.change, found.stands_out) == (1, 0, 0)


@pytest.mark.parametrize(
    ("counts", "dates", "k", "why"),
    [
        (monthly(1, 2, 3), ["2020-02"], 3, "no event has 3 months"),
        (monthly(*[5] * 9), [], 3, "there is no event"),
        (monthly(*[5] * 9), [pd.NaT], 3, "no date"),
        (monthly(*[5] * 8, 0), ["2020-05"], 3, "2020-09 counts zero"),
        (monthly(*[5] * 9).drop(pd.Period("2020-03")), ["2020-05"], 3, "2020-03 is missing"),
        (monthly(*[5] * 8, np.nan), ["2020-05"], 3, "2020-09"),
        (monthly(*[5] * 9).reset_index(drop=True), ["2020-05"], 3, "index of months"),
        (monthly(), ["2020-05"], 3, "0 months"),
        (monthly(*[5] * 8, np.inf), ["2020-05"], 3, "infinite"),
        (
            monthly(*[5] * 9).set_axis(pd.period_range("2020Q1", periods=9)),
            [],
            3,
            "index of months",
        ),
        (monthly(*[5] * 9), ["2020-05"], 0, "k ≥ 1"),
        (monthly(*[5] * 9), ["2020-05"], 1.5, "k ≥ 1"),
    ],
)
def test_series_and_lists_that_cannot_answer_are_refused(counts, dates, k, why):
    with pytest.raises(ValueError, match=why):
        events.event_change(counts, dates, k)


def test_unknown_measures_are_refused():
    with pytest.raises(ValueError, match="level, growth"):
        events.event_change(monthly(*[5] * 9), ["2020-05"], 3, "slope")
    with pytest.raises(ValueError, match="k ≥ 1"):
        events.event_change(monthly(*[5] * 9), ["2020-05"], 1, "growth")


def test_the_share_of_months_after_some_talk_by_hand():
    found = events.after_window_share(["2024-01-31", "2024-03-01"], "2024-01", "2024-12", k=3)
    assert (found.inside, found.months, found.dense) == (5, 12, False)  # February to June
    assert events.after_window_share(["2023-12-01"], "2024-01", "2024-04", k=3).dense
    assert events.after_window_share([], "2024-01", "2024-04").share == 0
    with pytest.raises(ValueError, match="at least one month"):
        events.after_window_share([], "2024-02", "2024-01")


def test_the_share_of_months_near_some_talk_by_hand():
    found = events.near_share(["2024-01-31", "2024-04-01"], "2024-01", "2024-10", within=1)
    assert (found.inside, found.months) == (5, 10)  # January, February; March to May
    assert events.near_share(["2024-04-01"], "2024-01", "2024-10", within=0).inside == 1
    with pytest.raises(ValueError, match="0 or more"):
        events.near_share(["2024-04-01"], "2024-01", "2024-10", within=-1)
    with pytest.raises(ValueError, match="at least one month, not 0"):
        events.after_window_share(["2024-04-01"], "2024-01", "2024-10", k=0)


def test_epochs_by_hand():
    values = pd.Series([1.0, 2, 3, 4, 9], index=[2001, 2002, 2003, 2004, 2005])
    found = placements.superposed_epochs(values, [2002, 2004, 1990], before=1, after=1)
    assert found.table["mean"].tolist() == [2, 3, 6]
    assert found.table["events"].tolist() == [2, 2, 2], "one year lies outside"
    assert found.lines.to_numpy().tolist() == [[1, 2, 3], [3, 4, 9]]
    assert found.placements == 3  # one year earlier, as they are, one later


def test_epochs_use_what_exists_at_each_lag_and_count_it():
    found = placements.superposed_epochs(
        monthly(1, 2, 3), ["2020-01", "2020-03"], before=1, after=1
    )
    assert found.table["events"].tolist() == [1, 2, 1]
    assert found.table["mean"].tolist() == [2, 2, 2]
    alone = placements.superposed_epochs(monthly(1, 2, 3), ["2020-01"], before=1, after=0)
    assert alone.table["events"].tolist() == [0, 1] and np.isnan(alone.table["mean"].iloc[0])


def test_centred_epochs_take_each_window_from_its_own_mean():
    found = placements.superposed_epochs(
        monthly(1, 2, 3, 11, 12, 13), ["2020-02", "2020-05"], 1, 1, centred=True
    )
    assert found.table["mean"].tolist() == pytest.approx([-1, 0, 1])


def test_epochs_refuse_a_hole_in_the_series_and_events_outside_it():
    for values, lags in (
        (monthly(1, np.nan, 2), {}),
        (monthly(), {}),
        (monthly(1, 2), {"before": -1}),
        (monthly(1, 2), {"after": -1}),
    ):
        with pytest.raises(ValueError, match="without missing"):
            placements.superposed_epochs(values, ["2020-01"], **lags)
    with pytest.raises(ValueError, match="no event lies"):
        placements.superposed_epochs(monthly(1, 1, 2), ["2031-01"])


def test_sign_flips_by_hand():
    assert events.sign_flip([1, 2, 3]) == (1, 0.25)
    assert events.sign_flip([1, -1]).p == 1
    assert events.sign_flip([-1, -2, -3]).p == 0.25
    assert events.sign_flip([5]).p == 1
    for bad in ([], [0, 0], [1, np.nan], [1] * 23):
        with pytest.raises(ValueError, match="differences"):
            events.sign_flip(bad)


def test_the_shifted_calendar_keeps_its_level_and_the_naive_test_does_not():
    trend = pd.Series(np.log(5000.0), pd.period_range("2015-01", periods=132, freq="M"))
    talks = ["2018-03", "2018-05", "2018-06", "2018-08", "2018-09"]
    found = placements.simulate_size(talks, trend, k=6, ar=0.6, sd=0.03, runs=1000, seed=20)
    rates = found.set_index(["series", "test"])["rate"]
    assert rates["12-month-ending", "naive t-test"] > 0.7
    assert rates["monthly", "naive t-test"] > 0.18
    assert rates["monthly", "shifted calendar"] < 0.07
    assert rates["12-month-ending", "shifted calendar"] < 0.07
    again = placements.simulate_size(talks, trend, k=6, ar=0.6, sd=0.03, runs=1000, seed=20)
    pd.testing.assert_frame_equal(found, again)


def test_the_shifted_calendar_keeps_its_level_on_a_hump():
    hump_trend = np.log(hump(120).to_numpy())
    trend = pd.Series(hump_trend, pd.period_range("2015-01", periods=120, freq="M"))
    for measure in ("level", "growth"):
        found = placements.simulate_size(
            ["2018-03", "2018-05"], trend, 3, measure=measure, runs=400
        )
        shifted = found[(found["series"] == "monthly") & (found["test"] == "shifted calendar")]
        assert shifted["rate"].item() < 0.1


def test_too_few_placements_can_never_find_a_change():
    short = monthly(*[8.0] * 20)
    found = placements.simulate_size(["2020-10"], short, k=3, runs=200).set_index(
        ["series", "test"]
    )
    assert (found.xs("shifted calendar", level="test")["rejections"] == 0).all()


def test_the_random_band_is_seeded_and_wants_many_draws():
    values = pd.Series(np.sin(np.arange(50.0)), index=range(50))
    one, two = (
        placements.superposed_epochs(values, [10, 20], 1, 1, band="random", seed=4)
        for _ in range(2)
    )
    pd.testing.assert_frame_equal(one.table, two.table)
    assert one.placements == 20_000 and (one.table["low"] < one.table["high"]).all()
    with pytest.raises(ValueError, match="1000 draws"):
        placements.superposed_epochs(values, [10, 20], 1, 1, band="random", draws=1000)
    with pytest.raises(ValueError, match="cannot be scattered"):
        placements.superposed_epochs(values[:4], [1, 2, 3], 1, 1, band="random")


def test_noise_of_a_series_is_found_again():
    rng, noise = np.random.default_rng(3), [0.0]
    for _ in range(599):
        noise.append(0.5 * noise[-1] + rng.normal(0, 0.05 * np.sqrt(0.75)))
    found = placements.noise_of(monthly(*np.exp(8 + np.array(noise))), window=25)
    assert found.ar == pytest.approx(0.5, abs=0.12) and found.sd == pytest.approx(0.05, abs=0.008)
    assert not found.trend.isna().any()


def test_noise_and_size_refuse_what_they_cannot_answer():
    with pytest.raises(ValueError, match="at least 26"):
        placements.noise_of(monthly(*[5] * 20))
    with pytest.raises(ValueError, match="no noise"):
        placements.noise_of(monthly(*[5] * 40))
    for unfit in ({"ar": 1}, {"ar": -1}, {"sd": 0}):
        with pytest.raises(ValueError, match="-1 < ar < 1 and sd > 0"):
            placements.simulate_size(["2020-05"], monthly(*[8] * 40), **unfit)
    with pytest.raises(ValueError, match="at least 100 runs"):
        placements.simulate_size(["2020-05"], monthly(*[8] * 40), runs=10)
    with pytest.raises(ValueError, match="no event has 3"):
        placements.simulate_size(["2020-01"], monthly(*[8] * 40))
    with pytest.raises(ValueError, match="2020-03"):
        placements.simulate_size(["2020-02"], monthly(8, 8, np.nan, 8))


def test_epochs_refuse_a_hole_and_a_label_that_stands_twice():
    index = pd.period_range("2020-01", periods=24, freq="M")
    counts = pd.Series(np.arange(24.0), index=index)
    with pytest.raises(ValueError, match="hole, or is out of order, after 2020-05"):
        placements.superposed_epochs(counts.drop(index[5]), ["2021-01"], 2, 2)
    with pytest.raises(ValueError, match="2020-04 stands twice"):
        placements.superposed_epochs(pd.concat([counts, counts[3:4]]), ["2021-01"], 2, 2)
    with pytest.raises(ValueError, match="out of order"):
        placements.superposed_epochs(counts[::-1], ["2021-01"], 2, 2)


def test_a_departure_is_the_mean_less_that_of_all_placements():
    counts = pd.Series([0.0, 0, 3, 0, 0], index=range(5))
    table = placements.superposed_epochs(counts, [2], 0, 1).table
    assert table["expected"].tolist() == pytest.approx([0.6, 0.75])
    assert table["departure"].tolist() == pytest.approx([2.4, -0.75])
