"""The promises, what became of them, how many were kept, and how long that took."""

import pandas as pd

from parley import sides
from parley.analysis.fact import fact
from parley.analysis.shares import with_intervals
from parley.analysis.survival import clustered_band, cumulative_incidence
from parley.analysis.topics.accounts import Window

STATE_NAMES = {
    "delivered": "Delivered",
    "partly": "Partly delivered",
    "ongoing": "Still open",
    "not_delivered": "Not delivered",
    "lapsed": "Lapsed",
    "no_report": "No later report found",
}
STATES = tuple(STATE_NAMES)
DAYS_A_MONTH = 365.25 / 12
BASES = ("to_end", "to_news")
ENDS = ("delivered", "failed")
FEWEST = 5


def states(commitments: pd.DataFrame) -> pd.Series:
    """Return what became of each promise: a key of `STATE_NAMES`.

    Parameters
    ----------
    commitments : DataFrame
        ``status`` and ``later_report``, as the table of that name.

    Notes
    -----
    No later report is a statement about the search, whatever status the row then carries: such a
    promise is neither kept nor broken. Every page says what became of a promise in these words.
    """
    found = commitments["later_report"] != "none_found"
    return commitments["status"].where(found, "no_report").rename("state")


def by_names() -> dict[str, str]:
    """Return what those who promised are called: each side, and both."""
    return sides.names(both="Both sides")


def window(
    coverage: pd.DataFrame,
    as_of: pd.Timestamp,
    *,
    first_date: str | None = None,
    last_date: str | None = None,
) -> Window:
    """Return the dates asked for beside the dates that the table of promises covers.

    Parameters
    ----------
    coverage : DataFrame
        The table `coverage`. Where it says nothing of promises, what it says of the meetings
        counts, at which they were made.
    as_of : Timestamp
        Day as which the record is read; nothing later is covered.
    first_date, last_date : str, optional
        ISO dates, each included. Left out: the first covered day, and `as_of`.

    Raises
    ------
    ValueError
        If the record states no coverage of the promises, or the dates are reversed.
    """
    own, met = (coverage[coverage["table"] == name] for name in ("commitments", "meetings"))
    rows = own if len(own) else met
    if rows.empty:
        raise ValueError("coverage.csv states no coverage of the commitments or the meetings")
    first, last = rows["first"].max(), min(rows["last"].min(), as_of)
    begin, end = pd.Timestamp(first_date or first), pd.Timestamp(last_date or as_of)
    if begin > end:
        raise ValueError(f"the first date, {begin:%Y-%m-%d}, is after the last, {end:%Y-%m-%d}")
    return Window(begin, end, first, last)


def promises(
    commitments: pd.DataFrame, meetings: pd.DataFrame, span: Window, *, channel: str | None = None
) -> pd.DataFrame:
    """Return the promises made in the dates that are counted, each with its state and channel.

    Parameters
    ----------
    commitments, meetings : DataFrame
        The tables of those names.
    span : Window
        As `window` returns it.
    channel : str, optional
        Only promises made at meetings of this channel.

    Returns
    -------
    DataFrame
        The columns of `commitments`, oldest first, with ``channel`` and ``state``: the status, or
        no_report where no later report was found. No later report is a statement about the search:
        such a promise is neither kept nor broken, and in no share.
    """
    own = commitments[span.contains(commitments["date"])]
    own = own.merge(meetings[["meeting_id", "channel"]], on="meeting_id", how="left")
    if channel:
        own = own[own["channel"] == channel]
    return own.assign(state=states(own)).sort_values(["date", "commitment_id"], ignore_index=True)


