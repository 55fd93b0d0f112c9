"""Looking around: a choice redraws at once, and no door is passed."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from parley import record
from parley.analysis import topics
from parley.charts import topics as charts
from pressroom import figures

pytest.importorskip("ipywidgets", reason="ipywidgets is not installed: nothing was looked around")


def drawn(table: pd.DataFrame, *, ax: plt.Axes, phone: bool = False) -> plt.Axes:
    ax.plot([0, 1], [0, 1])
    ax.set_xlabel(table["word"].iloc[0])
    return ax


def chosen(given: str, *, side: str) -> tuple[pd.DataFrame]:
    return (pd.DataFrame({"word": [f"{given} {side}"]}),)


def test_another_choice_redraws_at_once():
    seen = figures.explore(drawn, chosen, "data of", side={"the US": "us", "China": "prc"})
    assert "data of us" in seen.shown.value and "<strong>the US</strong>" in seen.shown.value
    seen.boxes["side"].value = "prc"
    assert "data of prc" in seen.shown.value
    assert seen.chosen == {"side": "prc"}
    assert [box.description for box in seen.boxes.values()] == ["Side"]


def test_every_choice_of_the_notebooks_can_be_drawn(small):
    rec = record.load(small)
    span = topics.window(rec.coverage, rec.as_of)
    held = topics.held_meetings(rec.meetings, span)
    rows = topics.account_topics(held, rec.accounts, rec.mentions, rec.topics)
    seen = figures.explore(
        charts.one_topic_grid,
        topics.one_topic,
        *(held, rec.accounts, rows, rec.topics, span),
        topic=["taiwan", "fentanyl"],
        period=["year", "quarter", "month"],
        side=topics.SIDES,
    )
    before = seen.shown.value
    for name, value in (("topic", "fentanyl"), ("period", "month"), ("side", "prc")):
        seen.boxes[name].value = value
        assert seen.shown.value != before
        before = seen.shown.value
    frequency, _, dates, depth, _ = topics.one_topic(
        *(held, rec.accounts, rows, rec.topics, span), topic="taiwan", side="us"
    )
    assert set(frequency["topic"]) == {"taiwan"} and set(depth["side"]) == {"us"}
    assert frequency["mentions"].sum() == len(dates) == 2
