"""What each chart of deaths shows, in words and computed numbers, for who cannot see it."""

import re

import pandas as pd

from parley.analysis.deaths.facts import Point, peak, per_day, trailing_peak


def months(series: pd.DataFrame, marks: pd.DataFrame | None = None) -> str:
    """Return a description of deaths by month, with the marks beneath if there are any.

    Parameters
    ----------
    series : DataFrame
        As from `monthly_series`, or a window of it.
    marks : DataFrame, optional
        As from `rug`.
    """
    first, last = (Point(*series[["month", "deaths"]].iloc[n]) for n in (0, -1))
    top = peak(series)
    said = [
        "Line chart. US deaths a day with synthetic opioids, by month.",
        f"{_month(first.month)}: {first.per_day:,.0f}; {_month(last.month)}: {last.per_day:,.0f}.",
        f"Highest: {top.per_day:,.0f} in {_month(top.month)}.",
    ]
    if marks is not None and len(marks):
        counts = marks.groupby("label", sort=False).size()
        rows = "; ".join(f"{label.lower()}, {count}" for label, count in counts.items())
        said.append(f"Ticks beneath: {rows}.")
    return " ".join([*said, _provisional(series)]).strip()


def trailing(sums: pd.DataFrame) -> str:
    """Return a description of 12-month counts, reported and adjusted."""
    first, last, top = sums.iloc[0], sums.iloc[-1], trailing_peak(sums)
    adjusted = "" if pd.isna(last["predicted"]) else f" ({last['predicted']:,} adjusted)"
    return (
        "Line chart. US deaths with synthetic opioids in the 12 months ending each month. "
        f"{_month(first['month_ending'])}: {first['reported']:,}; "
        f"{_month(last['month_ending'])}: {last['reported']:,} reported{adjusted}. "
        f"Highest: {top.deaths:,} ending {_month(top.month)}. The newest counts will rise."
    )


def both_countries(us: pd.DataFrame, canada: pd.DataFrame) -> str:
    """Return a description of quarterly deaths in the United States and Canada."""
    said = ["Two line charts, each with its own scale from zero, deaths per quarter."]
    for name, frame in (("United States", us), ("Canada", canada)):
        known = frame.dropna(subset=["deaths"]).reset_index(drop=True)
        first, last = known.iloc[0], known.iloc[-1]
        top = known.loc[per_day(known.set_index("quarter")["deaths"]).argmax()]
        said.append(
            f"{name}: {first['deaths']:,} in {_quarter(first['quarter'])}, highest "
            f"{top['deaths']:,} in {_quarter(top['quarter'])}, {last['deaths']:,} in "
            f"{_quarter(last['quarter'])}."
        )
    return " ".join([*said, "Hollow quarters are incomplete or will be revised."])


def growth(pair: pd.DataFrame) -> str:
    """Return a description of how 12-month counts grew between two printings."""
    if pair.empty:
        return "Empty chart. Only one file of 12-month counts was held, so no growth can be told."
    first, last = pair.iloc[0], pair.iloc[-1]
    return (
        "Stem chart. Growth of reported 12-month counts between two files, "
        f"{first['older_vintage']:%B %Y} and {first['newer_vintage']:%B %Y}. "
        f"12 months ending {_month(first['month_ending'])}: {first['change']:.1%}; ending "
        f"{_month(last['month_ending'])}: {last['change']:.1%}."
    )


def printings(rows: pd.DataFrame) -> str:
    """Return a description of one half-year's deaths in its printings."""
    each = "; ".join(
        f"{row.vintage:%B %Y}: {row.deaths:,} ({row.basis})" for row in rows.itertuples()
    )
    return f"Stem chart. One half-year’s deaths in each printing. {each}."


def turning(rows: pd.DataFrame) -> str:
    """Return a description of when a count turned, by each method."""
    said = []
    for name, part in rows.groupby("series", sort=False):
        each = []
        for row in part.dropna(subset=["month"]).itertuples():
            known = "" if pd.isna(row.low) else f" ({_short(row.low)} to {_short(row.high)})"
            each.append(f"{row.method} {row.words}{known}")
        said.append(f"{name}: {', '.join(each) or 'no turn found'}.")
    return " ".join(["Dots with interval bars on a time axis, talks above.", *said])


