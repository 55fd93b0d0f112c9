"""Words: a case of two documents worked by hand, and documents that cannot be compared."""

from math import log, sqrt

import numpy as np
import pytest

from parley.analysis import side_model


def test_two_documents_by_hand():
    # A: candid 6, talks 2, trade 2; B: candid 1, talks 5, trade 4; a prior worth 10 words is
    # 3.5, 3.5 and 3: candid is 9.5 of 20 in A and 4.5 of 20 in B
    a, b = {"candid": 6, "talks": 2, "trade": 2}, {"candid": 1, "talks": 5, "trade": 4}
    found = side_model.log_odds(a, b, prior_total=10).set_index("term")
    candid = log(9.5 / 10.5) - log(4.5 / 15.5)
    assert candid == pytest.approx(1.1367, abs=1e-4)
    assert found.loc["candid", "log_odds"] == pytest.approx(candid, abs=1e-4)
    assert found.loc["candid", "z"] == pytest.approx(candid / sqrt(1 / 9.5 + 1 / 4.5), abs=1e-4)
    talks = log(5.5 / 14.5) - log(8.5 / 11.5)
    assert found.loc["talks", "z"] == pytest.approx(talks / sqrt(1 / 5.5 + 1 / 8.5), abs=1e-4)
    assert found.index.tolist() == ["candid", "trade", "talks"]
    assert found.loc["talks", ["count_a", "count_b"]].tolist() == [2, 5]


def test_equal_use_is_zero_and_exchanged_sides_change_the_sign():
    a, b = {"x": 3, "y": 5}, {"x": 6, "y": 2}
    assert side_model.log_odds(a, a)["z"].tolist() == [0, 0]
    one, other = (side_model.log_odds(*pair).set_index("term")["z"] for pair in ((a, b), (b, a)))
    assert one["x"] == pytest.approx(-other["x"]) and one["x"] < 0


def test_a_larger_prior_draws_towards_zero_and_keeps_rare_words_down():
    a, b = {"rare": 1, "common": 99}, {"common": 100}
    small, large = (side_model.log_odds(a, b, total).set_index("term") for total in (1, 100))
    assert 0 < large.loc["rare", "log_odds"] < small.loc["rare", "log_odds"]
    assert np.isfinite(small.to_numpy()).all()


def test_a_background_gives_the_prior_its_shape():
    a, b = {"x": 3, "y": 5}, {"x": 6, "y": 2}
    same = side_model.log_odds(a, b, background={"x": 9, "y": 7})
    assert same.equals(side_model.log_odds(a, b))
    with pytest.raises(ValueError, match="every term a frequency"):
        side_model.log_odds(a, b, background={"x": 9})


@pytest.mark.parametrize(
    ("a", "b", "prior", "why"),
    [
        ({}, {}, 50, "at least two terms"),
        ({"x": 1}, {"x": 1}, 50, "at least two terms"),
        ({"x": 1, "y": 1}, {}, 50, "no words"),
        ({"x": 1, "y": -1}, {"x": 1}, 50, "negative"),
        ({"x": 1, "y": np.nan}, {"x": 1}, 50, "missing"),
        ({"x": 1}, {"y": 1}, 0, "positive"),
        ({"x": 0, "y": 1}, {"x": 0, "y": 1}, 50, "every term"),
    ],
)
def test_documents_that_cannot_be_compared_are_refused(a, b, prior, why):
    with pytest.raises(ValueError, match=why):
        side_model.log_odds(a, b, prior)
