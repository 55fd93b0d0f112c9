"""Topics raised together: counts by hand, strata, and lists with nothing to tell."""

import numpy as np
import pandas as pd
import pytest

from parley.analysis import together


def meetings(both: int, first: int, second: int, neither: int) -> pd.DataFrame:
    rows = [(True, True)] * both + [(True, False)] * first
    rows += [(False, True)] * second + [(False, False)] * neither
    return pd.DataFrame(rows, columns=["trade", "climate"], dtype=bool)


def paired(raised: pd.DataFrame, visits=None, levels=None) -> pd.DataFrame:
    """Return the pairs of meetings that are each its own visit, of one level, if not told."""
    number = len(raised)
    return together.pairs(raised, visits or [*range(number)], levels or ["all"] * number)


def test_lift_and_mutual_information_by_hand():
    assert together.lift(2, 4, 4, 8) == 1 and together.pmi(2, 4, 4, 8) == 0
    assert together.pmi(4, 4, 4, 16) == 2
    assert together.lift(0, 4, 4, 8) == 0


def test_fisher_by_hand():
    # the lady tasting tea: all four right is 1 of 70, so two-sided 2 of 70
    assert together.fisher(4, 4, 4, 8) == pytest.approx(2 / 70)


def test_a_pair_by_hand():
    found = paired(meetings(6, 2, 3, 13)).iloc[0]
    assert found[["joint", "meetings_first", "meetings_second", "meetings"]].tolist() == [
        6,
        8,
        9,
        24,
    ]
    assert found["lift"] == 2 and found["pmi"] == 1 and found["tests"] == 1
    assert found["odds_ratio"] == pytest.approx(6 * 13 / 6)
    assert found["low"] < 2 < found["high"] and found["adjusted_p"] == found["fisher_p"]


def test_pairs_that_met_fewer_than_five_times_are_not_shown_but_count_among_the_tests():
    raised = meetings(6, 2, 3, 13).assign(health=[False] * 19 + [True] * 5)
    found = paired(raised)
    assert found[["first", "second"]].to_numpy().tolist() == [["trade", "climate"]]
    assert found["tests"].tolist() == [3]
    assert paired(meetings(4, 9, 9, 9)).empty
    assert "lift" in paired(meetings(0, 0, 0, 3))


def test_the_stratified_ratio_takes_out_what_the_level_brings():
    leaders, working = meetings(9, 3, 3, 1), meetings(1, 3, 3, 9)
    raised = pd.concat([leaders, working], ignore_index=True)
    strata = ["leader"] * 16 + ["working"] * 16
    crude = together.mantel_haenszel(raised["trade"], raised["climate"], ["all"] * 32)
    pooled = together.mantel_haenszel(raised["trade"], raised["climate"], strata)
    assert crude[0] == pytest.approx(100 / 36) and pooled[0] == pytest.approx(1)
    assert pooled[1] < 1 < pooled[2]
    shown = paired(raised, levels=strata).iloc[0]
    assert shown["lift"] > 1 and shown["odds_ratio"] == pytest.approx(1)


def test_ratios_that_are_not_defined_are_missing():
    for cells in ((5, 0, 0, 5), (0, 5, 5, 0), (5, 5, 0, 0)):
        rows = meetings(*cells)
        found = together.mantel_haenszel(rows["trade"], rows["climate"], ["x"] * 10)
        assert np.isnan(found).all()
    shown = paired(meetings(6, 0, 0, 6)).iloc[0]
    assert np.isnan(shown["odds_ratio"])


def test_visits_are_resampled_whole():
    raised = pd.concat([meetings(6, 2, 3, 13)] * 3, ignore_index=True)
    alone = paired(raised).iloc[0]
    tripled = paired(raised, visits=[*range(24)] * 3).iloc[0]
    assert tripled["high"] - tripled["low"] > 1.3 * (alone["high"] - alone["low"])
    again = paired(raised, visits=[*range(24)] * 3).iloc[0]
    assert tripled["low"] == again["low"]


def test_lists_with_nothing_to_tell_are_refused():
    with pytest.raises(ValueError, match="never raised"):
        together.lift(0, 0, 4, 8)
    with pytest.raises(ValueError, match="never meet"):
        together.pmi(0, 4, 4, 8)
    for counts in ((5, 4, 4, 8), (0, 6, 6, 8), (1, 9, 1, 8)):
        with pytest.raises(ValueError, match="contradict"):
            together.fisher(*counts)
    assert paired(meetings(0, 0, 0, 0)).empty
    with pytest.raises(ValueError, match="needs meetings"):
        together.mantel_haenszel([], [], [])
    with pytest.raises(ValueError, match="missing a cell"):
        together.mantel_haenszel([True, None], [True, False], ["x", "x"])
    with pytest.raises(ValueError, match="both topics and a stratum"):
        together.mantel_haenszel([True, False], [True], ["x", "x"])
    with pytest.raises(ValueError, match="missing a cell"):
        paired(meetings(1, 1, 1, 1).astype(object).replace({True: None}))
    for visits, levels in ((["a"], "abcd"), ("abcd", ["a"])):
        with pytest.raises(ValueError, match="a visit and a level of each meeting"):
            together.pairs(meetings(1, 1, 1, 1), visits, levels)
