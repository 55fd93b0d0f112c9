"""How often a topic comes up: counts, shares, and facts with what must hold for each."""

from collections.abc import Collection
from math import sqrt
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm

from parley import sides
from parley.analysis import agreement, superlatives
from parley.analysis.fact import fact
from parley.analysis.paired import benjamini_hochberg
from parley.analysis.topics.accounts import (
    SIDES,
    Window,
    account_topics,
    count_of,
    held_meetings,
    known_topic,
    silences,
    state,
    window,
)
from parley.analysis.topics.frequency import one_topic, reading_depth, topic_frequency, topic_tally
from parley.analysis.topics.memory import learned, remembered, top_years, tops, turned, with_memory
from parley.analysis.topics.profile import (
    best_period,
    by_speaker,
    compared,
    four_states,
    mention_dates,
    newest_day,
    newest_words,
    of_topic,
    promised,
    shares_by_side,
    speakers,
    topic_meetings,
    topic_promises,
)
from parley.analysis.topics.ranking import (
    Spans,
    dealt,
    full_text_totals,
    like_for_like,
    topic_change,
    topic_totals,
    two_spans,
)

WHOSE = {"us": "{us_s} accounts", "prc": "{prc_s} accounts", "either": "accounts of either side"}
UNIT = WHOSE | {"either": "meetings with an account"}


class Counted(fact("label? m n share? low? high? rank? topic?")):
    """A topic's count and share; the share is None below five accounts, all where none is."""

    @property
    def holds(self) -> tuple:
        """A sentence that says "m of n" needs an n."""
        return ((self.n, ">", 0, "some account is counted"),)


class Change(
    fact(
        "changed tested label? a? b? c? d? full_a? full_b? second? names? p? holds",
        changed=0,
        tested=0,
    )
):
    """How shares changed between two spans: how many beyond chance, and the widest of them.

    Attributes
    ----------
    changed, tested : int
        Topics whose shares differ by Fisher's exact test, judged together by Benjamini and
        Hochberg's rule; topics tested.
    label, second : str or None
        The topics with the widest and the second widest change.
    a, b, c, d : int or None
        The widest: a of b before, c of d after.
    full_a, full_b : str or None
        The same in texts read in full.
    names : tuple of str or None
        The topics that changed beyond chance, in quotation marks, the widest change first.
    p : float or None
        Of the widest against the second widest change.
    holds : tuple
        What must hold for the widest to be named: it stands clear of the second, and it is itself
        beyond chance.
    """

    @property
    def unmoved(self) -> "Change":
        """Return the same, for a sentence that tells no change of any topic from chance."""
        return self._replace(holds=((self.tested, ">", 1), (self.changed, "==", 0)))


def barred(codings: pd.DataFrame) -> set[str]:
    """Return the topics that lead nothing: those coded tentatively, and those too rare to judge."""
    return {*agreement.tentative_topics(codings), *agreement.untested_topics(codings)}


def whose(side: str) -> str:
    """Return whose accounts are counted, in words."""
    return sides.fill(WHOSE[side])


def unit(side: str) -> str:
    """Return what a share of a side is a share of, in words."""
    return sides.fill(UNIT[side])


def leading(
    rows: pd.DataFrame, topics: pd.DataFrame, side: str, barred: Collection[str] = ()
) -> superlatives.Leader:
    """Return the topic that a side's accounts mention most, if it stands clear of the second.

    Parameters
    ----------
    rows : DataFrame
        As `account_topics` returns them.
    topics : DataFrame
        The table `topics`, for the labels.
    side : {"us", "prc", "either"}
        Whose accounts.
    barred : collection of str
        Topics that are not compared: those coded tentatively or too rarely, which lead nothing.
    """
    own = rows[(rows["side"] == side) & ~rows["topic"].isin([*barred])]
    said = own["is_mentioned"].astype(object).where(own["is_coded"], None)
    wide = own.assign(said=said).set_index(["meeting_id", "topic"])["said"].unstack()
    return superlatives.of_mentions(wide, topics.set_index("topic")["label"])


def counted(row: pd.Series, **more: Any) -> Counted:
    """Return a row of counts as a fact."""
    given = {name: row.get(name) for name in ("label", "topic", "share", "low", "high")}
    return Counted(m=int(row["mentions"]), n=int(row["n"]), **given, **more)


def top(totals: pd.DataFrame, side: str) -> Counted:
    """Return the topic on top of a side's ranking; all None where no account is counted."""
    own = totals[totals["side"] == side].sort_values("rank")
    return counted(own.iloc[0]) if own["n"].max() else Counted()


def ranked(totals: pd.DataFrame, topic: str, side: str) -> Counted:
    """Return a topic's count and its place in a side's ranking; ValueError of an unknown one."""
    known_topic(totals, topic)
    own = totals[(totals["topic"] == topic) & (totals["side"] == side)].iloc[0]
    return counted(own, rank=int(own["rank"]))


