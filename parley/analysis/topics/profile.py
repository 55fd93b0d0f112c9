"""One topic: the meetings that raised it, how two accounts compare, what was promised."""

import pandas as pd

from parley.analysis.topics.accounts import SOURCED, codebook_number

PAIR = ("both", "us_only", "prc_only", "neither")
OTHER = ("not_comparable", "names_nothing", "one_account", "no_account", "not_coded")
SPEAKERS = ("us", "prc", "press")


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
        for column, name in (
            ("publisher", side),
            ("basis", f"{side}_basis"),
            ("url", f"{side}_url"),
        ):
            listed[name] = own[column].astype(object).reindex(listed["meeting_id"]).to_numpy()
            listed[name] = listed[name].fillna("")
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
    parts = [
        listed.loc[listed[f"{side}_basis"].isin(SOURCED), ["start_date", "meeting_id"]].assign(
            side=side
        )
        for side in SPEAKERS
    ]
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
        names_nothing (an account names no subject at all, which is no silence on one),
        one_account, no_account, not_coded. The counts sum to the meetings held.

    Notes
    -----
    A silence is read only where `comparable` has the topic's row for both sides; everywhere
    else a topic that is missing on one side may stand in the part that was not read.
    Meetings are counted one by one here, sessions of one visit included.
    """
    table = held[["meeting_id"]].assign(
        coded=_is_coded(held, topics, topic).to_numpy(),
        accounts=held["meeting_id"].map(_count(accounts[accounts["published"] == "yes"])),
        comparable=held["meeting_id"].map(_count(comparable[comparable["topic"] == topic])),
    )
    said = mentions[(mentions["topic"] == topic) & mentions["basis"].isin(SOURCED)]
    mute = accounts.loc[accounts["names_subjects"].eq("no"), "meeting_id"]
    table["mute"] = table["meeting_id"].isin(mute)
    for side in ("us", "prc"):
        table[side] = table["meeting_id"].isin(said.loc[said["side"] == side, "meeting_id"])
    table = table.fillna({"accounts": 0, "comparable": 0})
    columns = ["coded", "accounts", "comparable", "mute", "us", "prc"]
    found = [_pair_state(*row) for row in table[columns].itertuples(index=False)]
    counts = pd.Series(found, dtype=object).value_counts().reindex(PAIR + OTHER, fill_value=0)
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
    own = own.assign(page="../../meetings/" + own["meeting_id"] + "/index.html")
    order = ["date", "commitment_id"]
    return own.sort_values(order, ascending=[False, True]).reset_index(drop=True)


def _is_coded(held: pd.DataFrame, topics: pd.DataFrame, topic: str) -> pd.Series:
    since = codebook_number(topics.loc[topics["topic"] == topic, "coded_from"])
    if since.empty:
        raise ValueError(f"{topic!r} is not in topics.csv")
    return codebook_number(held["codebook"]) >= since.iloc[0]


def _count(rows: pd.DataFrame) -> pd.Series:
    """Return the number of sides by meeting."""
    return rows.groupby("meeting_id")["side"].nunique()


def _pair_state(
    coded: bool, accounts: int, comparable: int, mute: bool, us: bool, prc: bool
) -> str:
    if not coded:
        return "not_coded"
    if accounts < 2:
        return "one_account" if accounts else "no_account"
    if comparable < 2:
        return "not_comparable"
    if mute:
        return "names_nothing"
    return {(True, True): "both", (True, False): "us_only", (False, True): "prc_only"}.get(
        (us, prc), "neither"
    )
