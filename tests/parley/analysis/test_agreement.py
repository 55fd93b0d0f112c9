"""Two codings of the same accounts, small enough to count by hand."""

import doctest

import numpy as np
import pandas as pd
import pytest

from parley import record
from parley.analysis import agreement, reliability
from parley.analysis.agreement import statistics
from parley.charts import coverage as charts
from pressroom.say import say, spoken

TOPICS = pd.DataFrame({"topic": ["trade", "taiwan"], "label": ["Trade", "Taiwan"]})


def codings(topic: str, pairs: str, basis: str = "full") -> pd.DataFrame:
    """Return codings of one topic, a meeting a pair: "11 10 00" is first and second by meeting."""
    rows = [
        (f"2023-01-{day:02d}-x", "us", topic, coder, int(value), f"s{day}", basis)
        for day, pair in enumerate(pairs.split(), start=1)
        for coder, value in zip(("first", "second"), pair, strict=True)
    ]
    columns = ["meeting_id", "side", "topic", "coder", "value", "source_id", "basis"]
    return pd.DataFrame(rows, columns=columns).astype({"value": "Int64"})


@pytest.fixture
def some():
    """Trade: 10 both, 1 first, 1 neither. Taiwan: 10 both, 4 first, 2 second, 4 neither."""
    trade = codings("trade", "11 " * 10 + "10 00")
    taiwan = codings("taiwan", "11 " * 10 + "10 " * 4 + "01 01 00 00 00 00", basis="opening")
    return pd.concat([trade, taiwan], ignore_index=True)


@pytest.fixture
def meetings(some):
    ids = pd.Series(some["meeting_id"].unique())
    return pd.DataFrame(
        {"meeting_id": ids, "start_date": pd.to_datetime(ids.str[:10]), "title": ids}
    )


def test_only_what_both_coded_is_compared(some):
    short = some.drop(some[(some["coder"] == "second") & (some["topic"] == "trade")].index[-1])
    assert len(agreement.coded_twice(some)) == 12 + 20
    assert len(agreement.coded_twice(short)) == 11 + 20


def test_units_are_counted_by_kind(some):
    counted = agreement.cells(agreement.coded_twice(some))
    assert counted.loc["taiwan"].tolist() == [10, 4, 2, 4]
    assert counted.loc["trade"].tolist() == [10, 1, 0, 1]


def test_a_topic_with_little_agreement_is_tentative(some):
    # alpha = 1 - 39 * 6 / (26 * 14) for Taiwan; 1 - 23 * 1 / (21 * 3) for Trade
    assert agreement.tentative_topics(some) == ["taiwan", "trade"]
    assert agreement.tentative_topics(some, limit=0.5) == ["taiwan"]
    table = agreement.per_topic(some, TOPICS, draws=200).set_index("topic")
    assert table.loc["taiwan", "alpha"] == pytest.approx(1 - 39 * 6 / (26 * 14))
    assert table.loc["trade", "alpha"] == pytest.approx(1 - 23 / 63)
    assert table.loc["trade", "alpha_full"] == pytest.approx(1 - 23 / 63)
    assert pd.isna(table.loc["taiwan", "alpha_full"])


def test_a_rare_topic_is_untested_not_tentative(some):
    rare = pd.concat([some, codings("health", "11 10 00 00")], ignore_index=True)
    assert agreement.untested_topics(rare) == ["health"]
    assert "health" not in agreement.tentative_topics(rare)


def test_differences_say_who_found_the_topic(some, meetings):
    unlike = reliability.differences(agreement.coded_twice(some), meetings, TOPICS)
    assert len(unlike) == 7
    assert unlike["found_by"].value_counts().to_dict() == {"earlier": 5, "later": 2}
    assert unlike["start_date"].is_monotonic_decreasing
    assert unlike["page"].str.endswith("/index.html").all()


