"""Topic by topic: how often one account alone mentions it, and whether that can be told."""

import pandas as pd

from parley import sides
from parley.analysis.paired import CELLS, TOO_FEW, paired_table
from parley.analysis.readouts.compare import NAMES_NOTHING, READINGS, comparisons

KEPT = [*CELLS, "meetings", "us_share", "prc_share", "difference", "low", "high", "result"]


def by_topic(
    compared: pd.DataFrame, topics: pd.DataFrame, *, apart: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return every topic's four counts, the paired difference and what can be told of it.

    Parameters
    ----------
    compared : DataFrame
        As `comparisons` returns it; the four states of two-sided rows are counted.
    topics : DataFrame
        The table `topics`; each has its row, also one that nobody could compare.
    apart : DataFrame, optional
        The same comparisons of `sessions_apart`: a result that they do not share is not firm.

    Returns
    -------
    DataFrame
        ``topic``, ``label`` and the columns of `paired.paired_table`: topics tested, from
        the US more often to China more often, then those with too few, the best known first.
        ``meetings`` counts visits. ``is_firm``: the result stays if the sessions of a visit
        are counted one by one. Never a missing ``result``.

    Notes
    -----
    Mid-p McNemar, Newcombe's paired interval, Benjamini-Hochberg over the topics tested.
    """
    counts = compared.groupby(["topic", "state"]).size().unstack(fill_value=0)  # noqa: PD010
    counts = counts.reindex(index=topics["topic"], columns=list(CELLS), fill_value=0)
    frame = topics[["topic", "label"]].merge(counts.reset_index(), on="topic")
    found = paired_table(frame)
    other = found if apart is None else by_topic(apart, topics)
    other = other.set_index("topic")["result"]
    found["is_firm"] = found["result"].to_numpy() == found["topic"].map(other).to_numpy()
    found["differ"] = found["us_only"] + found["prc_only"]
    tested = found[~found["too_few"]].sort_values(["difference", "topic"], ascending=[False, True])
    rest = found[found["too_few"]].sort_values(
        ["differ", "meetings", "both", "topic"], ascending=[False, False, False, True]
    )
    return pd.concat([tested, rest]).reset_index(drop=True)


def readings(
    held: pd.DataFrame, accounts: pd.DataFrame, mentions: pd.DataFrame,
    comparable: pd.DataFrame, topics: pd.DataFrame, *, channel: str | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Return the results of both readings side by side, a row a topic.

    Parameters
    ----------
    held, accounts, mentions, comparable, topics, channel
        As for `comparisons`.

    Returns
    -------
    DataFrame
        ``topic``, ``label`` and, for agreed and strict, the four counts, ``meetings``,
        shares, ``difference``, ``low``, ``high`` and ``result``, as in ``agreed_both``. In
        the order of `by_topic` of the agreed reading.
    """
    tables = (held, accounts, mentions, comparable, topics)
    order = None
    for reading in reversed(READINGS):
        compared = comparisons(*tables, reading=reading, channel=channel)
        found = by_topic(compared, topics).set_index("topic")
        named = found[KEPT].add_prefix(f"{reading}_")
        order = found[["label"]].join(named) if order is None else order.join(named)
    return order.reset_index()


def changed(both: pd.DataFrame) -> pd.DataFrame:
    """Return the topics of which the strict reading tells something else than the agreed one."""
    return both[both["agreed_result"] != both["strict_result"]].reset_index(drop=True)


def naming_nothing(
    held: pd.DataFrame, accounts: pd.DataFrame, compared: pd.DataFrame
) -> pd.DataFrame:
    """Return the accounts that name no subject at all, which are silent on none in particular.

    Parameters
    ----------
    held, accounts : DataFrame
        Meetings looked at, and the table of accounts.
    compared : DataFrame
        As `comparisons` returns it.

    Returns
    -------
    DataFrame
        ``start_date``, ``title``, ``meeting_id``, ``visit_id``, ``side``, ``source_id`` and
        ``is_left_out``: a comparison of that visit was set apart for it. Newest first; empty
        where every account read in full names something.

    Notes
    -----
    Only a text read in full can be known to name nothing.
    """
    own = accounts[(accounts["published"] == "yes") & (accounts["names_subjects"] == "no")]
    columns = ["meeting_id", "visit_id", "start_date", "title"]
    rows = held[columns].merge(own[["meeting_id", "side", "source_id"]], on="meeting_id")
    apart = compared.loc[compared["state"] == NAMES_NOTHING, "visit_id"]
    rows["is_left_out"] = rows["visit_id"].isin(apart)
    order = ["start_date", "meeting_id", "side"]
    return rows.sort_values(order, ascending=[False, True, True]).reset_index(drop=True)


def read_in_full(held: pd.DataFrame, accounts: pd.DataFrame) -> int:
    """Return how many accounts of these meetings were read in full."""
    own = accounts[(accounts["published"] == "yes") & (accounts["read"] == "full")]
    return int(own["meeting_id"].isin(held["meeting_id"]).sum())


def more_often() -> list[str]:
    """Return the two results that tell the sides apart."""
    return [sides.more_often(side) for side in sides.CODES]


def told(results: pd.DataFrame) -> pd.DataFrame:
    """Return the topics on which the sides are firmly told apart, the widest difference first."""
    own = results[results["result"].isin(more_often()) & results["is_firm"]]
    return own.sort_values("difference", key=abs, ascending=False).reset_index(drop=True)


def hanging(results: pd.DataFrame) -> pd.DataFrame:
    """Return the topics told apart only as long as the sessions of a visit count once."""
    return results[results["result"].isin(more_often()) & ~results["is_firm"]]


def tested(results: pd.DataFrame) -> pd.DataFrame:
    """Return the topics that had enough differing visits to be tested."""
    return results[results["result"] != TOO_FEW]
