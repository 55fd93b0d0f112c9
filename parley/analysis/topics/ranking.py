"""Which topics come up most, and how that changed between two spans of time."""

from math import nan, sqrt

import numpy as np
import pandas as pd

from parley import sides
from parley.analysis.fact import fact, once
from parley.analysis.paired import benjamini_hochberg
from parley.analysis.shares import FEWEST_FOR_PERCENT, clustered
from parley.analysis.topics.accounts import (
    SIDES,
    Window,
    count_of,
    read_so_far,
    state,
    tally,
    with_shares,
)

YEAR = pd.Timedelta(days=365)
DEALS = 9_999  # ways in which quarters are dealt out to two spans


class Spans(fact("since split halves in_part", halves=False, in_part=False)):
    """Two spans of time to compare, one after the other.

    Attributes
    ----------
    since, split : Timestamp
        First day of the earlier and of the later span.
    halves : bool
        Whether they are the two halves of the days counted; else they are two administrations.
    in_part : bool
        Whether the days counted begin within the earlier administration.
    """

    @property
    def first_said(self) -> str:
        """The earlier span in words."""
        return f"{self.since:%-d %B %Y} to {self.split:%-d %B %Y}"


@once
def topic_totals(rows: pd.DataFrame, topics: pd.DataFrame, *, side: str = "either") -> pd.DataFrame:
    """Return counts and shares of every topic and side over all the rows, most mentioned first.

    Parameters
    ----------
    rows : DataFrame
        As `account_topics` returns them.
    topics : DataFrame
        The table `topics`.
    side : {"us", "prc", "either"}
        Whose share decides the order; equal shares stand by count, then by label.

    Returns
    -------
    DataFrame
        One row per topic and side, in order of the topics' rank: ``topic``, ``label``,
        ``side``, ``mentions``, ``n``, ``not_coded``, ``share``, ``low``, ``high``,
        ``count``, ``state``, ``rank`` (1 is the topic mentioned most; topics not coded last).

    Notes
    -----
    A meeting takes up several topics, so shares do not sum to 1 over topics. The interval is
    Wilson's for as many accounts as these are worth, since those of one quarter are alike
    (`shares.clustered`).
    """
    every = pd.MultiIndex.from_product([topics["topic"], SIDES], names=["topic", "side"])
    counts = tally(rows, ["topic", "side"]).reindex(every, fill_value=0).reset_index()
    shares = _by_quarters(with_shares(counts), rows).merge(topics[["topic", "label"]], on="topic")
    shares = shares.assign(state=state(shares))
    chosen = shares[shares["side"] == side]
    rank = _ranks(chosen.assign(share=chosen["mentions"] / chosen["n"].where(chosen["n"] > 0)))
    shares = shares.assign(rank=shares["topic"].map(rank))
    return shares.sort_values("rank", kind="stable").reset_index(drop=True)


def _ranks(table: pd.DataFrame) -> dict[str, int]:
    """Return each topic's place by share, then count, then label; those without a share last."""
    order = table.sort_values(["share", "mentions", "label"], ascending=[False, False, True])
    return {topic: place for place, topic in enumerate(order["topic"], start=1)}


