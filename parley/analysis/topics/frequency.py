"""How often, period by period, and on how much reading that rests."""

import numpy as np
import pandas as pd

from parley.analysis.fact import fact
from parley.analysis.topics.accounts import (
    COUNTED,
    DEPTHS,
    FREQUENCY,
    SIDES,
    SOURCED,
    Window,
    codebook_number,
    state,
    tally,
    with_shares,
)
from parley.analysis.topics.memory import remembered
from parley.analysis.topics.profile import mention_dates

PIECE = 500_000


def topic_frequency(
    rows: pd.DataFrame, topics: pd.DataFrame, window: Window, *, period: str = "quarter"
) -> pd.DataFrame:
    """Return counts and shares for every period, topic and side, none left out.

    Parameters
    ----------
    rows : DataFrame
        As `account_topics` returns them.
    topics : DataFrame
        The table `topics`; every topic has its cells, also one that nobody mentions.
    window : Window
        Dates asked for; the periods run over all of them, covered or not.
    period : {"month", "quarter", "year"}
        Length of a period.

    Returns
    -------
    DataFrame
        One row per period, topic and side. Columns:

        - ``period`` : Period
        - ``mentions``, ``n`` : int, accounts that mention the topic, and accounts coded for it
        - ``not_coded`` : int, accounts older than the topic
        - ``cover`` : covered, partly, not_covered
        - ``share``, ``low``, ``high`` : float in [0, 1], missing where ``n`` is under 5
        - ``count`` : str, "3 of 12"
        - ``state`` : share, too_few, no_account, not_coded, not_covered

    Raises
    ------
    ValueError
        If `period` is not month, quarter or year.

    Notes
    -----
    Most accounts were read in part (see `detection`). A meeting counts by its first day.
    The interval is Wilson's (1927) at 95 %, as Newcombe (1998) gives it.
    """
    dated = rows.assign(period=rows["start_date"].dt.to_period(FREQUENCY[period]))
    every = _every(window.periods(period), topics)
    counts = tally(dated, every.names).reindex(every, fill_value=0).reset_index()
    cover = counts["period"].map(_cover(window, period))
    shares = with_shares(counts.assign(cover=cover))
    return shares.assign(state=state(shares))


def reading_depth(
    held: pd.DataFrame, accounts: pd.DataFrame, window: Window, *, period: str = "quarter"
) -> pd.DataFrame:
    """Return how many accounts of each period and side were read how far.

    Parameters
    ----------
    held : DataFrame
        Meetings to count, as `held_meetings` returns them.
    accounts : DataFrame
        The table `accounts`.

    Returns
    -------
    DataFrame
        One row per ``period``, ``side`` (us, prc, either) and ``read`` (full, opening,
        reported): ``accounts`` (int, 0 where none), ``share`` of the period's accounts in
        [0, 1] (missing where there is none), ``cover``. ``either`` counts meetings, each
        read as far as the better read of its two accounts.
    """
    rank = {depth: n for n, depth in enumerate(DEPTHS)}
    read = accounts[accounts["published"] == "yes"].merge(held[["meeting_id", "start_date"]])
    read = read.assign(rank=read["read"].map(rank))[["meeting_id", "start_date", "side", "rank"]]
    best = read.groupby(["meeting_id", "start_date"], as_index=False)["rank"].min()
    read = pd.concat([read, best.assign(side="either")], ignore_index=True)
    read["period"] = read["start_date"].dt.to_period(FREQUENCY[period])
    read["read"] = read["rank"].map(dict(enumerate(DEPTHS)))
    every = pd.MultiIndex.from_product(
        [window.periods(period), SIDES, DEPTHS], names=["period", "side", "read"]
    )
    counts = read.groupby(every.names).size().reindex(every, fill_value=0)
    table = counts.rename("accounts").reset_index()
    total = table.groupby(["period", "side"])["accounts"].transform("sum")
    return table.assign(
        share=(table["accounts"] / total.where(total > 0)).astype(float),
        cover=table["period"].map(_cover(window, period)),
    )


class Uneven(fact("sides years")):
    """Whether accounts of the two sides, and those of one side in different years, differ."""


def read_unequally(depth: pd.DataFrame) -> Uneven:
    """Return of what the accounts were not read equally far: other shares in full, or in part.

    Parameters
    ----------
    depth : DataFrame
        As `reading_depth` returns it.
    """
    read = depth[(depth["side"] != "either") & (depth["accounts"] > 0)]
    read = read.assign(year=read["period"].dt.year)
    by_year = (_mixes(own, "year") for _, own in read.groupby("side"))
    return Uneven(_mixes(read, "side") > 1, any(count > 1 for count in by_year))


