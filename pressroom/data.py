"""The tables that a notebook works on: ``rec = data.load(as_of)``."""

from pathlib import Path
from typing import Any

from pressroom import context, paths, project


def load(as_of: str | None = None, folder: Path | None = None) -> Any:
    """Return the record of the project around the working directory.

    Parameters
    ----------
    as_of : str, optional
        ISO date as which it is read; as the run says if left out.
    folder : Path, optional
        Where its files lie; the project's own if left out.

    Raises
    ------
    DataError
        Listing every fault of every table, with file, row, column and remedy.
    UsageError
        If `as_of` is not a date, or the project cannot tell what was known then.
    """
    return project.current().load(paths.data(folder), as_of or context.current().as_of)
