"""Which project we stand in, and what it tells the press, which knows nothing of its subject.

``reports.toml`` says it by the line ``project = "module:NAME"``; where it does not, the variable
``PRESSROOM_PROJECT`` does. Without either, the project is a folder of CSV files and notebooks
(`pressroom.plain`).
"""

import os
import re
import sys
import tomllib
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

MARK, KEY = "reports.toml", "project"
NAMED = "PRESSROOM_PROJECT"
PLAIN = "pressroom.plain:PROJECT"
FIELD = re.compile(r"\{([A-Za-z][\w.]*)\}")
_SIGN = re.compile(r"[\\`*_\[\]<>~#!]")
# Inside the page, as a browser would else ask the server for a favicon of its own.
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Cpath d='M2 1h12v14H2z' fill='%2312436D'/%3E"
    "%3Cpath d='M4 4h8v1H4zM4 7h8v1H4zM4 10h5v1H4z' fill='%23fff'/%3E%3C/svg%3E"
)


class NotFoundHereError(FileNotFoundError):
    """No project was found from the working directory upward."""


class Source(NamedTuple):
    """One source as a page cites it; dates are ISO text, blank where not known."""

    source_id: str
    publisher: str
    title: str
    date: str
    url: str
    accessed: str


class Table(NamedTuple):
    """One table of the project as the data page shows it.

    Attributes
    ----------
    name : str
        Of its file, without ``.csv``.
    key : tuple of str
        Columns that name one row.
    summary, origin : str
        What a row is; where the rows come from.
    columns : tuple of tuple of str
        Name, kind, meaning, and what a blank means.
    """

    name: str
    key: tuple[str, ...]
    summary: str
    origin: str
    columns: tuple[tuple[str, str, str, str], ...]

    @property
    def file(self) -> str:
        """Name of its file."""
        return f"{self.name}.csv"


@dataclass(frozen=True)
class Settings:
    """The words and addresses that belong to a project's data, not to code: ``record.toml``.

    Attributes
    ----------
    name, title, description : str
        What the site is called; what it is about; the same in a sentence.
    licence, licence_url : str
        Licence of the compiled data.
    made_by : str
        Who made it, in a sentence; blank where not configured, which the page about it says.
    site_url, contact, next_edition, doi : str
        Blank where not configured; then no page claims them.
    """

    name: str = "Reports"
    title: str = "Reports"
    description: str = ""
    licence: str = ""
    licence_url: str = ""
    made_by: str = ""
    site_url: str = ""
    contact: str = ""
    next_edition: str = ""
    doi: str = ""