def _by_quarters(table: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return shares by topic and side with intervals that take accounts of a quarter together."""
    key = ["topic", "side"]
    blocks = tally(rows.assign(block=rows["start_date"].dt.to_period("Q")), [*key, "block"])
    blocks = blocks[blocks["n"] > 0]
    mentions, n = blocks["mentions"].to_numpy(), blocks["n"].to_numpy()
    places = blocks.groupby(level=key).indices
    ends = {pair: clustered(mentions[own], n[own])[3:5] for pair, own in places.items()}
    found = [ends.get(pair, (nan, nan)) for pair in zip(table["topic"], table["side"], strict=True)]
    low_high = pd.DataFrame(found, columns=["low", "high"], index=table.index, dtype=float)
    return table.assign(**low_high.where(table["share"].notna(), nan))


@once
def full_text_totals(
    rows: pd.DataFrame, topics: pd.DataFrame, *, side: str = "either"
) -> pd.DataFrame:
    """Return `topic_totals` of all accounts beside those of the accounts read in full.

    Returns
    -------
    DataFrame
        The columns of `topic_totals` for the one `side`, and ``texts``: ``all`` or ``full``.
        Both carry the rank over all accounts, so that the two can be laid side by side.
    """
    every = topic_totals(rows, topics, side=side)
    full = topic_totals(read_so_far(rows), topics, side=side)
    full["rank"] = full["topic"].map(every.groupby("topic")["rank"].first())
    both = pd.concat([every.assign(texts="all"), full.assign(texts="full")])
    both = both[both["side"] == side].sort_values(["rank", "texts"], kind="stable")
    return both.reset_index(drop=True)


def two_spans(window: Window) -> Spans:
    """Return the two spans that the change of topics is told for.

    Notes
    -----
    They are the last two administrations of the first side, where the record lists such, that
    both have at least a year asked for and covered; else the two halves of the covered days.
    """
    first, last = window.counted_first, window.counted_last
    if window.is_empty:
        return Spans(window.first, window.first, halves=True)
    begun = [pd.Timestamp(day) for day in sides.administrations()]
    days = [day for day in begun if first + YEAR <= day <= last - YEAR]
    if not days:
        middle = first + (last - first) // 2
        return Spans(first, middle.normalize(), halves=True)
    before = [day for day in begun if first <= day < days[-1]]
    return Spans(max([first, *before]), days[-1], in_part=not before)


def topic_change(
    rows: pd.DataFrame, topics: pd.DataFrame, spans: Spans, *, side: str = "either"
) -> pd.DataFrame:
    """Return every topic's share in each of two spans, the widest changes first.

    Parameters
    ----------
    rows : DataFrame
        As `account_topics` returns them.
    spans : Spans
        As `two_spans` returns them.
    side : {"us", "prc", "either"}
        Whose accounts.

    Returns
    -------
    DataFrame
        One row per topic: ``topic``, ``label`` and, for each of ``earlier`` and ``later``,
        ``mentions_``, ``n_``, ``share_``, ``low_``, ``high_``, ``count_``; ``share_change`` =
        share later less share earlier, missing where either span has under 5 accounts;
        ``full_earlier``, ``full_later`` (the same counts in the accounts read in full, as
        "3 of 12"); ``p``, of the change, by `dealt`.

    Notes
    -----
    How much was read differs between the spans, so a change in the share may be a change in
    the reading: the counts in full texts stand beside it for that reason.
    """
    table = topics[["topic", "label"]]
    start = rows["start_date"]
    earlier = (start >= spans.since) & (start < spans.split)
    for span, inside in (("earlier", earlier), ("later", start >= spans.split)):
        found = _one_side(rows[inside], topics, side)
        full = _one_side(read_so_far(rows[inside]), topics, side)
        found = found.add_suffix(f"_{span}").assign(**{f"full_{span}": full["count"]})
        table = table.merge(found, left_on="topic", right_index=True)
    p = dealt(rows[(start >= spans.since) & rows["side"].eq(side)], spans.split)
    change = table["share_later"] - table["share_earlier"]
    p = table["topic"].map(p).astype(float).fillna(1.0)
    table = table.assign(p=p, share_change=change, size=change.abs())
    table = table.sort_values(["size", "label"], ascending=[False, True], ignore_index=True)
    return table.drop(columns="size")


def dealt(rows: pd.DataFrame, split: pd.Timestamp, seed: int = 0) -> pd.Series:
    """Return, by topic, at which share of deals two spans differ as much as before and after a day.

    Notes
    -----
    Whole quarters are dealt out at random, as many to each span as it has: accounts of one quarter
    are alike, so that a test which takes them one by one finds changes too often.
    """
    later = rows["start_date"] >= split
    if later.all() or not later.any():
        return pd.Series(dtype=float)
    cluster = rows["start_date"].dt.to_period("Q").astype(str) + np.where(later, " b", " a")
    sums = tally(rows.assign(cluster=cluster), ["cluster", "topic"]).unstack(fill_value=0)
    is_late = sums.index.str.endswith("b").astype(float)
    deals = np.random.default_rng(seed).permuted(np.tile(is_late, (DEALS, 1)), axis=1)
    deals = np.vstack([is_late, deals])
    named, of = (sums[name].to_numpy(dtype=float) for name in ("mentions", "n"))
    with np.errstate(invalid="ignore"):  # 0/0: no account coded for the topic on one side
        apart = np.abs(deals @ named / (deals @ of) - (1 - deals) @ named / ((1 - deals) @ of))
    return pd.Series((apart >= apart[0] - 1e-12).mean(axis=0), sums["n"].columns)


def _one_side(rows: pd.DataFrame, topics: pd.DataFrame, side: str) -> pd.DataFrame:
    """Return counts and shares of one side by topic, in the columns of `with_shares`."""
    counts = tally(rows[rows["side"] == side], ["topic"])
    return with_shares(counts.reindex(topics["topic"], fill_value=0))


def like_for_like(
    rows: pd.DataFrame, held: pd.DataFrame, topics: pd.DataFrame, *, side: str = "either"
) -> pd.DataFrame:
    """Return every topic's share in accounts read in full, beside that in other, alike accounts.

    Parameters
    ----------
    rows : DataFrame
        As `account_topics` returns them.
    held : DataFrame
        Meetings, for their channels.
    topics : DataFrame
        The table `topics`.
    side : {"us", "prc", "either"}
        Whose accounts; either is the accounts of both, one by one.

    Returns
    -------
    DataFrame
        Two rows a topic, ``texts`` full and part: ``topic``, ``label``, ``rank``, ``mentions``,
        ``n``, ``count``, ``state``, ``share``, ``low``, ``high``, ``adjusted_p``; the topic with
        the largest share in full texts first. A share is missing under five accounts, p where no
        side, channel and year can tell.

    Notes
    -----
    Accounts are compared one by one, within side, channel and year: only where both kinds are
    known, and the shares of the others are weighted as the full texts are spread (direct
    standardisation; Rothman, Greenland and Lash 2008, Modern Epidemiology, ch. 15). The interval
    is Wilson's, for the others with the number of accounts that such a weighting is worth (Kish
    1965). What can be had in full is no sample: full texts are the shorter ones.

    Whether a topic's two shares differ is judged by Mantel and Haenszel's test within side, channel
    and year (Journal of the National Cancer Institute 1959;22:719), over all topics together
    (Benjamini and Hochberg).
    """
    own = rows[(rows["side"] != "either") & rows["is_coded"]]
    own = own if side == "either" else own[own["side"] == side]
    own = own.merge(held[["meeting_id", "channel"]], on="meeting_id")
    own = own.assign(full=own["read"] == "full", year=own["start_date"].dt.year)
    cells = own.groupby(["topic", "side", "channel", "year", "full"])["is_mentioned"]
    cells = cells.agg(["sum", "size"]).unstack("full", fill_value=0)
    found = [_alike(cells, topic) for topic in topics["topic"]]
    table = pd.DataFrame([each for pair in found for each in pair])
    table = table.merge(topics[["topic", "label"]], on="topic")
    rank, judged = _ranks(table[table["texts"] == "full"]), _told_apart(cells, topics["topic"])
    table = table.assign(rank=table["topic"].map(rank), adjusted_p=table["topic"].map(judged))
    return table.sort_values(["rank", "texts"], ignore_index=True)


def _told_apart(cells: pd.DataFrame, topics: pd.Series) -> dict[str, float]:
    """Return each topic's p, judged together: whether full texts name it as often as the others."""
    from statsmodels.stats.contingency_tables import StratifiedTable

    found = {}
    for topic in topics:
        own = _of_both(cells, topic)
        said, left = own["sum"], own["size"] - own["sum"]
        tables = np.stack([said.to_numpy(float), left.to_numpy(float)], axis=2)
        if len(telling := tables[tables.sum(axis=1).all(axis=1)]):
            found[topic] = float(StratifiedTable(list(telling)).test_null_odds().pvalue)
    adjusted = benjamini_hochberg([*found.values()]).adjusted if found else ()
    return dict(zip(found, adjusted, strict=True))


