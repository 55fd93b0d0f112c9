"""What a partial reading finds and misses, and shares corrected for it. Frames in, frames out.

A topic that a text names can be missed where only its opening or reports of it were read, and be
put there by a report that says more than the text. How often is measured on the accounts that one
reading had whole and the other in part; the share of a topic is then what a reading of every whole
text would be expected to find.
"""

from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd

from parley.analysis.agreement import UNIT, coded_twice, interval, refuse_few
from parley.analysis.fact import fact, once
from parley.analysis.shares import FEWEST_FOR_PERCENT

DEPTHS = ("full", "opening", "reported")
SIDES = ("us", "prc")
WHAT = ["is_coded", "is_mentioned"]
DRAWS = 1000
WEIGHTS = np.geomspace(1, 1000, 61)  # accounts that the pooled rate may weigh beside a topic's own


class Detected(fact("label m n share corrected low high holds")):
    """A topic's plain share, and the one corrected for how far the accounts were read.

    All None where it cannot be corrected; `m` of `n` is the plain count, shares are 0 to 1.
    """


def rogan_gladen(apparent, sensitivity, specificity):
    """Return the share that is there, from the share found by a reading that errs both ways.

    Parameters
    ----------
    apparent, sensitivity, specificity : float or ndarray
        Share found; how often what is there is found; how often what is not there is not.

    Returns
    -------
    float or ndarray
        In [0, 1], cut off there; missing where the reading tells nothing (sensitivity not above
        what it finds where nothing is).

    Notes
    -----
    (apparent + Sp - 1) / (Se + Sp - 1): Rogan & Gladen, American Journal of Epidemiology
    1978;107:71.

    Examples
    --------
    >>> round(float(rogan_gladen(23 / 150, 0.96, 0.89)), 3)
    0.051
    """
    told = np.asarray(sensitivity + specificity - 1, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):  # 0/0 is the missing value wanted
        found = np.where(told > 0, (apparent + specificity - 1) / told, np.nan)
    return np.clip(found, 0, 1)


def read_both_ways(codings: pd.DataFrame) -> pd.DataFrame:
    """Return each coding that stands beside a reading of the same account's whole text.

    Parameters
    ----------
    codings : DataFrame
        The table ``codings``: two coders.

    Returns
    -------
    DataFrame
        ``meeting_id``, ``side``, ``topic``; ``depth`` (full, opening, reported), how much the
        one reading had; ``is_found`` by it, ``is_there`` by the other, which had the whole text.
        Where both had it, each takes its turn as the measure of the other.
    """
    both = coded_twice(codings)
    named = [*UNIT, "depth", "is_found", "is_there"]
    parts = [
        both.loc[both[f"basis_{whole}"] == "full", [*UNIT, f"basis_{part}", part, whole]]
        for part, whole in (("first", "second"), ("second", "first"))
    ]
    return pd.concat([part.set_axis(named, axis=1) for part in parts], ignore_index=True)


def rates(codings: pd.DataFrame, *, draws: int = DRAWS) -> pd.DataFrame:
    """Return how often each depth of reading finds what the whole text has, and what it has not.

    Parameters
    ----------
    codings : DataFrame
        The table ``codings``.
    draws : int
        Resampled lists of meetings behind the intervals, at least 200.

    Returns
    -------
    DataFrame
        One row per depth, all three: ``depth``, ``accounts``; ``there`` (codings that the whole
        text has), ``found`` of them, ``sensitivity`` with ``_low`` and ``_high``; ``absent``,
        ``added`` to them, ``false_positive`` with ``_low`` and ``_high``. Missing where no account
        was read both ways.
    """
    refuse_few(draws)
    known, rng = read_both_ways(codings), np.random.default_rng(0)
    return pd.DataFrame([_rates(known[known["depth"] == d], d, draws, rng) for d in DEPTHS])


