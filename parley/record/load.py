"""The record: its tables as of a date, once what a commit left under way is finished."""

import fcntl
import hashlib
import os
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from parley import sides, tables
from parley.record import known
from parley.record.checking import Settings, checked, settings
from pressroom import context, paths
from pressroom.errors import LockedError, UsageError, where
from pressroom.project import Source

PENDING, COMPLETE = ".pending", "complete"
_held: set[Path] = set()


class Participant(NamedTuple):
    """One participant as a page names them; blank text where not known."""

    person_id: str
    name: str
    name_zh: str
    side: str
    role: str
    is_principal: bool


def participants(took_part: pd.DataFrame, people: pd.DataFrame) -> dict[str, list[Participant]]:
    """Return those who took part in each meeting, in the order of the file.

    Parameters
    ----------
    took_part, people : DataFrame
        The tables ``participants`` and ``people``.
    """
    named = took_part.merge(people, on="person_id", how="left").fillna({"role": "", "name_zh": ""})
    found: dict[str, list[Participant]] = {}
    for row in named.itertuples():
        who = (row.person_id, row.name_en, row.name_zh, row.side, row.role)
        own = found.setdefault(row.meeting_id, [])
        own.append(Participant(*who, row.is_principal == "yes"))
    return found


def host_side(country: pd.Series) -> pd.Series:
    """Return which side was the host: ``us``, ``prc``, or ``third`` for another country.

    Parameters
    ----------
    country : Series of str
        ISO 3166-1 codes, as in ``meetings.country``.

    Returns
    -------
    Series of str
        Missing for calls and video talks, and where the country is not known.

    Notes
    -----
    Derived, not stored: the country says it, and ``record.toml`` says whose it is. Where that
    lists no countries, no host is known. Hong Kong and Macao count as hosted by China.

    Examples
    --------
    >>> host_side(pd.Series(["US", "CN", "CH", None])).tolist()
    ['us', 'prc', 'third', nan]
    """
    hosts = sides.countries()
    known = country.notna() & bool(hosts)
    return country.map(hosts).where(country.isin(list(hosts)), "third").where(known)


