"""The error rate of the record, and what the checks still allow."""

import pandas as pd
import pytest

from parley.analysis import coverage


def audits(**verdicts: int) -> pd.DataFrame:
    rows = [v for v, count in verdicts.items() for _ in range(count)]
    return pd.DataFrame({"table": ["meetings"] * len(rows), "verdict": pd.Series(rows, dtype=str)})


def test_none_wrong_of_20_still_allows_16_per_cent():
    known = coverage.audited(audits(right=20))
    assert known.most == pytest.approx(0.1611, abs=1e-4)  # Newcombe 1998, Table I: 0/20


def test_what_cannot_be_confirmed_is_no_right_row():
    known = coverage.audited(audits(right=20, not_confirmable=10))
    assert known.most == pytest.approx(0.1611, abs=1e-4)
    assert known[:3] == (30, 0, 10)


def test_without_checks_nothing_is_claimed():
    assert coverage.audited(audits()).checked is None
    assert coverage.audited(audits(not_confirmable=2)).most is None


def test_wrong_rows_are_counted():
    assert coverage.audited(audits(right=9, wrong=1)).wrong == 1
    frame = coverage.audits_by_table(audits(right=9, wrong=1))
    assert frame[["right", "wrong", "not_confirmable"]].iloc[0].tolist() == [9, 1, 0]
