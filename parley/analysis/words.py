"""Which words one side uses more than the other, in accounts in one language."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

COLUMNS = ("term", "count_a", "count_b", "log_odds", "z")


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
