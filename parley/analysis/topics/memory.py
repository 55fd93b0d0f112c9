"""Shares of topics with memory: one model of all topics, quarter by quarter. Frames out."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from parley.analysis import superlatives, walk
from parley.analysis.fact import fact

SEED, DRAWS = 20261129, 2000
SURE = 0.95
FEWEST_MEETINGS, FEWEST_YEARS, FEWEST_OF_CHANNEL = 40, 2, 10
GROUPS = ("read", "level", "channel")
QUARTERS = ["topic", "label", "period", "share", "low", "high"]
YEARS = ["topic", "label", "year", "mentions", "n", "share", "low", "high", "top"]
TURNS = ["topic", "label", "year", "to_year", "share", "to_share", "direction", "wrong", "is_told"]


class Remembered(fact("quarters years turns")):
    """What the model says of the topics.

    Attributes
    ----------
    quarters : DataFrame
        ``topic``, ``label``, ``period``, ``share``, ``low``, ``high`` (95 %).
    years : DataFrame
        ``topic``, ``label``, ``year``, ``mentions``, ``n`` (as counted), ``share``, ``low``,
        ``high``, ``top``: the probability that no other year's share is larger.
    turns : DataFrame
        A row for each topic and pair of neighbouring years: ``year``, ``to_year``, ``share``,
        ``to_share``, ``direction`` (rose, fell), ``wrong`` (the probability that it is the
        other one) and ``is_told``.
    """


class Tops(
    fact(
        "k tested label? year? probability? m? n? other_year? other_m? other_n? sure holds",
        k=0,
        tested=0,
        sure=SURE,
    )
):
    """In how many topics one year is the top, and the surest of them; None where there is none.

    Attributes
    ----------
    k, tested : int
        Topics of which a year is the top with a probability of 95 % at least; topics compared.
    label, year, probability : str, int, str or None
        The surest topic, its year, and that probability in per cent, never a full hundred.
    m, n, other_year, other_m, other_n : int or None
        Mentions and accounts counted in that year, and in the year with the largest plain share
        of all others.
    sure : float
        The probability asked for.
    holds : tuple
        That there is such a topic.
    """

    @property
    def none(self) -> "Tops":
        """The same as a fact that holds where no topic has such a year."""
        return self._replace(holds=((self.k, "==", 0), (self.tested, ">", 0)))


class Turned(
    fact("k tested wrong label? year? to_year? share? to_share?", k=0, tested=0, wrong=0.0)
):
    """Turns between neighbouring years that are told; no label where there is none.

    Attributes
    ----------
    k, tested : int
        Turns told; pairs of neighbouring years compared, over all topics.
    wrong : float
        How many of those told are expected to have the other direction.
    label, year, to_year, share, to_share : str, int or float
        The widest of them.
    """

    @property
    def holds(self) -> tuple:
        """A sentence on turns needs one."""
        return ((self.k, ">", 0, "some turn is told"),)


def remembered(
    rows: pd.DataFrame,
    held: pd.DataFrame,
    topics: pd.DataFrame,
    *,
    side: str = "either",
    barred: Collection[str] = (),
    only: str | None = None,
) -> Remembered:
    """Return each topic's share by quarter and year, with what its neighbours say of it.

    Parameters
    ----------
    rows : DataFrame
        As `account_topics` returns them.
    held : DataFrame
        The meetings, for channel and level.
    topics : DataFrame
        The table `topics`.
    side : {"us", "prc", "either"}
        Whose accounts.
    barred : collection of str
        Topics that are coded tentatively or too rarely: no turn of theirs is told.
    only : str, optional
        Return this topic alone; it is still learned from all.

    Returns
    -------
    Remembered
        Frames without rows under 40 accounts or within one year.

    Notes
    -----
    logit(p) = topic + depth of reading + level + channel + a random walk by quarter. The
    coefficients of one kind are normal over the topics, with a spread that is learned from them;
    so is how far a walk steps a quarter (`walk.learn`). Shares are given for the mix of depths,
    levels and channels of all the time counted (direct standardisation), so that years are
    compared like with like; a year is the mean of its quarters. 2,000 seeded draws from Laplace's
    approximation, the walk's step drawn with the rest.

    Many comparisons: coefficients and steps are pooled over the topics (Gelman, Hill and Yajima
    2012, Journal of Research on Educational Effectiveness 5, 189-211), so that topics with few
    counts are taken to be as steady as most are; and a turn is told only if its direction is
    right with a probability of 95 % (local false sign rate, Stephens 2017, Biostatistics 18,
    275-294), so that fewer than one in twenty of all that are told is expected to be wrong. A
    walk is smooth, and a sudden jump begins before its time in it: a turn is not told where the
    plain shares of the two years did not move the same way.
    """
    own = _own(rows, held, side)
    spent = own["start_date"].dt.year.nunique() if len(own) else 0
    if own["meeting_id"].nunique() < FEWEST_MEETINGS or spent < FEWEST_YEARS:
        return Remembered(*(pd.DataFrame(columns=c) for c in (QUARTERS, YEARS, TURNS)))
    shares, quarters = _shares(own, only)
    labels = topics.set_index("topic")["label"]
    parts = [_of_one(topic, drawn, quarters, own) for topic, drawn in shares.items()]
    frames = [pd.concat(each, ignore_index=True) for each in zip(*parts, strict=True)]
    frames[2] = _told(frames[2], barred)
    kept = zip(frames, (QUARTERS, YEARS, TURNS), strict=True)
    return Remembered(*(f.assign(label=f["topic"].map(labels))[columns] for f, columns in kept))


def learned(rows: pd.DataFrame, held: pd.DataFrame, side: str = "either") -> None:
    """Learn from all topics what the model of each asks for, as `remembered` does of itself."""
    _shares(_own(rows, held, side), only="")


def _own(rows: pd.DataFrame, held: pd.DataFrame, side: str) -> pd.DataFrame:
    """Return the coded rows of one side, with quarter, channel and level; rare channels as one."""
    own = rows[(rows["side"] == side) & rows["is_coded"]]
    own = own.merge(held[["meeting_id", "channel", "level"]], on="meeting_id")
    often = own.drop_duplicates("meeting_id")["channel"].value_counts()
    rare = own["channel"].map(often) < FEWEST_OF_CHANNEL
    quarter = own["start_date"].dt.to_period("Q")
    return own.assign(channel=own["channel"].mask(rare, "other"), quarter=quarter)


def _shares(own: pd.DataFrame, only: str | None) -> tuple[dict[str, np.ndarray], pd.PeriodIndex]:
    """Return draws of each topic's share, draw by quarter, for the mix of all the time."""
    counts = own.groupby(["quarter", *GROUPS, "topic"])["is_mentioned"].agg(["sum", "size"])
    wide = counts.unstack("topic", fill_value=0)
    said, of = (wide[name].to_numpy(dtype=float).T for name in ("sum", "size"))
    cells = wide.index.to_frame(index=False)
    quarters = pd.period_range(cells["quarter"].min(), cells["quarter"].max(), freq="Q")
    steps = walk.steps_basis(len(quarters))
    design, groups = _design(cells)
    learned = walk.learn(said, of, design, steps[quarters.get_indexer(cells["quarter"])], groups)
    kinds, place = np.unique(design, axis=0, return_inverse=True)
    mix = np.bincount(place.ravel(), weights=of.max(axis=0))
    mix = (mix / mix.sum()).astype("float32")
    found = {}
    for series, topic in enumerate(wide["sum"].columns):
        if only in (None, topic):
            random = np.random.default_rng([SEED, series])
            drawn = walk.draws(learned, series, DRAWS, random)
            size = design.shape[1]
            level = (drawn[:, :size] @ kinds.T).astype("float32")
            path = (drawn[:, size:] @ steps.T).astype("float32")
            at = [_logistic(level + each[:, None]) @ mix for each in path.T]
            found[topic] = np.stack(at, axis=1)
    return found, quarters


