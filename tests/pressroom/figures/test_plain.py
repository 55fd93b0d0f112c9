"""A plot of anybody's own: on the page with its values, and marked as not checked."""

import csv
import io
import re
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from pressroom import figures
from pressroom.errors import FigureError
from pressroom.figures import svg
from pressroom.figures.plain import UNCHECKED
from pressroom.gate import contract
from pressroom.gate.reading import PageFile


@pytest.fixture
def months():
    index = pd.PeriodIndex(["2024-01", "2024-02", "2024-03"], freq="M")
    return pd.DataFrame({"north": [1, 2, 3.5], "south": [4, 1, 0]}, index=index)


def rows(run, name):
    text = (run.out / f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_plot_of_pandas_costs_one_line_and_keeps_every_figure_rule(run, months):
    shown = figures.show(months.plot(ylabel="Days of rain"), title="Rain in 2 towns", note="First.")
    assert {p.name for p in run.out.iterdir()} == {
        f"rain-in-2-towns.{e}" for e in ("csv", "png", "svg", "zip")
    }
    assert f"{UNCHECKED} First." in shown.html
    assert shown.data["checked"] is False
    held = rows(run, "rain-in-2-towns")
    assert held[2] == {"series": "north", "x": "2024-03", "y": "3.5"}
    assert held[3] == {"series": "south", "x": "2024-01", "y": "4"}
    numbered = shown.html.replace('"fig-no">', '"fig-no">Figure 1')
    page = PageFile("x.html", f"<html><body><main>{numbered}</main></body></html>")
    assert (
        not list(contract.figures(page)) + list(contract.names(page)) + list(contract.tables(page))
    )
    assert not plt.get_fignums()  # else the notebook would show it a second time, bare


def test_bars_panels_grids_and_days_are_read_off(run, months):
    figures.show(months.plot.bar(subplots=True), title="Two panels")
    assert rows(run, "two-panels")[-1] == {
        "panel": "south",
        "series": "south",
        "x": "2024-03",
        "y": "0",
    }
    days = months.to_timestamp()
    canvas, ax = plt.subplots()
    ax.barh(["a", "b"], [1, 2], label="lying")
    figures.show(SimpleNamespace(figure=canvas), title="A grid of seaborn")
    assert rows(run, "a-grid-of-seaborn")[1] == {"series": "lying", "x": "2", "y": "b"}
    _, ax = plt.subplots()
    ax.plot(days.index, days["north"])
    figures.show(ax, title="Days")
    assert rows(run, "days")[0] == {"series": "series 1", "x": "2024-01-01", "y": "1"}


def test_the_name_of_an_index_is_not_said_as_the_unit(run):
    said = {}
    for name in ("start_date", "month"):
        counts = pd.Series([3, 5], index=pd.Index(["May", "June"], name=name))
        said[name] = figures.show(counts.plot.barh(), title=f"Lying by {name[:5]}").data["subtitle"]
        plt.close("all")
    assert said == {"start_date": "By start date", "month": "By month"}
    lying = counts.plot.barh(xlabel="Days of rain")
    assert figures.show(lying, title="Both").data["subtitle"] == "Days of rain by month"


def test_what_cannot_stand_is_refused_with_the_remedy(run, months):
    with pytest.raises(FigureError, match="DataFrame is no plot"):
        figures.show(months, title="A frame")
    with pytest.raises(FigureError, match="because of"):
        figures.show(months.plot(), title="Rain fell because of talks")
    with pytest.raises(FigureError, match="plot text: 'because of'"):
        ax = months.plot()
        ax.text(0, 1, "Because of talks")
        figures.show(ax, title="Rain")
    canvas, ax = plt.subplots()
    ax.imshow(np.eye(3))
    with pytest.raises(FigureError, match="give table=frame"):
        figures.show(canvas, title="A picture")
    assert "<image" in figures.show(canvas, title="A picture", table=pd.DataFrame(np.eye(3))).html


def test_a_plots_own_title_gives_way_to_the_figures(run, months):
    shown = figures.show(months.plot(title="As pandas wrote it"), title="Rain")
    assert "As pandas wrote it" not in shown.html.partition("<table")[0]
    assert shown.data["ways"] == [
        "the plot's own title “As pandas wrote it” is left out: title= stands above it"
    ]
    months["kind"] = ["a", "b", "a"]
    boxes = months.boxplot(column="north", by="kind")
    shown = figures.show(boxes, title="Boxes", table=months)
    assert "Boxplot grouped" not in shown.html and len(shown.data["ways"]) == 2
    panels = figures.show(
        months[["north", "south"]].plot(subplots=True, title=["N", "S"]), title="Two"
    )
    assert "ways" not in panels.data and ">N<" in panels.html


def test_more_series_than_colours_are_told_and_their_legend_covers_nothing(run):
    frame = pd.DataFrame(np.ones((8, 15)), columns=[f"series {n}" for n in range(15)])
    ax = frame.plot.bar(stacked=True)
    shown = figures.show(ax, title="Many")
    assert "15 series share 4 colours: the table tells them apart." in shown.html
    (legend,) = ax.figure.legends
    ax.figure.canvas.draw()
    assert ax.get_legend() is None and len(legend.get_texts()) == 15
    assert legend.get_window_extent().y1 <= ax.get_window_extent().y0
    ax = frame.iloc[:, :4].plot.bar(stacked=True)
    few = figures.show(ax, title="Few")
    assert "share" not in few.html
    (legend,) = ax.figure.legends  # as it was drawn last, for a phone
    ax.figure.canvas.draw()
    assert legend.get_window_extent().y1 <= ax.get_window_extent().y0


def test_colours_that_are_not_of_the_palette_are_answered_once_each_with_the_nearest(months):
    ax = months["north"].plot(color="#008080")
    ax.axhline(1, color="#ff0000")
    (strange,) = svg.drawing(ax.figure, "red").strange
    assert "#008080 (nearest: C3 #00857a)" in strange and "#ff0000 (nearest: C2" in strange
    assert strange.count("CTX #6b7686") == 1


def test_a_band_is_written_to_a_tenth_of_a_point_and_a_mark_to_a_hundredth():
    _, ax = plt.subplots()
    steps = np.linspace(0, 1, 60)
    ax.fill_between(steps, steps**2, steps**3 + 0.3, color="#12436d")
    ax.plot(steps[:3], steps[:3], "o", color="#12436d")
    drawn = svg.drawing(ax.figure, "band").body
    outlines = sorted(re.findall(r'<path id="[^"]+"[^>]* d="([^"]+)"', drawn), key=len)
    assert any("C" in each and re.search(r"\.\d\d", each) for each in outlines[:-1])
    assert len(outlines[-1]) > 300 and not re.search(r"\.\d\d", outlines[-1])


def test_ticks_are_written_in_steps_in_order_and_once():
    _, ax = plt.subplots()
    for day in (0.5, 0.7, 0.5, 0.1):
        ax.plot([day, day], [0.2, 0.4], color="#12436d")
    ax.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
    (ticks,) = re.findall(r'class="s-c1" d="([^"]+)"', svg.drawing(ax.figure, "ticks").body)
    start, *moves = ticks.split("m")
    assert start.startswith("M") and ticks.count("M") == 1 and len(moves) == 2
    across = [float(each.split()[0]) for each in moves]
    assert across[0] == pytest.approx(2 * across[1], abs=0.11)  # 0.1 to 0.5, then to 0.7


def test_texts_of_one_look_are_joined_though_others_stand_between():
    _, ax = plt.subplots()
    ax.axis("off")
    for place, colour in enumerate(("#1b2430", "#4a5565", "#1b2430")):
        ax.text(place / 3, 0.5, "abc"[place], color=colour)
    drawn = svg.drawing(ax.figure, "texts").body
    (joined,) = re.findall(r'<g class="f-ink"[^>]*>(.*?)</g>', drawn)
    assert re.sub("<[^>]*>", "", joined) == "ac"


def test_a_refusal_names_the_line_of_the_cell(run):
    cell = compile(
        "x = 1\nfigures.show(\n    3, title='A number')", "/tmp/ipykernel_7/8.py", "exec"
    )
    with pytest.raises(FigureError, match="figure 'a-number', line 2 of the cell: int is no plot"):
        exec(cell, {"figures": figures})
    with pytest.raises(FigureError, match="figure 'a-number': int is no plot"):
        figures.show(3, title="A number")


def shown_at_the_gate(shown):
    return PageFile("x.html", f"<html><body><main>{shown.html}</main></body></html>")


def test_codes_and_dates_of_files_stand_in_words_wherever_a_plot_writes_them(run):
    """The old fault: `start_date` and `in_person` were refused at the gate, after the run."""
    index = pd.Index(["2024-01", "2024-02"], name="start_date")
    frame = pd.DataFrame({"in_person": [1, 2], "us": [3, 4]}, index=index)
    bars = figures.show(
        frame.plot.bar(stacked=True), title="Meetings", codes={"us": "United States"}
    )
    assert not list(contract.plain(shown_at_the_gate(bars)))
    for said in ("in person", "United States", "start date", "January 2024"):
        assert said in bars.html, said
    assert rows(run, "meetings")[0] == {"series": "in person", "x": "2024-01", "y": "1"}
    frame.index = pd.to_datetime(frame.index)
    _, ax = plt.subplots()
    ax.plot(frame.index, frame["us"], label="two_sides")
    ax.legend()
    ax.set_title("One of the_sides")
    lines = figures.show(ax, title="Days")
    assert not list(contract.plain(shown_at_the_gate(lines)))
    assert rows(run, "days")[0] == {"series": "two sides", "x": "2024-01-01", "y": "3"}


def test_what_its_author_typed_is_refused_at_the_cell_if_only_the_program_reads_it(run, months):
    for typed in ({"title": "All in_person talks"}, {"title": "Rain", "note": "Since 2024-03."}):
        with pytest.raises(FigureError, match="write it in words"):
            figures.show(months.plot(), **typed)
    table = pd.DataFrame({"format": ["in_person"], "count": [1]})
    with pytest.raises(FigureError, match=r"'in_person' is a name of the program.*codes="):
        figures.show(months.plot(), title="Rain", table=table)
    named = figures.TableSpec(table, codes={"format": {"in_person": "in person"}})
    assert "in person" in figures.show(months.plot(), title="Rain", table=named).html


def test_whole_numbers_are_ticked_whole_and_a_label_is_said_once(run):
    counts = pd.DataFrame({"n": [1, 3, 2]}, index=pd.Index([2017, 2018, 2019], name="year"))
    ax = counts["n"].plot(ylabel="Meetings")
    shown = figures.show(ax, title="Meetings held")
    assert "Meetings by year" in shown.html
    assert not ax.get_xlabel() + ax.get_ylabel()
    ticks = [*ax.get_xticks(), *ax.get_yticks()]
    assert all(float(at).is_integer() for at in ticks)
    bars = figures.show(counts.plot.bar(), title="As bars")
    assert "By year" in bars.html
    ax = (counts / 4).plot()
    figures.show(ax, title="Of parts")
    assert not all(float(at).is_integer() for at in ax.get_yticks())
