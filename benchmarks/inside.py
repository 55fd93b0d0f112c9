"""The parts of the benchmark that run in one process; called by bench.py."""

import json
import os
import statistics
import sys
import tempfile
import time
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path


def plain(reports: list) -> None:
    """Run reports with papermill's and nbconvert's libraries, one after another."""
    import papermill
    from nbconvert import HTMLExporter

    with tempfile.TemporaryDirectory() as scratch:
        for number, (notebook, given) in enumerate(reports):
            out = f"{scratch}/{number}.ipynb"
            book = papermill.execute_notebook(notebook, out, given, progress_bar=False)
            HTMLExporter().from_notebook_node(book)


def limit(reports: list) -> dict[str, float]:
    """Return seconds per report: its code alone, what the engine adds, its page.

    Notes
    -----
    In a process that has everything imported and has drawn once, the code of a notebook is run as
    one piece, without any notebook: the limit for whatever runs notebooks. What the engine adds
    is a report of eight cells that do nothing, from the order to the answer, fork and all.
    """
    from pressroom.build.kernels import nest, system

    added = overhead()
    nest.prepare(())
    from parley import record

    start = time.perf_counter()
    record.load()
    loaded = time.perf_counter() - start
    system.settle()
    bare, pages = [], []
    with tempfile.TemporaryDirectory() as scratch:
        for number, (slug, notebook, given) in enumerate(reports):
            job = one(slug, notebook, given, Path(scratch) / f"warm{number}")
            pages.append(page(job))
            bare.append(code_alone(slug, notebook, given, Path(scratch) / f"bare{number}"))
    told = {"limit": statistics.mean(bare), "engine": added, "load": loaded}
    return told | {"page": statistics.median(pages)}


def overhead() -> float:
    """Return the seconds from order to answer for a report whose cells do nothing."""
    from pressroom.build.job import Job
    from pressroom.build.run import Nesting, Opening

    here, took = Path.cwd(), []
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [cell | {"id": f"cell-{n}", "source": "x = 1"} for n in range(8)]
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "nothing.ipynb"
        path.write_text(json.dumps(book), encoding="utf-8")
        with Nesting(Opening(here, here / "data")) as nesting:
            nesting.ready()
            for number in range(15):
                job = Job("nothing", path, here, here / "data", Path(scratch) / str(number))
                start = time.perf_counter()
                nesting.run([job], 1)
                took.append(time.perf_counter() - start)
    return statistics.median(took)


def one(slug: str, notebook: str, given: dict, out: Path):
    """Return the job of one report, after it has been run here."""
    from pressroom.build.job import Job
    from pressroom.build.kernels import engine
    from pressroom.build.kernels.worker import Worker

    engine.register()
    here = Path.cwd()
    job = Job(slug, Path(notebook), here, here / "data", out, given)
    Worker(job).run()
    return job


def code_alone(slug: str, notebook: str, given: dict, out: Path) -> float:
    """Return the seconds that the code of a notebook takes, run as one piece."""
    from pressroom import context, parameters

    cells = json.loads(Path(notebook).read_text(encoding="utf-8"))["cells"]
    run = [cell for cell in cells if "explore" not in cell["metadata"].get("tags", [])]
    code = ["".join(cell["source"]) for cell in run if cell["cell_type"] == "code"]
    code.insert(1, "\n".join(f"{name} = {value!r}" for name, value in given.items()))
    out.mkdir()
    check, parameters.check = parameters.check, lambda: None
    start = time.perf_counter()
    try:
        with context.running(slug, out), redirect_stdout(StringIO()):
            exec(compile("\n".join(code), slug, "exec"), {})
    finally:
        parameters.check = check
    return time.perf_counter() - start


def page(job) -> float:
    """Return the seconds that dressing one executed notebook as a page takes."""
    from pressroom.page import render
    from pressroom.page.bundle import Bundle, Shell
    from pressroom.site import read_notebook

    book = read_notebook(job.executed)
    bundle = Bundle(
        slug=job.slug,
        notebook=job.notebook.stem,
        parameters=job.parameters,
        executed=job.executed,
        files=job.files,
        question="Q?",
        description="D",
        data_to="",
        inputs_hash="",
    )
    start = time.perf_counter()
    render(book, bundle, Shell(path=bundle.path))
    return time.perf_counter() - start


if __name__ == "__main__":
    mode, reports = sys.argv[1], json.loads(sys.argv[2])
    out = os.fdopen(os.dup(1), "w")  # the engine takes file descriptor 1 for its cells
    if mode == "plain":
        plain(reports)
    else:
        print(json.dumps(limit(reports)), file=out, flush=True)
