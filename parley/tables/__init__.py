"""What the data means: each class is schema, dictionary entry and source line of one CSV."""

from parley.tables import accounts, series, talks
from parley.tables.base import Table, tables_of

TABLES: tuple[type[Table], ...] = (  # parley new adds a line
    *tables_of(talks),
    *tables_of(accounts),
    *tables_of(series),
)


def named(name: str) -> type[Table]:
    """Return the schema class of the table called `name`; KeyError if there is none."""
    return {table.Config.name: table for table in TABLES}[name]
