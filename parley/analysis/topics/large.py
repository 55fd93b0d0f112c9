"""The counts of topics for a record of millions of mentions, a bit per meeting, topic and side."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from parley.analysis.topics.accounts import SIDES, SOURCED, codebook_number
from parley.analysis.topics.shared import COUNTED

PIECE = 500_000


def topic_tally(
    held: pd.DataFrame,
    accounts: pd.DataFrame,
    mentions: pd.DataFrame,
    topics: pd.DataFrame,
    period: pd.Series,
) -> pd.DataFrame:
    """Return what `tally` counts over `account_topics`, in memory that hardly grows with mentions.

    Parameters
    ----------
    held : DataFrame
        Meetings to count, as `held_meetings` returns them.
    accounts, mentions, topics : DataFrame
        The tables of those names.
    period : Series
        For each row of `held`, the period that it is counted in.

    Returns
    -------
    DataFrame
        Columns ``mentions``, ``n`` and ``not_coded``: accounts that mention the topic, accounts
        coded for it, and accounts older than it. Index ``period``, ``topic``, ``side`` (us, prc,
        either), every combination once; zero where there is no account.

    Notes
    -----
    `account_topics` has a row for each account and topic, some twenty million at five million
    mentions. Here a meeting and a topic are one bit of a table per side.
    """
    when, spans = pd.factorize(period, sort=True)
    coded = _coded(held, topics)
    published = _published(held, accounts)
    said = _said(held, mentions, topics) & published[:, :, None] & coded
    tables = {
        "mentions": [*said, said.any(axis=0)],
        "n": [who[:, None] & coded for who in (*published, published.any(axis=0))],
        "not_coded": [who[:, None] & ~coded for who in (*published, published.any(axis=0))],
    }
    every = pd.MultiIndex.from_product(
        [spans, topics["topic"], SIDES], names=["period", "topic", "side"]
    )
    counts = {name: _by_period(each, when) for name, each in tables.items()}
    return pd.DataFrame(counts, index=every)[COUNTED]


def _coded(held: pd.DataFrame, topics: pd.DataFrame) -> np.ndarray:
    """Return for each meeting and topic whether it was coded, shape (meetings, topics)."""
    since = codebook_number(topics["coded_from"]).to_numpy(dtype=float)
    under = codebook_number(held["codebook"]).to_numpy(dtype=float)
    return since[None, :] <= under[:, None]


def _published(held: pd.DataFrame, accounts: pd.DataFrame) -> np.ndarray:
    """Return for each side and meeting whether an account was published, shape (2, meetings)."""
    found = np.zeros((2, len(held)), dtype=bool)
    given = accounts[accounts["published"] == "yes"]
    for side, meeting in _places(given, side=SIDES[:2], meeting_id=held["meeting_id"]):
        found[side, meeting] = True
    return found


def _said(held: pd.DataFrame, mentions: pd.DataFrame, topics: pd.DataFrame) -> np.ndarray:
    """Return for each side, meeting and topic whether a sourced text of the side mentions it."""
    found = np.zeros((2, len(held), len(topics)), dtype=bool)
    known = {"side": SIDES[:2], "meeting_id": held["meeting_id"], "topic": topics["topic"]}
    for side, meeting, topic in _places(mentions, SOURCED, **known):
        found[side, meeting, topic] = True
    return found


def _places(
    rows: pd.DataFrame, basis: tuple[str, ...] = (), **known
) -> Iterator[tuple[np.ndarray, ...]]:
    """Yield, piece by piece, the place of each column's values among those that are known.

    Rows with a value that is not known, or another basis, are left out.
    """
    indexes = {name: pd.Index(values) for name, values in known.items()}
    for start in range(0, len(rows), PIECE):
        piece = rows.iloc[start : start + PIECE]
        if basis:
            piece = piece[piece["basis"].isin(basis)]
        at = [index.get_indexer(piece[name]) for name, index in indexes.items()]
        keep = np.logical_and.reduce([places >= 0 for places in at])
        yield tuple(places[keep] for places in at)


def _by_period(tables: list[np.ndarray], when: np.ndarray) -> np.ndarray:
    """Return the sums of three tables (meetings, topics) by period, flat as period, topic, side."""
    order = np.argsort(when, kind="stable")
    starts = np.flatnonzero(np.diff(when[order], prepend=-1))
    sums = [np.add.reduceat(each[order], starts, axis=0, dtype="int64") for each in tables]
    return np.stack(sums, axis=2).ravel()
