"""Seizures as enforcement, and quoted claims counted again."""

from pathlib import Path

import pandas as pd
import pytest

from parley import record
from parley.analysis import deaths, supply

DATA = Path(__file__).resolve().parents[3] / "data"


def seizures(rows):
    names = ["period", "period_type", "component", "pounds", "events", "months", "vintage"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(
        vintage=pd.to_datetime(frame["vintage"]),
        southwest_border_pounds=frame["pounds"],
        events=frame["events"].astype("Int64"),
        source_id="s-" + frame["component"],
    )


def months_of(year, pounds, vintage="2026-05-01", component="ofo_usbp"):
    first = pd.period_range(f"{year - 1}-10", periods=len(pounds), freq="M")
    return [
        (str(month), "month", component, weight, 10, 1, vintage)
        for month, weight in zip(first, pounds, strict=True)
    ]


WHOLE = months_of(2023, [10.0] * 12) + months_of(2024, [4.0] * 12) + months_of(2025, [5.0] * 3)


def test_a_month_comes_from_its_newest_file():
    frame = seizures([*WHOLE, ("2022-10", "month", "ofo_usbp", 99.0, 11, 1, "2026-09-01")])
    found = supply.monthly(frame)
    assert found["pounds"].iloc[0] == 99
    assert found["pounds_per_event"].iloc[0] == pytest.approx(9)


def test_a_month_that_no_file_has_is_missing():
    found = supply.monthly(seizures(WHOLE).drop(index=5))
    assert found["pounds"].isna().sum() == 1
    assert len(found) == 27


def test_fiscal_years_run_from_october_and_say_how_many_months_they_cover():
    found = supply.fiscal_years(seizures(WHOLE)).set_index("fiscal_year")
    assert found["pounds"].to_dict() == {2023: 120, 2024: 48, 2025: 15}
    assert found["is_whole"].to_dict() == {2023: True, 2024: True, 2025: False}


def test_a_yearly_file_counts_only_where_it_covers_more_months():
    rows = [
        ("FY2025", "fiscal_year", "ofo_usbp", 77.0, None, 11, "2026-09-01"),
        ("FY2024", "fiscal_year", "ofo_usbp", 48.1, None, 12, "2026-09-01"),
    ]
    found = supply.fiscal_years(seizures(WHOLE + rows)).set_index("fiscal_year")
    assert found.loc[2025, ["pounds", "months", "basis"]].tolist() == [77, 11, "yearly file"]
    assert found.loc[2024, "pounds"] == 48


def test_the_top_is_a_whole_year():
    frame = seizures(WHOLE + months_of(2026, [900.0]))
    found = supply.seized(frame)
    assert (found.top_year, found.last_year) == (2023, 2024)
    assert (found.second_year, found.second_pounds) == (2024, 48)
    assert found.change == pytest.approx(-0.6)


def test_no_whole_year_is_an_error():
    with pytest.raises(ValueError, match="whole"):
        supply.seized(seizures(months_of(2025, [5.0] * 3)))
    with pytest.raises(ValueError, match="no month"):
        supply.monthly(seizures(WHOLE), "amo")


def test_components_stand_side_by_side_and_are_not_added():
    frame = seizures(WHOLE + months_of(2023, [1.0] * 12, component="amo"))
    found = supply.both_components(frame).set_index("fiscal_year")
    assert found.loc[2023, ["ofo_usbp_pounds", "amo_pounds"]].tolist() == [120, 12]
    assert pd.isna(found.loc[2024, "amo_pounds"])


QUOTED = ("third", "quarter", "summer", "monthly")


def order(fall="2023-09"):
    return deaths.Order(
        peak=deaths.Point(pd.Period("2023-05", "M"), 6681),
        fall=deaths.Point(pd.Period(fall, "M"), 5618),
        summit=pd.Timestamp("2023-11-15"),
        eve=deaths.Point(pd.Period("2023-10", "M"), 5595),
        drop=0.1,
        fall_share=0.16,
        eve_share=0.16,
        peak_to_summit=6,
        fall_to_summit=2,
    )


@pytest.mark.parametrize(
    ("change", "drugs", "fall", "fewer", "agrees"),
    [
        (-0.34, -0.266, "2023-09", 14, ["yes", "yes", "yes", "cannot tell"]),
        (-0.33, -0.244, "2023-12", 9, ["no", "no", "no", "cannot tell"]),
    ],
)
def test_a_claim_agrees_only_within_what_is_stated(change, drugs, fall, fewer, agrees):
    some, all_drugs = (deaths.YearChange(2024, 0, 0, each) for each in (change, drugs))
    rate = some._replace(change=-0.356)
    quotes = {key: (key, "Somebody, 2025", "https://example.org/") for key in QUOTED}
    found = supply.quoted_claims(
        quotes, order(fall), some, rate, all_drugs, supply.Steps(fewer, 14)
    )
    assert found["agrees"].tolist() == agrees
    assert found["who"].eq("Somebody, 2025").all()
    assert found["counted"].iloc[-1] == f"{fewer}/14 months, synthetic opioids alone"


def test_months_with_fewer_deaths_a_day_are_counted_from_a_month_on():
    frame = pd.DataFrame(
        {
            "month": pd.period_range("2023-01", periods=4, freq="M"),
            "deaths": pd.array([310, 280, 300, 300], dtype="Int64"),
        }
    )
    assert supply.steps_down(frame, "2023-02") == (1, 3)  # a day: 10, 10, 9.7, 10


def test_december_against_december():
    sums = pd.DataFrame(
        {
            "month_ending": pd.PeriodIndex(["2023-12", "2024-06", "2024-12"], freq="M"),
            "reported": pd.array([100, 90, 75], dtype="Int64"),
        }
    )
    assert supply.december_change(sums, 2024).change == pytest.approx(-0.25)
    with pytest.raises(ValueError, match="2022-12"):
        supply.december_change(sums, 2023)


def test_the_record_gives_the_known_fiscal_years():
    rec = record.load(DATA)
    years = supply.fiscal_years(rec.seizures).set_index("fiscal_year")
    assert round(years.loc[2023, "pounds"]) == 27023
    assert years.loc[2026, "months"] == 11
    assert not years.loc[2026, "is_whole"]
    final = deaths.final_of(rec.us_deaths_monthly)
    assert round(supply.rate_change(rec.us_deaths_annual, 2024).change, 3) == -0.356
    assert str(supply.heaviest(rec.seizures).month) == "2023-04"
    assert round(deaths.year_change(deaths.annual_sums(final), 2024).change, 2) == -0.34
