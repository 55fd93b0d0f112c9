"""Brings the official series up to date: one adapter a series, a new vintage beside the old.

A refresh fetches, checks, compares, and writes the new vintage beside the old ones.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from parley import record
from parley.record import writing
from parley.refresh import guards
from parley.refresh.contract import Adapter, Parsed, Row
from parley.refresh.deaths import Cdc, States, Wonder
from parley.refresh.http import Download, Fetcher, Memory, NothingNewError
from parley.refresh.others import Cbp, Census, Phac
from pressroom.errors import DataError, RefreshError

ADAPTERS = (Cdc(), States(), Phac(), Cbp("ofo_usbp"), Cbp("amo"), Census(), Wonder())


def named(name: str) -> Adapter:
    """Return the adapter called `name`; KeyError if there is none."""
    return {adapter.name: adapter for adapter in ADAPTERS}[name]


@dataclass
class Given:
    """What a refresh is told.

    Attributes
    ----------
    today : date
        Day on which it is made: for ``accessed_date`` and the change log, nothing else.
    as_of : date, optional
        Day of the file, where its server or the file names none.
    base : str
        Server to ask instead of the public one.
    file : Path, optional
        A file fetched by hand, read instead of the address.
    fetcher, memory
        How files are fetched, and where it is kept what was seen.
    """

    today: date
    as_of: date | None = None
    base: str = ""
    file: Path | None = None
    fetcher: Fetcher = field(default_factory=Fetcher)
    memory: Memory = field(default_factory=lambda: Memory(None))


@dataclass
class Outcome:
    """A refresh that is ready to be written."""

    adapter: Adapter
    vintage: date
    plan: writing.Plan
    lines: list[str]
    download: Download
    by_hand: bool


def prepare(adapter: Adapter, folder: Path, given: Given) -> Outcome:
    """Return what a refresh of one series would write; nothing is written yet.

    Raises
    ------
    DataError
        If the record did not hold before.
    RefreshError
        If the file cannot be had, is not what it should be, or has nothing new.
    """
    record.load(folder)
    stored = [r for r in writing.read_text(folder, adapter.table) if adapter.owns(r)]
    download = fetched(adapter, stored, given)
    parsed = adapter.parse(download.body)
    vintage, notes = day_of(parsed, download, given)
    guards.once_each(adapter, parsed.rows)
    guards.not_older(stored, vintage, given.today)
    guards.not_to_come(adapter, parsed.rows, vintage)
    adapter.check(stored, parsed)
    new = [dated(row, adapter, vintage) for row in parsed.rows]
    added, filled = guards.beside(adapter, stored, new)
    if not added and not filled:
        if given.file is None:  # so that it need not be sent again
            given.memory.keep(adapter.name, download, vintage)
        raise NothingNewError(f"nothing new: the file of {vintage} is stored already")
    old, now = (guards.values(adapter, rows) for rows in (stored, new))
    guards.not_shorter(adapter, stored, parsed)
    guards.like_before(adapter, old, now)
    lines = [*guards.moved(adapter, old, now), *notes, *parsed.notes, *left_blank(parsed)]
    plan = planned(adapter, folder, parsed, added, filled, vintage, given)
    facts = [origin(download, given, added, filled), *lines]
    text = guards.section(f"{adapter.table}, file of {vintage}", facts, given.today)
    log = folder / guards.LOG
    plan.texts[guards.LOG] = guards.entered(log.read_text("utf-8") if log.is_file() else "", text)
    return Outcome(adapter, vintage, plan, lines, download, given.file is not None)


def commit(outcome: Outcome, memory: Memory) -> None:
    """Write a refresh, tables and change log together, or nothing.

    Raises
    ------
    RefreshError
        If the record would not hold with the new rows.
    """
    try:
        outcome.plan.commit()
    except DataError as error:
        raise RefreshError(f"the record would not hold with this file. {error}") from error
    if not outcome.by_hand:
        memory.keep(outcome.adapter.name, outcome.download, outcome.vintage)


def fetched(adapter: Adapter, stored: list[Row], given: Given) -> Download:
    """Return the file, from a person's hand or from its address."""
    if given.file is not None:
        if not given.file.is_file():
            raise RefreshError(f"there is no file {given.file.name}")
        if given.file.stat().st_size > given.fetcher.most_bytes:
            raise given.fetcher.too_large(given.file.name)
        return Download(given.file.name, given.file.read_bytes())
    known = given.memory.recall(adapter.name)
    if known and known.vintage not in {row["vintage"] for row in stored}:
        known = None  # the record was put back since: what was seen is not what is stored
    found = adapter.fetch(given.fetcher, adapter.where(given.base), known)
    if found.is_page:
        raise RefreshError(
            f"{found.url}: a web page came instead of the file. The address may have moved"
        )
    return found


