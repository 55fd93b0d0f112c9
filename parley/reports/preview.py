"""The page of the notebook that is open in JupyterLab, as readers will see it."""

import os
from html import escape
from pathlib import Path
from typing import Any

from parley.errors import UsageError

VIEWS = (("wide", 1100, 700), ("phone", 360, 640))
SCHEMES = ("light", "dark")


class PagePreview:
    """One page in four frames: wide and phone, light and dark."""

    def __init__(self, name: str, page: str):
        self.name, self.page = name, page

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, Any]:
        frames = "".join(
            f'<p>{size}, {scheme}</p><iframe title="{size}, {scheme}" width="{width}" '
            f'height="{height}" style="color-scheme:{scheme}" sandbox="allow-scripts" '
            f'srcdoc="{escape(self.page)}"></iframe>'
            for size, width, height in VIEWS
            for scheme in SCHEMES
        )
        return {"text/plain": f"Preview of {self.name}", "text/html": frames}


def preview(notebook: str | Path | None = None) -> PagePreview:
    """Return the page that a saved notebook makes.

    Parameters
    ----------
    notebook : path, optional
        Its file; the notebook that is open in JupyterLab if left out.

    Raises
    ------
    UsageError
        If it is not known which notebook is open, or it was saved without having been run.
    """
    import nbformat

    from parley.reports.page.exporter import exporter

    path = Path(notebook or os.environ.get("JPY_SESSION_NAME", ""))
    if not path.is_file():
        raise UsageError("name the notebook: preview('topic-profile.ipynb')")
    book = nbformat.read(path, as_version=4)
    if not any(cell.get("outputs") for cell in book.cells):
        raise UsageError(f"{path.name} was saved without outputs: Run All, save, then preview()")
    resources = {"metadata": {"name": path.stem, "path": str(path.parent)}}
    return PagePreview(path.stem, exporter().from_notebook_node(book, resources)[0])
