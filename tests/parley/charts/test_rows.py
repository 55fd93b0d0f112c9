"""A name above its row is nearer to that row's marks than to those of the row before."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from parley.charts import coverage, deaths, topics
from pressroom.figures import draw
from tests.parley.analysis.test_turned import turn

MANY = 12
NAMES = [f"Topic {chr(97 + n)}" for n in range(MANY)]
TIMES = pd.period_range("2023-01", periods=MANY, freq="M")


def table(**columns) -> pd.DataFrame:
    return pd.DataFrame({"label": NAMES, "topic": NAMES, **columns})


def agreement() -> tuple:
    rising = np.linspace(0.4, 0.9, MANY)
    ends = {"alpha_low": rising - 0.1, "alpha_high": rising + 0.1, "ac1": rising + 0.05}
    shares = {"share_first": rising, "share_second": rising - 0.1, "reading": "rely"}
    return (table(alpha=rising, positives_first=9, positives_second=8, **ends, **shares),)


def totals() -> tuple:
    sides = [
        table(side=side, mentions=5, n=10, share=0.5, low=0.3, high=0.7, state="share")
        for side in ("us", "prc")
    ]
    rows = pd.concat(sides, ignore_index=True)
    return (rows.assign(count="5 of 10", rank=rows.groupby("side").cumcount() + 1),)


def alike() -> tuple:
    parts = [
        table(texts=texts, mentions=4, n=9, share=0.4, low=0.3, high=0.6)
        for texts in ("part", "full")
    ]
    return (pd.concat(parts, ignore_index=True),)


def change() -> tuple:
    own = {
        f"{name}_{span}": value
        for span in ("earlier", "later")
        for name, value in (("share", 0.4), ("low", 0.3), ("high", 0.5), ("mentions", 4), ("n", 9))
    }
    return (table(share_change=0.0, **own),)


def pairs() -> tuple:
    names = {"label_first": ["Artificial intelligence"] * MANY, "label_second": NAMES, "joint": 9}
    ratios = {
        f"{name}_{end}": value
        for name in ("odds", "length", "year")
        for end, value in (("ratio", 4.0), ("low", 2.0), ("high", 8.0))
    }
    return (pd.DataFrame({**names, "lift": 4.0, "low": 2.0, "high": 8.0, **ratios}),)


def copies() -> tuple:
    days = pd.to_datetime({"year": 2020, "month": range(1, MANY + 1), "day": 1})
    named = {"name": [f"US deaths, 12 months: stimulants, {n}" for n in NAMES]}
    return (
        pd.DataFrame(
            {
                **named,
                "first": days,
                "last": days + pd.Timedelta("900D"),
                "vintage": days + pd.Timedelta("1000D"),
            }
        ),
    )


def opinions() -> tuple:
    rows = {"method": [f"Method {n}" for n in NAMES[:4]] * 3, "month": TIMES, "low": TIMES - 2}
    said = {"high": TIMES + 2, "words": "Jul 2023", "series": np.repeat(["US", "With", "CA"], 4)}
    marks = pd.DataFrame(
        {
            "date": pd.to_datetime(["2023-05-01"] * 2),
            "label": ["Talks", "Leaders"],
            "row": ["counternarcotics", "leaders"],
        }
    )
    return pd.DataFrame(rows | said), marks


def areas() -> tuple:
    rows = [turn("2022-01", "2022-06", area=name) for name in NAMES]
    peaks = pd.DataFrame({"area": NAMES, "state": NAMES, "middle": TIMES})
    return pd.DataFrame(rows), peaks


def rates() -> tuple:
    rows = table(row=NAMES, rate=0.2, low=0.1, high=0.3, nominal=0.05)
    return (rows.head(4),)


CHARTS = {
    "agreement": (coverage.agreement_intervals, agreement(), {}),
    "two shares": (coverage.two_shares, agreement(), {}),
    "ranking": (topics.topic_ranking, totals(), {}),
    "full texts": (topics.full_texts, alike(), {}),
    "change": (topics.topic_change, change(), {}),
    "lifts": (topics.pair_lifts, pairs(), {}),
    "copies": (coverage.vintages_strip, copies(), {}),
    "opinions": (deaths.turning_times, opinions(), {}),
    "divisions": (
        deaths.divisions,
        areas(),
        {
            "names": {"us": "US"} | {n: n for n in NAMES},
            "nation": pd.Series(turn("2022-01", "2022-06")),
        },
    ),
    "rates": (deaths.sizes, rates(), {}),
}


def drawn(chart, frames: tuple, options: dict, phone: bool) -> Figure:
    tall = chart.height(*frames, **options) if chart.height else None
    return draw.draw(chart, frames, tall, options)[phone]


def heights(ax: Axes) -> np.ndarray:
    """Return where marks stand, in points from the foot of the drawing."""
    flat = [line.get_ydata() for line in ax.lines if line.get_marker() not in ("None", "", None)]
    flat += [
        segment[:, 1]
        for each in ax.collections
        if hasattr(each, "get_segments")
        for segment in each.get_segments()
        if np.ptp(segment[:, 1]) == 0
    ]
    y = np.unique(np.concatenate([np.asarray(each, dtype=float) for each in flat]))
    places = ax.transData.transform(np.column_stack([np.full(len(y), ax.get_xlim()[0]), y]))[:, 1]
    return places * 72 / ax.figure.dpi


def gaps(figure: Figure) -> list[tuple[str, float, float]]:
    """Return each name over a row, its distance to the marks under it, and to those above it."""
    figure.canvas.draw()
    (ax,) = figure.axes
    marks, found = heights(ax), []
    for text in ax.texts:
        if not text.get_text().startswith(("Topic", "Method", "US deaths", "Artificial")):
            continue
        box = text.get_window_extent()
        low, high = (edge * 72 / figure.dpi for edge in (box.y0, box.y1))
        over, under = marks[marks > (low + high) / 2], marks[marks < (low + high) / 2]
        if len(over) and len(under):
            found.append((text.get_text(), low - under.max(), over.min() - high))
    return found


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("phone", [False, True])
def test_a_name_is_nearer_to_its_own_row(chart, phone):
    drawing, frames, options = CHARTS[chart]
    figure = drawn(drawing, frames, options, phone)
    ax = figure.axes[0]
    beside = ax.get_yticklabels() or [text for text in ax.texts if text.get_ha() == "right"]
    found = gaps(figure) if phone else []
    assert found or (not phone and beside)
    wrong = [each for each in found if each[1] >= 0.8 * each[2]]
    assert not wrong