def change_between(change: pd.DataFrame, barred: Collection[str] = ()) -> Change:
    """Return how many topics changed beyond chance between two spans, and the widest change.

    Parameters
    ----------
    change : DataFrame
        As `topic_change` returns it, the widest change first.
    barred : collection of str
        Topics that lead nothing.

    Notes
    -----
    The widest change is held against the second widest by the normal approximation to the
    difference of two differences of shares, as if the two topics were of different meetings;
    p is multiplied as in `superlatives`.
    """
    given = change[change["share_change"].notna()]
    given = given[~given["topic"].isin([*barred])]
    if len(given) < 2:
        return Change(tested=len(given))
    names = ("mentions_earlier", "n_earlier", "mentions_later", "n_later")
    cells = given[[*names]].to_numpy(dtype=int)
    judged = np.asarray(benjamini_hochberg(given["p"]).adjusted) <= superlatives.LEVEL
    first, second = given.iloc[0], given.iloc[1]
    p = min(1.0, _ahead(cells[0], cells[1]) * (len(given) - 1))
    holds = (
        (p, "<=", superlatives.LEVEL, superlatives.AHEAD),
        (bool(judged[0]), "==", True, "it is itself beyond chance"),
    )
    texts = (first["full_earlier"], first["full_later"], second["label"])
    names = tuple(f"“{label}”" for label in given.loc[judged, "label"]) or None
    found = int(judged.sum()), len(given), first["label"], *map(int, cells[0]), *texts
    return Change(*found, names=names, p=p, holds=holds)


def _ahead(one: np.ndarray, other: np.ndarray) -> float:
    """Return the two-sided p-value of the difference between two changes of a share."""
    changes, variance = [], 0.0
    for a, b, c, d in (one, other):
        early, late = a / b, c / d
        changes.append(abs(late - early))
        variance += early * (1 - early) / b + late * (1 - late) / d
    z = (changes[0] - changes[1]) / sqrt(variance) if variance else 0.0
    return float(2 * norm.sf(abs(z)))


def read_in_full(depth: pd.DataFrame, side: str = "either") -> Counted:
    """Return how many of a side's accounts, or of both, were read in full; all None without any."""
    is_asked = depth["side"].eq(side) if side != "either" else depth["side"].ne("either")
    own = depth[is_asked]
    total = int(own["accounts"].sum())
    return Counted(m=int(own.loc[own["read"] == "full", "accounts"].sum()), n=total or None)


def in_full(both: pd.DataFrame, topic: str) -> Counted:
    """Return a topic's count in the accounts read in full; all None where none was."""
    own = both[(both["topic"] == topic) & (both["texts"] == "full")]
    return counted(own.iloc[0]) if own["n"].max() else Counted()


def differ_in_full(alike: pd.DataFrame) -> Counted:
    """Return how many topics full texts name more or less often beyond chance, of those tested.

    A topic is tested where both kinds of accounts are enough for a share.
    """
    known = alike["share"].notna().groupby(alike["topic"]).transform("all")
    judged = alike[known].drop_duplicates("topic")["adjusted_p"].dropna()
    return Counted(m=int((judged <= superlatives.LEVEL).sum()), n=len(judged) or None)


def usual(totals: pd.DataFrame, side: str) -> int | None:
    """Return of how many of a side's accounts the counts are for most topics; None without any.

    Examples
    --------
    >>> totals = pd.DataFrame({"side": ["us", "us", "prc"], "n": [7, 9, 0]})
    >>> usual(totals, "us"), usual(totals, "prc")
    (9, None)
    """
    own = totals.loc[totals["side"] == side, "n"]
    return int(own.max()) or None if len(own) else None


def by_side(totals: pd.DataFrame) -> pd.DataFrame:
    """Return `topic_totals` with a row a topic, the columns of each side beside each other."""
    columns = ["count", "share", "low", "high", "mentions", "n", "not_coded"]
    table = totals.drop_duplicates("topic")[["topic", "label"]].set_index("topic")
    for side in ("us", "prc", "either"):
        own = totals[totals["side"] == side].set_index("topic")[columns]
        table = table.join(own.add_prefix(f"{side}_"))
    return table.reset_index(drop=True)


def by_texts(alike: pd.DataFrame) -> pd.DataFrame:
    """Return `like_for_like` with a row a topic, texts read in full beside the other accounts."""
    columns = ["mentions", "n", "share", "low", "high", "count"]
    own = {texts: alike[alike["texts"] == texts].set_index("label") for texts in ("full", "part")}
    parts = [frame[columns].add_prefix(f"{texts}_") for texts, frame in own.items()]
    return parts[0].join(parts[1]).join(own["full"]["adjusted_p"]).reset_index()


def of_side(frequency: pd.DataFrame, topics: pd.DataFrame, side: str) -> pd.DataFrame:
    """Return `topic_frequency` of one side, with labels, periods as text."""
    columns = ["period", "topic", "label", "mentions", "n", "not_coded", "share", "low", "high"]
    own = frequency[frequency["side"] == side].merge(topics[["topic", "label"]], on="topic")
    return own[[*columns, "state", "cover"]].assign(period=own["period"].astype(str))


def by_year(frequency: pd.DataFrame) -> pd.DataFrame:
    """Return the counts of `of_side` by topic and calendar year, as "3 of 12"."""
    known = frequency[frequency["cover"] != "not_covered"]
    sums = known.assign(year=known["period"].str[:4]).groupby(["label", "year"], sort=False)
    sums = sums[["mentions", "n"]].sum()
    counts = pd.Series([count_of(*each) for each in sums.to_numpy()], index=sums.index)
    return counts.unstack("year").reset_index().rename_axis(columns=None)
