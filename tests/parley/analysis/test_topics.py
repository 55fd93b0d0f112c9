"""Topic frequency, on cases small enough to count by hand."""

import pandas as pd
import pytest

from parley.analysis import topic_pairs, topics

TOPICS = pd.DataFrame(
    {
        "topic": ["taiwan", "trade", "quantum"],
        "label": ["Taiwan", "Trade", "Quantum"],
        "coded_from": ["v0", "v0", "v1"],
    }
)
COVERAGE = pd.DataFrame(
    {
        "table": ["meetings", "meetings", "sources"],
        "series": ["all", "defense", "all"],
        "side": "all",
        "first": pd.to_datetime(["2023-01-01", "2023-04-01", "2020-01-01"]),
        "last": pd.to_datetime(["2023-12-31", "2023-12-31", "2026-01-01"]),
        "as_of": pd.to_datetime(["2024-06-30"] * 3),
    }
)
AS_OF = pd.Timestamp("2024-06-30")


def meetings(*dates: str, **columns) -> pd.DataFrame:
    count = len(dates)
    plain = {
        "meeting_id": [f"m{n}" for n in range(1, count + 1)],
        "start_date": pd.to_datetime(list(dates)),
        "title": "Talk",
        "channel": "leaders",
        "level": "leader",
        "status": "held",
        "codebook": "v0",
    }
    return pd.DataFrame(plain | columns, index=range(count)).astype(
        {"codebook": object, "meeting_id": object}
    )


