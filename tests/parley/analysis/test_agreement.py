"""Two codings of the same accounts, small enough to count by hand."""

import doctest

import pandas as pd
import pytest

from parley import record
from parley.analysis import agreement
from parley.analysis.agreement import dress, measures, words
from pressroom import findings

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
    assert set(agreement.coded_twice(some, whole=True)["topic"]) == {"trade"}


def test_units_are_counted_by_kind(some):
    counted = measures.cells(agreement.coded_twice(some))
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


def test_labels_of_tentative_topics_are_marked():
    told = agreement.marked(TOPICS["label"], TOPICS["topic"], ["taiwan"])
    assert told.tolist() == ["Trade", "Taiwan (tentative)"]


def test_differences_say_who_found_the_topic(some, meetings):
    unlike = agreement.differences(agreement.coded_twice(some), meetings, TOPICS)
    assert len(unlike) == 7
    assert unlike["found_by"].value_counts().to_dict() == {"earlier": 5, "later": 2}
    assert unlike["start_date"].is_monotonic_decreasing
    assert unlike["page"].str.endswith("/index.html").all()


def test_the_blank_sheet_holds_whole_texts_and_no_coding(some, meetings):
    sources = pd.DataFrame({"source_id": ["s1"], "url": ["https://example.org/1"]})
    sheet = agreement.blank_sheet(agreement.coded_twice(some), meetings, sources, TOPICS)
    assert len(sheet) == 12
    assert sheet.loc[0, "url"] == "https://example.org/1"
    assert (sheet[["trade", "taiwan"]] == "").all(axis=None)


@pytest.mark.parametrize("pairs", ["", "11 00", "11 " * 12 + "10 01 00"])
def test_every_sentence_holds_whatever_was_coded(meetings, pairs):
    given = codings("trade", pairs)
    both = agreement.coded_twice(given)
    table = agreement.per_topic(given, TOPICS, draws=200)
    known = agreement.facts(both, table)
    said = [words.headline(known), *words.points(known), words.share_title(table)]
    said += [words.share_description(table), words.alpha_description(table.dropna(subset="alpha"))]
    said += [words.alpha_title(known)]
    said += [words.unlike_title(agreement.differences(both, meetings, TOPICS))]
    assert all(findings.claim(**each) for each in said)
    assert all(len(make(table)["frame"]) for make in (dress.topic_table, dress.share_table))


def test_the_record_marks_its_tentative_topics():
    rec = record.load()
    assert "bilateral_framework" in agreement.tentative_topics(rec.codings)
    both = agreement.coded_twice(rec.codings)
    assert both["meeting_id"].nunique() >= 60


def test_the_examples_run():
    assert doctest.testmod(measures).failed == 0