def day_of(parsed: Parsed, download: Download, given: Given) -> tuple[date, list[str]]:
    """Return the day of the file, and a note where two days are named."""
    said = parsed.vintage or download.day
    if not (vintage := given.as_of or said):
        raise RefreshError(
            f"{download.url}: neither the file nor its server names a day; give --as-of DATE, "
            "the day on which the source gave the file out"
        )
    differ = said and said != vintage
    return vintage, [f"dated by hand; its server or notes say {said}"] if differ else []


def dated(row: Row, adapter: Adapter, vintage: date) -> Row:
    """Return a row with its vintage and source."""
    day = {"vintage": vintage.isoformat(), "vintage_precision": "day"}
    return row | day | {"source_id": f"{adapter.stem}-{vintage}"}


def planned(
    adapter: Adapter,
    folder: Path,
    parsed: Parsed,
    new: list[Row],
    filled: list[Row],
    vintage: date,
    given: Given,
) -> writing.Plan:
    """Return the rows to write: the vintage, its source, and how far the series now reaches."""
    added = {adapter.table: new}
    for table, rows in parsed.also.items():
        added[table] = [dated(row, adapter, vintage) for row in rows]
    source = {
        "source_id": f"{adapter.stem}-{vintage}",
        "publisher": adapter.publisher,
        "title": f"{adapter.title}, file of {vintage:%-d %B %Y}",
        "date": vintage.isoformat(),
        "date_precision": "day",
        "url": adapter.landing,
        "accessed_date": given.today.isoformat(),
    }
    changed = {adapter.table: filled}
    if (folder / "coverage.csv").is_file():
        changed["coverage"] = reach(adapter, folder, parsed, vintage)
    first = writing.plan(folder, added, changed, at_end=True)
    known = {row["source_id"] for row in writing.read_text(folder, "sources")}
    if source["source_id"] not in known:
        second = writing.plan(folder, {"sources": [source]})
        first.texts |= second.texts
        first.lines += second.lines
        first.read |= second.read
    return first


def reach(adapter: Adapter, folder: Path, parsed: Parsed, vintage: date) -> list[Row]:
    """Return the rows of coverage.csv that the new vintage carries further."""
    tables = {adapter.table, *(table for table, rows in parsed.also.items() if rows)}
    found = []
    for row in writing.read_text(folder, "coverage"):
        periods = [
            r[adapter.period]
            for r in parsed.rows
            if r.get(adapter.measures[0])
            and (adapter.coverage or r.get(adapter.group, "")) == row["series"]
        ]
        if row["table"] in tables and periods:
            last = min(max(map(adapter.last_day, periods)), vintage).isoformat()
            told = {"last": max(row["last"], last), "as_of": max(row["as_of"], vintage.isoformat())}
            found.append({c: row[c] for c in ("table", "series", "side")} | told)
    return found


def origin(download: Download, given: Given, added: list[Row], filled: list[Row]) -> str:
    """Return where a vintage came from, with the checksum of its bytes."""
    url = download.url
    how = f"{url}, fetched by hand" if given.file else f"<{url.partition('?')[0]}>"
    blanks = f", blanks of {len(filled):,} rows filled" if filled else ""
    rows = f"{len(added):,} rows added{blanks}"
    return f"{how}, read on {given.today}; sha256 {download.sha256}; {rows}."


def left_blank(parsed: Parsed) -> list[str]:
    """Return a line on the cells that the source suppresses."""
    if not parsed.missing:
        return []
    shown = ", ".join(parsed.missing[:6]) + (", …" if len(parsed.missing) > 6 else "")
    return [f"{len(parsed.missing):,} suppressed or missing cells stay missing: {shown}."]
