"""The program's accuracy on cases small enough to count by hand."""

import numpy as np
import pandas as pd
import pytest

from parley import record
from parley.analysis import coder
from parley.analysis.reliability import krippendorff_alpha
from pressroom.findings import claim

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
    found = coder.accuracy(SCORES["truth"], SCORES["proposed"])
    assert (found["right"], found["added"], found["missed"]) == (2, 1, 0)
    assert (found["precision"], found["recall"]) == pytest.approx((2 / 3, 1))
    assert found["f1"] == pytest.approx(0.8)


def test_alpha_is_krippendorffs():
    rng = np.random.default_rng(4)
    truth, said = pd.Series(rng.integers(0, 2, 60)), pd.Series(rng.integers(0, 2, 60))
    both = np.array([truth, said], dtype=float)
    assert coder.accuracy(truth, said)["alpha"] == pytest.approx(krippendorff_alpha(both))


def test_a_row_a_topic_with_what_has_no_value_missing():
    table = coder.per_topic(SCORES, TOPICS, "proposed").set_index("topic")
    assert table.loc["a", "f1"] == 1
    assert table.loc["b", "precision"] == 0
    assert np.isnan(table.loc["b", "recall"])


def test_the_sentences_hold_and_say_both_numbers():
    known = coder.facts(SCORES, TEXTS)
    said = [str(claim(**each)) for each in [coder.title(known), *coder.sentences(known)]]
    assert "F1 of 0.80 misses the aim of 0.85" in said[0]
    assert "F1 0.50" in said[2]
    assert "F1 is now 0.80" in said[2]


def test_without_texts_it_says_so():
    known = coder.facts(SCORES.iloc[:0], TEXTS.iloc[:0])
    said = [claim(**each) for each in [coder.title(known), *coder.sentences(known)]]
    assert said[0] == "The program has not been tested"
    assert len(coder.topic_table(coder.per_topic(SCORES.iloc[:0], TOPICS))["frame"]) == 1


def test_the_records_own_scores():
    rec = record.load()
    known = coder.facts(rec.coder_scores, rec.coding_texts)
    assert known["texts"] == 80
    assert known["first_terms"]["f1"] >= coder.AIM
