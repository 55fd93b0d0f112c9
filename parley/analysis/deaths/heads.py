"""Deaths for the number of residents: by year and country, and around a meeting."""

from typing import NamedTuple

import pandas as pd

from parley.analysis.deaths.facts import YEAR, YearAround
from parley.analysis.deaths.series import require_monthly
from parley.analysis.deaths.vintages import newest_vintage
from parley.analysis.months import per_100k

PER = 100_000


class Heads(NamedTuple):
    """Two years' deaths per 100,000 residents in both countries; None where they are not known."""

    year: int | None = None
    to_year: int | None = None
    us: float | None = None
    to_us: float | None = None
    canada: float | None = None
    to_canada: float | None = None

    @property
    def holds(self) -> tuple:
        """A sentence on two years needs two."""
        return ((self.year, "<", self.to_year, "two years are known"),)


def per_head(series: pd.DataFrame, canada: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Return deaths and their rate per 100,000 residents by year, in both countries.

    Parameters
    ----------
    series : DataFrame
        US deaths by month, as from `monthly_series`.
    canada, population : DataFrame
        The tables ``canada_deaths`` and ``population``.

    Returns
    -------
    DataFrame
        ``year``, ``us_deaths``, ``us_rate``, ``us_status`` (final, estimate), ``canada_deaths``,
        ``canada_rate``: the years that both countries have.

    Notes
    -----
    US: whole years outside the incomplete tail, over the residents of 1 July (Census). Canada: the
    crude rate as its agency prints it, beside the count of the same file. Neither is age-adjusted.
    """
    by_year = series.assign(year=series["month"].dt.year, whole=~series["is_tail"].astype(bool))
    us = by_year.groupby("year").agg(
        us_deaths=("deaths", "sum"), months=("deaths", "count"), whole=("whole", "all"),
        final=("status", lambda status: status.eq("final").all()),
    )  # fmt: skip
    us = us[us["whole"] & (us["months"] == 12)]
    july = population.sort_values("vintage").drop_duplicates("month", keep="last")
    july = july[july["month"].dt.month == 7].set_index(july["month"].dt.year)["population"]
    us = us.assign(us_rate=us["us_deaths"] / july.reindex(us.index).astype(float) * PER)
    us["us_status"] = us["final"].map({True: "final", False: "estimate"})
    north = canada[(canada["period_type"] == "year") & canada["crude_rate_per_100k"].notna()]
    north = newest_vintage(north[north["deaths"].notna()])
    north = north.assign(year=north["period"].astype(int)).set_index("year")
    both = us[["us_deaths", "us_rate", "us_status"]].join(
        north[["deaths", "crude_rate_per_100k"]].set_axis(["canada_deaths", "canada_rate"], axis=1),
        how="inner",
    )
    return both.dropna(subset=["us_rate"]).rename_axis("year").reset_index()


def two_years(rates: pd.DataFrame, first: int) -> Heads:
    """Return the rates of a year and of the newest one, from `per_head`; None without both."""
    rows = rates.set_index("year")
    if first not in rows.index or rows.index.max() <= first:
        return Heads()
    last = int(rows.index.max())
    ends = [
        float(rows[name][year]) for name in ("us_rate", "canada_rate") for year in (first, last)
    ]
    return Heads(first, last, *ends)


class AroundHeads(NamedTuple):
    """Yearly rates per 100,000 residents in the year before a meeting's month and after it."""

    before: float | None = None
    after: float | None = None
    holds: tuple = ()


def around_heads(final: pd.DataFrame, year: YearAround, population: pd.DataFrame) -> AroundHeads:
    """Return the rates that belong to `year_around`; nothing where residents are not known."""
    july = population["month"].max() if len(population) else None
    if year.met is None or july is None or july < year.met + YEAR:
        return AroundHeads()
    counts = require_monthly(final).dropna().astype(float)
    spans = [pd.period_range(end=year.met - 1, periods=YEAR, freq="M")]
    spans.append(pd.period_range(year.met + 1, periods=YEAR, freq="M"))
    rates = [per_100k(counts[span], population) for span in spans]
    days = [rate.index.days_in_month.to_numpy() for rate in rates]
    means = [
        float((rate * long).sum() / long.sum()) for rate, long in zip(rates, days, strict=True)
    ]
    return AroundHeads(*means, ((means[0], ">", 0, "someone died"),))
