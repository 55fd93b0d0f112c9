"""How often, period by period, and on how much reading that rests."""

import pandas as pd

from parley.analysis.topics.accounts import DEPTHS, SIDES
from parley.analysis.topics.memory import remembered
from parley.analysis.topics.profile import mention_dates
from parley.analysis.topics.shared import state, tally, with_shares
from parley.analysis.topics.windows import FREQUENCY, Window


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
    periods = window.periods(period)
    dated = rows.assign(period=rows["start_date"].dt.to_period(FREQUENCY[period]))
    every = pd.MultiIndex.from_product(
        [periods, topics["topic"], SIDES], names=["period", "topic", "side"]
    )
    counts = tally(dated, every.names).reindex(every, fill_value=0).reset_index()
    cover = dict(zip(periods, window.cover(periods), strict=True))
    shares = with_shares(counts.assign(cover=counts["period"].map(cover)))
    return shares.assign(state=state(shares))


def counts_by_period(
    held: pd.DataFrame, accounts: pd.DataFrame, window: Window, *, period: str = "quarter"
) -> pd.DataFrame:
    """Return how many meetings each period held, and for how many a side's account was found.

    Returns
    -------
    DataFrame
        One row per ``period`` and ``side``: ``meetings`` and ``accounts`` (int; missing
        where ``cover`` is not_covered, because nothing was looked at), ``cover``.
    """
    depth = reading_depth(held, accounts, window, period=period)
    found = depth.groupby(["period", "side"], sort=False)["accounts"].sum()
    dated = held["start_date"].dt.to_period(FREQUENCY[period])
    meetings = dated.value_counts().reindex(window.periods(period), fill_value=0)
    table = found.reset_index().assign(
        meetings=lambda rows: rows["period"].map(meetings),
        cover=lambda rows: rows["period"].map(_cover(window, period)),
    )
    covered = table["cover"] != "not_covered"
    for column in ("meetings", "accounts"):
        table[column] = table[column].astype("Int64").where(covered)
    return table[["period", "side", "meetings", "accounts", "cover"]]


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


def _cover(window: Window, period: str) -> dict[pd.Period, str]:
    periods = window.periods(period)
    return dict(zip(periods, window.cover(periods), strict=True))
