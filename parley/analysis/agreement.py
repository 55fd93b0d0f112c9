"""How far two codings of the same accounts agree, topic by topic. Frames in, frames out."""

import numpy as np
import pandas as pd

from parley.analysis.fact import once

UNIT = ["meeting_id", "side", "topic"]
CODERS = ("first", "second")
RELY, TENTATIVE = 0.800, 0.667  # Krippendorff's limits
FEWEST_POSITIVES = 10
ALPHA = ("alpha", "alpha_low", "alpha_high")
AT_ONCE = 1_000  # draws; all of them at once would be a hundred megabytes
FEWEST_DRAWS, DRAWS = 200, 20_000  # with 2,000 an end near a limit fell on either side of it


@once
def coded_twice(codings: pd.DataFrame) -> pd.DataFrame:
    """Return each meeting, side and topic that both readings coded, a row each.

    Parameters
    ----------
    codings : DataFrame
        The table ``codings``.

    Returns
    -------
    DataFrame
        meeting_id, side, topic; first and second (bool); basis_first, basis_second (full,
        opening or reported); source_first, source_second. Empty if nothing was coded twice.
    """
    columns = {"value": "", "basis": "basis_", "source_id": "source_"}
    parts = [
        codings[codings["coder"] == coder]
        .set_index(UNIT)[list(columns)]
        .rename(columns={name: f"{start}{coder}" for name, start in columns.items()})
        for coder in CODERS
    ]
    both = parts[0].join(parts[1], how="inner").reset_index()
    return both.astype(dict.fromkeys(CODERS, bool))


def cells(both: pd.DataFrame) -> pd.DataFrame:
    """Return per topic how many units both readings call positive, one alone, or neither.

    Parameters
    ----------
    both : DataFrame
        As `coded_twice` returns it.

    Returns
    -------
    DataFrame
        Index topic; columns both, first_only, second_only, neither (counts).
    """
    named = ["both", "first_only", "second_only", "neither"]
    table = pd.DataFrame(kinds(both["first"], both["second"]), both.index, named)
    return table.groupby(both["topic"]).sum().astype(int)


def kinds(first: pd.Series, second: pd.Series) -> np.ndarray:
    """Return a column each: positive in both, the first alone, the second alone, neither."""
    a, b = first.to_numpy(dtype=bool), second.to_numpy(dtype=bool)
    return np.column_stack([a & b, a & ~b, ~a & b, ~a & ~b])


def _told(both: pd.DataFrame) -> pd.DataFrame:
    counted = cells(both)
    told = pd.DataFrame(statistics(counted.to_numpy()), index=counted.index)
    positives = counted["both"] + counted[["first_only", "second_only"]].min(axis=1)
    return told.assign(judged=positives >= FEWEST_POSITIVES)


def tentative_topics(codings: pd.DataFrame, limit: float = RELY) -> list[str]:
    """Return the topics on which the two readings agree too little to be relied upon.

    Parameters
    ----------
    codings : DataFrame
        The table ``codings``.
    limit : float
        Krippendorff's alpha under which a topic is tentative.

    Returns
    -------
    list of str
        Keys of topics, the least agreed first; a topic that either reading found in under ten
        accounts is not among them: see `untested_topics`.

    Notes
    -----
    Krippendorff, Content Analysis, 2004, s. 11.4: rely from 0.800, tentative from 0.667; a topic
    under that would be merged or dropped, and until then carries the same mark.
    """
    told = _told(coded_twice(codings))
    return told[told["judged"] & (told["alpha"] < limit)].sort_values("alpha").index.tolist()


def reliable_from(codings: pd.DataFrame) -> dict[str, float]:
    """Return the topics whose alpha reaches the limit, each with the lower end of its interval.

    Where that end is under the limit, chance may have brought alpha above it: Krippendorff asks
    how likely that is.
    """
    barred = {*tentative_topics(codings), *untested_topics(codings)}
    both = coded_twice(codings)
    both = both[~both["topic"].isin(barred)]
    return report(both).set_index("topic")["alpha_low"].to_dict()


def untested_topics(codings: pd.DataFrame) -> list[str]:
    """Return the topics that either reading found in under ten accounts: too few to judge."""
    told = _told(coded_twice(codings))
    return sorted(told[~told["judged"]].index)


def per_topic(codings: pd.DataFrame, topics: pd.DataFrame, draws: int = DRAWS) -> pd.DataFrame:
    """Return the agreement of the two readings on each topic, the most agreed on top.

    Parameters
    ----------
    codings, topics : DataFrame
        The tables of these names.
    draws : int
        Resampled lists of meetings behind each interval.

    Returns
    -------
    DataFrame
        topic, label, and the columns of `report`; first_only, second_only; units_full,
        alpha_full and alpha_full_low, alpha_full_high for the accounts whose whole text the
        second reading had. Empty if nothing was coded twice.
    """
    both = coded_twice(codings)
    if both.empty:
        return pd.DataFrame(columns=["topic", "label", "alpha", "reading"])
    full = report(both[both["basis_second"] == "full"], draws).set_index("topic")
    full = full[["units", *ALPHA]]
    full.columns = ["units_full", "alpha_full", "alpha_full_low", "alpha_full_high"]
    table = report(both, draws).join(full, on="topic")
    table = table.join(cells(both)[["first_only", "second_only"]], on="topic")
    table = table.merge(topics[["topic", "label"]], on="topic")
    return table.sort_values(["alpha", "label"], ascending=[False, True], ignore_index=True)


