"""What is said of topics is true in every case, and refused where it stops being so."""

import pandas as pd
import pytest

from parley.analysis import topics
from parley.analysis.sentences import fitting, say, words
from parley.analysis.topics import frequency_dress, frequency_words, profile_dress, profile_words
from pressroom import findings
from tests.parley.analysis.test_topics import AS_OF, COVERAGE, TOPICS, accounts, meetings, mentions


def counted(spoken: dict[str, int], meetings_held: int = 6):
    """Return the frames of meetings read in full, the first so many of which name a topic."""
    held = meetings(*[f"2023-{month:02d}-10" for month in range(1, meetings_held + 1)])
    keys = held["meeting_id"]
    found = accounts(*[(key, side, "full") for key in keys for side in ("us", "prc")])
    said = mentions(
        *[(key, "us", topic, "account") for topic, n in spoken.items() for key in keys[:n]]
    )
    rows = topics.account_topics(held, found, said, TOPICS)
    return held, found, said, rows, topics.topic_totals(rows, TOPICS)


def claim(sentence) -> str:
    return findings.claim(**sentence)


@pytest.mark.parametrize(
    ("spoken", "expected"),
    [
        ({"taiwan": 4, "trade": 2}, "Most mentioned: Taiwan, then Trade"),
        ({"taiwan": 4}, "Most mentioned: Taiwan"),
        ({"taiwan": 3, "trade": 3}, "Most mentioned: Taiwan and Trade"),
        ({}, "No topic stands out among 6 meetings with an account"),
    ],
)
def test_headline_names_the_topics_that_lead(spoken, expected):
    assert claim(frequency_words.ranking_headline(counted(spoken)[-1], "either")) == expected


def test_each_side_is_led_by_its_own_topics_whatever_order_the_ranking_has():
    """The ranking is that of one side; the other's first place is not its own."""
    totals = counted({"taiwan": 4, "trade": 2})[-1]
    of_us = totals[totals["side"] == "us"].set_index("topic")
    other = of_us.assign(side="prc", mentions=0)
    other.loc[["taiwan", "trade"], "mentions"] = 3, 5
    both = pd.concat([of_us, other]).reset_index()
    assert list(frequency_words.leaders(both, "prc")["topic"]) == ["trade", "taiwan"]
    title = claim(frequency_words.sides_title(both))
    assert title == "Most mentioned: Taiwan in US accounts, Trade in Chinese ones"


def test_headline_of_no_account():
    totals = counted({}, meetings_held=0)[-1]
    said = claim(frequency_words.ranking_headline(totals, "us"))
    assert said == "No account is counted for these dates and filters"


@pytest.mark.parametrize("held", [0, 1, 6])
@pytest.mark.parametrize("side", ["us", "prc", "either"])
def test_every_sentence_on_frequency_holds(held, side):
    rows_held, found, _, rows, totals = counted({"taiwan": min(held, 4)}, held)
    window = topics.window(COVERAGE, AS_OF)
    spans = topics.two_spans(window)
    change = topics.topic_change(rows, TOPICS, spans, side=side)
    depth = topics.reading_depth(rows_held, found, window)
    rolling = topics.rolling_share(rows, TOPICS, window)
    frequency = topics.topic_frequency(rows, TOPICS, window)
    full = topics.full_text_totals(rows, TOPICS, side=side)
    points = frequency_words.ranking_points(totals, change, depth, window, spans, side)
    assert 3 <= len(points) <= 5
    sentences = [
        *points,
        frequency_words.sides_title(totals),
        frequency_words.rolling_title(rolling, TOPICS, side),
        frequency_words.change_title(change),
        frequency_words.full_title(full),
        frequency_words.ranking_description(totals, side),
        frequency_words.grid_description(frequency, rolling, side),
        frequency_words.change_description(change, spans),
        frequency_words.full_description(full),
    ]
    assert all(claim(each) for each in sentences)
    tables = [
        frequency_dress.ranking_table(totals),
        frequency_dress.frequency_table(frequency, TOPICS, side),
        frequency_dress.change_table(change),
        frequency_dress.full_table(full),
    ]
    assert all(len(table["frame"]) for table in tables)
    assert frequency_dress.change_dress(spans, side)["subtitle"]


