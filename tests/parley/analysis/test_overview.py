"""The front page's sentences, on cases small enough to count by hand."""

import pandas as pd
import pytest

from parley import record
from parley.analysis import commitments, deaths, overview, readouts, topics
from parley.analysis.topics import Window
from pressroom import findings
from pressroom.errors import ClaimError

NAMES = {"leaders": "Leaders", "climate": "Climate", "other": "Other"}
DAY = pd.Timestamp("2024-06-30")
SPAN = Window(pd.Timestamp("2024-01-01"), DAY, pd.Timestamp("2024-01-01"), DAY)


def said(sentence: dict) -> str:
    return str(findings.claim(**sentence))


def totals(*rows: tuple[str, int, int]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["label", "mentions", "n"])
    share = (table["mentions"] / table["n"]).where(table["n"] >= 5)
    return table.assign(topic=table["label"], side="either", share=share, low=share, high=share)


def test_the_leading_topics_stand_in_order_with_their_counts():
    found = totals(("Trade", 3, 10), ("The relationship itself", 8, 10), ("Taiwan", 5, 10),
                   ("Myanmar", 1, 10), ("AI", 4, 4))  # fmt: skip
    assert said(overview.topics_said(found, {"Taiwan"})) == (
        "Mentioned most, in meetings with an account: the relationship itself (at least 8 of 10), "
        "Taiwan (at least 5 of 10) and trade (at least 3 of 10)."
    )
    assert overview.leading_topics(found)["label"].iloc[0] == "The relationship itself"
    assert "Too few" in said(overview.topics_said(found.tail(1), set()))


def results(*rows: tuple) -> pd.DataFrame:
    heads = ["label", "both", "us_only", "prc_only", "meetings", "difference", "result"]
    return pd.DataFrame(rows, columns=heads).assign(is_firm=True)


def test_a_difference_that_depends_on_how_sessions_are_counted_is_not_named():
    found = results(
        ("Taiwan", 10, 1, 9, 40, -0.2, "China more often"),
        ("Fentanyl", 5, 8, 0, 40, 0.2, "US more often"),
    ).assign(is_firm=[False, True])
    assert "Taiwan" not in said(overview.sides_said(found, {"Taiwan"}))


def test_the_widest_difference_of_each_side_is_named_with_both_counts():
    found = results(
        ("Taiwan", 10, 1, 9, 40, -0.2, "China more often"),
        ("Fentanyl", 5, 8, 0, 40, 0.2, "US more often"),
        ("Trade", 9, 2, 1, 40, 0.025, "cannot tell"),
    )
    assert said(overview.sides_said(found, {"Taiwan"})) == (
        "Of the same meetings, US accounts mention fentanyl more often (13 against 5 of 40) and "
        "Chinese accounts mention Taiwan more often (19 against 11 of 40)."
    )
    assert "be told apart" in said(overview.sides_said(found.tail(1), set()))


def board(*rows: tuple) -> pd.DataFrame:
    heads = ["channel", "standing", "longer_than", "past", "present", "last_met"]
    table = pd.DataFrame(rows, columns=heads).assign(end=DAY)
    return table.assign(last_met=pd.to_datetime(table["last_met"]))


BOARD = board(
    ("leaders", "usual", 2, 9, 10, "2024-06-20"), ("climate", "longest", 9, 9, 500, "2023-02-16"),
    ("other", "residual", 1, 9, 10, "2024-06-20"),
)  # fmt: skip
BOARD = BOARD.assign(contacts=10, lead=30, first_met=pd.Timestamp("2017-01-20"),
                     name=BOARD["channel"].map(NAMES))  # fmt: skip


def test_the_longest_gap_is_named_and_must_be_the_longest():
    assert said(overview.channels_said(BOARD, NAMES)) == (
        "Of 2 channels with enough meetings to judge, 1 is in the longest gap on record when "
        "last looked at, 30 June 2024 at the latest: climate (500 days)."
    )
    with pytest.raises(ClaimError):
        said(overview.channels_said(BOARD.assign(longer_than=8), NAMES))
    assert said(overview.channels_said(BOARD.head(1), NAMES)).startswith("No channel waited")
    late = BOARD.assign(standing=["longer", "usual", "residual"])
    assert "1 of 2 channels had waited" in said(overview.channels_said(late, NAMES))
    assert "Too few" in said(overview.channels_said(BOARD.tail(1), NAMES))


