"""What passes between the runner, the page and the site."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Change:
    """One line of "What changed since the last edition".

    Attributes
    ----------
    item : str
        What it is: a figure's cell, a sentence, a table.
    before, after : str
        The printed values in the last edition and in this one; empty where there was none.
    why : str
        The reason, in words.
    kind : str
        ``new``, ``revised``, ``corrected`` or ``method``.
    cell : str
        Row and column, as the published file names them; the values are then the file's own.
    """

    item: str
    before: str
    after: str
    why: str
    kind: str
    cell: str = ""


@dataclass(frozen=True)
class Correction:
    """One mended error of a published edition. A correction is not a revision.

    Attributes
    ----------
    date : str
        ISO date on which it was mended.
    where : str
        The page or table.
    text : str
        What was wrong, and what is right.
    page : str
        Site path of the page, or empty.
    """

    date: str
    where: str
    text: str
    page: str = ""


@dataclass(frozen=True)
class Past:
    """An edition that stands beside the newest: key (``2026-10``), label, ISO date, status."""

    key: str
    label: str
    published: str
    status: str = "published"


@dataclass(frozen=True)
class Edition:
    """The edition that a site is, with what its owner has configured.

    Attributes
    ----------
    key, label : str
        ``2026-11`` and ``November 2026``; ``working`` before publication.
    published : str or None
        ISO date of publication; None before it.
    frozen : bool
        True for the copy that never changes and stands under ``editions/<key>/``.
    name, title : str
        What the site is called; what it is about.
    site_url, contact, next_edition, doi, licence, licence_url : str or None
        Shown, and links made absolute, only where configured.
    past : tuple of Past
        All published editions, newest first, this one included.
    corrections : tuple of Correction
        The dated log, newest first; of a frozen edition as it was on its day.
    docs : str or None
        Hash of the documentation that stands beside it; blank if none does, None until it is
        known.
    """

    key: str = "working"
    label: str = "Working edition"
    published: str | None = None
    frozen: bool = False
    name: str = "Reports"
    title: str = ""
    site_url: str | None = None
    contact: str | None = None
    next_edition: str | None = None
    doi: str | None = None
    licence: str | None = None
    licence_url: str | None = None
    past: tuple[Past, ...] = ()
    corrections: tuple[Correction, ...] = ()
    docs: str | None = None

    @classmethod
    def of(cls, held: Mapping) -> "Edition":
        """Return the edition that a site's ``manifest.json`` holds under ``edition``.

        Examples
        --------
        >>> from dataclasses import asdict
        >>> made = Edition("2026-11", "November 2026", past=(Past("2026-10", "October", "x"),))
        >>> Edition.of(asdict(made)) == made
        True
        """
        past = tuple(Past(**each) for each in held["past"])
        corrections = tuple(Correction(**each) for each in held["corrections"])
        fields: dict[str, Any] = {**held, "past": past, "corrections": corrections}
        return cls(**fields)

    @property
    def is_working(self) -> bool:
        """True until it is published."""
        return self.published is None

    @property
    def status(self) -> str:
        """Return the status as the reader is shown it."""
        return "not yet published" if self.is_working else "published"


@dataclass(frozen=True)
class Shell:
    """What a page needs to know of the site around it.

    Attributes
    ----------
    edition : Edition
        The edition that the page belongs to.
    path : str
        The page's own path in the site, as in ``reports/rain/index.html``.
    is_draft : bool
        True for a page made outside a site: no navigation, and a notice that says so.
    """

    edition: Edition = field(default_factory=Edition)
    path: str = "index.html"
    is_draft: bool = False

    @property
    def up(self) -> str:
        """Return the way from the page to the root of the site: ``../../`` or nothing."""
        return "../" * self.path.count("/")

    def to(self, path: str) -> str:
        """Return the relative link to another page of the site.

        Examples
        --------
        >>> Shell(path="reports/rain/index.html").to("methods/index.html")
        '../../methods/index.html'
        """
        return self.up + path

    def newest(self, path: str) -> str:
        """Return the link from a frozen page to a page of the newest site."""
        return self.up + ("../../" if self.edition.frozen else "") + path

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """Return the entries of the log that name the page, newest first."""
        return tuple(each for each in self.edition.corrections if each.page == self.path)

    @property
    def url(self) -> str | None:
        """Return the page's public address, where the site's is configured."""
        if self.edition.site_url is None:
            return None
        path = self.path.removesuffix("index.html")
        folder = f"editions/{self.edition.key}/" if self.edition.frozen else ""
        return f"{self.edition.site_url.rstrip('/')}/{folder}{path}"


@dataclass(frozen=True)
class Bundle:
    """One report, run and ready to be dressed.

    Attributes
    ----------
    slug, notebook : str
        The report's folder name, and the notebook's name without suffix.
    parameters : mapping
        The values that it ran with.
    executed : Path
        The executed notebook.
    files : Path
        Folder of its CSV, PNG and SVG files.
    question, description : str
        The notebook's heading and first paragraph, labels filled in.
    fields : mapping or None
        What the fields of its prose stand for; None where no record tells.
    data_to : str
        ISO date (or month) of the newest data behind it.
    inputs_hash : str
        Hash of everything that it was made from.
    notice : str or None
        "not updated since DATE: REASON" where this is the last good page.
    inputs : mapping
        Name of each input (table, library, lock) and its hash.
    changes : tuple of Change or None
        What changed since the last edition; None where there is no edition before it.
    """

    slug: str
    executed: Path
    files: Path
    notebook: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)
    question: str = ""
    description: str = ""
    fields: Mapping[str, str] | None = None
    data_to: str = ""
    inputs_hash: str = ""
    notice: str | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[Change, ...] | None = None

    @property
    def path(self) -> str:
        """Return the page's path in the site."""
        return f"reports/{self.slug}/index.html"
