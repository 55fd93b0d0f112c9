"""Which topics come up most, and how that changed between two spans of time."""

from typing import NamedTuple

import pandas as pd

from parley import sides
from parley.analysis.topics.accounts import SIDES, read_so_far
from parley.analysis.topics.shared import state, tally, with_shares
from parley.analysis.topics.windows import Window

YEAR = pd.Timedelta(days=365)


class Spans(NamedTuple):
    """Two spans of time to compare, one after the other.

    Attributes
    ----------
    since, split : Timestamp
        First day of the earlier and of the later span.
    name : str
        What the two are.
    """

    since: pd.Timestamp
    split: pd.Timestamp
    name: str

    @property
    def first_said(self) -> str:
        """The earlier span in words."""
        return f"{self.since.day} {self.since:%B %Y} to {self.split.day} {self.split:%B %Y}"


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
    A meeting takes up several topics, so shares do not sum to 1 over topics.
    """
    every = pd.MultiIndex.from_product([topics["topic"], SIDES], names=["topic", "side"])
    counts = tally(rows, ["topic", "side"]).reindex(every, fill_value=0).reset_index()
    shares = with_shares(counts).merge(topics[["topic", "label"]], on="topic")
    shares = shares.assign(state=state(shares))
    chosen = shares[shares["side"] == side].assign(
        order=lambda found: found["mentions"] / found["n"].where(found["n"] > 0)
    )
    chosen = chosen.sort_values(
        ["order", "mentions", "label"], ascending=[False, False, True], na_position="last"
    )
    rank = {topic: place for place, topic in enumerate(chosen["topic"], start=1)}
    shares = shares.assign(rank=shares["topic"].map(rank))
    return shares.sort_values("rank", kind="stable").reset_index(drop=True)


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
        return Spans(window.first, window.first, "empty: no day is covered")
    begun = [pd.Timestamp(day) for day in sides.administrations()]
    days = [day for day in begun if first + YEAR <= day <= last - YEAR]
    if not days:
        middle = first + (last - first) // 2
        return Spans(first, middle.normalize(), "the two halves of the days counted")
    before = [day for day in begun if first <= day < days[-1]]
    return Spans(max([first, *before]), days[-1], sides.fill("the last two {us_s} administrations"))


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
        ``mentions_``, ``n_``, ``share_``, ``low_``, ``high_``, ``count_``; ``change`` =
        share later less share earlier, missing where either span has under 5 accounts;
        ``full_earlier``, ``full_later`` (the same counts in the accounts read in full, as
        "3 of 12").

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
    table = table.assign(change=table["share_later"] - table["share_earlier"])
    table = table.assign(size=table["change"].abs())
    table = table.sort_values(["size", "label"], ascending=[False, True], na_position="last")
    return table.drop(columns="size").reset_index(drop=True)


def _one_side(rows: pd.DataFrame, topics: pd.DataFrame, side: str) -> pd.DataFrame:
    """Return counts and shares of one side by topic, in the columns of `with_shares`."""
    counts = tally(rows[rows["side"] == side], ["topic"])
    return with_shares(counts.reindex(topics["topic"], fill_value=0))
