"""The helper of a cluster's worker: jobs come in as lines of JSON, outcomes go out."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from pressroom.build.job import Job, Limits, Outcome
from pressroom.build.run import Nesting, Opening
from pressroom.project import current_name


def serve(home: Path, orders: TextIO, answers: TextIO) -> None:
    """Run jobs until there are no more: the end of `orders` is the end of the worker.

    Parameters
    ----------
    home : Path
        The project.
    orders, answers : text files
        A job a line; an outcome a line.
    """
    nesting = None
    try:
        for line in orders:
            job = as_job(home, json.loads(line))
            if nesting is None:
                nesting = Nesting(Opening(home, home / "data", job.as_of)).__enter__()
                nesting.ready()
            (outcome,) = nesting.run([job], 1).values()
            print(json.dumps(asdict(outcome)), file=answers, flush=True)
    finally:
        if nesting is not None:
            nesting.stop()


def as_job(home: Path, spec: dict) -> Job:
    """Return the job that a line asks for, its paths those of this machine."""
    return Job(
        slug=spec["slug"],
        notebook=home / "notebooks" / spec["notebook"],
        root=home,
        data=home / "data",
        out=Path(spec["out"]),
        parameters=spec["parameters"],
        as_of=spec["as_of"],
        engine=spec["engine"],
        limits=Limits(**spec["limits"]),
    )


def as_spec(job: Job) -> dict:
    """Return a job as plain values, without this machine's paths."""
    return {
        "project": current_name(),
        "slug": job.slug,
        "notebook": job.notebook.name,
        "parameters": job.parameters,
        "as_of": job.as_of,
        "engine": job.engine,
        "limits": asdict(job.limits),
    }


def as_outcome(held: dict[str, Any]) -> Outcome:
    """Return the outcome that came back as plain values."""
    fields: dict[str, Any] = held | {"used": tuple(held["used"])}
    return Outcome(**fields)


if __name__ == "__main__":
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not be taken for an answer
    serve(Path(sys.argv[1]), sys.stdin, answers)
