"""Channels on cases small enough to count by hand: contacts, gaps, months, hosts, pairs."""

from typing import NamedTuple

import pandas as pd
import pytest

from parley.analysis import channels, rhythm, superlatives, topics, waits

AS_OF = pd.Timestamp("2024-12-31")
COVERAGE = pd.DataFrame(
    {
        "table": "meetings",
        "series": ["leaders", "ai", "other"],
        "first": pd.to_datetime(["2024-01-01"] * 3),
        "last": pd.to_datetime(["2024-06-30", "2024-05-31", "2024-06-30"]),
    }
)
NAMES = {"leaders": "Leaders", "ai": "Artificial intelligence", "other": "Other"}


def meetings(*rows: tuple, **columns) -> pd.DataFrame:
    """Return meetings from (channel, visit, first day, last day)."""
    table = pd.DataFrame(rows, columns=["channel", "visit_id", "start_date", "end_date"])
    for name in ("start_date", "end_date"):
        table[name] = pd.to_datetime(table[name])
    plain = {"status": "held", "format": "in_person", "host": "us", "country": "US", "title": "T"}
    plain["meeting_id"] = [f"m{n}" for n in range(len(table))]
    return table.assign(**(plain | columns)).astype({"meeting_id": object, "host": object})


def days(*dates: str, channel: str = "leaders") -> pd.DataFrame:
    """Return meetings of one day each, every one a visit of its own."""
    return meetings(*((channel, f"v{day}", day, day) for day in dates))


class Reading(NamedTuple):
    board: pd.DataFrame
    contacts: pd.DataFrame
    gaps: pd.DataFrame


def read(held: pd.DataFrame, names: dict = NAMES, **asked) -> Reading:
    return Reading(*waits.read_board(waits.looked(COVERAGE, AS_OF, names, **asked), held, names))


def line(held: pd.DataFrame, channel: str = "leaders") -> pd.Series:
    return read(held).board.set_index("channel").loc[channel]


def test_the_sessions_of_a_visit_are_one_contact():
    held = meetings(
        ("leaders", "a", "2024-01-10", "2024-01-10"),
        ("leaders", "a", "2024-01-12", "2024-01-13"),
        ("leaders", "b", "2024-02-02", "2024-02-02"),
        ("ai", "a", "2024-01-11", "2024-01-11"),
    )
    met = channels.contacts(held)
    assert met["meetings"].tolist() == [1, 2, 1]
    leaders = met[met["channel"] == "leaders"]
    assert leaders["stop"].iloc[0] == pd.Timestamp("2024-01-13")
    gaps = channels.contact_gaps(met, {"leaders": AS_OF, "ai": AS_OF})
    assert gaps.loc[gaps["ended"], "days"].tolist() == [20]


def test_contacts_that_share_a_day_are_one_however_they_nest():
    held = meetings(
        ("leaders", "long", "2024-01-01", "2024-01-20"),
        ("leaders", "in", "2024-01-03", "2024-01-04"),
        ("leaders", "edge", "2024-01-20", "2024-01-21"),
        ("leaders", "far", "2024-01-22", "2024-01-22"),
    )
    met = channels.contacts(held)
    assert met["meetings"].tolist() == [3, 1]
    assert (met["start"].iloc[1:].to_numpy() > met["stop"].iloc[:-1].to_numpy()).all()


def test_the_present_gap_ends_with_that_channels_coverage_and_not_with_today():
    held = pd.concat([days("2024-01-01", "2024-06-10"), days("2024-05-01", channel="ai")])
    board = read(held).board.set_index("channel")
    assert board["present"]["leaders"] == 20
    assert board["present"]["ai"] == 30
    assert board["end"]["ai"] == pd.Timestamp("2024-05-31")


