"""What both engines settle in the process that runs a report's cells.

As an IPython extension (``--ext pressroom.build.kernels.inside``) it does for a plain kernel what
the worker does for its own shell, so that a notebook cannot tell them apart.
"""

import json
import random
import sys
import warnings
import zlib
from pathlib import Path

from pressroom import context, project
from pressroom.build.kernels import system, watch


def settle(shell, root: Path | None, record: Path | None) -> watch.Watch | None:
    """Return the watch over the cells of `shell`, after seeding and drawing have been settled.

    Parameters
    ----------
    shell : InteractiveShell
        It exists already: what plots registers itself with it.
    root, record : Path or None
        The project and the record; None outside a project, where nothing is watched.
    """
    run = context.current()
    seed_before_first_cell(shell, run.slug)
    draw_inline(shell)
    shell.user_ns.setdefault("preview", Looked)
    show_like_a_kernel()
    # The page's own fonts may show what matplotlib's cannot measure.
    warnings.filterwarnings("ignore", r"Glyph \d+ .*missing from", UserWarning)
    if root is None or record is None:
        return None
    watched = watch.begin(root, record, run.out)
    watch.around_cells(shell, watched)
    return watched


class Looked:
    """What ``preview()`` gives in a run: a frame of nothing, which no page takes."""

    def __init__(self, *given):
        self.given = given

    def _repr_html_(self) -> str:
        return "<iframe></iframe>"


def seed_before_first_cell(shell, slug: str) -> None:
    """Have `seed` called when the first cell starts: until then a kernel draws numbers itself."""

    def once(info) -> None:
        shell.events.unregister("pre_run_cell", once)
        seed(slug)

    shell.events.register("pre_run_cell", once)


def seed(slug: str) -> None:
    """Seed Python's and numpy's shared generators from the report's slug.

    Notes
    -----
    numpy's legacy generator is copied by a fork: without this every report would draw the same
    numbers, and a plain kernel others.
    """
    number = zlib.crc32(slug.encode())
    random.seed(number)
    if "numpy" in sys.modules or project.value("USED"):
        import numpy

        numpy.random.seed(number)  # noqa: NPY002 - the very generator that is shared


def draw_inline(shell) -> None:
    """Have ``plt.show()`` put charts into the notebook.

    Notes
    -----
    matplotlib_inline registers with the shell when it is imported. Imported before there is a
    shell, it registers with none, and charts come out as text, silently.
    """
    if "matplotlib_inline.backend_inline" not in sys.modules:
        return
    from matplotlib_inline import backend_inline

    if backend_inline.flush_figures not in shell.events.callbacks["post_execute"]:
        backend_inline.configure_inline_support.current_backend = "unset"
        backend_inline._enable_matplotlib_integration()


def show_like_a_kernel() -> None:
    """Give pandas the width that it has in a kernel, also if it was imported without one."""
    if (pandas := sys.modules.get("pandas")) and pandas.get_option("display.max_columns") == 0:
        pandas.set_option("display.max_columns", 20)


def load_ipython_extension(shell) -> None:
    """Settle a plain kernel that the runner started; does nothing in JupyterLab."""
    if not project.value("USED"):
        return
    note = Path(project.value("USED"))
    system.prctl(system.PDEATHSIG, 9)
    system.limit_memory(int(project.value("MEMORY") or 0))
    run = context.current()
    watched = settle(shell, Path.cwd(), Path(project.value("DATA")))

    def write(result=None) -> None:
        text = json.dumps({"used": sorted(run.used), "refused": watched.refused})
        note.write_text(text, encoding="utf-8")

    shell.events.register("post_run_cell", write)
