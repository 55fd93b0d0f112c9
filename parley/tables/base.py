"""What every table shares: one class is schema, dictionary entry and source line at once."""

import pandas as pd
import pandera.pandas as pa

from parley.tables import cells


def column(
    cell: cells.Cell, description: str, *, blank: str = "", named: str | None = None
) -> pa.Field:
    """Return a pandera field that carries its kind of cell.

    Parameters
    ----------
    cell : Cell
        How the text of one cell is read and written.
    description : str
        Dictionary entry: what the column means, with its unit.
    blank : str, optional
        What a blank cell means. Left out, a blank is refused.
    named : str, optional
        The column's name, where the attribute cannot bear it (``key``, ``column``).
    """
    kwargs = {"freq": "M"} if isinstance(cell, cells.Month) else None
    return pa.Field(
        alias=named,
        description=description,
        nullable=bool(blank),
        dtype_kwargs=kwargs,
        metadata={"cell": cell, "blank": blank},
    )


class Table(pa.DataFrameModel):
    """A CSV of the record whose every cell, row and key has been checked."""

    class Config:
        strict = True
        coerce = True

    @classmethod
    def file(cls) -> str:
        """Return the name of its file, as in ``meetings.csv``."""
        return f"{cls.Config.name}.csv"

    @classmethod
    def columns(cls) -> dict[str, cells.Cell]:
        """Return the kind of cell of each column, in file order."""
        return {n: c.metadata["cell"] for n, c in cls.to_schema().columns.items()}

    @classmethod
    def blanks(cls) -> dict[str, str]:
        """Return what a blank means, for each column that may be blank."""
        found = cls.to_schema().columns.items()
        return {n: c.metadata["blank"] for n, c in found if c.metadata["blank"]}

    @classmethod
    def descriptions(cls) -> dict[str, str]:
        """Return the dictionary entry of each column."""
        return {n: c.description for n, c in cls.to_schema().columns.items()}

    @classmethod
    def references(cls) -> dict[str, tuple[str, str]]:
        """Return, for each column that refers to another table, that table and column."""
        return {
            name: tuple(cell.to.split("."))
            for name, cell in cls.columns().items()
            if isinstance(cell, cells.Reference)
        }

    @classmethod
    def key(cls) -> tuple[str, ...]:
        """Return the columns whose values together name one row."""
        return tuple(cls.Config.unique)

    @classmethod
    def summary(cls) -> str:
        """Return the table's own sentence: what a row is."""
        return " ".join((cls.__doc__ or "").split())

    @classmethod
    def origin(cls) -> str:
        """Return who made the data and what was done to it, as charts print it."""
        return cls.Config.metadata["origin"]

    @classmethod
    def licence(cls) -> str:
        """Return the licence of the data: the compiled record's, or the agency's."""
        return cls.Config.metadata.get("licence", "CC-BY-4.0")

    @classmethod
    def treatment(cls) -> str:
        """Return what this project did to the data that it took over."""
        return cls.Config.metadata.get("treatment", "Compiled and coded by this project.")


def not_before(later: pd.Series, earlier: pd.Series) -> pd.Series:
    """Return True where `later` is not before `earlier`, or either is missing."""
    return later.isna() | earlier.isna() | (later >= earlier)
