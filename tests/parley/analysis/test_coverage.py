"""What the record holds, on cases small enough to count by hand."""

import pandas as pd
import pytest

from parley.analysis import coverage, topics
from parley.analysis.coverage import dress, sentences
from pressroom import findings

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
        "full": 1, "opening": 0, "reported": 1, "none_found": 1, "unknown": 0,
    }  # fmt: skip
    assert states["prc"].to_dict() == {
        "full": 1, "opening": 1, "reported": 0, "none_found": 0, "unknown": 1,
    }  # fmt: skip


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


def test_without_source_counts_blanks():
    table = coverage.without_source(mentions=MENTIONS, sourced=MENTIONS.iloc[1:2])
    assert table.to_numpy().tolist() == [["mentions", 4, 2], ["sourced", 1, 0]]


def test_vintages_span_their_periods_whatever_their_form():
    canada = pd.DataFrame(
        {
            "period": ["2023", "2023-H1", "2023-Q4"],
            "period_type": ["year", "half_year", "quarter"],
            "vintage": pd.to_datetime(["2024-06-01"] * 3),
        }
    )
    seizures = pd.DataFrame(
        {
            "period": ["2024-02", "FY2026"],
            "period_type": ["month", "fiscal_year"],
            "component": ["amo", "ofo_usbp"],
            "months": [1, 11],
            "vintage": pd.to_datetime(["2026-01-01", "2026-09-01"]),
        }
    )
    monthly = pd.DataFrame(
        {
            "month": pd.PeriodIndex(["2024-01", "2024-02"], freq="M"),
            "vintage": pd.to_datetime(["2026-10-01"] * 2),
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
    assert coverage.vintages(us_deaths_monthly=monthly.iloc[:0]).empty
    with pytest.raises(ValueError, match="meetings"):
        coverage.vintages(meetings=monthly)


def known(**changed) -> dict:
    states = coverage.account_states(HELD, ACCOUNTS)
    window = topics.window(COVERAGE, AS_OF)
    return sentences.facts(HELD, states, MENTIONS, window) | changed


def test_the_headline_and_points_hold():
    assert findings.claim(**sentences.headline(known())) == (
        "Of 4 accounts of 3 meetings, 2 were read in full"
    )
    empty = findings.claim(**sentences.headline(known(accounts=0, full=0)))
    assert empty == "The record holds 3 meetings and no account"
    gaps = pd.DataFrame({"table": ["meetings", "seizures"]})
    points = sentences.points(known(), gaps, pd.DataFrame())
    said = [findings.claim(**each) for each in points]
    assert 3 <= len(said) <= 5
    assert "of 6 possible accounts 4 were found" in said[1]


def test_every_title_holds_also_where_nothing_is_there():
    months = coverage.meetings_by_channel(HELD, COVERAGE, AS_OF)
    bare = coverage.unsourced(MENTIONS, TOPICS)
    vintages = pd.DataFrame({"vintage": [], "first": [], "last": []})
    titles = [
        sentences.heat_title(months, {}),
        sentences.heat_title(months.iloc[:0], {}),
        sentences.unsourced_title(bare),
        sentences.unsourced_title(bare.iloc[:0]),
        sentences.unsourced_description(bare.iloc[:0]),
        sentences.vintages_title(vintages),
        sentences.vintages_description(vintages),
        sentences.gaps_title(pd.DataFrame()),
    ]
    assert all(findings.claim(**each) for each in titles)
    assert len(dress.unsourced_table(bare.iloc[:0])["frame"]) == 1
    assert len(dress.gaps_table(pd.DataFrame())["frame"]) == 1
    assert len(dress.vintages_table(vintages)["frame"]) == 1
