"""Charts of the channels, by what they draw."""

import matplotlib.dates as mdates
import pandas as pd
import pytest
from matplotlib.figure import Figure

from parley.analysis.rhythm import manner_names
from parley.charts import channels as charts
from parley.charts import rhythm, style

FIRST, LAST = pd.Timestamp("2022-01-01"), pd.Timestamp("2024-12-31")
TABLE = pd.DataFrame(
    {"channel": ["leaders", "ai"], "name": ["Leaders", "AI"], "meetings": [2, 0],
     "contacts": [2, 0], "standing": ["too_few", "none"], "usual": [float("nan")] * 2,
     "usual_low": [float("nan")] * 2, "usual_high": [float("nan")] * 2,
     "present": pd.array([30, None], dtype="Int64"), "longer_than": [0, 0], "past": [1, 0]}
)  # fmt: skip
HELD = pd.DataFrame(
    {"channel": ["leaders"] * 2, "start_date": pd.to_datetime(["2022-03-01", "2024-05-01"])}
)
OFF = pd.DataFrame({"channel": ["ai"], "start_date": pd.to_datetime(["2023-02-05"])})
ACTS = pd.DataFrame(
    {"date": pd.to_datetime(["2022-08-05", "2022-09-05", "2023-11-15"]), "name": ["A", "B", "C"]}
)
UNCOVERED = pd.DataFrame({"channel": ["ai"], "first": [pd.Timestamp("2024-07-01")], "last": [LAST]})
NONE = HELD.head(0)


def by_gid(ax, gid):
    return [line for line in ax.get_lines() if line.get_gid() == gid]


def texts(ax):
    return [text.get_text() for text in ax.texts]


def drawn(chart, *frames, phone=False, **options):
    ax = Figure(layout="constrained", figsize=(3.6, 4) if phone else (7.2, 4)).subplots()
    return chart(*frames, ax=ax, phone=phone, **options)


def strips(phone=False, held=HELD, off=OFF, acts=ACTS):
    return drawn(
        charts.channel_strips,
        TABLE,
        held,
        off,
        acts,
        UNCOVERED,
        phone=phone,
        first=FIRST,
        last=LAST,
    )


@pytest.mark.parametrize("phone", [False, True])
def test_every_meeting_held_is_a_tick_in_its_channels_row(phone):
    (ticks,) = by_gid(strips(phone), "met-leaders")
    days = [mdates.num2date(x).strftime("%Y-%m-%d") for x in ticks.get_xdata()[::3]]
    assert days == ["2022-03-01", "2024-05-01"]
    (empty,) = by_gid(strips(phone), "met-ai")
    assert len(empty.get_xdata()) == 0


def test_what_was_called_off_is_hollow_and_no_tick():
    (mark,) = by_gid(strips(), "off-ai")
    assert mark.get_markerfacecolor() == style.PAGE
    assert mark.get_linestyle() == "None"
    assert len(mark.get_xdata()) == 1


def test_acts_are_lines_with_their_name_and_day_that_do_not_touch():
    ax = strips()
    assert len(by_gid(ax, "act")) == 3
    days = [text for text in ax.texts if text.get_text().endswith(("2022", "2023"))]
    assert [text.get_text() for text in days] == [
        "A, 5 Aug 2022",
        "B, 5 Sep 2022",
        "C, 15 Nov 2023",
    ]
    assert days[0].xyann[1] != days[1].xyann[1], "two near days stand in two rows"
    assert [text.get_text() for text in strips(phone=True).texts[-3:]] == ["A", "B", "C"]


def test_time_that_is_not_covered_is_hatched():
    (patch,) = [patch for patch in strips().patches if patch.get_hatch()]
    places = patch.get_path().vertices
    assert [*places.min(0), *places.max(0)] == [
        style.days("2024-07-01"),
        0.5,
        style.days(LAST) + 1,
        1.5,
    ]


@pytest.mark.parametrize("phone", [False, True])
def test_the_number_held_stands_at_the_right(phone):
    assert [text for text in texts(strips(phone)) if text.isdigit()] == ["2", "0"]


RATED = TABLE.assign(
    standing=["usual", "none"],
    usual=[40.0, float("nan")],
    usual_low=[20.0, float("nan")],
    past=[6, 0],
    longer_than=[2, 0],
)
GAPS = pd.DataFrame(
    {"channel": "leaders", "days": [10, 20, 40, 60, 80, 100, 30], "ended": [True] * 6 + [False]}
)


