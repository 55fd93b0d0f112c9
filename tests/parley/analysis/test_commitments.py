"""Promises on cases small enough to count by hand: states, shares, and the time to delivery."""

import pandas as pd
import pytest

from parley.analysis import commitments
from parley.analysis.commitments import dress, words
from parley.analysis.topics import Window
from pressroom import findings

END = pd.Timestamp("2024-12-31")
LABELS = {"trade": "Trade and tariffs", "ai": "Artificial intelligence"}
MEETINGS = pd.DataFrame({"meeting_id": ["m1", "m2"], "channel": ["economic", "ai"]})
SPAN = Window(pd.Timestamp("2024-01-01"), END, pd.Timestamp("2024-01-01"), END)


def promised(*rows: tuple) -> pd.DataFrame:
    """Return promises from (day, status, day of status, later report, by, topic, meeting)."""
    heads = ["date", "status", "status_date", "later_report", "promised_by", "topic", "meeting_id"]
    table = pd.DataFrame(rows, columns=heads, dtype=object)
    for name in ("date", "status_date"):
        table[name] = pd.to_datetime(table[name])
    return table.assign(
        commitment_id=[f"c{n}" for n in range(len(table))], commitment="A promise",
        status_note="A note", source_id="s1", status_source_id="s2",
    )  # fmt: skip


def row(day="2024-01-01", status="delivered", on="2024-02-01", found="found", by="both",
        topic="trade", meeting="m1"):  # fmt: skip
    return (day, status, on, found, by, topic, meeting)


def made(*rows: tuple, **options) -> pd.DataFrame:
    return commitments.promises(promised(*rows), MEETINGS, SPAN, **options)


def said(sentence: dict) -> str:
    return str(findings.claim(**sentence))


SEVEN = (
    row(),
    row(by="us"),
    row(status="partly"),
    row(status="ongoing"),
    row(status="lapsed", by="prc"),
    row(status="ongoing", found="none_found"),
    row(topic="ai", meeting="m2", status="not_delivered"),
)


def test_a_promise_without_a_later_report_is_in_no_share():
    table = commitments.kept(made(*SEVEN), LABELS).set_index("label")
    every = table.loc["All promises"]
    assert (every["made"], every["reported"], every["delivered"], every["no_report"]) == (
        7,
        6,
        2,
        1,
    )
    assert every["share"] == pytest.approx(2 / 6)
    # none, or every one, of those without a report delivered
    assert (every["least"], every["most"]) == (pytest.approx(2 / 7), pytest.approx(3 / 7))


def test_every_promise_has_one_state_and_groups_sum_to_all():
    table = commitments.kept(made(*SEVEN), LABELS)
    states = table[list(commitments.STATES)].sum(axis=1)
    assert (states == table["made"]).all()
    sums = table.groupby("group")["made"].sum()
    assert sums.tolist() == [7, 7, 7]


def test_below_five_no_share_is_given_only_counts():
    table = commitments.kept(made(*SEVEN), LABELS).set_index("label")
    assert pd.isna(table["share"]["Artificial intelligence"])
    assert table["too_few"]["Artificial intelligence"]
    assert not table["too_few"]["All promises"]


def test_the_interval_is_wilsons():
    rows = [row() for _ in range(13)] + [row(status="partly") for _ in range(3)]
    every = commitments.kept(made(*rows), LABELS).iloc[0]
    assert every["low"] == pytest.approx(0.5699, abs=1e-4)
    assert every["high"] == pytest.approx(0.9341, abs=1e-4)


def test_only_promises_of_the_dates_and_the_channel_are_counted():
    rows = (row(day="2023-12-31", on="2024-01-01"), row(), row(meeting="m2", topic="ai"))
    assert len(made(*rows)) == 2
    assert made(*rows, channel="ai")["topic"].tolist() == ["ai"]


def test_waits_by_hand():
    own = made(
        row(day="2024-01-01", on="2024-01-31"),
        row(day="2024-12-01", status="ongoing", on="2024-12-11"),
        row(day="2024-12-01", status="lapsed", on="2024-12-11"),
        row(day="2024-06-01", on="2025-03-01"),
    )
    days = commitments.waits(own, END)["months"] * 365.25 / 12
    ended = commitments.waits(own, END)["ended"].tolist()
    by_day = dict(zip(own["commitment_id"], zip(days.round(6), ended, strict=True), strict=True))
    # delivered after 30 days; open and lapsed wait to the end; one delivered later still waits
    assert by_day == {"c0": (30, True), "c1": (30, False), "c2": (30, False), "c3": (213, False)}
    news = commitments.waits(own, END, "to_news").set_index(own["commitment_id"])["months"]
    assert news["c1"] * 365.25 / 12 == pytest.approx(10)
    assert news["c2"] * 365.25 / 12 == pytest.approx(30), "lapsed: not taken out early"
    with pytest.raises(ValueError, match="to_end"):
        commitments.waits(own, END, "never")


