"""The same fit in a country that is no party to the talks."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from parley.analysis import its

QUARTERS = (8, 4)
WALL = pd.Period("2020Q2", "Q")


class Step(NamedTuple):
    """A step at a date in quarterly counts: share with its interval, and how long the windows."""

    date: pd.Period | None = None
    step: float | None = None
    low: float | None = None
    high: float | None = None
    before: int | None = None
    after: int | None = None
    holds: tuple = ()


def control_step(quarters: pd.DataFrame, date: pd.Period) -> Step:
    """Return the step at a date in Canada's quarterly counts, the control series.

    Empty, but for how many quarters there are, where fewer than eight lie before the date, or four
    from it on and before the second quarter of 2020: no window runs across the first spring of the
    pandemic.

    Parameters
    ----------
    quarters : DataFrame
        As from `quarters`; the incomplete tail is left out.
    date : Period
        Month; its quarter is the first after.

    Notes
    -----
    Quasi-Poisson with line, step and change of slope, offset by the days of the quarter; the
    wider of its error and Newey–West's with lag 4, on Student's t with the fit's degrees of
    freedom. No seasons: too few quarters for them.
    """
    rows = quarters[~quarters["is_tail"]].dropna(subset=["deaths"])
    counts = rows.set_index("quarter")["deaths"].astype(float)
    since = counts.index.astype("int64") - pd.Period(date, "Q").ordinal
    keep = (since >= -QUARTERS[0]) & (since < QUARTERS[1] + 2)
    if pd.Period(date, "Q") < WALL:
        keep &= counts.index < WALL
    else:
        keep &= counts.index >= WALL
    before, after = int((since[keep] < 0).sum()), int((since[keep] >= 0).sum())
    if before < QUARTERS[0] or after < QUARTERS[1]:
        return Step(pd.Period(date, "Q"), before=before, after=after)
    value, reach = _quarter_step(counts[keep], np.asarray(since[keep], dtype=float))
    low, high = value - reach, value + reach
    return Step(
        pd.Period(date, "Q"), *(float(np.expm1(v)) for v in (value, low, high)), before, after
    )


def controls(quarters: pd.DataFrame, dates: dict[str, pd.Period]) -> pd.DataFrame:
    """Return Canada's step at each date, as far as there are quarters for it.

    Returns
    -------
    DataFrame
        ``name``, ``quarter``, ``step``, ``step_low``, ``step_high`` (shares, missing where
        not fitted), ``before`` and ``after`` (quarters there are; eight and four are needed).
    """
    columns = ["quarter", "step", "step_low", "step_high", "before", "after"]
    steps = [control_step(quarters, date)[:-1] for date in dates.values()]
    frame = pd.DataFrame(steps, columns=columns).astype(dict.fromkeys(columns[1:4], float))
    frame.insert(0, "name", list(dates))
    return frame


def _quarter_step(counts: pd.Series, since: np.ndarray) -> tuple[float, float]:
    """Return the log step and how far its 95 % interval reaches, by the wider of two errors."""
    from scipy.stats import t
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM

    step = (since >= 0) * 1.0
    design = np.column_stack([np.ones(len(since)), since, step, np.maximum(since, 0)])
    days = (counts.index.end_time.normalize() - counts.index.start_time).days + 1
    offset = np.log(np.asarray(days, dtype=float))
    model = GLM(counts.to_numpy(), design, family=families.Poisson(), offset=offset)
    # A robust covariance must not be combined with scale="X2": two fits, one for each.
    quasi = model.fit(scale="X2")
    error = float(max(quasi.bse[2], np.sqrt(its.newey_west(model, 4)[2, 2])))
    return float(quasi.params[2]), float(t.ppf(0.975, quasi.df_resid)) * error
