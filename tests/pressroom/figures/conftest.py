from collections import namedtuple

import numpy as np
import pandas as pd
import pytest

from parley.charts import style
from pressroom import claims, context

Source = namedtuple("Source", "source_id publisher title date url accessed")
SERIES = ["All drugs", "Synthetic opioids", "Cocaine", "Heroin"]


@pytest.fixture
def run(tmp_path):
    with context.running("report", tmp_path / "out") as under_way:
        yield under_way


@pytest.fixture
def source():
    return [Source("cdc", "CDC", "Deaths & counts", None, "", pd.Timestamp("2026-09-16"))]


@pytest.fixture
def deaths():
    """Four series of 102 months, with the noise of real counts."""
    months = pd.period_range("2018-01", "2026-06", freq="M")
    noise = np.random.default_rng(7)
    walks = (np.cumsum(noise.normal(0, 150, len(months))) for _ in SERIES)
    values = {
        name: (9000 - 1500 * rank + walk).round().astype(int)
        for rank, (name, walk) in enumerate(zip(SERIES, walks, strict=True))
    }
    return pd.DataFrame({"month": months, **values})


@style.chart()
def lines(frame, *, ax, phone=False, hover=False):
    x = style.days(frame["month"])
    for name, colour, dash in zip(SERIES, style.SERIES, style.DASHES, strict=True):
        ax.plot(x, frame[name], color=colour, linestyle=dash)
    style.count_axis(ax, frame[list(SERIES)].to_numpy().max())
    style.month_axis(ax, phone=phone)
    style.end_labels(
        ax,
        [
            (x[-1], frame[name].iloc[-1], name.split()[0], colour)
            for name, colour in zip(SERIES, style.SERIES, strict=True)
        ],
    )
    if hover:
        named = zip(frame["month"], frame["Heroin"], strict=True)
        style.hover(ax, x, [f"{month}: {n:,}" for month, n in named])
    return ax


def panels_grid(frame, *, figure, phone=False):
    for ax, name in zip(figure.subplots(2, 2).ravel(), SERIES, strict=True):
        ax.plot(style.days(frame["month"]), frame[name])
        ax.set_title(name.split()[0])
    return figure


@pytest.fixture
def worn(deaths, source):
    """A full dress: what a call of figures.save needs beside the chart and its data."""
    return {
        "name": "deaths",
        "title": claims.claim("Deaths fell from {a:,} to {b:,}", [(2, "<", 3)], a=3, b=2),
        "subtitle": "Overdose deaths a month, United States, 2018 to 2026",
        "source": source,
        "table": deaths,
        "description": "Line chart. Deaths a month from January 2018 to June 2026, four series.",
        "note": "The last months will be revised.",
    }
