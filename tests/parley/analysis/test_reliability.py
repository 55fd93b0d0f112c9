"""The program's accuracy on cases small enough to count by hand."""

import numpy as np
import pandas as pd
import pytest

from parley import record
from parley.analysis import reliability

TOPICS = pd.DataFrame({"topic": ["a", "b"], "label": ["A", "B"]})
TEXTS = pd.DataFrame({"text_id": ["1", "2"], "kind": ["plain", "adversarial"]})
SCORES = pd.DataFrame(
    [
        ("1", "a", 1, 1, 0, 1),
        ("1", "b", 0, 0, 0, 0),
        ("2", "a", 1, 1, 1, 1),
        ("2", "b", 0, 1, 1, 1),
    ],
    columns=["text_id", "topic", "truth", "first_terms", "first", "proposed"],
)


def test_counts_and_shares_by_hand():
    found = reliability.accuracy(SCORES["truth"], SCORES["proposed"])
    assert (found["right"], found["added"], found["missed"]) == (2, 1, 0)
    assert (found["precision"], found["recall"]) == pytest.approx((2 / 3, 1))
    assert found["f1"] == pytest.approx(0.8)


def test_a_row_a_topic_with_what_has_no_value_missing():
    table = reliability.per_topic(SCORES.assign(first_terms=SCORES["proposed"]), TOPICS)
    table = table.set_index("topic")
    assert table.loc["a", "f1"] == 1
    assert table.loc["b", "precision"] == 0
    assert np.isnan(table.loc["b", "recall"])


def test_the_test_is_told_in_numbers():
    known = reliability.tested(SCORES, TEXTS)
    assert (known.texts, known.hard, known.added) == (2, 1, 1)
    assert (known.f1, known.first, known.now) == pytest.approx((0.8, 0.5, 0.8))
    assert (known.plain, known.misled) == pytest.approx((1, 2 / 3))
    assert all(found == expected for found, _, expected, _ in known.holds)
    lost = reliability.tested(SCORES.iloc[1:], TEXTS)
    assert any(found != expected for found, _, expected, _ in lost.holds), "a text has no score"


def test_without_texts_nothing_is_known():
    assert reliability.tested(SCORES.iloc[:0], TEXTS.iloc[:0]).texts is None
    assert reliability.per_topic(SCORES.iloc[:0], TOPICS).empty


def test_the_records_own_scores():
    rec = record.load()
    known = reliability.tested(rec.coder_scores, rec.coding_texts)
    assert known.texts == 80
    assert known.low < reliability.AIM < known.f1 < known.high, "chance may have it above its aim"
