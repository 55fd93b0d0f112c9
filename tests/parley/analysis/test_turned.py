"""When each series turned: what may be fitted, what is found, and which order is told."""

import numpy as np
import pandas as pd
import pytest

from parley import record
from parley.analysis import deaths, months, turned
from parley.analysis.deaths import turning

NAMES = {name: name for name in turned.ROWS}


@pytest.fixture(scope="module")
def rec():
    return record.load()


def turn(low: str, high: str, **more) -> dict:
    ends = {"low": pd.Period(low, "M"), "high": pd.Period(high, "M"), "month": pd.Period(low, "M")}
    return ends | {"open_low": False, "open_high": False} | more


def bent(at: int, before: float, after: float, length: int = 48) -> pd.Series:
    """Return a count that grows and then falls, with a little noise."""
    x = np.arange(length)
    line = 7 + before * np.minimum(x, at) + after * np.maximum(x - at, 0)
    noise = np.random.default_rng(3).normal(0, 0.02, length)
    return pd.Series(np.exp(line + noise), pd.period_range("2021-01", periods=length, freq="M"))


def test_the_turn_is_where_the_line_begins_to_fall():
    found = turned.turn_of(bent(30, 0.01, -0.04))
    assert found["low"] <= pd.Period("2023-07", "M") <= found["high"]
    assert abs((found["month"] - pd.Period("2023-07", "M")).n) <= 1


def test_a_line_that_only_rises_and_one_too_short_have_no_turn():
    assert turned.turn_of(bent(30, 0.01, 0.04)) is None
    assert turned.turn_of(bent(30, 0.01, -0.04)[:23]) is None


def test_sums_over_twelve_months_enter_no_fit(rec):
    with pytest.raises(ValueError, match="summed over twelve months"):
        turned.values_of(rec.official_series, "synthetic_opioid_deaths", "oh")


def test_no_fit_runs_across_march_2020(rec):
    tables = rec.official_series, rec.us_deaths_monthly, rec.canada_deaths, rec.seizures
    with pytest.raises(ValueError, match="runs across March 2020"):
        turned.turns(*tables, "2020-08")


def test_the_turn_of_the_deaths_is_that_of_their_own_page(rec):
    counts = turning.counts_from(
        deaths.monthly_series(deaths.final_of(rec.us_deaths_monthly)), "2021-01"
    )
    own = turning.turn_from_joins(counts, turning.joins_wanted(counts))
    found = turned.turn_of(counts, turning.DRAWS)
    assert found[["month", "low", "high"]].tolist() == own[["month", "low", "high"]].tolist()


def test_an_order_is_told_only_where_intervals_do_not_meet():
    early, late = turn("2022-10", "2023-03"), turn("2023-04", "2023-09")
    assert turned.comes_before(early, late) and not turned.comes_before(late, early)
    assert not turned.comes_before(turn("2022-10", "2023-04"), late), "they share a month"
    assert not turned.comes_before(early | {"open_high": True}, late), "its end is not known"
    nothing = {"low": pd.NaT, "high": pd.NaT, "open_low": False, "open_high": False}
    assert not turned.comes_before(early, nothing) and not turned.comes_before(nothing, late)


def test_the_deaths_are_the_measure_of_what_came_first():
    rows = [
        turn("2023-04", "2023-09", series="us_deaths"),
        turn("2022-01", "2022-05", series="seizures"),
        turn("2023-10", "2024-02", series="pill_fentanyl"),
        turn("2023-05", "2023-08", series="powder_purity"),
    ]
    found = turned.sequence(pd.DataFrame(rows), NAMES)
    assert (found.earlier, found.later) == (["seizures"], ["pill_fentanyl"])
    assert (found.untold, found.pairs, found.ordered) == (["powder_purity"], 6, 5)


def test_states_are_held_against_the_nation_at_the_same_quarters():
    quarters = ["2022-12", "2023-03", "2023-06"]
    rows = [
        {"series": "synthetic_opioid_deaths", "area": area, "period": period, "value": value,
         "vintage": pd.Timestamp("2024-01-01"), "period_type": "12_months"}
        for area, values in {"oh": (9, 8, 7), "ca": (7, 8, 9), "ny": (7, 9, 8)}.items()
        for period, value in zip(quarters, values, strict=True)
    ]  # fmt: skip
    ends = pd.PeriodIndex(quarters, freq="M")
    nation = pd.DataFrame({"month_ending": ends, "reported": [20, 25, 24]})
    peaks = turned.state_peaks(pd.DataFrame(rows), nation).set_index("state")
    assert peaks.loc["oh", ["area", "ending"]].tolist() == ["east_north_central", ends[0]]
    areas = pd.DataFrame([turn("2023-04", "2023-06", area="pacific_states")])
    one = pd.DataFrame([turn("2022-01", "2022-05", series="us_deaths")])
    found = turned.spread(peaks.reset_index(), areas, one)
    assert (found.early, found.same, found.late, found.apart) == (1, 1, 1, 1)


def test_residents_are_known_between_two_julys_and_not_beyond():
    july = pd.PeriodIndex(["2023-07", "2024-07"], freq="M")
    people = pd.DataFrame({"month": july, "population": [1000, 2000], "vintage": 1})
    asked = pd.PeriodIndex(["2024-01"], freq="M")
    assert 1400 < months.residents(people, asked).iloc[0] < 1600
    with pytest.raises(ValueError, match="not known for every month"):
        months.residents(people, pd.PeriodIndex(["2024-08"], freq="M"))


def test_controls_stand_by_who_set_them_and_other_acts_do_not(rec):
    found = turned.dates(rec.meetings, rec.policy_events, {"un": "UN", "mexico": "Mexico"})
    assert found["name"].value_counts().to_dict() == {"UN": 6, "Mexico": 3}