def test_a_rank_that_is_no_longer_so_stops_the_run():
    sentence = frequency_words.ranking_headline(counted({"taiwan": 4, "trade": 2})[-1], "either")
    found, op, _, *what = sentence["holds"][0]
    with pytest.raises(findings.ClaimError, match="no longer holds"):
        findings.claim(**sentence | {"holds": [(found, op, 1.0, *what)]})


@pytest.mark.parametrize(
    ("topic", "spoken", "held", "expected"),
    [
        ("taiwan", {"taiwan": 4}, 6, "Taiwan: in at least 4 of 6 meetings"),
        ("taiwan", {}, 6, "Taiwan: no mention in 6 meetings with an account"),
        ("taiwan", {"taiwan": 1}, 2, "Taiwan: in at least 1 of 2 meetings"),
        ("quantum", {"taiwan": 4}, 6, "Quantum: no meeting is coded for it yet"),
        ("taiwan", {}, 0, "Taiwan: no account is counted"),
    ],
)
def test_a_profile_can_be_said_of_every_topic(topic, spoken, held, expected):
    rows_held, found, said, rows, totals = counted(spoken, held)
    window = topics.window(COVERAGE, AS_OF)
    frequency = topics.topic_frequency(rows, TOPICS, window, period="year")
    known = profile_words.facts(totals, frequency, topic)
    assert claim(profile_words.profile_headline(known)) == expected
    comparable = pd.DataFrame({"meeting_id": [], "side": [], "topic": []}, dtype=object)
    states = topics.four_states(rows_held, found, said, comparable, TOPICS, topic)
    sources = pd.DataFrame({"source_id": ["s1"], "publisher": ["X"], "url": ["https://x.cn"]})
    listed = topics.topic_meetings(rows_held, said, sources, topic)
    spoken_when = topics.speakers(listed)
    promises = pd.DataFrame({"status": []})
    full = topics.full_text_totals(rows, TOPICS)
    points = profile_words.profile_points(known, states, full, promises)
    assert 3 <= len(points) <= 5
    own = frequency[frequency["topic"] == topic]
    sentences = [
        *points,
        profile_words.share_title(known),
        profile_words.share_description(known, own, window),
        profile_words.states_title(states),
        profile_words.states_description(states),
        profile_words.raised_title(listed),
        profile_words.raised_description(spoken_when),
        profile_words.promised_title(promises),
    ]
    assert all(claim(each) for each in sentences)
    depth = topics.reading_depth(rows_held, found, window, period="year")
    assert len(profile_dress.share_table(own, depth)["frame"])
    assert len(profile_dress.raised_table(listed, {})["frame"])
    assert len(profile_dress.promised_table(promises, {})["frame"])


def test_the_peak_is_named_where_one_period_stands_out():
    held, found, said, *_ = counted({"taiwan": 6}, 6)
    later = meetings(*["2024-02-01"] * 6).assign(meeting_id=[f"n{n}" for n in range(6)])
    both = pd.concat([held, later], ignore_index=True)
    more = accounts(*[(key, "us", "full") for key in later["meeting_id"]])
    rows = topics.account_topics(both, pd.concat([found, more]), said, TOPICS)
    coverage = COVERAGE.assign(last=pd.Timestamp("2024-06-30"))
    window = topics.window(coverage, AS_OF)
    frequency = topics.topic_frequency(rows, TOPICS, window, period="year")
    known = profile_words.facts(topics.topic_totals(rows, TOPICS), frequency, "taiwan")
    assert claim(profile_words.profile_headline(known)) == (
        "Taiwan: in at least 6 of 12 meetings, most often in 2023"
    )


def test_a_long_label_does_not_make_a_title_too_long():
    label = "A topic whose label somebody has made far too long to stand in any title at all"
    short = fitting(say("{label} leads", label=label), say("One topic leads"))
    assert words(short) <= 15
    known = {"label": label, "us": (1, 6), "prc": (0, 6), "either": (0, 6), "peak": None}
    assert words(profile_words.profile_headline(known)) <= 15
