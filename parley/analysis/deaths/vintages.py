"""Which printing of an official series is used, and how its printings differ."""

from typing import NamedTuple

import pandas as pd

SYNTHETIC = "synthetic_opioids_t40_4"


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
    sums: pd.DataFrame,
    indicator: str = SYNTHETIC,
    as_of: str | pd.Timestamp | None = None,
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


def revisions(
    sums: pd.DataFrame,
    indicator: str = SYNTHETIC,
    as_of: str | pd.Timestamp | None = None,
) -> pd.DataFrame:
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
    columns = ["older", "newer", "older_predicted", "change", "older_vintage", "newer_vintage"]
    rows = sums[sums["indicator"] == indicator]
    rows = rows if as_of is None else rows[rows["vintage"] <= pd.Timestamp(as_of)]
    printings = sorted(rows["vintage"].unique())
    if len(printings) < 2:
        return pd.DataFrame(columns=["month_ending", *columns])
    older, newer = (
        rows[rows["vintage"] == day].set_index("month_ending") for day in printings[-2:]
    )
    pair = pd.DataFrame(
        {
            "older": older["reported"],
            "newer": newer["reported"],
            "older_predicted": older["predicted"],
        }
    ).dropna(subset=["older", "newer"])
    pair["change"] = (pair["newer"] / pair["older"] - 1).astype(float)
    pair["older_vintage"], pair["newer_vintage"] = printings[-2:]
    return pair.rename_axis("month_ending").reset_index()


class Grown(NamedTuple):
    """The 12-month count that grew most between two files; empty where one file is held."""

    month: pd.Period | None = None
    share: float | None = None

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
