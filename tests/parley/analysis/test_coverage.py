"""What the record holds, on cases small enough to count by hand."""

from pathlib import Path

import pandas as pd
import pytest

from parley import record
from parley.analysis import coverage
from parley.tables import TABLES

DATA = Path(__file__).resolve().parents[3] / "data"
AS_OF = pd.Timestamp("2023-06-30")
COVERAGE = pd.DataFrame(
    {
        "table": "meetings",
        "series": ["all", "defense"],
        "side": "all",
        "first": pd.to_datetime(["2023-01-01", "2023-02-01"]),
        "last": pd.to_datetime(["2023-04-30", "2023-03-15"]),
        "as_of": AS_OF,
    }
)
HELD = pd.DataFrame(
    {
        "meeting_id": ["m1", "m2", "m3"],
        "start_date": pd.to_datetime(["2023-01-10", "2023-01-20", "2023-03-01"]),
        "channel": ["leaders", "leaders", "defense"],
        "status": "held",
    }
)
ACCOUNTS = pd.DataFrame(
    {
        "meeting_id": ["m1", "m1", "m2", "m2", "m3", "m3", "m9"],
        "side": ["us", "prc", "us", "prc", "us", "prc", "us"],
        "published": ["yes", "yes", "none_found", "unknown", "yes", "yes", "yes"],
        "read": ["full", "opening", None, None, "reported", "full", "full"],
    }
)
MENTIONS = pd.DataFrame(
    {
        "side": ["us", "prc", "press", "us"],
        "topic": ["taiwan", "taiwan", "taiwan", "trade"],
        "basis": ["knowledge", "account", "knowledge", "account"],
        "source_id": [None, "s1", None, "s1"],
    }
)
TOPICS = pd.DataFrame({"topic": ["taiwan", "trade"], "label": ["Taiwan", "Trade"]})


def test_months_without_a_meeting_are_zero_and_months_not_covered_are_missing():
    table = coverage.meetings_by_channel(HELD, COVERAGE, AS_OF)
    leaders = table[table["channel"] == "leaders"]
    assert leaders["meetings"].dropna().tolist() == [2, 0, 0, 0]
    assert leaders["cover"].tolist() == ["covered"] * 4 + ["not_covered"] * 2


def test_a_meeting_beyond_what_was_looked_at_of_its_channel_has_no_count():
    later = HELD.assign(start_date=pd.to_datetime(["2023-01-10", "2023-01-20", "2023-03-20"]))
    table = coverage.meetings_by_channel(later, COVERAGE, AS_OF).set_index("channel")
    assert table["meetings"].sum() == 2 and table.loc["defense", "meetings"].sum() == 0


def test_a_channel_has_its_own_coverage():
    table = coverage.meetings_by_channel(HELD, COVERAGE, AS_OF)
    defense = table[table["channel"] == "defense"]
    assert defense["period"].astype(str).tolist()[0] == "2023-02"
    assert defense["cover"].tolist() == ["covered", "partly"] + ["not_covered"] * 3


def test_the_busiest_channel_comes_first_and_periods_can_be_longer():
    table = coverage.meetings_by_channel(HELD, COVERAGE, AS_OF, period="quarter")
    assert table["channel"].drop_duplicates().tolist() == ["leaders", "defense"]
    assert table["meetings"].tolist()[0] == 2


def test_no_meeting_gives_an_empty_table():
    assert coverage.meetings_by_channel(HELD.iloc[:0], COVERAGE, AS_OF).empty


def test_every_meeting_and_side_is_in_one_state():
    states = coverage.account_states(HELD, ACCOUNTS).set_index(["side", "state"])["meetings"]
    assert states.sum() == 6, "three meetings, two sides; the account of m9 is of another meeting"
    assert states["us"].to_dict() == {
        "full": 1,
        "opening": 0,
        "reported": 1,
        "none_found": 1,
        "unknown": 0,
    }
    assert states["prc"].to_dict() == {
        "full": 1,
        "opening": 1,
        "reported": 0,
        "none_found": 0,
        "unknown": 1,
    }


def test_unsourced_counts_knowledge_rows_by_topic():
    table = coverage.unsourced(MENTIONS, TOPICS)
    assert table["topic"].tolist() == ["taiwan"]
    assert table[["us", "prc", "press", "unsourced", "mentions"]].iloc[0].tolist() == [
        1,
        0,
        1,
        2,
        3,
    ]
    assert coverage.unsourced(MENTIONS.iloc[1:2], TOPICS).empty


