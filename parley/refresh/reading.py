"""The text of a downloaded file as rows, refused where it is not what it claims to be."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable
from typing import IO

from pressroom.errors import RefreshError
from pressroom.nearest import nearest

ZIP = b"PK\x03\x04"
MOST_UNPACKED = 256 * 2**20


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
    if not raw.startswith(ZIP):
        return raw
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            found = [m for m in archive.infolist() if m.filename.lower().endswith(ending)]
            if len(found) != 1:
                raise RefreshError(f"the archive has {len(found)} {ending} files, not one")
            if found[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise RefreshError("the archive is packed in an unusual way; only deflate is read")
            with archive.open(found[0]) as member:
                return whole(member, found[0].filename)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise RefreshError(f"the archive cannot be opened: {error}") from error


def whole(member: IO[bytes], name: str) -> bytes:
    """Return a member of an archive, refused once it is too large, whatever it states."""
    parts, size = [], 0
    while part := member.read(2**20):
        parts.append(part)
        size += len(part)
        if size > MOST_UNPACKED:
            raise RefreshError(f"{name} is larger than {MOST_UNPACKED:,} bytes")
    return b"".join(parts)


def unexpected(found: Iterable[str], known: Iterable[str], what: str) -> None:
    """Raise if a label is not among those known: it may rename one that is used."""
    known = tuple(known)
    for label in dict.fromkeys(found):
        if label not in known:
            raise RefreshError(f"{what} {label!r} is not known. {nearest(label, known)}")
