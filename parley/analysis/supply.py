"""Seizures as a record of enforcement, and quoted claims recomputed from official counts."""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from parley.analysis import superlatives
from parley.analysis.deaths import Order, YearChange, newest_vintage, per_day, require_monthly
from parley.analysis.fact import fact

THIRD, NEARLY_27 = 1 / 3, (0.26, 0.27)
SUMMER = pd.period_range("2023-06", "2023-09", freq="M")


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


class Seized(
    fact("top_year second_year last_year top_pounds second_pounds last_pounds change holds")
):
    """The most and the newest that was seized in a whole fiscal year.

    Attributes
    ----------
    top_year, second_year, last_year : int
        Fiscal years with the most pounds, the next most, and the newest whole one.
    top_pounds, second_pounds, last_pounds : float
        Pounds seized in each.
    change : float
        From the first to the last, as a share of `top_pounds`.
    """


class Heaviest(fact("month second_month daily second_daily holds")):
    """The month with the most pounds a day, the next, and their pounds a day."""


def december_change(sums: pd.DataFrame, year: int, counts: str = "reported") -> YearChange:
    """Return deaths in the 12 months ending a December against the year before, of one vintage.

    Parameters
    ----------
    sums : DataFrame
        As from `deaths.trailing_of`.
    year : int
        Calendar year.
    counts : {"reported", "predicted"}
        Which of CDC's two counts; never one against the other.

    Raises
    ------
    ValueError
        If one of the two Decembers is missing.
    """
    months = [pd.Period(f"{y}-12", "M") for y in (year - 1, year)]
    return _between(sums.set_index("month_ending")[counts], year, months, "12-month count ending")


def _between(values: pd.Series, year: int, two: list, what: str) -> YearChange:
    """Return the change of a year: from the first of two times to the second."""
    known = values.dropna()
    if missing := [str(each) for each in two if each not in known.index]:
        raise ValueError(f"no {what} {', '.join(missing)}")
    before, now = known[two].tolist()
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


def seized(seizures: pd.DataFrame) -> Seized:
    """Return the highest and the newest whole fiscal year of seizures.

    Raises
    ------
    ValueError
        If fewer than two fiscal years are whole.
    """
    years = fiscal_years(seizures)
    whole = years[years["is_whole"]].set_index("fiscal_year")["pounds"]
    if len(whole) < 2:
        raise ValueError("fewer than two fiscal years of seizures by ofo_usbp are whole")
    ranked = whole.sort_values(ascending=False)
    (top, second), last = ranked.index[:2], int(whole.index[-1])
    years = (int(top), int(second), last)
    most, next_most, newest = pounds = [float(whole[year]) for year in years]
    holds = (
        (most, ">", next_most, superlatives.AHEAD),
        (int(top), "<", last, "the most came before the newest whole year"),
        (newest, "<", most, "lower than at the top"),
    )
    return Seized(*years, *pounds, float(whole[last] / whole[top] - 1), holds)


def heaviest(seizures: pd.DataFrame) -> Heaviest:
    """Return the month with the most pounds seized a day, and the next."""
    daily = per_day(monthly(seizures).set_index("month")["pounds"]).nlargest(2)
    first, second = map(float, daily)
    return Heaviest(*daily.index, first, second, ((first, ">", second, superlatives.AHEAD),))


def rate_change(annual: pd.DataFrame, year: int) -> YearChange:
    """Return a year's age-adjusted rate per 100,000 against the year before.

    Parameters
    ----------
    annual : DataFrame
        The table ``us_deaths_annual``.

    Raises
    ------
    ValueError
        If one of the two rates is missing.
    """
    rates = newest_vintage(annual).set_index("year")["rate_per_100k"]
    return _between(rates, year, [year - 1, year], "rate of")


class Steps(NamedTuple):
    """How many months had fewer deaths a day than the month before, of how many."""

    fewer: int
    months: int


def steps_down(final: pd.DataFrame, first: str) -> Steps:
    """Return how many final months from `first` on had fewer deaths a day than the one before."""
    daily = per_day(require_monthly(final).dropna())
    down = daily.pct_change()[daily.index >= pd.Period(first, "M")] < 0
    return Steps(int(down.sum()), len(down))


def quoted_claims(
    quotes: Mapping[str, tuple[str, str, str]],
    order: Order,
    synthetic: YearChange,
    rate: YearChange,
    all_drugs: YearChange,
    steps: Steps,
) -> pd.DataFrame:
    """Return quoted claims about the fall in deaths, beside what official counts give.

    Parameters
    ----------
    quotes : mapping
        For ``third``, ``quarter``, ``summer`` and ``monthly``: the words, who said them and when,
        and the address.
    order : Order
        From `deaths.order_in_time`.
    synthetic, rate, all_drugs : YearChange
        Change in 2024 of deaths with synthetic opioids, of their rate, and of all overdose deaths.
    steps : Steps
        As `steps_down` returns them.

    Returns
    -------
    DataFrame
        ``claim``, ``who``, ``url``, ``counted``, ``per_head`` (blank where no rate is held),
        ``agrees`` (yes, no, or cannot tell).

    Notes
    -----
    "More than a third" agrees above 33.3 per cent, by count and by rate; "nearly 27 per cent" from
    26 to 27; "summer" from June to September. "Each month" was said of all overdoses, of which no
    months are held: months of deaths with synthetic opioids stand beside it and decide nothing.
    """
    low, high = NEARLY_27
    found = {
        "third": (_change(synthetic), _change(rate), max(synthetic.change, rate.change) < -THIRD),
        "quarter": (_change(all_drugs), "", low <= -round(all_drugs.change, 2) <= high),
        "summer": (f"a tenth fewer by {order.fall.month:%B %Y}", "", order.fall.month in SUMMER),
        "monthly": (f"{steps.fewer}/{steps.months} months, synthetic opioids alone", "", None),
    }
    told = {True: "yes", False: "no", None: "cannot tell"}
    rows = [(*quotes[key], *found[key][:2], told[found[key][2]]) for key in quotes]
    return pd.DataFrame(rows, columns=["claim", "who", "url", "counted", "per_head", "agrees"])


def _of(seizures: pd.DataFrame, component: str, period_type: str) -> pd.DataFrame:
    """Rows of one component and one length of period."""
    return seizures[(seizures["component"] == component) & (seizures["period_type"] == period_type)]


def _change(change: YearChange) -> str:
    """Return a change of a year as ``34% fewer``, or ``more``."""
    return f"{abs(change.change):.0%} {'fewer' if change.change < 0 else 'more'}"