def test_the_blank_sheet_holds_whole_texts_and_no_coding(some, meetings):
    sources = pd.DataFrame({"source_id": ["s1"], "url": ["https://example.org/1"]})
    sheet = reliability.blank_sheet(agreement.coded_twice(some), meetings, sources, TOPICS)
    assert len(sheet) == 12
    assert sheet.loc[0, "url"] == "https://example.org/1"
    assert (sheet[["trade", "taiwan"]] == "").all(axis=None)


def test_what_both_found_leads_and_not_what_neither_did(some):
    found = reliability.found(agreement.coded_twice(some))
    assert (found.codings, found.accounts, found.either, found.both) == (32, 20, 27, 20)
    assert found.share == pytest.approx(20 / 27) and found.low < found.share < found.high
    assert found.alike == pytest.approx(25 / 32) and found.alike > found.share
    headline = say("both find {share:.0%}", found) | say("no account", (found.codings, "is", None))
    assert spoken(headline) == "both find 74%"
    none = reliability.found(agreement.coded_twice(some.iloc[:0]))
    assert none.codings is None
    assert (
        spoken(say("both {share:.0%}", none) | say("no one", (none.codings, "is", None)))
        == "no one"
    )


def accounts(*rows: tuple[str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    table = pd.DataFrame(rows, columns=["meeting_id", "read"]).assign(side="us", published="yes")
    days = pd.to_datetime(table["meeting_id"].str[:10])
    return table, pd.DataFrame(
        {"meeting_id": table["meeting_id"], "start_date": days, "status": "held"}
    )


def test_the_years_and_depths_that_nobody_read_again_are_named(some):
    rows = [
        ("2017-03-01-x", "full"),
        ("2018-03-01-x", "reported"),
        ("2023-01-01-x", "full"),
        ("2024-01-01-x", "full"),
    ]
    counts = reliability.twice(some, *accounts(*rows))
    years = counts[counts["by"] == "Year"].set_index("group")["coded_twice"].to_dict()
    assert years == {"2017": 0, "2018": 0, "2023": 1, "2024": 0}
    never = reliability.never(counts)
    assert (never.first_year, never.last_year, never.accounts, never.reported) == (2017, 2018, 2, 1)
    every = reliability.never(reliability.twice(some, *accounts(("2023-01-01-x", "reported"))))
    assert every.first_year is None and every.reported is None


@pytest.mark.parametrize("pairs", ["", "11 00", "11 " * 12 + "10 01 00"])
def test_whatever_was_coded_is_told(meetings, pairs):
    given = codings("trade", pairs)
    both = agreement.coded_twice(given)
    table = agreement.per_topic(given, TOPICS, draws=200)
    judged = reliability.judged(table) if len(table) else None
    assert judged is None or judged.judged == int(len(pairs) > 30)
    for chart in (charts.agreement_intervals, charts.two_shares):
        words = chart.words(table)
        assert ("Empty" in words) == (not len(table)) and "nan" not in words
        assert min(chart.height(table)) > 1
    assert len(reliability.differences(both, meetings, TOPICS)) == (2 if len(pairs) > 30 else 0)


def test_a_topic_whose_interval_reaches_under_the_limit_is_not_surely_over_it():
    alpha = {"alpha": [0.91, 0.802, 0.7], "alpha_low": [0.87, 0.71, 0.6], "alpha_full": None}
    table = pd.DataFrame(alpha | {"reading": ["rely", "rely", "tentative"], "label": list("abc")})
    table = table.assign(share_first=0.5, share_second=0.4)
    found = reliability.judged(table)
    assert (found.judged, found.rely, found.sure) == (3, 2, 1)


def test_the_record_marks_its_tentative_topics():
    rec = record.load()
    assert "bilateral_framework" in agreement.tentative_topics(rec.codings)
    both = agreement.coded_twice(rec.codings)
    assert both["meeting_id"].nunique() >= 60


def test_the_examples_run():
    assert doctest.testmod(agreement).failed == 0


def test_agreement_by_hand_and_by_definition():
    """Alpha: squared distance within units against that over all pairs, summed pair by pair."""
    for a, b, c, d in ((7, 2, 1, 10), (1, 3, 4, 2), (30, 1, 0, 9)):
        first = np.repeat([1, 1, 0, 0], (a, b, c, d))
        second = np.repeat([1, 0, 1, 0], (a, b, c, d))
        pooled = np.concatenate([first, second])
        within = 2 * (first != second).sum()
        overall = (pooled[:, None] != pooled).sum() / (len(pooled) - 1)
        found = statistics(np.array([a, b, c, d]))
        assert found["alpha"] == pytest.approx(1 - within / overall, abs=1e-12)
        assert found["f1"] == pytest.approx(2 * a / (2 * a + b + c))
        assert found["agreement"] == pytest.approx((a + d) / (a + b + c + d))


def test_a_rare_topic_sinks_kappa_but_not_ac1():
    common, rare = (statistics(np.array(cells)) for cells in ((40, 9, 6, 45), (80, 10, 5, 5)))
    assert common["agreement"] == rare["agreement"] == 0.85
    assert rare["kappa"] < 0.5 < common["kappa"] and rare["ac1"] > 0.8


def answers(cells: dict[str, tuple[int, int, int, int]]) -> pd.DataFrame:
    """Rows coded twice, from counts of both, first alone, second alone, neither per topic."""
    rows = [
        (f"m{unit // 2}", ("us", "prc")[unit % 2], topic, *pair)
        for topic, counts in cells.items()
        for unit, pair in enumerate(
            np.repeat([(True, True), (True, False), (False, True), (False, False)], counts, axis=0)
        )
    ]
    return pd.DataFrame(rows, columns=["meeting_id", "side", "topic", "first", "second"])


def test_the_report_by_hand():
    found = agreement.report(answers({"trade": (12, 1, 1, 16)}), draws=400).iloc[0]
    assert found[["meetings", "units"]].tolist() == [15, 30]
    assert found[["positives_first", "positives_second"]].tolist() == [13, 13]
    assert found["share_first"] == pytest.approx(13 / 30)
    assert found["agreement"] == pytest.approx(28 / 30) and found["f1"] == pytest.approx(12 / 13)
    assert found["alpha"] == pytest.approx(1 - 59 * 2 / (26 * 34)) and found["reading"] == "rely"
    for name in ("agreement", "f1", "alpha", "ac1", "kappa"):
        assert found[f"{name}_low"] < found[name] <= found[f"{name}_high"] <= 1


def test_readings_follow_the_limits():
    cells = {
        "rely": (20, 1, 1, 20),
        "tentative": (20, 3, 3, 20),
        "merge": (12, 6, 6, 12),
        "few": (9, 0, 0, 30),
        "never": (0, 0, 0, 9),
    }
    found = agreement.report(answers(cells), draws=200).set_index("topic")
    assert found["reading"].to_dict() == {
        "rely": "rely",
        "tentative": "tentative",
        "merge": "merge or drop",
        "few": "too few",
        "never": "no variation",
    }
    assert np.isnan(found.loc["never", "alpha"]) and found.loc["never", "agreement"] == 1


def test_where_nothing_is_left_nothing_is_told():
    rows = answers({"trade": (12, 1, 1, 16)})
    assert agreement.report(rows.iloc[:0], draws=200).empty


def test_both_sides_of_a_meeting_are_drawn_together():
    rows = answers({"trade": (12, 1, 1, 16)})
    pairs = rows.assign(meeting_id=[f"m{i}" for i in range(len(rows))])
    spread = [agreement.report(frame, draws=2000).iloc[0] for frame in (pairs, rows)]
    alone, together = (row["agreement_high"] - row["agreement_low"] for row in spread)
    assert spread[0]["meetings"] == 30 and spread[1]["meetings"] == 15 and together > alone


def test_few_draws_are_refused():
    with pytest.raises(ValueError, match="10 draws"):
        agreement.report(answers({"trade": (2, 1, 1, 2)}), draws=10)