def _logistic(odds: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + exp(-odds)) for single floats: as close as scipy's, in a fifth of the time.

    Examples
    --------
    >>> _logistic(np.array([-500, 0, 500], dtype="float32")).tolist()
    [0.0, 0.5, 1.0]
    """
    half = np.float32(0.5)
    return half + half * np.tanh(half * odds)


def _design(cells: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return a column of ones and one for each kind but the commonest, with the group of each."""
    columns, groups = [np.ones(len(cells))], [0]
    for number, name in enumerate(GROUPS, start=1):
        kinds = cells[name].value_counts().sort_index().sort_values(kind="stable").index[:-1]
        columns += [(cells[name] == kind).to_numpy(dtype=float) for kind in kinds]
        groups += [number] * len(kinds)
    return np.column_stack(columns), np.array(groups)


def _summed(drawn: np.ndarray) -> dict[str, np.ndarray]:
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    return {"share": drawn.mean(axis=0), "low": low, "high": high}


def _of_one(
    topic: str, drawn: np.ndarray, quarters: pd.PeriodIndex, own: pd.DataFrame
) -> list[pd.DataFrame]:
    """Return a topic's quarters, its years with the probability of each to be top, its turns."""
    quarterly = {"topic": topic, "period": quarters} | _summed(drawn)
    years = np.unique(quarters.year)
    means = np.column_stack([drawn[:, quarters.year == year].mean(axis=1) for year in years])
    top = np.bincount(means.argmax(axis=1), minlength=len(years)) / len(means)
    mine = own[own["topic"] == topic]
    counted = mine.groupby(mine["start_date"].dt.year)["is_mentioned"].agg(["sum", "size"])
    counted = counted.reindex(years, fill_value=0)
    yearly = {"topic": topic, "year": years, "mentions": counted["sum"].to_numpy()}
    yearly |= {"n": counted["size"].to_numpy(), **_summed(means), "top": top}
    rise = (np.diff(means, axis=1) > 0).mean(axis=0)
    plain = np.diff(counted["sum"].to_numpy() / counted["size"].clip(lower=1).to_numpy())
    share = means.mean(axis=0)
    turns = {"topic": topic, "year": years[:-1], "to_year": years[1:], "share": share[:-1]}
    turns |= {"to_share": share[1:], "direction": np.where(rise >= 0.5, "rose", "fell")}
    alike = ((plain > 0) == (rise >= 0.5)) & (plain != 0)
    turns |= {"wrong": np.minimum(rise, 1 - rise), "alike": alike}
    return [pd.DataFrame(each) for each in (quarterly, yearly, turns)]


