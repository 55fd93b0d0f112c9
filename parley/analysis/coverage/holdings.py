"""What the record holds, and what it does not: coverage, reading, vintages, missing sources."""

import pandas as pd

from parley.analysis.topics.windows import FREQUENCY, Window, window

SERIES_PERIOD = {
    "us_deaths_monthly": "month",
    "us_deaths_12mo": "month_ending",
    "us_deaths_annual": "year",
    "canada_deaths": "period",
    "seizures": "period",
}

SERIES_NAMES = {
    "us_deaths_monthly": "US deaths, by month",
    "us_deaths_12mo": "US deaths, 12 months: {}",
    "us_deaths_annual": "US deaths, by year",
    "canada_deaths": "Canada, deaths by {}",
    "seizures": "US seizures, {}",
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
}


def meetings_by_channel(
    held: pd.DataFrame, coverage: pd.DataFrame, as_of: pd.Timestamp, *, period: str = "month"
) -> pd.DataFrame:
    """Return the number of meetings held in each period and channel, with what is covered.

    Parameters
    ----------
    held : DataFrame
        Meetings that were held.
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
    found = held["start_date"].dt.to_period(FREQUENCY[period]).value_counts()
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
    every = pd.MultiIndex.from_product(
        [("us", "prc"), ("full", "opening", "reported", "none_found", "unknown")],
        names=["side", "state"],
    )
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
    table = table[table["unsourced"] > 0]
    order = ["unsourced", "label"]
    return table.sort_values(order, ascending=[False, True]).reset_index(drop=True)


def without_source(**tables: pd.DataFrame) -> pd.DataFrame:
    """Return, for each table given by name, its rows and how many of them cite no source.

    Parameters
    ----------
    **tables : DataFrame
        Tables with a column ``source_id``, by their name.

    Returns
    -------
    DataFrame
        One row per table in the order given: ``table``, ``rows``, ``no_source`` (int).
    """
    counts = [(name, len(rows), int(_blank(rows).sum())) for name, rows in tables.items()]
    return pd.DataFrame(counts, columns=["table", "rows", "no_source"])


def _blank(rows: pd.DataFrame) -> pd.Series:
    return rows["source_id"].isna() | (rows["source_id"] == "")


def vintages(**tables: pd.DataFrame) -> pd.DataFrame:
    """Return each dated copy of each official series: when it was published, what it spans.

    Parameters
    ----------
    **tables : DataFrame
        Series tables by name: us_deaths_monthly, us_deaths_12mo, us_deaths_annual,
        canada_deaths, seizures.

    Returns
    -------
    DataFrame
        One row per ``table``, ``series`` (the indicator, period type or component where a
        table holds several), ``name`` (both as readers see them) and ``vintage``
        (Timestamp): ``first`` and ``last`` (Timestamp,
        first day of the first and last day of the last period held) and ``rows`` (int).

    Raises
    ------
    ValueError
        If a table is not one of the series above.
    """
    if unknown := set(tables) - set(SERIES_PERIOD):
        raise ValueError(f"no series table is called {', '.join(sorted(unknown))}")
    parts = [_vintages(name, rows) for name, rows in tables.items() if len(rows)]
    columns = ["table", "series", "name", "vintage", "first", "last", "rows"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _vintages(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    months = rows["months"] if "months" in rows else [pd.NA] * len(rows)
    spans = [_span(*cell) for cell in zip(rows[SERIES_PERIOD[name]], months, strict=True)]
    known = [column for column in ("indicator", "period_type", "component") if column in rows]
    series = rows[known].agg(", ".join, axis=1) if known else pd.Series(name, rows.index)
    dated = pd.DataFrame(
        {
            "series": series.to_numpy(),
            "vintage": rows["vintage"].to_numpy(),
            "first": [start for start, _ in spans],
            "last": [end for _, end in spans],
        }
    )
    grouped = dated.groupby(["series", "vintage"]).agg(
        first=("first", "min"), last=("last", "max"), rows=("first", "size")
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
