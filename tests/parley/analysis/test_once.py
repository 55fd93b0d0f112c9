"""What is asked for again with the same data is answered as before, and never from other data."""

import inspect
import json

import pandas as pd
import pytest

from parley import record
from parley.analysis import agreement, ahead, detection, readouts, topics, walk
from parley.analysis.fact import KEPT, once
from parley.analysis.joinpoint import by_permutation, turns
from parley.project import Talks
from pressroom import context, figures, parameters
from pressroom.build.run import Nesting, Opening
from tests.conftest import ROOT
from tests.pressroom.build.conftest import Heard

WHOLE = [agreement.report, agreement.coded_twice, detection.corrected, readouts.comparisons]
WHOLE += [topics.account_topics, topics.topic_totals, topics.full_text_totals, walk.learn]
ASKED = {
    "topic-profile": (ahead.profiles, WHOLE),
    "together": (ahead.coding, WHOLE[:2]),
}


def answers(function) -> dict:
    return inspect.getclosurevars(function).nonlocals["answers"]


@pytest.fixture
def totals():
    """Return a function that adds up a frame, and the list of what it was asked."""
    asked = []

    @once
    def total(frame: pd.DataFrame, by: int = 1) -> pd.DataFrame:
        asked.append(by)
        return frame.sum().to_frame() * by

    return total, asked


def test_other_data_and_other_options_are_answered_anew(totals):
    total, asked = totals
    frame = pd.DataFrame({"a": [1, 2]})
    assert total(frame).loc["a", 0] == total(frame.copy()).loc["a", 0] == 3
    frame.loc[0, "a"] = 5
    assert total(frame).loc["a", 0] == 7 and total(frame, by=2).loc["a", 0] == 14
    assert asked == [1, 1, 2]


def test_what_a_caller_does_to_an_answer_stays_with_the_caller(totals):
    total, _ = totals
    frame = pd.DataFrame({"a": [1, 2]})
    spoilt = total(frame)
    spoilt.loc["a", 0] = 99
    assert total(frame).loc["a", 0] == 3


def test_the_same_numbers_by_other_periods_are_other_data(totals):
    total, asked = totals
    for kind in ("M", "Q"):  # their ordinals are the same
        total(pd.DataFrame({"a": [1]}, index=pd.PeriodIndex.from_ordinals([540], freq=kind)))
    assert len(asked) == 2


def test_an_option_given_by_name_or_by_place_is_one_option(totals):
    total, asked = totals
    frame = pd.DataFrame({"a": [1, 2]})
    total(frame, 2), total(frame, by=2), total(frame=frame, by=2)
    assert asked == [2]


def test_what_cannot_be_told_from_others_is_refused(totals):
    with pytest.raises(TypeError, match="kept by a set"):
        totals[0](pd.DataFrame({"a": [1]}), {2})


def test_few_answers_are_kept(totals):
    total, asked = totals
    for by in range(KEPT + 1):
        total(pd.DataFrame({"a": [1]}), by)
    assert len(answers(total)) == KEPT
    total(pd.DataFrame({"a": [1]}), 0)
    assert asked[-1] == 0 and len(asked) == KEPT + 2


@pytest.fixture
def one_round(monkeypatch):
    """Learn in one round, with one step: what is asked for is the same, and takes a second."""
    for function in WHOLE:
        answers(function).clear()
    monkeypatch.setattr(walk, "FIRST", 1)
    monkeypatch.setattr(walk, "LATER", 0)
    monkeypatch.setattr(walk, "STEPS", walk.STEPS[walk.TYPICAL :][:1])
    monkeypatch.setattr(walk, "TYPICAL", 0)
    yield
    for function in WHOLE:
        answers(function).clear()


@pytest.mark.sampled(3)
@pytest.mark.parametrize("stem", ASKED)
def test_what_is_computed_before_the_fork_is_what_a_report_asks_for(
    stem, one_round, monkeypatch, tmp_path
):
    compute, functions = ASKED[stem]
    compute(record.load(ROOT / "data"))
    before = {function: set(answers(function)) for function in functions}
    assert all(before.values())
    monkeypatch.setattr(parameters, "check", lambda: None)
    monkeypatch.setattr(figures, "save", lambda *given, **named: None)
    cells = json.loads((ROOT / f"notebooks/{stem}.ipynb").read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    with context.running(stem, tmp_path):
        exec("\n".join(code), {})
    kept = {function: set(answers(function)) & before[function] for function in functions}
    if compute is ahead.profiles:  # nothing of it is computed anew
        assert {f: set(answers(f)) for f in functions} == before
    assert kept == before


def test_what_is_computed_before_the_fork_leaves_it_possible():
    heard = Heard()
    with Nesting(Opening(ROOT, ROOT / "data"), heard) as nesting:
        packages = ("statsmodels.api", "statsmodels.formula.api", "ruptures", "scipy.optimize")
        nesting.send("share", (packages, tuple(Talks.shared), ROOT / "data", None))
        assert nesting.call("pressroom.build.kernels.system:threads") == 1
    assert heard.notes == []


def test_a_turn_is_sought_once():
    counts = pd.Series(
        [100.0 + n if n < 30 else 160.0 - n for n in range(60)],
        index=pd.period_range("2019-01", periods=60, freq="M"),
    )
    answers(turns).clear(), answers(by_permutation).clear()
    first = turns(counts, joins=1), by_permutation(counts, most=1, draws=99)
    again = turns(counts, joins=1), by_permutation(counts, most=1, draws=99)
    assert len(answers(turns)) == len(answers(by_permutation)) == 1
    pd.testing.assert_frame_equal(first[0].table, again[0].table)