def _mixes(read: pd.DataFrame, by: str) -> int:
    """Return how many different mixes of depths the groups have."""
    counts = read.pivot_table("accounts", by, "read", aggfunc="sum", fill_value=0)
    return len(counts.div(counts.sum(axis=1), axis=0).round(9).drop_duplicates())


def one_topic(
    held: pd.DataFrame,
    accounts: pd.DataFrame,
    rows: pd.DataFrame,
    topics: pd.DataFrame,
    window: Window,
    *,
    topic: str,
    period: str = "year",
    side: str = "either",
) -> tuple[pd.DataFrame, ...]:
    """Return what a drawing of one topic over time needs: the data of `charts.one_topic_grid`.

    Parameters
    ----------
    held, accounts : DataFrame
        As for `reading_depth`.
    rows, topics, window
        As for `topic_frequency`.
    topic : str
        Key of the topic.
    period : {"month", "quarter", "year"}
        Length of a period.
    side : {"us", "prc", "either"}
        Whose accounts.

    Returns
    -------
    tuple of DataFrame
        `topic_frequency`, the quarters of `remembered` and the mentions' dates, of the topic and
        side; `reading_depth` of the side; the spans that are not covered.
    """
    only = topics[topics["topic"] == topic]
    coded = rows[rows["topic"] == topic]
    plain, dates, depth = (
        each[each["side"] == side]
        for each in (
            topic_frequency(coded, only, window, period=period),
            mention_dates(coded),
            reading_depth(held, accounts, window, period=period),
        )
    )
    quarters = remembered(rows, held, topics, side=side, only=topic).quarters
    return plain, quarters, dates, depth, window.uncovered()


def _every(periods: pd.Index, topics: pd.DataFrame) -> pd.MultiIndex:
    levels = {"period": periods, "topic": topics["topic"], "side": SIDES}
    return pd.MultiIndex.from_product([*levels.values()], names=[*levels])


def _cover(window: Window, period: str) -> dict[pd.Period, str]:
    periods = window.periods(period)
    return dict(zip(periods, window.cover(periods), strict=True))


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
    since, under = (codebook_number(of) for of in (topics["coded_from"], held["codebook"]))
    coded = since.to_numpy(dtype=float) <= under.to_numpy(dtype=float)[:, None]
    known = {"side": SIDES[:2], "meeting_id": held["meeting_id"]}
    published = _found(accounts[accounts["published"] == "yes"], **known)
    said = _found(mentions, SOURCED, **known, topic=topics["topic"])
    said &= published[:, :, None] & coded
    sides = [each[:, None] for each in (*published, published.any(axis=0))]
    tables = {
        "mentions": [*said, said.any(axis=0)],
        "n": [who & coded for who in sides],
        "not_coded": [who & ~coded for who in sides],
    }
    counts = {name: _by_period(each, when) for name, each in tables.items()}
    return pd.DataFrame(counts, index=_every(spans, topics))[COUNTED]


def _found(rows: pd.DataFrame, basis: tuple[str, ...] = (), **known) -> np.ndarray:
    """Return for each combination of known values whether a row has it: a table of bits.

    Rows are taken piece by piece; those with a value that is not known, or another basis, are left
    out.
    """
    indexes = {name: pd.Index(values) for name, values in known.items()}
    found = np.zeros([len(index) for index in indexes.values()], dtype=bool)
    for start in range(0, len(rows), PIECE):
        piece = rows.iloc[start : start + PIECE]
        if basis:
            piece = piece[piece["basis"].isin(basis)]
        at = np.stack([index.get_indexer(piece[name]) for name, index in indexes.items()])
        found[tuple(at[:, (at >= 0).all(axis=0)])] = True
    return found


def _by_period(tables: list[np.ndarray], when: np.ndarray) -> np.ndarray:
    """Return the sums of three tables (meetings, topics) by period, flat as period, topic, side."""
    order = np.argsort(when, kind="stable")
    starts = np.flatnonzero(np.diff(when[order], prepend=-1))
    sums = [np.add.reduceat(each[order], starts, axis=0, dtype="int64") for each in tables]
    return np.stack(sums, axis=2).ravel()
