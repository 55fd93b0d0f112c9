"""Which word was used when, by whom, in which channel: counts, and what they rest on."""

import pandas as pd

SIDES = ("us", "prc")
READ = ("full", "opening")


def used_words(
    held: pd.DataFrame, accounts: pd.DataFrame, descriptors: pd.DataFrame
) -> pd.DataFrame:
    """Return one row for each word that an account of a meeting used.

    Parameters
    ----------
    held : DataFrame
        Meetings to look at, as `topics.held_meetings` returns them.
    accounts, descriptors : DataFrame
        The tables of those names.

    Returns
    -------
    DataFrame
        ``meeting_id``, ``start_date``, ``title``, ``channel``, ``side``, ``descriptor``,
        ``source_id``, by date. Only words with a source, of a side that published an account:
        the others are in `without_account`.
    """
    rows = _dated(held, descriptors)
    published = accounts.loc[accounts["published"] == "yes", ["meeting_id", "side"]]
    rows = rows[rows["source_id"].notna()].merge(published, on=["meeting_id", "side"])
    return rows.sort_values(["start_date", "meeting_id", "side", "descriptor"], ignore_index=True)


def without_account(
    held: pd.DataFrame, accounts: pd.DataFrame, descriptors: pd.DataFrame
) -> pd.DataFrame:
    """Return the words of these meetings that `used_words` leaves out, a row each."""
    key = ["meeting_id", "side", "descriptor"]
    rows = _dated(held, descriptors)
    used = used_words(held, accounts, descriptors)[key].assign(is_used=True)
    rows = rows.merge(used, on=key, how="left")
    return rows[rows["is_used"].isna()].drop(columns="is_used").reset_index(drop=True)


def _dated(held: pd.DataFrame, descriptors: pd.DataFrame) -> pd.DataFrame:
    return held[["meeting_id", "start_date", "title", "channel"]].merge(
        descriptors, on="meeting_id"
    )


def looked_at(held: pd.DataFrame, accounts: pd.DataFrame, used: pd.DataFrame) -> pd.DataFrame:
    """Return the accounts in which a word would have been seen, and whether one is recorded.

    Parameters
    ----------
    held, accounts : DataFrame
        As for `used_words`.
    used : DataFrame
        What it returned.

    Returns
    -------
    DataFrame
        One row per account read in full or opened, or of which a word is recorded:
        ``meeting_id``, ``start_date``, ``channel``, ``side``, ``has_word``.

    Notes
    -----
    An account without a recorded word is a blank, not a talk that nobody characterised: blanks
    that were looked up again often had published words. So shares of these are floors.
    """
    published = accounts[accounts["published"] == "yes"][["meeting_id", "side", "read"]]
    rows = held[["meeting_id", "start_date", "channel"]].merge(published, on="meeting_id")
    named = used[["meeting_id", "side"]].drop_duplicates().assign(has_word=True)
    rows = rows.merge(named, on=["meeting_id", "side"], how="left")
    rows["has_word"] = rows["has_word"].eq(True)
    rows = rows[rows["has_word"] | rows["read"].isin(READ)].drop(columns="read")
    return rows.sort_values(["start_date", "meeting_id", "side"], ignore_index=True)


def word_counts(used: pd.DataFrame, looked: pd.DataFrame) -> pd.DataFrame:
    """Return each word's accounts by side, the word used most on top.

    Returns
    -------
    DataFrame
        ``descriptor``, ``us`` and ``prc`` (accounts that use it), ``total``, ``us_of`` and
        ``prc_of`` (accounts looked at), ``first`` and ``last`` (days of the meetings),
        ``source_id`` (of its newest use). Empty where no word is recorded.
    """
    days = used.groupby("descriptor").agg(
        first=("start_date", "min"), last=("start_date", "max"), source_id=("source_id", "last")
    )
    for side in SIDES:
        own = _counted(used[used["side"] == side])
        days[side] = own.reindex(days.index, fill_value=0).astype(int)
        days[f"{side}_of"] = int((looked["side"] == side).sum())
    days["total"] = days["us"] + days["prc"]
    columns = ["us", "prc", "total", "us_of", "prc_of", "first", "last", "source_id"]
    table = days[columns].rename_axis("descriptor").reset_index()
    return table.sort_values(["total", "descriptor"], ascending=[False, True], ignore_index=True)


def _counted(own: pd.DataFrame) -> pd.Series:
    return own.groupby("descriptor").size()


def by_year(looked: pd.DataFrame) -> pd.DataFrame:
    """Return, per year and side, the accounts looked at with and without a recorded word.

    Returns
    -------
    DataFrame
        ``period`` (Period, every year from the first to the last), ``side``, ``with_word``,
        ``without`` (int). Empty where no account was looked at.
    """
    if looked.empty:
        return pd.DataFrame(columns=["period", "side", "with_word", "without"])
    rows = looked.assign(period=looked["start_date"].dt.to_period("Y"))
    years = pd.period_range(rows["period"].min(), rows["period"].max(), freq="Y")
    every = pd.MultiIndex.from_product([years, SIDES], names=["period", "side"])
    sums = rows.groupby(["period", "side"])["has_word"].agg(["sum", "size"])
    sums = sums.reindex(every, fill_value=0).astype(int).reset_index()
    sums = sums.assign(with_word=sums["sum"], without=sums["size"] - sums["sum"])
    return sums.drop(columns=["sum", "size"])


def by_channel(used: pd.DataFrame, looked: pd.DataFrame) -> pd.DataFrame:
    """Return, per channel and side, the accounts looked at and the words used, most first.

    Returns
    -------
    DataFrame
        ``channel``, ``side``, ``looked`` and ``with_word`` (int), ``words`` (list of
        (word, accounts)), the channel with most accounts first; both sides of each channel.
    """
    channels = looked["channel"].value_counts()
    channels = channels.rename_axis("channel").reset_index(name="all")
    channels = channels.sort_values(["all", "channel"], ascending=[False, True])
    rows = []
    for channel in channels["channel"]:
        for side in SIDES:
            own, said = (part[(part["channel"] == channel) & (part["side"] == side)]
                         for part in (looked, used))  # fmt: skip
            rows.append((channel, side, len(own), int(own["has_word"].sum()), _ranked(said)))
    return pd.DataFrame(rows, columns=["channel", "side", "looked", "with_word", "words"])


def _ranked(said: pd.DataFrame) -> list[tuple[str, int]]:
    counts = _counted(said).reset_index(name="n")
    counts = counts.sort_values(["n", "descriptor"], ascending=[False, True])
    return list(counts.itertuples(index=False, name=None))


def same_words(used: pd.DataFrame) -> pd.DataFrame:
    """Return the meetings for which words of both sides are recorded, and those they share.

    Returns
    -------
    DataFrame
        ``meeting_id``, ``start_date``, ``title``, ``us``, ``prc`` and ``shared`` (lists of
        words, alphabetical), newest first. Words are compared as spelt: two translations of
        one word differ.
    """
    key = ["meeting_id", "start_date", "title"]
    lists = used.groupby([*key, "side"])["descriptor"].agg(sorted).unstack("side")  # noqa: PD010
    lists = lists.reindex(columns=list(SIDES)).dropna().reset_index().rename_axis(columns=None)
    pairs = zip(lists["us"], lists["prc"], strict=True)
    lists["shared"] = [sorted({*us} & {*prc}) for us, prc in pairs]
    order = ["start_date", "meeting_id"]
    return lists.sort_values(order, ascending=[False, True]).reset_index(drop=True)
