"""Known errors of a source, mended on loading: loudly, and only while the source still errs.

The files hold what their sources say. A row of ``corrections.csv`` replaces a wrong part of one
cell before the cell is checked. When the cell is no longer what the row expects, the source has
mended itself or changed, and the record is refused until somebody has looked.
"""

from collections.abc import Mapping

from parley.record.reading import Mend, Reading
from parley.tables import Table
from pressroom.nearest import nearest

SEPARATOR = " | "


def mends(listed: Reading, known: Mapping[str, type[Table]]) -> dict[str, Mend]:
    """Return, for each table that has corrections, what puts them into its rows.

    Parameters
    ----------
    listed : Reading
        ``corrections.csv``; a correction that cannot be applied becomes a fault of it.
    known : mapping of table name to schema
        The tables of the record.
    """
    by_table: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for line, row in zip(listed.lines, listed.frame.fillna("").to_dict("records"), strict=True):
        if row["table"] in known and row["table"] != "corrections":
            by_table.setdefault(row["table"], []).append((line, row))
        elif row["table"]:
            problem = "is no table that can be corrected"
            remedy = nearest(row["table"], [name for name in known if name != "corrections"])
            listed.fault(line, "table", row["table"], problem, remedy)
    return {name: mend(listed, known[name], rows) for name, rows in by_table.items()}


def mend(listed: Reading, table: type[Table], wanted: list[tuple[int, dict[str, str]]]) -> Mend:
    """Return what applies these corrections, each with its line, to the rows of `table`."""

    def apply(rows: list[list[str]]) -> None:
        header = rows[0]
        places = [header.index(column) for column in table.Config.key]
        whole = [row for row in rows[1:] if len(row) == len(header)]
        found = {SEPARATOR.join(row[place] for place in places): row for row in whole}
        for line, wish in wanted:
            if wrong := refusal(wish, table, header, found):
                listed.fault(line, *wrong)
                continue
            row, place = found[wish["key"]], header.index(wish["column"])
            if wish["old_value"]:
                row[place] = row[place].replace(wish["old_value"], wish["new_value"])
            else:
                row[place] = wish["new_value"]

    return apply


def refusal(
    wish: Mapping[str, str], table: type[Table], header: list[str], found: Mapping[str, list[str]]
) -> tuple[str, str, str, str] | None:
    """Return column, value, problem and remedy of a correction that cannot be applied, or None."""
    if wish["column"] not in header or wish["column"] in table.Config.key:
        free = [name for name in header if name not in table.Config.key]
        problem = f"is no column of {table.file()} that can be corrected"
        return "column", wish["column"], problem, nearest(wish["column"], free)
    if wish["key"] not in found:
        form = SEPARATOR.join(table.Config.key)
        remedy = f"Write it as {form}. {nearest(wish['key'], found)}"
        return "key", wish["key"], f"names no row of {table.file()}", remedy
    now = found[wish["key"]][header.index(wish["column"])]
    if now != wish["expects"]:
        problem = f"is no longer there: {table.file()} now holds {now or 'a blank'!r}"
        remedy = "If the source has mended itself, delete this row; else look again and rewrite it"
        return "expects", wish["expects"], problem, remedy
    return None