class Record:
    """The checked record, one attribute per table.

    Parameters
    ----------
    folder : Path
        Where its files lie.
    frames : dict of DataFrame
        Checked tables by name.
    as_of : Timestamp
        Date as which it is read.
    said : Settings
        What ``record.toml`` says.
    whole : dict of DataFrame, optional
        The same tables before they were cut at `as_of`.

    Notes
    -----
    Taking a table (``rec.meetings``) notes its name in the run under way, which is how a
    report's inputs are known. Every attribute is a copy: nothing a notebook does to it
    reaches another.
    """

    def __init__(
        self,
        folder: Path,
        frames: dict[str, pd.DataFrame],
        as_of: pd.Timestamp,
        said: Settings,
        whole: dict[str, pd.DataFrame] | None = None,
    ):
        self.folder, self._frames, self.as_of, self.settings = folder, frames, as_of, said
        self._whole = whole or frames

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_") or name not in self._frames:
            raise AttributeError(f"the record has no table {name!r}")
        context.current().used.add(name)
        return self._frames[name].copy()

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._frames]

    def __contains__(self, table: str) -> bool:
        return table in self._frames

    @property
    def side_names(self) -> dict[str, str]:
        """Short names of the sides: ``{"us": "US", "prc": "China"}``."""
        return self.settings.side_names()

    @property
    def as_of_note(self) -> str:
        """What a reader must know when the record does not reach back to `as_of`; else blank."""
        told, begun = [], self._frames["meetings"]["first_added_date"].min()
        if self.as_of < begun:
            told.append(
                f"The record was begun on {begun:%-d %B %Y}; as of "
                f"{self.as_of:%-d %B %Y} it shows the meetings held by then as they are known "
                "now, and the official series as they stood then."
            )
        late = [
            f"{name} (the one of {' or '.join(f'{day:%-d %B %Y}' for day in days)} stands in)"
            for name, days in known.stood_in(self._frames, self.as_of)
        ]
        if late:
            told.append(f"No file so old is held of {', '.join(late)}.")
        return " ".join(told)

    def needs(
        self, table: str, what: str, least: int | None = 1, since: str | None = None, **wanted: Any
    ) -> None:
        """Refuse a day as of which the record does not yet hold what a report is about.

        Parameters
        ----------
        table : str
            Where it stands.
        what : str
            What it is, as the message calls it.
        least : int or None
            How many rows are needed, of a series those of its newest file; None for all that
            the record has on any day, as of a list that was fixed as a whole.
        since : str, optional
            ISO day; meetings that began earlier do not count.
        **wanted
            Column and value of the rows meant.

        Raises
        ------
        UsageError
            Naming the first day as of which the report can be drawn.
        """
        context.current().used.update((table, "meetings"))
        asked = (wanted, since)
        least = least or max(known.needed(table, self._whole, None, *asked), 1)
        day = None if self._frames is self._whole else self.as_of
        if (found := known.needed(table, self._whole, day, *asked)) < least:
            opens = known.opens(table, self._whole, least, *asked)
            held = f"holds {found} of {least}" if found else "does not hold it"
            remedy = f"give an as_of from {opens:%Y-%m-%d} on" if opens else "add it to the record"
            raise UsageError(
                f"this report needs {what}; as of {self.as_of:%Y-%m-%d} the record {held}: {remedy}"
            )

    def label(self, code: str, group: str | None = None) -> str:
        """Return the display name of a topic, side, channel or other code.

        Parameters
        ----------
        code : str
            As it stands in a table.
        group : str, optional
            Which list of ``record.toml`` to look in, where two lists share a code.
        """
        topics = self._frames.get("topics")
        if not group and topics is not None and code in topics["topic"].array:
            return topics.loc[topics["topic"] == code, "label"].iloc[0]
        if not group and code in self.side_names:
            return self.side_names[code]
        return self.settings.word(code, group) or code.replace("_", " ").capitalize()

    def participants_of(self, meeting_id: str, side: str | None = None) -> list[Participant]:
        """Return who took part in a meeting, of one `side` or of both; empty if nobody is named."""
        if not {"participants", "people"} <= self._frames.keys():
            return []
        context.current().used.update(("participants", "people"))
        took_part = self._frames["participants"]
        there = took_part[took_part["meeting_id"] == meeting_id]
        named = participants(there, self._frames["people"]).get(meeting_id, [])
        return [who for who in named if side in (None, who.side)]

    def hosts(self, meetings: pd.DataFrame) -> pd.Series:
        """Return which side was each meeting's host: us, prc or third; missing for calls."""
        return host_side(meetings["country"])

    def coverage_end(self, table: str, series: str | None = None) -> pd.Timestamp:
        """Return the last day that `table` (or one `series` of it) covers.

        Raises
        ------
        UsageError
            If coverage.csv says nothing of it.
        """
        return self._coverage(table, series)["last"].min()

    def coverage_start(self, table: str, series: str | None = None) -> pd.Timestamp:
        """Return the first day that `table` (or one `series` of it) covers."""
        return self._coverage(table, series)["first"].max()

    def _coverage(self, table: str, series: str | None) -> pd.DataFrame:
        rows = self.coverage
        rows = rows[rows["table"] == table]
        named = rows[rows["series"] == series] if series else rows[rows["series"].isna()]
        if (rows := named if len(named) or series else rows).empty:
            raise UsageError(
                f"coverage.csv has no row for {table}, {series or 'the whole'}: add one"
            )
        return rows

    def cite(self, *source_ids: str) -> list[Source]:
        """Return the sources with these ids, in this order, blanks and repeats left out.

        Raises
        ------
        UsageError
            If an id is not in sources.csv.
        """
        rows = self._frames["sources"].set_index("source_id")
        wanted = list(dict.fromkeys(i for i in source_ids if isinstance(i, str) and i))
        if unknown := [i for i in wanted if i not in rows.index]:
            raise UsageError(f"sources.csv has no {', '.join(unknown)}")
        return [as_source(i, rows.loc[i]) for i in wanted]

    def origin(self, *names: str) -> list[Source]:
        """Return what the named tables rest on, as a chart's source line cites it.

        An official series cites the sources of its newest figures; a table of the talks cites the
        record itself.
        """
        found: list[Source] = []
        for name in names:
            frame = self.__getattr__(name)
            if "vintage" in frame:
                key = [column for column in tables.named(name).Config.key if column != "vintage"]
                newest = frame.sort_values("vintage").drop_duplicates(key, keep="last")
                found += self.cite(*sorted(newest["source_id"].dropna().unique()))
            else:
                day, said = f"{self.as_of:%Y-%m-%d}", self.settings
                found.append(Source("record", said.name, said.title, day, "", day))
        return list(dict.fromkeys(found))

    def hashes(self) -> dict[str, str]:
        """Return the SHA-256 of each table's file."""
        files = {name: self.folder / f"{name}.csv" for name in self._frames}
        return {n: hashlib.sha256(p.read_bytes()).hexdigest() for n, p in sorted(files.items())}


