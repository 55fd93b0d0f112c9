"""The data page: what each table means, and the tables themselves to take away."""

import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

from parley import tables
from parley.record import Record
from pressroom.site.feeds import digest

LICENCE = "LICENSE"
ARCHIVE = "parley-data.zip"
# A fixed date inside the archive, so that the same tables give the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Dataset:
    """One table as the data page shows it.

    Attributes
    ----------
    name, file, summary, origin : str
        From its schema class.
    rows, size : int
        Rows, and bytes of its file.
    sha256 : str
        Of its file.
    key : str
        Columns that name one row, joined.
    columns : list of tuple of str
        Name, kind, meaning, and what a blank means.
    """

    name: str
    file: str
    summary: str
    origin: str
    rows: int
    size: int
    sha256: str
    key: str
    columns: list[tuple[str, str, str, str]]


def datasets(rec: Record) -> list[Dataset]:
    """Return every table that the record has, in the order of the dictionary."""
    return [_dataset(table, rec) for table in tables.TABLES if table.Config.name in rec]


def _dataset(table: type[tables.Table], rec: Record) -> Dataset:
    path = rec.folder / table.file()
    cells, blanks = table.columns(), table.blanks()
    return Dataset(
        name=table.Config.name,
        file=table.file(),
        summary=table.summary(),
        origin=table.origin(),
        rows=len(getattr(rec, table.Config.name)),
        size=path.stat().st_size,
        sha256=digest(path),
        key=", ".join(table.key()),
        columns=[
            (name, _kind(cells[name]), meaning, blanks.get(name, ""))
            for name, meaning in table.descriptions().items()
        ],
    )


def _kind(cell) -> str:
    if values := getattr(cell, "values", ()):
        return "one of: " + ", ".join(values)
    if to := getattr(cell, "to", ""):
        return f"refers to {to}"
    return cell.label


def copy(rec: Record, found: list[Dataset], folder: Path) -> None:
    """Copy the tables, their licence, their checksums and one archive of all into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [dataset.file for dataset in found]
    names += [LICENCE] if (rec.folder / LICENCE).is_file() else []
    for name in names:
        shutil.copyfile(rec.folder / name, folder / name)
    sums = "".join(f"{digest(folder / name)}  {name}\n" for name in names)
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8", newline="\n")
    # Stored, not deflated: another zlib would give other bytes.
    with zipfile.ZipFile(folder / ARCHIVE, "w", zipfile.ZIP_STORED) as archive:
        for name in [*names, "SHA256SUMS"]:
            entry = zipfile.ZipInfo(f"parley-data/{name}", _EPOCH)
            archive.writestr(entry, (folder / name).read_bytes())
