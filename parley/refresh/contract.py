"""What every official series has in common: where it comes from, and what its file becomes."""

import csv
import io
import os
import re
import zipfile
import zlib
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit, urlunsplit

from parley.refresh.http import Download, Fetcher, Validators
from pressroom.errors import RefreshError, UsageError
from pressroom.nearest import nearest

Row = dict[str, str]
MOST_UNPACKED = 256 * 2**20


@dataclass
class Parsed:
    """What a file holds, as text.

    Attributes
    ----------
    rows : list of dict
        Rows of the series' table, without vintage and source.
    missing : list of str
        Cells that the source suppresses or lacks: they stay blank, or their row is left
        out, and are never nought.
    also : dict of list
        Rows for other tables that must change with this one.
    notes : list of str
        What a person should know of the file: labels that were not taken over.
    vintage : date, optional
        Day of the file, where the file itself says it.
    """

    rows: list[Row]
    missing: list[str] = field(default_factory=list)
    also: dict[str, list[Row]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    vintage: date | None = None


class Adapter:
    """One official series: its name, table and address, and how its file is read.

    Attributes
    ----------
    name : str
        As given to ``parley refresh``.
    table : str
        Table that its rows enter.
    address : str
        Public address; blank where there is none to download from.
    period : str
        Column that holds the period.
    group : str
        Column that tells its parts from each other; blank if it is one.
    measures : tuple of str
        Columns compared between vintages; the first must not fall by half.
    stem, publisher, title, landing : str
        Of its rows in ``sources.csv``.
    coverage : str
        Its ``series`` in ``coverage.csv`` where no `group` names it.
    """

    name = table = address = period = group = ""
    measures: tuple[str, ...] = ()
    stem = publisher = title = landing = coverage = ""

    @property
    def variable(self) -> str:
        """Return the environment variable that names another address."""
        return "PARLEY_REFRESH_" + self.name.upper().replace("-", "_")

    def where(self, base: str = "") -> str:
        """Return the address to fetch: configured, or the public one, on the server `base`.

        Raises
        ------
        UsageError
            If the series has no address and none is configured.
        """
        found = os.environ.get(self.variable, "").strip() or self.address
        if not found:
            raise UsageError(
                f"{self.name} has no address to download from: give --from FILE (see "
                f"parley refresh --help), or name one in {self.variable}"
            )
        return on_server(found, base) if base else found

    def fetch(self, fetcher: Fetcher, address: str, known: Validators | None) -> Download:
        """Return the file at `address`."""
        return fetcher.get(address, known=known)

    def parse(self, raw: bytes) -> Parsed:
        """Return what the file holds.

        Raises
        ------
        RefreshError
            If it is not the file expected.
        """
        raise NotImplementedError

    def owns(self, row: Mapping[str, str]) -> bool:
        """Return whether a stored row is of this series."""
        return True

    def last_day(self, period: str) -> date:
        """Return the last day that a period covers."""
        return last_of_month(period)

    def check(self, stored: list[Row], parsed: Parsed) -> None:
        """Refuse what only this series can know to be wrong."""


def on_server(address: str, base: str) -> str:
    """Return an address with scheme, host and port of another server.

    Examples
    --------
    >>> on_server("https://data.cdc.gov/resource/a.csv", "http://127.0.0.1:8000")
    'http://127.0.0.1:8000/resource/a.csv'
    """
    server, path = urlsplit(base), urlsplit(address)
    return urlunsplit((server.scheme, server.netloc, path.path, path.query, ""))


def last_of_month(month: str) -> date:
    """Return the last day of a month written YYYY-MM.

    Examples
    --------
    >>> last_of_month("2024-02")
    datetime.date(2024, 2, 29)
    """
    year, number = map(int, month.split("-"))
    return date(year, number, monthrange(year, number)[1])


SUPPRESSED = frozenset(
    ("", "suppressed", "suppr.", "n/a", "not available", "not applicable", "missing", "unreliable")
)
NUMBER = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII)