def test_gaps_usual_and_present_are_drawn_where_they_are_known():
    ax = drawn(charts.channel_gaps, RATED, GAPS)
    (past,) = by_gid(ax, "past-leaders")
    assert sorted(past.get_xdata()[::3]) == [10, 20, 40, 60, 80, 100]
    (usual,), (present,) = by_gid(ax, "usual-leaders"), by_gid(ax, "present-leaders")
    assert (usual.get_xdata()[0], present.get_xdata()[0]) == (40, 30)
    assert "2 of 6" in texts(ax)
    assert not by_gid(ax, "present-ai"), "a channel that never met has no gap"
    (band,) = ax.collections
    low, high = band.get_segments()[0][:, 0]
    assert low == 20
    assert high == pytest.approx(ax.get_xlim()[1]), "an interval without upper end runs off"


def test_a_channel_with_too_few_gaps_has_no_dot():
    ax = drawn(charts.channel_gaps, TABLE, GAPS.tail(2))
    assert not by_gid(ax, "usual-leaders")
    assert by_gid(ax, "present-leaders")


def test_a_present_gap_of_no_days_stands_left_of_one_day():
    ax = drawn(
        charts.channel_gaps, RATED.assign(present=[0, None]).astype({"present": "Int64"}), GAPS
    )
    assert 0 < by_gid(ax, "present-leaders")[0].get_xdata()[0] < 1


@pytest.mark.parametrize("phone", [False, True])
def test_no_channel_at_all_still_draws(phone):
    assert drawn(charts.channel_gaps, TABLE.head(0), GAPS.head(0), phone=phone)


def months():
    table = pd.DataFrame({"period": pd.period_range("2023-01", "2023-12", freq="M")})
    counts = pd.array([0, 1, 5, *[0] * 3, *[None] * 6], dtype="Int64")
    cover = ["covered"] * 6 + ["not_covered"] * 6
    return table.assign(year=2023, month=range(1, 13), meetings=counts, cover=cover)


def test_nought_is_an_empty_frame_and_not_covered_is_hatched_without_a_number():
    ax = drawn(rhythm.month_map, months(), ACTS.tail(1))
    assert texts(ax) == ["0", "1", "5", "0", "0", "0"]
    (hatched,) = [patch for patch in ax.patches if patch.get_hatch()]
    assert hatched.get_gid() == "not-covered"
    (empty,) = [patch for patch in ax.patches if patch.get_gid() == "cells-0"]
    assert empty.get_facecolor()[:3] == (1, 1, 1)
    assert not empty.get_hatch()
    (mark,) = by_gid(ax, "acts")
    assert list(mark.get_xdata()) == [pytest.approx(11.36)]


def test_a_map_of_uncovered_months_alone_draws():
    ax = drawn(rhythm.month_map, months().tail(6), ACTS.head(0))
    assert texts(ax) == []


def manners(**counts):
    rows = [
        (key, year, counts.get(key, 0) if year == 2024 else 0, cover)
        for key in manner_names()
        for year, cover in ((2023, "partly"), (2024, "covered"), (2025, "not_covered"))
    ]
    table = pd.DataFrame(rows, columns=["manner", "year", "meetings", "cover"])
    known = table["cover"] != "not_covered"
    return table.assign(meetings=table["meetings"].astype("Int64").where(known))


@pytest.mark.parametrize("phone", [False, True])
def test_a_panel_for_each_manner_that_occurs_all_on_one_scale(phone):
    figure = Figure(layout="constrained")
    counted = manners(us=3, call=9, unknown=1)
    rhythm.manners_grid(counted, figure=figure, phone=phone, names=manner_names())
    shown = [ax for ax in figure.axes if ax.get_visible()]
    assert [ax.get_title("left") for ax in shown] == ["In the US: 3", "By phone: 9"]
    assert len({ax.get_ylim() for ax in shown}) == 1
    assert all(any(patch.get_hatch() for patch in ax.patches) for ax in shown)


def test_no_meeting_of_any_manner_still_draws():
    figure = Figure(layout="constrained")
    rhythm.manners_grid(manners(), figure=figure, names=manner_names())
    assert figure.axes


def pair_strips(shown, met, phone=False):
    blind = UNCOVERED.assign(us="A", prc="Y")
    return drawn(charts.pair_strips, shown, met, blind, phone=phone, first=FIRST, last=LAST)


