"""The page of the notebook that is open in JupyterLab, as readers will see it."""

import re
from dataclasses import replace
from pathlib import Path

from pressroom.errors import UsageError
from pressroom.figures.views import Preview

VIEWS = (("wide", 1100, 700), ("phone", 360, 640))
SCHEMES = ("light", "dark")


def in_scheme(page: str, scheme: str) -> str:
    """Return a page that is light or dark whatever the screen asks for.

    Notes
    -----
    The page's own policy names its style by hash, which this changes; it is taken out. The frame's
    sandbox lets no script run.
    """
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    always = "(min-width: 0)" if scheme == "dark" else "(max-width: 0)"
    return re.sub(r"\(prefers-color-scheme:\s*dark\)", always, page)


def preview(notebook: str | Path | None = None) -> Preview:
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

    from pressroom import context, data
    from pressroom.build import matrix
    from pressroom.page.exporter import draft, exporter

    path = Path(notebook or context.open_notebook())
    if not path.is_file():
        raise UsageError("name the notebook: preview('rain.ipynb')")
    book = nbformat.read(path, as_version=4)
    if not any(cell.get("outputs") for cell in book.cells):
        raise UsageError(f"{path.name} was saved without outputs: Run All, save, then preview()")
    bundle, shell = draft(book, {"metadata": {"name": path.stem, "path": str(path.parent)}})
    report, rec = matrix.Report(path, path.stem, {}), data.load()
    said = {n: report.filled(getattr(bundle, n), rec) for n in ("question", "description")}
    filled = {"bundle": (replace(bundle, **said), shell)}
    page = exporter().from_notebook_node(book, filled)[0]
    return Preview(
        [
            (f"{size}, {scheme}", width, height, in_scheme(page, scheme))
            for size, width, height in VIEWS
            for scheme in SCHEMES
        ]
    )