def test_the_floor_is_the_share_delivered_when_all_are_followed_to_the_end():
    # four promises of one day: delivered after 31 and 60 days, two never
    own = made(row(), row(on="2024-03-01"), row(status="ongoing"), row(status="lapsed"))
    read = commitments.waiting(own, END)
    assert commitments.delivered_within(read, 12)["delivered"] == pytest.approx(0.5)
    assert commitments.delivered_within(read, 1.5)["delivered"] == pytest.approx(0.25)
    assert commitments.delivered_within(read, 0.5)["delivered"] == 0
    floor, news = (
        commitments.delivered_within(read, 12, basis)["delivered"]
        for basis in ("to_end", "to_news")
    )
    assert news >= floor
    assert read.median.median == pytest.approx(60 / 30.4375)


def test_a_promise_delivered_on_its_day_is_counted_apart():
    read = commitments.waiting(made(row(on="2024-01-01"), row()), END)
    assert read.same_day == 1
    assert "1 were delivered on the day" in dress.waiting_dress(read)["note"]


def test_by_whom_gives_no_median_below_five():
    own = made(*[row() for _ in range(5)], row(by="us"))
    table = commitments.waiting_by(own, END, "promised_by").set_index("group")
    assert table["median"]["both"] == pytest.approx(31 / 30.4375)
    assert pd.isna(table["median"]["us"])


def test_the_ledger_is_newest_first_with_every_address():
    sources = pd.DataFrame(
        {"source_id": ["s1", "s2"], "publisher": ["Ministry", "Paper"],
         "date": pd.to_datetime(["2024-02-03", None])}
    )  # fmt: skip
    own = made(row(), row(day="2024-05-05", on="2024-05-06", found="none_found", status="ongoing"))
    rows = commitments.ledger(own, sources, LABELS)
    assert rows["status"].tolist() == ["No later report found", "Delivered"]
    assert rows["promise_url"].iloc[0] == "../../sources/2024.html#source-s1"
    assert rows["status_url"].iloc[0] == "../../sources/undated.html#source-s2"
    assert rows["page"].iloc[0] == "../../meetings/m1/index.html"


def test_dates_asked_for_the_wrong_way_round_are_refused():
    coverage = pd.DataFrame(
        {"table": ["commitments"], "first": [SPAN.covered_first], "last": [SPAN.covered_last]}
    )
    with pytest.raises(ValueError, match="is after the last"):
        commitments.window(coverage, END, first_date="2024-05-01", last_date="2024-04-01")
    with pytest.raises(ValueError, match="no coverage"):
        commitments.window(coverage.head(0), END)
    early = commitments.window(coverage, pd.Timestamp("2024-03-01"))
    assert early.covered_last == pd.Timestamp("2024-03-01")


@pytest.mark.parametrize("rows", [(), SEVEN[:1], SEVEN[5:6], SEVEN])
def test_every_sentence_stands_on_none_one_and_several(rows):
    own = made(*rows)
    table, read = commitments.kept(own, LABELS), commitments.waiting(own, END)
    sentences = [
        words.headline(table), *words.points(table, own, read), words.units_title(table),
        words.units_description(table), words.kept_title(table), words.kept_description(table),
        words.waiting_title(read), words.waiting_description(read), words.ledger_title(own),
    ]  # fmt: skip
    texts = [said(each) for each in sentences]
    assert not [text for text in texts if "nan" in text.lower()]
    assert 3 <= len(words.points(table, own, read)) <= 5
    assert len(dress.waiting_table(read)["frame"])


def test_the_sentences_say_the_counts():
    table = commitments.kept(made(*SEVEN), LABELS)
    assert said(words.headline(table)) == (
        "Of 7 promises, 2 were reported delivered; for 1 no later report was found"
    )
    assert (
        said(words.kept_title(table)) == "Delivered: US 1 of 1, China 0 of 1 and both sides 1 of 4"
    )
