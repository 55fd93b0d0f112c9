"""Whether one side's accounts name more, once their length is allowed for: one model of all topics.

Frames in, frames and facts out.
"""

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from parley.analysis import readouts
from parley.analysis.fact import fact
from parley.analysis.paired import benjamini_hochberg
from parley.analysis.specifications import administrations

FEWEST_NAMED = 5  # mentions under which a topic tells a model nothing
FEWEST_PAIRS, FEWEST_VISITS = 40, 20
LEVEL = 0.05
FORMULA = "said ~ C(years) + is_prc:C(years) + others + C(topic)"
COLUMNS = ("term", "count_a", "count_b", "log_odds", "z")


class Told(fact("prc us untold holds")):
    """The administrations in which one side names more, the other, or neither can be told to."""


def odds(
    compared: pd.DataFrame, held: pd.DataFrame, mentions: pd.DataFrame, topics: pd.DataFrame
) -> pd.DataFrame:
    """Return how the odds of a mention differ by side, once the number of topics is allowed for.

    Parameters
    ----------
    compared : DataFrame
        As `readouts.comparisons` returns it: pairs in which both silences count.
    held, mentions, topics : DataFrame
        The meetings, and the tables of those names.

    Returns
    -------
    DataFrame
        ``years``, ``visits``, ``pairs`` (visit and topic), ``odds_ratio`` of a mention in the
        Chinese account to one in the US account, ``low``, ``high`` (95 %), ``p`` and
        ``adjusted_p``, a row for each administration; empty where there are too few to fit, or the
        fit does not settle.

    Notes
    -----
    mention ~ side × administration + log(1 + other topics that the account names) + topic;
    generalised estimating equations, binomial, exchangeable within a visit (Liang & Zeger,
    Biometrika 1986;73:13; statsmodels). Robust errors are too small where visits are few: they are
    corrected for that (Mancl & DeRouen, Biometrics 2001;57:126), on Student's t with one degree of
    freedom less than an administration has visits; p is judged over all of them (Benjamini and
    Hochberg). Not a mixed model by variational Bayes: its errors are too small by design, and its
    start is random. The number of other topics stands for the length of the text, which we do not
    keep.
    """
    rows = _long(compared, held, mentions, topics)
    columns = ["years", "visits", "pairs", "odds_ratio", "low", "high", "p", "adjusted_p"]
    empty = pd.DataFrame(columns=columns)
    spans = rows["years"].value_counts() if len(rows) else pd.Series(dtype=int)
    rows = rows[rows["years"].isin(spans.index[spans >= 2 * FEWEST_PAIRS])] if len(rows) else rows
    if rows.empty or rows["visit_id"].nunique() < FEWEST_VISITS:
        return empty
    fit = fitted(rows, errors="bias_reduced")
    return empty if fit is None else _told(fit, rows)


def _long(compared, held, mentions, topics) -> pd.DataFrame:
    """Return a row for each side of each pair: mentioned, and how many other topics it names."""
    pairs = compared[compared["state"].isin(readouts.CELLS)]
    pairs = pairs.assign(years=pairs["visit_id"].map(administrations(held))).dropna(subset="years")
    if pairs.empty:
        return pd.DataFrame()
    said = mentions[mentions["basis"].isin(readouts.SOURCED)]
    said = said.merge(held[["meeting_id", "visit_id"]], on="meeting_id")
    said = said[["visit_id", "side", "topic"]].drop_duplicates()
    number = said.groupby(["visit_id", "side"]).size()
    parts = []
    for side in readouts.SIDES:
        is_there = pairs["state"].isin(["both", f"{side}_only"]).astype(int)
        named = pd.MultiIndex.from_arrays([pairs["visit_id"], [side] * len(pairs)])
        others = number.reindex(named).fillna(0).to_numpy() - is_there
        parts.append(pairs.assign(side=side, said=is_there, others=np.log1p(others)))
    rows = pd.concat(parts, ignore_index=True)
    often = rows.groupby("topic")["said"].transform("sum")
    return rows[often >= FEWEST_NAMED].sort_values(["visit_id", "topic", "side"], ignore_index=True)


