"""The monthly series: which printing is used, final counts, then estimates from the 12-month one.

`monthly_from_trailing` is the only function of the project that may difference a
12-month-ending series. `tests/test_trailing_guard.py` holds every other line to that.
"""

import pandas as pd

from parley.analysis.fact import fact

SYNTHETIC = "synthetic_opioids_t40_4"
TAIL = 6


def newest_vintage(
    frame: pd.DataFrame, by: list[str] | None = None, as_of: str | pd.Timestamp | None = None
) -> pd.DataFrame:
    """Return the rows of the newest vintage, of each series on its own.

    Parameters
    ----------
    frame : DataFrame
        Any table with a column ``vintage`` (dates).
    by : list of str, optional
        Columns that name a series (``["indicator"]``); one series if left out.
    as_of : str or Timestamp, optional
        Day as which the record is read; later vintages are left out.

    Returns
    -------
    DataFrame
        Rows in their old order; a series without a vintage by `as_of` has none.

    Notes
    -----
    A series is taken from one vintage whole, never completed row by row from an older one:
    two printings differ in what had been reported by then.
    """
    known = frame if as_of is None else frame[frame["vintage"] <= pd.Timestamp(as_of)]
    if by is None:
        return known[known["vintage"] == known["vintage"].max()].reset_index(drop=True)
    newest = known.groupby(by, dropna=False)["vintage"].transform("max")
    return known[known["vintage"] == newest].reset_index(drop=True)


def final_of(monthly: pd.DataFrame, as_of: str | pd.Timestamp | None = None) -> pd.DataFrame:
    """Return the final months of the newest vintage, ascending.

    Raises
    ------
    ValueError
        If no file of final months had been published by `as_of`.
    """
    rows = newest_vintage(monthly, as_of=as_of)
    if rows.empty:
        raise ValueError(f"no file of final months is held as of {as_of}: choose a later as_of")
    return rows.sort_values("month").reset_index(drop=True)


def trailing_of(
    sums: pd.DataFrame, indicator: str = SYNTHETIC, as_of: str | pd.Timestamp | None = None
) -> pd.DataFrame:
    """Return the 12-month sums of one indicator in its newest vintage, by month, ascending.

    Raises
    ------
    ValueError
        If there is none by `as_of`.
    """
    rows = newest_vintage(sums[sums["indicator"] == indicator], as_of=as_of)
    if rows.empty:
        raise ValueError(f"no 12-month count of {indicator} had been published by {as_of}")
    return rows.sort_values("month_ending").reset_index(drop=True)


def decembers(sums: pd.DataFrame) -> pd.DataFrame:
    """Return the 12-month counts that end with a calendar year, and the newest one."""
    kept = (sums["month_ending"].dt.month == 12) | (sums.index == sums.index[-1])
    columns = ["month_ending", "reported", "predicted", "percent_pending"]
    return sums.loc[kept, columns].reset_index(drop=True)


def revisions(sums: pd.DataFrame, indicator: str = SYNTHETIC) -> pd.DataFrame:
    """Return the 12-month counts that two vintages both give, older beside newer.

    Returns
    -------
    DataFrame
        ``month_ending``, ``older`` and ``newer`` (reported, Int64), ``older_predicted``,
        ``change`` (newer less older, as a share of older), ``older_vintage``,
        ``newer_vintage``; empty where only one vintage is held.

    Notes
    -----
    The same month in two printings may be compared; neighbouring months of one may not.
    """
    rows = sums[sums["indicator"] == indicator].set_index("month_ending")
    days = sorted(rows["vintage"].unique())[-2:]
    if len(days) < 2:
        columns = ["older", "newer", "older_predicted", "change", "older_vintage", "newer_vintage"]
        return pd.DataFrame(columns=["month_ending", *columns])
    older, newer = (rows[rows["vintage"] == day] for day in days)
    pair = printed_twice(older["reported"], newer["reported"], days)
    pair.insert(2, "older_predicted", older["predicted"])
    return pair.rename_axis("month_ending").reset_index()


def printed_twice(older: pd.Series, newer: pd.Series, days: list[pd.Timestamp]) -> pd.DataFrame:
    """Return what two vintages both give: ``older``, ``newer``, ``change`` and the vintages."""
    pair = pd.DataFrame({"older": older, "newer": newer}).dropna()
    change = (pair["newer"] / pair["older"] - 1).astype(float)
    return pair.assign(change=change, older_vintage=days[0], newer_vintage=days[1])