def as_source(source_id: str, row: pd.Series) -> Source:
    """Return a row of sources.csv as a `Source`."""
    blank = row.isna()
    form = {"year": "%Y", "month": "%Y-%m"}.get(row["date_precision"], "%Y-%m-%d")
    return Source(
        source_id,
        publisher=row["publisher"],
        title=row["title"],
        date="" if blank["date"] else row["date"].strftime(form),
        url="" if blank["url"] else row["url"],
        accessed=f"{row['accessed_date']:%Y-%m-%d}",
    )


def load(data: Path | str | None = None, as_of: str | None = None) -> Record:
    """Return the record, checked, as it was known on a date; name the sides as it does.

    Parameters
    ----------
    data : path, optional
        Its folder. Left out: ``PARLEY_DATA``, else ``data/`` of the project around the
        working directory.
    as_of : str, optional
        ISO date; what was not yet known then is left out. Not given, nor fixed by the run
        under way: everything on file, dated by the newest ``as_of`` of the coverage, never
        by today.

    Raises
    ------
    DataError
        Listing every fault of every table, with file, row, column and remedy.
    UsageError
        If `as_of` is not a date, or lies before everything the record holds.
    """
    folder = paths.data(data)
    recover(folder)
    said = settings(folder)
    sides.use(said.sides)
    frames = checked(folder, said)
    asked = as_of or context.current().as_of
    day = known.moment(asked, frames)
    cuts = known.known_by(frames, day) if asked else frames
    return Record(folder, cuts, day, said, whole=frames)


@contextmanager
def locked(folder: Path):
    """Hold the record's lock inside a ``with`` block: the folder itself is locked, no file made.

    Raises
    ------
    LockedError
        If another process holds it. The lock dies with its holder, so none is ever stale.

    Notes
    -----
    Within the block it may be asked for again.
    """
    if (place := folder.resolve()) in _held:
        yield
        return
    handle = os.open(place, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise LockedError(
                f"another program is writing to the record in {where(folder)}; wait for it to "
                "end, and do it again"
            ) from error
        _held.add(place)
        yield
    finally:
        _held.discard(place)
        os.close(handle)


def recover(folder: Path) -> None:
    """Finish a commit that was cut off, or drop one that had not yet been whole.

    Notes
    -----
    One that is still under way is left to the process that holds the lock.
    """
    if (folder / PENDING).is_dir():
        with suppress(LockedError), locked(folder):
            finish(folder)


def finish(folder: Path) -> None:
    """Move what is pending into place if it is whole, else drop it; for the holder of the lock."""
    pending = folder / PENDING
    if (pending / COMPLETE).is_file():
        for path in sorted(pending.iterdir()):
            if path.name != COMPLETE:
                path.replace(folder / path.name)
    shutil.rmtree(pending)
