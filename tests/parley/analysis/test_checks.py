"""The error rate of the record, and what the checks still allow."""

import pandas as pd
import pytest

from parley.analysis import checks


def audits(**verdicts: int) -> pd.DataFrame:
    rows = [v for v, count in verdicts.items() for _ in range(count)]
    return pd.DataFrame({"table": ["meetings"] * len(rows), "verdict": pd.Series(rows, dtype=str)})


def test_none_wrong_of_20_still_allows_16_per_cent():
    known = checks.audited(audits(right=20))
    assert known.most == pytest.approx(0.1611, abs=1e-4)  # Newcombe 1998, Table I: 0/20


def test_what_cannot_be_confirmed_is_no_right_row():
    known = checks.audited(audits(right=20, not_confirmable=10))
    assert known.most == pytest.approx(0.1611, abs=1e-4)
    assert known[:3] == (30, 0, 10)


def test_without_checks_nothing_is_claimed():
    assert checks.audited(audits()).checked is None
    assert checks.audited(audits(not_confirmable=2)).most is None


def test_wrong_rows_are_counted():
    assert checks.audited(audits(right=9, wrong=1)).wrong == 1
    frame = checks.audits_by_table(audits(right=9, wrong=1))
    assert frame[["right", "wrong", "not_confirmable"]].iloc[0].tolist() == [9, 1, 0]


def test_a_table_is_named_without_underscores():
    drawn = pd.DataFrame({"table": ["policy_events"], "verdict": ["right"]})
    assert checks.audits_by_table(drawn)["table"].tolist() == ["policy events"]


NAMED = pd.DataFrame(
    {
        "list_id": ["a", "a", "a", "b", "b", "c"],
        "date": pd.to_datetime(
            ["2017-03-01", "2019-05-01", "2022-01-01", "2017-03-02", "2022-02-01", "2022-03-01"]
        ),
        "in_record": ["yes", "yes", "no", "yes", "out_of_scope", "yes"],
        "meeting_id": ["m1", "m2", None, "m1", None, "m1"],
        "source_id": ["s", "s", "s", "s", "s", "s"],
    }
)
ADDED = pd.DataFrame(
    {
        "meeting_id": ["m1", "m2"],
        "first_added_date": pd.to_datetime(["2026-11-21", "2026-11-28"]),
    }
)
READ = pd.DataFrame({"source_id": ["s"], "accessed_date": pd.to_datetime(["2026-11-28"])})


def test_what_a_list_brought_in_was_not_there_before_and_a_talk_counts_once():
    named = checks.named_by_others(NAMED, ADDED, READ, ("a", "b"))
    assert named["date"].dt.year.tolist() == [2017, 2019, 2022], "m1 once, out_of_scope never"
    assert named["then"].tolist() == [True, False, False]
    assert named["now"].tolist() == [True, True, False]
    assert named["years"].tolist() == ["2017 to 2021", "2017 to 2021", "2021 to 2025"]


def test_recall_is_wilsons_share_in_all_and_by_administration():
    named = checks.named_by_others(NAMED, ADDED, READ, ("a", "b"))
    found = checks.recall(named)
    assert found[:3] == (3, 1, 2)
    assert (found.low, found.high) == pytest.approx((0.0615, 0.7923), abs=1e-4)
    periods = checks.recall_by_period(named)
    assert periods[["years", "named", "then", "now"]].to_numpy().tolist() == [
        ["2017 to 2021", 2, 1, 2],
        ["2021 to 2025", 1, 0, 0],
    ]


def test_without_lists_nothing_is_said_of_what_is_missing():
    named = checks.named_by_others(NAMED, ADDED, READ, ())
    assert checks.recall(named).named is None
    assert checks.recall_by_period(named).empty


def test_whose_pages_the_accounts_are_is_counted_by_tier_and_side():
    held = pd.DataFrame({"meeting_id": ["m1", "m2"]})
    accounts = pd.DataFrame(
        {
            "meeting_id": ["m1", "m1", "m2", "m2", "m9"],
            "side": ["us", "prc", "us", "prc", "us"],
            "published": ["yes", "yes", "yes", "none_found", "yes"],
            "source_id": ["s1", "s2", "s3", None, "s1"],
        }
    )
    sources = pd.DataFrame({"source_id": ["s1", "s2", "s3"], "tier": ["own", "state_media", None]})
    tiers = checks.account_tiers(held, accounts, sources)
    assert tiers.columns.tolist() == ["tier", "US", "China", "accounts"]
    assert tiers["accounts"].tolist() == [1, 1, 0, 0, 1], "the account not judged comes last"
    assert checks.standing(tiers)[:4] == (3, 1, 1, 1)
    assert checks.standing(checks.account_tiers(held.iloc[:0], accounts, sources)).accounts is None
