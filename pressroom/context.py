"""The run that is under way: which report, where its files go, as of when."""

import os
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from pressroom import paths, project
from pressroom.errors import PressError


@dataclass
class Context:
    """One report's run.

    Attributes
    ----------
    slug : str
        The report's slug; ``"draft"`` in JupyterLab.
    folder : Path or None
        Folder that receives its figures; None for ``build/draft``, in JupyterLab with a folder
        for each notebook.
    as_of : str or None
        ISO date as which the record is read, if the runner fixed one.
    used : set of str
        Tables that the notebook took from the record so far.
    named : list of str
        Figure names given so far, to refuse a second of the same name.
    is_strict : bool
        Whether a drawing that a reader cannot well make out is refused, as in tests, or shown and
        told of, as at the desk and in a build: new rows may crowd a label overnight.
    is_told : bool
        Whether a fault of what is said or drawn is told beside it, as where a person works on
        it: in JupyterLab, and in a trial. Everywhere else it stops the run.
    """

    slug: str
    folder: Path | None = None
    as_of: str | None = None
    used: set[str] = field(default_factory=set)
    named: list[str] = field(default_factory=list)
    is_strict: bool = True
    is_told: bool = False

    @property
    def out(self) -> Path:
        """Folder that receives the report's figures."""
        return self.folder or paths.build() / "draft" / open_notebook().stem

    @property
    def is_draft(self) -> bool:
        """True outside a run: names may repeat, since cells are run again at will."""
        return self.slug == "draft"


def open_notebook() -> Path:
    """Return the notebook whose kernel this is, as JupyterLab names it; an empty path elsewhere."""
    return Path(os.environ.get("JPY_SESSION_NAME", ""))


_current: ContextVar[Context | None] = ContextVar("run", default=None)


def current() -> Context:
    """Return the run under way; in a plain kernel the one that the environment names."""
    if (found := _current.get()) is None:
        out, slug = project.value("OUT"), project.value("REPORT", "draft")
        found = Context(
            slug,
            folder=Path(out) if out else None,
            as_of=project.value("AS_OF") or None,
            is_strict=False,
            is_told=bool(project.value("TRIAL") if out else open_notebook().name),
        )
        _current.set(found)
    return found


def refuse(error: PressError) -> tuple[str, ...]:
    """Raise a fault of what is said or drawn; where a person works on it, return it to be told."""
    if not current().is_told:
        raise error
    return (str(error),)


@contextmanager
def running(slug: str, out: Path, as_of: str | None = None):
    """Make `slug` the run under way inside a ``with`` block."""
    token = _current.set(Context(slug, out, as_of))
    try:
        yield _current.get()
    finally:
        _current.reset(token)