def _told(turns: pd.DataFrame, barred: Collection[str]) -> pd.DataFrame:
    """Return the turns, the surest first, with those that may be told."""
    order = turns.sort_values(["wrong", "topic", "year"], ignore_index=True)
    sure = (order["wrong"] <= 1 - SURE) & order["alike"]
    return order.assign(is_told=sure & ~order["topic"].isin([*barred]))


def tops(years: pd.DataFrame, barred: Collection[str] = ()) -> Tops:
    """Return in how many topics a year is the top with a probability of 95 %, and the surest.

    Parameters
    ----------
    years : DataFrame
        As `remembered` returns them.
    barred : collection of str
        Topics that lead nothing.
    """
    given = years[~years["topic"].isin([*barred])]
    sure = given[given["top"] >= SURE].sort_values(["top", "topic"], ascending=[False, True])
    tested = given["topic"].nunique()
    if sure.empty:
        return Tops(tested=tested)
    first = sure.iloc[0]
    others = given[(given["topic"] == first["topic"]) & (given["year"] != first["year"])]
    plain = others["mentions"] / others["n"].where(others["n"] > 0)
    other = others.loc[plain.fillna(-1).idxmax()]
    year, *counts = (int(row[name]) for row in (first, other) for name in ("year", "mentions", "n"))
    probability = _percent(first["top"]).replace(">", "over ")
    holds = ((float(first["top"]), ">=", SURE, superlatives.AHEAD),)
    return Tops(len(sure), tested, first["label"], year, probability, *counts, SURE, holds)


def turned(turns: pd.DataFrame, barred: Collection[str] = ()) -> Turned:
    """Return how many turns are told, how many of them are expected to be wrong, and the widest."""
    tested = int((~turns["topic"].isin([*barred])).sum())
    told = turns[turns["is_told"].astype(bool)]
    if told.empty:
        return Turned(tested=tested)
    row = told.loc[(told["to_share"] - told["share"]).abs().idxmax()]
    told_of = [row[name] for name in ("label", "year", "to_year", "share", "to_share")]
    return Turned(len(told), tested, float(told["wrong"].sum()), *told_of)


def top_years(years: pd.DataFrame, barred: Collection[str] = ()) -> pd.DataFrame:
    """Return the probability of each year to be the top as readers see it, a row a topic.

    Topics that lead nothing have no row, nor has one that nobody mentioned; the topic with the
    surest year stands first.
    """
    mentions = years.groupby("topic")["mentions"].transform("sum")
    given = years[~years["topic"].isin([*barred]) & (mentions > 0)]
    wide = given.set_index(["label", "year"])["top"].unstack()
    order = wide.max(axis=1).sort_values(ascending=False, kind="stable").index
    wide = wide.loc[order].map(_percent)
    wide.columns = wide.columns.astype(str)
    return wide.reset_index().rename_axis(columns=None)


def _percent(share: float) -> str:
    return ">99%" if share > 0.99 else "<1%" if share < 0.01 else f"{share:.0%}"


def with_memory(plain: pd.DataFrame, quarters: pd.DataFrame) -> pd.DataFrame:
    """Return plain shares, as `of_side` has them, and beneath them the shares with memory."""
    line = quarters.assign(period=quarters["period"].astype(str), drawn="with memory")
    return pd.concat([plain.assign(drawn="plain"), line], ignore_index=True)
