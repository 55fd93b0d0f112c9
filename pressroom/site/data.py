"""The data page: what each table means, and the tables themselves to take away."""

import json
import shutil
from pathlib import Path
from typing import Any, NamedTuple

from pressroom import project
from pressroom.figures.archive import stored
from pressroom.site.feeds import digest

LICENCE = "LICENSE"


class Dataset(NamedTuple):
    """One table as the data page shows it: what it is, and how many rows and bytes.

    Attributes
    ----------
    name, file, summary, origin, key, columns
        As in `project.Table`, the key's columns joined.
    rows, size : int
        Rows, and bytes of its file.
    sha256 : str
        Of its file.
    """

    name: str
    file: str
    summary: str
    origin: str
    rows: int
    size: int
    sha256: str
    key: str
    columns: tuple[tuple[str, str, str, str], ...]


def datasets(rec: Any) -> list[Dataset]:
    """Return every table that the record has, in the order of the dictionary."""
    known = project.current().tables(rec.folder)
    return [_dataset(table, rec) for table in known if table.name in rec]


def _dataset(table: project.Table, rec: Any) -> Dataset:
    path = rec.folder / table.file
    return Dataset(
        name=table.name,
        file=table.file,
        summary=table.summary,
        origin=table.origin,
        rows=len(getattr(rec, table.name)),
        size=path.stat().st_size,
        sha256=digest(path),
        key=", ".join(table.key),
        columns=table.columns,
    )


def archive() -> str:
    """Return the name of the archive of all tables."""
    return f"{project.current().name}-data.zip"


def copy(rec: Any, found: list[Dataset], folder: Path) -> None:
    """Copy the tables, their licence, their checksums and one archive of all into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [dataset.file for dataset in found]
    names += [LICENCE] if (rec.folder / LICENCE).is_file() else []
    for name in names:
        shutil.copyfile(rec.folder / name, folder / name)
    sums = "".join(f"{digest(folder / name)}  {name}\n" for name in names)
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8", newline="\n")
    stem, all_of_them = Path(archive()).stem, [*names, "SHA256SUMS"]
    held = {f"{stem}/{name}": (folder / name).read_bytes() for name in all_of_them}
    (folder / archive()).write_bytes(stored(held))


def linked(found: list[Dataset], settings: project.Settings, site: str | None) -> str:
    """Return what search engines read of the tables: schema.org's Dataset for each, as JSON-LD.

    Parameters
    ----------
    found : list of Dataset
        The tables.
    settings : Settings
        Name, title and licence of the record.
    site : str, optional
        The address of the data page's folder; relative addresses without it.
    """
    base, licence = site or "", settings.licence_url or settings.licence
    listed = [
        {
            "@type": "Dataset",
            "@id": f"{base}#table-{each.name}",
            "name": f"{settings.name}: {each.name.replace('_', ' ')}",
            "description": each.summary,
            **({"license": licence} if licence else {}),
            "creator": {"@type": "Organization", "name": settings.name},
            "isBasedOn": each.origin,
            "variableMeasured": [name for name, *_ in each.columns],
            "distribution": {
                "@type": "DataDownload",
                "contentUrl": f"{base}{each.file}",
                "encodingFormat": "text/csv",
                "sha256": each.sha256,
            },
        }
        for each in found
    ]
    text = json.dumps({"@context": "https://schema.org/", "@graph": listed}, ensure_ascii=False)
    return text.replace("<", "\\u003c")
