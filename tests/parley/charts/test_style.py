"""The look: colours that can be read and told apart, and marks where they belong."""

from itertools import combinations, pairwise

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure

from parley.charts import style
from parley.charts.style import DARK, LIGHT

THEMES = [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")]

# Machado, Oliveira and Fernandes 2009, IEEE TVCG 15(6), table 1: severity 1.0, on linear RGB.
BLINDNESS = {
    "none": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def linear(colour):
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def luminance(colour):
    """WCAG 2.2, relative luminance."""
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(one, two):
    """WCAG 2.2, contrast ratio."""
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def lab(rgb):
    """CIE L*a*b* under D65 of linear RGB."""
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    t = to_xyz @ np.clip(rgb, 0, 1) / [0.95047, 1.0, 1.08883]
    f = np.where(t > 216 / 24389, np.cbrt(t), (24389 / 27 * t + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def ciede2000(one, two):
    """Colour difference of Sharma, Wu and Dalal 2005, Color Research and Application 30(1)."""
    (l1, a1, b1), (l2, a2, b2) = one, two
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(mean**7 / (mean**7 + 25**7)))
    c1, c2 = np.hypot((1 + g) * a1, b1), np.hypot((1 + g) * a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, (1 + g) * a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = 0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    dl, dc = l2 - l1, c2 - c1
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    lm, cm = (l1 + l2) / 2, (c1 + c2) / 2
    hm = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360
    t = 1 - 0.17 * np.cos(np.radians(hm - 30)) + 0.24 * np.cos(np.radians(2 * hm))
    t += 0.32 * np.cos(np.radians(3 * hm + 6)) - 0.20 * np.cos(np.radians(4 * hm - 63))
    sl = 1 + 0.015 * (lm - 50) ** 2 / np.sqrt(20 + (lm - 50) ** 2)
    sc, sh = 1 + 0.045 * cm, 1 + 0.015 * cm * t
    rt = -np.sin(np.radians(60 * np.exp(-(((hm - 275) / 25) ** 2))))
    rt *= 2 * np.sqrt(cm**7 / (cm**7 + 25**7))
    return np.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rt * dc / sc * dh / sh)


def nearest(theme, kind):
    """The smallest distance of two of the four line colours, as a colour-blind reader sees them."""
    seen = [lab(BLINDNESS[kind] @ linear(theme[token])) for token in ("c1", "c2", "c3", "c4")]
    return min(ciede2000(one, two) for one, two in combinations(seen, 2))


@pytest.mark.parametrize(
    ("one", "two", "distance"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((50, -1, 2), (50, 0, 0), 2.3669),
    ],
)
def test_the_distance_is_that_of_its_authors(one, two, distance):
    assert ciede2000(one, two) == pytest.approx(distance, abs=1e-4)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("token", ["c1", "c2", "c3", "c4", "ink", "ink2", "ctx", "link"])
def test_every_text_colour_can_be_read_on_the_page(theme, token):
    assert contrast(theme[token], theme["page"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_the_band_is_behind_and_lines_show_on_it(theme):
    assert contrast(theme["band"], theme["page"]) < 1.3
    assert min(contrast(theme[token], theme["band"]) for token in ("c1", "c2", "c3", "c4")) >= 3


@pytest.mark.parametrize(
    ("theme", "kind", "least"),
    [
        *((LIGHT, *pair) for pair in zip(BLINDNESS, (30.4, 19.0, 21.4, 20.8), strict=True)),
        *((DARK, kind, 20.1) for kind in BLINDNESS if kind != "none"),
    ],
)
def test_colour_blind_readers_tell_the_lines_apart(theme, kind, least):
    assert round(nearest(theme, kind), 1) >= least


@pytest.mark.parametrize("theme", THEMES)
def test_text_on_the_count_scale_can_be_read(theme):
    tokens = {colour: token for token, colour in LIGHT.items()}
    for step in style.STEPS:
        text = tokens[style.text_on(step)]
        assert contrast(theme[text], theme[tokens[step]]) >= 4.5, tokens[step]


@pytest.mark.parametrize("theme", THEMES)
def test_steps_rise_and_differ_from_zero(theme):
    distance = [contrast(theme[f"q{rank}"], theme["page"]) for rank in range(1, 6)]
    assert distance == sorted(distance) and distance[0] > 1.15
    assert all(b / a > 1.2 for a, b in pairwise(distance))


def test_tokens_are_the_same_in_both_themes_and_no_two_light_colours_are_one():
    assert LIGHT.keys() == DARK.keys()
    named = {token: getattr(style, token.upper(), None) for token in LIGHT if token != "link"}
    assert named.items() <= LIGHT.items()  # as a refused colour is told of
    assert len({colour.lower() for colour in LIGHT.values()}) == len(LIGHT)


def test_the_style_names_only_colours_of_the_palette():
    known = {colour.lower() for colour in LIGHT.values()}
    named = ["text.color", "axes.edgecolor", "axes.labelcolor", "grid.color", "xtick.color"]
    named += ["ytick.color", "lines.color", "patch.facecolor", "hatch.color"]
    assert {to_hex(mpl.rcParams[name]) for name in named} <= known
    assert mpl.rcParams["axes.prop_cycle"].by_key() == {"color": list(style.SERIES)}
    assert not mpl.rcParams["text.parse_math"]


@pytest.fixture
def ax():
    figure = Figure(figsize=(7.2, 4.0), layout="constrained")
    axes = figure.subplots()
    months = style.days(pd.period_range("2018-01", "2026-06", freq="M"))
    axes.plot(months, np.linspace(8100, 6000, len(months)))
    return axes


def shown(ticks):
    return [label.get_text() for label in ticks if label.get_text()]


def test_counts_start_at_zero_and_leave_room_for_a_label(ax):
    style.count_axis(ax, 9000, 1.2)
    ax.figure.draw_without_rendering()
    assert ax.get_ylim() == (0, 10_800)
    assert shown(ax.get_yticklabels())[0] == "0" and "9,000" in shown(ax.get_yticklabels())


@pytest.mark.parametrize(
    ("first", "last", "phone", "labels"),
    [
        ("2018-01", "2026-06", False, ["2018", "2020", "2022", "2024", "2026"]),
        ("2018-01", "2026-06", True, ["2020", "2024"]),
        ("2021-01", "2026-06", False, ["2021", "2022", "2023", "2024", "2025", "2026"]),
        ("2021-01", "2026-06", True, ["2022", "2024", "2026"]),
        ("2024-07", "2026-06", False, ["Jul 2024", "Jan 2025", "Jul 2025", "Jan 2026"]),
        ("2024-07", "2026-06", True, ["Jan 2025", "Jan 2026"]),
    ],
)
def test_years_under_a_time_axis(first, last, phone, labels):
    axes = Figure(figsize=(7.2, 4)).subplots()
    months = style.days(pd.period_range(first, last, freq="M"))
    axes.plot(months, np.ones(len(months)))
    before = axes.get_xlim()
    style.month_axis(axes, phone=phone)
    axes.figure.draw_without_rendering()
    assert shown(axes.get_xticklabels()) == labels
    assert axes.get_xlim() == before


def test_end_labels_do_not_touch(ax):
    style.count_axis(ax, 9000)
    x = style.days("2026-06")
    style.end_labels(ax, [(x, y, f"line {y}", style.C1) for y in (6000, 6010, 6020, 1000)])
    ax.figure.draw_without_rendering()
    boxes = sorted(
        (text.get_window_extent() for text in ax.texts), key=lambda box: (box.y0 + box.y1) / 2
    )
    middles = [(box.y0 + box.y1) / 2 for box in boxes]
    assert min(np.diff(middles)) >= 13 / 72 * ax.figure.dpi
    assert all(text.get_weight() == "bold" for text in ax.texts)


def test_places_are_moved_no_further_than_needed():
    assert style.pushed_apart([0, 20, 40], 10) == [0, 20, 40]
    assert style.pushed_apart([5, 5, 5], 10) == [-5, 5, 15]
    assert style.pushed_apart([], 10) == []


def test_hollow_dots_have_the_page_inside(ax):
    style.hollow(ax, [style.days("2026-01")], [6000])
    assert ax.lines[-1].get_markerfacecolor() == style.PAGE


def test_zero_differs_from_one_and_from_missing():
    steps = style.count_steps(9)
    assert style.step_colour(0, steps) == style.PAGE
    assert style.step_colour(1, steps) == style.STEPS[0]
    assert style.step_colour(9, steps) == style.STEPS[-1]
    assert style.step_colour(1, style.count_steps(1)) == style.STEPS[0]


@pytest.mark.parametrize("most", [0, 1, 2, 5, 6, 9, 40, 1000])
def test_steps_start_at_one_and_rise(most):
    steps = style.count_steps(most)
    assert steps[0] == 1 and list(steps) == sorted(set(steps)) and len(steps) <= 5
    assert steps[-1] <= max(most, 1)


def test_strips_for_hovering_cover_the_axis_without_a_gap(ax):
    x = [0.0, 1.0, 3.0]
    ax.set_xlim(-1, 4)
    style.hover(ax, x, ["a", "b", "c"])
    spans = [(patch.get_x(), patch.get_x() + patch.get_width()) for patch in ax.patches]
    assert spans == [(-1, 0.5), (0.5, 2.0), (2.0, 4.0)]
    assert [patch.get_gid() for patch in ax.patches] == ["stop:a", "stop:b", "stop:c"]
    style.hover(ax, x, ["a", "b", "c"], stops=1)
    assert [patch.get_gid() for patch in ax.patches[3:]] == ["tip:a", "tip:b", "stop:c"]


def test_days_take_months_dates_and_texts():
    want = style.days("2023-05-01")
    assert style.days(pd.Period("2023-05", "M")) == want
    assert style.days(pd.Timestamp("2023-05-01")) == want
    assert list(style.days(pd.period_range("2023-05", "2023-05", freq="M"))) == [want]
    assert list(style.days(pd.Series(["2023-05-01"]))) == [want]


def test_a_chart_called_alone_gets_axes():
    @style.chart()
    def one(*, ax, phone=False):
        return ax

    @style.chart(words=len)
    def two_grid(*, figure, phone=False):
        return figure

    given = Figure().subplots()
    assert one(ax=given) is given and one().figure is not given.figure
    assert isinstance(two_grid(), Figure) and two_grid.words is len


def test_a_fifth_colour_is_answered_with_those_there_are_and_what_to_do():
    with pytest.raises(AttributeError, match=r"no style\.C5: .*C1 to C4.*style\.CTX.*“Other”"):
        _ = style.C5
    with pytest.raises(AttributeError, match="has no attribute 'Blue'"):
        _ = style.Blue
