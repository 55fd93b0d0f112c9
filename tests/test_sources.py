"""The library answers, the notebooks say: no prose in analysis, no condition that cannot fail."""

import pytest

from tests import finders
from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LIBRARY = sorted((ROOT / "parley").rglob("*.py"))


def found(paths, finder) -> dict[str, list[str]]:
    each = {path: [text for s in finders.sources(path) for text in finder(s)] for path in paths}
    return {path.relative_to(ROOT).as_posix(): texts for path, texts in each.items() if texts}


def test_no_condition_holds_whatever_the_data_say():
    assert not found([*NOTEBOOKS, *LIBRARY], finders.vacuous)


def test_no_sentence_ranks_because_there_is_something_to_rank():
    assert not found([*NOTEBOOKS, *LIBRARY], finders.unranked)


def test_a_rank_without_a_comparison_is_seen():
    assert finders.unranked('say("Of {n}, most were in May", (n, ">", 0), (m, ">=", 1), n=n)')
    assert finders.unranked('say("The highest is {y}", y=y)')
    assert not finders.unranked('say("The highest is {y}", (first, ">", second), y=y)')
    assert not finders.unranked(
        'say("Most fell", fact) | say("At most {n} fell", (n, ">", 0), n=n)'
    )


def test_no_prose_stands_under_analysis():
    wrong = found((p for p in LIBRARY if "analysis" in p.parts), finders.prose)
    assert not wrong, f"say it in the notebook, or in parley/phrases.py: {wrong}"


VACUOUS = {
    'say("It fell", (1, "==", 1))': "two constants",
    'say("It fell", [(True, "==", True, "always")])': "two constants",
    'say("It fell", (x, "<=", x))': "a thing is what it is",
    'say("Never", (len(off), ">=", 0))': "never under nought",
    'say("Most", (int(own["m"]), "<=", int(own["n"])))': "part",
    'say("Most", ((given > 0).sum(), "<=", len(given)))': "part",
    'say("Most", (fact.n, ">=", fact.m))': "part",
    'say("Most", (top["share"], ">=", table["share"].max()))': "runner-up",
    'say("Most", (top, "==", max(shares)))': "runner-up",
    'say("Least", (float(own.min()), "<=", x)) if y else None': "",
    'say("Least", (low, "<=", own.min()))': "runner-up",
    'say("Good", (f1, ">=" if f1 >= AIM else "<", AIM))': "chosen",
    'say("Fell", (a, "<", b)) if a < b else say("Rose", (a, ">", b))': "the if above",
    'if a < b:\n    say("Fell", (a, "<", b))': "the if above",
}
ALIVE = (
    'say("Fell", (after, "<", before))',
    'say("Another leads", (us.topic, "!=", prc.topic))',
    'say("Rose", (later - earlier, ">=", 0))',
    'say("Alone", (us.n, ">", 0)) if us.n else None',
    'say("Not known", (peak.month, "is", None))',
)


@pytest.mark.parametrize(("source", "reason"), VACUOUS.items())
def test_a_vacuous_condition_is_seen(source, reason):
    seen = finders.vacuous(source)
    assert not seen if not reason else len(seen) == 1 and reason in seen[0]


@pytest.mark.parametrize("source", ALIVE)
def test_a_live_condition_is_let_pass(source):
    assert not finders.vacuous(source)


def test_prose_is_seen_and_errors_and_docstrings_are_not():
    text = "one two three four five six"
    assert finders.prose(f'"""{text}"""\nx = f"{text} {{y}}"') == [f"{text} …"]
    assert not finders.prose(f'"""{text}"""\ndef f():\n    """{text}"""\n    raise E(f"{text}")')
    assert not finders.prose(f'holds = ((a, "<", b, "{text}"),)')
    assert not finders.prose('x = "one two three four five"')
