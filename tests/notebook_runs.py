"""Notebooks run in this process, with what they say and draw kept for looking at.

A run goes through the same doors as a build, so that whatever stops one stops the other. Only the
picture card is left out, and the record is read once a day asked for.
"""

import ast
import hashlib
import json
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from matplotlib.figure import Figure as Canvas

from parley import record
from pressroom import context, parameters
from pressroom.build import matrix
from pressroom.build.notebook import cells
from pressroom.figures import door, draw, svg


@dataclass
class Drawn:
    """A chart as it was called, and both its drawings."""

    chart: Callable
    frames: tuple
    options: dict
    wide: Canvas
    phone: Canvas


@dataclass
class Run:
    """What one run of a notebook showed."""

    said: list[str] = field(default_factory=list)
    claims: list[dict] = field(default_factory=list)
    headed: list[dict] = field(default_factory=list)
    shown: dict[str, Any] = field(default_factory=dict)
    drawn: dict[str, Drawn] = field(default_factory=dict)
    csv: dict[str, str] = field(default_factory=dict)

    def words(self, name: str) -> dict[str, str]:
        """Return title, subtitle, note and description of a figure or table."""
        parts = ("title", "subtitle", "note", "description")
        return {part: self.shown[name].data[part] for part in parts}


def run(
    path: Path,
    out: Path,
    given: dict[str, Any] | None = None,
    edit: Callable[[str], str] = str,
    load: Callable | None = None,
) -> Run:
    """Run a notebook's cells, its parameters replaced by those `given`, and return what it showed.

    Parameters
    ----------
    path : Path
        The notebook.
    out : Path
        Folder for its files.
    given : dict, optional
        Parameters.
    edit : callable, optional
        Changes a cell's source before it runs: for planting a fault.
    load : callable, optional
        In place of ``record.load``; else the record is read once a day asked for.

    Notes
    -----
    With parameters of its own a run draws and lays out as ever, but writes no SVG and looks for
    no struck text, which stops only a run of what is published: that takes a third of its time.
    ``make torture`` leaves nothing out.
    """
    result, calls = Run(), []
    real = draw.draw

    def watched(chart, frames, height, options):
        both = real(chart, frames, height, options)
        calls.append(Drawn(chart, frames, options, *both))
        return both

    names = {"__name__": "__main__"}
    patches = (
        mock.patch.object(draw, "draw", watched),
        mock.patch.object(door, "card", lambda *_: b""),
        mock.patch.object(parameters, "check", lambda: None),
        mock.patch.object(record, "load", load or loaded),
    )
    if given and not os.environ.get("PARLEY_TORTURE"):
        blank = (svg.Drawing(1.0, 1.0, "", ()),) * 2
        patches += (
            mock.patch.object(door, "_drawings", lambda *_: (blank, [])),
            mock.patch.object(door, "_illegible", lambda *_: ([], [])),
        )
    for each in patches:
        each.start()
    try:
        with context.running("notebook", out) as under_way:
            under_way.is_strict = not given  # what is published; another window may crowd a label
            for cell in cells(path):
                tags = cell["metadata"].get("tags", [])
                if cell["cell_type"] != "code" or "explore" in tags:
                    continue
                _take(result, calls, _ran(edit(cell["source"]), names, cell["id"]))
                if "parameters" in tags:
                    names |= given or {}
    finally:
        for each in patches:
            each.stop()
    for name in result.shown:
        result.csv[name] = (out / f"{name}.csv").read_text(encoding="utf-8")
    return result


@cache
def _read(as_of: str | None) -> Any:
    return _LOAD(as_of=as_of)


_LOAD = record.load


def loaded(*_: Any, as_of: str | None = None) -> Any:
    """Return the record as of a day, read once."""
    return _read(as_of)