@pytest.mark.parametrize("phone", [False, True])
def test_a_row_a_pair_with_its_own_meetings(phone):
    met = HELD.assign(us=["A", "A"], prc=["X", "Y"])
    shown = pd.DataFrame({"us": ["A", "A"], "prc": ["X", "Y"], "meetings": [1, 1]})
    ax = pair_strips(shown, met, phone)
    assert [len(by_gid(ax, f"pair-{row}")[0].get_xdata()) for row in (0, 1)] == [3, 3]
    (hatched,) = [patch for patch in ax.patches if patch.get_gid() == "not-covered"]
    assert {y for _, y in hatched.get_path().vertices} == {0.5, 1.5}


def test_no_pair_is_said():
    shown = pd.DataFrame({"us": [], "prc": [], "meetings": []})
    assert "No pair met more than once" in texts(pair_strips(shown, NONE.assign(us="", prc="")))


def test_a_description_counts_what_is_drawn():
    options = {"first": FIRST, "last": LAST}
    said = charts.channel_strips.words(TABLE, HELD, OFF, ACTS, UNCOVERED, **options)
    ticks = sum(
        len(by_gid(strips(), f"met-{each}")[0].get_xdata()) // 3 for each in TABLE["channel"]
    )
    missed = sum(len(by_gid(strips(), f"off-{each}")[0].get_xdata()) for each in TABLE["channel"])
    assert f"{len(TABLE)} in all" in said
    assert f"held, {ticks}, " in said
    assert f"called off, {missed}," in said
    # a meeting of a channel that has no row is neither drawn nor counted
    other = pd.concat([HELD, HELD.assign(channel="strange")])
    assert charts.channel_strips.words(TABLE, other, OFF, ACTS, UNCOVERED, **options) == said

    said = charts.channel_gaps.words(RATED, GAPS)
    (past,) = by_gid(drawn(charts.channel_gaps, RATED, GAPS), "past-leaders")
    assert "A row a channel, 1 in all" in said, "the one that never met has no row"
    assert f"as ticks, {len(past.get_xdata()) // 3}," in said
    strange = pd.concat([GAPS, GAPS.assign(channel="strange")])
    assert charts.channel_gaps.words(RATED, strange) == said

    figure = Figure(layout="constrained")
    counted = manners(us=3, call=9, unknown=1)
    rhythm.manners_grid(counted, figure=figure, names=manner_names())
    said = rhythm.manners_grid.words(counted, names=manner_names())
    assert said.startswith(f"{sum(ax.get_visible() for ax in figure.axes)} panels")
    assert "unknown" not in said and "not known" not in said

    said = rhythm.month_map.words(months(), ACTS)
    assert "By year: 2023 6. 6 months are not covered" in said
    assert "without a number. 6 months" in rhythm.month_map.words(months().tail(6), ACTS)


def test_a_description_of_one_and_of_none():
    shown = pd.DataFrame({"us": ["A"], "prc": ["X"], "meetings": [2]})
    assert "1 pair," in charts.pair_strips.words(shown, NONE, UNCOVERED)
    assert charts.pair_strips.words(shown.head(0), NONE, UNCOVERED).startswith("Empty: ")
    assert charts.channel_gaps.words(TABLE.head(0), GAPS).startswith("Empty: ")
    assert charts.channel_gaps.height(TABLE.head(0), GAPS) == pytest.approx((1.36, 1.66))


@pytest.mark.parametrize("phone", [False, True])
def test_every_statement_is_in_the_part_of_its_bar_that_says_what_became_of_it(phone):
    table = pd.DataFrame(
        {
            "channel": ["ai"],
            "name": ["AI"],
            "judged": [5],
            "true": [3],
            "missed": [2],
            "not_yet": [1],
            "not_said": [4],
        }
    )
    ax = drawn(rhythm.statement_bars, table, phone=phone)
    parts = {bar.get_gid(): (bar.get_x(), bar.get_width()) for bar in ax.patches}
    assert parts == {"true": (0, 3), "missed": (3, 2), "not_yet": (5, 1), "not_said": (6, 4)}
    assert "3 of 5" in texts(ax)
    words = rhythm.statement_bars.words(table)
    assert "each of 1 channel," in words
    assert "3 came true, 2 missed, 1 not due yet and 4 nothing to say" in words
    assert rhythm.statement_bars.words(table.head(0)).startswith("Empty: ")
    assert texts(drawn(rhythm.statement_bars, table.head(0)))
