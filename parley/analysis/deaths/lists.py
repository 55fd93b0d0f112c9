"""The dates: lists fixed beforehand, how dense they are, and fits at named policy dates."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from parley.analysis import events, its
from parley.analysis.deaths.around import primary
from parley.analysis.fact import fact

LATE = 12
CHANNEL = "counternarcotics"
WINDOWS = ((24, 12), (36, 18), (48, 24))
# From this month on deaths rose in many countries at once: a line fitted across it has no slope.
BARRED = {"March 2020": pd.Period("2020-03", "M")}
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


class Listed(fact("meetings months unlisted")):
    """How many meetings a fixed list names, in how many months, and how many it does not name."""


def listed(
    event_sets: pd.DataFrame, set_id: str, meetings: pd.DataFrame, channel: str = CHANNEL
) -> Listed:
    """Return the size of a fixed list, and the held meetings of its channel outside it.

    Notes
    -----
    A list fixed beforehand is not mended when the record grows; the difference is told.
    """
    rows = event_sets[event_sets["set_id"] == set_id]
    months = pd.PeriodIndex(rows["event_date"], freq="M").nunique()
    return Listed(len(rows), int(months), len(outside(event_sets, set_id, meetings, channel)))


def outside(
    event_sets: pd.DataFrame, set_id: str, meetings: pd.DataFrame, channel: str = CHANNEL
) -> pd.DataFrame:
    """Return the held meetings of a channel that a fixed list does not name, by date."""
    named = event_sets.loc[event_sets["set_id"] == set_id, "meeting_id"]
    held = meetings[(meetings["channel"] == channel) & (meetings["status"] == "held")]
    return held[~held["meeting_id"].isin(named)].sort_values("start_date", ignore_index=True)


class Added(fact("n names change p placements holds", n=0)):
    """The meetings that a fixed list lacks, and how the primary test comes out with them.

    Attributes
    ----------
    n : int
        How many.
    names : list of str
        Each with its day.
    change, p : float or None
        As of `Outcome`.
    placements : int or None
        As of `Outcome`.
    """


def added(counts: pd.Series, days: pd.Series, missing: pd.DataFrame) -> Added:
    """Return which meetings a list lacks, and the primary test with them.

    Parameters
    ----------
    counts : Series
        Final months, as for `primary`.
    days : Series of dates
        The fixed list.
    missing : DataFrame
        As from `outside`.

    Notes
    -----
    The second test is looked at afterwards: it shows what hangs on the list.
    """
    if missing.empty:
        return Added()
    found = primary(counts, pd.concat([days, missing["start_date"]], ignore_index=True))
    names = [_named(each) for each in missing.to_dict("records")]
    return Added(len(missing), names, found.change, found.p, found.placements)


def _named(meeting: dict[str, Any]) -> str:
    day = f"{meeting['start_date']:%-d %B %Y}"
    week = "the week of " if meeting["date_precision"] == "week" else ""
    return f"“{meeting['title']}”, {week}{day}"


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
    found = its.fit_where_possible(counts, dates, WINDOWS, barred=BARRED)
    found = found.rename(columns={"step_percent": "step", "slope_percent": "slope"})
    shares = [*_ENDS["step"], *_ENDS["slope"]]
    columns = ["name", "month", "window_before", "window_after", "fitted", "reason", *shares]
    found[shares] = found[shares] / 100
    return found[[*columns, "dispersion", "widest"]]


def all_fits(final: pd.Series, trusted: pd.Series, dates: dict[str, pd.Period]) -> pd.DataFrame:
    """Return `fits` on final months and with estimates, one below the other.

    Returns
    -------
    DataFrame
        ``name``, ``series`` (``final`` or ``with estimates``), then as from `fits`; empty without
        any month.
    """
    given = {"final": final, "with estimates": trusted}
    both = [fits(counts, dates).assign(series=n) for n, counts in given.items() if len(counts)]
    if not both:
        return pd.DataFrame()
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
    if fits.empty:
        return fits
    none = ~fits.groupby(["month", "series"])["step"].transform("count").astype(bool)
    first = ~fits.duplicated(["month", "series"])
    kept = fits[fits["step"].notna() | (none & first)]
    window = kept["window_before"].astype(str) + " and " + kept["window_after"].astype(str)
    step, slope = (
        [_interval(*row) for row in kept[columns].to_numpy(dtype=float)]
        for columns in _ENDS.values()
    )
    why_not = kept["reason"].where(kept["step"].isna(), "")
    shown = kept[["month", "series"]].rename(columns={"month": "date"})
    shown = shown.assign(window=window, step=step, slope_change=slope, why_not=why_not)
    return shown.reset_index(drop=True)


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
    columns = ["name", "date", "month", "per_day", "fitted_per_day", "without_per_day", "reason"]
    parts = [pd.DataFrame(columns=columns)]
    for name, date in dates.items() if len(counts) else ():
        inside = counts[(counts.index >= date - before) & (counts.index < date + after)]
        days = inside.index.days_in_month.to_numpy()
        frame = pd.DataFrame({"month": inside.index, "per_day": inside.to_numpy() / days})
        failed = its.conditions(counts, date, before, after, BARRED)
        fit = None if failed else its.segmented(inside, date, harmonics=2).fitted
        frame["fitted_per_day"] = np.nan if fit is None else fit["fitted"].to_numpy() / days
        frame["without_per_day"] = np.nan if fit is None else fit["without_change"] / days
        frame = frame.assign(name=name, date=date, reason="; ".join(failed))
        parts += [frame[columns]] if len(frame) else []
    return pd.concat(parts[1:] or parts, ignore_index=True)


def reasons(panels: pd.DataFrame) -> pd.DataFrame:
    """Return each named date with why nothing was fitted: ``name``, ``date``, ``why_not``."""
    each = panels.groupby("name", sort=False)[["date", "reason"]].first().reset_index()
    return each.rename(columns={"reason": "why_not"})


class Drawn(fact("dates drawn fitted holds")):
    """How many named dates there are, how many have months to draw, and how many a fit."""


def drawn(panels: pd.DataFrame, dates: dict[str, pd.Period]) -> Drawn:
    """Return how many of the named dates are drawn and fitted, from `panels`."""
    reasons = panels.groupby("name")["reason"].first()
    return Drawn(len(dates), len(reasons), int((reasons == "").sum()))


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
    for moved in range(-reach, reach + 1) if len(counts) else ():
        month = date + moved
        if its.conditions(counts, month, before, after, BARRED):
            continue
        inside = counts[(counts.index >= month - before) & (counts.index < month + after)]
        step = its.segmented(inside, month).step.percent
        rows.append((month, moved, *(value / 100 for value in step)))
    return pd.DataFrame(rows, columns=["month", "moved", "step", "step_low", "step_high"])


class Deeper(fact("named deepest shallowest moved")):
    """The step at the named month, and the deepest and shallowest of the months tried.

    Empty where the named month could not be fitted.
    """

    @property
    def holds(self) -> tuple:
        """Return what must be true for a sentence to say that a later date gives a deeper step."""
        return ((self.deepest, "<", self.named), (self.moved, ">", 0))


def deeper_elsewhere(moved: pd.DataFrame) -> Deeper:
    """Return whether the fit dated in another month gives a deeper step, from `moved_dates`."""
    named = moved.loc[moved["moved"] == 0, "step"]
    if named.empty:
        return Deeper()
    row = moved.loc[moved["step"].idxmin()]
    least = float(moved["step"].max())
    return Deeper(float(named.iloc[0]), float(row["step"]), least, int(row["moved"]))
