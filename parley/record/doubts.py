"""What is not wrong with a record, but weak: `parley check` warns of it, kind by kind."""

import json
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


def doubts(rec: Record) -> list[Doubt]:
    """Return every kind of weakness that the record has, with the rows that have it."""
    found = [
        on_republications(rec),
        on_others_pages(rec),
        on_unfit_hosts(rec),
        overdue(rec),
        unsettled(rec),
        twice(rec),
        unsourced(rec),
        repacked(rec),
        uncovered(rec),
        outrun(rec),
    ]
    return [doubt for doubt in found if doubt.rows]


def on_republications(rec: Record) -> Doubt:
    """Return the published accounts that were read on a host that prints another's text."""
    accounts, tiers = rec.accounts, tier_of_source(rec)
    weak = (accounts["published"] == "yes") & (accounts["source_id"].map(tiers) == "republication")
    rows = accounts.loc[weak, ["meeting_id", "side", "source_id"]].itertuples(index=False)
    return Doubt(
        "accounts.csv",
        "published accounts rest on a republication",
        "Cite the side's own page, or its state media, in url, and the copy in read_url",
        [" · ".join(row) for row in rows],
    )


def on_others_pages(rec: Record) -> Doubt:
    """Return the accounts of a side that cite an official page of the other."""
    accounts, addresses = rec.accounts, rec.sources.set_index("source_id")["url"]
    cited = accounts.assign(url=accounts["source_id"].map(addresses)).dropna(subset=["url"])
    rows = [
        f"{row.meeting_id} · {key(row.side)} · {row.source_id} · {host_of(row.url)}"
        for row in cited.itertuples()
        if countries().get(country_of(row.url), row.side) not in (row.side, "press")
    ]
    return Doubt(
        "accounts.csv",
        "accounts of a side cite an official page of the other",
        "Cite the side's own words, or write published = none_found; what the other says of the "
        "talk is the other's account",
        rows,
    )


def on_unfit_hosts(rec: Record) -> Doubt:
    """Return the sources whose host is a bare number or a trial site."""
    told = [
        f"{source} · {column} · {host_of(url)}, {why}"
        for column in ("url", "read_url")
        for source, url in rec.sources[["source_id", column]].dropna().itertuples(index=False)
        if (why := unfit(url))
    ]
    return Doubt(
        "sources.csv",
        "sources stand on a host that may be gone tomorrow",
        "Cite the publisher's own address, or an archive's copy",
        told,
    )


def overdue(rec: Record) -> Doubt:
    """Return the plans still open whose time had passed when the record was last looked at."""
    rows: list[str] = []
    if "planned" in rec:
        waiting = rec.planned[rec.planned["became"] == "open"]
        for plan in waiting.itertuples():
            named = [when for when in (plan.last, plan.first) if isinstance(when, str)]
            if named and end_of(named[0]) < rec.as_of:
                rows.append(f"{plan.plan_id} · {named[0]}")
    return Doubt(
        "planned.csv",
        f"plans are open whose time had passed by {rec.as_of:%Y-%m-%d}",
        "Write what became of them, or not_known",
        rows,
    )


def unsettled(rec: Record) -> Doubt:
    """Return what two readings of a whole text differ on, and no third has settled."""
    rows: list[str] = []
    if "codings" in rec:
        told = decided(rec.codings)
        rows = [" · ".join(unit) for unit in told.loc[told["named"].isna(), UNIT].to_numpy()]
    return Doubt(
        "codings.csv",
        "topics are named by one reading of the whole text and not by another",
        "Read the text a third time: coder third",
        rows,
    )