def odd_setting(name: str, value: object) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with an address or a DOI among the settings, and the remedy.

    Examples
    --------
    >>> [*odd_setting("site_url", "https://a@b.example")]
    [('names a user', 'Leave out what stands before the @')]
    """
    if name.endswith("_url") and urlsplit(str(value)).username is not None:
        yield "names a user", "Leave out what stands before the @"
    if name == "doi" and value and not re.fullmatch(r"10\.\d{4,9}/\S+", str(value)):
        yield "is no DOI", "Write it like 10.5281/zenodo.7293838"


class Project(ABC):
    """What the press asks of a project. Light: whatever is heavy is imported when it is asked for.

    Attributes
    ----------
    name, module : str
        Of its command: ``pressroom``, and what ``python -m`` takes. Ids and files carry the name.
    variables : str
        What its variables begin with: ``PRESSROOM`` for ``PRESSROOM_DATA``.
    loader : str
        The module that reads the tables and notes itself which of them were used.
    ready : tuple of str
        Modules to be imported before reports are forked.
    apart, dresses : tuple of str
        Of its own files, by their beginnings: those that can change no number, and those of them
        that can change how a page is dressed.
    wording : Path or None
        A further list of refused words, written as ``pressroom/wording.toml``.
    templates : Path or None
        Folder of templates for its own pages, and for those that it puts in place of the press's.
    glossary : Path or None
        What the words of the pages mean, as TOML: see `pressroom.site.docs`.
    icon : str
        Address of the pages' icon.
    navigation : tuple of (str, str)
        Label and path of the pages that stand in the navigation.
    index : str
        Template of the front page.
    front : str
        The notebook whose points stand on the front page.
    kinds, lists
        What the pages in a folder of its own are called; which of them are lists, and may be long.
    docs_order : tuple of str
        Pages of the documentation, in the order of reading.
    docs_about, docs_note : str
        What their list says of them.
    measures, counts : tuple of str
        Columns that a small chart looks for first; those of them that may be added up.
    counted : str
        What `weight` counts, in the plural.
    pair : Mapping
        Code of each of the series that are drawn together in a small chart, and its colour.
    scheduled : tuple of str
        Further words of the command of a build that happens by itself.
    shared : Mapping
        ``module:function`` that computes from the record, and remembers, what each report of some
        notebooks will ask for, and their stems: called once where several are to be run.
    """

    name = "pressroom"
    module = "pressroom.cli"
    variables = "PRESSROOM"
    loader = "pressroom.plain"
    ready: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    dresses: tuple[str, ...] = ()
    wording: Path | None = None
    templates: Path | None = None
    glossary: Path | None = None
    icon = ICON
    navigation: tuple[tuple[str, str], ...] = (
        ("Reports", "index.html"),
        ("Data", "data/index.html"),
        ("Editions", "editions/index.html"),
    )
    index = "site/index"
    front = "overview"
    kinds: Mapping[str, str] = {}
    lists: frozenset[str] = frozenset()
    docs_order: tuple[str, ...] = ()
    docs_about = "What there is to know about these reports, and how they are made."
    docs_note = ""
    measures: tuple[str, ...] = ("share", "rate", "n")
    counts: tuple[str, ...] = ("rows", "n")
    counted = "rows"
    pair: Mapping[str, str] = {}
    scheduled: tuple[str, ...] = ()
    shared: Mapping[str, tuple[str, ...]] = {}

    @abstractmethod
    def load(self, folder: Path, as_of: str | None = None) -> Any:
        """Return the checked record: tables by attribute, ``folder``, ``as_of``, ``settings``."""

    @abstractmethod
    def glance(self, folder: Path, as_of: str | None = None) -> Any:
        """Return the record's cells as text, unchecked, importing nothing heavy."""

    @abstractmethod
    def tables(self, folder: Path) -> tuple[Table, ...]:
        """Return the tables that there can be, in the order of the data page."""

    @property
    def packages(self) -> tuple[str, ...]:
        """Packages and modules, beside the press, whose files can change what a notebook says."""
        return ()

    def fields(self) -> dict[str, str]:
        """Return what each field stands for that any text of the project may hold."""
        return {}

    def public(self, frame: Any) -> Any:
        """Return a frame as it is published: columns and codes by the names that the data have."""
        return frame

    def choices(self, word: str, rec: Any = None) -> tuple[str, ...]:
        """Return what a word among a parameter's allowed values stands for: itself, if no more."""
        return (word,)

    def meant(self, allowed: str, value: Any) -> Any:
        """Return a parameter's value as the notebook's code has it."""
        return value

    def labels(self, rec: Any) -> dict[str, str]:
        """Return display names of parameters' values, so that a label finds its value."""
        return {}

    def labelled(self, allowed: str) -> bool:
        """Return whether ``{label}`` means a parameter of these allowed values before others."""
        return False

    def pages(self, writer: Any, rec: Any, reports: list) -> dict:
        """Write the project's own pages; return the values of its front page."""
        return {}

    def cited_at(self, source: Any) -> str:
        """Return the site path of a source's entry; blank if it has none."""
        return "data/index.html" if source.source_id == "record" else ""

    def weight(self, given: Mapping[str, Any], glance: Any) -> int:
        """Return how many rows a combination of parameters is about; see `plain`."""
        return 0

    def workflow(self, hour: int, minute: int, days: str) -> str:
        """Return the workflow of the project's host that builds it at a time; blank without one."""
        return ""

    def years(self, glance: Any) -> list[str]:
        """Return the years that the record has."""
        return []