def _of_both(cells: pd.DataFrame, topic: str) -> pd.DataFrame:
    """Return a topic's counts in the sides, channels and years that have both kinds of texts."""
    both = pd.MultiIndex.from_product([["sum", "size"], [False, True]])
    own = cells.reindex(columns=both, fill_value=0)
    return own[(own.index.get_level_values("topic") == topic) & (own["size"] > 0).all(axis=1)]


def _alike(cells: pd.DataFrame, topic: str) -> tuple[dict, dict]:
    """Return a topic's counts and shares in full texts, and in the others weighted like them."""
    own = _of_both(cells, topic)
    size, said = own["size"], own["sum"]
    weight = size[True]
    share = (weight * said[False] / size[False]).sum() / weight.sum() if len(own) else nan
    worth = weight.sum() ** 2 / (weight**2 / size[False]).sum() if len(own) else 0.0
    m, n = int(said[True].sum()), int(size[True].sum())
    full = _kind(topic, "full", m, n, m / n if n else nan, n)
    part = _kind(topic, "part", int(said[False].sum()), int(size[False].sum()), share, worth)
    return full, part


def _kind(topic: str, texts: str, m: int, n: int, share: float, worth: float) -> dict:
    counts = {"topic": topic, "texts": texts, "mentions": m, "n": n, "count": count_of(m, n)}
    if n < FEWEST_FOR_PERCENT:
        return counts | {"state": "too_few", "share": nan, "low": nan, "high": nan}
    low, high = _wilson(share, worth)
    return counts | {"state": "share", "share": share, "low": low, "high": high}


def _wilson(share: float, n: float) -> tuple[float, float]:
    """Return Wilson's interval at 95 % for a share of a number that need not be whole."""
    z = 1.959963984540054
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)
