"""One rule for all that a page says of channels: a meeting counts if its channel was looked at."""

import io
import re
from functools import cache

import pandas as pd
import pytest

from parley.analysis import rhythm, waits
from tests import notebook_runs
from tests.conftest import ROOT

ADDED = {
    "2026-10-03": "foreign_ministers",  # within what was looked at of its channel
    "2026-11-05": "defense",
    "2026-11-19": "foreign_ministers",
    "2026-11-24": "foreign_ministers",
}
OFF = {"2026-10-04": "foreign_ministers", "2026-11-10": "foreign_ministers"}  # the latter not
ASKED = [{"last_date": None}, {"first_date": "2025-01-20"}, {"channel": "foreign_ministers"}]


def grown(as_of=None):
    """Return the record with meetings added, and its coverage extended for one channel alone."""
    rec = notebook_runs.loaded(as_of=as_of)
    tables = {name: [getattr(rec, name)] for name in ("meetings", "participants")}
    meetings, participants = (parts[0] for parts in tables.values())
    for day, channel in ADDED.items():
        like = meetings.query("channel == @channel and status == 'held'").iloc[[-1]]
        sat = participants[participants["meeting_id"].isin(like["meeting_id"])]
        new = {"meeting_id": f"{day}-{channel}"}
        on = dict.fromkeys(("start_date", "end_date"), pd.Timestamp(day))
        tables["meetings"].append(like.assign(**new, visit_id=new["meeting_id"], **on))
        tables["participants"].append(sat.assign(**new))
    for day, channel in OFF.items():
        like = meetings[meetings["channel"] == channel].iloc[[-1]]
        on = dict.fromkeys(("start_date", "end_date"), pd.Timestamp(day))
        new = dict.fromkeys(("meeting_id", "visit_id"), f"{day}-off")
        tables["meetings"].append(like.assign(status="cancelled", **new, **on))
    coverage = rec.coverage
    further = coverage["series"].isna() | (coverage["series"] == "economic")
    further &= coverage["table"] == "meetings"
    coverage.loc[further, "last"] = pd.Timestamp("2026-11-25")
    frames = {name: pd.concat(parts, ignore_index=True) for name, parts in tables.items()}
    frames = rec._frames | frames | {"coverage": coverage}
    return type(rec)(rec.folder, frames, rec.as_of, rec.settings)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder, path = tmp_path_factory.mktemp("channels"), ROOT / "notebooks" / "channels.ipynb"

    @cache
    def made(at: int) -> notebook_runs.Run:
        return notebook_runs.run(path, folder / str(at), ASKED[at], load=grown)

    return made


def table(run, name: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(run.csv[name]))


@pytest.mark.parametrize("at", range(len(ASKED)))
def test_all_parts_of_the_page_count_the_same_meetings(page, at):
    run = page(at)
    board, held = table(run, "board").set_index("channel"), table(run, "strips")
    counts = held["channel"].value_counts().reindex(board.index, fill_value=0)
    assert counts.tolist() == board["meetings"].tolist()
    assert table(run, "rhythm")["meetings"].sum() == len(held)
    assert table(run, "hosts")["meetings"].sum() == len(held)
    assert not set(held["meeting_id"]) & {f"{d}-{c}" for d, c in ADDED.items() if d > "2026-10-10"}
    assert "2026-10-03-foreign_ministers" in set(held["meeting_id"])
    last = table(run, "pairs").query("us == 'Marco Rubio' and prc == 'Wang Yi'")["last_met"]
    assert last.tolist() == ["2026-10-03"]


@pytest.mark.parametrize("at", range(len(ASKED)))
def test_the_strips_draw_what_they_number_and_no_tick_on_a_day_not_looked_at(page, at):
    run = page(at)
    (ax,), board = run.drawn["strips"].wide.axes, table(run, "board")
    drawn = {line.get_gid(): line.get_xdata()[::3] for line in ax.lines if line.get_gid()}
    ticks = [drawn[f"met-{each}"] for each in board["channel"]]
    numbers = [text for text in notebook_runs.texts(ax) if text.isdigit() and int(text) < 1900]
    assert [str(len(days)) for days in ticks] == numbers[-len(ticks) :]
    assert [len(days) for days in ticks] == board["meetings"].tolist()
    (hatched,) = [patch for patch in ax.patches if patch.get_gid() == "not-covered"]
    inside = hatched.get_path().contains_point
    assert not [x for row, days in enumerate(ticks) for x in days if inside((x + 0.5, row))]
    ends = (pd.Timestamp("2026-11-29") - pd.to_datetime(board["end"])).dt.days.tolist()
    assert ends == [
        sum(inside((x + 0.5, row)) for x in range(20089, 20787)) for row in range(len(board))
    ]


