"""Agreement: tables by hand, published behaviour, and ratings that do not vary."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from parley.analysis import reliability
from parley.analysis.reliability_report import statistics


def test_alpha_by_hand():
    # four units, one disagreement: 8 ratings, 3 ones and 5 zeros; 1 - 7 * 2 / (2 * 15)
    ratings = np.array([[1, 1, 0, 0], [1, 0, 0, 0]])
    assert reliability.krippendorff_alpha(ratings) == pytest.approx(1 - 7 / 15)


def test_alpha_by_definition_for_every_metric():
    """Average squared distance within units against that over all pairs, summed pair by pair."""
    data = np.array([[1, 2, 3, 3, 2, np.nan], [1, 2, 4, 3, 2, 5], [np.nan, 3, 3, 3, 2, np.nan]])
    units = [column[~np.isnan(column)] for column in data.T]
    units = [unit for unit in units if len(unit) >= 2]
    pooled = np.concatenate(units)

    def gap(metric: str, a: float, b: float) -> float:
        if metric == "nominal":
            return float(a != b)
        if metric == "ordinal":
            low, high = sorted((a, b))
            between = ((pooled >= low) & (pooled <= high)).sum()
            return (between - ((pooled == a).sum() + (pooled == b).sum()) / 2) ** 2
        return (a - b) ** 2 if metric == "interval" else ((a - b) / (a + b)) ** 2

    for metric in reliability.METRICS:
        within = sum(
            sum(gap(metric, a, b) for a, b in product(unit, unit)) / (len(unit) - 1)
            for unit in units
        )
        overall = sum(gap(metric, a, b) for a, b in product(pooled, pooled)) / (len(pooled) - 1)
        own = reliability.krippendorff_alpha(data, metric)
        assert own == pytest.approx(1 - within / overall, abs=1e-12)


def test_units_coded_once_do_not_count_and_full_agreement_is_one():
    ratings = np.array([[1.0, 2, 3, np.nan], [1, 2, np.nan, 4]])
    for metric in reliability.METRICS:
        assert reliability.krippendorff_alpha(ratings, metric) == 1


def test_ratings_that_do_not_vary_have_no_alpha():
    with pytest.raises(reliability.UndefinedError, match="alike"):
        reliability.krippendorff_alpha(np.ones((2, 5)))
    with pytest.raises(ValueError, match="coded twice"):
        reliability.krippendorff_alpha(np.array([[1, np.nan], [np.nan, 1]]))
    with pytest.raises(ValueError, match="coded twice"):
        reliability.krippendorff_alpha(np.empty((2, 0)))
    with pytest.raises(ValueError, match="none of nominal"):
        reliability.krippendorff_alpha(np.array([[1, 2], [2, 1]]), "cardinal")
    with pytest.raises(ValueError, match="not above 0"):
        reliability.krippendorff_alpha(np.array([[0, 2], [2, 1]]), "ratio")


def test_tables_by_hand():
    counts = reliability.table(["no", "no", "yes", "yes"], ["no", "yes", "yes", "yes"])
    assert counts.tolist() == [[1, 1], [0, 2]]
    assert reliability.percent_agreement(counts) == 0.75
    assert reliability.positive_agreement(counts) == 0.8
    assert reliability.cohen(counts) == pytest.approx(0.5)
    # pi = 5/8: chance 2 * 5/8 * 3/8
    assert reliability.ac1(counts) == pytest.approx((0.75 - 15 / 32) / (1 - 15 / 32))


def test_fleiss_by_hand():
    # two coders: agreement 0.5; half of all ratings in each category
    assert reliability.fleiss(np.array([[2, 0], [0, 2], [1, 1], [1, 1]])) == pytest.approx(0)


def test_a_rare_topic_sinks_kappa_but_not_ac1():
    common, rare = np.array([[40, 9], [6, 45]]), np.array([[80, 10], [5, 5]])
    assert reliability.percent_agreement(common) == reliability.percent_agreement(rare) == 0.85
    assert reliability.cohen(rare) < 0.5 < reliability.cohen(common)
    assert reliability.ac1(rare) > 0.8


def test_tables_that_cannot_be_read_are_refused():
    one = np.array([[5, 0], [0, 0]])
    for call in (reliability.cohen, reliability.positive_agreement):
        with pytest.raises(reliability.UndefinedError):
            call(one)
    assert reliability.ac1(one) == 1
    for call in (
        reliability.cohen,
        reliability.ac1,
        reliability.percent_agreement,
        reliability.positive_agreement,
    ):
        for counts in (
            np.zeros((2, 2)),
            np.ones((2, 3)),
            -np.ones((2, 2)),
            np.full((2, 2), np.nan),
            np.ones(2),
        ):
            with pytest.raises(ValueError, match="table"):
                call(counts)
    with pytest.raises(ValueError, match="two categories"):
        reliability.positive_agreement(np.ones((3, 3)))
    with pytest.raises(ValueError, match="two categories"):
        reliability.ac1(np.ones((1, 1)))
    for first, second in (([], []), ([1], [1, 2]), ([1, None], [1, 1])):
        with pytest.raises(ValueError, match=r"rating|units"):
            reliability.table(first, second)
    for counts in ([[1, 1], [2, 1]], [[1, 0], [0, 1]], [[-1, 3], [1, 1]], np.empty((0, 2)), [2, 2]):
        with pytest.raises(ValueError, match=r"coders|no count"):
            reliability.fleiss(np.array(counts))
    with pytest.raises(reliability.UndefinedError):
        reliability.fleiss(np.array([[3, 0], [3, 0]]))


def test_the_bootstrap_is_seeded_and_counts_what_has_no_value():
    ratings = np.array([[1, 1, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0]])
    one, two = (reliability.bootstrap(ratings, draws=400, seed=3) for _ in range(2))
    assert one == two and one.low <= one.value <= one.high
    assert 0 < one.undefined < 400  # draws without either positive
    with pytest.raises(reliability.UndefinedError):
        reliability.bootstrap(np.ones((2, 6)))
    with pytest.raises(ValueError, match="two units"):
        reliability.bootstrap(np.ones((2, 1)))
    with pytest.raises(ValueError, match="200 draws"):
        reliability.bootstrap(ratings, draws=199)


def test_the_short_forms_of_the_report_are_the_statistics_themselves():
    for a, b, c, d in ((7, 2, 1, 10), (1, 3, 4, 2), (30, 1, 0, 9)):
        counts, found = np.array([[d, c], [b, a]]), statistics(np.array([a, b, c, d]))
        first = [1] * (a + b) + [0] * (c + d)
        second = [1] * a + [0] * b + [1] * c + [0] * d
        alpha = reliability.krippendorff_alpha(np.array([first, second]))
        assert found["alpha"] == pytest.approx(alpha)
        assert found["kappa"] == pytest.approx(reliability.cohen(counts))
        assert found["ac1"] == pytest.approx(reliability.ac1(counts))
        assert found["f1"] == pytest.approx(reliability.positive_agreement(counts))
        assert found["agreement"] == pytest.approx(reliability.percent_agreement(counts))


def codings(cells: dict[str, tuple[int, int, int, int]]) -> pd.DataFrame:
    """Rows by two coders, from counts of both, first alone, second alone, neither per topic."""
    rows = []
    for topic, counts in cells.items():
        answers = np.repeat([(1, 1), (1, 0), (0, 1), (0, 0)], counts, axis=0)
        for unit, pair in enumerate(answers):
            meeting, side = f"m{unit // 2}", ("us", "prc")[unit % 2]
            rows += [
                (meeting, side, topic, name, bool(v)) for name, v in zip("AB", pair, strict=True)
            ]
    return pd.DataFrame(rows, columns=["meeting_id", "side", "topic", "coder", "value"])


def test_the_report_by_hand():
    found = reliability.report(codings({"trade": (12, 1, 1, 16)}), draws=400).iloc[0]
    assert found[["meetings", "units", "once"]].tolist() == [15, 30, 0]
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
    found = reliability.report(codings(cells), draws=200).set_index("topic")
    assert found["reading"].to_dict() == {
        "rely": "rely",
        "tentative": "tentative",
        "merge": "merge or drop",
        "few": "too few",
        "never": "no variation",
    }
    assert np.isnan(found.loc["never", "alpha"]) and found.loc["never", "agreement"] == 1


def test_units_coded_once_are_left_out_and_counted():
    rows = codings({"trade": (12, 1, 1, 16)})
    found = reliability.report(rows.drop(index=0), draws=200).iloc[0]
    assert found[["units", "once"]].tolist() == [29, 1]
    single = rows.assign(coder=np.where(rows["side"] == "us", "A", "B")).drop_duplicates(
        ["meeting_id", "side"]
    )
    alone = reliability.report(single, draws=200).iloc[0]
    assert alone["units"] == 0 and alone["reading"] == "no variation"
    assert np.isnan(alone["share_first"]) and np.isnan(alone["alpha_low"])


def test_sides_can_be_told_apart_and_both_sides_of_a_meeting_are_drawn_together():
    rows = codings({"trade": (12, 1, 1, 16)})
    found = reliability.report(rows, by=("side", "topic"), draws=200)
    assert found["side"].tolist() == ["prc", "us"] and found["units"].tolist() == [15, 15]
    pairs = rows.assign(meeting_id=[f"m{i // 2}" for i in range(len(rows))])
    spread = [reliability.report(frame, draws=2000).iloc[0] for frame in (pairs, rows)]
    alone, together = (row["agreement_high"] - row["agreement_low"] for row in spread)
    assert spread[0]["meetings"] == 30 and spread[1]["meetings"] == 15 and together > alone


def test_codings_that_cannot_be_compared_are_refused():
    rows = codings({"trade": (2, 1, 1, 2)})
    for change, why in (
        (rows.drop(columns="side"), "column side"),
        (rows.iloc[:0], "no coding"),
        (rows.assign(value=None), "missing"),
        (pd.concat([rows, rows]), "twice"),
        (rows.assign(value="yes"), "neither true nor false"),
        (rows[rows["coder"] == "A"], "there are 1"),
    ):
        with pytest.raises(ValueError, match=why):
            reliability.report(change)
    with pytest.raises(ValueError, match="10 draws"):
        reliability.report(rows, draws=10)
