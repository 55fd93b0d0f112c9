"""Every notebook says what it shows, whatever it is asked: run with several sets of parameters.

A notebook is included by lying in ``notebooks/``. The runs are made in this process, once each.
"""

import re
from functools import cache
from pathlib import Path

import pytest

from parley.analysis import superlatives
from tests import notebook_runs
from tests.conftest import ROOT
from tests.test_notebooks import BENCHES, NOTEBOOKS

REPORTS = [path for path in NOTEBOOKS if path.stem not in BENCHES]
SETS = notebook_runs.some_sets(REPORTS)
TOO_FEW = re.compile(r"\b(?:no|not|none|nothing|too few|cannot|neither)\b", re.IGNORECASE)
# How a description counts what is drawn: these numbers are held against the artists.
COUNTED = re.compile(
    r"each of (?:the )?(\d[\d,]*)|\b(?:row|strip|panel|bar|line) a \w+, (\d[\d,]*) in all"
    r"|\b(?:dots|rows|bars|marks) for (\d[\d,]*) ",
    re.IGNORECASE,
)
LARGE = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?![\d,])")


# Descriptions whose count has other rows beside it: all promises and who promised, then topics.
AMONG_OTHERS = {("commitments", "delivered")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("notebooks")


@cache
def done(path: Path, folder: Path, **given) -> notebook_runs.Run:
    name = "-".join([path.stem, *map(str, given.values())])
    return notebook_runs.run(path, folder / name, given)


def faults_of_counts(words: str, canvas) -> list[int]:
    """Return the numbers of marks that a description gives and the drawing does not have."""
    said = [int(text.replace(",", "")) for each in COUNTED.findall(words) for text in each if text]
    return [number for number in said if number not in notebook_runs.counts(canvas)]


@pytest.mark.parametrize(("path", "name"), SETS, ids=[f"{p.stem}, {n}" for p, n in SETS])
def test_it_never_stops_and_describes_what_it_draws(path, name, folder):
    shown = done(path, folder, **notebook_runs.four_sets(path)[name])
    assert shown.drawn or name != "defaults"
    wrong = {
        figure: found
        for figure, drawn in shown.drawn.items()
        if (path.stem, figure) not in AMONG_OTHERS
        and (found := faults_of_counts(shown.words(figure)["description"], drawn.wide))
    }
    assert not wrong, {figure: shown.words(figure)["description"] for figure in wrong}
    words = [*shown.said, *(text for each in shown.shown for text in shown.words(each).values())]
    assert not [text for text in words if re.search(r"\b(?:nan|None|NaT|inf)\b", text)]
    if name == "an empty window":
        assert TOO_FEW.search(shown.said[0]), f"says nothing of too few: {shown.said[0]!r}"


def test_one_is_counted_as_one(folder):
    """Of few meetings, as of one channel, a count may be one, or none that needs no words."""
    path = next(each for each in REPORTS if each.stem == "words-for-talks")
    shown = done(path, folder, channel="defense")
    words = [*shown.said, *(text for each in shown.shown for text in shown.words(each).values())]
    odd = r"(?<![\d.,])1 (?:accounts|meetings|topics|times|words)\b|\b0 recorded words"
    assert not [text for text in words if re.search(odd, text)]


def test_every_set_of_parameters_is_tried_on_some_notebook():
    every = {name for path in REPORTS for name in notebook_runs.four_sets(path)}
    assert {name for _, name in SETS} == every and len(every) >= 6


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_what_its_descriptions_count_by_the_thousand_stands_in_its_tables(path, folder):
    shown, wrong = done(path, folder), {}
    for name in shown.drawn:
        held = notebook_runs.numbers(shown.csv[name])
        held |= notebook_runs.drawn_numbers(shown.drawn[name].wide)
        texts = {t for ax in shown.drawn[name].wide.axes for t in notebook_runs.texts(ax)}
        said = LARGE.findall(shown.words(name)["description"])
        lost = [n for n in said if int(n.replace(",", "")) not in held and n not in texts]
        if lost:
            wrong[name] = lost
    assert not wrong


# Words that say who leads. "Most accounts" is no rank, and so is "at most".
SUPERLATIVE = re.compile(
    r"(?<!at )\bmost (?!of\b|accounts\b)|\bmost$|\b(?:highest|lowest|largest|smallest|longest|"
    r"shortest|widest|fewest|surest|busiest|greatest|biggest|strongest|earliest|best|worst|"
    r"never|leads?|leading|peaks?|peaked)\b|(?<!at )\bleast\b|(?<!on )(?<!their )\btop\b",
    re.IGNORECASE,
)
DENIED = re.compile(r"\b(?:no|not|none|neither|nothing)\b", re.IGNORECASE)


def unranked(shown: notebook_runs.Run) -> list[str]:
    """Return the sentences of a run that name a leader and hold nothing against the runner-up."""
    claims = [*shown.claims, *(c for each in shown.shown.values() for c in each.data["claims"])]
    named = [each for each in claims if SUPERLATIVE.search(each["text"])]
    return [
        each["text"]
        for each in named
        if not DENIED.search(each["text"])
        and not any(hold["what"] == superlatives.AHEAD for hold in each["holds"])
    ]


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_who_is_said_to_lead_is_ahead_beyond_chance(path, folder):
    assert not unranked(done(path, folder))


# What a number is not, in a sentence said aloud: a day, a month, a year, the name of a sum.
DAYS = re.compile(
    r"(?:\b\d{1,2} (?:to \d{1,2} )?)?\b(?:January|February|March|April|May|June|July|August|"
    r"September|October|November|December)\b(?: \d{4})?|\b(?:Q[1-4] )?(?:19|20)\d\d\b|\b12-month\b"
)


def crowded(claims: list[dict]) -> list[str]:
    """Return the headlines and points with more than two numbers, and the fifth point."""
    spoken = [claim["text"] for claim in claims]
    return [text for text in spoken if len(re.findall(r"\d[\d,.]*", DAYS.sub(" ", text))) > 2]


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_headlines_and_points_can_be_said_aloud(path, folder):
    shown = done(path, folder)
    assert not crowded(shown.headed) + [c["text"] for c in shown.headed[5:]]


def test_a_crowded_sentence_is_seen_and_days_are_no_numbers():
    crowd = {"text": "In 3 of 9 accounts, 33%, from 10 to 40"}
    days = {"text": "On 5 May 2023, and from 1 to 3 June 2024, 7 of 9 in Q2 2023"}
    assert crowded([crowd, days]) == [crowd["text"]]


def test_a_leader_without_the_right_to_be_one_is_seen():
    fair = {"what": superlatives.AHEAD}
    run = notebook_runs.Run(
        claims=[
            {"text": "Trade leads, 9 of 12", "holds": []},
            {"text": "Most often in 2025", "holds": [{"what": "some account is counted"}]},
            {"text": "Most often in 2024", "holds": [fair]},
            {"text": "2023 is the top quarter, at least 9", "holds": []},
            {"text": "Least in 2020", "holds": []},
            {"text": "No topic leads", "holds": []},
            {"text": "Most accounts were read in part, at most 9", "holds": []},
        ]
    )
    named = ["Trade leads, 9 of 12", "Most often in 2025", "2023 is the top quarter, at least 9"]
    assert unranked(run) == [*named, "Least in 2020"]


def uneven(base: notebook_runs.Run, other: notebook_runs.Run) -> dict[str, str]:
    """Return the figures of which one part follows a changed parameter and another does not."""
    found = {}
    for name in base.drawn.keys() & other.drawn.keys():
        redrawn, retold = (
            notebook_runs.digest(base.drawn[name].wide)
            != notebook_runs.digest(other.drawn[name].wide),
            sorted(base.csv[name].splitlines()) != sorted(other.csv[name].splitlines()),
        )
        reworded = base.words(name)["subtitle"] != other.words(name)["subtitle"]
        if redrawn != retold:
            found[name] = (
                "its drawing changes and its CSV does not"
                if redrawn
                else ("its CSV changes and its drawing does not")
            )
        elif reworded and not redrawn:
            found[name] = "its subtitle changes and its drawing does not"
        elif redrawn and base.words(name) == other.words(name):
            found[name] = "its drawing changes and no word does"
    return found


# What may be uneven, and why.
EVEN_SO = {
    ("topic-frequency", "topics-ranked"): "only the order of its rows follows the side",
    (
        "what-turned-and-when",
        "series-and-turns",
    ): "which-came-first, beneath, has its turns in the CSV",
    ("supply", "fiscal-years"): "another file gives the same pounds to within a hundredth",
}


@pytest.mark.slow  # some hundred runs of notebooks, ten minutes and more
@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_every_part_follows_every_parameter(path, folder):
    base, wrong = done(path, folder), {}
    for label, given in notebook_runs.changed(path, notebook_runs.loaded()).items():
        other = notebook_runs.run(path, folder / f"{path.stem}-{label}", given)
        seen = uneven(base, other)
        wrong |= {
            f"{label}: {name}": text
            for name, text in seen.items()
            if (path.stem, name) not in EVEN_SO
        }
    assert not wrong


def forgotten(source: str) -> str:
    """Plant the old fault: the chart is not told whose accounts are meant, and draws either's."""
    source = source.replace("rec.topics, side=side, barred", 'rec.topics, side="either", barred')
    return source.replace(
        '    side=side,\n    name="topics-over-time"',
        '    side="either",\n    name="topics-over-time"',
    )


@pytest.mark.slow  # the guard's own proof
def test_a_parameter_that_a_chart_is_not_told_is_seen(folder):
    path = ROOT / "notebooks" / "topic-frequency.ipynb"
    base = done(path, folder)
    spoilt = notebook_runs.run(path, folder / "spoilt", {"side": "prc"}, edit=forgotten)
    seen = uneven(base, spoilt)
    assert seen["topics-over-time"] == "its CSV changes and its drawing does not"
    assert "topics-over-time" not in uneven(base, done(path, folder, side="prc"))


def test_a_description_that_counts_what_is_not_drawn_is_seen(folder):
    drawn = done(ROOT / "notebooks" / "topic-frequency.ipynb", folder).drawn["topics-changed"]
    assert faults_of_counts("For each of 22 topics a hollow dot", drawn.wide) == [22]
    assert not faults_of_counts("For each of the 8 topics a hollow dot", drawn.wide)