def test_a_board_by_hand():
    # past gaps 10 20 30 40 50, present 30: the curve falls to 4/6, then half at 30 (3/6)
    held = days("2024-01-01", "2024-01-11", "2024-01-31", "2024-03-01", "2024-04-10", "2024-05-30")
    found = line(held)
    assert (found["past"], found["present"], found["usual"]) == (5, 31, 30)
    assert (found["longer_than"], found["standing"]) == (3, "longer")
    # days of past gaps that had lasted 31 days: 9 of 40, 19 of 50, of 150 in all
    assert found["as_long_share"] == pytest.approx((9 + 19) / 150)


def test_the_longest_gap_in_the_file_says_so():
    held = days("2024-01-01", "2024-01-03", "2024-01-05", "2024-01-07", "2024-01-09", "2024-01-11")
    found = line(held)
    assert found["standing"] == "longest"
    assert waits.standing_words(found) == "all 5: longest on record"
    assert found["as_long_share"] == 0


@pytest.mark.parametrize(
    ("dates", "standing", "words_said"),
    [
        ((), "none", "no meeting"),
        (("2024-02-01",), "single", "met once"),
        (("2024-02-01", "2024-03-01"), "too_few", "1 of 1: too few"),
    ],
)
def test_a_channel_with_too_few_meetings_says_so_and_has_no_usual_gap(dates, standing, words_said):
    found = line(days(*dates))
    assert found["standing"] == standing
    assert waits.standing_words(found) == words_said
    assert pd.isna(found["usual"])
    assert waits.usual_words(found) == "too few"


def test_a_channel_without_a_meeting_keeps_its_row_at_the_foot():
    board = read(days("2024-02-01")).board
    assert board["channel"].iloc[0] == "leaders"
    assert sorted(board["channel"]) == sorted(NAMES)
    assert board["last_met"].isna().sum() == 2


def test_meetings_of_no_standing_channel_are_not_rated():
    dates = [f"2024-0{month}-01" for month in range(1, 7)] + ["2024-06-15"]
    found = line(days(*dates, channel="other"), "other")
    assert found["standing"] == "residual"
    assert pd.isna(found["usual"])
    board = read(days(*dates, channel="other")).board
    assert waits.waits(board).rated == 0
    assert waits.in_longest(board).who is None


def test_dates_asked_for_cut_the_gaps():
    held = days("2024-01-01", "2024-01-11", "2024-03-01", "2024-03-11")
    cut = read(held, first_date="2024-02-01", last_date="2024-03-31")
    assert cut.gaps["days"].tolist() == [10, 20]
    assert cut.board["lead"].iloc[0] == 29, "from 1 February to the first contact that is counted"


def test_only_rated_channels_are_compared_with_a_later_start():
    held = days("2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05", "2024-01-06")
    changed = channels.changed_standing(read(held).board, read(held, first_date="2024-01-05").board)
    assert changed["channel"].tolist() == ["leaders"]
    assert changed["differs"].tolist() == [True]
    assert waits.again(changed, NAMES)[:4] == (1, 0, 1, "leaders")
    assert waits.again(changed.head(0), NAMES).total is None


EVEN = ("2024-01-02", "2024-01-04", "2024-01-06", "2024-01-08", "2024-01-10", "2024-01-12")


def test_the_channels_in_their_longest_gap_are_named_the_longest_wait_first():
    found = read(pd.concat([days(*EVEN), days(*EVEN, channel="ai")])).board
    longest = waits.in_longest(found)
    assert (longest.who, longest.n, longest.rated) == ("Leaders and artificial intelligence", 2, 2)
    assert longest.day == pd.Timestamp("2024-01-12")
    assert all(hold[0] == hold[2] for hold in longest.holds[::2])
    assert waits.in_longest(found, "longest_since").who is None


