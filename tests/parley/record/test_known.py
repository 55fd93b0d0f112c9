"""What was known on a day, series by series, and from which day on a report can be drawn."""

import pandas as pd
import pytest

from parley import as_of, record
from parley.analysis import coverage
from parley.project import Glance
from parley.tables import TABLES
from pressroom.errors import UsageError
from tests import small_record

T40_4 = small_record.ROWS["us_deaths_12mo"][0]


def test_a_series_whose_first_file_is_younger_than_the_tables_stands_in_too(small):
    cocaine = T40_4 | {"indicator": "cocaine_t40_5", "vintage": "2024-02-01"}
    small_record.write_table(small, "us_deaths_12mo", [cocaine, T40_4])
    early = record.load(small, as_of="2023-12-01")
    assert set(early.us_deaths_12mo["indicator"]) == {"cocaine_t40_5", T40_4["indicator"]}
    assert "(the one of 1 February 2024 or 1 March 2024 stands in)" in early.as_of_note


def test_states_whose_first_file_is_younger_than_the_nations_stand_in_too(small):
    nation = small_record.ROWS["official_series"][0]
    state = nation | {"area": "oh", "vintage": "2024-04-01"}
    small_record.write_table(small, "official_series", [nation, state])
    early = record.load(small, as_of="2024-01-30")
    assert set(early.official_series["area"]) == {"oh", "us"}
    early.needs("official_series", "the newest file of each", least=2)


@pytest.mark.parametrize("name", coverage.SERIES_PERIOD)
def test_all_that_names_a_series_in_its_tables_key_tells_series_apart(name):
    (key,) = (table.Config.key for table in TABLES if table.Config.name == name)
    assert {*key} - {"vintage", coverage.SERIES_PERIOD[name]} <= {*as_of.SERIES}


def test_a_later_file_of_a_series_is_still_left_out(small):
    later = T40_4 | {"vintage": "2024-06-01", "reported": "7850"}
    small_record.write_table(small, "us_deaths_12mo", [T40_4, later])
    assert record.load(small, as_of="2024-05-31").us_deaths_12mo["reported"].tolist() == [7800]


def test_what_became_of_a_promise_counts_from_the_day_it_was_reported(small):
    (late,) = record.load(small, as_of="2024-01-29").commitments.to_dict("records")
    assert (late["status"], late["later_report"]) == ("ongoing", "none_found")
    assert late["status_date"] == pd.Timestamp("2023-11-15")
    assert pd.isna(late["status_source_id"])
    (told,) = record.load(small, as_of="2024-01-30").commitments.to_dict("records")
    assert (told["status"], told["later_report"]) == ("delivered", "found")


def test_an_act_and_a_listed_date_are_not_known_before_their_day(small):
    early = record.load(small, as_of="2023-10-02")
    assert early.policy_events.empty
    assert early.event_sets.empty
    assert len(record.load(small, as_of="2023-10-03").policy_events) == 1


def test_a_report_on_what_is_not_yet_there_names_the_first_day(small):
    early = record.load(small, as_of="2023-12-01")
    with pytest.raises(UsageError, match=r"a talk; as of 2023-12-01 .* from 2024-01-30 on"):
        early.needs("meetings", "a talk", since="2023-11-20")
    with pytest.raises(UsageError, match=r"the list; .* does not hold it: .* from 2024-01-30 on"):
        early.needs("event_sets", "the list", least=None, set_id="counternarcotics")
    early.needs("meetings", "the summit", since="2023-11-01", channel="leaders")
    record.load(small, as_of="2024-01-30").needs("meetings", "a talk", since="2023-11-20")


def test_files_of_a_series_are_never_added_up(small):
    later = T40_4 | {"vintage": "2024-06-01"}
    small_record.write_table(small, "us_deaths_12mo", [T40_4, later])
    with pytest.raises(UsageError, match=r"two months; .* holds 1 of 2: add it to the record"):
        record.load(small).needs("us_deaths_12mo", "two months", least=2)


def test_read_whole_nothing_on_file_is_refused(small):
    """Without a day asked for, a row newer than the stated coverage still counts."""
    rows = small_record.ROWS["us_deaths_annual"]
    small_record.write_table(small, "us_deaths_annual", [rows[0] | {"vintage": "2030-01-01"}])
    rec = record.load(small)
    rec.needs("us_deaths_annual", "a year", least=1)
    assert rec.us_deaths_annual["vintage"].dt.year.tolist() == [2030]


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("table", "day", "opens"),
    [("canada_deaths", "2025-01-01", "2025-09-01"), ("event_sets", "2025-01-01", "2025-12-05")],
)
def test_the_real_record_says_when_the_deaths_can_be_drawn(table, day, opens):
    asked = {
        "canada_deaths": {"least": 12, "period_type": "quarter"},
        "event_sets": {"least": None, "set_id": "counternarcotics_talks"},
    }[table]
    with pytest.raises(UsageError, match=f"give an as_of from {opens} on"):
        record.load(as_of=day).needs(table, "it", **asked)
    record.load(as_of=opens).needs(table, "it", **asked)


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "day", ["2017-03-01", "2021-06-30", "2023-11-15", "2026-05-20", "2026-11-28"]
)
def test_the_cells_at_a_glance_and_the_frames_know_the_same(data, day):
    """One rule serves both: what is planned on is what is computed on."""
    seen, frames = Glance(data, day), record.load(data, day)
    for table in TABLES:
        name = table.Config.name
        if name in frames and name != "coverage":
            held = next(iter(getattr(seen, name).values()), [])
            assert len(held) == len(getattr(frames, name)), name
