"""Which word was used when, by whom, in which channel: counts, and what they rest on."""

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from parley import sides
from parley.analysis import superlatives
from parley.analysis.fact import fact

SIDES = ("us", "prc")
READ = ("full", "opening")
MOST_WORDS = 16  # rows of the chart; the table has every word
MOST_STRIPS = 8
WORDS_A_CELL = 5
DRAWS, SEED = 2000, 20231115
Quote = Callable[[str, str], Any]


class Same(fact("n m expected? low? high? p? holds")):
    """Meetings with a word in common, and how many there would be if accounts met at random.

    Attributes
    ----------
    n, m : int
        Meetings with words of both sides; of these, with at least one word in common.
    expected, low, high : float or None
        Mean, and middle 95 %, over random pairings of the same accounts.
    p : float or None
        Share of random pairings with as many in common or more.
    """


def leading(used: pd.DataFrame, looked: pd.DataFrame, side: str, quote: Quote) -> Any:
    """Return the word that most accounts of a side use, if it stands clear of the second.

    Parameters
    ----------
    used, looked : DataFrame
        As `used_words` and `looked_at` return them.
    side : {"us", "prc"}
        Whose accounts.
    quote : callable
        Marks a word, with the source of its newest use, as the record's own.
    """
    own = used[used["side"] == side]
    newest = own.drop_duplicates("descriptor", keep="last").set_index("descriptor")["source_id"]
    labels = {word: quote(word, source) for word, source in newest.items()}
    accounts = looked.loc[looked["side"] == side, "meeting_id"]
    wide = pd.crosstab(own["meeting_id"], own["descriptor"]).gt(0)
    return superlatives.of_mentions(wide.reindex(accounts, fill_value=False), labels)


def best_year(used: pd.DataFrame, looked: pd.DataFrame, word: str | None) -> superlatives.Leader:
    """Return the year in which the largest share of accounts looked at uses a word."""
    of = looked["start_date"].dt.to_period("Y").value_counts()
    own = used.loc[used["descriptor"] == word, "start_date"].dt.to_period("Y").value_counts()
    table = pd.DataFrame({"label": of.index, "n": of.to_numpy()})
    return superlatives.of_shares(table.assign(m=table["label"].map(own).fillna(0).astype(int)))


def in_common(same: pd.DataFrame) -> Same:
    """Return at how many meetings both sides use a word, beside random pairings of the accounts.

    Parameters
    ----------
    same : DataFrame
        As `same_words` returns it.

    Notes
    -----
    A permutation test (Fisher 1935, The Design of Experiments, ch. 3): the first side's accounts
    stay, the other's are dealt out anew. Two sides with a few common words share one often
    without answering each other.
    """
    n, count = len(same), int(same["shared"].map(bool).sum())
    holds = ((n, ">", 0, "words of both sides are recorded"),)
    if n < 2:
        return Same(n, count, holds=holds)
    vocabulary = sorted({word for name in SIDES for words in same[name] for word in words})
    us, prc = (
        np.array([[word in words for word in vocabulary] for words in same[name]]) for name in SIDES
    )
    touch = (us.astype(int) @ prc.T.astype(int)) > 0
    rng, rows = np.random.default_rng(SEED), np.arange(n)
    found = np.array([touch[rows, rng.permutation(n)].sum() for _ in range(DRAWS)])
    p = (1 + (found >= count).sum()) / (1 + DRAWS)
    low, high = np.quantile(found, [0.025, 0.975], method="nearest")
    expected = float(touch.mean() * n)
    return Same(n, count, expected, float(low), float(high), float(p), holds)