def state_counts(made: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Return how many promises are in each state, in all or for each value of `by`.

    Returns
    -------
    DataFrame
        A column for each of `STATES`, ``made`` (all), ``reported`` (those with a later report);
        with `by` a row for each of its values, most promises first, else one row.
    """
    group = made[by] if by else pd.Series("all", made.index, name="group")
    counts = pd.crosstab(group, made["state"]).reindex(columns=list(STATES), fill_value=0)
    counts = counts.rename_axis(columns=None)
    if not by and counts.empty:
        counts.loc["all"] = 0
    counts = counts.assign(made=counts.sum(axis=1), reported=lambda f: f["made"] - f["no_report"])
    counts = counts.reset_index(names=by or "group")
    return counts.sort_values(["made", by or "group"], ascending=[False, True], ignore_index=True)


def kept(made: pd.DataFrame, labels: dict[str, str]) -> pd.DataFrame:
    """Return the share delivered of the promises with a later report: in all, by whom, by topic.

    Parameters
    ----------
    made : DataFrame
        As `promises` returns it.
    labels : dict
        Display name of each topic.

    Returns
    -------
    DataFrame
        One row for all, for each side that promised, and for each topic: ``group`` (all, by,
        topic), ``key``, ``label``, the columns of `state_counts`, ``share``, ``low``, ``high``
        (Wilson, 95 %; missing below five) and ``too_few``; ``least`` and ``most`` (0 to 1):
        the share if none, and if every one, of those without a later report was delivered.

    Notes
    -----
    The denominator holds promises that are still open: they are not delivered yet. Those without
    a later report are in neither count.
    """
    parts = [("all", state_counts(made).assign(key="all", label="All promises"))]
    for group, column, names in (("by", "promised_by", by_names()), ("topic", "topic", labels)):
        counts = state_counts(made, column).rename(columns={column: "key"})
        parts.append((group, counts.assign(label=counts["key"].map(names).fillna(counts["key"]))))
    table = pd.concat([rows.assign(group=group) for group, rows in parts], ignore_index=True)
    table = with_intervals(table, count="delivered", total="reported")
    shown = ["share", "low", "high"]
    table[shown] = table[shown].mask(table["too_few"])
    total = table["made"].where(table["made"] > 0)
    table["least"] = (table["delivered"] / total).astype(float)
    table["most"] = ((table["delivered"] + table["no_report"]) / total).astype(float)
    front = ["group", "key", "label", *STATES, "made", "reported"]
    return table[[*front, *shown, "too_few", "least", "most"]]


def ledger(made: pd.DataFrame, sources: pd.DataFrame, labels: dict[str, str]) -> pd.DataFrame:
    """Return the promises as readers see them, newest first, with the addresses of the evidence.

    Parameters
    ----------
    made : DataFrame
        As `promises` returns it.
    sources : DataFrame
        The table `sources`.
    labels : dict
        Display name of each topic.

    Returns
    -------
    DataFrame
        ``date``, ``commitment``, ``topic``, ``promised_by``, ``status``, ``status_date``,
        ``status_note``, ``promise_source``, ``status_source`` (publishers; missing where none),
        and ``page``, ``promise_url``, ``status_url``, relative to a report's page.
    """
    known = sources.set_index("source_id")
    address = pd.Series(
        [_source_page(key, date) for key, date in known["date"].items()], known.index, dtype=object
    )
    rows = made.iloc[::-1].assign(
        page=[f"../../meetings/{each}/index.html" for each in made["meeting_id"].iloc[::-1]],
        topic=made["topic"].map(labels).fillna(made["topic"]),
        promised_by=made["promised_by"].map(by_names()),
        status=made["state"].map(STATE_NAMES),
        promise_source=made["source_id"].map(known["publisher"]),
        promise_url=made["source_id"].map(address),
        status_source=made["status_source_id"].map(known["publisher"]),
        status_url=made["status_source_id"].map(address),
    )
    named = ["date", "commitment", "topic", "promised_by", "status", "status_date", "status_note"]
    links = ["promise_source", "status_source", "page", "promise_url", "status_url"]
    return rows[["commitment_id", *named, *links, "meeting_id", "source_id", "status_source_id"]]


def _source_page(key: str, date: pd.Timestamp) -> str:
    year = "undated" if pd.isna(date) else f"{date.year}"
    return f"../../sources/{year}.html#source-{key}"


def short(when: pd.Timestamp) -> str:
    """Return a day as a narrow cell says it.

    Examples
    --------
    >>> short(pd.Timestamp("2024-01-30"))
    '30 Jan 2024'
    """
    return f"{when.day} {when:%b %Y}"


def ledger_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Return `ledger` as cells: ``told`` (status and day), ``made`` and ``about`` in words, and
    ``says``: which promise became what, for the gate to hold against other pages.
    """
    told = zip(rows["status"], rows["status_date"], strict=True)
    return rows.assign(
        made=[short(day) for day in rows["date"]],
        told=[f"{status}, {short(day)}" for status, day in told],
        about=rows["promised_by"] + ": " + rows["topic"],
        says=said_of(rows["commitment_id"], rows["status"]),
    )


def said_of(promises: pd.Series, told: pd.Series) -> pd.Series:
    """Return what a page states of each promise: what became of it, in the words it uses."""
    return "promise/" + promises + ": became=" + told.str.replace(" ", "-")


class Totals(
    fact(
        "made delivered partly ongoing not_delivered lapsed no_report "
        "failed reported share low high least most holds"
    )
):
    """How many promises are in each state; the holds say that each is in one.

    Attributes
    ----------
    made, delivered, partly, ongoing, not_delivered, lapsed, no_report : int
        All promises, and those in each state.
    failed, reported : int
        Not delivered or lapsed; and those with a later report.
    share, low, high : float or None
        Share delivered of those with a later report; None below five.
    least, most : float or None
        Share of all, if none and if every one of those without a later report was delivered.
    """


def totals(table: pd.DataFrame) -> Totals:
    """Return the row of `kept` for all promises as a fact."""
    row = table[table["group"] == "all"].iloc[0]
    made, reported = int(row["made"]), int(row["reported"])
    counts = [int(row[state]) for state in STATES]
    shares = [
        None if pd.isna(row[name]) else float(row[name])
        for name in ("share", "low", "high", "least", "most")
    ]
    check = (sum(counts), "==", made, "each promise has one state")
    failed = int(row["not_delivered"] + row["lapsed"])
    return Totals(made, *counts, failed, reported, *shares, (check,))


class Waiting(fact("curve promises meetings same_day half low high end holds")):
    """How the promises end, by time since they were made.

    Attributes
    ----------
    curve : DataFrame
        ``basis`` (to_end, to_news), ``months``, ``delivered`` and ``failed`` (shares, 0 to 1) with
        ``_low`` and ``_high``, ``open``, ``at_risk`` (int): steps, starting at 0 months.
    promises, meetings, same_day : int
        Promises looked at, the meetings they were made at, those delivered on the day itself.
    half, low, high : float or None
        Months until half are delivered, basis to_end; None where that is not reached.
    end : Timestamp
        The last covered day.
    """


def outcomes(made: pd.DataFrame, end: pd.Timestamp, basis: str = "to_end") -> pd.DataFrame:
    """Return how long each promise waited, and how that ended.

    Parameters
    ----------
    made : DataFrame
        As `promises` returns it.
    end : Timestamp
        Last covered day; what came after it has not come yet.
    basis : {"to_end", "to_news"}
        Where a promise that has not ended is cut off: at `end`, as one that the search up to then
        did not find ended; or at the day of the last news of it.

    Returns
    -------
    DataFrame
        ``months`` (float, 0 or more) and ``outcome``: delivered, failed (not delivered, or lapsed),
        or None for those still open, partly delivered ones among them, in the order of `made`.
    """
    known = made["status_date"] <= end
    kind = made["state"].replace({"not_delivered": "failed", "lapsed": "failed"})
    outcome = kind.where(known & kind.isin(ENDS), None)
    news = made["status_date"].where(known, end)
    cut = {"to_end": pd.Series(end, made.index), "to_news": news}[basis]
    stop = made["status_date"].where(outcome.notna(), cut)
    months = (stop - made["date"]).dt.days.clip(lower=0) / DAYS_A_MONTH
    return pd.DataFrame({"months": months.astype(float), "outcome": outcome.astype(object)})


def waiting(made: pd.DataFrame, end: pd.Timestamp) -> Waiting:
    """Return how the shares delivered and failed grow with the time since the promise.

    Parameters
    ----------
    made : DataFrame
        As `promises` returns it.
    end : Timestamp
        Last covered day.

    Returns
    -------
    Waiting
        Without a promise the curve is empty. With promises of one meeting alone it has no band.

    Notes
    -----
    Cumulative incidence of two ends that rule each other out (`survival.cumulative_incidence`);
    intervals draw whole meetings (`survival.clustered_band`), since promises of one meeting share
    its fate. With ``to_end`` every promise still open is cut off at the end of coverage: what was
    not found delivered counts as not delivered yet. With ``to_news`` it leaves at the last news of
    it, as though it fared like those that are followed further.
    """
    curve = pd.concat([_steps(made, end, basis) for basis in BASES], ignore_index=True)
    own = curve[curve["basis"] == "to_end"]
    edges = [_reaches(own, name) for name in ("delivered", "delivered_high", "delivered_low")]
    done = outcomes(made, end)
    same_day = int(((done["outcome"] == "delivered") & (done["months"] == 0)).sum())
    return Waiting(curve, len(made), made["meeting_id"].nunique(), same_day, *edges, end)


def _steps(made: pd.DataFrame, end: pd.Timestamp, basis: str) -> pd.DataFrame:
    bands = [f"{kind}_{edge}" for kind in ENDS for edge in ("low", "high")]
    columns = ["basis", "months", *ENDS, "open", *bands, "at_risk"]
    if made.empty:
        return pd.DataFrame(columns=columns)
    own = outcomes(made, end, basis)
    table = cumulative_incidence(own["months"], own["outcome"], ENDS)
    if len(made["meeting_id"].unique()) > 1:
        table = table.merge(
            clustered_band(own["months"], own["outcome"], ENDS, made["meeting_id"]), on="time"
        )
    table = table.rename(columns={"time": "months"}).reindex(columns=columns)
    start = dict.fromkeys(columns, 0.0) | {"open": 1.0, "at_risk": len(own)}
    table = pd.concat([pd.DataFrame([start]), table], ignore_index=True)
    return table.assign(basis=basis).astype({"at_risk": int})


def _reaches(curve: pd.DataFrame, name: str) -> float | None:
    """Return the first month at which a share is one half, or None."""
    there = curve.loc[curve[name] >= 0.5 - 1e-9, "months"]
    return float(there.iloc[0]) if len(there) else None


class Within(fact("months delivered low high failed open at_risk holds")):
    """The shares that hold so many months after a promise; all None without a curve."""


def within(read: Waiting, months: int, basis: str = "to_end") -> Within:
    """Return the shares delivered, failed and open at so many months.

    None with under five promises, or where none was watched for so long.
    """
    own = read.curve[read.curve["basis"] == basis]
    if read.promises < FEWEST or own["months"].max() < months:
        return Within()
    row = own[own["months"] <= months].iloc[-1]
    names = ("delivered", "delivered_low", "delivered_high", "failed", "open")
    return Within(months, *(float(row[name]) for name in names), int(row["at_risk"]))


def at_months(read: Waiting) -> pd.DataFrame:
    """Return the curve at six times, a row each, as `within`, with the share to last news."""
    rows = [
        within(read, mark)._asdict()
        | {"months": mark, "news": within(read, mark, "to_news").delivered}
        for mark in (1, 3, 6, 12, 24, 36)
    ]
    return pd.DataFrame(rows).drop(columns="holds").astype({"at_risk": "Int64"})
