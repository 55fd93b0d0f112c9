"""Channels on cases small enough to count by hand: contacts, gaps, months, hosts, pairs."""

import pandas as pd
import pytest

from parley.analysis import channels, topics
from parley.analysis.channels import dress, words
from pressroom import findings
from pressroom.errors import ClaimError

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


def read(held: pd.DataFrame, **asked) -> channels.Reading:
    return channels.read_board(held, COVERAGE, AS_OF, NAMES, **asked)


def line(held: pd.DataFrame, channel: str = "leaders") -> pd.Series:
    return read(held).board.set_index("channel").loc[channel]


def said(sentence: dict) -> str:
    return str(findings.claim(**sentence))


def test_the_sessions_of_a_visit_are_one_contact():
    held = meetings(
        ("leaders", "a", "2024-01-10", "2024-01-10"), ("leaders", "a", "2024-01-12", "2024-01-13"),
        ("leaders", "b", "2024-02-02", "2024-02-02"), ("ai", "a", "2024-01-11", "2024-01-11"),
    )  # fmt: skip
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
    assert channels.standing_words(found) == "all 5: longest in this file"
    assert found["as_long_share"] == 0


@pytest.mark.parametrize(
    ("dates", "standing", "words_said"),
    [((), "none", "no meeting"), (("2024-02-01",), "single", "met once"),
     (("2024-02-01", "2024-03-01"), "too_few", "1 of 1: too few")],
)  # fmt: skip
def test_a_channel_with_too_few_meetings_says_so_and_has_no_usual_gap(dates, standing, words_said):
    found = line(days(*dates))
    assert found["standing"] == standing
    assert channels.standing_words(found) == words_said
    assert pd.isna(found["usual"])
    assert dress.usual_words(found) == "too few"


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
    table = dress.named(read(days(*dates, channel="other")).board, NAMES)
    assert "Too few" in said(words.headline(table, NAMES))


def test_dates_asked_for_cut_the_gaps():
    held = days("2024-01-01", "2024-01-11", "2024-03-01", "2024-03-11")
    cut = read(held, first_date="2024-02-01", last_date="2024-03-31")
    assert cut.gaps["days"].tolist() == [10, 20]
    assert cut.first == pd.Timestamp("2024-02-01")


def test_only_rated_channels_are_compared_with_a_later_start():
    held = days("2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05", "2024-01-06")
    changed = channels.changed_standing(read(held).board, read(held, first_date="2024-01-05").board)
    assert changed["channel"].tolist() == ["leaders"]
    assert changed["differs"].tolist() == [True]
    text = said(words.kept_standing(changed, pd.Timestamp("2024-01-05"), AS_OF, NAMES))
    assert "0 of 1 channels stand as on this board, 1 otherwise: leaders" in text


def test_the_headline_names_the_channels_in_their_longest_gap():
    dates = ["2024-01-01", "2024-01-03", "2024-01-05", "2024-01-07", "2024-01-09", "2024-01-11"]
    held = pd.concat([days(*dates), days(*dates, channel="ai")])
    table = dress.named(read(held).board, NAMES)
    text = said(words.headline(table, NAMES))
    assert text == "Artificial intelligence and leaders talks are in their longest gap on record"
    false = words.headline(table, NAMES) | {"holds": [(4, "==", 5)]}
    with pytest.raises(ClaimError, match="no longer holds"):
        findings.claim(**false)


def span(first="2024-01-01", last="2024-12-31"):
    return topics.Window(
        pd.Timestamp(first), pd.Timestamp(last), pd.Timestamp("2024-01-01"),
        pd.Timestamp("2024-06-30"),
    )  # fmt: skip


def test_a_month_without_a_meeting_is_nought_and_one_not_looked_at_is_missing():
    months = channels.rhythm(days("2024-02-01", "2024-02-20"), span()).set_index("month")
    assert len(months) == 12
    assert months["meetings"][2] == 2
    assert months["meetings"][3] == 0
    assert months["meetings"].loc[7:].isna().all()
    assert str(months["meetings"].dtype) == "Int64"
    text = said(words.rhythm_title(months.reset_index()))
    assert text == "Most in February 2024: 2; none found in 5 of 6 months"


def test_a_year_that_is_not_asked_for_from_its_start_has_its_months_uncovered():
    months = channels.rhythm(days("2024-05-01"), span(first="2024-04-10")).set_index("month")
    assert months["cover"][3] == "not_covered"
    assert months["cover"][4] == "partly"


