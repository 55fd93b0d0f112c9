"""Were months after dated events unusual? The fixed lists, the tests, and what they cannot see."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from parley.analysis import events, its, paired
from parley.analysis.deaths.series import TAIL, require_monthly
from parley.analysis.deaths.turning import counts_from

PRIMARY = ("growth", 3)
FAMILY = (("growth", 6), ("level", 3), ("level", 6))
TAILS = (4, 6, 9)
WINDOWS = ((24, 12), (36, 18), (48, 24))
QUARTERS = (8, 4)
LATE = 12
STEP_FORMATS = dict.fromkeys(("step", "step_low", "step_high"), "+.1%")
_ENDS = {name: [name, f"{name}_low", f"{name}_high"] for name in ("step", "slope")}


def fixed_days(event_sets: pd.DataFrame, set_id: str) -> pd.Series:
    """Return the days of a list that was fixed in the record.

    Raises
    ------
    ValueError
        If the record holds no such list; nearest: those it holds.
    """
    days = event_sets.loc[event_sets["set_id"] == set_id, "event_date"]
    if days.empty:
        known = ", ".join(sorted(event_sets["set_id"].unique()))
        raise ValueError(f"the record fixes no list {set_id!r}; it has {known}")
    return days.sort_values().reset_index(drop=True)


def fixed_on(event_sets: pd.DataFrame, set_id: str) -> pd.Timestamp:
    """Return the day on which a list was fixed, the latest of its rows."""
    return event_sets.loc[event_sets["set_id"] == set_id, "fixed_date"].max()


class Outcome(NamedTuple):
    """One shifted-calendar test, as sentences need it.

    Attributes
    ----------
    measure, k : str, int
        growth or level; months on each side.
    change : float
        Share, signed: of monthly growth (growth) or of the level (level).
    used, left_out : int
        Event months with and without whole windows.
    placements : int
        Of the whole list, the real one included.
    p : float
        Share of placements at which the change is as large.
    stands_out : float
        Share: a smaller fall would not have stood out.
    shifts : DataFrame
        ``months_moved``, ``change`` (share), ``is_real``.
    """

    measure: str
    k: int
    change: float
    used: int
    left_out: int
    placements: int
    p: float
    stands_out: float
    shifts: pd.DataFrame

    @property
    def cannot_tell(self) -> tuple:
        """Return what must be true for a sentence to say that the dates cannot tell."""
        return (
            (self.p, ">", 0.05, "other placements differ as much"),
            (abs(self.change), "<=", self.stands_out, "the change would not have stood out"),
        )


def outcome(counts: pd.Series, days: Iterable, measure: str, k: int) -> Outcome:
    """Return a shifted-calendar test of the months around events.

    Parameters
    ----------
    counts : Series
        Monthly counts without incomplete months.
    days : iterable of dates
        A list fixed beforehand.
    measure : {"growth", "level"}
        Monthly growth within the k months, or mean level of them.
    k : int
        Months on each side.

    Raises
    ------
    ValueError
        As `events.shifted_calendar`; also if too few placements fit for any change to stand out.
    """
    found = events.shifted_calendar(counts, days, k, measure)
    if found.too_few:
        raise ValueError(f"{found.placements} placements are too few to test; show the picture")
    shifts = pd.DataFrame(
        {
            "months_moved": found.shifts.index,
            "change": np.expm1(found.shifts.to_numpy()),
            "is_real": found.shifts.index == 0,
        }
    )
    return Outcome(
        measure=measure,
        k=k,
        change=found.event.percent / 100,
        used=found.event.used,
        left_out=found.event.left_out,
        placements=found.placements,
        p=found.p,
        stands_out=found.fall_that_stands_out / 100,
        shifts=shifts,
    )


def primary(counts: pd.Series, days: Iterable) -> Outcome:
    """Return the one primary test: monthly growth, three months on each side."""
    return outcome(counts, days, *PRIMARY)


def family(final: pd.Series, series: pd.DataFrame, first: str, days: Iterable) -> pd.DataFrame:
    """Return every other test, with its p held against the number of tests made.

    Parameters
    ----------
    final : Series
        Final months, as for `primary`.
    series : DataFrame
        With estimates, as from `monthly_series`.
    first : str
        First month, ``YYYY-MM``.
    days : iterable of dates
        The fixed list.

    Returns
    -------
    DataFrame
        ``series`` (``final``; ``estimates, last n out``), ``measure``, ``k``, ``used``,
        ``placements``, ``change`` (share), ``stands_out`` (share), ``p``, ``p_adjusted``
        (Benjamini–Hochberg over the rows).
    """
    given = [("final", final, measure, k) for measure, k in FAMILY]
    for tail in TAILS:
        counts = counts_from(series, first, tail)
        given += [(f"estimates, last {tail} out", counts, *PRIMARY)]
    counts = counts_from(series, first, TAIL)
    given += [(f"estimates, last {TAIL} out", counts, measure, k) for measure, k in FAMILY]
    rows = []
    for name, counts, measure, k in given:
        made = outcome(counts, days, measure, k)
        rows.append(
            (name, measure, k, made.used, made.placements, made.change, made.stands_out, made.p)
        )
    names = ["series", "measure", "k", "used", "placements", "change", "stands_out", "p"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(p_adjusted=list(paired.benjamini_hochberg(frame["p"]).adjusted))


def density(
    lists: dict[str, Iterable], first: pd.Period, last: pd.Period, ks: tuple[int, ...] = (3, 6)
) -> pd.DataFrame:
    """Return the share of months that lie inside an after window, list by list.

    Parameters
    ----------
    lists : dict
        Name to days.
    first, last : Period
        Months between which to count.
    ks : tuple of int
        Lengths of the window, months.

    Returns
    -------
    DataFrame
        ``events``, ``k``, ``inside``, ``months``, ``share`` (0–1), ``verdict`` (``test`` or
        ``picture only``: over half, "after" describes most months). A list that begins over a
        year after `first` is counted from its own first month as well.
    """
    spans = {name: (days, first) for name, days in lists.items()}
    for name, days in lists.items():
        begun = pd.Period(min(days), "M")
        if (begun - first).n > LATE:
            spans[f"{name}, from the first on"] = (days, begun)
    rows = []
    for name, (days, start) in spans.items():
        for k in ks:
            found = events.after_window_share(days, start, last, k)
            verdict = "picture only" if found.dense else "test"
            rows.append((name, k, found.inside, found.months, found.share, verdict))
    return pd.DataFrame(rows, columns=["events", "k", "inside", "months", "share", "verdict"])


def dense_share(dense: pd.DataFrame, name: str, k: int) -> float:
    """Return the share of months inside the window of one list, from `density`."""
    return float(dense.loc[(dense["events"] == name) & (dense["k"] == k), "share"].iloc[0])


class Epoch(NamedTuple):
    """Windows around events laid over each other, as shares of each window's own mean.

    Attributes
    ----------
    table : DataFrame
        ``lag``, ``mean``, ``low``, ``high`` (shares, 0 is the window's mean), ``events``.
    lines : DataFrame
        One row per event, one column per lag.
    placements : int
        Placements of the list behind the band.
    """

    table: pd.DataFrame
    lines: pd.DataFrame
    placements: int


def epochs(counts: pd.Series, days: Iterable, reach: int = 6) -> Epoch:
    """Return deaths around events laid over each other, with a band of shifted calendars.

    Notes
    -----
    For display, not proof. Each window is taken about its own mean.
    """
    made = events.superposed_epochs(np.log(counts), days, reach, reach, centred=True)
    table = made.table.copy()
    for column in ("mean", "low", "high"):
        table[column] = np.expm1(table[column])
    return Epoch(table, np.expm1(made.lines), made.placements)


def falls_on_both_sides(table: pd.DataFrame) -> tuple:
    """Return what must be true for a sentence to say falling before and after."""
    mean = table.set_index("lag")["mean"]
    first, last = mean.index[0], mean.index[-1]
    return (
        (mean[0], "<", mean[first], "lower in the month of talks than before"),
        (mean[last], "<", mean[0], "lower still afterwards"),
    )


def noise(counts: pd.Series) -> events.Noise:
    """Return the noise of the real series about its moving mean."""
    return events.noise_of(counts)


def size(
    counts: pd.Series, days: Iterable, trend: bool = False, runs: int = 2000, seed: int = 0
) -> pd.DataFrame:
    """Return how often each test finds a change on series that hold none, with this noise.

    Parameters
    ----------
    counts : Series
        The real months; their noise is taken over.
    days : iterable of dates
        The real list.
    trend : bool
        Whether the made series also rise and fall as the real one; else they are level.
    runs : int
        Series made.
    seed : int
        Seed of the noise.

    Returns
    -------
    DataFrame
        As from `events.simulate_size`, with ``row`` (series and test as one name) first.
    """
    known = noise(counts)
    ar = min(max(known.ar, 0.0), 0.95)
    level = known.trend if trend else known.trend * 0 + known.trend.mean()
    measure, k = PRIMARY
    found = events.simulate_size(days, level, k, ar, known.sd, runs, measure, seed)
    tests = found["test"].replace({"naive t-test": "plain test"})
    series = found["series"].replace({"monthly": "months", "12-month-ending": "12-month sums"})
    found.insert(0, "row", tests + " on " + series)
    return found


def rate(sizes: pd.DataFrame, test: str, series: str) -> float:
    """Return how often one test found a change on one kind of series, a share."""
    row = sizes[(sizes["test"] == test) & (sizes["series"] == series)]
    return float(row["rate"].iloc[0])


def keeps_level(sizes: pd.DataFrame) -> tuple:
    """Return what must be true for a sentence to say that one test keeps its level, one not."""
    shifted = sizes[(sizes["test"] == "shifted calendar") & (sizes["series"] == "monthly")]
    naive = sizes[sizes["test"] == "naive t-test"]
    nominal = float(sizes["nominal"].iloc[0])
    return (
        (float(shifted["low"].iloc[0]), "<=", nominal, "the rate is not above what it should be"),
        (float(naive["low"].min()), ">", nominal, "the plain test errs on both series"),
    )


def named_dates(event_sets: pd.DataFrame, set_id: str = "policy_dates") -> dict[str, pd.Period]:
    """Return the named dates as short name to month, in order of time."""
    rows = event_sets[event_sets["set_id"] == set_id].sort_values("event_date")
    months = pd.PeriodIndex(rows["event_date"], freq="M")
    names = rows["note"].str.split(";").str[0]
    return dict(zip(names, months, strict=True))


def fits(counts: pd.Series, dates: dict[str, pd.Period]) -> pd.DataFrame:
    """Return the segmented fit at each date and window, or the condition that fails.

    Returns
    -------
    DataFrame
        As from `its.fit_where_possible`, shares in place of per cent: ``step``, ``step_low``,
        ``step_high``, ``slope``, ``slope_low``, ``slope_high``.
    """
    found = its.fit_where_possible(counts, dates, WINDOWS)
    for name in ("step", "slope"):
        found[name] = found.pop(f"{name}_percent") / 100
        for end in ("low", "high"):
            found[f"{name}_{end}"] = found[f"{name}_{end}"] / 100
    columns = ["name", "month", "window_before", "window_after", "fitted", "reason", "step"]
    columns += ["step_low", "step_high", "slope", "slope_low", "slope_high"]
    return found[[*columns, "dispersion", "widest"]]


def all_fits(final: pd.Series, trusted: pd.Series, dates: dict[str, pd.Period]) -> pd.DataFrame:
    """Return `fits` on final months and with estimates, one below the other.

    Returns
    -------
    DataFrame
        ``name``, ``series`` (``final`` or ``with estimates``), then as from `fits`.
    """
    both = [
        fits(counts, dates).assign(series=label)
        for label, counts in (("final", final), ("with estimates", trusted))
    ]
    frame = pd.concat(both, ignore_index=True)
    order = ["name", "series", *[c for c in frame if c not in {"name", "series", "fitted"}]]
    return frame[order]


def fits_shown(fits: pd.DataFrame) -> pd.DataFrame:
    """Return `all_fits` as a reader's table: one row per fit, one per date without any.

    Returns
    -------
    DataFrame
        ``date`` (Period[M]), ``series``, ``window`` (months before and after), ``step`` and
        ``slope_change`` (text with their intervals), ``why_not`` (empty where fitted).
    """
    none = ~fits.groupby(["month", "series"])["step"].transform("count").astype(bool)
    first = ~fits.duplicated(["month", "series"])
    kept = fits[fits["step"].notna() | (none & first)]
    window = kept["window_before"].astype(str) + " and " + kept["window_after"].astype(str)
    return pd.DataFrame(
        {
            "date": kept["month"],
            "series": kept["series"],
            "window": window,
            "step": [_interval(*row) for row in kept[_ENDS["step"]].to_numpy(dtype=float)],
            "slope_change": [_interval(*row) for row in kept[_ENDS["slope"]].to_numpy(dtype=float)],
            "why_not": kept["reason"].where(kept["step"].isna(), ""),
        }
    ).reset_index(drop=True)


def _interval(value: float, low: float, high: float) -> str:
    """Return a share with its interval as text; blank where missing."""
    if np.isnan(value):
        return ""
    said = [f"{share:+.1%}".replace("-", "−") for share in (value, low, high)]
    return f"{said[0]} ({said[1]} to {said[2]})"


def panels(counts: pd.Series, dates: dict[str, pd.Period]) -> pd.DataFrame:
    """Return what each date's panel shows: months, deaths per day, and the fit where there is one.

    Returns
    -------
    DataFrame
        ``name``, ``date`` (Period[M]), ``month``, ``per_day``, ``fitted_per_day``,
        ``without_per_day`` (had the line before gone on; both missing where nothing was
        fitted), ``reason`` (why not; empty where fitted).
    """
    before, after = WINDOWS[0]
    parts = []
    for name, date in dates.items():
        inside = counts[(counts.index >= date - before) & (counts.index < date + after)]
        days = inside.index.days_in_month.to_numpy()
        frame = pd.DataFrame({"month": inside.index, "per_day": inside.to_numpy() / days})
        failed = its.conditions(counts, date).failed
        fit = None if failed else its.segmented(inside, date, harmonics=2).fitted
        frame["fitted_per_day"] = np.nan if fit is None else fit["fitted"].to_numpy() / days
        frame["without_per_day"] = np.nan if fit is None else fit["without_change"] / days
        parts.append(frame.assign(name=name, date=date, reason="; ".join(failed)))
    return pd.concat(parts, ignore_index=True)


def reasons(panels: pd.DataFrame) -> pd.DataFrame:
    """Return each named date with why nothing was fitted: ``name``, ``date``, ``why_not``."""
    each = panels.groupby("name", sort=False)[["date", "reason"]].first().reset_index()
    return each.rename(columns={"reason": "why_not"})


class Drawn(NamedTuple):
    """How many dates there are, and how many of them have a fit."""

    dates: int
    fitted: int


def drawn(panels: pd.DataFrame) -> Drawn:
    """Return how many of the named dates have a fit, from `panels`."""
    reasons = panels.groupby("name")["reason"].first()
    return Drawn(len(reasons), int((reasons == "").sum()))


def moved_dates(counts: pd.Series, date: pd.Period, reach: int = 6) -> pd.DataFrame:
    """Return the same fit dated in other months, looked at afterwards.

    A step at a chosen month means little if its neighbours show one as large.

    Returns
    -------
    DataFrame
        ``month``, ``moved`` (months from `date`), ``step``, ``step_low``, ``step_high``
        (shares); months whose window does not fit are left out.
    """
    before, after = WINDOWS[0]
    rows = []
    for moved in range(-reach, reach + 1):
        month = date + moved
        if its.conditions(counts, month).failed:
            continue
        inside = counts[(counts.index >= month - before) & (counts.index < month + after)]
        step = its.segmented(inside, month).step.percent
        rows.append((month, moved, *(value / 100 for value in step)))
    return pd.DataFrame(rows, columns=["month", "moved", "step", "step_low", "step_high"])


class Deeper(NamedTuple):
    """The step at the named month, and the deepest and shallowest of the months tried."""

    named: float
    deepest: float
    shallowest: float
    moved: int

    @property
    def holds(self) -> tuple:
        """Return what must be true for a sentence to say that a later date gives a deeper step."""
        return ((self.deepest, "<", self.named), (self.moved, ">", 0))


def deeper_elsewhere(moved: pd.DataFrame) -> Deeper:
    """Return whether the fit dated in another month gives a deeper step, from `moved_dates`.

    Raises
    ------
    ValueError
        If the named month itself could not be fitted.
    """
    named = moved.loc[moved["moved"] == 0, "step"]
    if named.empty:
        raise ValueError("the named month has too few months on one side; nothing was fitted")
    row = moved.loc[moved["step"].idxmin()]
    least = float(moved["step"].max())
    return Deeper(float(named.iloc[0]), float(row["step"]), least, int(row["moved"]))


class Step(NamedTuple):
    """A step at a date in quarterly counts: share with its interval, and how long the windows."""

    date: pd.Period
    step: float
    low: float
    high: float
    before: int
    after: int


def control_step(quarters: pd.DataFrame, date: pd.Period) -> Step:
    """Return the step at a date in Canada's quarterly counts, the control series.

    Parameters
    ----------
    quarters : DataFrame
        As from `quarters`; the incomplete tail is left out.
    date : Period
        Month; its quarter is the first after.

    Raises
    ------
    ValueError
        If fewer than eight quarters lie before the date, or four from it on.

    Notes
    -----
    Quasi-Poisson with line, step and change of slope, offset by the days of the quarter; the
    wider of its error and Newey–West's with lag 4. No seasons: too few quarters for them.
    """
    rows = quarters[~quarters["is_tail"]].dropna(subset=["deaths"])
    counts = rows.set_index("quarter")["deaths"].astype(float)
    since = counts.index.astype("int64") - pd.Period(date, "Q").ordinal
    keep = (since >= -QUARTERS[0]) & (since < QUARTERS[1] + 2)
    before, after = int((since[keep] < 0).sum()), int((since[keep] >= 0).sum())
    if before < QUARTERS[0] or after < QUARTERS[1]:
        raise ValueError(f"{before} quarters before and {after} from {date} on: 8 and 4 are needed")
    value, error = _quarter_step(counts[keep], np.asarray(since[keep], dtype=float))
    low, high = value - 1.96 * error, value + 1.96 * error
    return Step(
        pd.Period(date, "Q"), *(float(np.expm1(v)) for v in (value, low, high)), before, after
    )


def controls(quarters: pd.DataFrame, dates: dict[str, pd.Period]) -> pd.DataFrame:
    """Return Canada's step at each date, or why there is none.

    Returns
    -------
    DataFrame
        ``name``, ``quarter``, ``step``, ``step_low``, ``step_high`` (shares, missing where
        not fitted), ``reason`` (empty where fitted).
    """
    rows = []
    for name, date in dates.items():
        try:
            made = control_step(quarters, date)
            rows.append((name, made.date, made.step, made.low, made.high, ""))
        except ValueError as error:
            rows.append((name, pd.Period(date, "Q"), np.nan, np.nan, np.nan, str(error)))
    columns = ["name", "quarter", "step", "step_low", "step_high", "reason"]
    return pd.DataFrame(rows, columns=columns)


def _quarter_step(counts: pd.Series, since: np.ndarray) -> tuple[float, float]:
    """Return the log step and the wider of two standard errors."""
    from statsmodels.api import GLM, families

    step = (since >= 0) * 1.0
    design = np.column_stack([np.ones(len(since)), since, step, np.maximum(since, 0)])
    days = (counts.index.end_time.normalize() - counts.index.start_time).days + 1
    offset = np.log(np.asarray(days, dtype=float))
    model = GLM(counts.to_numpy(), design, family=families.Poisson(), offset=offset)
    # A robust covariance must not be combined with scale="X2": two fits, one for each.
    quasi = model.fit(scale="X2")
    robust = model.fit(cov_type="HAC", cov_kwds={"maxlags": 4})
    return float(quasi.params[2]), float(max(quasi.bse[2], robust.bse[2]))


def final_counts(final: pd.DataFrame, first: str) -> pd.Series:
    """Return final months from `first` on as counts by month."""
    counts = require_monthly(final).astype(float)
    return counts[counts.index >= pd.Period(first, "M")]