def joined(fitted: pd.DataFrame, joins: pd.DataFrame) -> str:
    """Return a description of counts with a line that bends."""
    bends = "; ".join(
        f"{_month(row.month)}, from {row.growth_before:+.0f}% to {row.growth_after:+.0f}% a year"
        for row in joins.itertuples()
    )
    return _signed(
        "Dots and line. US deaths per month with synthetic opioids and a fitted line that bends, "
        f"{_month(fitted['month'].iloc[0])} to {_month(fitted['month'].iloc[-1])}. "
        f"Bends: {bends}."
    )


def placements(shifts: pd.DataFrame, stands_out: float) -> str:
    """Return a description of the change at every placement of a list of dates."""
    real = shifts.loc[shifts["is_real"], "change"].iloc[0]
    return _signed(
        f"Dots. Change of monthly growth around the list of dates at {len(shifts)} places in "
        f"time, from {shifts['change'].min():+.1%} to {shifts['change'].max():+.1%}; at the real "
        f"dates {real:+.1%}. Nineteen of twenty placements lie within {stands_out:.1%} either way."
    )


def epochs(table: pd.DataFrame) -> str:
    """Return a description of the months around events laid over each other."""
    first, last = table.iloc[0], table.iloc[-1]
    inside = int(table["mean"].between(table["low"], table["high"]).sum())
    return _signed(
        "Lines and band. Deaths around months of talks, as a share of each window's mean: "
        f"{first['mean']:+.0%} at {first['lag']:+.0f} months, {last['mean']:+.0%} at "
        f"{last['lag']:+.0f} months. At {inside} of {len(table)} months the mean lies within "
        "the band of other placements."
    )


def sizes(rows: pd.DataFrame) -> str:
    """Return a description of how often each test cries change where there is none."""
    each = "; ".join(f"{row.row} {row.rate:.1%}" for row in rows.itertuples())
    return f"Dots with intervals. Runs in which a test finds a change that is not there: {each}."


def named_dates(panels: pd.DataFrame) -> str:
    """Return a description of the months around each named date."""
    said = []
    for name, rows in panels.groupby("name", sort=False):
        reason = rows["reason"].iloc[0]
        said.append(f"{name}, {_month(rows['date'].iloc[0])}: {reason or 'fitted'}.")
    return " ".join(["Small charts of US deaths per day, one per date.", *said])


def moved_dates(rows: pd.DataFrame) -> str:
    """Return a description of the step that one fit gives when dated in other months."""
    named = rows[rows["moved"] == 0].iloc[0]
    return _signed(
        "Dots with intervals. Step by the month at which the fit is dated: "
        f"{named['step']:+.0%} at {_month(named['month'])}; over all months tried from "
        f"{rows['step'].max():+.0%} to {rows['step'].min():+.0%}."
    )


def _signed(text: str) -> str:
    """Return text with minus signs in place of hyphens before digits."""
    return re.sub(r"-(?=\d)", "−", text)


def _provisional(series: pd.DataFrame) -> str:
    """Return what the months after the last final one are; nothing if there are none."""
    estimates = series[series["status"] == "estimate"]
    if estimates.empty:
        return ""
    tail = int(series["is_tail"].sum())
    hollow = f" The last {tail} are incomplete and will rise." if tail else ""
    return f"Months from {_month(estimates['month'].iloc[0])} are estimates.{hollow}"


def _month(month: pd.Period) -> str:
    """Return a month in words, as ``May 2023``."""
    return month.strftime("%B %Y")


def _short(month: pd.Period) -> str:
    """Return a month as ``May 2023`` with its name cut to three letters."""
    return month.strftime("%b %Y")


def _quarter(quarter: pd.Period) -> str:
    """Return a quarter as ``Q2 2023``."""
    return f"Q{quarter.quarter} {quarter.year}"
