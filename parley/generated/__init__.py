"""Every file of the project that is made from another, and those that are made from the tables.

Of the tables are made the data package, the dictionary, and what the program codes.
"""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from parley import coding, tables
from parley.generated import files
from parley.record import Record
from parley.record.checking import inspect, settings
from parley.record.writing import read_text
from parley.tables import TABLES, Table
from parley.tables.base import Column
from parley.tables.cells import Cell, Code, Key, Number, Reference
from parley.tables.series import CANADA, PUBLIC

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
LICENCES = {
    "CC-BY-4.0": {
        "name": "CC-BY-4.0",
        "title": "Creative Commons Attribution 4.0",
        "path": "https://creativecommons.org/licenses/by/4.0/",
    },
    PUBLIC: {"name": "other-pd", "title": PUBLIC},
    CANADA: {
        "name": "OGL-Canada-2.0",
        "title": CANADA,
        "path": "https://open.canada.ca/en/open-government-licence-canada",
    },
}
OPENING = """\
# The data dictionary

Every file of the record, and what each of its columns means. This page is made by
`make generated` from the schema classes in `parley/tables/`; do not edit it by hand.

Files are UTF-8 CSV, dates ISO 8601, months `YYYY-MM`. A blank cell means what its column says
under *blank*; a column without such a note is never blank. `make check` holds every file to
what stands here. What is missing from the record is listed in `gaps.csv`, what each table
covers in `coverage.csv`, and every change in `CHANGELOG.md`. Licence: see `LICENSE`.
"""
READ = (  # by coding
    *("topics", "topic_terms", "meetings", "people"),
    *("offices", "participants", "descriptors", "coding_texts"),
)


def datapackage(root: Path) -> str:
    """Return the package's descriptor as JSON, keys in a fixed order."""
    folder = root / "data"
    said = settings(folder)
    package = {
        "$schema": PROFILE,
        "name": said.name.lower(),
        "title": said.title,
        "description": said.description,
        "version": max(row["as_of"] for row in read_text(folder, "coverage")),
        "licenses": [licence(said.licence)],
        "sources": [{"title": t.Config.origin} for t in TABLES if "vintage" in t.columns()],
        "resources": [resource(folder, table) for table in TABLES],
    }
    return json.dumps(package, indent=1, ensure_ascii=False) + "\n"


def licence(name: str) -> dict:
    """Return a licence as the package states it."""
    return LICENCES.get(name, {"name": "other-closed", "title": name})


def resource(folder: Path, table: type[Table]) -> dict:
    """Return one table's entry: where, how large, which hash, what it means, where it is from."""
    raw = (folder / table.file()).read_bytes()
    return {
        "name": table.Config.name,
        "type": "table",
        "path": table.file(),
        "title": table.summary(),
        "description": table.Config.treatment,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(raw),
        "hash": "sha256:" + hashlib.sha256(raw).hexdigest(),
        "licenses": [licence(table.Config.licence)],
        "sources": sources(folder, table),
        "schema": schema(table),
    }


def sources(folder: Path, table: type[Table]) -> list[dict]:
    """Return a table's origins: each source of an official series, else its own line."""
    if "vintage" not in table.columns() or not (rows := read_text(folder, table.Config.name)):
        return [{"title": table.Config.origin}]
    used = {row["source_id"] for row in rows}
    return [
        {
            "title": f"{row['publisher']}: {row['title']}",
            **({"path": row["url"]} if row["url"] else {}),
            "dateAccessed": row["accessed_date"],
            **({"datePublished": row["date"]} if row["date"] else {}),
        }
        for row in read_text(folder, "sources")
        if row["source_id"] in used
    ]


def schema(table: type[Table]) -> dict:
    """Return a table's schema: its fields, key and references.

    Notes
    -----
    The primary key is left out where one of its columns may be blank, which the standard
    forbids; `parley check` holds such keys all the same.
    """
    made = {
        "fields": [field(name, column) for name, column in table.entries.items()],
        "missingValues": [""],
    }
    if not {*table.Config.key} & table.blanks().keys():
        made["primaryKey"] = list(table.Config.key)
    if references := table.references():
        made["foreignKeys"] = [
            {"fields": [name], "reference": {"resource": to, "fields": [column]}}
            for name, (to, column) in references.items()
        ]
    return made


