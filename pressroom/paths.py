"""Where things lie in a project. The only module that knows the shape of the tree."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from pressroom import project
from pressroom.project import MARK, NotFoundHereError, root

__all__ = ["MARK", "NotFoundHereError", "root"]

NOTEBOOKS = "notebooks"
DICTIONARY = "data-dictionary"


def data(given: str | Path | None = None) -> Path:
    """Return the folder of the record: `given`, the variable ``…_DATA``, or ``data/`` of the root.

    The variable begins as the project says, ``PRESSROOM_DATA`` if it says nothing.
    """
    named = given or project.value("DATA")
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
    """Return the folder of published editions: ``…_EDITIONS``, or ``editions/`` of the root.

    Notes
    -----
    ``editions/site`` is the site that readers are served. It stands outside ``build/``, so that
    nothing which clears what can be made again takes a published page with it.
    """
    named = project.value("EDITIONS")
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


@cache
def template(name: str) -> str:
    """Return a file that lies among the templates of the press, as it is written."""
    return (Path(__file__).parent / "templates" / name).read_text(encoding="utf-8")


def addressed(text: str) -> str:
    """Return text as a part of an address: lower-case letters and digits of any script, hyphens.

    Examples
    --------
    >>> addressed("Überblick (neu)"), addressed("upper_rhine"), addressed("雨")
    ('uberblick-neu', 'upper-rhine', '雨')
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.combining(c)))
    return re.sub(r"[\W_]+", "-", bare).strip("-") or "x"