def _ran(source: str, names: dict, cell: str) -> Any:
    """Run a cell and return what it would show: the value of its last expression."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, f"<{cell}>", "exec"), names)
    return eval(compile(ast.Expression(last.value), f"<{cell}>", "eval"), names) if last else None


def _take(result: Run, calls: list[Drawn], value: Any) -> None:
    if hasattr(value, "claims"):
        result.said += [str(each) for each in value.claims]
        result.claims += [each.as_json() for each in value.claims]
        if value.kind in ("headline", "points"):
            result.headed += result.claims[-len(value.claims) :]
    elif hasattr(value, "data"):
        result.shown[value.name] = value
        if value.data["kind"] == "figure" and value.data.get("checked", True):
            result.drawn[value.name] = calls.pop()
    calls.clear()


def digest(canvas: Canvas) -> str:
    """Return a mark of everything that a drawing shows: where each artist stands, each text.

    Panels that only change places are the same drawing: what is in them has not changed.
    """
    return hashlib.sha256(json.dumps(sorted(map(_panel, canvas.axes))).encode()).hexdigest()


def _panel(ax: Any) -> str:
    parts = [
        [_rounded(line.get_xydata()) for line in ax.lines],
        [
            _rounded(patch.get_path().transformed(patch.get_patch_transform()).vertices)
            for patch in ax.patches
        ],
        texts(ax),
    ]
    for group in ax.collections:
        parts.append([_rounded(path.vertices) for path in group.get_paths()])
        parts.append(_rounded(np.ma.filled(group.get_offsets().astype(float), np.nan)))
    return json.dumps(parts)


def texts(ax: Any) -> list[str]:
    """Return the texts of an Axes, the labels of its ticks included."""
    from matplotlib.text import Text

    return [each.get_text() for each in ax.findobj(Text) if each.get_text()]


def _rounded(values: Any) -> list:
    return np.round(np.nan_to_num(np.asarray(values, dtype=float), nan=-9e9), 6).tolist()


def counts(canvas: Canvas) -> set[int]:
    """Return every number of marks that a drawing has: of panels, rows, bars, dots, ticks, words.

    Dots and lines are counted by series and in all; rows by the named ticks of an axis and by the
    distinct heights of what is drawn.
    """
    found, dots = {len(canvas.axes), len(canvas.axes) - 1}, 0  # a grid may have a foot
    for ax in canvas.axes:
        for axis in (ax.xaxis, ax.yaxis):
            found.add(len([each for each in axis.get_ticklabels() if each.get_text()]))
        series = [line for line in ax.lines if len(line.get_xydata())]
        sizes = [int(np.isfinite(np.asarray(line.get_ydata(), float)).sum()) for line in series]
        dots += sum(sizes)
        found |= {*sizes, sum(sizes), len(series), len(ax.texts), len(ax.patches)}
        found |= {len({round(float(y), 3) for line in series for y in line.get_ydata()})}
        found |= {len(bars) for bars in ax.containers}
        segments = [len(group.get_paths()) or len(group.get_offsets()) for group in ax.collections]
        found |= {*segments, sum(segments)}
        images = [image.get_array().shape for image in ax.images]
        found |= {side for shape in images for side in shape}
    return found | {dots}


def numbers(csv: str) -> set[int]:
    """Return every number of a CSV, rounded as a sentence rounds it."""
    cells = (cell for line in csv.splitlines() for cell in line.split(","))
    return {round(float(cell)) for cell in cells if re.fullmatch(r"-?\d+(?:\.\d+)?", cell)}


def drawn_numbers(canvas: Canvas) -> set[int]:
    """Return the heights of the points of all lines, rounded."""
    heights = (float(y) for ax in canvas.axes for line in ax.lines for y in line.get_ydata())
    return {round(y) for y in heights if np.isfinite(y)}


NO_YEAR = {"first_date": "1990-01-01", "last_date": "1990-12-31"}
DATES = {
    "first_date": "2021-01-20", "last_date": "2024-12-31", "as_of": "2025-12-31",
    "since": "2019-01-01", "first_month": "2021-06", "last_month": "2023-06",
}  # fmt: skip


def four_sets(path: Path) -> dict[str, dict[str, Any]]:
    """Return the sets of parameters that a notebook must bear, as far as it has them."""
    known = matrix.declared(path)
    sets = {"defaults": {}}
    if NO_YEAR.keys() <= known.keys():
        sets["an empty window"] = dict(NO_YEAR)
    if "first_month" in known:
        sets["an empty window"] = {"first_month": "2030-01"}
        sets["few months"] = {"first_month": "2024-06"}
    if "events" in known:
        sets["few talks"] = {"events": "counternarcotics"}
    if "channel" in known:
        sets["one channel"] = {"channel": "climate"}
    if "side" in known:
        sets["one side"] = {"side": "prc"}
    return sets


def some_sets(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """Return the sets that `make test` tries, by notebook; ``make torture`` has all of them.

    The defaults of each notebook, and each other set on the last notebook that has it.
    """
    every = [(path, name) for path in paths for name in four_sets(path)]
    if os.environ.get("PARLEY_TORTURE"):
        return every
    last = {name: path for path, name in every}
    return [(path, name) for path, name in every if name == "defaults" or last[name] == path]


def changed(path: Path, rec: Any) -> dict[str, dict[str, Any]]:
    """Return a set for each other value of each parameter: of a long list the first and last.

    Raises
    ------
    KeyError
        If a parameter takes anything, and `DATES` does not say what to try.
    """
    sets = {}
    for name, parameter in matrix.declared(path).items():
        values = [DATES[name]] if (known := parameter.values(rec)) is None else known
        others = [each for each in values if each != parameter.default]
        for each in dict.fromkeys([*others[:1], *others[-1:]]):
            sets[f"{name}={each}"] = {name: each}
    return sets