def drawn_words(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the words that the chart by side shows: those used more than once, most first."""
    return counts[counts["total"] > 1].head(MOST_WORDS)


def strip_words(counts: pd.DataFrame) -> list[str]:
    """Return the words that have a strip of their own."""
    return counts["descriptor"].head(MOST_STRIPS).tolist()


def years_wide(years: pd.DataFrame, used: pd.DataFrame, words: list[str]) -> pd.DataFrame:
    """Return, a row a year, uses of the words given and accounts looked at, by side."""
    rows = used.assign(year=used["start_date"].dt.year)
    table = pd.DataFrame({"year": years["period"].map(lambda period: period.year).unique()})
    for word in words:
        for side, name in sides.names().items():
            own = rows.loc[(rows["descriptor"] == word) & (rows["side"] == side), "year"]
            counts = table["year"].map(own.value_counts()).fillna(0)
            table[f"{word}, {name}"] = counts.astype(int)
    for side, name in sides.names().items():
        own = years[years["side"] == side]
        table[f"{name}, with a word"] = own["with_word"].to_numpy()
        table[f"{name}, no word recorded"] = own["without"].to_numpy()
    return table


def channels_wide(table: pd.DataFrame) -> pd.DataFrame:
    """Return `by_channel` with a row a channel, each side's words and counts as text."""
    wide = table.drop_duplicates("channel")[["channel"]].reset_index(drop=True)
    for side in SIDES:
        own = table[table["side"] == side].reset_index(drop=True)
        pairs = zip(own["with_word"], own["looked"], strict=True)
        wide[f"{side}_accounts"] = [f"{some} of {all_}" if all_ else "–" for some, all_ in pairs]
        wide[f"{side}_words"] = [_listed(words) for words in own["words"]]
        wide[f"{side}_all"] = [_listed(words, None) for words in own["words"]]
    return wide


def _listed(words: list[tuple[str, int]], most: int | None = WORDS_A_CELL) -> str:
    shown = ", ".join(f"{word} {count}" for word, count in words[:most])
    rest = len(words) - len(words[:most])
    return f"{shown}, and {rest} more" if rest else shown


def channels_of_both(table: pd.DataFrame) -> tuple[int, int]:
    """Return in how many channels words of both sides are recorded, and how many there are."""
    both = table[table["with_word"] > 0].groupby("channel")["side"].nunique()
    return int((both == 2).sum()), int(table["channel"].nunique())


def meetings_wide(same: pd.DataFrame) -> pd.DataFrame:
    """Return `same_words` with lists as text, and the address of each meeting's page."""
    return same.assign(
        **{name: same[name].map(", ".join) for name in (*SIDES, "shared")},
        meeting=same["start_date"].dt.strftime("%-d %b %Y, ") + same["title"],
        page="../../meetings/" + same["meeting_id"] + "/index.html",
    )


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
        own = used[used["side"] == side].groupby("descriptor").size()
        days[side] = own.reindex(days.index, fill_value=0).astype(int)
        days[f"{side}_of"] = int((looked["side"] == side).sum())
    days["total"] = days["us"] + days["prc"]
    columns = ["us", "prc", "total", "us_of", "prc_of", "first", "last", "source_id"]
    table = days[columns].rename_axis("descriptor").reset_index()
    return table.sort_values(["total", "descriptor"], ascending=[False, True], ignore_index=True)


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
    for channel, side in product(channels["channel"], SIDES):
        own, said = (
            part[(part["channel"] == channel) & (part["side"] == side)] for part in (looked, used)
        )
        rows.append((channel, side, len(own), int(own["has_word"].sum()), _ranked(said)))
    return pd.DataFrame(rows, columns=["channel", "side", "looked", "with_word", "words"])


def _ranked(said: pd.DataFrame) -> list[tuple[str, int]]:
    counts = said.groupby("descriptor").size().reset_index(name="n")
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
    lists = used.groupby([*key, "side"])["descriptor"].agg(sorted).unstack("side")
    lists = lists.reindex(columns=list(SIDES)).dropna().reset_index().rename_axis(columns=None)
    pairs = zip(lists["us"], lists["prc"], strict=True)
    lists["shared"] = [sorted({*us} & {*prc}) for us, prc in pairs]
    order = ["start_date", "meeting_id"]
    return lists.sort_values(order, ascending=[False, True]).reset_index(drop=True)


def log_odds(
    counts_a: Mapping[str, int],
    counts_b: Mapping[str, int],
    prior_total: float = 50.0,
) -> pd.DataFrame:
    """Return each term's log odds in A minus in B, both padded with an informative prior.

    Parameters
    ----------
    counts_a, counts_b : mapping of str to int
        How often each side uses each term; an absent term counts 0.
    prior_total : float
        Words that the prior is worth, 10 to 100; report it. Its shape is the two sides' sum.

    Returns
    -------
    DataFrame
        By falling z: term, count_a, count_b, log_odds (natural, A minus B), z. Never a missing
        value. |z| > 1.96 is no test when every term is scanned: rank by it, show the counts.

    Raises
    ------
    ValueError
        If a side has no words, a count is negative or missing, there is one term only, or the
        prior is not positive.

    Notes
    -----
    Monroe, Colaresi & Quinn, "Fightin' Words", Political Analysis 2008;16:372, eqs. 15, 16
    and 22 with a Dirichlet prior for each side. Compare official English with official English.

    Examples
    --------
    >>> found = log_odds({"candid": 3, "talks": 1}, {"candid": 1, "talks": 3}, prior_total=10)
    >>> found["term"].tolist(), found["z"].round(4).tolist()
    (['candid', 'talks'], [1.0654, -1.0654])
    """
    terms = sorted({*counts_a, *counts_b})
    a, b = (np.array([side.get(term, 0) for term in terms], float) for side in (counts_a, counts_b))
    if not ((a >= 0).all() and (b >= 0).all()) or len(terms) < 2:
        raise ValueError("words need at least two terms, and no count missing or negative")
    if not (a.any() and b.any()):
        raise ValueError("one side has no words: nothing to compare")
    if not (prior_total > 0 and (a + b > 0).all()):
        raise ValueError("a prior is positive, and gives every term a frequency above 0")
    prior = prior_total * (a + b) / (a + b).sum()
    padded_a, padded_b = a + prior, b + prior
    odds = np.log(padded_a / (padded_a.sum() - padded_a))
    odds -= np.log(padded_b / (padded_b.sum() - padded_b))
    z = odds / np.sqrt(1 / padded_a + 1 / padded_b)
    counts = {"term": terms, "count_a": a.astype(int), "count_b": b.astype(int)}
    found = pd.DataFrame(counts | {"log_odds": odds, "z": z})
    return found.sort_values(["z", "term"], ascending=[False, True], ignore_index=True)
