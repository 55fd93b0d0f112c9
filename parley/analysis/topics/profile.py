"""One topic: the meetings that raised it, how two accounts compare, what was promised."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from parley.analysis import superlatives
from parley.analysis.fact import fact
from parley.analysis.topics.accounts import (
    FRAMING,
    SOURCED,
    codebook_number,
    framed,
    known_topic,
    silences,
)
from parley.analysis.topics.memory import SURE

PAIR = ("both", "us_only", "prc_only", "neither")
OTHER = ("not_comparable", "names_nothing", "one_account", "no_account", "not_coded")
SPEAKERS = ("us", "prc", "press")


class Own(fact("label m n us us_n prc prc_n not_coded holds")):
    """A topic's counts: m of n meetings with an account, and of each side's accounts."""


class Pairs(fact("pairs both us_only prc_only neither")):
    """Meetings where two accounts can be compared on a topic, by which of them mention it."""

    @property
    def holds(self) -> tuple:
        """A sentence on pairs needs one."""
        return ((self.pairs, ">", 0, "some meeting lets the two be compared"),)


class Promised(fact("count kept")):
    """Promises on a topic, and how many of them are judged delivered."""

    @property
    def holds(self) -> tuple:
        """A sentence on promises needs one."""
        return ((self.count, ">", 0, "some promise is recorded"),)


def of_topic(totals: pd.DataFrame, topic: str) -> Own:
    """Return a topic's counts, of all accounts and of each side's, from `topic_totals`.

    Raises
    ------
    ValueError
        If it is none of the topics counted.
    """
    known_topic(totals, topic)
    own = totals[totals["topic"] == topic].set_index("side")
    counts = own.loc[["either", "us", "prc"], ["mentions", "n"]].to_numpy(dtype=int).ravel()
    return Own(own["label"].iloc[0], *counts.tolist(), int(own["not_coded"]["either"]))


def best_period(
    frequency: pd.DataFrame,
    topic: str,
    years: pd.DataFrame,
    barred: Collection[str] = (),
    *,
    side: str,
) -> superlatives.Leader:
    """Return the period in which a topic has the largest share, of those that have a share.

    Parameters
    ----------
    frequency : DataFrame
        As `topic_frequency` returns it.
    topic : str
        Topic key.
    years : DataFrame
        As `remembered` has them: only a period of a year that is surely the top, like for like,
        may be named.
    barred : collection of str
        Topics that are coded tentatively or too rarely: no period of theirs is named.
    side : {"us", "prc", "either"}
        Whose accounts; `years` must be of the same.
    """
    own = frequency[(frequency["topic"] == topic) & (frequency["side"] == side)]
    own = own[own["share"].notna()].rename(columns={"period": "label", "mentions": "m"})
    sure = years.loc[(years["topic"] == topic) & (years["top"] >= SURE), "year"].tolist()
    out = [each for each in own["label"] if topic in barred or each.start_time.year not in sure]
    return superlatives.of_shares(own[["label", "m", "n"]], out)


def compared(states: pd.DataFrame) -> Pairs:
    """Return the counts of `four_states` where the two accounts can be compared."""
    counts = states.set_index("state")["meetings"]
    return Pairs(int(counts[[*PAIR]].sum()), *(int(counts[state]) for state in PAIR))


def promised(promises: pd.DataFrame) -> Promised:
    """Return how many promises `topic_promises` lists, and how many of them are delivered."""
    return Promised(len(promises), int((promises["status"] == "delivered").sum()))


def shares_by_side(frequency: pd.DataFrame, depth: pd.DataFrame) -> pd.DataFrame:
    """Return a topic's counts, shares and full texts, a row a period, the sides beside each other.

    Parameters
    ----------
    frequency : DataFrame
        Rows of `topic_frequency` for the topic.
    depth : DataFrame
        As `reading_depth` returns it, for the same periods.
    """
    columns = ["mentions", "n", "count", "share", "low", "high", "state"]
    table = frequency.drop_duplicates("period")[["period", "cover"]].set_index("period")
    for side in ("us", "prc"):
        own = frequency[frequency["side"] == side].set_index("period")[columns]
        read = depth[(depth["side"] == side) & (depth["read"] == "full")].set_index("period")
        own["count"] = own["count"].mask(own["state"] == "not_covered", "not covered")
        table = table.join(own.assign(read_in_full=read["accounts"]).add_prefix(f"{side}_"))
    return table.reset_index()


def newest_day(listed: pd.DataFrame) -> pd.Timestamp | None:
    """Return the day of the newest meeting that `topic_meetings` lists; None without one."""
    return None if listed.empty else listed["start_date"].max()


def by_speaker(spoken: pd.DataFrame) -> pd.DataFrame:
    """Return at how many meetings each speaker is on record as raising the topic."""
    counts = spoken["side"].value_counts().reindex(SPEAKERS, fill_value=0)
    return counts.rename("meetings").rename_axis("name").reset_index()


def topic_meetings(
    held: pd.DataFrame, mentions: pd.DataFrame, sources: pd.DataFrame, topic: str
) -> pd.DataFrame:
    """Return the meetings at which someone is recorded as raising a topic, newest first.

    Parameters
    ----------
    held : DataFrame
        Meetings to list, as `held_meetings` returns them.
    mentions, sources : DataFrame
        The tables of those names.
    topic : str
        Topic key.

    Returns
    -------
    DataFrame
        One row per meeting: ``meeting_id``, ``start_date``, ``title``, ``channel``,
        ``level``, ``page`` (relative link to the meeting's page) and, for each of us, prc
        and press: ``us`` the publisher of the source ("no source" where the row rests on
        general knowledge, blank where that side is not recorded), ``us_basis``, ``us_url``.

    Notes
    -----
    Everything recorded is listed, also what no share counts: press reports, and rows
    without a source. The share counts less; this list shows why.
    """
    said = mentions[mentions["topic"] == topic].merge(
        sources[["source_id", "publisher", "url"]], on="source_id", how="left"
    )
    listed = held[held["meeting_id"].isin(said["meeting_id"])]
    listed = listed[["meeting_id", "start_date", "title", "channel", "level"]].assign(
        page=lambda rows: "../../meetings/" + rows["meeting_id"] + "/index.html"
    )
    for side in SPEAKERS:
        own = said[said["side"] == side].drop_duplicates("meeting_id").set_index("meeting_id")
        own = own.assign(publisher=own["publisher"].astype(object).fillna("no source"))
        names = {"publisher": side, "basis": f"{side}_basis", "url": f"{side}_url"}
        own = own[[*names]].astype(object).rename(columns=names).fillna("")
        listed = listed.join(own, on="meeting_id").fillna(dict.fromkeys(own, ""))
    order = ["start_date", "meeting_id"]
    return listed.sort_values(order, ascending=[False, True]).reset_index(drop=True)


def mention_dates(rows: pd.DataFrame) -> pd.DataFrame:
    """Return when each topic was mentioned by each side, by the meeting's first day.

    Parameters
    ----------
    rows : DataFrame
        As `account_topics` returns them.

    Returns
    -------
    DataFrame
        ``topic``, ``side`` (us, prc, either), ``start_date``: one row for each mention that a
        share counts.
    """
    said = rows.loc[rows["is_mentioned"], ["topic", "side", "start_date"]]
    return said.reset_index(drop=True)


def speakers(listed: pd.DataFrame) -> pd.DataFrame:
    """Return who is recorded as raising the topic when: one row per meeting and speaker.

    Parameters
    ----------
    listed : DataFrame
        As `topic_meetings` returns it.

    Returns
    -------
    DataFrame
        ``side`` (us, prc, press), ``start_date``, ``meeting_id``; rows without a source are
        left out.
    """
    parts = [listed[listed[f"{side}_basis"].isin(SOURCED)].assign(side=side) for side in SPEAKERS]
    return pd.concat(parts, ignore_index=True)[["side", "start_date", "meeting_id"]]


def four_states(
    held: pd.DataFrame,
    accounts: pd.DataFrame,
    mentions: pd.DataFrame,
    comparable: pd.DataFrame,
    topics: pd.DataFrame,
    topic: str,
) -> pd.DataFrame:
    """Return how many meetings fall in each of the four states of a topic, and why others do not.

    Returns
    -------
    DataFrame
        One row per ``state``, all nine always there: ``meetings`` (int) and
        ``is_comparable``. Comparable: both, us_only, prc_only, neither. The rest:
        not_comparable (two accounts, but the silence of at least one would be no silence),
        names_nothing (an account names no subject, or the relationship alone: no silence),
        one_account, no_account, not_coded. The counts sum to the meetings held.

    Notes
    -----
    A silence is read only where `silences` has the topic's row for both sides; everywhere
    else a topic that is missing on one side may stand in the part that was not read.
    Meetings are counted one by one here, sessions of one visit included.
    """
    silent = silences(comparable[comparable["topic"] == topic])
    meeting = held["meeting_id"]
    published, compared = (
        meeting.map(rows.groupby("meeting_id")["side"].nunique()).fillna(0)
        for rows in (accounts[accounts["published"] == "yes"], silent)
    )
    said = mentions[(mentions["topic"] == topic) & mentions["basis"].isin(SOURCED)]
    us, prc = (meeting.isin(said.loc[said["side"] == side, "meeting_id"]) for side in ("us", "prc"))
    known = framed(accounts, mentions) if topic in FRAMING else accounts
    why = {
        "not_coded": ~_is_coded(held, topics, topic),
        "no_account": published == 0,
        "one_account": published == 1,
        "not_comparable": compared < 2,
        "names_nothing": meeting.isin(known.loc[known["names_subjects"].eq("no"), "meeting_id"]),
        "both": us & prc,
        "us_only": us,
        "prc_only": prc,
    }
    found = pd.Series(np.select([*why.values()], [*why], "neither"), dtype=object)
    counts = found.value_counts().reindex(PAIR + OTHER, fill_value=0)
    states = counts.rename("meetings").rename_axis("state").reset_index()
    return states.assign(is_comparable=states["state"].isin(PAIR))


def topic_promises(
    commitments: pd.DataFrame, held: pd.DataFrame, sources: pd.DataFrame, topic: str
) -> pd.DataFrame:
    """Return what was promised on a topic at the meetings given, newest first.

    Returns
    -------
    DataFrame
        The rows of `commitments` on the topic, with ``page`` (relative link to the page of
        the meeting), ``publisher`` and ``url`` of the promise's source. Empty where there
        is none: that nothing is recorded does not say that nothing was promised.
    """
    own = commitments[commitments["topic"] == topic]
    own = own[own["meeting_id"].isin(held["meeting_id"])]
    own = own.merge(sources[["source_id", "publisher", "url"]], on="source_id", how="left")
    own = own.assign(
        page="../../meetings/" + own["meeting_id"] + "/index.html",
        promised_by=own["promised_by"].astype(object).fillna("not said"),
    )
    order = ["date", "commitment_id"]
    return own.sort_values(order, ascending=[False, True]).reset_index(drop=True)


def newest_words(
    held: pd.DataFrame, mentions: pd.DataFrame, sources: pd.DataFrame, topic: str, most: int = 3
) -> pd.DataFrame:
    """Return what each side's accounts said of a topic in their own words, the newest first.

    Returns
    -------
    DataFrame
        At most `most` rows a side, chosen by date alone: ``side``, ``start_date``, ``title``,
        ``page`` (relative link to the page of the meeting), ``fragment``, ``fragment_en`` (blank
        where it is in English), ``language`` (``zh`` or blank) and ``tier`` of the text read.
    """
    own = mentions[(mentions["topic"] == topic) & mentions["side"].isin(["us", "prc"])]
    own = own[own["fragment"].fillna("").ne("")]
    rows = own.merge(held[["meeting_id", "start_date", "title"]], on="meeting_id")
    rows = rows.merge(sources[["source_id", "tier"]], on="source_id", how="left")
    rows = rows.sort_values(["start_date", "meeting_id"], ascending=[False, True])
    rows = rows.groupby("side", sort=False).head(most)
    rows = rows.assign(
        page="../../meetings/" + rows["meeting_id"] + "/index.html",
        fragment_en=rows["fragment_en"].fillna("").astype(object),
        tier=rows["tier"].fillna("").astype(object),
    )
    rows["language"] = rows["fragment_en"].ne("").map({True: "zh", False: ""})
    rows = rows.sort_values("side", ascending=False, kind="stable").reset_index(drop=True)
    words = ["fragment", "fragment_en", "language", "tier"]
    return rows[["side", "start_date", "title", "page", *words]]


def _is_coded(held: pd.DataFrame, topics: pd.DataFrame, topic: str) -> pd.Series:
    since = codebook_number(topics.loc[topics["topic"] == topic, "coded_from"])
    if since.empty:
        raise ValueError(f"{topic!r} is not in topics.csv")
    return codebook_number(held["codebook"]) >= since.iloc[0]
