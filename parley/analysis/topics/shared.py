"""Counts into shares, in the one way that all answers about topics use."""

import pandas as pd

from parley.analysis.shares import FEWEST_FOR_PERCENT, with_intervals

COUNTED = ["mentions", "n", "not_coded"]


def with_shares(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the counts with ``share``, ``low`` and ``high``, missing below five accounts.

    Parameters
    ----------
    counts : DataFrame
        Columns ``mentions`` and ``n``, whole numbers.

    Returns
    -------
    DataFrame
        The same rows; ``share`` in [0, 1] with its 95 % Wilson interval from ``low`` to
        ``high``, all three missing where ``n`` is under 5, and ``count`` as readers see it
        ("3 of 12"; a dash of none).
    """
    pairs = counts[["mentions", "n"]].drop_duplicates()
    pairs = with_intervals(pairs, count="mentions", total="n").set_index(["mentions", "n"])
    pairs = pairs[["share", "low", "high"]].mask(pairs["too_few"].astype(bool), axis=0)
    text = [count_of(m, n) for m, n in zip(counts["mentions"], counts["n"], strict=True)]
    return counts.join(pairs, on=["mentions", "n"]).assign(count=text)


def count_of(mentions: int, n: int) -> str:
    """Return a count out of its total as readers see it; a dash where nothing is counted.

    Examples
    --------
    >>> count_of(3, 12), count_of(0, 0)
    ('3 of 12', '–')
    """
    return f"{mentions} of {n}" if n else "–"


def tally(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return ``mentions``, ``n`` and ``not_coded`` for each group of `account_topics` rows."""
    counted = rows.assign(
        n=rows["is_coded"].astype(int),
        mentions=rows["is_mentioned"].astype(int),
        not_coded=(~rows["is_coded"]).astype(int),
    )
    return counted.groupby(by)[COUNTED].sum()


def state(counts: pd.DataFrame) -> list[str]:
    """Return why a share is or is not given, the reason that a reader meets first.

    ``share``, ``too_few`` (under five accounts), ``not_coded`` (the accounts are older than
    the topic), ``no_account`` or, where the column ``cover`` says so, ``not_covered``.
    """
    cover = counts["cover"] if "cover" in counts else ["covered"] * len(counts)
    cells = zip(cover, counts["n"], counts["not_coded"], strict=True)
    return [_state(*cell) for cell in cells]


def _state(cover: str, n: int, not_coded: int) -> str:
    if cover == "not_covered":
        return "not_covered"
    if n == 0:
        return "not_coded" if not_coded else "no_account"
    return "share" if n >= FEWEST_FOR_PERCENT else "too_few"
