"""Official figures that the record must give back."""

from pathlib import Path

import pandas as pd
import pytest

from parley import record
from parley.analysis import deaths
from pressroom import claims

DATA = Path(__file__).resolve().parents[3] / "data"


@pytest.fixture(scope="module")
def rec():
    return record.load(DATA)


@pytest.fixture(scope="module")
def final(rec):
    return deaths.final_of(rec.us_deaths_monthly)


@pytest.fixture(scope="module")
def sums(rec):
    return deaths.trailing_of(rec.us_deaths_12mo)


@pytest.mark.parametrize(
    ("year", "count"), [(2013, 3105), (2019, 36359), (2022, 73838), (2023, 72776), (2024, 47735)]
)
def test_annual_sums(final, year, count):
    assert deaths.annual_sums(final).set_index("year")["deaths"][year] == count


def test_annual_sums_are_those_of_the_annual_table(rec, final):
    stored = deaths.newest_vintage(rec.us_deaths_annual).set_index("year")["deaths"]
    summed = deaths.annual_sums(final).set_index("year")["deaths"]
    assert summed.to_dict() == stored.to_dict()


def test_the_two_peaks(final, sums):
    assert deaths.peak(final) == (pd.Period("2023-04", "M"), 6544), "May has 6,681 in 31 days"
    assert deaths.trailing_peak(sums) == (pd.Period("2023-06", "M"), 77695)


def test_september_2023_lies_a_seventh_under_the_peak_per_day_and_before_the_summit(rec, final):
    summit = deaths.meeting_day(rec.meetings, "leaders", "2023-11")
    order = deaths.order_in_time(final, summit)
    assert order.fall == (pd.Period("2023-09", "M"), 5618)
    assert round(order.fall_share, 3) == 0.142
    assert order.fall.month < order.met == pd.Period("2023-11", "M")


def test_canada_in_its_printings(rec):
    found = deaths.half_year_vintages(rec.canada_deaths, "2023-H1")
    assert found["deaths"].tolist() == [3970, 4203, 4013]
    assert found["file"].tolist() == ["December 2023", "September 2025", "March 2026"]
    assert found["basis"].tolist() == ["published", "two quarters", "two quarters"]


def test_the_older_file_has_its_own_predicted_peak(rec):
    older = deaths.trailing_of(rec.us_deaths_12mo, as_of="2026-07-01")
    assert deaths.trailing_peak(older, "predicted") == (pd.Period("2023-07", "M"), 78327)


def test_estimates_lie_within_two_per_cent_of_the_finals(final, sums):
    error = deaths.trailing_error(final, sums)
    assert (str(error.first), str(error.last)) == ("2016-01", "2024-12")
    assert 0 < error.typical_share < 0.003, "0.4 per cent while the gap was carried as a number"
    assert error.largest_share < 0.012


def test_the_newest_months_rose_by_two_to_seven_per_cent_in_a_quarter(rec, final):
    told = deaths.revised(deaths.revised_months(final, rec.us_deaths_12mo))
    assert (str(told.older), str(told.newer)) == ("2026-06", "2026-09")
    ends = [round(100 * share, 1) for share in (told.low, told.high, told.rest_high)]
    assert ends == [2.4, 7.1, 1.8]


def test_deaths_occurring_lie_above_deaths_of_residents(final, sums):
    gap = deaths.base_gap(final, sums)
    assert gap["gap"].between(0.002, 0.021).all()


def test_pending_is_printed_in_per_cent(sums):
    newest = deaths.headline(sums)
    said = claims.claim("{share:.2f} % of records were pending", share=newest.percent_pending)
    assert said == "0.26 % of records were pending"


def test_estimates_do_not_mix_reported_and_predicted(final, sums):
    made = deaths.monthly_from_trailing(final, sums)
    known = final.set_index("month")["deaths"]
    reported = sums.set_index("month_ending")["reported"]
    september, year = pd.Period("2025-09", "M"), known["2024-01":"2024-12"].sum()
    step = (reported[september] - reported[september - 1]) * year / reported[pd.Period("2024-12")]
    expected = round(known[september - 12] + step)
    rows = made.set_index("month")
    assert rows.loc[september, "reported"] == expected
    assert pd.isna(rows.loc["2025-01", "predicted"]), "December 2024 has no adjusted count here"
    assert pd.notna(rows.loc[september, "predicted"]), "August and September 2025 have"


def test_deaths_per_head_are_the_counts_over_the_residents_of_july(rec, final, sums):
    rates = deaths.per_head(deaths.monthly_series(final, sums), rec.canada_deaths, rec.population)
    own = rates.set_index("year")
    assert own["us_rate"][2023] == pytest.approx(72776 / 336755052 * 1e5)
    assert (own["canada_deaths"][2023], own["canada_rate"][2023]) == (8020, 20)
    assert own.index.tolist() == list(range(2016, 2025)), "2025 is incomplete, or was in Canada"
    official = deaths.newest_vintage(rec.us_deaths_annual).set_index("year")["rate_per_100k"]
    assert own["us_rate"].to_numpy() == pytest.approx(official[own.index].to_numpy(), rel=0.06)
    two = deaths.two_years(rates, 2023)
    assert (two.to_year, two.canada, two.to_canada) == (2024, 20, 17.7)
    assert deaths.two_years(rates, 2024).year is None


def test_rates_around_the_summit_follow_the_deaths_a_day(rec, final):
    order = deaths.order_in_time(final, deaths.meeting_day(rec.meetings, "leaders", "2023-11"))
    year = deaths.year_around(final, order)
    rates = deaths.around_heads(final, year, rec.population)
    assert rates.before == pytest.approx(year.before * 365.25 / 3363.0, rel=0.01)
    assert 0.99 < rates.after / rates.before / (year.after / year.before) < 1
    known = rec.population[rec.population["month"] < "2024-07"]
    assert deaths.around_heads(final, year, known).before is None
    assert deaths.per_head(final.assign(is_tail=False, status="final"), rec.canada_deaths,
                           rec.population.iloc[:0]).empty  # fmt: skip
