"""Months around dated events: small series counted by hand, and what is refused."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from parley import record
from parley.analysis import deaths
from parley.analysis.deaths import around, lists

DATA = Path(__file__).resolve().parents[3] / "data"
SETS = pd.DataFrame(
    {
        "set_id": ["talks", "talks", "dates", "dates"],
        "event_date": pd.to_datetime(["2019-06-10", "2019-03-01", "2018-07-01", "2019-11-01"]),
        "meeting_id": ["b", "a", None, None],
        "fixed_date": pd.to_datetime(["2026-11-20", "2026-11-21", "2026-11-21", "2026-11-21"]),
        "note": ["", "", "First law; named", "Second law; named"],
    }
)


def counts(months=72, first="2015-01", growth=0.0, noise=0.02, seed=1):
    index = pd.period_range(first, periods=months, freq="M")
    rng = np.random.default_rng(seed)
    level = 1000 * np.exp(growth * np.arange(months) + rng.normal(0, noise, months))
    return pd.Series(np.round(level * index.days_in_month / 30), index=index)


# ---- lists


def test_a_fixed_list_comes_in_order_of_time():
    days = lists.fixed_days(SETS, "talks")
    assert days.dt.strftime("%Y-%m-%d").tolist() == ["2019-03-01", "2019-06-10"]
    assert lists.fixed_on(SETS, "talks") == pd.Timestamp("2026-11-21")


def test_an_unknown_list_is_refused_by_naming_those_there_are():
    with pytest.raises(ValueError, match="dates, talks"):
        lists.fixed_days(SETS, "summits")


def test_a_meeting_outside_the_list_is_told():
    meetings = pd.DataFrame(
        {
            "meeting_id": ["a", "b", "c", "d"],
            "channel": ["counternarcotics"] * 3 + ["leaders"],
            "status": ["held", "held", "held", "held"],
            "start_date": pd.to_datetime(["2020-01-01"] * 4),
        }
    )
    assert lists.listed(SETS, "talks", meetings) == (2, 2, 1)


LOST = pd.DataFrame(
    {
        "meeting_id": ["lost"],
        "channel": ["counternarcotics"],
        "status": ["held"],
        "start_date": pd.to_datetime(["2017-06-05"]),
        "date_precision": ["week"],
        "title": ["A visit"],
    }
)
FLAT = pd.Series(
    100 + 7 * np.sin(np.arange(96.0) ** 1.3), index=pd.period_range("2015-01", periods=96, freq="M")
)
DAYS = pd.Series(pd.to_datetime(["2018-02-01", "2019-06-10"]))


def test_a_missing_meeting_is_named_and_the_test_is_made_with_it_too():
    added = lists.added(FLAT, DAYS, lists.outside(SETS, "talks", LOST))
    assert (added.n, added.names) == (1, ["“A visit”, the week of 5 June 2017"])
    alone = around.primary(FLAT, DAYS)
    assert added.placements < alone.placements
    assert added.change != alone.change


def test_a_list_that_lacks_nothing_has_no_second_test():
    assert lists.added(FLAT, DAYS, LOST.iloc[:0]) == lists.Added()


def test_density_by_hand_and_its_verdict():
    days = pd.Series(pd.to_datetime(["2019-03-01", "2019-06-10"]))
    found = lists.density({"Talks": days}, pd.Period("2019-01", "M"), pd.Period("2019-12", "M"))
    assert found["inside"].tolist() == [6, 9]
    assert found["share"].tolist() == pytest.approx([0.5, 0.75])
    assert found["verdict"].tolist() == ["test", "picture only"]


def test_a_list_that_begins_late_is_counted_from_its_own_first_month_too():
    days = pd.Series(pd.to_datetime(["2019-01-05", "2019-04-05"]))
    found = lists.density({"Talks": days}, pd.Period("2015-01", "M"), pd.Period("2019-12", "M"))
    late = found[found["events"].str.endswith("from the first on")]
    assert late["months"].tolist() == [12, 12]
    assert late["verdict"].iloc[1] == "picture only"


# ---- the shifted calendar


def test_a_change_made_at_the_dates_stands_out_and_one_not_made_does_not():
    series = counts()
    days = ["2017-06-01", "2018-02-01"]
    made = series.copy()
    for day in days:
        month = pd.Period(day, "M")
        made[(made.index > month) & (made.index <= month + 3)] *= 0.7
    found = around.outcome(made, days, "level", 3)
    assert found.p < 0.05
    assert found.change == pytest.approx(np.exp(np.log(0.7)) - 1, abs=0.05)
    assert around.outcome(series, days, "level", 3).p > 0.05


def test_the_real_placement_is_marked_once():
    found = around.primary(counts(), ["2017-06-01", "2018-02-01"])
    assert found.shifts["is_real"].sum() == 1
    assert found.shifts.loc[found.shifts["is_real"], "change"].item() == pytest.approx(found.change)
    assert len(found.shifts) == found.placements
    assert (found.measure, found.k) == around.PRIMARY


@pytest.mark.parametrize("months", [20, 5])
def test_with_too_few_placements_nothing_is_tested(months):
    found = around.outcome(counts(months), ["2015-06-01", "2016-02-01"], "level", 3)
    assert (found.p, found.change, len(found.shifts)) == (None, None, 0)


def test_the_family_names_every_test_and_judges_them_together():
    final = counts(84)
    series = pd.DataFrame(
        {"month": final.index, "deaths": final.astype("Int64"), "status": "final"}
    )
    series.loc[series.index[-12:], "status"] = "estimate"
    found = around.family(final[:-12], series, "2015-01", ["2017-06-01", "2018-02-01"])
    assert len(found) == 9
    assert (found["p_adjusted"] >= found["p"]).all()
    assert found["series"].iloc[3] == "estimates, last 4 out"


def test_epochs_are_shares_of_each_windows_own_mean():
    made = around.epochs(counts(), ["2017-06-01", "2018-02-01"], reach=3)
    assert made.table["lag"].tolist() == list(range(-3, 4))
    assert made.table["events"].tolist() == [2] * 7
    assert np.allclose(np.log1p(made.lines).mean(axis=1), 0)


def test_falling_on_both_sides_holds_only_where_it_does():
    table = pd.DataFrame({"lag": [-1, 0, 1], "mean": [0.1, 0.0, -0.1], "departure": [0.2, 0, 0]})
    assert all(found < other for found, _, other, _ in around.falling(table).holds)
    rising = table.assign(mean=[0.1, 0.0, 0.2])
    assert not all(found < other for found, _, other, _ in around.falling(rising).holds)
    assert around.falling(table).more == 0.2


# ---- size


def test_the_shifted_calendar_keeps_its_level_and_the_plain_test_does_not():
    days = ["2017-06-01", "2017-08-01", "2018-02-01", "2018-05-01"]
    found = around.size(counts(noise=0.05), days, runs=400)
    told = around.sized(found)
    assert told.shifted < 0.1 < told.naive
    assert found["row"].iloc[0] == "plain test on months"


def test_the_size_is_the_same_for_the_same_seed():
    days = ["2017-06-01", "2018-02-01"]
    once, again = (around.size(counts(), days, runs=100, seed=4) for _ in range(2))
    pd.testing.assert_frame_equal(once, again)


# ---- named dates


def test_named_dates_have_short_names_in_order():
    found = lists.named_dates(SETS, "dates")
    assert {name: str(month) for name, month in found.items()} == {
        "First law": "2018-07",
        "Second law": "2019-11",
    }


def test_a_date_without_enough_months_is_drawn_and_not_fitted():
    series = counts(54)
    panels = lists.panels(series, lists.named_dates(SETS, "dates"))
    assert lists.drawn(panels, lists.named_dates(SETS, "dates"))[:3] == (2, 2, 1)
    told = lists.reasons(panels).set_index("name")["why_not"]
    assert told["First law"] == ""
    assert told["Second law"] == "0 of 12 months after; runs across March 2020"
    second = panels[panels["name"] == "Second law"]
    assert second["per_day"].notna().all()
    assert second["fitted_per_day"].isna().all()


def test_a_step_that_was_made_is_found_in_the_fit():
    series = counts(84, first="2013-01", noise=0.005)
    date = pd.Period("2017-06", "M")
    series[series.index >= date] = (series[series.index >= date] * 0.8).round()
    found = lists.fits(series, {"Law": date})
    assert found["fitted"].all()
    assert found["step"].tolist() == pytest.approx([-0.2] * 3, abs=0.03)
    moved = lists.moved_dates(series, date, reach=3)
    assert lists.deeper_elsewhere(moved).moved == 0


def test_the_table_has_a_row_per_fit_and_one_per_date_without_any():
    series = counts(60)
    fits = lists.all_fits(series[:-6], series, lists.named_dates(SETS, "dates"))
    shown = lists.fits_shown(fits)
    assert shown.loc[shown["why_not"] != "", "step"].eq("").all()
    assert not shown.duplicated(["date", "series", "window"]).any()
    assert shown.loc[shown["why_not"] == "", "step"].str.contains("%").all()


def test_no_fit_at_the_named_month_says_nothing_of_it():
    assert lists.deeper_elsewhere(pd.DataFrame({"moved": [1], "step": [0.1]})).named is None


# ---- control


def canada(step=1.0):
    quarters = pd.period_range("2016Q1", periods=20, freq="Q")
    rng = np.random.default_rng(2)
    level = 1500 * np.exp(rng.normal(0, 0.01, 20)) * np.where(quarters >= "2018Q3", step, 1)
    return pd.DataFrame(
        {
            "quarter": quarters,
            "deaths": pd.array(np.round(level).astype(int), dtype="Int64"),
            "is_tail": [False] * 18 + [True] * 2,
        }
    )


def test_a_step_in_the_control_is_found_and_none_is_not():
    date = pd.Period("2018-07", "M")
    assert deaths.control_step(canada(0.7), date).step == pytest.approx(-0.3, abs=0.05)
    still = deaths.control_step(canada(), date)
    assert still.low < 0 < still.high


def test_a_control_without_enough_quarters_says_why():
    found = deaths.controls(canada(), {"Early": pd.Period("2016-07", "M")})
    assert found["step"].isna().all()
    assert found[["before", "after"]].to_numpy().tolist() == [[2, 6]]


# ---- the real record


@pytest.fixture(scope="module")
def real():
    rec = record.load(DATA)
    final = deaths.final_of(rec.us_deaths_monthly)
    return rec, around.final_counts(final, "2015-01")


def test_the_primary_test_of_the_record_cannot_tell(real):
    rec, final = real
    found = around.primary(final, lists.fixed_days(rec.event_sets, "counternarcotics_talks"))
    assert found.p > 0.05
    assert 0 < found.stands_out < 0.1
    assert found.placements > 100


def test_all_talks_are_too_dense_to_test(real):
    rec, final = real
    first = rec.coverage_start("meetings").to_period("M")
    found = lists.density({"All": rec.meetings["start_date"]}, first, final.index[-1])
    assert (found["verdict"] == "picture only").all()


def test_with_the_real_noise_the_test_keeps_its_level_and_the_plain_one_does_not(real):
    rec, final = real
    talks = lists.fixed_days(rec.event_sets, "counternarcotics_talks")
    told = around.sized(around.size(final, talks, runs=1000))
    first, second = told.holds
    assert first[0] <= first[2]
    assert second[0] > second[2]
    assert told.naive > 0.5


def test_a_steady_rate_a_day_changes_nowhere_whatever_the_lengths_of_months():
    index = pd.period_range("2015-01", periods=96, freq="M")
    steady = pd.Series(100.0 * index.days_in_month, index=index)
    days = ["2017-02-10", "2018-02-10"]
    assert around.outcome(steady, days, "growth", 3).change == pytest.approx(0, abs=1e-12)
    table = around.epochs(steady, days, reach=3).table
    assert table[["mean", "departure"]].abs().max().max() < 1e-12