def test_a_wait_before_the_first_contact_that_was_as_long_blocks_the_longest():
    # 100 days looked at before the first contact, then six contacts, then a gap of 60 days
    dates = pd.date_range("2024-04-10", periods=6, freq="4D").strftime("%Y-%m-%d")
    found = line(days(*dates))
    assert (found["lead"], found["present"], found["past"]) == (100, 61, 5)
    assert found["standing"] == "longest_since"
    assert waits.standing_words(found) == "all 5, since April 2024"
    board = read(days(*dates)).board
    assert waits.in_longest(board).who is None
    since = waits.in_longest(board, "longest_since")
    assert (since.who, since.lead, since.first) == ("Leaders", 100, pd.Timestamp("2024-04-10"))
    # the same gaps with a first wait of a day: then it is the longest on record
    assert line(days(*EVEN))["standing"] == "longest"


def test_a_channel_that_met_once_is_no_standing_channel():
    board = read(
        pd.concat([days("2024-02-01", "2024-03-01"), days("2024-02-01", channel="ai")])
    ).board
    assert channels.standing(board)["channel"].tolist() == ["leaders"]
    assert waits.met_lately(board)[:2] == (1, 1)
    assert (waits.waits(board).few, waits.waits(board).single) == (1, 1)
    assert channels.standing(board[board["channel"] == "ai"]).shape[0] == 1, "alone it is shown"


@pytest.mark.parametrize(
    ("gaps", "told"),
    # the present gap is 144 days; the usual gap of the first has an interval of 1 to 529, that of
    # the last a narrow one, but on most of its past days the wait had lasted as long
    [([1, 1, 1, 1, 2, 182, 226, 529, 1495], (0, 0, 1)), ([9, 10, 11] * 6, (0, 1, 0)),
     ([*[9, 10, 11] * 6, 1500], (0, 0, 1))],
)  # fmt: skip
def test_a_wait_that_is_long_but_not_rare_is_not_told_as_longer(gaps, told):
    starts = pd.Timestamp("2026-05-07") - pd.to_timedelta([0, *pd.Series(gaps).cumsum()], "D")
    ends = {"leaders": pd.Timestamp("2026-09-28")}
    met = pd.DataFrame({"channel": "leaders", "start": sorted(starts), "meetings": 1})
    met = met.assign(stop=met["start"])
    held = pd.DataFrame(
        [channels._line("leaders", met, channels.contact_gaps(met, ends), span(last="2026-09-28"))]
    )
    found = waits.waits(held)
    assert (found.usual, found.late, found.unclear) == told
    assert found.rated == 1


def test_who_waits_longest_stands_alone_or_is_not_named():
    apart = read(pd.concat([days(*EVEN), days(*EVEN, channel="ai")])).board
    named = waits.waits_longest(apart)
    assert (named.name, named.days) == ("Leaders", 170)
    assert named.holds[0] == (170, ">", 140, superlatives.AHEAD)
    assert waits.waits_longest(read(days(*EVEN)).board).name is None


def span(first="2024-01-01", last="2024-12-31"):
    return topics.Window(
        pd.Timestamp(first),
        pd.Timestamp(last),
        pd.Timestamp("2024-01-01"),
        pd.Timestamp("2024-06-30"),
    )


def test_a_month_without_a_meeting_is_nought_and_one_not_looked_at_is_missing():
    months = rhythm.rhythm(days("2024-02-01", "2024-02-20"), span()).set_index("month")
    assert len(months) == 12
    assert months["meetings"][2] == 2
    assert months["meetings"][3] == 0
    assert months["meetings"].loc[7:].isna().all()
    assert str(months["meetings"].dtype) == "Int64"
    full = rhythm.fullest(months.reset_index())
    assert (str(full.month), full.count, full.empty, full.total, full.held) == (
        "2024-02",
        2,
        5,
        6,
        2,
    )
    none = rhythm.fullest(months.reset_index().assign(cover="not_covered"))
    assert none.total is None


def test_a_year_that_is_not_asked_for_from_its_start_has_its_months_uncovered():
    months = rhythm.rhythm(days("2024-05-01"), span(first="2024-04-10")).set_index("month")
    assert months["cover"][3] == "not_covered"
    assert months["cover"][4] == "partly"