def test_vintages_span_their_periods_whatever_their_form():
    canada = pd.DataFrame(
        {
            "period": ["2023", "2023-H1", "2023-Q4", "2024"],
            "period_type": ["year", "half_year", "quarter", "year"],
            "deaths": [5, 3, 1, None],
            "vintage": pd.to_datetime(["2024-06-01"] * 4),
            "vintage_precision": "month",
        }
    )
    seizures = pd.DataFrame(
        {
            "period": ["2024-02", "FY2026"],
            "period_type": ["month", "fiscal_year"],
            "component": ["amo", "ofo_usbp"],
            "months": [1, 11],
            "vintage": pd.to_datetime(["2026-01-01", "2026-09-01"]),
            "vintage_precision": "day",
        }
    )
    monthly = pd.DataFrame(
        {
            "month": pd.PeriodIndex(["2024-01", "2024-02"], freq="M"),
            "vintage": pd.to_datetime(["2026-10-01"] * 2),
            "vintage_precision": "day",
        }
    )
    table = coverage.vintages(us_deaths_monthly=monthly, canada_deaths=canada, seizures=seizures)
    spans = {
        row.name_: (f"{row.first_:%Y-%m-%d}", f"{row.last_:%Y-%m-%d}", row.rows_)
        for row in table.add_suffix("_").itertuples()
    }
    assert spans == {
        "US deaths, by month": ("2024-01-01", "2024-02-29", 2),
        "Canada, deaths by half-year": ("2023-01-01", "2023-06-30", 1),
        "Canada, deaths by quarter": ("2023-10-01", "2023-12-31", 1),
        "Canada, deaths by year": ("2023-01-01", "2023-12-31", 1),
        "US seizures, fiscal year, ports and border": ("2025-10-01", "2026-08-31", 1),
        "US seizures, month, air and sea": ("2024-02-01", "2024-02-29", 1),
    }
    given = table.set_index("name")["given"]
    assert given["Canada, deaths by year"] == "June 2024", "no day that is not known"
    assert given["US deaths, by month"] == "1 October 2026"
    division = {"series": "overdose_deaths", "period": "2020-02", "period_type": "month"}
    division["vintage_precision"] = "day"
    other = pd.DataFrame([division | {"vintage": pd.Timestamp("2026-01-01")}] * 2)
    (row,) = coverage.vintages(official_series=other).itertuples()
    assert (row.name, row.rows, f"{row.last:%d}") == ("Overdose deaths by division, month", 2, "29")
    assert coverage.vintages(us_deaths_monthly=monthly.iloc[:0]).empty
    with pytest.raises(ValueError, match="meetings"):
        coverage.vintages(meetings=monthly)


def test_the_holdings_count_each_account_once_and_say_when_one_is_missing():
    states = coverage.account_states(HELD, ACCOUNTS)
    found = coverage.holdings(HELD, HELD, states, MENTIONS)
    assert (found.held, found.accounts, found.full, found.none_found, found.unknown) == (
        3,
        4,
        2,
        1,
        1,
    )
    assert (found.us, found.us_full, found.prc, found.prc_full) == (2, 1, 2, 1)
    assert (found.mentions, found.unsourced) == (4, 2)
    assert found.holds[0][0] == found.holds[0][2] == 6
    fewer = coverage.account_states(HELD, ACCOUNTS.iloc[1:])
    assert coverage.holdings(HELD, HELD, fewer, MENTIONS).holds[0][0] != 6


def test_the_busiest_channel_is_told_with_the_next():
    months = coverage.meetings_by_channel(HELD, COVERAGE, AS_OF)
    found = coverage.busiest(months, {"leaders": "Leaders"})
    assert found[:6] == ("leaders", 2, "defense", 1, 3, 2)
    one = coverage.busiest(months[months["channel"] == "leaders"], {})
    assert (one.first, one.total, one.channels) == (None, 2, 1)
    assert coverage.busiest(months.head(0), {}).total == 0


def test_tables_for_readers_hold_the_same_counts():
    months = coverage.meetings_by_channel(HELD, COVERAGE, AS_OF)
    wide = coverage.channels_by_year(months, {"leaders": "Leaders"})
    assert wide.to_numpy().tolist() == [["Leaders", 2], ["defense", 1]]
    table = coverage.states_by_side(coverage.account_states(HELD, ACCOUNTS))
    assert table["state"].tolist() == list(coverage.STATES.values())
    assert table[["US", "China"]].sum().tolist() == [3, 3]


def test_dates_of_gaps_are_said_as_exactly_as_they_are_known():
    gaps = pd.DataFrame(
        {
            "gap_id": ["b", "a"],
            "table": "meetings",
            "what": "W",
            "why": "Y",
            "first": ["2017-12", " "],
            "last": ["2018", "2017-01-19"],
        }
    )
    rows = coverage.gap_rows(gaps)
    assert rows["until"].tolist() == ["19 January 2017", "2018"]
    assert rows["since"].tolist()[1] == "December 2017"
    assert pd.isna(rows["since"].tolist()[0])


def test_copies_are_counted_with_the_newest():
    table = pd.DataFrame(
        {"name": ["a", "a"], "vintage": pd.to_datetime(["2024-01-05", "2024-02-01"])}
    )
    assert coverage.copies(table)[:3] == (2, 1, pd.Period("2024-02", "M"))
    assert coverage.copies(table.head(0)).count is None


def test_every_table_that_keeps_vintages_is_listed():
    keeping = {t.Config.name for t in TABLES if "vintage" in t.columns()}
    assert keeping == set(coverage.SERIES_PERIOD) == set(coverage.SERIES_NAMES)
    assert "official_series" in keeping


def test_no_known_gap_speaks_against_the_tables():
    rec = record.load(DATA)
    held = rec.meetings.loc[rec.meetings["status"] == "held", "meeting_id"]
    unknown = rec.accounts[rec.accounts["published"].eq("unknown")]
    said = rec.gaps["what"].str.contains("marked unknown")
    assert said.any() == unknown["meeting_id"].isin(held).any()
    own = rec.coverage[rec.coverage["table"] == "meetings"].set_index("series", drop=False)
    whole = own.loc[own["series"].isna(), "last"].iloc[0]
    short = own.loc[own["series"].notna() & (own["last"] < whole)]
    (what,) = rec.gaps.loc[rec.gaps["gap_id"] == "g-after-june-2026", "what"]
    names = [rec.label(channel, "channel").lower() for channel in short["series"]]
    assert [name for name in names if name not in what.lower()] == []
