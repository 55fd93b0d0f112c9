"""What is not wrong with a record, but weak: `parley check` warns of it, kind by kind."""

import json
from collections.abc import Callable, Iterable
from typing import NamedTuple, cast

import pandas as pd

from parley.record.crosscheck import UNIT, decided
from parley.record.load import Record
from parley.sides import countries, key
from parley.tables.hosts import country_of, host_of, unfit


class Doubt(NamedTuple):
    """One kind of weakness: where, what, what to do, and each row that has it, by its key."""

    file: str
    problem: str
    remedy: str
    rows: list[str]


Rows = Callable[[Record], Iterable[str]]
KINDS: list[tuple[tuple[str, str, str], Rows]] = []


def doubt(file: str, problem: str, remedy: str) -> Callable[[Rows], Rows]:
    """Return a decorator for what finds the rows of a record that have a weakness."""

    def entered(rows: Rows) -> Rows:
        KINDS.append(((file, problem, remedy), rows))
        return rows

    return entered


def doubts(rec: Record) -> list[Doubt]:
    """Return every kind of weakness that the record has, with the rows that have it."""
    day = f"{rec.as_of:%Y-%m-%d}"
    found = [Doubt(*(word.format(day=day) for word in said), [*rows(rec)]) for said, rows in KINDS]
    return [each for each in found if each.rows]


@doubt(
    "accounts.csv",
    "published accounts rest on a republication",
    "Cite the side's own page, or its state media, in url, and the copy in read_url",
)
def on_republications(rec: Record) -> Iterable[str]:
    """Return the published accounts that were read on a host that prints another's text."""
    accounts, tiers = rec.accounts, rec.sources.set_index("source_id")["tier"].dropna()
    weak = (accounts["published"] == "yes") & (accounts["source_id"].map(tiers) == "republication")
    rows = accounts.loc[weak, ["meeting_id", "side", "source_id"]]
    return map(" · ".join, rows.itertuples(index=False))


@doubt(
    "accounts.csv",
    "accounts of a side cite an official page of the other",
    "Cite the side's own words, or write published = none_found; what the other says of the "
    "talk is the other's account",
)
def on_others_pages(rec: Record) -> Iterable[str]:
    """Yield the accounts of a side that cite an official page of the other."""
    accounts, addresses = rec.accounts, rec.sources.set_index("source_id")["url"]
    cited = accounts.assign(url=accounts["source_id"].map(addresses)).dropna(subset=["url"])
    for row in cited.itertuples():
        if countries().get(country_of(row.url), row.side) not in (row.side, "press"):
            yield f"{row.meeting_id} · {key(row.side)} · {row.source_id} · {host_of(row.url)}"


@doubt(
    "sources.csv",
    "sources stand on a host that may be gone tomorrow",
    "Cite the publisher's own address, or an archive's copy",
)
def on_unfit_hosts(rec: Record) -> Iterable[str]:
    """Yield the sources whose host is a bare number or a trial site."""
    for column in ("url", "read_url"):
        for source, url in rec.sources[["source_id", column]].dropna().itertuples(index=False):
            if why := unfit(url):
                yield f"{source} · {column} · {host_of(url)}, {why}"


@doubt(
    "planned.csv",
    "plans are open whose time had passed by {day}",
    "Write what became of them, or not_known",
)
def overdue(rec: Record) -> Iterable[str]:
    """Yield the plans still open whose time had passed when the record was last looked at."""
    if "planned" in rec:
        for plan in rec.planned[rec.planned["became"] == "open"].itertuples():
            named = [when for when in (plan.last, plan.first) if isinstance(when, str)]
            if named and end_of(named[0]) < rec.as_of:
                yield f"{plan.plan_id} · {named[0]}"


@doubt(
    "codings.csv",
    "topics are named by one reading of the whole text and not by another",
    "Read the text a third time: coder third",
)
def unsettled(rec: Record) -> Iterable[str]:
    """Return what two readings of a whole text differ on, and no third has settled."""
    if "codings" not in rec:
        return ()
    told = decided(rec.codings)
    return map(" · ".join, told.loc[told["named"].isna(), UNIT].to_numpy())