def accounts(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Return account rows from (meeting, side, read); read none_found or unknown: not published."""
    table = pd.DataFrame(rows, columns=["meeting_id", "side", "read"], dtype=object)
    is_read = table["read"].isin(["full", "opening", "reported"])
    published = table["read"].mask(is_read, "yes")
    return table.assign(published=published, read=table["read"].where(is_read), names_subjects=None)


def mentions(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["meeting_id", "side", "topic", "basis"], dtype=object)
    return table.assign(source_id=["s1"] * len(table))


def counted(held, accounts_, mentions_, side, topic):
    rows = topics.account_topics(held, accounts_, mentions_, TOPICS)
    totals = topics.topic_totals(rows, TOPICS).set_index(["side", "topic"])
    return totals.loc[(side, topic)]


@pytest.fixture
def three():
    """Return three meetings: both sides published on m1, US alone on m2, nobody on m3."""
    held = meetings("2023-02-01", "2023-05-01", "2023-08-01")
    found = accounts(
        ("m1", "us", "full"),
        ("m1", "prc", "opening"),
        ("m2", "us", "reported"),
        ("m2", "prc", "none_found"),
        ("m3", "us", "unknown"),
        ("m3", "prc", "none_found"),
    )
    said = mentions(
        ("m1", "us", "taiwan", "account"),
        ("m2", "prc", "taiwan", "report"),
        ("m2", "us", "trade", "knowledge"),
        ("m3", "press", "trade", "account"),
        ("m3", "us", "trade", "account"),
    )
    return held, found, said


def test_a_numerator_counts_only_meetings_of_its_own_denominator(three):
    us, prc = (counted(*three, side, "taiwan") for side in ("us", "prc"))
    assert (us["mentions"], us["n"]) == (1, 2)
    assert (prc["mentions"], prc["n"]) == (0, 1), "China published nothing on m2"


def test_either_is_us_or_prc_over_meetings_with_an_account(three):
    either = counted(*three, "either", "taiwan")
    assert (either["mentions"], either["n"]) == (1, 2)


def test_the_press_general_knowledge_and_meetings_without_account_are_in_no_share(three):
    either = counted(*three, "either", "trade")
    assert (either["mentions"], either["n"]) == (0, 2)


def test_a_meeting_coded_before_the_topic_is_not_coded_and_in_no_denominator(three):
    held, found, said = three
    row = counted(held, found, said, "us", "quantum")
    assert (row["n"], row["not_coded"], row["state"]) == (0, 2, "not_coded")
    newer = held.assign(codebook=["v0", "v1", "v1"])
    row = counted(newer, found, said, "us", "quantum")
    assert (row["n"], row["not_coded"], row["state"]) == (1, 1, "too_few")


def test_a_meeting_without_codebook_is_not_coded(three):
    held, found, said = three
    row = counted(held.assign(codebook=[None, "v0", "v0"]), found, said, "us", "taiwan")
    assert (row["mentions"], row["n"], row["not_coded"]) == (0, 1, 1)


def test_below_five_accounts_there_is_a_fraction_and_no_share(three):
    row = counted(*three, "us", "taiwan")
    assert row["count"] == "1 of 2"
    assert pd.isna(row["share"]) and pd.isna(row["low"]) and pd.isna(row["high"])


def test_five_accounts_give_a_share_with_its_interval():
    held = meetings(*["2023-02-01"] * 5)
    found = accounts(*[(key, "us", "full") for key in held["meeting_id"]])
    row = counted(held, found, mentions(("m1", "us", "taiwan", "account")), "us", "taiwan")
    assert row["share"] == 0.2
    assert (round(row["low"], 4), round(row["high"], 4)) == (0.0362, 0.6245)


def test_cancelled_meetings_and_meetings_outside_the_window_are_not_held():
    table = meetings(
        "2022-12-31",
        "2023-01-01",
        "2023-06-01",
        "2024-01-01",
        status=["held"] * 2 + ["cancelled", "held"],
    )
    window = topics.window(COVERAGE, AS_OF)
    assert topics.held_meetings(table, window)["meeting_id"].tolist() == ["m2"]


def test_channel_and_level_filter():
    table = meetings("2023-01-01", "2023-01-02", channel=["leaders", "defense"])
    assert topics.held_meetings(table, channel="defense")["meeting_id"].tolist() == ["m2"]
    assert topics.held_meetings(table, channel="defense", level="minister").empty


def test_periods_run_without_holes_and_say_what_is_not_covered(three):
    held, found, said = three
    window = topics.window(COVERAGE, AS_OF)
    rows = topics.account_topics(held, found, said, TOPICS)
    table = topics.topic_frequency(rows, TOPICS, window, period="quarter")
    us = table[(table["side"] == "us") & (table["topic"] == "taiwan")]
    assert us["period"].astype(str).tolist() == [
        "2023Q1",
        "2023Q2",
        "2023Q3",
        "2023Q4",
        "2024Q1",
        "2024Q2",
    ]
    assert us["state"].tolist() == ["too_few"] * 2 + ["no_account"] * 2 + ["not_covered"] * 2
    assert us["mentions"].tolist() == [1, 0, 0, 0, 0, 0]
    assert us["count"].tolist()[:3] == ["1 of 1", "0 of 1", "–"]


def test_a_period_that_the_coverage_cuts_is_partly_covered():
    window = topics.window(COVERAGE, AS_OF, first_date="2023-02-15")
    periods = window.periods("quarter")
    assert window.cover(periods)[0] == "partly"
    assert window.cover(periods)[1] == "covered"
    assert topics.window(COVERAGE, AS_OF, channel="defense").covered_first.month == 4


def test_nothing_is_covered_after_the_day_of_reading():
    window = topics.window(COVERAGE, pd.Timestamp("2023-06-30"))
    assert window.covered_last == window.last == pd.Timestamp("2023-06-30")


def test_dates_asked_for_outside_the_coverage_are_empty_not_zero():
    window = topics.window(COVERAGE, AS_OF, first_date="2024-02-01", last_date="2024-03-31")
    assert window.is_empty
    assert set(window.cover(window.periods("month"))) == {"not_covered"}


def test_reversed_dates_and_an_unknown_period_are_refused():
    with pytest.raises(ValueError, match="after the last"):
        topics.window(COVERAGE, AS_OF, first_date="2023-05-01", last_date="2023-04-01")
    with pytest.raises(ValueError, match="month, quarter, year"):
        topics.window(COVERAGE, AS_OF).periods("week")
    with pytest.raises(ValueError, match=r"coverage\.csv"):
        topics.window(COVERAGE.iloc[2:], AS_OF)


def test_reading_depth_counts_each_account_once_and_either_takes_the_better(three):
    held, found, _ = three
    window = topics.window(COVERAGE, AS_OF)
    depth = topics.reading_depth(held, found, window, period="year")
    counts = depth.set_index(["period", "side", "read"])["accounts"].sort_index()
    year = pd.Period("2023", "Y")
    assert counts[year, "us"].to_dict() == {"full": 1, "opening": 0, "reported": 1}
    assert counts[year, "prc"].to_dict() == {"full": 0, "opening": 1, "reported": 0}
    assert counts[year, "either"].to_dict() == {"full": 1, "opening": 0, "reported": 1}
    assert depth[depth["period"] == pd.Period("2024", "Y")]["share"].isna().all()


def test_the_rank_follows_the_side_asked_for(three):
    held, found, said = three
    said = pd.concat([said, mentions(("m1", "prc", "trade", "account"))])
    rows = topics.account_topics(held, found, said, TOPICS)
    by_us, by_prc = (topics.topic_totals(rows, TOPICS, side=side) for side in ("us", "prc"))
    assert by_us["topic"].iloc[0] == "taiwan"
    assert by_prc["topic"].iloc[0] == "trade"
    assert by_us["topic"].iloc[-1] == "quantum", "a topic not coded comes last"


def test_full_texts_are_a_part_of_all_accounts(three):
    held, found, said = three
    both = topics.full_text_totals(
        topics.account_topics(held, found, said, TOPICS), TOPICS, side="us"
    )
    taiwan = both[both["topic"] == "taiwan"].set_index("texts")["count"]
    assert taiwan.to_dict() == {"all": "1 of 2", "full": "1 of 1"}


def test_what_an_account_known_by_reports_says_is_not_said_by_a_text_read_in_full():
    """One meeting, the US text read in full and silent, the Chinese one known to name Taiwan."""
    held = meetings("2023-02-01")
    found = accounts(("m1", "us", "full"), ("m1", "prc", "reported"))
    rows = topics.account_topics(held, found, mentions(("m1", "prc", "taiwan", "report")), TOPICS)
    both = topics.full_text_totals(rows, TOPICS)
    taiwan = both[both["topic"] == "taiwan"].set_index("texts")["count"]
    assert taiwan.to_dict() == {"all": "1 of 1", "full": "0 of 1"}
    spans = topics.Spans(pd.Timestamp("2023-01-01"), pd.Timestamp("2023-08-01"))
    change = topics.topic_change(rows, TOPICS, spans).set_index("topic").loc["taiwan"]
    assert (change["count_earlier"], change["full_earlier"]) == ("1 of 1", "0 of 1")
    assert not topic_pairs.raised_topics(rows, read="full")["taiwan"].any()
    assert topic_pairs.raised_topics(rows)["taiwan"].all()


def test_how_far_a_sides_accounts_were_read_counts_that_side_alone():
    read = [("us", "full", 3), ("us", "opening", 4), ("prc", "full", 5), ("either", "full", 6)]
    depth = pd.DataFrame(read, columns=["side", "read", "accounts"])
    found = [topics.read_in_full(depth, side) for side in ("either", "us", "prc")]
    assert [(one.m, one.n) for one in found] == [(8, 12), (3, 7), (5, 5)]


def test_a_change_that_rests_on_one_quarter_is_not_beyond_chance():
    days = pd.date_range("2021-02-01", periods=16, freq="QS-FEB").repeat(6)
    rows = pd.DataFrame({"start_date": days, "topic": "taiwan", "side": "us", "is_coded": True})
    split = pd.Timestamp("2023-01-01")
    burst = rows.assign(is_mentioned=days == pd.Timestamp("2021-05-01"))
    steady = rows.assign(is_mentioned=days < split)
    assert topics.dealt(burst, split)["taiwan"] > 0.9
    assert topics.dealt(steady, split)["taiwan"] < 0.001
    assert topics.dealt(steady, pd.Timestamp("2031-01-01")).empty


def test_change_parts_the_meetings_at_the_day_given():
    held = meetings(*["2023-02-01"] * 5, *["2023-08-01"] * 5)
    found = accounts(*[(key, "us", "full") for key in held["meeting_id"]])
    said = mentions(*[(f"m{n}", "us", "taiwan", "account") for n in (1, 2, 3, 6)])
    rows = topics.account_topics(held, found, said, TOPICS)
    spans = topics.Spans(pd.Timestamp("2023-01-01"), pd.Timestamp("2023-08-01"))
    change = topics.topic_change(rows, TOPICS, spans, side="us")
    first = change.iloc[0]
    assert (first["topic"], first["count_earlier"], first["count_later"]) == (
        "taiwan",
        "3 of 5",
        "1 of 5",
    )
    assert round(first["share_change"], 10) == -0.4
    assert change.set_index("topic")["share_change"].isna()["quantum"]


def test_the_spans_are_the_last_two_administrations_where_both_have_a_year():
    coverage = COVERAGE.assign(first=pd.Timestamp("2017-02-01"), last=pd.Timestamp("2026-06-30"))
    spans = topics.two_spans(topics.window(coverage, pd.Timestamp("2026-07-01")))
    assert [f"{day:%Y-%m-%d}" for day in spans[:2]] == ["2021-01-20", "2025-01-20"]
    early = topics.two_spans(topics.window(coverage, pd.Timestamp("2025-06-30")))
    assert [f"{day:%Y-%m-%d}" for day in early[:2]] == ["2017-02-01", "2021-01-20"]
    assert (spans.in_part, early.in_part) == (False, True)


def test_else_the_spans_are_the_two_halves():
    spans = topics.two_spans(topics.window(COVERAGE, AS_OF))
    assert spans.split == pd.Timestamp("2023-07-02") and spans.halves


def test_meetings_before_the_earlier_span_are_in_neither():
    held = meetings("2017-02-01", "2021-02-01", "2025-02-01")
    found = accounts(*[(key, "us", "full") for key in held["meeting_id"]])
    rows = topics.account_topics(held, found, mentions(), TOPICS)
    days = [pd.Timestamp(day) for day in ("2021-01-20", "2025-01-20")]
    change = topics.topic_change(rows, TOPICS, topics.Spans(*days), side="us")
    assert change.set_index("topic").loc["taiwan", ["n_earlier", "n_later"]].tolist() == [1, 1]


def test_the_four_states_sum_to_the_meetings_held(three):
    held, found, said = three
    comparable = pd.DataFrame(
        {"meeting_id": "m1", "side": ["us", "prc"], "topic": "taiwan", "basis": "agreed"}
    )
    table = topics.four_states(held, found, said, comparable, TOPICS, "taiwan")
    counts = table.set_index("state")["meetings"]
    assert counts.sum() == 3
    assert counts[counts > 0].to_dict() == {"us_only": 1, "one_account": 1, "no_account": 1}
    mute = found.assign(names_subjects=["no", *[None] * (len(found) - 1)])
    apart = topics.four_states(held, mute, said, comparable, TOPICS, "taiwan")
    assert apart.set_index("state")["meetings"][["us_only", "names_nothing"]].tolist() == [0, 1]
    none = topics.four_states(held, found, said, comparable.iloc[:0], TOPICS, "taiwan")
    assert none.set_index("state")["meetings"]["not_comparable"] == 1
    new = topics.four_states(held, found, said, comparable, TOPICS, "quantum")
    assert new.set_index("state")["meetings"]["not_coded"] == 3


def test_no_page_reads_a_framing_topics_silence_from_reports(three, monkeypatch):
    held, found, said = three
    comparable = pd.DataFrame(
        {"meeting_id": "m1", "side": ["us", "prc"], "topic": "taiwan", "basis": "agreed"}
    )
    monkeypatch.setattr(topics.accounts, "FRAMING", ("taiwan",))
    assert topics.silences(comparable).empty
    table = topics.four_states(held, found, said, comparable, TOPICS, "taiwan")
    assert table.set_index("state")["meetings"]["not_comparable"] == 1


def test_meetings_list_everybody_who_is_recorded_with_the_source(three):
    held, _, said = three
    sources = pd.DataFrame(
        {"source_id": ["s1"], "publisher": ["Xinhua"], "url": ["https://x.cn/a"]}
    )
    said.loc[said["basis"] == "knowledge", "source_id"] = None
    table = topics.topic_meetings(held, said, sources, "trade")
    assert table["meeting_id"].tolist() == ["m3", "m2"]
    assert table["page"][0] == "../../meetings/m3/index.html"
    assert table[["us", "prc", "press"]].to_numpy().tolist() == [
        ["Xinhua", "", "Xinhua"],
        ["no source", "", ""],
    ]
    assert table["us_url"].tolist() == ["https://x.cn/a", ""]


def test_promises_of_other_topics_and_meetings_are_left_out(three):
    held, _, _ = three
    promised = pd.DataFrame(
        {
            "commitment_id": ["c1", "c2", "c3"],
            "meeting_id": ["m1", "m1", "m9"],
            "date": pd.to_datetime(["2023-02-01"] * 3),
            "topic": ["trade", "taiwan", "trade"],
            "source_id": "s1",
            "promised_by": None,
        }
    )
    sources = pd.DataFrame(
        {"source_id": ["s1"], "publisher": ["Xinhua"], "url": ["https://x.cn/a"]}
    )
    table = topics.topic_promises(promised, held, sources, "trade")
    assert table["commitment_id"].tolist() == ["c1"]
    assert table["promised_by"].tolist() == ["not said"]
    assert topics.topic_promises(promised, held, sources, "quantum").empty


def test_no_meeting_at_all_gives_whole_tables_without_shares():
    held = meetings().iloc[:0]
    rows = topics.account_topics(held, accounts(), mentions(), TOPICS)
    assert rows.empty
    window = topics.window(COVERAGE, AS_OF)
    table = topics.topic_frequency(rows, TOPICS, window)
    assert set(table["state"]) == {"no_account", "not_covered"}
    assert table["share"].isna().all()
    assert len(topics.topic_totals(rows, TOPICS)) == 9
    assert topics.topic_change(rows, TOPICS, topics.two_spans(window))["share_change"].isna().all()
    assert topics.reading_depth(held, accounts(), window)["accounts"].sum() == 0
    states = topics.four_states(
        held,
        accounts(),
        mentions(),
        COVERAGE.assign(topic="", meeting_id="", basis=""),
        TOPICS,
        "trade",
    )
    assert states["meetings"].sum() == 0


def test_an_unknown_topic_is_refused_in_the_four_states(three):
    held, found, said = three
    empty = pd.DataFrame({"meeting_id": [], "side": [], "topic": [], "basis": []})
    with pytest.raises(ValueError, match=r"topics\.csv"):
        topics.four_states(held, found, said, empty, TOPICS, "trad")


def test_no_share_passes_one_and_the_input_is_left_alone(three):
    held, found, said = three
    doubled = pd.concat([said, said.assign(source_id="s2")], ignore_index=True)
    before = doubled.copy()
    rows = topics.account_topics(held, found, doubled, TOPICS)
    totals = topics.topic_totals(rows, TOPICS)
    assert (totals["mentions"] <= totals["n"]).all()
    pd.testing.assert_frame_equal(doubled, before)


def test_the_newest_words_of_each_side_come_first_and_chinese_says_so():
    days = pd.to_datetime(["2024-01-01", "2024-02-01", "2024-03-01"])
    held = pd.DataFrame({"meeting_id": list("abc"), "start_date": days, "title": list("ABC")})
    rows = [("a", "us"), ("b", "us"), ("c", "us"), ("a", "prc"), ("c", "press"), ("b", "prc")]
    mentions = pd.DataFrame(rows, columns=["meeting_id", "side"]).assign(
        topic="trade",
        source_id="s",
        fragment=["one", "two", None, "三", "press", "四"],
        fragment_en=[None, None, None, "three", None, "four"],
    )
    sources = pd.DataFrame({"source_id": ["s"], "tier": ["own"]})
    found = topics.newest_words(held, mentions, sources, "trade", most=1)
    assert found["fragment"].tolist() == ["two", "四"]
    assert found["language"].tolist() == ["", "zh"]
    assert found["side"].tolist() == ["us", "prc"] and set(found["tier"]) == {"own"}
    assert topics.newest_words(held, mentions, sources, "quantum").empty