def _rates(own: pd.DataFrame, depth: str, draws: int, rng: np.random.Generator) -> dict:
    cells = _by_meeting(own, sorted(own["topic"].unique())).sum(axis=2)
    counts = np.vstack([cells.sum(axis=0), _drawn(cells, draws, rng)])
    told = {"depth": depth, "accounts": len(own.drop_duplicates(["meeting_id", "side"]))}
    pairs = (("sensitivity", "there", "found", 0), ("false_positive", "absent", "added", 2))
    for name, total, part, at in pairs:
        told |= {total: int(counts[0, at]), part: int(counts[0, at + 1])}
        found = _ratio(counts[:, at + 1], counts[:, at])
        low, high = interval(found[1:], 0.95)
        told |= {name: float(found[0]), f"{name}_low": low, f"{name}_high": high}
    return told


@once
def corrected(rows: pd.DataFrame, codings: pd.DataFrame, *, draws: int = DRAWS) -> pd.DataFrame:
    """Return every topic's share of each side's accounts as a whole reading would find it.

    Parameters
    ----------
    rows : DataFrame
        As `topics.account_topics` returns them: accounts of both sides.
    codings : DataFrame
        The table ``codings``: the accounts read both ways are the measure.
    draws : int
        Resampled records behind each interval, at least 200.

    Returns
    -------
    DataFrame
        One row per topic and side (us, prc, either): ``topic``, ``side``, ``mentions``, ``n``,
        ``share`` (plain), ``corrected``, ``corrected_low``, ``corrected_high`` and ``is_cut`` (a
        part of it was negative and counts as none). Missing under five accounts, and where a
        depth was never measured.

    Notes
    -----
    By topic, side and depth the share found is corrected by `rogan_gladen`. A whole text stands
    as it was read. Rates of a topic lean on those of all topics, the more the fewer accounts it
    has (beta-binomial, empirical Bayes: Casella, American Statistician 1985;39:83). For "either"
    each account gets the probability that its text names the topic, given what was found (Bayes),
    and the two accounts of a meeting count as independent given that.

    The interval carries three things: meetings are drawn anew (both sides together), the accounts
    read both ways are drawn anew, and what another reading of the same whole texts would change
    is added (so much as two such readings differ by). It is never narrower than Wilson's. It does
    not know how accounts of years that nobody read twice were read.
    """
    refuse_few(draws)
    topics = sorted(rows["topic"].unique())
    grid = _grid(rows, topics)
    known = read_both_ways(codings)
    known = known[known["topic"].isin(topics)]
    rng = np.random.default_rng(0)
    point, cut = _shares(np.ones((1, len(grid.meetings))), grid, _errors(known, topics, None, rng))
    number = max(len(grid.meetings), 1)
    weights = rng.multinomial(number, np.full(number, 1 / number), draws)[:, : len(grid.meetings)]
    errors = _errors(known, topics, draws, rng)
    drawn, _ = _shares(weights.astype(float), grid, errors, rng)
    parts = [_table(rows, topics, side, point, drawn, cut) for side in (*SIDES, "either")]
    return pd.concat(parts, ignore_index=True)


def of_topic(table: pd.DataFrame, topics: pd.DataFrame, topic: str, side: str) -> Detected:
    """Return one topic's plain and corrected share as a fact; all None where it has none."""
    own = table[(table["topic"] == topic) & (table["side"] == side)]
    if own.empty or own["corrected"].isna().all():
        return Detected()
    row, label = own.iloc[0], topics.set_index("topic")["label"].get(topic)
    numbers = [float(row[f"corrected{end}"]) for end in ("", "_low", "_high")]
    holds = ((numbers[1], "<=", numbers[0]), (numbers[0], "<=", numbers[2]))
    return Detected(label, int(row["mentions"]), int(row["n"]), row["share"], *numbers, holds)


class _Grid(NamedTuple):
    """Who published what: per side, meetings by topics (coded, found) and depth by meeting."""

    meetings: pd.Index
    coded: dict[str, np.ndarray]
    found: dict[str, np.ndarray]
    depth: dict[str, np.ndarray]


def _grid(rows: pd.DataFrame, topics: list[str]) -> _Grid:
    meetings = pd.Index(sorted(rows["meeting_id"].unique()))
    coded, found, depth = {}, {}, {}
    for side in SIDES:
        own = rows[rows["side"] == side]
        wide = own.pivot_table(index="meeting_id", columns="topic", values=WHAT, aggfunc="max")
        for name, held in zip(WHAT, (coded, found), strict=True):
            part = wide[name] if len(own) else pd.DataFrame()
            held[side] = part.reindex(index=meetings, columns=topics).eq(True).to_numpy(dtype=float)
        read = own.drop_duplicates("meeting_id").set_index("meeting_id")["read"]
        places = {each: n for n, each in enumerate(DEPTHS)}
        depth[side] = np.array([places.get(read.get(each), -1) for each in meetings], dtype=int)
    return _Grid(meetings, coded, found, depth)