def test_hosts_and_manners_by_hand():
    held = days("2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01", "2024-05-01").assign(
        host=["us", "prc", "third", None, None],
        format=["in_person", "in_person", "in_person", "call", "in_person"],
    )
    totals = rhythm.manner_totals(held)
    assert (totals.prc, totals.us, totals.third, totals.unknown) == (1, 1, 1, 1)
    assert (totals.held, totals.met, totals.apart) == (5, 4, 1)
    assert totals.holds[0][0] == totals.holds[0][2]
    strange = rhythm.manner_totals(held.assign(format="by_letter"))
    assert strange.holds[0][0] != strange.holds[0][2], "a meeting of no known manner is seen"
    by_year = rhythm.manners_by_year(held, span())
    assert by_year["meetings"].sum() == 5


def test_before_between_and_after_have_the_same_number_of_days_and_share_no_meeting():
    dates = pd.DataFrame({"date": pd.to_datetime(["2024-03-01", "2024-03-11"])})
    held = days("2024-02-19", "2024-02-20", "2024-03-01", "2024-03-10", "2024-03-11", "2024-03-21")
    found = rhythm.around(held, dates, ["leaders", "ai"]).set_index("channel")
    assert found.loc["leaders"].tolist() == [1, 2, 1]
    assert found.loc["ai"].tolist() == [0, 0, 0]
    assert rhythm.around(held, dates.head(1), ["leaders"]).empty


def test_an_act_that_the_record_lacks_or_that_lies_outside_is_not_marked():
    events = pd.DataFrame(
        {
            "event_id": ["p2", "p1", "p9"],
            "title": "An act",
            "source_id": "s1",
            "date": pd.to_datetime(["2024-02-01", "2024-01-05", "2030-01-01"]),
        }
    )
    asked = {"p1": "2024-01-05", "p2": "2024-02-01", "p7": "2024-01-05", "p9": "2030-01-01"}
    assert rhythm.acts(events, span(), asked)["event_id"].tolist() == ["p1", "p2"]
    other = asked | {"p1": "2022-08-05"}  # another record may call another act so
    assert rhythm.acts(events, span(), other)["event_id"].tolist() == ["p2"]


def test_what_was_called_off_is_listed_and_never_counted_as_held():
    every = days("2024-01-01", "2024-02-01", "2024-03-01")
    every["status"] = ["held", "cancelled", "postponed"]
    off = rhythm.called_off(every)
    assert off["status"].tolist() == ["cancelled", "postponed"]
    held = topics.held_meetings(every, span())
    assert line(held)["meetings"] == 1
    assert rhythm.off_totals(off)[:3] == (1, 1, 2)


PEOPLE = pd.DataFrame(
    {
        "person_id": ["a", "b", "x", "y", "n"],
        "name_en": ["A", "B", "X", "Y", "Navy"],
        "side": ["us", "us", "prc", "prc", "prc"],
        "kind": ["person"] * 4 + ["body"],
    }
)