class Grown(fact("month share")):
    """The 12-month count that grew most between two files; empty where one file is held."""

    @property
    def holds(self) -> tuple:
        """Return what must be true for a sentence to say that it grew."""
        return ((self.share, ">", 0),)


def grown(pair: pd.DataFrame) -> Grown:
    """Return the count of `revisions` that grew most."""
    if pair.empty:
        return Grown()
    row = pair.loc[pair["change"].idxmax()]
    return Grown(row["month_ending"], float(row["change"]))


def printed_in(sums: pd.DataFrame, indicator: str = SYNTHETIC) -> list[str]:
    """Return the ids of the sources of the two newest files of an indicator, older first."""
    rows = sums[sums["indicator"] == indicator].sort_values("vintage")
    return rows["source_id"].drop_duplicates().tolist()[-2:]


def require_monthly(frame: pd.DataFrame, what: str = "deaths") -> pd.Series:
    """Return a frame's counts by month, after refusing a frame that is not monthly.

    Parameters
    ----------
    frame : DataFrame
        Columns ``month`` (Period[M]) and `what`.
    what : str
        Column with the counts.

    Returns
    -------
    Series
        Counts indexed by month, ascending; missing only where the frame says so.

    Raises
    ------
    ValueError
        If the frame is empty, holds 12-month sums (a column ``month_ending``), names a
        month twice, or skips a month. A skipped month would turn a difference of two
        months into one that looks like a difference of one.
    """
    if "month_ending" in frame:
        raise ValueError("this needs months; a 12-month-ending series overlaps itself")
    if frame.empty:
        raise ValueError(f"no month of {what} is left to work on")
    counts = frame.set_index("month")[what].sort_index()
    if counts.index.has_duplicates:
        twice = counts.index[counts.index.duplicated()][0]
        raise ValueError(f"{twice} stands twice: choose one vintage first")
    every = pd.period_range(counts.index[0], counts.index[-1], freq="M")
    if len(skipped := every.difference(counts.index)):
        raise ValueError(f"months are missing: {', '.join(map(str, skipped[:5]))}")
    return counts


def monthly_from_trailing(final: pd.DataFrame, trailing: pd.DataFrame) -> pd.DataFrame:
    """Estimated counts of the months after the last final one, from 12-month sums.

    Parameters
    ----------
    final : DataFrame
        Final monthly counts: ``month``, ``deaths``; at least the last twelve months.
    trailing : DataFrame
        12-month-ending counts of one indicator and one vintage: ``month_ending``,
        ``reported``, ``predicted``, ``vintage``, ``indicator``.

    Returns
    -------
    DataFrame
        One row per month after the last final one, ascending: ``month``, ``reported``
        (Int64), ``predicted`` (Int64), ``status`` (always ``estimate``), ``base``
        (``final`` or ``estimate``: what is known of the same month a year earlier),
        ``vintage``. Missing where one of the two sums, or the month a year earlier, is.

    Raises
    ------
    ValueError
        If `trailing` mixes vintages or indicators, or `final` skips a month.

    Notes
    -----
    A sum over twelve months grows, from one month to the next, by the new month less
    the same month a year earlier: S(t) - S(t-1) = m(t) - m(t-12). ``reported`` is
    differenced with ``reported`` alone, ``predicted`` with ``predicted`` alone, since a
    step from one to the other would show completeness as deaths. The month a year
    earlier is the final count; after the last final month, the estimate from
    ``reported``, which is a year old by then.

    The sums are of deaths occurring in the country, the finals of residents: the step is divided
    by the ratio of the two at the newest month that both reach, so that estimates are of
    residents as well.

    Examples
    --------
    >>> months = pd.period_range("2023-01", "2024-01", freq="M")
    >>> final = pd.DataFrame({"month": months, "deaths": [10] * 13})
    >>> sums = pd.DataFrame({
    ...     "month_ending": pd.PeriodIndex(["2024-01", "2024-02"], freq="M"),
    ...     "reported": [120, 117], "predicted": [120, 118],
    ...     "vintage": "2024-06-01", "indicator": "synthetic_opioids_t40_4"})
    >>> monthly_from_trailing(final, sums)[["month", "reported", "predicted"]]
         month  reported  predicted
    0  2024-02         7          8
    """
    _one_vintage(trailing)
    known = require_monthly(final).astype("Float64")
    sums = _sums(trailing)
    steps = sums[["reported", "predicted"]].diff() / base_ratio(known, sums["reported"])
    after = sums.index[sums.index > known.index[-1]]
    estimates = known.copy()
    for month in after:
        estimates[month] = estimates.get(month - 12, pd.NA) + steps["reported"].get(month, pd.NA)
    year_before = estimates.reindex(after - 12).to_numpy()
    pair = {"reported": estimates[after], "predicted": steps["predicted"][after] + year_before}
    return (
        pd.DataFrame(pair, index=after.rename("month"))
        .round()
        .astype("Int64")
        .assign(
            status="estimate",
            base=["final" if month - 12 in known.index else "estimate" for month in after],
            vintage=trailing["vintage"].iloc[0],
        )
        .reset_index()
    )


