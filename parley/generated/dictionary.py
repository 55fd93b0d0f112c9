"""``data/README.md``: the data dictionary, from the schema classes."""

from pathlib import Path

from parley.tables import TABLES, Table
from parley.tables.cells import Cell, Code, Number, Reference

OPENING = """\
# The data dictionary

Every file of the record, and what each of its columns means. This page is made by
`make generated` from the schema classes in `parley/tables/`; do not edit it by hand.

Files are UTF-8 CSV, dates ISO 8601, months `YYYY-MM`. A blank cell means what its column says
under *blank*; a column without such a note is never blank. `make check` holds every file to
what stands here. What is missing from the record is listed in `gaps.csv`, what each table
covers in `coverage.csv`, and every change in `CHANGELOG.md`. Licence: see `LICENSE`.
"""


def text(root: Path) -> str:
    """Return the dictionary as Markdown, one section a table."""
    return "\n".join([OPENING, *map(section, TABLES)])


def section(table: type[Table]) -> str:
    """Return one table's section."""
    lines = [
        f"## {table.file()}",
        "",
        f"{table.summary()} Key: {', '.join(f'`{name}`' for name in table.key())}. "
        f"Origin: {table.origin()}.",
        "",
        "| column | kind | meaning | blank |",
        "| --- | --- | --- | --- |",
    ]
    blanks, meaning = table.blanks(), table.descriptions()
    for name, cell in table.columns().items():
        lines.append(f"| `{name}` | {kind(cell)} | {meaning[name]} | {blanks.get(name, '')} |")
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
