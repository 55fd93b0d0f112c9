"""What every table shares: one class is schema, dictionary entry and source line at once."""

from collections.abc import Callable
from types import ModuleType
from typing import Any, NamedTuple

import pandas as pd

from parley.tables import cells

SOURCE = cells.Reference("sources.source_id")
MEETING_ID = cells.Reference("meetings.meeting_id")
TOPIC = cells.Reference("topics.topic")


class Column(NamedTuple):
    """A column of a table.

    Attributes
    ----------
    cell : Cell
        How the text of one cell is read and written.
    description : str
        Dictionary entry: what the column means, with its unit.
    blank : str
        What a blank cell means. Left out, a blank is refused.
    """

    cell: cells.Cell
    description: str
    blank: str = ""


column = Column  # as a schema says it


class Rule(NamedTuple):
    """What must hold of each row, and the fault where it does not, in one column of the row."""

    column: str
    problem: str
    remedy: str
    holds: Callable[[type, pd.DataFrame], pd.Series]


def rule(column: str, problem: str, remedy: str) -> Callable[[Callable], Rule]:
    """Return a decorator for what tells of each row of a frame whether it holds."""
    return lambda holds: Rule(column, problem, remedy, holds)


class Config(NamedTuple):
    """What a table says of itself beside its columns: file, key, where it is from, on what terms.

    Attributes
    ----------
    name : str
        Of the table, and of its file.
    key : tuple of str
        The columns whose values together name one row.
    origin : str
        Who made the data and what was done to it, as charts print it.
    licence : str
        Of the data: the compiled record's, or the agency's.
    treatment : str
        What this project did to the data that it took over.
    """

    name: str
    key: tuple[str, ...]
    origin: str
    licence: str = "CC-BY-4.0"
    treatment: str = "Compiled and coded by this project."


class Table:
    """A CSV of the record whose every cell, row and key has been checked."""

    Config: Config
    entries: dict[str, Column]
    _rules: tuple[Rule, ...]

    def __init_subclass__(cls, **config: Any) -> None:
        """Take the columns and rules of the class, in the order in which they stand.

        A last ``_`` is no part of a column's name: ``column_`` is the column ``column``.
        """
        cls.Config, given = Config(**config), vars(cls).items()
        cls.entries = {n.removesuffix("_"): c for n, c in given if isinstance(c, Column)}
        cls._rules = tuple(r for _, r in given if isinstance(r, Rule))

    @classmethod
    def file(cls) -> str:
        """Return the name of its file, as in ``meetings.csv``."""
        return f"{cls.Config.name}.csv"

    @classmethod
    def columns(cls) -> dict[str, cells.Cell]:
        """Return the kind of cell of each column, in file order."""
        return {name: column.cell for name, column in cls.entries.items()}

    @classmethod
    def blanks(cls) -> dict[str, str]:
        """Return what a blank means, for each column that may be blank."""
        return {name: column.blank for name, column in cls.entries.items() if column.blank}

    @classmethod
    def descriptions(cls) -> dict[str, str]:
        """Return the dictionary entry of each column."""
        return {name: column.description for name, column in cls.entries.items()}

    @classmethod
    def broken(cls, frame: pd.DataFrame) -> list[tuple[Rule, list[int]]]:
        """Return each rule that does not hold, with the numbers of the rows that break it."""
        found = [(each, ~each.holds(cls, frame).to_numpy(dtype=bool)) for each in cls._rules]
        return [(each, wrong.nonzero()[0].tolist()) for each, wrong in found if wrong.any()]

    @classmethod
    def references(cls) -> dict[str, tuple[str, str]]:
        """Return, for each column that refers to another table, that table and column."""
        return {
            name: tuple(cell.to.split("."))
            for name, cell in cls.columns().items()
            if isinstance(cell, cells.Reference)
        }

    @classmethod
    def summary(cls) -> str:
        """Return the table's own sentence: what a row is."""
        return " ".join((cls.__doc__ or "").split())


def tables_of(module: ModuleType) -> list[type[Table]]:
    """Return the tables of a module, as they stand in it: not those from before it was reloaded."""
    held = [each for each in vars(module).values() if isinstance(each, type)]
    return [t for t in held if issubclass(t, Table) and t.__module__ == module.__name__]


def not_before(later: pd.Series, earlier: pd.Series) -> pd.Series:
    """Return True where `later` is not before `earlier`, or either is missing."""
    return later.isna() | earlier.isna() | (later >= earlier)
