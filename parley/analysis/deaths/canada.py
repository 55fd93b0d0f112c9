"""Canada's quarterly counts, and how one half-year reads in each printing."""

import pandas as pd

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
        ``quarter`` (Period[Q]), ``deaths`` (Int64), ``vintage``, ``status``
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
        status="provisional",
        is_tail=frame.index >= len(frame) - 2,
    )


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
