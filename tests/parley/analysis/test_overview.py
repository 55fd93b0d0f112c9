"""What the front page takes from the reports, on cases small enough to count by hand."""

import pandas as pd
import pytest

from parley.analysis import commitments, overview
from parley.charts import overview as charts
from pressroom.errors import ClaimError
from pressroom.say import say, spoken

TOPICS = pd.DataFrame(
    {
        "topic": ["Trade", "Taiwan", "Frame"],
        "label": ["Trade", "Taiwan", "Frame"],
        "kind": ["issue", "place", "issue"],
    }
)


def totals(*rows: tuple[str, int, int]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["label", "mentions", "n"])
    share = (table["mentions"] / table["n"]).where(table["n"] >= 5)
    return table.assign(topic=table["label"], side="either", share=share, low=share, high=share)


def test_two_topics_are_named_in_order_and_none_that_is_barred():
    shown = overview.leading_topics(
        totals(
            ("Trade", 3, 10), ("Frame", 8, 10), ("Taiwan", 5, 10), ("Myanmar", 1, 10), ("AI", 4, 4)
        )
    )
    assert shown["label"].tolist() == ["Frame", "Taiwan", "Trade", "Myanmar"]
    found = overview.common(shown, TOPICS, ["Frame"])
    assert (found.first, found.second, found.a, found.b) == ("Taiwan", "trade", 0.5, 0.3)
    assert overview.common(shown.head(1), TOPICS, []).first is None
    words = charts.top_topics.words(shown)
    assert words.startswith("Bars for 4 topics, from Frame, 80%, down to Myanmar, 10%")
    assert "Empty" in charts.top_topics.words(shown.head(0))


COUNTS = dict.fromkeys(commitments.STATES, 1) | {"delivered": 4, "no_report": 2, "lapsed": 0}
KEPT = pd.DataFrame([{"group": "all", "made": 9, "reported": 7, **COUNTS}])


def test_promises_are_counted_by_state():
    states = overview.states_table(KEPT)
    assert states["promises"].sum() == 9
    assert f"Bars for {len(states)} states of 9 promises" in charts.state_bars.words(states)


def series(counts: list[int], first="2023-01") -> pd.DataFrame:
    months = pd.period_range(first, periods=len(counts), freq="M")
    return pd.DataFrame(
        {
            "month": months,
            "deaths": pd.array(counts, dtype="Int64"),
            "status": "final",
            "is_tail": False,
        }
    )


MEETINGS = pd.DataFrame(
    {"channel": ["leaders"], "status": ["held"], "start_date": [pd.Timestamp("2023-11-15")]}
)


SAID = "Peak {peak}, {share:.0%} lower by {fall}, before {met}"


def test_deaths_are_said_in_the_order_in_which_they_happened():
    found = overview.fall(series([100, 120, 110, 100, *[90] * 8]), MEETINGS)
    assert str(found.peak) == "2023-02" and str(found.met) == "2023-11"
    assert spoken(say(SAID, found)).startswith("Peak February 2023, ")


def test_the_year_after_the_summit_is_told_with_the_year_before():
    counts = [*[6000] * 15, 9000, 8000, 7000, 7000, 7000, 6000, 6000, 5000, *[3000] * 13]
    found = overview.fall(series(counts, "2022-01"), MEETINGS)
    told = say("{before:.0f}, then {after:.0f}", found, (found.after, "<", found.before))
    assert spoken(told) == "219, then 98"  # 80,000 in 365 days, 36,000 in 366
    short = overview.fall(series(counts[12:], "2023-01"), MEETINGS)
    assert short.peak is not None and short.before is short.after is None
    assert spoken(say("{after:.0f}", short, (short.after, "<", short.before)) | None) is None


def test_a_fall_after_the_summit_is_not_said():
    found = overview.fall(series([100] * 11 + [120, 90]), MEETINGS)
    with pytest.raises(ClaimError, match=r"the fall comes before the meeting|peak comes before"):
        spoken(say(SAID, found))


def test_a_record_without_the_fall_the_summit_or_any_deaths_says_so():
    for given, meetings in (
        (series([100] * 12), MEETINGS),
        (series([100, 90]), MEETINGS.head(0)),
        (series([]), MEETINGS),
    ):
        found = overview.fall(given, meetings)
        assert found.peak is None and found.mark is None
        assert spoken(say(SAID, found) | None) is None
    assert overview.deaths_series(pd.DataFrame(), pd.DataFrame()).empty
    assert charts.deaths_line.words(series([])).startswith("No line")
    assert overview.deaths_by_year(series([])).empty
    words = charts.deaths_line.words(series([100, 120]), summit=pd.Timestamp("2023-11-15"))
    assert "at its top February 2023 4" in words and "15 November 2023" in words