def fitted(rows: pd.DataFrame, formula: str = FORMULA, errors: str = "robust") -> Any:
    """Return the estimating equations' fit, exchangeable within a visit; None if not settled.

    Parameters
    ----------
    rows : DataFrame
        ``visit_id``, ``side``, ``said`` (0 or 1), and what the formula names.
    formula : str
        Of the logit; ``is_prc`` is 1 for the Chinese side.
    errors : {"robust", "bias_reduced"}
        As the sandwich gives them, or corrected for few visits.
    """
    import statsmodels.api as sm
    import statsmodels.formula.api as smf
    from statsmodels.tools.sm_exceptions import ModelWarning

    rows = rows.assign(is_prc=(rows["side"] == "prc").astype(float))
    family, within = sm.families.Binomial(), sm.cov_struct.Exchangeable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ModelWarning)  # that it did not settle is returned
            model = smf.gee(formula, "visit_id", rows, family=family, cov_struct=within)
            fit = model.fit(cov_type=errors)
    except (np.linalg.LinAlgError, ValueError):
        return None
    return fit if fit.converged and np.isfinite(fit.bse).all() else None


def _told(fit: Any, rows: pd.DataFrame) -> pd.DataFrame:
    from scipy.stats import t

    found = []
    for years, own in rows.groupby("years", sort=True):
        name, visits = f"is_prc:C(years)[{years}]", own["visit_id"].nunique()
        middle, error, free = float(fit.params[name]), float(fit.bse[name]), max(visits - 1, 1)
        reach = float(t.ppf(0.975, free)) * error
        found.append({"years": years, "visits": visits, "pairs": len(own) // 2,
                      "odds_ratio": float(np.exp(middle)), "low": float(np.exp(middle - reach)),
                      "high": float(np.exp(middle + reach)),
                      "p": float(2 * t.sf(abs(middle / error), free))})  # fmt: skip
    table = pd.DataFrame(found)
    return table.assign(adjusted_p=benjamini_hochberg(table["p"]).adjusted)


def told(found: pd.DataFrame) -> Told:
    """Return in which administrations of `odds` a side names more, all judged together."""
    stands = found["adjusted_p"] <= LEVEL
    prc, us = stands & (found["odds_ratio"] > 1), stands & (found["odds_ratio"] < 1)
    return Told(*(found.loc[which, "years"].tolist() for which in (prc, us, ~prc & ~us)))


def log_odds(
    counts_a: Mapping[str, int],
    counts_b: Mapping[str, int],
    prior_total: float = 50.0,
    background: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Return each term's log odds in A minus in B, both padded with an informative prior.

    Parameters
    ----------
    counts_a, counts_b : mapping of str to int
        How often each side uses each term; an absent term counts 0.
    prior_total : float
        Words that the prior is worth, 10 to 100; report it.
    background : mapping of str to float, optional
        Frequencies that give the prior its shape, above 0 for every term; by default the two
        sides' sum.

    Returns
    -------
    DataFrame
        By falling z: term, count_a, count_b, log_odds (natural, A minus B), z. Never a missing
        value. |z| > 1.96 is no test when every term is scanned: rank by it, show the counts.

    Raises
    ------
    ValueError
        If a side has no words, a count is negative or missing, there is one term only, the
        prior is not positive, or the background lacks a term.

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
    shape = a + b if background is None else np.array([background.get(t, 0) for t in terms], float)
    if not (prior_total > 0 and (shape > 0).all()):
        raise ValueError("a prior is positive, and gives every term a frequency above 0")
    prior = prior_total * shape / shape.sum()
    padded_a, padded_b = a + prior, b + prior
    odds = np.log(padded_a / (padded_a.sum() - padded_a))
    odds -= np.log(padded_b / (padded_b.sum() - padded_b))
    z = odds / np.sqrt(1 / padded_a + 1 / padded_b)
    rows = (terms, a.astype(int), b.astype(int), odds, z)
    found = pd.DataFrame(dict(zip(COLUMNS, rows, strict=True)))
    return found.sort_values(["z", "term"], ascending=[False, True]).reset_index(drop=True)
