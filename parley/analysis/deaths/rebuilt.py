"""How far months rebuilt from 12-month sums lie from final ones, from later files, and from others.

Two ways to rebuild them are set beside each other: `series.monthly_from_trailing` steps from one
sum to the next; `smoothest` takes the smoothest months that have these sums.
"""

import numpy as np
import pandas as pd

from parley.analysis.deaths.series import (
    SYNTHETIC,
    TAIL,
    annual_sums,
    base_ratio,
    monthly_from_trailing,
    printed_twice,
    require_monthly,
    trailing_of,
)
from parley.analysis.fact import fact

FIRST_CHECKED = "2016-01"


def trailing_check(
    final: pd.DataFrame, trailing: pd.DataFrame, first: str = FIRST_CHECKED
) -> pd.DataFrame:
    """Return what `monthly_from_trailing` would have said of months that are final by now.

    Parameters
    ----------
    final, trailing : DataFrame
        As for `monthly_from_trailing`.
    first : str
        First month to check, ``YYYY-MM``.

    Returns
    -------
    DataFrame
        One row per checked month: ``month``, ``deaths`` (final), ``estimate`` (Int64, made
        from the final counts of the calendar year before and nothing later), ``error``
        (estimate less final), ``error_share`` (error as a share of final).

    Notes
    -----
    Each calendar year is estimated as the year after the last final one is today: all its
    twelve months from finals of the year before.
    """
    known, of_year = require_monthly(final).index, final["month"].dt.year
    years = range(max(pd.Period(first).year, known[0].year + 1), known[-1].year + 1)
    made = {year: monthly_from_trailing(final[of_year == year - 1], trailing) for year in years}
    checked = [rows[rows["month"].dt.year == year] for year, rows in made.items()]
    if not checked:
        raise ValueError(f"no final month from {first} on has twelve final months before it")
    rows = pd.concat(checked).rename(columns={"reported": "estimate"})[["month", "estimate"]]
    rows = rows.merge(final[["month", "deaths"]], on="month").dropna()
    rows["error"] = rows["estimate"] - rows["deaths"]
    rows["error_share"] = (rows["error"] / rows["deaths"]).astype(float)
    return rows[["month", "deaths", "estimate", "error", "error_share"]].reset_index(drop=True)


class TrailingError(
    fact(
        "first last months mean_share typical_share "
        "largest_share largest_month base_first base_last first_year last_year"
    )
):
    """How far estimated months lay from the final counts that came later.

    Attributes
    ----------
    first, last : Period
        First and last month compared.
    months : int
        How many.
    mean_share : float
        Mean error as a share of the final count, signed.
    typical_share : float
        Mean size of the error, sign left out.
    largest_share : float
        Size of the largest error.
    largest_month : Period
        The month that had it.
    base_first, base_last : float
        How far 12-month sums of deaths *occurring* in the country lay above those of
        *residents*, as a share, in the first and the last year compared.
    first_year, last_year : int
        Those two years.
    """

    @property
    def holds(self) -> tuple:
        """Return what must be true for a sentence to say that 12-month counts lie higher."""
        return ((0, "<", self.base_first), (self.base_first, "<", self.base_last))


def trailing_error(final: pd.DataFrame, trailing: pd.DataFrame) -> TrailingError:
    """Return the error of `monthly_from_trailing` on final months, and the gap of base.

    Raises
    ------
    ValueError
        If the two series share no year.
    """
    check = trailing_check(final, trailing)
    gap = base_gap(final, trailing)
    if gap.empty or check.empty:
        raise ValueError("the two series share no year with deaths in it")
    size, month = check["error_share"].abs(), check["month"]
    shares = map(float, (check["error_share"].mean(), size.mean(), size.max()))
    gaps, years = (gap[name].iloc[[0, -1]].tolist() for name in ("gap", "year"))
    of_months = (month.iloc[0], month.iloc[-1], len(check), *shares, month[size.idxmax()])
    return TrailingError(*of_months, *gaps, *years)


def base_gap(final: pd.DataFrame, trailing: pd.DataFrame) -> pd.DataFrame:
    """How far deaths by place of occurrence lie above deaths of residents, per year.

    Returns
    -------
    DataFrame
        ``year``, ``residents`` (sum of final months), ``occurring`` (reported in the 12
        months ending that December), ``gap`` (share); only years that both cover in full.
    """
    residents = annual_sums(final).set_index("year")["deaths"]
    december = trailing[trailing["month_ending"].dt.month == 12]
    occurring = december.set_index(december["month_ending"].dt.year)["reported"]
    both = pd.DataFrame({"residents": residents, "occurring": occurring}).dropna()
    both["gap"] = (both["occurring"] / both["residents"] - 1).astype(float)
    return both.rename_axis("year").reset_index()


class Revised(fact("older newer newest low high rest_low rest_high")):
    """How estimated months changed from one file to the next, by how old they were.

    Attributes
    ----------
    older, newer : Period
        Months of the two files.
    newest : int
        How many months count as the newest.
    low, high : float
        Least and most change of those, as a share of the older estimate.
    rest_low, rest_high : float
        The same of all older months.
    """

    @property
    def holds(self) -> tuple:
        """Return what must be true for a sentence to say that they rose, the newest more."""
        return ((self.low, ">", 0), (self.rest_high, ">", 0), (self.high, ">", self.rest_high))


