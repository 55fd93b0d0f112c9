"""Canada's quarterly counts, deaths per head in both countries, and Canada as a control."""

import numpy as np
import pandas as pd

from parley.analysis import its
from parley.analysis.deaths.facts import (
    YEAR,
    YearAround,
    days_in,
    per_day,
    summed,
    years_around,
)
from parley.analysis.deaths.series import newest_vintage, require_monthly
from parley.analysis.fact import fact
from parley.analysis.months import as_known, per_100k

QUARTERS = (8, 4)
WALL = pd.Period("2020Q2", "Q")


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
    first = {name: rows[name].iloc[0] for name in ("vintage", "source_id")}
    is_tail = frame.index >= len(frame) - 2
    return frame.assign(**first, status="provisional", is_tail=is_tail)


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
    sums = summed(series, series["month"].dt.asfreq("Q").rename("quarter"))
    whole = sums.loc[sums["months"] == 3, ["deaths", "status", "is_tail"]]
    return (whole if since is None else whole[whole.index >= since]).reset_index()


class QuarterChange(fact("first last before after change")):
    """Deaths in two quarters, and the change per day as a share of the first."""


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
    pair = {"united_states": us, "canada": canada}
    counts = {name: frame.set_index("quarter")["deaths"] for name, frame in pair.items()}
    return pd.DataFrame(counts).rename_axis("quarter").reset_index()


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
        ``vintage``, ``file`` (the vintage in words, as exactly as it is known), ``deaths``
        (Int64), ``basis`` (``published`` where that vintage states the half-year, else ``two
        quarters``: their sum), ``source_id``. A vintage without the half-year or both its
        quarters has no row.
    """
    year, number = half.split("-H")
    pair = [f"{year}-Q{quarter}" for quarter in ((1, 2) if number == "1" else (3, 4))]
    stated = canada[(canada["period"] == half) & canada["deaths"].notna()]
    kept = ["vintage", "vintage_precision", "deaths", "source_id"]
    stated = stated[kept].assign(basis="published")
    parts = canada[canada["period"].isin(pair) & canada["deaths"].notna()]
    each = parts[~parts["vintage"].isin(stated["vintage"])].groupby(kept[:2], as_index=False)
    sums = each.filter(lambda rows: rows["deaths"].count() == 2).groupby(kept[:2], as_index=False)
    sums = sums.agg({"deaths": "sum", "source_id": "first"}).assign(basis="two quarters")
    both = pd.concat([stated, sums], ignore_index=True).sort_values("vintage")
    both = both.assign(file=as_known(both["vintage"], both["vintage_precision"]))
    return both[["vintage", "file", "deaths", "basis", "source_id"]].reset_index(drop=True)


class Heads(fact("year to_year us to_us canada to_canada")):
    """Two years' deaths per 100,000 residents in both countries; None where they are not known."""

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
    us = summed(series, series["month"].dt.year).add_prefix("us_")
    us = us[~us["us_is_tail"].astype(bool) & (us["us_months"] == 12)]
    july = population.sort_values("vintage").drop_duplicates("month", keep="last")
    july = july[july["month"].dt.month == 7].set_index(july["month"].dt.year)["population"]
    us = us.assign(us_rate=us["us_deaths"] / july.reindex(us.index).astype(float) * 1e5)
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
    ends = rows.loc[[first, last], ["us_rate", "canada_rate"]].to_numpy(dtype=float).T.ravel()
    return Heads(first, last, *ends.tolist())


class AroundHeads(fact("before after holds")):
    """Yearly rates per 100,000 residents in the year before a meeting's month and after it."""


def around_heads(final: pd.DataFrame, year: YearAround, population: pd.DataFrame) -> AroundHeads:
    """Return the rates that belong to `year_around`; nothing where residents are not known."""
    july = population["month"].max() if len(population) else None
    if year.met is None or july is None or july < year.met + YEAR:
        return AroundHeads()
    counts = require_monthly(final).dropna().astype(float)
    rates = [per_100k(counts[span], population) for span in years_around(year.met)]
    days = [rate.index.days_in_month.to_numpy() for rate in rates]
    means = [float((r * n).sum() / n.sum()) for r, n in zip(rates, days, strict=True)]
    return AroundHeads(*means, ((means[0], ">", 0, "someone died"),))


class Step(fact("date step? low? high? before after holds")):
    """A step at a date in quarterly counts: share with its interval, and how long the windows."""


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
    keep &= (counts.index < WALL) == (pd.Period(date, "Q") < WALL)
    before, after = int((since[keep] < 0).sum()), int((since[keep] >= 0).sum())
    if before < QUARTERS[0] or after < QUARTERS[1]:
        return Step(pd.Period(date, "Q"), before=before, after=after)
    value, reach = _quarter_step(counts[keep], np.asarray(since[keep], dtype=float))
    shares = np.expm1([value, value - reach, value + reach]).tolist()
    return Step(pd.Period(date, "Q"), *shares, before, after)


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
    offset = np.log(list(map(days_in, counts.index)))
    model = GLM(counts.to_numpy(), design, family=families.Poisson(), offset=offset)
    # A robust covariance must not be combined with scale="X2": two fits, one for each.
    quasi = model.fit(scale="X2")
    error = float(max(quasi.bse[2], np.sqrt(its.newey_west(model, 4)[2, 2])))
    return float(quasi.params[2]), float(t.ppf(0.975, quasi.df_resid)) * error
