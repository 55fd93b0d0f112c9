"""Pairs of topics: how often together, against their own frequency, and among alike meetings."""

from collections.abc import Collection, Iterator

import numpy as np
import pandas as pd

from parley import sides
from parley.analysis import together
from parley.analysis.fact import fact
from parley.analysis.topics.accounts import read_so_far

LEVEL = 0.05  # what is told apart from chance, judged over all pairs
BANDS = (1, 3)  # other topics of a meeting: none or one, two or three, four or more
MOST_DRAWN = 14
LEAST_DRAWN = 4
ALIKE = ("length", "year")
FEWEST = together.FEWEST_JOINT
FEWEST_THERE = 3  # joint meetings of an administration that count as seen there
RATIOS = {alike: [f"{alike}_{end}" for end in ("ratio", "low", "high")] for alike in ALIKE}
LOWS, HIGHS = (["low", "length_low", "year_low"], ["high", "length_high", "year_high"])


def raised_topics(
    rows: pd.DataFrame, *, side: str = "either", read: str | None = None
) -> pd.DataFrame:
    """Return which topic each meeting's account mentions, a column a topic.

    Parameters
    ----------
    rows : DataFrame
        As `topics.account_topics` returns them.
    side : {"either", "us", "prc"}
        Whose accounts.
    read : str, optional
        Keep only accounts read so far, as full.

    Returns
    -------
    DataFrame of bool
        One row per meeting with an account, its id the index; topics in alphabetical order.
        A meeting that was not coded for any topic yet has no row; a topic that some of the others
        were not coded for has no column: see `not_coded`.
    """
    rows = rows if read is None else read_so_far(rows, read)
    own = rows[rows["side"] == side]
    own = own[own.groupby("meeting_id")["is_coded"].transform("any").astype(bool)]
    coded = own.groupby("topic")["is_coded"].all()
    own = own[own["topic"].isin(coded[coded].index)]
    wide = own.set_index(["meeting_id", "topic"])["is_mentioned"].unstack()
    return wide.astype(bool)


def not_coded(raised: pd.DataFrame, topics: pd.DataFrame) -> list[str]:
    """Return the labels of the topics that `raised_topics` leaves out of the meetings it has."""
    out = ~topics["topic"].isin(raised.columns)
    return topics.loc[out, "label"].tolist() if len(raised) else []


def topic_pairs(
    raised: pd.DataFrame, full: pd.DataFrame, held: pd.DataFrame, topics: pd.DataFrame
) -> pd.DataFrame:
    """Return the pairs of topics that met at least five times, the highest lift on top.

    Parameters
    ----------
    raised, full : DataFrame of bool
        As `raised_topics` returns them: all accounts, and those read in full.
    held, topics : DataFrame
        Meetings (their visits and levels), and the table `topics`.

    Returns
    -------
    DataFrame
        The columns of `together.pairs`, with ``label_first``, ``label_second``; the odds ratio
        among meetings that name about as many other topics, of one level (``length_ratio``,
        ``length_low``, ``length_high``) and of one year (``year_ratio`` …), missing where no
        such meetings can tell;
        ``full_joint``, ``full_meetings``, ``full_lift`` in accounts read in full (the lift
        missing under five joint meetings); ``is_clear``: judged over all pairs it stands out, and
        its intervals keep to one side of 1; ``by_administration``: its joint meetings under each,
        as text, and ``is_steady``: at least three under at least two of them. Empty where no pair
        met five times.

    Notes
    -----
    An account that names many topics pairs them all, so that nearly every pair meets more
    often than its own frequency gives; and topics of the same years meet without being raised
    for each other. The stratified ratios compare alike accounts; the other topics are counted
    without the pair, so that the pair does not choose its own stratum.
    """
    facts = held.set_index("meeting_id").loc[raised.index]
    found = together.pairs(raised, facts["visit_id"].tolist(), facts["level"].tolist())
    strata = {"length": facts["level"], "year": facts["start_date"].dt.year}
    for alike in ALIKE:
        found[RATIOS[alike]] = _among_alike(raised, strata[alike], found)
    found = found.assign(**_in_full(found, full))
    labels = topics.set_index("topic")["label"]
    for name in ("first", "second"):
        found[f"label_{name}"] = found[name].map(labels)
    found = found.assign(is_clear=_is_clear(found))
    return found.assign(**_by_administration(raised, facts["start_date"], found))