def base_ratio(known: pd.Series, sums: pd.Series) -> float:
    """Return deaths occurring over deaths of residents at the newest month that both reach.

    Parameters
    ----------
    known : Series
        Final months of residents, by month.
    sums : Series
        12-month counts of deaths occurring, by the month they end.

    Returns
    -------
    float
        About 1.02; NaN where no month has both.
    """
    twelve = known.astype("Float64").rolling(12).sum()
    ratio = (sums / twelve.reindex(sums.index)).dropna()
    return float(ratio.iloc[-1]) if len(ratio) else float("nan")


def _one_vintage(trailing: pd.DataFrame) -> None:
    """Refuse 12-month sums that mix drugs or vintages: their differences mean nothing."""
    for column in ("vintage", "indicator"):
        if (count := trailing[column].nunique(dropna=False)) != 1:
            raise ValueError(f"12-month sums of one {column} are needed, not of {count}")


def _sums(trailing: pd.DataFrame) -> pd.DataFrame:
    """12-month sums by the month they end in; months without a row are missing, not skipped."""
    sums = trailing.set_index("month_ending")[["reported", "predicted"]].astype("Float64")
    every = pd.period_range(sums.index.min(), sums.index.max(), freq="M")
    return sums.reindex(every)


def monthly_series(
    final: pd.DataFrame, trailing: pd.DataFrame | None = None, tail: int = TAIL
) -> pd.DataFrame:
    """Deaths by month: final counts, then estimates, each with its status.

    Parameters
    ----------
    final, trailing : DataFrame
        As for `monthly_from_trailing`; without `trailing` the series ends with the finals.
    tail : int
        How many of the last months, if they are estimates, are incomplete and will rise.

    Returns
    -------
    DataFrame
        ``month``, ``deaths`` (Int64), ``predicted`` (Int64, missing unless CDC adjusted
        both sums), ``status`` (``final`` or ``estimate``), ``is_tail`` (bool), ``vintage``.

    Notes
    -----
    Months of the tail enter no fit and no sentence such as "the lowest since" (Rossen et
    al., VSRR Report 006, 2018, on how records of the newest months arrive late).
    """
    known = final.assign(predicted=pd.NA, status="final")
    columns = ["month", "deaths", "predicted", "status", "vintage"]
    series = known.sort_values("month")[columns]
    if trailing is not None:
        made = monthly_from_trailing(final, trailing).rename(columns={"reported": "deaths"})
        series = pd.concat([series, made[columns]]) if len(made) else series
    series = series.reset_index(drop=True)
    newest = series.index >= len(series) - tail
    series["is_tail"] = newest & series["status"].eq("estimate")
    return series.astype({"deaths": "Int64", "predicted": "Int64"})


def trusted(series: pd.DataFrame, tail: int = TAIL) -> pd.DataFrame:
    """Return the rows of `monthly_series` that fits may use, all but the last `tail` estimates."""
    newest = series.reset_index(drop=True).index >= len(series) - tail
    return series[~(newest & series["status"].eq("estimate").to_numpy())].reset_index(drop=True)


def annual_sums(final: pd.DataFrame) -> pd.DataFrame:
    """Deaths per calendar year, for the years of which all twelve months are there.

    Returns
    -------
    DataFrame
        ``year`` (int) and ``deaths`` (Int64), ascending.
    """
    counts = require_monthly(final)
    whole = counts.groupby(counts.index.year).agg(["sum", "count"])
    whole = whole[whole["count"] == 12].rename_axis("year").reset_index()
    return whole.rename(columns={"sum": "deaths"})[["year", "deaths"]].astype({"deaths": "Int64"})