def root() -> Path:
    """Return the folder that holds ``reports.toml``, from the working directory upward.

    Raises
    ------
    NotFoundHereError
        If neither it nor any folder above it holds ``reports.toml``.

    Notes
    -----
    The package's own place is never used, so that an installed wheel works on the
    record the person stands in. Outside of any project it is the one that holds the folder which
    the variable ``…_DATA`` names.
    """
    try:
        return _above(str(Path.cwd()))
    except NotFoundHereError:
        if not (named := os.environ.get(f"{_prefix()}_DATA")):
            raise
        return _above(str(Path(named).resolve()))


@cache
def _above(here: str) -> Path:
    """Return the folder found from `here` upward; once found, it stays while the process lives."""
    for folder in (Path(here), *Path(here).parents):
        if (folder / MARK).is_file():
            return folder
    raise NotFoundHereError(
        f"no {MARK} in {here} or above it: change into the project, or say where its data lie: "
        f"--data DIR for a command, {_prefix()}_DATA=DIR before any other, as papermill"
    )


def _prefix() -> str:
    return loaded(os.environ.get(NAMED) or PLAIN).variables


def current() -> Project:
    """Return the project around the working directory."""
    return loaded(current_name())


def current_name() -> str:
    """Return where the project around the working directory is defined: ``module:NAME``."""
    try:
        return named(root()) or os.environ.get(NAMED) or PLAIN
    except NotFoundHereError:
        return os.environ.get(NAMED) or PLAIN


@cache
def named(folder: Path) -> str:
    """Return what the project's ``reports.toml`` names; blank if nothing, or if it is no TOML.

    Notes
    -----
    Read once a process: while a notebook's cell runs, the file is no part of what it may read.
    """
    try:
        held = tomllib.loads((folder / MARK).read_text(encoding="utf-8-sig")).get(KEY, "")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return ""  # the matrix says what is wrong with it
    if isinstance(held, str) and str(folder) not in sys.path:
        sys.path.append(str(folder))  # a project of one's own may stand beside its notebooks
    return held if isinstance(held, str) else ""


@cache
def loaded(name: str) -> Project:
    """Return the project that is defined at ``module:NAME``."""
    module, _, what = name.partition(":")
    return getattr(import_module(module), what or "PROJECT")


def command(words: str) -> str:
    """Return what to type for a verb of the project's command, as in ``pressroom build``."""
    return f"{current().name} {words}"


def extra(name: str) -> str:
    """Return what installs one of the extras."""
    return f"pip install '{current().name}[{name}]'"


def variable(name: str) -> str:
    """Return the name of a variable of the project, as in ``PRESSROOM_DATA``."""
    return f"{current().variables}_{name}"


def value(name: str, default: str = "") -> str:
    """Return what a variable of the project holds."""
    return os.environ.get(variable(name), default)


def fill(text: str, names: Mapping[str, str] | None = None, *, is_markdown: bool = False) -> str:
    """Return `text` with its fields filled in, the project's if no others; other braces stay.

    What is filled into Markdown stays as it is written, whatever signs it has.

    Examples
    --------
    >>> fill("# {town}, {n}", {"town": "*Here*"})
    '# *Here*, {n}'
    """
    if "{" not in text:
        return text
    given = current().fields() if names is None else names
    if is_markdown:
        given = {name: _SIGN.sub(r"\\\g<0>", value) for name, value in given.items()}
    return FIELD.sub(lambda field: given.get(field[1], field[0]), text)


def fields_of(template: str) -> dict[str, str]:
    """Return the project's fields that a sentence's template asks for, and what they stand for."""
    asked = dict.fromkeys(FIELD.findall(template))
    known = current().fields() if asked else {}
    return {name: known[name] for name in asked if name in known}
