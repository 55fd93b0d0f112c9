"""Which account names which topic: the one frame that every count of topics starts from."""

import pandas as pd

from parley.analysis.topics.windows import Window

SIDES = ("us", "prc", "either")
DEPTHS = ("full", "opening", "reported")
SOURCED = ("account", "report")
# Reports list subjects and drop what frames them: such a topic's silence is read from texts alone.
FRAMING = ("bilateral_framework",)


def held_meetings(
    meetings: pd.DataFrame,
    window: Window | None = None,
    *,
    channel: str | None = None,
    level: str | None = None,
) -> pd.DataFrame:
    """Return the meetings that were held, in the window, of one channel and level.

    Parameters
    ----------
    meetings : DataFrame
        The table `meetings`.
    window : Window, optional
        Dates asked for; a meeting counts by its first day, and only where covered.
    channel, level : str, optional
        Keep only these; all if left out.
    """
    keep = meetings["status"] == "held"
    if window is not None:
        keep &= window.contains(meetings["start_date"])
    if channel:
        keep &= meetings["channel"] == channel
    if level:
        keep &= meetings["level"] == level
    return meetings[keep]


def silences(comparable: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `comparable` whose silence is one, which every page reads alike.

    Parameters
    ----------
    comparable : DataFrame
        The table of that name. A topic of `FRAMING` keeps only what was read in full.
    """
    framing = comparable["topic"].isin(FRAMING) & (comparable["basis"] != "read_full")
    return comparable[~framing]


def codebook_number(codebook: pd.Series) -> pd.Series:
    """Return a codebook's version as a number: ``v0`` is 0; missing where none is given."""
    return pd.to_numeric(codebook.str.removeprefix("v"), errors="coerce")


def account_topics(
    held: pd.DataFrame, accounts: pd.DataFrame, mentions: pd.DataFrame, topics: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per account and topic: was the topic coded, and does the side mention it.

    Parameters
    ----------
    held : DataFrame
        Meetings to count, as `held_meetings` returns them.
    accounts, mentions, topics : DataFrame
        The tables of those names.

    Returns
    -------
    DataFrame
        Columns ``meeting_id``, ``start_date``, ``topic``, ``side`` (us, prc, either),
        ``read`` (full, opening, reported), ``is_coded`` and ``is_mentioned``. A side without
        a published account has no row, so it is in no denominator and no numerator.

    Notes
    -----
    A mention counts where it is sourced (basis account or report) and its side published an
    account; what only the press says, and what rests on general knowledge, is left out.
    ``either`` is us or prc, over meetings with at least one account, read as far as the
    better read of the two. A meeting coded before a topic entered the codebook is not coded
    for it: it is in no denominator, and its silence is no silence.
    """
    pairs = held[["meeting_id", "start_date", "codebook"]].merge(
        topics[["topic", "coded_from"]], how="cross"
    )
    pairs["is_coded"] = codebook_number(pairs["coded_from"]) <= codebook_number(pairs["codebook"])
    published = accounts[accounts["published"] == "yes"][["meeting_id", "side", "read"]]
    rows = pairs.drop(columns=["codebook", "coded_from"]).merge(published, on="meeting_id")
    key = ["meeting_id", "side", "topic"]
    said = mentions[mentions["basis"].isin(SOURCED)][key].drop_duplicates()
    rows = rows.merge(said.assign(is_mentioned=True), on=key, how="left")
    rows["is_mentioned"] = rows["is_mentioned"].eq(True) & rows["is_coded"]
    return _ordered(pd.concat([rows, _either(rows)], ignore_index=True))


def read_so_far(rows: pd.DataFrame, read: str = "full") -> pd.DataFrame:
    """Return the rows of the accounts that were read so far, and of no other account.

    Parameters
    ----------
    rows : DataFrame
        As `account_topics` returns them.
    read : {"full", "opening", "reported"}
        How far.

    Returns
    -------
    DataFrame
        The same columns; ``either`` is made anew from these accounts alone: what the other
        side's account says, known from reports, is not said by a text read in full.
    """
    own = rows[(rows["side"] != "either") & (rows["read"] == read)]
    return _ordered(pd.concat([own, _either(own)], ignore_index=True))


def _either(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of us or prc: mentioned if either mentions, read as the better read."""
    ranked = rows.assign(read=rows["read"].map({depth: n for n, depth in enumerate(DEPTHS)}))
    keys = ["meeting_id", "start_date", "topic", "is_coded"]
    either = ranked.groupby(keys, as_index=False).agg({"is_mentioned": "any", "read": "min"})
    return either.assign(side="either", read=either["read"].map(dict(enumerate(DEPTHS))))


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with plain types, in an order that does not depend on the input's."""
    columns = ["meeting_id", "start_date", "topic", "side", "read", "is_coded", "is_mentioned"]
    rows = rows[columns].astype({"is_coded": bool, "is_mentioned": bool})
    return rows.sort_values([*columns[1:4], "meeting_id"]).reset_index(drop=True)
