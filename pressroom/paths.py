"""Where things lie. The only module that knows the shape of the tree."""

import os
from pathlib import Path

MARK = "reports.toml"
NOTEBOOKS = "notebooks"
DICTIONARY = "data-dictionary"


class NotFoundHereError(FileNotFoundError):
    """No project was found from the working directory upward."""


def root(start: Path | None = None) -> Path:
    """Return the folder that holds ``reports.toml``, searched upward from `start`.

    Parameters
    ----------
    start : Path, optional
        Where to begin; the working directory if left out.

    Raises
    ------
    NotFoundHereError
        If neither `start` nor any folder above it holds ``reports.toml``.

    Notes
    -----
    The package's own place is never used, so that an installed wheel works on the
    record the person stands in.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / MARK).is_file():
            return folder
    raise NotFoundHereError(
        f"no {MARK} in {here} or above it: change into the project, or name the record "
        "with --data or PARLEY_DATA"
    )


def data(given: str | Path | None = None) -> Path:
    """Return the folder of the record: `given`, ``PARLEY_DATA``, or ``data/`` of the root."""
    named = given or os.environ.get("PARLEY_DATA")
    return Path(named).resolve() if named else root() / "data"


def notebooks() -> Path:
    """Return the folder of the notebooks."""
    return root() / NOTEBOOKS


def figures() -> Path:
    """Return the folder that receives figures for slides and papers."""
    return root() / "figures"


def build() -> Path:
    """Return the folder for everything made: runs, site, ledger."""
    return root() / "build"


def editions() -> Path:
    """Return the folder of published editions: ``PARLEY_EDITIONS``, or ``editions/`` of the root.

    Notes
    -----
    ``editions/site`` is the site that readers are served. It stands outside ``build/``, so that
    nothing which clears what can be made again takes a published page with it.
    """
    named = os.environ.get("PARLEY_EDITIONS")
    return Path(named).resolve() if named else root() / "editions"


def docs() -> dict[str, Path]:
    """Return the files of the documentation by the name of their page.

    Notes
    -----
    Those of ``docs/``, and with them the data dictionary, which lies beside the tables. An
    installed package that works on somebody's record has none.
    """
    try:
        here = root()
    except NotFoundHereError:
        return {}
    found = {path.stem: path for path in sorted((here / "docs").glob("*.md"))}
    dictionary = here / "data" / "README.md"
    return found | {DICTIONARY: dictionary} if found and dictionary.is_file() else found


def corrections() -> Path:
    """Return the log of mended pages, written by hand; there need be none."""
    return root() / "corrections.toml"


def reports() -> Path:
    """Return the file that says which notebook is rendered with which parameters."""
    return root() / MARK