def test_hosts_and_manners_by_hand():
    held = days("2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01", "2024-05-01").assign(
        host=["us", "prc", "third", None, None],
        format=["in_person", "in_person", "in_person", "call", "in_person"],
    )
    totals = channels.manner_totals(held)
    assert totals == {
        "prc": 1, "us": 1, "third": 1, "call": 1, "video": 0, "unknown": 1, "held": 5,
    }  # fmt: skip
    by_year = channels.manners_by_year(held, span())
    assert by_year["meetings"].sum() == 5
    assert said(words.manners_title(totals)).startswith("China hosted 1 meetings, the US 1")
    assert "no meeting" in said(words.manners_title(channels.manner_totals(held.head(0)))).lower()


def test_before_between_and_after_have_the_same_number_of_days_and_share_no_meeting():
    dates = pd.DataFrame({"date": pd.to_datetime(["2024-03-01", "2024-03-11"])})
    held = days("2024-02-19", "2024-02-20", "2024-03-01", "2024-03-10", "2024-03-11", "2024-03-21")
    found = channels.around(held, dates, ["leaders", "ai"]).set_index("channel")
    assert found.loc["leaders"].tolist() == [1, 2, 1]
    assert found.loc["ai"].tolist() == [0, 0, 0]
    assert channels.around(held, dates.head(1), ["leaders"]).empty


def test_an_act_that_the_record_lacks_or_that_lies_outside_is_not_marked():
    events = pd.DataFrame(
        {"event_id": ["p2", "p1", "p9"], "title": "An act", "source_id": "s1",
         "date": pd.to_datetime(["2024-02-01", "2024-01-05", "2030-01-01"])}
    )  # fmt: skip
    assert channels.acts(events, span(), ("p1", "p2", "p7", "p9"))["event_id"].tolist() == [
        "p1", "p2",
    ]  # fmt: skip


def test_what_was_called_off_is_listed_and_never_counted_as_held():
    every = days("2024-01-01", "2024-02-01", "2024-03-01")
    every["status"] = ["held", "cancelled", "postponed"]
    off = channels.called_off(every, span())
    assert off["status"].tolist() == ["cancelled", "postponed"]
    held = topics.held_meetings(every, span())
    assert line(held)["meetings"] == 1
    assert said(words.off_title(off)) == "2 planned meetings cancelled or postponed"
    assert channels.called_off(every, span(), "ai").empty


PEOPLE = pd.DataFrame(
    {"person_id": ["a", "b", "x", "y", "n"], "name_en": ["A", "B", "X", "Y", "Navy"],
     "side": ["us", "us", "prc", "prc", "prc"], "kind": ["person"] * 4 + ["body"]}
)  # fmt: skip


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
    text = said(words.pairs_title(counted))
    assert text == "A and X met or spoke 2 times, most of 3 pairs"
    assert channels.leading_pairs(counted, 5)["us"].tolist() == ["A"]


def test_pairs_that_share_the_last_place_are_all_shown_or_none():
    counted = pd.DataFrame(
        {"us": list("abcd"), "prc": "x", "meetings": [5, 3, 2, 2],
         "first_met": pd.to_datetime(["2024-04-01", "2024-01-01", "2024-02-01", "2024-03-01"])}
    )  # fmt: skip
    assert channels.leading_pairs(counted, 3)["us"].tolist() == ["b", "a"]
    assert channels.leading_pairs(counted, 4)["us"].tolist() == ["b", "c", "d", "a"]


def test_nobody_named_is_said_and_not_counted():
    met = channels.encounters(days("2024-01-01"), sat())
    assert said(words.pairs_title(channels.pairs(met))).startswith("No pair")
    assert said(words.pairs_description(channels.leading_pairs(channels.pairs(met), 3)))


@pytest.mark.parametrize("held", [days(), days("2024-02-01"), days("2024-02-01", "2024-02-09")])
def test_every_sentence_stands_on_no_meeting_one_and_two(held):
    found = read(held)
    table, none = dress.named(found.board, NAMES), held.head(0)
    months, manners = channels.rhythm(held, span()), channels.manners_by_year(held, span())
    totals = channels.manner_totals(held)
    dates = pd.DataFrame({"date": pd.to_datetime([]), "title": []})
    compared = channels.around(held, dates, table["channel"])
    counted = channels.pairs(channels.encounters(held, sat()))
    sentences = [
        words.headline(table, NAMES), *words.points(table, totals, counted, none, NAMES),
        words.board_title(table), words.strip_title(table, dates, compared, NAMES),
        words.strip_note(dates, []), words.strip_description(table, none, dates),
        words.around_title(compared), words.gaps_title(table), words.rhythm_title(months),
        words.gaps_description(table, found.gaps), words.rhythm_description(months),
        words.manners_title(totals), words.manners_description(manners), words.off_title(none),
    ]  # fmt: skip
    texts = [said(each) for each in sentences]
    assert not [text for text in texts if "nan" in text.lower().split() or "NaT" in text]
    assert len(words.points(table, totals, counted, none, NAMES)) >= 3