def field(name: str, column: Column) -> dict:
    """Return one column's entry."""
    cell, constraints = column.cell, {} if column.blank else {"required": True}
    if isinstance(cell, Code):
        constraints["enum"] = cell.written
    if isinstance(cell, Key):
        constraints["pattern"] = f"^(?:{cell.pattern})$"
    if isinstance(cell, Number):
        constraints["minimum"] = cell.least
        if cell.most < float("inf"):
            constraints["maximum"] = cell.most
    return {
        "name": name,
        "type": cell.frictionless,
        "description": ". Blank: ".join(filter(None, (column.description, column.blank))),
        **({"constraints": constraints} if constraints else {}),
    }


def dictionary(root: Path) -> str:
    """Return the dictionary as Markdown, one section a table."""
    return "\n".join([OPENING, *map(section, TABLES)])


def section(table: type[Table]) -> str:
    """Return one table's section."""
    key = ", ".join(f"`{name}`" for name in table.Config.key)
    lines = [
        f"## {table.file()}\n",
        f"{table.summary()} Key: {key}. Origin: {table.Config.origin}.\n",
        "| column | kind | meaning | blank |\n| --- | --- | --- | --- |",
    ]
    for name, (cell, meaning, blank) in table.entries.items():
        lines.append(f"| `{name}` | {kind(cell)} | {meaning} | {blank} |")
    return "\n".join([*lines, ""])


def kind(cell: Cell) -> str:
    """Return the kind of a cell in words: its codes, its bounds, or where it points."""
    if isinstance(cell, Code):
        return "one of " + ", ".join(f"`{value}`" for value in cell.written)
    if isinstance(cell, Reference):
        return f"key of `{cell.to}`"
    if isinstance(cell, Number) and cell.most < float("inf"):
        return f"number, {cell.least:g} to {cell.most:g}"
    return cell.label


def coder_scores(root: Path) -> str:
    """Return the file's text: a row per test text and topic, in the order of both tables."""
    folder = root / "data"  # read without the scores, which are made anew
    readings = inspect(folder, [tables.named(name) for name in READ])
    frames = {name: reading.frame for name, reading in readings.items()}
    rec = Record(folder, frames, pd.NaT, settings(folder))
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(tables.named("coder_scores").columns())
    topics = rec.topics["topic"].tolist()
    for one in rec.coding_texts.fillna("").itertuples():
        columns = [one.topics, one.first_terms, one.first_proposed]
        said = [set(column.split(";")) for column in columns] + [proposed(one.text, rec)]
        writer.writerows([one.text_id, t, *(int(t in some) for some in said)] for t in topics)
    return held.getvalue()


def proposed(words: str, rec: Record) -> set[str]:
    """Return the topics that the program proposes; none for a text that it refuses."""
    try:
        return {one.value for one in coding.propose(words, rec).of("topic")}
    except coding.TextRefusedError:
        return set()  # a refusal is scored as silence: its label is empty if it was right


MAKERS: dict[str, Callable[[Path], str]] = {
    "data/coder_scores.csv": coder_scores,
    "data/README.md": dictionary,
    "data/datapackage.json": datapackage,
    "environment.yml": files.environment,
    "docs/topics.svg": files.picture,
    "docs/cli.md": files.commands,
    "README.md": files.readme,
    ".github/workflows/reports.yml": files.workflow,
}


def changed(root: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield each generated file that is not what it should be, and what it should be."""
    for name, maker in MAKERS.items():
        path, raw = root / name, maker(root).encode("utf-8")
        if not path.is_file() or path.read_bytes() != raw:
            yield path, raw


def stale(root: Path) -> list[str]:
    """Return the names of generated files that are not what they should be."""
    return [path.relative_to(root).as_posix() for path, _ in changed(root)]


def write(root: Path) -> list[str]:
    """Write every generated file that is stale, and return their names.

    Notes
    -----
    One after the other: the data package holds the hashes of tables written before it.
    """
    names = []
    for path, raw in changed(root):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
        names.append(path.relative_to(root).as_posix())
    return names