def test_what_is_left_out_is_said_and_no_sentence_denies_it(page):
    every, since, one = (page(at).said for at in range(len(ASKED)))
    told = "3 meetings of defense and foreign ministers, on days on which that channel was not"
    assert any(told in each for each in every) and any(told in each for each in since)
    assert any("2 meetings of foreign ministers, on days" in each for each in one)
    assert since[0] == (
        "No defense talks found from 16 December 2025 to 20 August 2026, that channel’s longest "
        "gap in these dates"
    )
    title = page(1).words("strips")["title"]
    assert title == f"{table(page(1), 'board')['meetings'].sum()} meetings in 7 channels"


@pytest.mark.parametrize("at", range(len(ASKED)))
def test_what_was_called_off_is_drawn_listed_and_counted_on_days_looked_at_alone(page, at):
    run = page(at)
    listed = table(run, "called-off")
    assert "2026-10-04-off" in set(listed["meeting_id"])
    assert "2026-11-10-off" not in set(listed["meeting_id"])
    (ax,) = run.drawn["strips"].wide.axes
    diamonds = [
        x for line in ax.lines if str(line.get_gid())[:4] == "off-" for x in line.get_xdata()
    ]
    assert len(diamonds) == len(listed)
    told = "In neither table nor strips: 1 planned meeting of foreign ministers"
    assert any(told in each for each in run.said)


def test_a_pair_is_hatched_where_none_of_its_channels_was_looked_at(page):
    run = page(0)
    (ax,) = run.drawn["pairs"].wide.axes
    rows = [line.get_xdata()[::3] for line in ax.lines if str(line.get_gid())[:5] == "pair-"]
    (hatched,) = [patch for patch in ax.patches if patch.get_gid() == "not-covered"]
    inside = hatched.get_path().contains_point
    assert not [x for row, days in enumerate(rows) for x in days if inside((x + 0.5, row))]
    counts = {sum(inside((x + 0.5, row)) for x in range(20089, 20787)) for row in range(len(rows))}
    # the economic channel is looked at to 25 November, foreign ministers to 10 October
    assert counts == {4, 50, 60, 101}


@pytest.mark.parametrize(("at", "where"), [(0, "on record"), (1, "in these dates")])
def test_the_longest_gap_is_that_of_the_dates_asked_for(page, at, where):
    cells = re.findall(r"all \d+: longest ([a-z ]+)", page(at).shown["board"].html)
    assert set(cells) == {where}
    assert page(at).said[0].endswith(f"longest gap {where}")


def known(as_of=None):
    """Return the record as another would have it, that knows of one gap, and of none in depth."""
    rec = notebook_runs.loaded(as_of=as_of)
    own = rec.gaps.query("gap_id == 'g-2022-08-suspended'").reset_index(drop=True)
    return type(rec)(rec.folder, rec._frames | {"gaps": own}, rec.as_of, rec.settings)


def test_what_was_searched_less_is_what_the_record_says_so_of(tmp_path):
    run = notebook_runs.run(ROOT / "notebooks" / "channels.ipynb", tmp_path, load=known)
    said = " ".join([*run.said, *run.words("rhythm").values()])
    assert "searched" not in said and "No standing channel has the" not in said
    assert "Counted from 1 January 2021 on, 7 of 9 channels stand as on this board, 2 oth" in said
    gaps = notebook_runs.loaded().gaps
    days = pd.to_datetime(["2021-01-01", "2023-01-01"])
    assert [waits.searched_less(gaps, day) for day in days] == [1, 0]


def test_a_nought_needs_every_channel_looked_at():
    last = {"a": "2024-04-30", "b": "2024-02-15"}
    coverage = pd.DataFrame(
        {"table": "meetings", "series": ["a", "b"], "first": pd.Timestamp("2024-01-01"),
         "last": pd.to_datetime(list(last.values()))}
    )  # fmt: skip
    span, spans = waits.looked(coverage, pd.Timestamp("2024-06-30"), last)
    held = pd.DataFrame({"channel": "a", "start_date": pd.to_datetime(["2024-04-02"])})
    months = rhythm.rhythm(held, span, spans).set_index("month")["cover"]
    assert months.tolist()[:5] == ["covered", "partly", "not_covered", "partly", "not_covered"]


def test_a_year_in_which_a_channel_was_not_looked_at_has_no_number():
    coverage = pd.DataFrame(
        {"table": "meetings", "series": ["a", "b"], "first": pd.Timestamp("2023-01-01"),
         "last": pd.to_datetime(["2025-03-31", "2023-10-20"])}
    )  # fmt: skip
    asked = waits.looked(coverage, pd.Timestamp("2026-06-30"), ["a", "b"])
    held = pd.DataFrame({"channel": "a", "start_date": pd.to_datetime(["2024-04-02"])})
    board = pd.DataFrame({"channel": ["a", "b"], "name": ["A", "B"]})
    years = rhythm.channels_by_year(board, held, *asked)
    assert years["2023"].tolist() == [0, 0] and years["2024"].iloc[0] == 1
    assert years.isna().to_numpy().tolist() == [[False] * 4 + [True], [False] * 2 + [True] * 3]
