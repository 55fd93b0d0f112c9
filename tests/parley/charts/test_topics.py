"""Charts of topics are tested by what they draw, not by their pixels."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from parley import sides
from parley.charts import style
from parley.charts import topics as charts
from parley.charts.topics import ranking
from pressroom import context, figures
from pressroom.figures import draw, legible
from pressroom.figures.legible import CUT
from pressroom.say import say
from tests.parley.charts import boxes

YEARS = [pd.Period(str(year), "Y") for year in (2022, 2023, 2024)]
UNCOVERED = pd.DataFrame(
    {"first": [pd.Timestamp("2024-07-01")], "last": [pd.Timestamp("2024-12-31")]}
)


def shares(**columns) -> pd.DataFrame:
    """Return two topics by side: ten accounts each, Taiwan in half of them, Trade in two."""
    rows = [
        (topic, label, side, mentions, 10, mentions / 10, mentions / 10 - 0.1, mentions / 10 + 0.2)
        for topic, label, mentions in (("taiwan", "Taiwan", 5), ("trade", "Trade", 2))
        for side in ("us", "prc", "either")
    ]
    names = ["topic", "label", "side", "mentions", "n", "share", "low", "high"]
    table = pd.DataFrame(rows, columns=names).assign(state="share", not_coded=0)
    table["count"] = [f"{m} of {n}" for m, n in zip(table["mentions"], table["n"], strict=True)]
    table["rank"] = table["topic"].map({"taiwan": 1, "trade": 2})
    return table.assign(**columns)


def by_period() -> pd.DataFrame:
    parts = [shares().assign(period=year, cover="covered") for year in YEARS[:2]]
    last = shares().assign(period=YEARS[2], cover="not_covered", state="not_covered", mentions=0)
    last = last.assign(n=0, share=float("nan"), low=float("nan"), high=float("nan"))
    return pd.concat([*parts, last], ignore_index=True)


def depth() -> pd.DataFrame:
    rows = [
        (year, side, read, count, "covered" if year.year < 2024 else "not_covered")
        for year in YEARS
        for side in ("us", "prc", "either")
        for read, count in (("full", 1), ("opening", 2), ("reported", 7))
    ]
    return pd.DataFrame(rows, columns=["period", "side", "read", "accounts", "cover"])


def texts(figure) -> list[str]:
    return [text.get_text().strip() for text in figure.findobj(plt.Text) if text.get_text()]


def hatched(ax) -> list:
    return [patch for patch in ax.patches if patch.get_hatch()]


@pytest.mark.parametrize("phone", [False, True])
def test_ranking_draws_a_dot_a_side_and_prints_the_counts(phone):
    ax = charts.topic_ranking(shares(), phone=phone)
    us, prc = ax.lines
    assert us.get_xdata().tolist() == [0.5, 0.2] == prc.get_xdata().tolist()
    assert us.get_marker() != prc.get_marker()
    said = texts(ax)
    assert said.count("5") == 2 and said.count("2") == 2
    assert "● US" in said and "■ China" in said


@pytest.mark.parametrize("phone", [False, True])
def test_heads_of_a_ranking_stand_apart_however_long_the_sides_are_called(phone):
    sides.use({"us": {"label": "Deutschland"}, "prc": {"label": "Frankreich"}})
    try:
        figure = charts.topic_ranking(shares(), phone=phone).figure
        drawn = figure.canvas.get_renderer()
        heads = [t for t in figure.findobj(plt.Text) if t.get_text()[:2] in ("● ", "■ ")]
        left, right = (head.get_window_extent(drawn) for head in heads)
    finally:
        sides.use({})
    assert left.x1 < right.x0


@pytest.mark.parametrize("phone", [False, True])
def test_a_side_with_a_long_name_leaves_room_for_the_chart(phone):
    long = "Association of Southeast Asian Nations"
    sides.use({"us": {"label": "European Commission"}, "prc": {"label": long}})
    table = shares()
    try:
        height = charts.topic_ranking.height(table)
        figure = draw.draw(charts.topic_ranking, (table,), height, {})[phone]
        figure.draw_without_rendering()
        said = texts(figure)
    finally:
        sides.use({})
    assert not legible.faults(figure), said
    lines = ["● European", "Commission", "■ Association", "of Southeast", "Asian Nations"]
    assert {*lines} <= {*said}


def test_the_words_of_a_ranking_refuse_half_a_topic_and_name_the_way_to_fewer():
    words = charts.topic_ranking.words
    assert "Dots for 1 topic," in words(shares().query("rank <= 1"))
    with pytest.raises(ValueError, match="rank <= 10"):
        words(shares().head(4))


@pytest.mark.parametrize("phone", [False, True])
def test_one_row_of_a_ranking_may_be_marked_and_the_words_say_which(phone):
    ax = charts.topic_ranking(shares(), phone=phone, highlight="trade")
    (band,) = [patch for patch in ax.patches if patch.get_gid() == "highlight"]
    labels = shares().drop_duplicates("topic")["topic"].tolist()
    row = labels.index("trade")
    assert row - 0.7 < band.get_y() < row - 0.4 and round(band.get_height(), 6) == 1
    plates = [text.get_bbox_patch() for text in ax.texts[: len(labels)]] if phone else []
    of_band = [
        n for n, one in enumerate(plates) if to_hex(one.get_facecolor()) == style.BAND.lower()
    ]
    assert of_band == [row][:phone], "a plate of the page's colour would cut the band"
    height = charts.topic_ranking.height(shares())
    drawn = draw.draw(charts.topic_ranking, (shares(),), height, {"highlight": "trade"})[phone]
    struck = [fault for fault in legible.faults(drawn) if "struck" in fault]
    assert not struck, "on a phone its edge struck the row's name"
    named = shares().set_index("topic")["label"]["trade"].iloc[0]
    assert f"Marked by a band: {named}." in charts.topic_ranking.words(shares(), highlight=named)
    assert not charts.topic_ranking(shares(), phone=phone).patches


def test_several_rows_may_be_marked(tmp_path):
    both = ["trade", "Taiwan"]
    assert len(charts.topic_ranking(shares(), highlight=both).patches) == 2
    said = charts.topic_ranking.words(shares(), highlight=both)
    assert "Marked by a band: Taiwan, Trade" in said
    (aside,) = charts.topic_ranking.asides(shares(), highlight=["trade", "trad"])
    assert aside.startswith("highlight='trad' is not drawn")


def test_a_row_to_be_marked_that_is_not_drawn_stops_nothing_and_the_draft_says_so(tmp_path):
    assert not charts.topic_ranking(shares(), highlight="trad").patches
    assert "Marked" not in charts.topic_ranking.words(shares(), highlight="trad")
    (said,) = charts.topic_ranking.asides(shares(), highlight="trad")
    assert said.startswith("highlight='trad' is not drawn, so no row is marked for it. These")
    assert not charts.topic_ranking.asides(shares(), highlight="trade")
    worn = dict(name="ranked", subtitle="Shares", source="The record", table=shares())
    worn |= dict(title=say("Topics by share"), highlight="trad")
    with context.running("draft", tmp_path):
        shown = figures.save(charts.topic_ranking, shares(), **worn)
        assert "so no row is marked" in shown._repr_mimebundle_()["text/html"]


def test_a_topic_that_is_not_coded_is_said_to_be_so_and_has_no_dot():
    table = shares()
    new = table["topic"] == "trade"
    table.loc[new, ["share", "low", "high"]] = float("nan")
    table.loc[new, ["n", "mentions"]] = 0
    table.loc[new, "state"] = "not_coded"
    ax = charts.topic_ranking(table)
    assert ax.lines[0].get_xdata().tolist() == [0.5]
    assert texts(ax).count("not coded") == 2


@pytest.mark.parametrize("phone", [False, True])
def test_panels_share_a_scale_and_hatch_what_is_not_covered(phone):
    figure = plt.figure()
    quarters = shares().query("side == 'either'").assign(period=pd.Period("2023Q4", "Q"))
    dates = pd.DataFrame(
        {"topic": ["taiwan"], "side": ["either"], "start_date": [pd.Timestamp("2023-05-01")]}
    )
    charts.topic_share_grid(
        by_period(),
        quarters,
        dates,
        depth(),
        shares(),
        UNCOVERED,
        figure=figure,
        phone=phone,
        side="either",
    )
    panels, foot = figure.axes[:-1], figure.axes[-1]
    assert len(panels) == 2
    assert {ax.get_ylim() for ax in panels} == {(0, 1)}
    assert [ax.lines[1].get_ydata().tolist() for ax in panels] == [[0.5], [0.2]], "the line"
    assert all(len(hatched(ax)) == 1 for ax in figure.axes)
    assert "5 of 10" in texts(panels[0]) and "2 of 10" in texts(panels[1])
    bars = [patch for patch in foot.patches if not patch.get_hatch()]
    assert sorted(tall for _, tall in boxes(bars)) == [1, 1, 2, 2, 7, 7], "no bar where uncovered"


def test_a_period_without_a_share_has_no_step():
    figure = plt.figure()
    none = pd.DataFrame({"topic": [], "side": [], "start_date": pd.to_datetime([])})
    empty = shares().iloc[:0].assign(period=[])
    charts.topic_share_grid(
        by_period(), empty, none, depth(), shares(), UNCOVERED, figure=figure, side="us"
    )
    (steps,) = figure.axes[0].lines
    assert steps.get_ydata().tolist().count(0.5) == 6, "two periods, three points each"


@pytest.mark.parametrize("phone", [False, True])
def test_change_joins_before_and_after(phone):
    change = pd.DataFrame({"label": ["Taiwan"], "topic": ["taiwan"]})
    for span, share, mentions in (("earlier", 0.5, 5), ("later", 0.2, 2)):
        values = {"share": share, "low": 0.1, "high": 0.7, "mentions": mentions, "n": 10}
        change = change.assign(**{f"{name}_{span}": value for name, value in values.items()})
    ax = charts.topic_change(change, phone=phone)
    assert ax.lines[0].get_xdata().tolist() == [0.5, 0.2]
    assert {"5/10", "2/10", "○ Before", "● After"} <= set(texts(ax))


def test_no_change_to_show_says_so():
    columns = [f"{name}_{span}" for name in ("share", "low") for span in ("earlier", "later")]
    ax = charts.topic_change(pd.DataFrame(columns=["label", *columns]))
    assert texts(ax) == ["Too few accounts to compare"]


def test_full_texts_are_drawn_beside_the_others():
    own = shares()[shares()["side"] == "us"]
    both = pd.concat([own.assign(texts="part"), own.assign(texts="full", share=0.9)])
    ax = charts.full_texts(both)
    assert [line.get_xdata().tolist() for line in ax.lines] == [[0.5, 0.2], [0.9, 0.9]]


@pytest.mark.parametrize("phone", [False, True])
def test_profile_draws_shares_counts_and_reading_of_both_sides(phone):
    figure = plt.figure()
    own = by_period()
    own = own[own["topic"] == "taiwan"]
    charts.topic_profile_grid(own, depth(), UNCOVERED, figure=figure, phone=phone)
    share, counts, reading = figure.axes
    assert [line.get_ydata().tolist() for line in share.lines] == [[0.5, 0.5], [0.5, 0.5]]
    assert share.get_ylim()[0] == 0
    bars = [patch for patch in counts.patches if not patch.get_hatch()]
    assert sorted(tall for _, tall in boxes(bars)) == [5] * 4 + [10] * 4
    assert len(hatched(reading)) == 1


def test_a_topic_without_any_share_still_draws_its_counts():
    figure = plt.figure(layout="constrained")
    own = by_period().query("topic == 'taiwan'").assign(share=float("nan"), high=float("nan"))
    charts.topic_profile_grid(own, depth(), UNCOVERED, figure=figure)
    assert not figure.axes[0].lines
    assert figure.axes[0].get_ylim() == (0, 1)
    figure.canvas.draw()


def test_states_draws_a_bar_each_and_greys_what_does_not_compare():
    names = ["both", "us_only", "prc_only", "neither", "not_comparable", "one_account"]
    table = pd.DataFrame({"state": names, "meetings": [3, 1, 0, 2, 9, 4]})
    table["is_comparable"] = [True] * 4 + [False] * 2
    ax = charts.four_states(table)
    assert [bar.get_width() for bar in ax.patches] == [3, 1, 0, 2, 9, 4]
    assert len({bar.get_facecolor() for bar in ax.patches}) == 2
    assert {"3", "0"} <= set(texts(ax))


def test_strip_draws_a_tick_a_meeting_and_nothing_for_who_said_nothing():
    spoken = pd.DataFrame(
        {"side": ["us", "us"], "start_date": pd.to_datetime(["2022-03-01", "2023-03-01"])}
    )
    ax = charts.mention_strip(spoken, by_period(), UNCOVERED)
    (ticks,) = ax.lines
    assert len(ticks.get_xdata()) == 6
    assert len(hatched(ax)) == 1
    months = pd.DataFrame({"period": pd.period_range("2022-01", "2024-09", freq="M")})
    other = charts.mention_strip(spoken, months, UNCOVERED)
    assert other.get_xlim() == ax.get_xlim(), "days do not follow the length of a period"


def test_charts_leave_their_data_alone():
    table = shares()
    before = table.copy()
    charts.topic_ranking(table)
    pd.testing.assert_frame_equal(table, before)


DRAWN = pd.DataFrame(
    {
        "label_first": ["Alpha", "Gamma"], "label_second": ["Beta", "Delta"], "joint": [9, 20],
        "lift": [5.0, 0.5], "low": [3.0, 0.3], "high": [8.0, 0.9],
        "odds_ratio": [np.nan, 0.4], "odds_low": [np.nan, 0.2], "odds_high": [np.nan, 0.8],
        "length_ratio": [20.0, 0.3], "length_low": [4.0, 0.15], "length_high": [500.0, 0.7],
        "year_ratio": [10.0, 0.4], "year_low": [2.0, 0.2], "year_high": [40.0, 0.9],
    }
)  # fmt: skip


def drawn(chart, frame, phone=False):
    return chart(frame, ax=Figure(figsize=(7, 4)).subplots(), phone=phone)


def line(ax, gid):
    (found,) = [each for each in ax.get_lines() if each.get_gid() == gid]
    return found


@pytest.mark.parametrize("phone", [False, True])
def test_a_dot_a_pair_with_the_meetings_of_both(phone):
    ax = drawn(charts.pair_lifts, DRAWN, phone)
    assert list(line(ax, "lift").get_xdata()) == [5.0, 0.5]
    said = [text.get_text() for text in ax.texts]
    assert {"9", "20", "both"} <= set(said)
    assert ax.get_xscale() == "log"
    low, high = ax.get_xlim()
    assert low < 0.3 and high > 8


@pytest.mark.parametrize("letters", [16, 17])
def test_the_names_of_a_pair_are_whole_on_a_phone(letters):
    names = {"label_first": "a" * letters, "label_second": "b" * letters}
    for figure in draw.draw(charts.pair_lifts, (DRAWN.assign(**names),), None, {}):
        said = [*figure.axes[0].texts, *figure.axes[0].get_yticklabels()]
        assert not [text for text in said if CUT in text.get_text()]


def test_a_ratio_without_a_value_has_no_mark():
    ax = drawn(charts.pair_odds, DRAWN)
    assert list(line(ax, "odds").get_xdata()) == [0.4]
    assert list(line(ax, "length").get_xdata()) == [20.0, 0.3]
    assert list(line(ax, "year").get_xdata()) == [10.0, 0.4]
    assert len({line(ax, name).get_marker() for name in ("length", "year")}) == 2


def test_an_endless_interval_is_drawn_to_the_edge():
    ax = drawn(charts.pair_odds, DRAWN)
    ends = [seg[:, 0].max() for each in ax.collections for seg in each.get_segments()]
    assert max(ends) == ranking.WIDEST[1]


@pytest.mark.parametrize("chart", [charts.pair_lifts, charts.pair_odds])
def test_no_pair_is_said(chart):
    ax = drawn(chart, DRAWN.head(0))
    assert [text.get_text() for text in ax.texts] == [ranking.NOTHING]
