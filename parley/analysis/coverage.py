"""What the record holds, and what it does not: coverage, reading, vintages, missing sources."""

from collections.abc import Mapping

import pandas as pd

from parley import sides
from parley.analysis.fact import fact
from parley.analysis.months import as_known
from parley.analysis.topics.accounts import FREQUENCY, Window, window

STATES = {
    "full": "Read in full",
    "opening": "Opening read",
    "reported": "Known through reports",
    "none_found": "No account found",
    "unknown": "Not known",
}
FOUND = ("full", "opening", "reported")

SERIES_PERIOD = {
    "us_deaths_monthly": "month",
    "us_deaths_12mo": "month_ending",
    "us_deaths_annual": "year",
    "canada_deaths": "period",
    "seizures": "period",
    "official_series": "period",
    "population": "month",
}

SERIES_PARTS = ("series", "indicator", "period_type", "component")
SERIES_NAMES = {
    "us_deaths_monthly": "US deaths, by month",
    "us_deaths_12mo": "US deaths, 12 months: {}",
    "us_deaths_annual": "US deaths, by year",
    "canada_deaths": "Canada, deaths by {}",
    "seizures": "US seizures, {}",
    "official_series": "{}",
    "population": "US residents on 1 July",
}
PART_NAMES = {
    "all_drug_overdose": "all drugs",
    "cocaine_t40_5": "cocaine",
    "heroin_t40_1": "heroin",
    "psychostimulants_t43_6": "stimulants",
    "synthetic_opioids_t40_4": "T40.4",
    "half_year": "half-year",
    "fiscal_year": "fiscal year",
    "ofo_usbp": "ports and border",
    "amo": "air and sea",
    "12_months": "12 months",
    "all_overdose_deaths": "US overdose deaths, all drugs",
    "fentanyl_reports": "Laboratories, fentanyl reports",
    "nonfatal_opioid_overdoses": "Non-fatal opioid overdoses",
    "overdose_deaths": "Overdose deaths by division",
    "pill_fentanyl": "Fentanyl in pills",
    "powder_purity": "Purity of powder",
    "synthetic_opioid_deaths": "T40.4 deaths by state",
}