@doubt(
    "meetings.csv",
    "meetings have the day, the manner and the heads of another",
    "Keep one of the two, or say in the note how they differ",
)
def twice(rec: Record) -> Iterable[str]:
    """Yield the meetings that have the first day and the heads of another."""
    if "participants" in rec:
        took_part = rec.participants
        heads = took_part[took_part["is_principal"] == "yes"].groupby("meeting_id")["person_id"]
        known = {meeting: frozenset(people) for meeting, people in heads}
        first: dict[tuple, str] = {}
        held = rec.meetings[rec.meetings["status"] == "held"]
        for row in held.itertuples():
            if len(known.get(row.meeting_id, ())) > 1:
                mark = row.start_date, row.format, known[row.meeting_id]
                other = first.setdefault(mark, row.meeting_id)
                if other != row.meeting_id:
                    yield f"{row.meeting_id} · as {other}"


@doubt("accounts.csv", "published accounts have no source", "Say where the account was read")
def unsourced(rec: Record) -> Iterable[str]:
    """Yield the accounts said to be published, or even read in full, without a source."""
    weak = (rec.accounts["published"] == "yes") & rec.accounts["source_id"].isna()
    for row in rec.accounts[weak].itertuples():
        yield f"{row.meeting_id} · {row.side} · read: {row.read}"


@doubt(
    "datapackage.json",
    "files are not those that it describes",
    "If the change was meant: parley generate; else a file was altered by accident",
)
def repacked(rec: Record) -> Iterable[str]:
    """Return the files that are not those which ``datapackage.json`` describes."""
    path = rec.folder / "datapackage.json"
    if not path.is_file():
        return []
    try:
        said = json.loads(path.read_text(encoding="utf-8"))["resources"]
        hashes = {each["name"]: each["hash"].removeprefix("sha256:") for each in said}
    except (ValueError, KeyError, TypeError, AttributeError):
        return ["datapackage.json itself cannot be read"]
    return [f"{name}.csv" for name, now in rec.hashes().items() if hashes.get(name) != now]


@doubt(
    "meetings.csv",
    "meetings lie outside what coverage.csv says was looked at",
    "Once the days up to them were looked at, say so in coverage.csv: until then those counts "
    "leave them out",
)
def uncovered(rec: Record) -> Iterable[str]:
    """Yield the meetings held on a day that coverage.csv does not say was looked at."""
    held = rec.meetings[rec.meetings["status"] == "held"]
    if "coverage" in rec:  # a day that every row covers is in all counts
        rows = rec.coverage[rec.coverage["table"] == "meetings"]
        held = held[~held["start_date"].between(rows["first"].max(), rows["last"].min())]
    for row in held.itertuples():
        if where := uncounted(rec, row.channel, row.start_date):
            yield f"{row.meeting_id} · {row.start_date:%Y-%m-%d}: {where}"


def uncounted(rec: Record, channel: str, day: pd.Timestamp) -> str:
    """Return which counts of meetings leave a day out, with the days that each covers; or blank.

    Notes
    -----
    Counts of all channels go by the row of meetings without a series, those of a channel by its
    own row, where it has one.
    """
    if "coverage" not in rec:
        return ""
    rows = rec.coverage[rec.coverage["table"] == "meetings"]
    whole = rows[rows["series"].isna() | (rows["series"] == "all")]
    parts = {
        "all channels": whole if len(whole) else rows,
        channel: rows[rows["series"] == channel],
    }
    told: dict[bool, list[str]] = {True: [], False: []}
    for name, part in parts.items():
        if len(part):
            first, last = part["first"].max(), part["last"].min()
            span = f"{name} (covered {first:%Y-%m-%d} to {last:%Y-%m-%d})"
            told[first <= day <= last].append(span)
    kept = f", kept in those of {told[True][0]}" if told[True] else ""
    return f"left out of counts of {' and of '.join(told[False])}{kept}" if told[False] else ""


@doubt(
    "coverage.csv",
    "accounts were searched for after the day on which their coverage was so",
    "Say in as_of until when the table was looked at",
)
def outrun(rec: Record) -> Iterable[str]:
    """Yield the accounts searched for after the day on which the coverage of their side was so."""
    told = rec.coverage[rec.coverage["table"] == "accounts"]
    everywhere = told.loc[told["side"].isna(), "as_of"].max()
    own = rec.accounts["side"].map(dict(told.groupby("side")["as_of"].max()))
    until = pd.to_datetime(own.astype(object).fillna(everywhere))
    for row in rec.accounts[rec.accounts["searched_until"] > until].itertuples():
        yield f"{row.meeting_id} · {row.side} · {row.searched_until:%Y-%m-%d}"


def end_of(when: str) -> pd.Timestamp:
    """Return the last day of a day, month or year."""
    period = cast(pd.Period, pd.Period(when, {4: "Y", 7: "M"}.get(len(when), "D")))
    return period.end_time.normalize()
