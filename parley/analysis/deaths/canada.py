"""Canada's quarterly counts, and how one half-year reads in each printing."""

from typing import NamedTuple

import pandas as pd

from parley.analysis.deaths.facts import per_day
from parley.analysis.deaths.vintages import newest_vintage


def quarters(canada: pd.DataFrame, as_of: str | pd.Timestamp | None = None) -> pd.DataFrame:
    """Canada's opioid toxicity deaths by quarter, from the newest vintage with quarters.

    Parameters
    ----------
    canada : DataFrame
        The table ``canada_deaths``.
    as_of : str or Timestamp, optional
        Day as which the record is read.

    Returns
    -------
    DataFrame
        ``quarter`` (Period[Q]), ``deaths`` (Int64), ``vintage``, ``source_id``, ``status``
        (``provisional``: the agency revises every quarter), ``is_tail`` (the last two
        quarters), ascending; quarters that were not published are missing.

    Raises
    ------
    ValueError
        If no vintage with quarters had been published by `as_of`.
    """
    rows = canada[(canada["period_type"] == "quarter") & canada["deaths"].notna()]
    rows = newest_vintage(rows, as_of=as_of)
    if rows.empty:
        raise ValueError(f"no quarter of Canada had been published by {as_of}")
    index = pd.PeriodIndex(rows["period"].str.replace("-", "", regex=False), freq="Q")
    deaths = pd.Series(rows["deaths"].to_numpy(), index=index, dtype="Int64").sort_index()
    every = pd.period_range(deaths.index[0], deaths.index[-1], freq="Q")
    frame = deaths.reindex(every).rename_axis("quarter").rename("deaths").reset_index()
    return frame.assign(
        vintage=rows["vintage"].iloc[0],
        source_id=rows["source_id"].iloc[0],
        status="provisional",
        is_tail=frame.index >= len(frame) - 2,
    )


def us_quarters(series: pd.DataFrame, since: pd.Period | None = None) -> pd.DataFrame:
    """US deaths by calendar quarter, from months; only quarters with all three months.

    Parameters
    ----------
    series : DataFrame
        As from `monthly_series`.
    since : Period, optional
        First quarter wanted; the first whole one if left out.

    Returns
    -------
    DataFrame
        ``quarter`` (Period[Q]), ``deaths`` (Int64), ``status`` (``final`` or ``estimate``:
        that of its weakest month), ``is_tail`` (True where any month is incomplete).
    """
    quarter = series["month"].dt.asfreq("Q").rename("quarter")
    summed = (
        series.assign(is_estimate=series["status"] != "final")
        .groupby(quarter)
        .agg(
            deaths=("deaths", "sum"),
            months=("deaths", "count"),
            is_estimate=("is_estimate", "any"),
            is_tail=("is_tail", "any"),
        )
    )
    whole = summed[summed["months"] == 3].reset_index()
    whole = whole if since is None else whole[whole["quarter"] >= since].reset_index(drop=True)
    whole["status"] = whole["is_estimate"].map({True: "estimate", False: "final"})
    return whole[["quarter", "deaths", "status", "is_tail"]].astype({"deaths": "Int64"})


class QuarterChange(NamedTuple):
    """Deaths in two quarters, and the change per day as a share of the first."""

    first: pd.Period
    last: pd.Period
    before: int
    after: int
    change: float


def quarter_change(frame: pd.DataFrame, first: str, last: str) -> QuarterChange:
    """Return how deaths a day changed from one quarter to another.

    Parameters
    ----------
    frame : DataFrame
        ``quarter``, ``deaths``; as from `quarters` or `us_quarters`.
    first, last : str
        As ``2023Q2``.

    Raises
    ------
    ValueError
        If one of the two is missing, or the first without deaths.
    """
    counts = frame.set_index("quarter")["deaths"].dropna()
    start, end = pd.Period(first, "Q"), pd.Period(last, "Q")
    if missing := [str(quarter) for quarter in (start, end) if quarter not in counts.index]:
        raise ValueError(f"no count for {', '.join(missing)}")
    before, after = int(counts[start]), int(counts[end])
    if not before:
        raise ValueError(f"no death is counted in {start}: there is no change to it")
    daily = per_day(counts)
    return QuarterChange(start, end, before, after, float(daily[end] / daily[start] - 1))


def last_shared(us: pd.DataFrame, canada: pd.DataFrame) -> str:
    """Return the newest quarter that both have outside their incomplete tails, as ``2025Q1``."""
    known = [set(frame.loc[~frame["is_tail"], "quarter"]) for frame in (us, canada)]
    if not (shared := known[0] & known[1]):
        raise ValueError("the two series share no quarter")
    return str(max(shared))


def side_by_side(us: pd.DataFrame, canada: pd.DataFrame) -> pd.DataFrame:
    """Return both countries' deaths per quarter: ``quarter``, ``united_states``, ``canada``."""
    pair = {
        "united_states": us.set_index("quarter")["deaths"],
        "canada": canada.set_index("quarter")["deaths"],
    }
    return pd.DataFrame(pair).rename_axis("quarter").reset_index()


def half_year_vintages(canada: pd.DataFrame, half: str = "2023-H1") -> pd.DataFrame:
    """One half-year as each vintage gives it, oldest vintage first.

    Parameters
    ----------
    canada : DataFrame
        The table ``canada_deaths``.
    half : str
        ``YYYY-H1`` or ``YYYY-H2``.

    Returns
    -------
    DataFrame
        ``vintage``, ``deaths`` (Int64), ``basis`` (``published`` where that vintage states
        the half-year, else ``two quarters``: their sum), ``source_id``. A vintage without
        the half-year or both its quarters has no row.
    """
    year, number = half.split("-H")
    pair = [f"{year}-Q{quarter}" for quarter in ((1, 2) if number == "1" else (3, 4))]
    stated = canada[(canada["period"] == half) & canada["deaths"].notna()]
    stated = stated[["vintage", "deaths", "source_id"]].assign(basis="published")
    parts = canada[canada["period"].isin(pair) & canada["deaths"].notna()]
    sums = parts.groupby("vintage", as_index=False).agg(
        deaths=("deaths", "sum"), source_id=("source_id", "first"), count=("deaths", "count")
    )
    sums = sums[(sums["count"] == 2) & ~sums["vintage"].isin(stated["vintage"])]
    sums = sums.drop(columns="count").assign(basis="two quarters")
    both = pd.concat([stated, sums], ignore_index=True).sort_values("vintage")
    return both[["vintage", "deaths", "basis", "source_id"]].reset_index(drop=True)