def number(text: str, what: str) -> str:
    """Return a published number as this record writes it; blank where it is suppressed.

    Parameters
    ----------
    text : str
        The cell.
    what : str
        Column and row, for the message.

    Raises
    ------
    RefreshError
        If it is neither a number nor one of the words for a suppressed cell.

    Examples
    --------
    >>> number("67,697.0", "")
    '67697'
    >>> number("0.2600", "")
    '0.26'
    >>> number("Suppr.", "")
    ''
    """
    found = text.strip()
    if found.lower() in SUPPRESSED:
        return ""
    if not NUMBER.fullmatch(found):
        raise RefreshError(f"{what}: {text!r} is no number and no known word for a missing one")
    plain = found.replace(",", "")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def count(text: str, what: str) -> str:
    """Return a published count; blank where suppressed, refused if it is not whole or below 0."""
    if (found := number(text, what)) and not found.isdigit():
        raise RefreshError(f"{what}: {text!r} is not a whole number of nought or more")
    if len(found) > 15:  # what a number of the record may have
        raise RefreshError(f"{what}: a number of {len(found):,} digits counts nothing on earth")
    return found


def text_of(raw: bytes) -> str:
    """Return a file's text.

    Raises
    ------
    RefreshError
        If it is empty, a web page, or not UTF-8.
    """
    if not raw.strip():
        raise RefreshError("the file is empty")
    start = raw[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise RefreshError(
            "a web page came instead of the file: the address may have moved, or the server "
            "is down for maintenance"
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefreshError(f"the file is not UTF-8: byte {error.start:,} cannot be read") from error


def plain(name: str) -> str:
    """Return a column name without case, blanks and underscores' difference.

    Examples
    --------
    >>> plain(" Data Value ") == plain("data_value")
    True
    """
    return name.strip().lower().replace(" ", "_")


def table(text: str, wanted: Iterable[str], delimiter: str = ",") -> list[dict[str, str]]:
    """Return the rows of a delimited text by plain column name.

    Raises
    ------
    RefreshError
        If a wanted column is not there (the nearest is named), one is there twice, or a
        row has more or fewer cells than the header: the file was then cut or damaged.
    """
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise RefreshError(f"the file cannot be read as a table: {error}") from error
    if not lines:
        raise RefreshError("the file is empty")
    header = [plain(name) for name in lines[0]]
    if twice := sorted({name for name in header if header.count(name) > 1}):
        raise RefreshError(f"the file has the column {twice[0]!r} twice")
    if gone := [name for name in wanted if plain(name) not in header]:
        told = "; ".join(f"{name!r} ({nearest(plain(name), header)})" for name in gone)
        raise RefreshError(f"the file lacks the column {told}")
    for place, line in enumerate(lines[1:], start=2):
        if line and len(line) != len(header):
            raise RefreshError(
                f"row {place} has {len(line)} cells, the header {len(header)}: the file is cut "
                "or damaged"
            )
    return [dict(zip(header, line, strict=True)) for line in lines[1:] if line]


def unpacked(raw: bytes, ending: str = ".csv") -> bytes:
    """Return a file, or the one member of a zip archive whose name ends so.

    Raises
    ------
    RefreshError
        If the archive is damaged, too large, or has no such member or several.
    """
    if not raw.startswith(b"PK\x03\x04"):
        return raw
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            found = [m for m in archive.infolist() if m.filename.lower().endswith(ending)]
            if len(found) != 1:
                raise RefreshError(f"the archive has {len(found)} {ending} files, not one")
            if found[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise RefreshError("the archive is packed in an unusual way; only deflate is read")
            with archive.open(found[0]) as member:
                body = member.read(MOST_UNPACKED + 1)  # whatever it states of its size
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise RefreshError(f"the archive cannot be opened: {error}") from error
    if len(body) > MOST_UNPACKED:
        raise RefreshError(f"{found[0].filename} is larger than {MOST_UNPACKED:,} bytes")
    return body


def unexpected(found: Iterable[str], known: tuple[str, ...], what: str) -> None:
    """Raise if a label is not among those known: it may rename one that is used."""
    for label in dict.fromkeys(found):
        if label not in known:
            raise RefreshError(f"{what} {label!r} is not known. {nearest(label, known)}")