def twice(rec: Record) -> Doubt:
    """Return the meetings that have the first day and the heads of another."""
    rows: list[str] = []
    if "participants" in rec:
        took_part = rec.participants
        heads = took_part[took_part["is_principal"] == "yes"].groupby("meeting_id")["person_id"]
        known = {meeting: frozenset(people) for meeting, people in heads}
        first: dict[tuple, str] = {}
        held = rec.meetings[rec.meetings["status"] == "held"]
        for meeting, day, kind in zip(
            held["meeting_id"], held["start_date"], held["format"], strict=True
        ):
            if len(known.get(meeting, ())) > 1:
                other = first.setdefault((day, kind, known[meeting]), meeting)
                rows += [f"{meeting} · as {other}"] if other != meeting else []
    return Doubt(
        "meetings.csv",
        "meetings have the day, the manner and the heads of another",
        "Keep one of the two, or say in the note how they differ",
        rows,
    )


def unsourced(rec: Record) -> Doubt:
    """Return the accounts said to be published, or even read in full, without a source."""
    accounts = rec.accounts
    weak = (accounts["published"] == "yes") & accounts["source_id"].isna()
    told = accounts.loc[weak, ["meeting_id", "side", "read"]].itertuples(index=False)
    return Doubt(
        "accounts.csv",
        "published accounts have no source",
        "Say where the account was read",
        [f"{row.meeting_id} · {row.side} · read: {row.read}" for row in told],
    )


def uncovered(rec: Record) -> Doubt:
    """Return the meetings held on a day that coverage.csv does not say was looked at."""
    held = rec.meetings[rec.meetings["status"] == "held"]
    if "coverage" in rec:  # a day that every row covers is in all counts
        rows = rec.coverage[rec.coverage["table"] == "meetings"]
        held = held[~held["start_date"].between(rows["first"].max(), rows["last"].min())]
    told = [
        f"{row.meeting_id} · {row.start_date:%Y-%m-%d}: {where}"
        for row in held.itertuples()
        if (where := uncounted(rec, row.channel, row.start_date))
    ]
    return Doubt(
        "meetings.csv",
        "meetings lie outside what coverage.csv says was looked at",
        "Once the days up to them were looked at, say so in coverage.csv: until then those counts "
        "leave them out",
        told,
    )


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


def repacked(rec: Record) -> Doubt:
    """Return the files that are not those which ``datapackage.json`` describes."""
    path, rows = rec.folder / "datapackage.json", []
    if path.is_file():
        try:
            said = json.loads(path.read_text(encoding="utf-8"))["resources"]
            hashes = {each["name"]: each["hash"].removeprefix("sha256:") for each in said}
        except (ValueError, KeyError, TypeError, AttributeError):
            rows.append("datapackage.json itself cannot be read")
        else:
            now = rec.hashes()
            rows = [f"{name}.csv" for name in now if hashes.get(name) != now[name]]
    return Doubt(
        "datapackage.json",
        "files are not those that it describes",
        "If the change was meant: parley generate; else a file was altered by accident",
        rows,
    )


def outrun(rec: Record) -> Doubt:
    """Return the accounts searched for after the day on which the coverage of their side was so."""
    told = rec.coverage[rec.coverage["table"] == "accounts"]
    everywhere = told.loc[told["side"].isna(), "as_of"].max()
    own = rec.accounts["side"].map(dict(told.groupby("side")["as_of"].max()))
    until = pd.to_datetime(own.astype(object).fillna(everywhere))
    late = rec.accounts[rec.accounts["searched_until"] > until]
    return Doubt(
        "coverage.csv",
        "accounts were searched for after the day on which their coverage was so",
        "Say in as_of until when the table was looked at",
        [
            f"{row.meeting_id} · {row.side} · {row.searched_until:%Y-%m-%d}"
            for row in late.itertuples()
        ],
    )


def tier_of_source(rec: Record) -> dict[str, str]:
    """Return the tier of each source that has one."""
    told = rec.sources[["source_id", "tier"]].dropna()
    return dict(told.itertuples(index=False, name=None))


def end_of(when: str) -> pd.Timestamp:
    """Return the last day of a day, month or year."""
    period = cast(pd.Period, pd.Period(when, {4: "Y", 7: "M"}.get(len(when), "D")))
    return period.end_time.normalize()