COUNTS = dict.fromkeys(commitments.STATES, 1) | {"delivered": 4, "no_report": 2, "lapsed": 0}
KEPT = pd.DataFrame([{"group": "all", "made": 9, "reported": 7, **COUNTS}])


def test_the_headline_counts_meetings_channels_and_promises():
    held = pd.DataFrame({"meeting_id": ["a", "b"]})
    assert said(overview.headline(held, BOARD, KEPT)) == (
        "2 meetings; 1 of 2 channels met in the last year looked at; 4 of 9 promises "
        "reported delivered"
    )
    assert said(overview.headline(held.head(0), BOARD, KEPT)).startswith("No meeting")


def test_promises_are_said_with_those_that_have_no_later_report():
    text = said(overview.promises_said(KEPT))
    assert text == (
        "Of 9 promises on record, 4 were reported delivered and 1 in part; for 2 no later report "
        "was found."
    )
    assert "No promise" in said(overview.promises_said(KEPT.assign(made=0)))
    states = overview.states_table(KEPT)
    assert states["promises"].sum() == 9


def series(counts: list[int], first="2023-01") -> pd.DataFrame:
    months = pd.period_range(first, periods=len(counts), freq="M")
    return pd.DataFrame({"month": months, "deaths": pd.array(counts, dtype="Int64"),
                         "status": "final", "is_tail": False})  # fmt: skip


MEETINGS = pd.DataFrame(
    {"channel": ["leaders"], "status": ["held"], "start_date": [pd.Timestamp("2023-11-15")]}
)


def test_deaths_are_said_in_the_order_in_which_they_happened():
    order = overview.deaths_order(series([100, 120, 110, 100, *[90] * 8]), MEETINGS)
    text = said(overview.deaths_said(order))
    assert text == (
        "US deaths with synthetic opioids peaked in February 2023 and were 17% lower by April "
        "2023, before the November 2023 summit. Dates alone show no cause."
    )


def test_a_fall_after_the_summit_stops_the_sentence():
    order = overview.deaths_order(series([100] * 11 + [120, 90]), MEETINGS)
    with pytest.raises(ClaimError, match=r"the fall comes before the meeting|peak comes before"):
        said(overview.deaths_said(order))


def test_a_record_without_the_fall_the_summit_or_any_deaths_says_so():
    for given, meetings in (
        (series([100] * 12), MEETINGS), (series([100, 90]), MEETINGS.head(0)),
        (series([]), MEETINGS),
    ):  # fmt: skip
        order = overview.deaths_order(given, meetings)
        assert order is None
        assert "does not hold both" in said(overview.deaths_said(order))
        assert said(overview.deaths_title(order))
        assert overview.deaths_dress(given.head(0), order)["description"].startswith("No line")
    assert overview.deaths_series(pd.DataFrame(), pd.DataFrame()).empty


def test_the_readings_of_the_fall_stand_beside_it():
    text = said(overview.rivals_said(deaths.rivals()))
    assert text.count(";") == len(deaths.rivals()) - 1
    assert "naloxone" in text


def test_the_two_sides_are_told_apart_on_as_many_topics_as_in_the_report_behind():
    """The report counts the sessions of a visit both ways; on the overview as many must be left."""
    rec = record.load()
    held = topics.held_meetings(rec.meetings, topics.window(rec.coverage, rec.as_of))
    tables = (rec.accounts, rec.mentions, rec.comparable, rec.topics)
    results = overview.side_results(held, *tables)
    lax = readouts.by_topic(readouts.comparisons(held, *tables), rec.topics)
    firm, all_told = (len(readouts.results.told(found)) for found in (results, lax))
    assert 0 < firm < all_told, "the record has differences that hang on how sessions are counted"
    said = str(findings.claim(**readouts.sentences.differences_title(results)))
    assert said.startswith(f"On {firm} of ")