def revised_months(
    final: pd.DataFrame, sums: pd.DataFrame, indicator: str = SYNTHETIC
) -> pd.DataFrame:
    """Return estimated months as the two newest files give them, and how old they were.

    Parameters
    ----------
    final : DataFrame
        Final months.
    sums : DataFrame
        The table ``us_deaths_12mo``, all its files.
    indicator : str
        Which drug.

    Returns
    -------
    DataFrame
        ``month``, ``age`` (months to the newest of the older file), ``older``, ``newer``
        (Int64), ``change`` (share of older), ``older_vintage``, ``newer_vintage``; empty where
        one file is held.

    Notes
    -----
    A month of an age now is not known better than one of that age was in the older file.
    """
    days = sorted(sums.loc[sums["indicator"] == indicator, "vintage"].unique())[-2:]
    if len(days) < 2:
        columns = ["month", "age", "older", "newer", "change", "older_vintage", "newer_vintage"]
        return pd.DataFrame(columns=columns)
    older, newer = (
        monthly_from_trailing(final, trailing_of(sums, indicator, as_of=day))
        .set_index("month")["reported"]
        .dropna()
        for day in days
    )
    frame = printed_twice(older, newer, days).rename_axis("month").reset_index()
    frame.insert(1, "age", [(older.index.max() - month).n for month in frame["month"]])
    return frame


def revised(months: pd.DataFrame, tail: int = TAIL) -> Revised:
    """Return how `revised_months` changed, the newest apart; empty without either kind."""
    new = months["age"] < tail
    if not new.any() or new.all():
        return Revised()
    changes = months.loc[new, "change"], months.loc[~new, "change"]
    ends = [float(end) for each in changes for end in (each.min(), each.max())]
    files = (months[f"{age}_vintage"].iloc[0].to_period("M") for age in ("older", "newer"))
    return Revised(*files, tail, *ends)


def smoothest(final: pd.DataFrame, trailing: pd.DataFrame) -> pd.Series:
    """Return the smoothest months whose 12-month sums are those published.

    Parameters
    ----------
    final, trailing : DataFrame
        As for `monthly_from_trailing`. Of `final` only the 12-month sums are used.

    Returns
    -------
    Series of float
        Deaths of residents by month, from eleven months before the first sum on.

    Raises
    ------
    ValueError
        If a sum is missing between the first and the last.

    Notes
    -----
    Constrained deconvolution: least squares of the second differences of deaths a day (Whittaker
    1923, Proceedings of the Edinburgh Mathematical Society 41, 63-75) under the sums as exact
    constraints, by the method of Lagrange. It knows no month by itself, so that what a single
    month did is spread over its neighbours; the finals show by how much.
    """
    known = require_monthly(final).astype("Float64")
    sums = trailing.set_index("month_ending")["reported"].astype("Float64").sort_index().dropna()
    every = pd.period_range(sums.index[0], sums.index[-1], freq="M")
    if len(every) != len(sums):
        raise ValueError(f"12-month sums are missing, of {every.difference(sums.index)[0]} first")
    scaled = (sums / base_ratio(known, sums)).astype(float)
    residents = known.astype(float).rolling(12).sum().reindex(every).fillna(scaled)
    months = pd.period_range(every[0] - 11, every[-1], freq="M")
    n, days = len(months), months.days_in_month.to_numpy(dtype=float)
    at, starts = np.arange(n), range(len(every))
    sum_of = np.array([np.where((at >= k) & (at < k + 12), days, 0.0) for k in starts])
    bend = np.eye(n - 2, n) - 2 * np.eye(n - 2, n, 1) + np.eye(n - 2, n, 2)
    corner = np.zeros((len(every), len(every)))
    system = np.block([[bend.T @ bend, sum_of.T], [sum_of, corner]])
    wanted = np.concatenate([np.zeros(n), residents.to_numpy(dtype=float)])
    rates = np.linalg.solve(system, wanted)[:n]
    return pd.Series(rates * days, index=months, name="smoothest")


class Apart(fact("months typical most month error holds")):
    """How far two ways to rebuild months part, and how far the smoothest lie from final months.

    Attributes
    ----------
    months : int
        Estimated months compared.
    typical, most : float
        Mean and largest distance, as a share of the estimate by steps.
    month : Period
        Where it is largest.
    error : float
        Mean distance of the smoothest months from the final ones, as a share of these.
    """


def two_ways(final: pd.DataFrame, trailing: pd.DataFrame) -> pd.DataFrame:
    """Return the months after the last final one as two methods rebuild them.

    Returns
    -------
    DataFrame
        ``month``, ``by_steps``, ``smoothest`` (Int64), ``apart`` (share of the former).
    """
    made = monthly_from_trailing(final, trailing).dropna(subset=["reported"], ignore_index=True)
    smooth = smoothest(final, trailing).reindex(made["month"]).to_numpy()
    return made[["month"]].assign(
        by_steps=made["reported"],
        smoothest=pd.array(np.round(smooth), dtype="Int64"),
        apart=smooth / made["reported"].to_numpy(dtype=float) - 1,
    )


def apart(frame: pd.DataFrame, final: pd.DataFrame, trailing: pd.DataFrame) -> Apart:
    """Return how far the months of `two_ways` part; empty where no month is estimated."""
    if frame.empty:
        return Apart()
    size, known = frame["apart"].abs(), require_monthly(final).astype(float)
    smooth = smoothest(final, trailing)
    both = known.index.intersection(smooth.index[12:])
    error = float((smooth[both] / known[both] - 1).abs().mean())
    month = frame["month"][size.idxmax()]
    return Apart(len(frame), float(size.mean()), float(size.max()), month, error)
