"""Level and slope of a monthly count before and after a named date."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from parley.analysis import months

BEFORE, AFTER = 24, 12  # fewest months on each side of a date
LONG_LAG = 12  # a year of months
QUASI = "quasi-Poisson"


class Estimate(NamedTuple):
    """A coefficient on the log scale, with the widest of its 95% intervals.

    Attributes
    ----------
    value, low, high : float
        Log scale; the interval uses the larger of quasi-Poisson and Newey-West, by Student's t
        with the fit's degrees of freedom.
    widest : str
        Which that is.
    errors : dict of str to float
        Standard errors: Poisson, quasi-Poisson, and Newey-West with each lag by itself.
    """

    value: float
    low: float
    high: float
    widest: str
    errors: dict[str, float]

    @property
    def percent(self) -> tuple[float, float, float]:
        """The value and its interval as percent changes, 100·(exp(value) - 1)."""
        value, low, high = 100 * np.expm1([self.value, self.low, self.high])
        return float(value), float(low), float(high)


class Segmented(NamedTuple):
    """A segmented regression of monthly counts.

    Attributes
    ----------
    step : Estimate
        Change of level at the date.
    slope_before : Estimate
        Monthly growth before it.
    slope_change : Estimate or None
        Change of monthly growth from the date on; None where none was fitted.
    dispersion : float
        Pearson chi-square over degrees of freedom; 1 for a Poisson count.
    fitted : DataFrame
        month, count, fitted (with the seasons), without_change (had the line before gone on).
    """

    step: Estimate
    slope_before: Estimate
    slope_change: Estimate | None
    dispersion: float
    fitted: pd.DataFrame


def conditions(
    counts: pd.Series,
    date: pd.Period | pd.Timestamp | str,
    before: int = BEFORE,
    after: int = AFTER,
    barred: dict[str, pd.Period] | None = None,
) -> tuple[str, ...]:
    """Return in words what keeps a date of a series from being fitted; empty where nothing does.

    Parameters
    ----------
    counts : Series
        Monthly counts (Period[M] index), no month missing.
    date : Period, Timestamp or str
        The named date; its month counts as the first after.
    before, after : int
        Fewest months needed on each side.
    barred : dict, optional
        Name to month: no window of `before` and `after` months may run across it.

    Returns
    -------
    tuple of str
        Too few months before the date's month, or from it on; a month that is run across.

    Raises
    ------
    ValueError
        If the series is empty, has a hole, or is not monthly.

    Examples
    --------
    >>> index = pd.period_range("2020-01", periods=30, freq="M")
    >>> conditions(pd.Series(9, index=index), "2022-01")
    ('6 of 12 months after',)
    """
    index, month = months.complete(counts).index, pd.Period(date, freq="M")
    earlier, later = int((index < month).sum()), int((index >= month).sum())
    failed = []
    if earlier < before:
        failed.append(f"{earlier} of {before} months before")
    if later < after:
        failed.append(f"{later} of {after} months after")
    for name, wall in (barred or {}).items():
        if month - before < wall < month + after:
            failed.append(f"runs across {name}")
    return tuple(failed)


def segmented(
    counts: pd.Series,
    date: pd.Period | pd.Timestamp | str,
    offset: pd.Series | None = None,
    slope_change: bool = True,
    harmonics: int = 2,
    zero: pd.Period | str | None = None,
) -> Segmented:
    """Return the step and the change of slope of monthly counts at a named date.

    Parameters
    ----------
    counts : Series
        Final monthly counts (Period[M] index) of the window to be fitted, no month missing.
    date : Period, Timestamp or str
        Fixed before the series was looked at; its month is the first after.
    offset : Series, optional
        Log of the exposure by month, such as people times days. By default the log of the days in
        each month.
    slope_change : bool
        Whether the slope may change too.
    harmonics : int
        Pairs of yearly waves (2: 12 and 6 months).
    zero : Period or str, optional
        Month in which time stands at zero, at which the step is taken; by default the date.

    Returns
    -------
    Segmented
        Never holds a missing value.

    Raises
    ------
    ValueError
        If a condition fails (see `conditions`), all counts on one side are zero, the counts lie on
        the line exactly, or a month has no exposure.

    Notes
    -----
    Quasi-Poisson (Pearson scale) by statsmodels; Wagner et al., J Clin Pharm Ther 2002;27:299;
    Lopez Bernal, Cummins & Gasparrini, Int J Epidemiol 2017;46:348. Time is centred at the
    date, else the step is that of another month (Xiao et al., Int J Epidemiol 2021, dyaa148).
    Newey-West errors with lag 12 and floor(4(n/100)^(2/9)); the widest interval is reported,
    and all are too narrow in short series (Turner et al., BMC Med Res Methodol 2021;21:181).
    """
    values = months.complete(counts)
    if failed := conditions(values, date):
        raise ValueError("no segmented fit: " + "; ".join(failed))
    month = pd.Period(date, freq="M")
    if not (values[values.index < month].any() and values[values.index >= month].any()):
        raise ValueError(f"no segmented fit: every month on one side of {month} counts zero")
    exposure = _exposure(values.index, offset)
    if np.ptp(values) == 0 or np.ptp(values / np.exp(exposure)) < 1e-9 * values.mean():
        raise ValueError("no segmented fit: the counts do not vary, so no error can be measured")
    origin = month if zero is None else pd.Period(zero, freq="M")
    design = _design(values.index, month, origin, slope_change, harmonics)
    model = _fit(values, design, exposure)
    estimates = (_estimate(model, name) for name in ("step", "slope", "slope_change"))
    return Segmented(*estimates, model["dispersion"], _fitted(values, design, model))


def fit_where_possible(
    counts: pd.Series,
    dates: dict[str, pd.Period | str],
    windows: tuple[tuple[int, int], ...],
    barred: dict[str, pd.Period] | None = None,
) -> pd.DataFrame:
    """Return a segmented fit for each date and window, or the condition that fails.

    Parameters
    ----------
    counts : Series
        Monthly counts (Period[M] index), no month missing.
    dates : dict
        Name to date, from a file fixed beforehand.
    windows : tuple of (int, int)
        Months before and after to use, each at least 24 and 12.
    barred : dict, optional
        Name to month: a window that runs across it is not fitted.

    Returns
    -------
    DataFrame
        name, month, window_before, window_after, fitted (bool), reason (empty where fitted),
        step_percent, step_low, step_high, slope_percent, slope_low, slope_high (change of
        monthly growth), dispersion, widest. Numbers are missing where not fitted or asked for.

    Raises
    ------
    ValueError
        If there is no date, a window is below 24 and 12, or the series has a hole.
    """
    if not dates or any(before < BEFORE or after < AFTER for before, after in windows):
        raise ValueError(f"needs a date, and windows of at least {BEFORE} and {AFTER} months")
    values = months.complete(counts)
    rows = [
        _row(values, name, pd.Period(date, freq="M"), window, barred)
        for name, date in dates.items()
        for window in windows
    ]
    return pd.DataFrame(rows)


def newey_west(model: object, lag: int) -> np.ndarray:
    """Return the covariance of a model's coefficients that allows for months being alike.

    Parameters
    ----------
    model : GLM or OLS
        Not yet fitted; with its ``scale`` left alone, with which it must not be combined.
    lag : int
        Lags of the Bartlett window, 0 or more.

    Returns
    -------
    ndarray
        The coefficients' covariance, shape (p, p), without small-sample correction and without
        prewhitening.

    Notes
    -----
    Newey & West, Econometrica 1987;55:703. Computed by statsmodels.
    """
    fit = model.fit(cov_type="HAC", cov_kwds={"maxlags": lag, "use_correction": False})
    return np.asarray(fit.cov_params())


def _exposure(index: pd.PeriodIndex, offset: pd.Series | None) -> np.ndarray:
    given = months.log_days(index) if offset is None else offset.reindex(index)
    found = np.asarray(given, dtype=float)
    if not np.isfinite(found).all():
        raise ValueError(f"month {index[~np.isfinite(found)][0]} has no exposure")
    return found


def _design(
    index: pd.PeriodIndex, month: pd.Period, zero: pd.Period, slope_change: bool, harmonics: int
) -> pd.DataFrame:
    since, later = (index.asi8 - zero.ordinal).astype(float), (index >= month) * 1.0
    columns = {"constant": np.ones(len(index)), "slope": since, "step": later}
    if slope_change:
        columns["slope_change"] = later * since
    for pair in range(1, harmonics + 1):
        angle = 2 * np.pi * pair * index.month.to_numpy() / 12
        columns |= {f"sin{pair}": np.sin(angle), f"cos{pair}": np.cos(angle)}
    return pd.DataFrame(columns)


def _fit(values: pd.Series, design: pd.DataFrame, exposure: np.ndarray) -> dict[str, object]:
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM

    model = GLM(values.to_numpy(), design, family=families.Poisson(), offset=exposure)
    # A robust covariance must not be combined with scale="X2": a fit for each error.
    quasi = model.fit(scale="X2")
    errors = {"Poisson": model.fit().bse, QUASI: quasi.bse}
    for lag in (LONG_LAG, int(np.floor(4 * (len(values) / 100) ** (2 / 9)))):
        robust = np.sqrt(np.diag(newey_west(model, lag)))
        errors[f"Newey-West, lag {lag}"] = pd.Series(robust, design.columns)
    found = {"params": quasi.params, "errors": errors, "mean": np.asarray(quasi.mu)}
    return found | {"dispersion": float(quasi.scale), "freedom": float(quasi.df_resid)}


def _estimate(model: dict[str, object], name: str) -> Estimate | None:
    from scipy.stats import t

    if name not in model["params"]:
        return None
    value = float(model["params"][name])
    errors = {kind: float(found[name]) for kind, found in model["errors"].items()}
    widest = max((kind for kind in errors if kind != "Poisson"), key=errors.get)
    far = errors[widest] * float(t.ppf(0.975, model["freedom"]))
    return Estimate(value, value - far, value + far, widest, errors)


def _fitted(values: pd.Series, design: pd.DataFrame, model: dict[str, object]) -> pd.DataFrame:
    change = [name for name in ("step", "slope_change") if name in design]
    shift = np.exp(design[change] @ model["params"][change]).to_numpy()
    mean = model["mean"]
    found = {"month": values.index, "count": values.to_numpy(), "fitted": mean}
    return pd.DataFrame(found | {"without_change": mean / shift})


def _row(
    values: pd.Series,
    name: str,
    month: pd.Period,
    window: tuple[int, int],
    barred: dict[str, pd.Period] | None,
) -> dict[str, object]:
    before, after = window
    inside = values[(values.index >= month - before) & (values.index < month + after)]
    head = {"name": name, "month": month, "window_before": before, "window_after": after}
    numbers = ["step_percent", "step_low", "step_high", "slope_percent", "slope_low", "slope_high"]
    none = head | {"fitted": False} | dict.fromkeys([*numbers, "dispersion"], np.nan)
    if failed := conditions(values, month, before, after, barred):
        return none | {"widest": "", "reason": "; ".join(failed)}
    try:
        fit = segmented(inside, month)
    except ValueError as error:  # one series that cannot be fitted must not take the others along
        return none | {"widest": "", "reason": str(error)}
    percents = fit.step.percent + fit.slope_change.percent
    told = {"fitted": True, "reason": ""} | dict(zip(numbers, percents, strict=True))
    return head | told | {"dispersion": fit.dispersion, "widest": fit.step.widest}