@once
def report(both: pd.DataFrame, draws: int = DRAWS) -> pd.DataFrame:
    """Return the agreement of the two readings per topic, with 95% intervals over meetings.

    Parameters
    ----------
    both : DataFrame
        As `coded_twice` returns it; only some of its rows, if wanted.
    draws : int
        Resampled lists of meetings, at least 200; both sides of a meeting go together.

    Returns
    -------
    DataFrame
        topic; meetings, units (meeting and side), once (0: nothing coded once is here),
        positives_first, positives_second, share_first, share_second (0 to 1); agreement, f1,
        alpha, ac1, kappa (at most 1) each with _low and _high; reading: ``rely`` (alpha from
        0.800), ``tentative`` (from 0.667), ``merge or drop``, ``too few`` (either reading has
        under ten positives) or ``no variation``, where what has no value is missing.

    Raises
    ------
    ValueError
        If draws are under 200.

    Notes
    -----
    Krippendorff, Content Analysis, 2004, s. 11.4 for the limits; Feinstein & Cicchetti, J Clin
    Epidemiol 1990;43:543, for showing kappa never alone. Two runs of one program are not two
    coders: call their agreement repeatability.
    """
    refuse_few(draws)
    weights, rows = _weights(both["meeting_id"], draws), []
    for topic, own in both.groupby("topic", sort=True):
        head = {"topic": topic, "meetings": own["meeting_id"].nunique(), "units": len(own)}
        rows.append(head | {"once": 0} | _topic(own, weights))
    return pd.DataFrame(rows, columns=None if rows else ["topic", "units", *ALPHA])


def refuse_few(draws: int) -> None:
    """Refuse so few draws that the ends of an interval would be those of chance."""
    if draws < FEWEST_DRAWS:
        raise ValueError(f"{draws} draws; a bootstrap needs {FEWEST_DRAWS}")


def statistics(cells: np.ndarray) -> dict[str, np.ndarray]:
    """Return the agreement of two coders in one or many tables of yes and no.

    Parameters
    ----------
    cells : ndarray
        Shape (…, 4): units that both call positive, the first alone, the second alone, neither.

    Returns
    -------
    dict of ndarray
        agreement, f1, alpha, ac1, kappa, each of shape (…); missing where not defined.
    """
    a, b, c, d = np.moveaxis(np.asarray(cells, dtype=float), -1, 0)
    n, ones, zeros = a + b + c + d, 2 * a + b + c, 2 * d + b + c
    with np.errstate(invalid="ignore", divide="ignore"):  # 0/0 is the missing value wanted
        used = ones / (2 * n)
        agreement = (a + d) / n
        gwet = 2 * used * (1 - used)
        chance = ((a + b) * (a + c) + (c + d) * (b + d)) / n**2
        found = {
            "agreement": agreement,
            "f1": 2 * a / ones,
            "alpha": 1 - (2 * n - 1) * (b + c) / (ones * zeros),
            "ac1": (agreement - gwet) / (1 - gwet),
            "kappa": (agreement - chance) / (1 - chance),
        }
    return {name: np.where(np.isfinite(value), value, np.nan) for name, value in found.items()}


def _topic(both: pd.DataFrame, weights: pd.DataFrame) -> dict[str, object]:
    first, second = both["first"], both["second"]
    cells = kinds(first, second)
    told = {"positives_first": int(first.sum()), "positives_second": int(second.sum())}
    told |= {"share_first": first.mean(), "share_second": second.mean()}
    by_meeting = pd.DataFrame(cells.astype(np.float32)).groupby(both["meeting_id"].to_numpy()).sum()
    by_meeting = by_meeting.reindex(weights.columns, fill_value=0)
    drawn = statistics(weights.to_numpy() @ by_meeting.to_numpy())
    for name, value in statistics(cells.sum(axis=0)).items():
        low, high = interval(drawn[name], 0.95)
        told |= {name: float(value), f"{name}_low": low, f"{name}_high": high}
    return told | {"reading": _reading(told)}


def _weights(meetings: pd.Series, draws: int) -> pd.DataFrame:
    """Return how often each meeting (a column) is in each list drawn: one set for all topics."""
    names, rng = np.sort(meetings.unique()), np.random.default_rng(0)
    counts = np.zeros((draws, len(names)), dtype=np.float32)  # whole numbers, held without loss
    for part in np.array_split(counts, -(-draws // AT_ONCE)):
        drawn = rng.integers(len(names), size=part.shape)
        np.add.at(part, (np.arange(len(part))[:, None], drawn), 1)
    return pd.DataFrame(counts, columns=names)


def interval(drawn: np.ndarray, level: float) -> tuple[float, float]:
    """Return the ends that hold the middle of the values known; missing where none is."""
    known = drawn[~np.isnan(drawn)]
    if not len(known):
        return np.nan, np.nan
    low, high = np.quantile(known, [0.5 - level / 2, 0.5 + level / 2])
    return float(low), float(high)


def _reading(told: dict[str, object]) -> str:
    if np.isnan(told["alpha"]):
        return "no variation"
    if min(told["positives_first"], told["positives_second"]) < FEWEST_POSITIVES:
        return "too few"
    if told["alpha"] >= RELY:
        return "rely"
    return "tentative" if told["alpha"] >= TENTATIVE else "merge or drop"