def _by_administration(
    raised: pd.DataFrame, start: pd.Series, found: pd.DataFrame
) -> dict[str, list]:
    """Return each pair's joint meetings under each administration, and if they lie in two."""
    begun = pd.DatetimeIndex(sides.administrations())
    if begun.empty:
        return {"by_administration": "", "is_steady": True}
    under = begun.searchsorted(start, side="right")
    texts, steady = [], []
    for first, second in _keys(found):
        joint = (raised[first] & raised[second]).to_numpy()
        counts = [int((joint & (under == place)).sum()) for place in range(len(begun) + 1)]
        counts = counts if counts[0] else counts[1:]
        texts.append(", ".join(map(str, counts)))
        steady.append(sum(count >= FEWEST_THERE for count in counts) > 1)
    return {"by_administration": texts, "is_steady": np.array(steady, dtype=bool)}


def _keys(found: pd.DataFrame) -> zip:
    return zip(found["first"], found["second"], strict=True)


class Judged(fact("tests shown above_one chance clear steady above below holds")):
    """How many pairs were tested, and how many are left after each step.

    Attributes
    ----------
    tests, shown : int
        Pairs judged together; those that met at least five times.
    above_one, chance, clear, steady : int
        Of these: with a lift above one; told from chance; clear also among alike accounts; and
        clear above one, under two administrations, of reliably coded topics.
    above, below : int
        Clear pairs that meet more and less often than chance.
    """


class Pair(fact("first second joint n lift low high by_administration holds")):
    """One pair's counts, lift and odds among alike accounts; all None where there is none."""


class Full(fact("n clear known same holds")):
    """What is left of the clear pairs in accounts read in full."""


def judged(found: pd.DataFrame, barred: Collection[str] = ()) -> Judged:
    """Return how many of `topic_pairs` are left after each step."""
    tests = int(found["tests"].max()) if len(found) else 0
    each = (found["lift"] > 1, found["adjusted_p"] <= LEVEL, found["is_clear"])
    parts = (steady_pairs(found, barred), clear_pairs(found), clear_pairs(found, apart=True))
    counts = (*(int(is_so.sum()) for is_so in each), *map(len, parts))
    holds = ((len(found), ">", 0, "some pair met often enough"),)
    return Judged(tests, len(found), *counts, holds)


def steady_pairs(found: pd.DataFrame, barred: Collection[str] = ()) -> pd.DataFrame:
    """Return the clear pairs above chance that may be named: steady, and of reliably coded topics.

    Parameters
    ----------
    found : DataFrame
        As `topic_pairs` returns it.
    barred : collection of str
        Topics coded tentatively or too rarely, which lead nothing.
    """
    own = clear_pairs(found)
    named = own["first"].isin([*barred]) | own["second"].isin([*barred])
    return own[own["is_steady"].astype(bool) & ~named].reset_index(drop=True)


def one_pair(own: pd.DataFrame) -> Pair:
    """Return the first of the pairs given as a fact."""
    if own.empty:
        return Pair()
    row = own.iloc[0]
    away = (row["low"], ">", 1) if row["lift"] > 1 else (row["high"], "<", 1)
    names, ends = row[["label_first", "label_second"]], row[["lift", "low", "high"]]
    counts = int(row["joint"]), int(row["meetings"])
    return Pair(*names, *counts, *ends, row["by_administration"], (away,))


def in_full(found: pd.DataFrame, full: pd.DataFrame) -> Full:
    """Return what is left of the clear pairs in accounts read in full."""
    clear = found[found["is_clear"].astype(bool)]
    known = clear[clear["full_lift"].notna()]
    same = int(((known["full_lift"] > 1) == (known["lift"] > 1)).sum())
    holds = ((len(clear), ">", 0, "some pair is clear"),)
    return Full(len(full), len(clear), len(known), same, holds)


def compared_alike(drawn: pd.DataFrame) -> int:
    """Return how many of the pairs drawn have an odds ratio in all three comparisons."""
    return len(drawn[["odds_ratio", "length_ratio", "year_ratio"]].dropna())


