"""Seizures as a record of enforcement, and quoted claims recomputed from official counts."""

from dataclasses import dataclass

import pandas as pd

from parley.analysis.deaths import Order, YearChange, newest_vintage


def monthly(seizures: pd.DataFrame, component: str = "ofo_usbp") -> pd.DataFrame:
    """Seizures by month of one component, each month from its newest vintage.

    Parameters
    ----------
    seizures : DataFrame
        The table ``seizures``.
    component : {"ofo_usbp", "amo"}
        Field Operations with Border Patrol, or Air and Marine. The two overlap and are
        never added.

    Returns
    -------
    DataFrame
        ``month`` (Period[M]), ``pounds``, ``southwest_border_pounds``, ``events`` (Int64,
        number of seizures), ``pounds_per_event``, ``vintage``; ascending, every month from
        first to last, missing where the agency's files held here have none.

    Raises
    ------
    ValueError
        If the component has no month.
    """
    rows = _of(seizures, component, "month")
    if rows.empty:
        raise ValueError(f"no month of seizures by {component}")
    rows = newest_vintage(rows, by=["period"])
    rows = rows.assign(month=pd.PeriodIndex(rows["period"], freq="M")).set_index("month")
    every = pd.period_range(rows.index.min(), rows.index.max(), freq="M", name="month")
    columns = ["pounds", "southwest_border_pounds", "events", "vintage"]
    frame = rows[columns].reindex(every).reset_index()
    events = frame["events"].astype("Float64")
    frame["pounds_per_event"] = (frame["pounds"] / events.where(events > 0)).astype(float)
    return frame


def fiscal_years(seizures: pd.DataFrame, component: str = "ofo_usbp") -> pd.DataFrame:
    """Seizures by fiscal year (October to September), with the months that each covers.

    Returns
    -------
    DataFrame
        ``fiscal_year`` (int), ``pounds``, ``months`` (of 12), ``is_whole`` (bool), ``basis``
        (``months``: the sum of stored months; ``yearly file``: a total that covers more
        months than are stored); ascending.

    Notes
    -----
    A stored yearly total is used only where it covers more months than the months do.
    """
    months = monthly(seizures, component).dropna(subset=["pounds"])
    year = months["month"].dt.year + (months["month"].dt.month >= 10)
    summed = months.groupby(year.rename("fiscal_year"))["pounds"].agg(pounds="sum", months="count")
    frame = summed.assign(basis="months")
    stored = newest_vintage(_of(seizures, component, "fiscal_year"), by=["period"])
    for row in stored.itertuples():
        fiscal = int(row.period.removeprefix("FY"))
        if row.months > (frame["months"].get(fiscal, 0)):
            frame.loc[fiscal] = [row.pounds, int(row.months), "yearly file"]
    frame = frame.sort_index().reset_index()
    return frame.assign(is_whole=frame["months"] == 12)


@dataclass(frozen=True)
class Seized:
    """The most and the newest that was seized in a whole fiscal year.

    Attributes
    ----------
    top_year, last_year : int
        Fiscal year with the most pounds, and the newest whole one.
    top_pounds, last_pounds : float
        Pounds seized in each.
    change : float
        From the one to the other, as a share of `top_pounds`.
    top_month : Period
        Month with the most pounds.
    """

    top_year: int
    last_year: int
    top_pounds: float
    last_pounds: float
    change: float
    top_month: pd.Period


def seized(seizures: pd.DataFrame, component: str = "ofo_usbp") -> Seized:
    """Return the highest and the newest whole fiscal year of seizures.

    Raises
    ------
    ValueError
        If no fiscal year is whole.
    """
    years = fiscal_years(seizures, component)
    whole = years[years["is_whole"]].set_index("fiscal_year")["pounds"]
    if whole.empty:
        raise ValueError(f"no fiscal year of seizures by {component} is whole")
    months = monthly(seizures, component).set_index("month")["pounds"]
    top, last = int(whole.idxmax()), int(whole.index[-1])
    return Seized(
        top_year=top,
        last_year=last,
        top_pounds=float(whole[top]),
        last_pounds=float(whole[last]),
        change=float(whole[last] / whole[top] - 1),
        top_month=months.idxmax(),
    )


def quoted_claims(
    order: Order, synthetic: YearChange, all_drugs: YearChange, year_2022: int
) -> pd.DataFrame:
    """Widely quoted claims about the fall in deaths, beside what official counts give.

    Parameters
    ----------
    order : Order
        From `deaths.order_in_time`.
    synthetic, all_drugs : YearChange
        Change in 2024 of deaths with synthetic opioids, and of all overdose deaths.
    year_2022 : int
        Deaths with synthetic opioids in 2022, final.

    Returns
    -------
    DataFrame
        ``claim`` (as it is quoted), ``counted`` (what the counts give, in words),
        ``verdict`` (``agrees``, ``partly``, ``does not agree``), ``why``.

    Notes
    -----
    "A third" agrees from 30 to 37 per cent, "summer" from June to September, "roughly
    70,000" within 5 per cent.
    """
    third = {True: "agrees", False: "does not agree"}
    near = abs(year_2022 / 70_000 - 1) <= 0.05
    summer = pd.Period("2023-06", "M") <= order.fall.month <= pd.Period("2023-09", "M")
    rows = [
        (
            "Deaths with synthetic opioids fell by a third in 2024",
            f"{_percent(synthetic.change)}: {synthetic.before:,} to {synthetic.deaths:,}",
            third[bool(-0.37 <= synthetic.change <= -0.30)],
            "final counts of residents, calendar years",
        ),
        (
            "All overdose deaths fell by a third in 2024",
            f"{_percent(all_drugs.change)}: {all_drugs.before:,} to {all_drugs.deaths:,}",
            third[bool(-0.37 <= all_drugs.change <= -0.30)],
            "12 months ending December, deaths occurring in the country",
        ),
        (
            "The fall began in the summer of 2023",
            f"most deaths in {_month(order.peak.month)}; the first month at least "
            f"{order.drop:.0%} under it is {_month(order.fall.month)}",
            third[bool(summer)],
            "final monthly counts; a month’s date depends on how a fall is defined",
        ),
        (
            "Roughly 70,000 died with synthetic opioids in 2022",
            f"{year_2022:,}",
            "agrees" if near else "partly",
            "the final count stands above the early figure",
        ),
    ]
    return pd.DataFrame(rows, columns=["claim", "counted", "verdict", "why"])


def _of(seizures: pd.DataFrame, component: str, period_type: str) -> pd.DataFrame:
    """Rows of one component and one length of period."""
    return seizures[(seizures["component"] == component) & (seizures["period_type"] == period_type)]


def _percent(change: float) -> str:
    """A change in words, as ``34% fewer``."""
    return f"{abs(change):.0%} {'fewer' if change < 0 else 'more'}"


def _month(month: pd.Period) -> str:
    """A month in words, as ``May 2023``."""
    return month.strftime("%B %Y")