def _errors(known: pd.DataFrame, topics: list[str], draws: int | None, rng) -> list[tuple]:
    """Return (sensitivity, false positives) of each depth, shape (draws, topics)."""
    return [_leaning(known[known["depth"] == depth], topics, draws, rng) for depth in DEPTHS]


def _leaning(own: pd.DataFrame, topics: list[str], draws: int | None, rng) -> tuple:
    """Return a depth's two rates by topic, each leaning on the rate of all topics."""
    cells = _by_meeting(own, topics)
    whole = cells.sum(axis=0)[None]
    counts = whole if draws is None else _drawn(cells, draws, rng)
    found = []
    for at in (0, 2):
        weight = _weight(whole[0, at + 1], whole[0, at])
        total, part = counts[:, at], counts[:, at + 1]
        pooled = _ratio(part.sum(axis=1), total.sum(axis=1))[:, None]
        found.append((part + weight * pooled) / (total + weight))
    return tuple(found)


def _weight(part: np.ndarray, total: np.ndarray) -> float:
    """Return how many accounts the pooled rate weighs beside a topic's own, by likelihood."""
    from scipy.special import betaln

    if not 0 < part.sum() < total.sum():
        return WEIGHTS[-1]
    a = WEIGHTS[:, None] * part.sum() / total.sum()
    b = WEIGHTS[:, None] - a
    fit = (betaln(part + a, total - part + b) - betaln(a, b)).sum(axis=1)
    return float(WEIGHTS[fit.argmax()])


def _by_meeting(own: pd.DataFrame, topics: list[str]) -> np.ndarray:
    """Return counts by meeting and topic, shape (meetings, 4, topics).

    They are: there, there and found, absent, absent and found.
    """
    there, found = own["is_there"].to_numpy(dtype=bool), own["is_found"].to_numpy(dtype=bool)
    kinds = np.column_stack([there, there & found, ~there, ~there & found]).astype(float)
    meetings = pd.Index(sorted(own["meeting_id"].unique()))
    cells = np.zeros((len(meetings), 4, len(topics)))
    at = meetings.get_indexer(own["meeting_id"]), pd.Index(topics).get_indexer(own["topic"])
    np.add.at(cells, (at[0], slice(None), at[1]), kinds)
    return cells


