"""Where a person works, a fault of what is said and drawn is told beside it; a build refuses it."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from pressroom import context, figures, findings, project
from pressroom.errors import ClaimError, FigureError
from pressroom.figures.door import Undrawn
from pressroom.say import MIME, Sentence, say

FAULTY = [  # what is written, what a draft shows, why no build takes it
    (lambda: say("Of 9 towns {n} had rain", n=3), "Of 9 towns 3 had rain", "typed numbers (9)"),
    (lambda: say("It fell because of {n}", n=3), "It fell because of 3", "say instead"),
    (lambda: say("{n} towns", n=3, m=4), "3 towns", "{m} stands nowhere"),
    (lambda: say("{n} of {m} towns", n=3), "3 of {m} towns", "{m} has no value"),
    (lambda: say("{n} to} towns", n=3), "{n} to} towns", "Single '}'"),
    (lambda: say("Most rain fell", (1, "==", 1)), "Most rain fell", "compares constants"),
    (lambda: say("{n} towns", (len("a"), "~", 2), n=3), "3 towns", "'~' is not one of"),
    (lambda: say("{n} towns", (len("a"), ">", 2), n=3), "3 towns", "no longer holds"),
    (lambda: say("{n} towns", n=None), "{n} towns", "it is missing"),
    (lambda: say("The highest of {n} towns", n=3), "The highest of 3 towns", "without a condition"),
    (lambda: "Typed", "Typed", "'Typed' is typed text"),
]
TITLED = {"subtitle": "Days of rain", "source": "A gauge", "description": "A line."}


@pytest.fixture
def run(tmp_path):
    with context.running("draft", tmp_path / "out") as under_way:
        yield under_way


@pytest.fixture
def desk(run):
    run.is_told = True
    return run


def line(frame, *, ax, phone):
    ax.plot([1, 2], [2, 1])


def titled(frame, *, ax, phone):
    ax.set_title("Its own")
    ax.plot([1, 2], [2, 1], color="#ff0000")


def frame_of(n):
    return pd.DataFrame({"day": range(n), "rain": range(n)})


@pytest.mark.parametrize(("made", "shown", "why"), FAULTY, ids=[each[1] for each in FAULTY])
def test_a_sentence_no_build_takes_is_shown_with_its_reason(desk, made, shown, why):
    said = findings.text(made())
    bundle = said._repr_mimebundle_()
    assert str(said) == shown
    assert len(said.refused) == 1 and why in said.refused[0]
    assert "<strong>A build refuses this:</strong>" in bundle["text/html"]
    assert bundle[MIME]["refused"] == said.refused


@pytest.mark.parametrize(("made", "shown", "why"), FAULTY, ids=[each[1] for each in FAULTY])
def test_the_same_stops_a_run(run, made, shown, why):
    with pytest.raises(ClaimError) as error:
        findings.text(made())
    assert why in str(error.value)


def test_the_fault_of_a_way_that_is_not_said_is_told_too(desk):
    said = findings.headline(say("{n} towns", n=3) | say("It led to {n}", n=3))
    assert str(said) == "3 towns" and "led to" in said.refused[0]


def test_a_claim_of_a_way_that_is_not_said_is_told_once(desk):
    said = findings.headline(say("{n} towns", n=3) | say("Rain dominates in {n}", n=3))
    assert str(said) == "3 towns" and len(said.refused) == 1 and "dominates" in said.refused[0]
    none = (say("{n} towns", n=None) | None | say("Rain dominates")).spoken()
    assert str(none) == "{n} towns" and "dominates" in none.refused[0]


def test_the_way_that_is_too_long_is_the_one_that_is_shown(desk):
    words = "word " * 20
    ways = say("No {t}", (len("a"), ">", 2), t="town") | say(words + "{n}", (len("a"), ">", 0), n=3)
    said = findings.headline(ways)
    assert str(said) == words + "3"
    (why,) = said.refused
    assert "room for 20" in why and "town" not in why


def test_what_the_project_calls_things_is_filled_in_what_is_refused(desk, monkeypatch):
    monkeypatch.setattr(type(project.current()), "fields", lambda _: {"place": "Here"})
    assert str(findings.text(say("{place} it fell", n=3))) == "Here it fell"


def test_places_with_rules_of_their_own_tell_them(desk):
    one = say("{n} towns", n=3)
    assert "three to five main points" in findings.points(one).refused[0]
    assert "give each its own" in findings.points(one, one, one, reports=[("a", "b")]).refused[0]
    long = findings.headline(say(" ".join(["{n} towns"] * 11), n=3))
    assert len(long.refused) == 1 and "room for 20" in long.refused[0]
    assert "no full stop" in findings.headline(say("{n} towns.", n=3)).refused[0]
    assert "typed numbers" in findings.caution("Of 30% nothing is known.").refused[0]


def test_all_faults_of_a_chart_come_at_once_with_the_chart(desk):
    table = figures.TableSpec(frame_of(3), labels={"snow": "Snow"})
    shown = figures.save(titled, frame_of(3), name="My Chart", title="Typed", table=table)
    said = "; ".join(shown.data["refused"])
    for part in ("no slug", "no subtitle", "no source", "no column snow", "is typed", "own title"):
        assert part in said, part
    assert "#ff0000" in said, "also the colour, which only the drawing shows"
    assert shown.name == "my-chart" and (desk.out / "my-chart.png").is_file()
    assert "<svg" in shown.html and shown.html.count("A build refuses this:") == len(
        shown.data["refused"]
    )


def test_a_chart_without_room_is_drawn_all_the_same(desk):
    def crowded(frame, *, ax, phone):
        ax.plot([1, 2], [2, 1])
        ax.set_yticks([1, 2], ["a very long label " * 8] * 2)
        ax.set_xticks([1, 2], ["another\n" * 40] * 2)

    given = {"title": say("{n} towns", n=3), "table": frame_of(2), **TITLED}
    shown = figures.save(crowded, frame_of(2), name="crowded", height=0.6, **given)
    assert any("leave no room" in each for each in shown.data["refused"])


def test_a_table_and_a_plain_plot_are_shown_with_theirs(desk):
    table = figures.table(frame_of(2), name="rain", title=say("{n} towns in 2", n=2), columns={})
    assert any("typed numbers (2)" in each for each in table.data["refused"])
    assert any("no source" in each for each in table.data["refused"])
    plot = figures.show(plt.subplots()[1].plot([1, 2])[0].axes, title="Rain due to clouds")
    assert any("due to" in each for each in plot.data["refused"])


def test_nothing_to_draw_is_told_too(desk):
    line.words = lambda frame: "Empty: no day"
    try:
        shown = figures.save(line, frame_of(0), name="none", title="Typed")
    finally:
        del line.words
    assert isinstance(shown, Undrawn) and shown.refused


def test_what_is_well_made_bears_no_mark(desk):
    given = {"title": say("{n} towns", n=3), "table": frame_of(2), **TITLED}
    shown = figures.save(line, frame_of(2), name="rain", **given)
    assert "refused" not in shown.data and "refuses" not in shown.html
    assert isinstance(say("{n} towns", n=3), Sentence)


def test_jupyterlab_tells_and_every_other_kernel_refuses(monkeypatch):
    monkeypatch.setattr(context, "_current", type(context._current)("run", default=None))
    for name, out, trial, told in (
        ("", "", "", False),
        ("/a/notebooks/rain.ipynb", "", "", True),
        ("/a/notebooks/rain.ipynb", "/b", "", False),  # a build begun in JupyterLab
        ("", "/b", "yes", True),
    ):
        monkeypatch.setenv("JPY_SESSION_NAME", name)
        monkeypatch.setenv("PARLEY_OUT", out)
        monkeypatch.setenv("PARLEY_TRIAL", trial)
        context._current.set(None)
        assert context.current().is_told is told, (name, out, trial)
    with pytest.raises(FigureError):
        monkeypatch.setenv("PARLEY_TRIAL", "")
        context._current.set(None)
        figures.save(line, frame_of(2), name="rain")


def test_a_point_that_is_left_out_is_told_of(run):
    one = say("{n} towns", n=3)
    made = findings.points(one, one, one, say("{n} of {m} rivers", n=1, m=None) | None)
    assert len(made.claims) == 3 and len(made.ways) == 1
    assert made.ways[0].startswith("“{n} of {m} rivers …” is left out (line ")
    assert made.ways[0].endswith("Not the 1st: m is missing")


def test_all_that_is_wrong_with_a_sentence_comes_at_once(desk):
    said = findings.text(say("Rain of {n} fell because of 9 clouds", n=3)).refused[0]
    for part in ("typed numbers (9)", "'because of'", "it claims (fell)"):
        assert part in said, part
    typed = findings.text("Rain fell more in 2024 due to {clouds}").refused[0]
    for part in ("is typed text", "typed numbers (2024)", "'due to'", "it claims (fell, more)"):
        assert part in typed, part
    title = figures.save(line, frame_of(2), name="rain", title="The 3rd {", **TITLED).data[
        "refused"
    ]
    assert any("typed numbers" in each for each in title)