def sat(*rows: tuple[str, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["meeting_id", "person_id", "is_principal"])
    return channels.principals(table, PEOPLE)


def test_who_met_whom_by_hand():
    held = days("2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01")
    took = sat(
        ("m0", "a", "yes"), ("m0", "x", "yes"), ("m1", "a", "yes"), ("m1", "x", "yes"),
        ("m1", "y", "no"), ("m2", "a", "yes"), ("m2", "b", "yes"), ("m2", "y", "yes"),
        ("m3", "a", "yes"), ("m3", "n", "yes"), ("m9", "b", "yes"), ("m9", "x", "yes"),
    )  # fmt: skip
    counted = channels.pairs(channels.encounters(held, took))
    found = {(pair.us, pair.prc): pair.meetings for pair in counted.itertuples()}
    assert found == {("A", "X"): 2, ("A", "Y"): 1, ("B", "Y"): 1}
    often = channels.most_often(counted)
    assert often[:6] == ("A", "X", 2, 3, 2, 1)
    assert often.holds[0][:3] == (2, ">", 1)
    assert channels.most_often(counted.iloc[1:]).us is None, "none of them met twice"
    assert channels.leading_pairs(counted, 5)["us"].tolist() == ["A"]


def test_a_pair_is_unwatched_on_days_on_which_none_of_its_channels_was_looked_at():
    met = pd.DataFrame({"us": list("AAB"), "prc": list("XXX"), "channel": ["ai", "leaders", "ai"]})
    spans = [
        ("ai", "2024-01-01", "2024-01-03"),
        ("ai", "2024-06-01", "2024-06-30"),
        ("leaders", "2024-06-11", "2024-07-30"),
        ("climate", "2024-01-01", "2024-07-30"),
    ]
    blind = pd.DataFrame(spans, columns=["channel", "first", "last"])
    shown = met[["us", "prc"]].drop_duplicates()
    found = channels.unwatched(shown, met, blind).astype({"first": str, "last": str})
    assert found.to_numpy().tolist() == [
        ["A", "X", "2024-06-11", "2024-06-30"],
        ["B", "X", "2024-01-01", "2024-01-03"],
        ["B", "X", "2024-06-01", "2024-06-30"],
    ]
    assert channels.unwatched(shown, met, blind.head(0)).empty


def test_pairs_that_share_the_last_place_are_all_shown_or_none():
    counted = pd.DataFrame(
        {
            "us": list("abcd"),
            "prc": "x",
            "meetings": [5, 3, 2, 2],
            "first_met": pd.to_datetime(["2024-04-01", "2024-01-01", "2024-02-01", "2024-03-01"]),
        }
    )
    assert channels.leading_pairs(counted, 3)["us"].tolist() == ["b", "a"]
    assert channels.leading_pairs(counted, 4)["us"].tolist() == ["b", "c", "d", "a"]


def test_nobody_named_is_no_pair():
    met = channels.encounters(days("2024-01-01"), sat())
    assert channels.most_often(channels.pairs(met))[:4] == (None, None, None, 0)


def test_the_channel_that_met_least_between_the_dates_is_named_if_it_met_oftener_on_both_sides():
    dates = pd.DataFrame({"date": pd.to_datetime(["2024-03-01", "2024-03-11"])})
    held = days("2024-02-20", "2024-02-21", "2024-03-05", "2024-03-12", "2024-03-13")
    around = rhythm.around(held, dates, ["leaders"])
    found = rhythm.dip(around, dates, NAMES)
    assert found[:5] == ("Leaders", 2, 1, 2, 10)
    assert found.holds == ((1, "<", 2), (1, "<", 2))
    assert rhythm.dip(around.assign(between=2), dates, NAMES).name is None
    assert rhythm.three_spans(around, dates)[:4] == (2, 1, 2, 10)
    assert rhythm.three_spans(around, dates.head(1)).days is None


@pytest.mark.parametrize("names", [{}, NAMES])
def test_a_record_without_a_meeting_has_a_board_and_no_fact(names):
    board = read(days(), names).board
    assert len(board) == len(names)
    assert waits.waits(board).rated == 0
    assert waits.met_lately(board).total == 0
    assert waits.waits_longest(board).name is None
    assert waits.in_longest(board).who is None
    assert len(waits.board_rows(board, days())) == len(names)


def test_years_that_the_dates_cut_are_counted_in_part():
    first, last = pd.Timestamp("2023-03-01"), pd.Timestamp("2025-12-31")
    assert topics.Window(first, last, pd.Timestamp("2017-01-20"), last).years_in_part == [2023]
    assert topics.Window(first, last, first, pd.Timestamp("2024-01-31")).years_in_part == [
        2023,
        2024,
    ]