def _drawn(cells: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Return the cells summed over lists of meetings drawn anew, shape (draws, …)."""
    number = len(cells)
    if not number:
        return np.zeros((draws, *cells.shape[1:]))
    weights = rng.multinomial(number, np.full(number, 1 / number), draws).astype(float)
    return np.tensordot(weights, cells, axes=1)


def _ratio(part: np.ndarray, total: np.ndarray) -> np.ndarray:
    return np.where(total > 0, part / np.where(total > 0, total, 1), np.nan)


def _shares(weights: np.ndarray, grid: _Grid, errors: list[tuple], rng=None) -> tuple[dict, dict]:
    """Return corrected shares by side, shape (draws, topics), and where a part was cut off.

    With `rng` another reading of the whole texts is drawn: see `_another_reading`.
    """
    shares, cut, chances = {}, {}, {}
    for side in SIDES:
        expected, total = 0.0, weights @ grid.coded[side]
        cut[side], chances[side] = False, []
        for depth, error in enumerate(errors):
            at = grid.depth[side] == depth
            n = weights[:, at] @ grid.coded[side][at]
            found = weights[:, at] @ grid.found[side][at]
            part, below, chance = _cell(found, n, error, whole=depth == 0)
            expected, cut[side] = expected + part, cut[side] | below
            chances[side].append(chance)
        whole = weights @ (grid.found[side] * (grid.depth[side] == 0)[:, None])
        shares[side] = _ratio(_another_reading(expected, whole, total, errors, rng), total)
    shares["either"] = _either(weights, grid, chances, errors, rng)
    return shares, cut | {"either": cut["us"] | cut["prc"]}


def _cell(found: np.ndarray, n: np.ndarray, error: tuple, *, whole: bool) -> tuple:
    """Return the accounts expected to name it, if that was cut off, and each account's chance.

    The chances are those of an account in which it was found, and in which it was not.
    """
    none = np.zeros_like(n)
    if whole:
        return found, none[0] > 0, (none + 1, none)
    sensitivity, added = error
    apparent = _ratio(found, n)
    share = rogan_gladen(apparent, sensitivity, 1 - added)
    below = ((apparent < added) & (n > 0))[0]
    seen, unseen = sensitivity * share, (1 - sensitivity) * share
    chance = (_ratio(seen, seen + added * (1 - share)),
              _ratio(unseen, unseen + (1 - added) * (1 - share)))  # fmt: skip
    chance = tuple(np.where(np.isnan(each) & ~np.isnan(share), 0, each) for each in chance)
    return np.where(n > 0, n * share, 0), below, chance


def _either(weights, grid: _Grid, chances: dict, errors: list[tuple], rng) -> np.ndarray:
    """Return the share of meetings whose account of one side or the other names the topic."""
    coded = np.maximum(*(grid.coded[side] for side in SIDES))
    expected, total = np.zeros((len(weights), coded.shape[1])), weights @ coded
    depths = range(-1, len(DEPTHS))
    for us, prc, a, b in product(depths, depths, (1, 0), (1, 0)):
        at = (grid.depth["us"] == us) & (grid.depth["prc"] == prc)
        if (us, prc) == (-1, -1) or not at.any():
            continue
        like = coded[at].astype(bool)
        missed = 1.0
        for side, depth, seen in (("us", us, a), ("prc", prc, b)):
            like &= grid.found[side][at] == seen
            missed = missed * (1 - (0 if depth < 0 else chances[side][depth][1 - seen]))
        count = weights[:, at] @ like.astype(float)
        expected += np.where(count > 0, count * (1 - missed), 0)
    full = [grid.found[side] * (grid.depth[side] == 0)[:, None] for side in SIDES]
    whole = weights @ np.maximum(*full)
    return _ratio(_another_reading(expected, whole, total, errors, rng), total)


def _another_reading(expected, whole, total, errors: list[tuple], rng) -> np.ndarray:
    """Return the counts as another reading of the whole texts might have them.

    Of those found in a whole text another reading misses some, and finds as many elsewhere: each
    reading bears half of what two of them differ by.
    """
    if rng is None or np.isnan(errors[0][0]).all():
        return expected
    spread = np.sqrt(whole * (1 - errors[0][0]))
    return np.clip(expected + spread * rng.standard_normal(spread.shape), 0, total)


def _table(rows, topics, side, point, drawn, cut) -> pd.DataFrame:
    from statsmodels.stats.proportion import proportion_confint

    own = rows[rows["side"] == side].groupby("topic")
    table = pd.DataFrame({"topic": topics, "side": side}).set_index("topic")
    table["mentions"] = own["is_mentioned"].sum().reindex(topics, fill_value=0).astype(int)
    table["n"] = own["is_coded"].sum().reindex(topics, fill_value=0).astype(int)
    few = (table["n"] < FEWEST_FOR_PERCENT).to_numpy()
    table["share"] = np.where(few, np.nan, table["mentions"] / table["n"].where(table["n"] > 0))
    ends = np.reshape([interval(each, 0.95) for each in drawn[side].T], (-1, 2))
    # Never narrower than Wilson's: a count of none or all does not vary when drawn anew.
    share, n = point[side][0], np.maximum(table["n"].to_numpy(), 1)
    alone = proportion_confint(np.nan_to_num(share) * n, n, 1 - 0.95, method="wilson")
    low, high = np.fmin(ends[:, 0], alone[0]), np.fmax(ends[:, 1], alone[1])
    for end, value in (("", share), ("_low", low), ("_high", high)):
        table[f"corrected{end}"] = np.where(few | np.isnan(share), np.nan, value)
    table["is_cut"] = np.broadcast_to(cut[side], len(topics))
    return table.reset_index()