def as_table(found: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs with their counts and intervals as text, for a table."""
    spans = {"times": ("lift", "low", "high"), "level": ("odds_ratio", "odds_low", "odds_high")}
    columns = ["joint", "meetings_first", "meetings_second"]
    texts = {
        name: [_span(*row) for row in _rows(found, [*ends])]
        for name, ends in (spans | RATIOS).items()
    }
    return found.assign(
        pair=found["label_first"] + " + " + found["label_second"],
        together=[f"{a:.0f} ({b:.0f}, {c:.0f})" for a, b, c in _rows(found, columns)],
        full=[_in_words(*row) for row in _rows(found, ["full_joint", "full_lift"])],
        **texts,
    )


def shown_pairs(found: pd.DataFrame, most: int = 24) -> pd.DataFrame:
    """Return the pairs that a table shows: the clear ones, the surest on top; else the first."""
    clear = pd.concat([clear_pairs(found), clear_pairs(found, apart=True)])
    return (clear if len(clear) else found).head(most)


def _rows(found: pd.DataFrame, columns: list[str]) -> Iterator:
    return found[columns].itertuples(index=False)


def _span(value: float, low: float, high: float) -> str:
    return "" if value != value else f"{value:,.1f} ({low:,.1f} to {high:,.1f})"


def _in_words(joint: float, lift: float) -> str:
    return f"{joint:.0f}" if lift != lift else f"{joint:.0f}: {lift:.1f} times"


def _among_alike(raised: pd.DataFrame, stratum: pd.Series, found: pd.DataFrame) -> np.ndarray:
    """Return the odds ratio within stratum and number of other topics, with its interval."""
    topics = {topic: column.to_numpy() for topic, column in raised.items()}
    named, place = raised.sum(axis=1).to_numpy(), pd.factorize(stratum, sort=True)[0]
    ratios = []
    for first, second in ((topics[one], topics[other]) for one, other in _keys(found)):
        band = np.searchsorted(BANDS, named - first - second)
        ratios.append(together.mantel_haenszel(first, second, place * (len(BANDS) + 1) + band))
    return np.reshape(ratios, (-1, 3))


def _in_full(found: pd.DataFrame, full: pd.DataFrame) -> dict[str, list]:
    """Return each pair's joint meetings and lift among the accounts read in full."""
    joint, lifts = [], []
    for first, second in _keys(found):
        known = {first, second} <= {*full.columns}
        a, b = (full[first], full[second]) if known else (pd.Series(dtype=bool),) * 2
        joint.append(int((a & b).sum()))
        counts = (joint[-1], int(a.sum()), int(b.sum()), len(full))
        lifts.append(together.lift(*counts) if counts[0] >= together.FEWEST_JOINT else np.nan)
    return {"full_joint": joint, "full_meetings": len(full), "full_lift": lifts}


def _is_clear(found: pd.DataFrame) -> pd.Series:
    above, below = (found[LOWS] > 1).all(axis=1), (found[HIGHS] < 1).all(axis=1)
    return (found["adjusted_p"] <= LEVEL) & (above | below)


def clear_pairs(found: pd.DataFrame, *, apart: bool = False) -> pd.DataFrame:
    """Return the pairs that stand out above their own frequency, or below it if `apart`.

    The surest stand on top: those of which the weakest of the three intervals lies furthest from
    1, as a high lift of few meetings may be luck, or length.
    """
    own = found[found["is_clear"] & ((found["lift"] < 1) if apart else (found["lift"] > 1))]
    low, high = own[LOWS].min(axis=1), own[HIGHS].max(axis=1)
    return own.assign(weakest=low.where(own["lift"] > 1, high)).sort_values(
        ["weakest", "first", "second"], ascending=[apart, True, True], ignore_index=True
    )


def drawn_pairs(found: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs that a chart shows: the clearest above, then the clearest below.

    Where none is clear, the pairs with the highest lift.
    """
    above, below = clear_pairs(found), clear_pairs(found, apart=True)
    if above.empty and below.empty:
        return found.head(MOST_DRAWN).reset_index(drop=True)
    parts = [above.head(MOST_DRAWN), below.head(LEAST_DRAWN)[::-1]]
    return pd.concat(parts, ignore_index=True)


def by_level(raised: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    """Return how many topics an account names, by the level of the meeting.

    Returns
    -------
    DataFrame
        ``level``, ``meetings`` (int), ``topics_mean`` (float, topics an account names),
        ``topics_most`` (int), the level with the highest mean first.
    """
    level = held.set_index("meeting_id").loc[raised.index, "level"]
    counts = raised.sum(axis=1).groupby(level.to_numpy()).agg(["size", "mean", "max"])
    table = counts.set_axis(["meetings", "topics_mean", "topics_most"], axis=1)
    table = table.rename_axis("level").reset_index()
    return table.sort_values("topics_mean", ascending=False, ignore_index=True)
