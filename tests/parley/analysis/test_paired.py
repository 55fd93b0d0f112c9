"""Paired tables: published cases, tables done by hand, and tables that cannot be compared."""

import numpy as np
import pandas as pd
import pytest

from parley.analysis import paired


def table(**topics: tuple[int, int, int, int]) -> pd.DataFrame:
    rows = pd.DataFrame.from_dict(topics, orient="index", columns=list(paired.CELLS))
    return rows.rename_axis("topic").reset_index()


def test_mid_p_by_hand():
    # five against none: 2 * (1/32) - 1/32
    assert paired.mid_p(5, 0) == pytest.approx(1 / 32)
    assert paired.mid_p(4, 0) == pytest.approx(1 / 16)
    assert paired.mid_p(3, 3) <= 1


def test_four_against_none_is_too_few_and_five_against_none_is_not():
    found = paired.paired_table(table(a=(9, 4, 0, 9), b=(9, 5, 0, 9), c=(9, 0, 9, 0)))
    assert found["result"].tolist() == ["too few to compare", "US more often", "China more often"]
    assert found["too_few"].tolist() == [True, False, False]
    assert found["mid_p"].isna().tolist() == [True, False, False]
    assert found["tests"].tolist() == [2, 2, 2]


def test_topics_are_judged_together():
    alone = paired.paired_table(table(a=(9, 5, 0, 9)))
    together = paired.paired_table(table(a=(9, 5, 0, 9), b=(0, 9, 9, 0), c=(0, 8, 8, 0)))
    assert alone["result"].tolist() == ["US more often"]
    assert together["result"].tolist() == ["cannot tell"] * 3
    assert together["adjusted_p"].iloc[0] == pytest.approx(3 / 32)


def test_the_difference_is_us_minus_china():
    found = paired.paired_table(table(a=(1, 6, 1, 2)))
    assert found[["us_share", "prc_share", "meetings"]].iloc[0].tolist() == [0.7, 0.2, 10]
    assert found["difference"].iloc[0] == pytest.approx(0.5)
    assert found["low"].iloc[0] < 0.5 < found["high"].iloc[0]


def test_swapping_the_sides_turns_the_interval_round():
    one, other = paired.newcombe_paired(59, 6, 16, 80), paired.newcombe_paired(59, 16, 6, 80)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))


@pytest.mark.parametrize("cells", [(5, 0, 0, 0), (0, 0, 0, 5), (0, 5, 0, 0), (0, 0, 1, 0)])
def test_tables_with_empty_margins_still_have_an_interval_within_bounds(cells):
    found = paired.newcombe_paired(*cells)
    assert -1 <= found.low <= found.difference <= found.high <= 1


def test_no_meeting_is_too_few_with_missing_shares():
    found = paired.paired_table(table(a=(0, 0, 0, 0)))
    assert found["result"].tolist() == ["too few to compare"]
    assert found[["us_share", "low", "mid_p"]].isna().all(axis=None)
    assert found["meetings"].tolist() == [0] and found["tests"].tolist() == [0]


def test_no_topics_give_no_rows():
    found = paired.paired_table(table().reindex(columns=["topic", *paired.CELLS]))
    assert len(found) == 0 and "result" in found


def test_tables_that_cannot_be_read_are_refused():
    for cells in ((1, -1, 7, 12), (1, 1.5, 7, 12)):
        with pytest.raises(ValueError, match="whole counts"):
            paired.newcombe_paired(*cells)
    with pytest.raises(ValueError, match="whole counts"):
        paired.paired_table(table(a=(1, 2, 3, np.nan)))
    with pytest.raises(ValueError, match="at least 1 meeting"):
        paired.newcombe_paired(0, 0, 0, 0)


def test_families_of_p_values():
    found = paired.benjamini_hochberg([0.01, 0.04, 0.03, 0.005])
    assert found.adjusted == pytest.approx([0.02, 0.04, 0.04, 0.02])
    assert found.bonferroni.tolist() == [True, False, False, True]
    assert not paired.benjamini_hochberg([1.0, 1.0]).rejected.any()
    with pytest.raises(ValueError, match="missing or lies outside"):
        paired.benjamini_hochberg([0.1, np.nan])
    for unfit in ([], [[0.1, 0.2]]):
        with pytest.raises(ValueError, match="at least one"):
            paired.benjamini_hochberg(unfit)


def test_phi_is_corrected_where_the_sides_agree():
    """Newcombe's method 10: half the total is taken off ad - bc, never past nought."""
    margins = (65 * 96 * 75 * 86) ** 0.5
    assert paired._phi(59, 6, 16, 80) == pytest.approx((59 * 80 - 6 * 16 - 161 / 2) / margins)
    assert paired._phi(1, 1, 1, 2) == 0.0
    assert paired._phi(6, 59, 80, 16) < 0
