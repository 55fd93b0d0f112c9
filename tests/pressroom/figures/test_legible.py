"""Text that is struck, marks that are faint or hidden: each is planted, and found in both sizes."""

import pandas as pd
import pytest

from pressroom import figures
from pressroom.build import notebook
from pressroom.errors import FigureError
from pressroom.figures.palette import palette

LIGHT = palette()["light"]
PLATE = {"facecolor": LIGHT["page"], "edgecolor": "none", "pad": 1}
HATCH = {"hatch": "////", "facecolor": LIGHT["band"], "edgecolor": LIGHT["ctx"], "linewidth": 0}


def planted(frame, *, ax, phone, fault):
    """A clean chart with one fault, or none."""
    ax.plot([0, 1], [0, 0], color=LIGHT["c1"])
    ax.set_xlim(0, 1), ax.set_ylim(0, 10)
    fault(ax)


def text(ax, y=5.0, **more):
    ax.text(0.5, y, "Words", ha="center", va="center", **more)


FAULTS = {
    "“Words” is struck by a line": lambda ax: (text(ax), ax.plot([0, 1], [4, 6])),
    "“Words” is struck by a mark": lambda ax: (text(ax), ax.plot([0.5], [5], "o")),
    "“Words” is struck by the edge of a shape": lambda ax: (
        text(ax),
        ax.axvspan(0.5, 1, facecolor=LIGHT["band"], linewidth=0),
    ),
    "“Words” is struck by hatching": lambda ax: (text(ax), ax.axvspan(0.1, 0.9, **HATCH)),
    "“Words” is struck by an axis": lambda ax: text(ax, y=0),
    "“Words” and “Words” cover each other": lambda ax: (text(ax), text(ax, y=5.2)),
    "runs over the edge": lambda ax: ax.text(0.97, 5, "Words too many").set_in_layout(False),
    "a mark in q1 stands out too little": lambda ax: ax.bar([0.5], [5], color=LIGHT["q1"], lw=0),
    "a mark in grid stands out": lambda ax: ax.hlines(5, 0, 1, color=LIGHT["grid"], lw=5),
    "a mark lies in the hatching": lambda ax: (
        ax.axvspan(0.6, 0.9, **HATCH),
        ax.plot([0.7], [5], "s", color=LIGHT["c2"]),
    ),
}
CLEAN = {
    "beside a line": lambda ax: (text(ax, y=8), ax.plot([0, 1], [4, 6])),
    "over a rule, on a plate": lambda ax: (
        text(ax, bbox=PLATE),
        ax.axvline(0.5, color=LIGHT["ink2"], linewidth=1),
    ),
    "within a bar": lambda ax: (
        ax.bar([0.5], [9], 0.8, color=LIGHT["c1"], lw=0),
        text(ax, color=LIGHT["page"]),
    ),
    "outlined": lambda ax: ax.bar([0.5], [5], color=LIGHT["q1"], edgecolor=LIGHT["c1"], lw=1),
    "beside the hatching": lambda ax: (
        ax.axvspan(0.6, 0.9, **HATCH),
        ax.plot([0.5], [5], "s", color=LIGHT["c2"]),
    ),
}


def shown(worn, fault):
    return figures.save(planted, pd.DataFrame(), **worn, fault=fault)


@pytest.mark.parametrize("said", FAULTS)
def test_a_planted_fault_is_found_in_both_sizes(run, worn, said):
    with pytest.raises(FigureError) as error:
        shown(worn, FAULTS[said])
    assert said in str(error.value)
    for size in ("the wide drawing", "the drawing for phones"):
        assert f"in {size} " in str(error.value)
    assert not run.out.exists()


def test_what_a_build_shows_and_tells_of_the_desk_does_too(run, worn):
    run.is_strict = False
    figure = shown(worn, FAULTS["“Words” is struck by a line"])
    assert "tells of this" not in figure._repr_mimebundle_()["text/html"]
    run.slug, run.is_told = "draft", True
    draft = shown(worn, FAULTS["“Words” is struck by a line"])._repr_mimebundle_()["text/html"]
    assert "<strong>A build tells of this, and shows it:</strong> in the wide drawing" in draft
    assert "A build refuses" not in draft
    assert "in the wide drawing “Words” is struck by a line" in figure.data["illegible"]
    output = {"data": figure._repr_mimebundle_(), "output_type": "display_data"}
    told = notebook.shown({"cells": [{"metadata": {}, "outputs": [output]}]})
    assert told["illegible"] == ("deaths, in the wide drawing “Words” is struck by a line",)


@pytest.mark.parametrize("kind", CLEAN)
def test_what_only_comes_near_passes(run, worn, kind):
    assert shown(worn, CLEAN[kind]).name == "deaths"


@pytest.mark.parametrize("part", ["note", "subtitle"])
def test_words_for_colours_are_refused(run, worn, part):
    with pytest.raises(FigureError, match=f"{part}: 'Pale' is a colour"):
        shown(worn | {part: "Pale: the usual range"}, CLEAN["beside a line"])


def test_words_for_colours_are_refused_in_a_drawing(run, worn):
    with pytest.raises(FigureError, match="chart text: 'dark' is a colour"):
        shown(worn, lambda ax: ax.text(0.2, 5, "Ours, dark"))
