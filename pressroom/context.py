"""The run that is under way; the notebook that is open in JupyterLab, and what is shown there."""

import json
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


# JupyterLab takes letters, arrows and Space for its own commands wherever the focus is not in a
# text box: in a list, d d would delete the cell. The attribute keeps it off the box that has the
# focus. The code runs before its element is part of the page, so it looks again for a while.
ALONE = """
const mark = (times) => {
  const area = element.closest(".jp-OutputArea");
  const keep = (event) => { event.target.dataset.lmSuppressShortcuts = "true"; };
  if (area) area.addEventListener("focusin", keep);
  else if (times) setTimeout(mark, 50, times - 1);
};
mark(100);
"""

# The prose of a notebook names its fields, {place}, as its page will have them filled. A field that
# is none is told, except in code and in a formula, which its page will not show.
FILL = r"""const fill = (root, names) => {
  const listed = Object.keys(names).map((name) => `{${name}}`).join(", ");
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (!node.written && !/\{[a-z]\w*\}/i.test(node.data)) continue;
    node.written ??= node.data;
    const kept = node.parentElement.closest("code") || /\\[a-z]+\{|\^\{/i.test(node.written);
    const told = kept ? "" : ` [no field, or has no value here; there are ${listed}]`;
    const filled = (all, name) => names[name] ?? all + told;
    const said = node.written.replace(/\{([a-z]\w*)\}/gi, filled);
    if (said !== node.data) node.data = said;
  }
};
"""
FILLED = (
    FILL
    + """
const names = %s;
const start = (times) => {
  const book = element.closest(".jp-Notebook");
  if (!book) { if (times) setTimeout(start, 50, times - 1); return; }
  const shown = () => [...book.querySelectorAll(".jp-MarkdownOutput")];
  const all = () => shown().forEach((each) => fill(each, names));
  book.filling?.disconnect();
  book.filling = new MutationObserver(all);
  book.filling.observe(book, {childList: true, subtree: true});
  all();
};
start(100);
"""
)


def show_filled(names: dict[str, str]) -> None:
    """Fill the fields of the prose of the notebook open in JupyterLab, on the screen alone."""
    from IPython.display import Javascript, display

    display(Javascript(FILLED % json.dumps(names)))


def show(box: object) -> None:
    """Show a widget beneath the cell that runs, its keys its own."""
    from IPython.display import Javascript, display

    display(box)
    display(Javascript(ALONE))
