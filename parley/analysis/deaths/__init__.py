"""Deaths by month, and the talks and policy dates that stand beneath them as marks."""

import pandas as pd

from parley.analysis.deaths import around, lists, turning
from parley.analysis.deaths.canada import (
    QuarterChange,
    around_heads,
    control_step,
    controls,
    half_year_vintages,
    last_shared,
    per_head,
    quarter_change,
    quarters,
    side_by_side,
    two_years,
    us_quarters,
)
from parley.analysis.deaths.facts import (
    Headline,
    Order,
    Point,
    YearAround,
    YearChange,
    by_year,
    ends,
    headline,
    last_months,
    leading,
    order_in_time,
    peak,
    per_day,
    trailing_peak,
    window,
    year_around,
    year_change,
)
from parley.analysis.deaths.rebuilt import (
    TrailingError,
    apart,
    base_gap,
    revised,
    revised_months,
    smoothest,
    trailing_check,
    trailing_error,
    two_ways,
)
from parley.analysis.deaths.series import (
    TAIL,
    annual_sums,
    decembers,
    final_of,
    grown,
    monthly_from_trailing,
    monthly_series,
    newest_vintage,
    printed_in,
    require_monthly,
    revisions,
    trailing_of,
    trusted,
)

ROWS = {
    "counternarcotics": "Counternarcotics talks",
    "leaders": "Leaders",
    "other": "All other talks",
    "policy": "Policy events on fentanyl",
}
SHOWN = {
    "counternarcotics": ["counternarcotics", "policy"],
    "leaders": ["counternarcotics", "leaders", "policy"],
    "all": ["counternarcotics", "leaders", "other", "policy"],
}


def rug(
    meetings: pd.DataFrame,
    policy_events: pd.DataFrame,
    events: str = "all",
    topic: str | None = "fentanyl",
) -> pd.DataFrame:
    """Dates to mark beneath a chart, one row per talk or policy event.

    Parameters
    ----------
    meetings : DataFrame
        ``meeting_id``, ``start_date``, ``title``, ``channel``, ``status``; only held ones
        are marked.
    policy_events : DataFrame
        ``event_id``, ``date``, ``title``, ``topic``.
    events : {"counternarcotics", "leaders", "all"}
        Which talks: those of the counternarcotics channel, leaders' as well, or all.
    topic : str or None
        Policy events of this topic; of every topic if None.

    Returns
    -------
    DataFrame
        ``date``, ``row`` (a key of `ROWS`), ``label``, ``id``, ``title``; by row, then date.

    Raises
    ------
    ValueError
        If `events` is not one of the three.
    """
    if events not in SHOWN:
        raise ValueError(f"events is one of {', '.join(SHOWN)}, not {events!r}")
    held = meetings[meetings["status"] == "held"]
    channel = held["channel"]
    kind = channel.where(channel.isin(["counternarcotics", "leaders"]), "other")
    talks = held[["start_date", "meeting_id", "title"]].set_axis(["date", "id", "title"], axis=1)
    acts = policy_events if topic is None else policy_events[policy_events["topic"] == topic]
    policy = acts[["date", "event_id", "title"]].rename(columns={"event_id": "id"})
    marks = pd.concat([talks.assign(row=kind), policy.assign(row="policy")], ignore_index=True)
    marks = marks[marks["row"].isin(SHOWN[events])].assign(label=lambda m: m["row"].map(ROWS))
    order = marks.assign(order=marks["row"].map([*ROWS].index)).sort_values(["order", "date", "id"])
    return order[["date", "row", "label", "id", "title"]].reset_index(drop=True)


def spans(coverage: pd.DataFrame, events: str, first: pd.Period, last: pd.Period) -> pd.DataFrame:
    """Rows of a rug, each with the days between which it was looked for.

    Parameters
    ----------
    coverage : DataFrame
        The table ``coverage``: ``table``, ``series``, ``first``, ``last``.
    events : {"counternarcotics", "leaders", "all"}
        As for `rug`.
    first, last : Period
        Months of the chart; no span reaches over them.

    Returns
    -------
    DataFrame
        ``row``, ``label``, ``first``, ``last``, in the order they are drawn. A row that was
        not looked for in these months is left out: it would look like one without talks.
    """
    found = []
    for row in SHOWN[events] if not pd.isna(first) else ():
        table, series = ("policy_events", None) if row == "policy" else ("meetings", row)
        stated = coverage[coverage["table"] == table]
        named = stated[stated["series"] == series]
        known = named if len(named) else stated
        begin = max(known["first"].max(), first.start_time)
        end = min(known["last"].min(), last.end_time)
        if begin < end:
            found.append({"row": row, "label": ROWS[row], "first": begin, "last": end})
    return pd.DataFrame(found, columns=["row", "label", "first", "last"])


def within(marks: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Return the marks whose month lies between a series' first and last month."""
    month = pd.PeriodIndex(marks["date"], freq="M")
    span = (month >= series["month"].min()) & (month <= series["month"].max())
    return marks[span].reset_index(drop=True)


def months_with_talks(
    meetings: pd.DataFrame, first: str | pd.Period, last: str | pd.Period
) -> float:
    """Share of months, first to last, in which at least one talk was held; in 0–1.

    Raises
    ------
    ValueError
        If `last` comes before `first`.
    """
    every = pd.period_range(first, last, freq="M")
    if not len(every):
        raise ValueError(f"{last} comes before {first}")
    held = meetings[meetings["status"] == "held"]
    talks = pd.PeriodIndex(held["start_date"], freq="M")
    return float(every.isin(talks).mean())


def meeting_day(meetings: pd.DataFrame, channel: str, month: str) -> pd.Timestamp:
    """First day of the only meeting that a channel held in a month.

    Raises
    ------
    ValueError
        If the record has none, or several.
    """
    held = meetings[(meetings["channel"] == channel) & (meetings["status"] == "held")]
    found = held[pd.PeriodIndex(held["start_date"], freq="M") == pd.Period(month, "M")]
    if len(found) != 1:
        raise ValueError(
            f"{len(found)} meetings of {channel} in {month}, where one is meant: add it to "
            "meetings.csv, or ask for another"
        )
    return found["start_date"].iloc[0]


def first_day(marks: pd.DataFrame, row: str, after: pd.Period | None = None) -> pd.Timestamp:
    """Return the day of the first mark of a row, or of the first after a month.

    Raises
    ------
    ValueError
        If the row has none.
    """
    days = marks.loc[marks["row"] == row, "date"]
    days = days if after is None else days[days > after.end_time]
    if days.empty:
        raise ValueError(f"no mark of {row} is shown: choose other events")
    return days.min()


def months_from(earlier: pd.Period | pd.Timestamp, later: pd.Period | pd.Timestamp) -> int:
    """Return the calendar months from one month or day to another; negative if reversed.

    Examples
    --------
    >>> months_from(pd.Period("2023-05", "M"), pd.Timestamp("2023-11-15"))
    6
    """
    return (pd.Period(later, "M") - pd.Period(earlier, "M")).n
