"""What every official series has in common: where it comes from, and what its file becomes."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit, urlunsplit

from parley.refresh.http import Download, Fetcher, Validators
from pressroom.errors import RefreshError, UsageError

Row = dict[str, str]


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
    after = date(year + number // 12, number % 12 + 1, 1)
    return date.fromordinal(after.toordinal() - 1)


SUPPRESSED = frozenset(
    ("", "suppressed", "suppr.", "n/a", "not available", "not applicable", "missing", "unreliable")
)
NUMBER = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII)
DIGITS = 15  # what a number of the record may have


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
    if len(found) > DIGITS:
        raise RefreshError(f"{what}: a number of {len(found):,} digits counts nothing on earth")
    return found
