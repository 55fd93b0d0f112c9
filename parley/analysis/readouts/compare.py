"""What the two accounts of one visit say of each topic, where a silence would be a silence."""

import numpy as np
import pandas as pd

from parley.analysis.paired import CELLS
from parley.analysis.topics.accounts import SOURCED, codebook_number

READINGS = {"strict": ("read_full",), "agreed": ("read_full", "agreed")}
SIDES = ("us", "prc")
ONE_SIDED = ("us_mentions", "prc_mentions", "one_silent")
NAMES_NOTHING = "names_nothing"


def comparisons(
    held: pd.DataFrame,
    accounts: pd.DataFrame,
    mentions: pd.DataFrame,
    comparable: pd.DataFrame,
    topics: pd.DataFrame,
    *,
    reading: str = "agreed",
    channel: str | None = None,
) -> pd.DataFrame:
    """Return what the two sides' accounts of each visit say of each topic.

    Parameters
    ----------
    held : DataFrame
        Meetings to compare, of every channel, as `topics.held_meetings` returns them.
    accounts, mentions, comparable, topics : DataFrame
        The tables of those names.
    reading : {"agreed", "strict"}
        strict: both texts read in full; agreed: also an opening with reports that agree.
    channel : str, optional
        Keep visits with a session in this channel; all if left out.

    Returns
    -------
    DataFrame
        One row per visit and topic of which something is known: ``visit_id``, ``topic``,
        ``state``, ``sessions`` (int, sessions compared) and ``meeting_id`` (of one of them).
        States: both, us_only, prc_only,
        neither where both silences would count; us_mentions, prc_mentions, one_silent where
        one side's would; names_nothing where an account names no subject at all. Nothing
        stands for a visit and topic without such an account.

    Raises
    ------
    ValueError
        If `reading` is neither strict nor agreed.

    Notes
    -----
    The sessions of a visit are one comparison: one account often speaks for several, and they
    are not independent. A session counts where, on each side, every account of it can be
    compared; sessions that share an account count together or not at all. A mention is
    sourced (basis account or report); what the press alone says is no mention.
    """
    if reading not in READINGS:
        raise ValueError(f"reading is {reading!r}: take one of {', '.join(READINGS)}")
    grouped = session_groups(held, accounts)
    kept = grouped if channel is None else grouped[grouped["channel"] == channel]
    cells = _cells(grouped, mentions, _allowed(comparable, topics, reading))
    cells = cells[cells["group"].isin(kept["group"])]
    return _visits(cells, grouped)


def sessions_apart(held: pd.DataFrame) -> pd.DataFrame:
    """Return the meetings as if each were a visit of its own, for comparing them one by one."""
    return held.assign(visit_id=held["meeting_id"])


def session_groups(held: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """Return the published accounts of each session, and which sessions share one.

    Returns
    -------
    DataFrame
        One row per meeting and side with a published account: ``meeting_id``, ``visit_id``,
        ``channel``, ``side``, ``account`` (its source, or the meeting where none is given),
        ``names_subjects`` and ``group``, one meeting's id for all sessions of a visit that
        an account covers together.
    """
    published = accounts[accounts["published"] == "yes"]
    columns = ["meeting_id", "side", "source_id", "names_subjects"]
    rows = held[["meeting_id", "visit_id", "channel"]].merge(published[columns], on="meeting_id")
    rows["account"] = rows["source_id"].fillna(rows["meeting_id"])
    rows["group"] = rows["meeting_id"]
    for _ in range(3):  # a session may share its US account with one, its Chinese with another
        for by in (["visit_id", "side", "account"], ["meeting_id"]):
            rows["group"] = rows.groupby(by)["group"].transform("min")
    return rows.drop(columns="source_id")


def _allowed(comparable: pd.DataFrame, topics: pd.DataFrame, reading: str) -> pd.DataFrame:
    """Return the rows of `comparable` that a reading accepts and whose topic was coded then."""
    rows = comparable[comparable["basis"].isin(READINGS[reading])]
    rows = rows.merge(topics[["topic", "coded_from"]], on="topic")
    coded = codebook_number(rows["codebook"]) >= codebook_number(rows["coded_from"])
    return rows.loc[coded, ["meeting_id", "side", "topic"]]


def _cells(grouped: pd.DataFrame, mentions: pd.DataFrame, allowed: pd.DataFrame) -> pd.DataFrame:
    """Return, per group, side and topic, that its silence would count, and if it is mentioned."""
    key = ["group", "side"]
    accounts = grouped.groupby(key)["account"].nunique().rename("accounts")
    names = grouped["names_subjects"].eq("no").groupby([grouped[each] for each in key]).all()
    rows = grouped[["meeting_id", "account", *key]].merge(allowed, on=["meeting_id", "side"])
    known = rows.groupby([*key, "topic"])["account"].nunique().rename("known").reset_index()
    known = known.join(accounts, on=key).join(names.rename("names_nothing"), on=key)
    known = known[known["known"] == known["accounts"]]
    said = mentions[mentions["basis"].isin(SOURCED)][["meeting_id", "side", "topic"]]
    said = grouped[["meeting_id", *key]].merge(said, on=["meeting_id", "side"])
    said = said[[*key, "topic"]].drop_duplicates().assign(said=True)
    cells = known.merge(said, on=[*key, "topic"], how="left")
    cells["said"] = cells["said"].eq(True)
    return cells[[*key, "topic", "said", "names_nothing"]]


def _visits(cells: pd.DataFrame, grouped: pd.DataFrame) -> pd.DataFrame:
    """Return one row per visit and topic: its groups that compare, else what is known."""
    at = grouped.groupby("group").agg(
        visit_id=("visit_id", "first"), size=("meeting_id", "nunique")
    )
    wide = {side: cells[cells["side"] == side].drop(columns="side") for side in SIDES}
    key = ["group", "topic"]
    rows = wide["us"].merge(wide["prc"], on=key, how="outer", suffixes=("_us", "_prc"))
    rows = rows.join(at, on="group")
    for side in SIDES:
        rows[f"known_{side}"] = rows[f"said_{side}"].notna()
        rows[f"said_{side}"] = rows[f"said_{side}"].eq(True)
    nothing = rows["names_nothing_us"].eq(True) | rows["names_nothing_prc"].eq(True)
    rows["rank"] = np.select([nothing, rows["known_us"] & rows["known_prc"]], [1, 2], 0)
    best = rows.groupby(["visit_id", "topic"])["rank"].transform("max")
    rows = rows[rows["rank"] == best]
    columns = ["said_us", "said_prc", "known_us", "known_prc"]
    found = rows.groupby(["visit_id", "topic"]).agg(
        **{name: (name, "any") for name in columns},
        rank=("rank", "max"),
        sessions=("size", "sum"),
        meeting_id=("group", "min"),
    )
    found["state"] = _states(found)
    return found.reset_index()[["visit_id", "topic", "state", "sessions", "meeting_id"]]


def _states(rows: pd.DataFrame) -> np.ndarray:
    us, prc, pair = rows["said_us"], rows["said_prc"], rows["rank"] == 2
    states = [NAMES_NOTHING, *CELLS, "us_mentions", "prc_mentions"]
    cases = [rows["rank"] == 1, pair & us & prc, pair & us, pair & prc, pair, us, prc]
    return np.select(cases, states, "one_silent")
