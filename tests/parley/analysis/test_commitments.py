"""Promises on cases small enough to count by hand: states, shares, and the time to delivery."""

import tomllib

import pandas as pd
import pytest

from parley.analysis import commitments
from parley.analysis.topics.accounts import Window
from tests.conftest import ROOT

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
        commitment_id=[f"c{n}" for n in range(len(table))],
        commitment="A promise",
        status_note="A note",
        source_id="s1",
        status_source_id="s2",
    )


def row(
    day="2024-01-01",
    status="delivered",
    on="2024-02-01",
    found="found",
    by="both",
    topic="trade",
    meeting="m1",
):
    return (day, status, on, found, by, topic, meeting)


def made(*rows: tuple, **options) -> pd.DataFrame:
    return commitments.promises(promised(*rows), MEETINGS, SPAN, **options)


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


def test_how_promises_end_by_hand():
    own = made(
        row(day="2024-01-01", on="2024-01-31"),
        row(day="2024-12-01", status="ongoing", on="2024-12-11"),
        row(day="2024-12-01", status="lapsed", on="2024-12-11"),
        row(day="2024-06-01", on="2025-03-01"),
        row(day="2024-12-01", status="partly", on="2024-12-05"),
    )
    found = commitments.outcomes(own, END)
    ends = zip((found["months"] * 365.25 / 12).round(6), found["outcome"], strict=True)
    # delivered after 30 days; lapsed after 10; open, partly and delivered later wait to the end
    assert dict(zip(own["commitment_id"], ends, strict=True)) == {
        "c0": (30, "delivered"),
        "c1": (30, None),
        "c2": (10, "failed"),
        "c3": (213, None),
        "c4": (30, None),
    }
    news = commitments.outcomes(own, END, "to_news").set_index(own["commitment_id"])
    assert (news["months"] * 365.25 / 12).round(6)[["c1", "c2", "c4"]].tolist() == [10, 10, 4]
    with pytest.raises(KeyError, match="to-news"):
        commitments.outcomes(own, END, "to-news")


def several(*rows: tuple) -> pd.DataFrame:
    """Return promises, every one made at a meeting of its own."""
    own = made(*rows)
    return own.assign(meeting_id=[f"m{n}" for n in range(len(own))])


def test_the_shares_delivered_failed_and_open_sum_to_one_and_follow_the_counts():
    # six promises of one day: delivered after 31 and 60 days, lapsed after 40, three still open
    own = several(
        row(),
        row(on="2024-03-01"),
        row(status="lapsed", on="2024-02-10"),
        *[row(status="ongoing")] * 3,
    )
    read = commitments.waiting(own, END)
    at = commitments.within(read, 11)
    assert (at.delivered, at.failed, at.open) == pytest.approx((2 / 6, 1 / 6, 3 / 6))
    assert commitments.within(read, 1.2).delivered == pytest.approx(1 / 6)
    assert at.low <= at.delivered <= at.high
    assert read.half is None, "half are never delivered"
    news = commitments.within(read, 1.9, "to_news")
    assert news.delivered >= commitments.within(read, 1.9).delivered
    assert commitments.within(read, 24).delivered is None, "nobody was watched for two years"
    table = commitments.at_months(read).set_index("months")
    assert table["delivered"][3] == pytest.approx(2 / 6)
    assert pd.isna(table["delivered"][24])


def test_half_are_delivered_when_half_are():
    read = commitments.waiting(several(*[row()] * 3, *[row(status="ongoing")] * 2), END)
    assert read.half == pytest.approx(31 / 30.4375)


def test_promises_of_one_meeting_share_its_fate_in_the_interval():
    rows = [row()] * 5 + [row(status="ongoing")] * 5
    apart, together = several(*rows), several(*rows)
    together["meeting_id"] = ["a"] * 5 + ["b"] * 5
    read = (commitments.waiting(own, END) for own in (apart, together))
    width = [at.high - at.low for at in (commitments.within(each, 3) for each in read)]
    assert width[1] > width[0]
    alone = commitments.waiting(apart.assign(meeting_id="a"), END)
    assert pd.isna(commitments.within(alone, 3).low), "one meeting has no interval"
    assert alone.meetings == 1


def test_a_promise_delivered_on_its_day_is_counted_apart():
    assert commitments.waiting(several(row(on="2024-01-01"), row()), END).same_day == 1


@pytest.mark.parametrize("count", [0, 1, 4])
def test_under_five_promises_have_no_share_by_time(count):
    read = commitments.waiting(several(*[row()] * count), END)
    assert read.promises == count
    assert commitments.within(read, 6).delivered is None
    assert commitments.at_months(read)["delivered"].isna().all()


def test_the_ledger_is_newest_first_with_every_address():
    sources = pd.DataFrame(
        {
            "source_id": ["s1", "s2"],
            "publisher": ["Ministry", "Paper"],
            "date": pd.to_datetime(["2024-02-03", None]),
        }
    )
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


def test_the_totals_are_a_fact_that_can_fail():
    table = commitments.kept(made(*SEVEN), LABELS)
    every = commitments.totals(table)
    assert (every.made, every.delivered, every.failed, every.no_report) == (7, 2, 2, 1)
    assert every.holds[0][0] == every.holds[0][2] == 7
    wrong = commitments.totals(table.assign(partly=table["partly"] + 1))
    assert wrong.holds[0][0] != wrong.holds[0][2], "a promise in two states is seen"
    none = commitments.totals(commitments.kept(made(), LABELS))
    assert (none.made, none.share, none.least) == (0, None, None)


def test_one_vocabulary_says_what_became_of_a_promise():
    own = promised(row(found="none_found", status="ongoing"), row(), row(status="partly"))
    assert commitments.states(own).tolist() == ["no_report", "delivered", "partly"]
    assert set(commitments.states(own)) <= commitments.STATE_NAMES.keys()


def test_the_meeting_page_the_topic_page_and_the_ledger_say_it_in_the_same_words():
    text = (ROOT / "data/record.toml").read_text(encoding="utf-8")
    labels = tomllib.loads(text)["labels"]["commitment_status"]
    assert labels == {key: commitments.STATE_NAMES[key] for key in labels}
    page = (ROOT / "parley/pages/templates/talks/meeting.html.j2").read_text(encoding="utf-8")
    assert "became[promise.commitment_id]" in page and "statuses[" not in page
