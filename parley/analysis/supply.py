"""Seizures as a record of enforcement, and quoted claims recomputed from official counts."""

from dataclasses import dataclass

import pandas as pd

from parley.analysis.deaths import Order, YearChange, annual_sums, newest_vintage, per_day


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


CLAIMS = (
    (
        "Deaths with synthetic opioids fell by a third in 2024",
        "final counts of residents, calendar years",
    ),
    (
        "All overdose deaths fell by more than a quarter in 2024",
        "12 months ending December, deaths occurring in the country",
    ),
    (
        "The fall began in the summer of 2023",
        "final monthly counts; a month’s date depends on how a fall is defined",
    ),
    (
        "Roughly 70,000 died with synthetic opioids in 2022",
        "the final count stands above the early figure",
    ),
)
COMPONENT_LABELS = {
    "ofo_usbp_pounds": "Field Operations and Border Patrol, pounds",
    "ofo_usbp_months": "Months",
    "amo_pounds": "Air and Marine, pounds",
    "amo_months": "Months",
}


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
        Month with the most pounds a day.
    """

    top_year: int
    last_year: int
    top_pounds: float
    last_pounds: float
    change: float
    top_month: pd.Period

    @property
    def holds(self) -> tuple:
        """Return what must be true for a sentence to say that seizures peaked and are lower."""
        return (
            (self.top_year, "<", self.last_year, "the most came before the newest whole year"),
            (self.last_pounds, "<", self.top_pounds, "lower than at the top"),
        )


def december_change(sums: pd.DataFrame, year: int) -> YearChange:
    """Return deaths in the 12 months ending a December against the year before, of one vintage.

    Parameters
    ----------
    sums : DataFrame
        As from `deaths.trailing_of`.
    year : int
        Calendar year.

    Raises
    ------
    ValueError
        If one of the two Decembers is missing.
    """
    counts = sums.set_index("month_ending")["reported"].dropna()
    months = [pd.Period(f"{y}-12", "M") for y in (year - 1, year)]
    if missing := [str(month) for month in months if month not in counts.index]:
        raise ValueError(f"no 12-month count ending {', '.join(missing)}")
    before, now = (int(counts[month]) for month in months)
    return YearChange(year, now, before, now / before - 1)


def both_components(seizures: pd.DataFrame) -> pd.DataFrame:
    """Return seizures by fiscal year of both components side by side, which are never added.

    Returns
    -------
    DataFrame
        ``fiscal_year`` (int), ``ofo_usbp_pounds``, ``ofo_usbp_months``, ``amo_pounds``,
        ``amo_months``; missing where a component has no month of that year.
    """
    sides = []
    for component in ("ofo_usbp", "amo"):
        years = fiscal_years(seizures, component).set_index("fiscal_year")[["pounds", "months"]]
        sides.append(years.astype({"months": "Int64"}).add_prefix(f"{component}_"))
    return pd.concat(sides, axis=1).sort_index().reset_index()


def sources(seizures: pd.DataFrame, component: str | None = "ofo_usbp") -> list[str]:
    """Return the ids of the files behind a component's rows; behind all if None."""
    rows = seizures if component is None else seizures[seizures["component"] == component]
    return rows["source_id"].drop_duplicates().tolist()


def by_year(months: pd.DataFrame) -> pd.DataFrame:
    """Return seizures per calendar year: ``year``, ``pounds``, ``events``, ``months``."""
    year = months["month"].dt.year.rename("year")
    summed = months.groupby(year).agg(
        pounds=("pounds", "sum"), events=("events", "sum"), months=("pounds", "count")
    )
    return summed.reset_index()


def deaths_in(final: pd.DataFrame, year: int) -> int:
    """Return deaths in one whole calendar year of final months.

    Raises
    ------
    ValueError
        If the year is not whole.
    """
    counts = annual_sums(final).set_index("year")["deaths"]
    if year not in counts.index:
        raise ValueError(f"{year} is not whole in the final months")
    return int(counts[year])


def counted(claims: pd.DataFrame) -> int:
    """Return how many quoted claims agree with the official counts."""
    return int((claims["verdict"] == "agrees").sum())


def describe(months: pd.DataFrame) -> str:
    """Return a description of seizures by month, for who cannot see the chart."""
    first, last = months.iloc[0], months.iloc[-1]
    top = months.loc[months["pounds"].idxmax()]
    return (
        "Line charts on one time axis: US deaths per month, fentanyl seized at the border in "
        f"pounds, and the number of seizures. Seized: {first['pounds']:,.0f} pounds in "
        f"{_month(first['month'])}, highest {top['pounds']:,.0f} in {_month(top['month'])}, "
        f"{last['pounds']:,.0f} in {_month(last['month'])}. Ticks beneath: talks and acts."
    )


def describe_years(years: pd.DataFrame) -> str:
    """Return a description of seizures by fiscal year."""
    each = "; ".join(
        f"{row.fiscal_year}: {row.pounds:,.0f}"
        + ("" if row.is_whole else f" ({row.months} months)")
        for row in years.itertuples()
    )
    return f"Stem chart. Fentanyl seized by fiscal year, pounds. {each}."


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
        top_month=per_day(months).idxmax(),
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
    "A third" agrees from 30 to 37 per cent, "more than a quarter" above 25, "summer" from June
    to September, "roughly 70,000" within 5 per cent.
    """
    summer = pd.Period("2023-06", "M") <= order.fall.month <= pd.Period("2023-09", "M")
    near = abs(year_2022 / 70_000 - 1) <= 0.05
    turned = (
        f"most deaths in {_month(order.peak.month)}; the first month at least {order.drop:.0%} "
        f"under it is {_month(order.fall.month)}"
    )
    counted_again = (
        (_change(synthetic), _verdict(-0.37 <= synthetic.change <= -0.30)),
        (_change(all_drugs), _verdict(all_drugs.change < -0.25)),
        (turned, _verdict(summer)),
        (f"{year_2022:,}", "agrees" if near else "partly"),
    )
    rows = [
        (claim, *counted, why) for (claim, why), counted in zip(CLAIMS, counted_again, strict=True)
    ]
    return pd.DataFrame(rows, columns=["claim", "counted", "verdict", "why"])


def _of(seizures: pd.DataFrame, component: str, period_type: str) -> pd.DataFrame:
    """Rows of one component and one length of period."""
    return seizures[(seizures["component"] == component) & (seizures["period_type"] == period_type)]


def _change(change: YearChange) -> str:
    """Return a change of a year in words, as ``34% fewer: 72,776 to 47,735``."""
    side = "fewer" if change.change < 0 else "more"
    return f"{abs(change.change):.0%} {side}: {change.before:,} to {change.deaths:,}"


def _verdict(agrees: bool) -> str:
    """Return whether a claim agrees, in words."""
    return "agrees" if agrees else "does not agree"


def _month(month: pd.Period) -> str:
    """A month in words, as ``May 2023``."""
    return month.strftime("%B %Y")