def meetings_by_channel(
    held: pd.DataFrame, coverage: pd.DataFrame, as_of: pd.Timestamp, *, period: str = "month"
) -> pd.DataFrame:
    """Return the number of meetings held in each period and channel, with what is covered.

    Parameters
    ----------
    held : DataFrame
        Meetings that were held; one on a day on which its channel was not looked at has no count.
    coverage : DataFrame
        The table `coverage`; a channel's own dates decide where it has any.
    as_of : Timestamp
        Day as which the record is read; the periods run up to it, covered or not.
    period : {"month", "quarter", "year"}
        Length of a period.

    Returns
    -------
    DataFrame
        One row per ``channel`` and ``period``, the busiest channel first: ``meetings``
        (Int64; 0 where looked at and none found, missing where not covered) and ``cover``
        (covered, partly, not_covered). Empty if no meeting was held.
    """
    order = held["channel"].value_counts().rename_axis("channel").reset_index(name="total")
    order = order.sort_values(["total", "channel"], ascending=[False, True])["channel"]
    parts = [
        _channel_periods(
            held[held["channel"] == channel], window(coverage, as_of, channel=channel), period
        ).assign(channel=channel)
        for channel in order
    ]
    columns = ["channel", "period", "meetings", "cover"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _channel_periods(held: pd.DataFrame, span: Window, period: str) -> pd.DataFrame:
    periods = span.periods(period)
    days = held.loc[span.contains(held["start_date"]), "start_date"]
    found = days.dt.to_period(FREQUENCY[period]).value_counts()
    counts = found.reindex(periods, fill_value=0).astype("Int64").to_numpy()
    table = pd.DataFrame({"period": periods, "meetings": counts, "cover": span.cover(periods)})
    return table.assign(meetings=table["meetings"].where(table["cover"] != "not_covered"))


def account_states(held: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """Return how many meetings of each side have an account that was read, and how far.

    Returns
    -------
    DataFrame
        One row per ``side`` (us, prc) and ``state`` (full, opening, reported, none_found,
        unknown), all ten always there: ``meetings`` (int). Each side's rows sum to the
        meetings held, where every meeting has its row.
    """
    own = accounts[accounts["meeting_id"].isin(held["meeting_id"])]
    state = own["read"].where(own["published"] == "yes", own["published"])
    every = pd.MultiIndex.from_product([("us", "prc"), STATES], names=["side", "state"])
    counts = own.assign(state=state).groupby(every.names).size()
    return counts.reindex(every, fill_value=0).rename("meetings").reset_index()


def unsourced(mentions: pd.DataFrame, topics: pd.DataFrame) -> pd.DataFrame:
    """Return the mentions that rest on general knowledge, by topic, the most first.

    Returns
    -------
    DataFrame
        One row per topic that has such a row: ``topic``, ``label``, ``us``, ``prc``,
        ``press`` (int), ``unsourced`` (their sum) and ``mentions`` (all of the topic's rows).

    Notes
    -----
    No share counts these rows; they are kept so that someone may find the source.
    """
    known = mentions[mentions["basis"] == "knowledge"]
    table = topics[["topic", "label"]].copy()
    for side in ("us", "prc", "press"):
        own = known.loc[known["side"] == side, "topic"].value_counts()
        table[side] = table["topic"].map(own).fillna(0).astype(int)
    table["unsourced"] = table[["us", "prc", "press"]].sum(axis=1)
    table["mentions"] = table["topic"].map(mentions["topic"].value_counts()).fillna(0).astype(int)
    order = {"by": ["unsourced", "label"], "ascending": [False, True]}
    return table[table["unsourced"] > 0].sort_values(**order, ignore_index=True)


def vintages(**tables: pd.DataFrame) -> pd.DataFrame:
    """Return each dated copy of each official series: when it was published, what it spans.

    Parameters
    ----------
    **tables : DataFrame
        Series tables by name: those of `SERIES_PERIOD`, which are all that keep vintages.

    Returns
    -------
    DataFrame
        One row per ``table``, ``series`` (the indicator, period type or component where a
        table holds several), ``name`` (both as readers see them) and ``vintage``
        (Timestamp): ``given`` (the vintage in words, as exactly as it is known), ``first`` and
        ``last`` (Timestamp, first day of the first and last day of the last period held) and
        ``rows`` (int). A row that states no deaths is in none of them.

    Raises
    ------
    ValueError
        If a table is not one of the series above.
    """
    if unknown := set(tables) - set(SERIES_PERIOD):
        raise ValueError(f"no series table is called {', '.join(sorted(unknown))}")
    stated = {
        name: rows.dropna(subset=["deaths"]) if "deaths" in rows else rows
        for name, rows in tables.items()
    }
    parts = [_vintages(name, rows) for name, rows in stated.items() if len(rows)]
    columns = ["table", "series", "name", "vintage", "given", "first", "last", "rows"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _vintages(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    months = rows["months"] if "months" in rows else [pd.NA] * len(rows)
    spans = [_span(*cell) for cell in zip(rows[SERIES_PERIOD[name]], months, strict=True)]
    known = [column for column in SERIES_PARTS if column in rows]
    series = rows[known].agg(", ".join, axis=1) if known else pd.Series(name, rows.index)
    dated = pd.DataFrame(
        {
            "series": series.to_numpy(),
            "vintage": rows["vintage"].to_numpy(),
            "given": as_known(rows["vintage"], rows["vintage_precision"]),
            "first": [start for start, _ in spans],
            "last": [end for _, end in spans],
        }
    )
    grouped = dated.groupby(["series", "vintage"]).agg(
        given=("given", "first"),
        first=("first", "min"),
        last=("last", "max"),
        rows=("first", "size"),
    )
    named = [_series_name(name, series) for series, _ in grouped.index]
    return grouped.reset_index().assign(table=name, name=named)


def _series_name(table: str, series: str) -> str:
    parts = [PART_NAMES.get(part, part) for part in series.split(", ")]
    return SERIES_NAMES[table].format(", ".join(parts))


def _span(value: object, months: int | None = None) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return first and last day of a period: a Period, or 2023, 2023-Q1, 2023-H1, FY2024, 2024-05.

    A US federal fiscal year begins on 1 October of the year before; where the row says how
    many `months` of it are in, the last day is that of the last of them.
    """
    if isinstance(value, pd.Period):
        return value.start_time, value.end_time.normalize()
    text = str(value)
    if text.startswith("FY"):
        start = pd.Timestamp(int(text[2:]) - 1, 10, 1)
        return start, start + pd.offsets.MonthEnd(12 if pd.isna(months) else int(months))
    if "-H" in text:
        year, half = text.split("-H")
        start = pd.Timestamp(int(year), 1 if half == "1" else 7, 1)
        return start, start + pd.offsets.MonthEnd(6)
    period = pd.Period(text.replace("-Q", "Q"))
    return period.start_time, period.end_time.normalize()


class Holdings(
    fact(
        "held other accounts full none_found unknown possible "
        "us us_full prc prc_full mentions unsourced holds"
    )
):
    """What the record holds, counted; the holds say that each meeting has two accounts or none.

    Attributes
    ----------
    held, other : int
        Meetings held, and those cancelled or postponed.
    accounts, full, none_found, unknown, possible : int
        Accounts found, those read in full, those that a search did not find, those of which it is
        not known, and all that there could be: two a meeting.
    us, us_full, prc, prc_full : int
        Accounts found of each side, and those read in full.
    mentions, unsourced : int
        Mentions, and those that rest on general knowledge.
    """


def holdings(
    meetings: pd.DataFrame, held: pd.DataFrame, states: pd.DataFrame, mentions: pd.DataFrame
) -> Holdings:
    """Return the counts that the page's sentences are made of.

    Parameters
    ----------
    meetings, mentions : DataFrame
        The tables of those names.
    held : DataFrame
        The meetings that are counted.
    states : DataFrame
        As `account_states` returns it.
    """
    counts = states.set_index(["side", "state"])["meetings"]
    found = {side: int(counts[side][list(FOUND)].sum()) for side in ("us", "prc")}
    by_state = counts.groupby("state").sum()
    full, none_found, unknown = (int(by_state[each]) for each in ("full", "none_found", "unknown"))
    possible = int(counts.sum())
    return Holdings(
        len(held), int((meetings["status"] != "held").sum()), sum(found.values()), full, none_found,
        unknown, possible, found["us"], int(counts["us", "full"]), found["prc"],
        int(counts["prc", "full"]), len(mentions), int((mentions["basis"] == "knowledge").sum()),
        ((possible, "==", 2 * len(held), "each meeting has two sides"),),
    )  # fmt: skip


class Busy(fact("first? m? second? second_m? total channels holds", total=0, channels=0)):
    """The channel with the most meetings, and the next; None where there is none."""


def busiest(months: pd.DataFrame, names: Mapping[str, str]) -> Busy:
    """Return which two channels of `meetings_by_channel` met most, and how many met at all."""
    sums = months.groupby("channel")["meetings"].sum().sort_values(ascending=False, kind="stable")
    total = int(sums.sum())
    if len(sums) < 2:
        return Busy(total=total, channels=len(sums))
    first, second = ((names.get(each, each).lower(), int(m)) for each, m in sums.head(2).items())
    return Busy(*first, *second, total, len(sums))


class Copies(fact("count series newest holds")):
    """How many dated copies of official series are kept, and the newest; None without any."""


def copies(table: pd.DataFrame) -> Copies:
    """Return how many rows `vintages` has, of how many series, and the month of the newest."""
    if table.empty:
        return Copies()
    return Copies(len(table), table["name"].nunique(), table["vintage"].max().to_period("M"))


def channels_by_year(months: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the meetings of `meetings_by_channel` as a table: a row a channel, a column a year."""
    known = months[months["cover"] != "not_covered"]
    known = known.assign(year=pd.PeriodIndex(known["period"], freq="M").year.astype(str))
    counts = known.groupby(["channel", "year"], sort=False)["meetings"].sum()
    wide = counts.unstack("year").reset_index().rename_axis(columns=None)
    return wide.assign(channel=wide["channel"].map(dict(names)).fillna(wide["channel"]))


def states_by_side(states: pd.DataFrame) -> pd.DataFrame:
    """Return `account_states` as a table: a row a state, a column a side."""
    named = states.assign(state=states["state"].map(STATES), side=states["side"].map(sides.names()))
    wide = named.set_index(["state", "side"])["meetings"].unstack("side")
    wide = wide[list(sides.names().values())].reindex(STATES.values())
    return wide.reset_index().rename_axis(columns=None)


def gap_rows(gaps: pd.DataFrame) -> pd.DataFrame:
    """Return the known gaps as cells, with ``since`` and ``until`` in words.

    Parameters
    ----------
    gaps : DataFrame
        The table of that name; its dates are known to the day, the month or the year.
    """
    since, until = (gaps[end].map(_worded) for end in ("first", "last"))
    return gaps.assign(since=since, until=until).sort_values(["table", "gap_id"])


def _worded(when: object) -> str | None:
    """Return a date of the record in words, as exact as it is: 2017, May 2017, 3 May 2017."""
    if pd.isna(when) or not (text := str(when).strip()[:10]):
        return None
    day = pd.Timestamp(text)
    month = f"{day:%B %Y}"
    return {4: text, 7: month}.get(len(text), f"{day.day} {month}")
