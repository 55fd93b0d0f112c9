"""Facts on topics: what they hold, and when they hold nothing."""

import pandas as pd
import pytest

from parley.analysis import topics
from parley.analysis.topics import Change, Counted
from pressroom import claims
from tests.parley.analysis.test_topics import TOPICS, accounts, meetings, mentions


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


@pytest.mark.parametrize(
    ("spoken", "n", "first"),
    [
        ({"taiwan": 20, "trade": 2}, 20, "Taiwan"),
        ({"taiwan": 4, "trade": 2}, 6, None),
        ({"taiwan": 3, "trade": 3}, 6, None),
        ({}, 6, None),
    ],
)
def test_a_topic_leads_only_clear_of_the_second(spoken, n, first):
    rows = counted(spoken, n if n < 12 else 12)[3]
    found = topics.leading(rows, TOPICS, "either")
    assert (found.first if found.stands_out else None) == first


def test_a_barred_topic_is_not_compared():
    rows = counted({"taiwan": 12, "trade": 2}, 12)[3]
    alone = topics.leading(rows, TOPICS, "either", {"taiwan"})
    assert (alone.compared, alone.first) == (1, None), "quantum is not coded yet"


def test_each_side_is_led_by_its_own_topics():
    rows = counted({"taiwan": 12}, 12)[3]
    assert topics.leading(rows, TOPICS, "us").stands_out
    assert not topics.leading(rows, TOPICS, "prc").stands_out


def test_changes_are_judged_together_and_the_widest_needs_the_right_to_be_named():
    def change(*cells):
        frame = pd.DataFrame(
            cells, columns=["topic", "mentions_earlier", "n_earlier", "mentions_later", "n_later"]
        )
        moved = frame["mentions_later"] / frame["n_later"]
        moved -= frame["mentions_earlier"] / frame["n_earlier"]
        texts = {"full_earlier": "", "full_later": "", "label": frame["topic"]}
        return frame.assign(share_change=moved, p=0.5 - 0.5 * (moved.abs() > 0.5), **texts)

    clear = topics.change_between(change(("a", 90, 100, 5, 50), ("b", 10, 100, 6, 50)))
    assert (clear.changed, clear.tested, clear.label) == (1, 2, "a")
    assert all(
        found <= bound if op == "<=" else found == bound for found, op, bound, _ in clear.holds
    )
    close = topics.change_between(change(("a", 90, 100, 5, 50), ("b", 80, 100, 5, 50)))
    assert close.changed == 2 and close.p > 0.05
    still = topics.change_between(change(("a", 9, 100, 9, 100), ("b", 8, 100, 9, 100)))
    for fact, is_met in ((still, True), (clear, False), (close, False), (Change(), False)):
        assert all(claims.as_hold("", each).is_met() for each in fact.unmoved.holds) == is_met


def test_full_texts_stand_beside_accounts_of_like_side_channel_and_year():
    held = meetings("2023-01-10", "2023-02-10", "2024-03-10")
    found = accounts(("m1", "us", "full"), ("m2", "us", "opening"), ("m3", "us", "opening"))
    keys = held["meeting_id"].tolist()
    found["meeting_id"] = keys
    said = mentions((keys[0], "us", "taiwan", "account"), (keys[2], "us", "taiwan", "account"))
    rows = topics.account_topics(held, found, said, TOPICS)
    held = held.assign(channel="leaders")
    own = topics.like_for_like(rows, held, TOPICS).set_index(["topic", "texts"]).loc["taiwan"]
    assert own["count"].to_dict() == {"full": "1 of 1", "part": "0 of 1"}, "2024 has no full text"
    alike = topics.like_for_like(rows, held, TOPICS)
    assert topics.differ_in_full(alike).n is None, "one text is too few"
    assert alike.iloc[0]["topic"] == "taiwan", "what is mentioned stands first, not the alphabet"


def test_a_topic_that_nobody_mentions_has_no_top_year():
    years = pd.DataFrame({"topic": list("aabb"), "label": list("AABB"), "year": [2023, 2024] * 2})
    years = years.assign(mentions=[0, 0, 1, 0], n=9, top=[0.4, 0.6, 0.9, 0.1])
    assert topics.top_years(years)["label"].tolist() == ["B"]


@pytest.mark.parametrize(("more", "told"), [(0, 0), (25, 1)])
def test_full_texts_differ_only_beyond_chance_all_topics_judged_together(more, told):
    ids = [f"m{n:03}" for n in range(120)]
    days = pd.Timestamp("2023-02-01")
    held = pd.DataFrame({"meeting_id": ids, "start_date": days, "channel": "leaders"})
    read = ["full"] * 60 + ["opening"] * 60
    parts = []
    for topic, full, others in (("taiwan", 22 + more, 20), ("trade", 30, 31)):
        said = [n < full for n in range(60)] + [n < others for n in range(60)]
        own = held.assign(topic=topic, side="us", read=read, is_coded=True, is_mentioned=said)
        parts.append(own.drop(columns="channel"))
    alike = topics.like_for_like(pd.concat(parts), held, TOPICS)
    found = topics.differ_in_full(alike)
    shares = alike.set_index(["topic", "texts"])["share"].unstack().dropna()
    assert len(shares.query("full > part")) == 1, "one of two is oftener by count"
    assert (found.m, found.n) == (told, 2)


def test_facts_of_nothing_are_empty():
    _, _, _, rows, totals = counted({}, meetings_held=0)
    assert topics.top(totals, "us") == Counted()
    assert topics.in_full(topics.full_text_totals(rows, TOPICS), "taiwan") == Counted()
    assert topics.leading(rows, TOPICS, "us").first is None
    empty = pd.DataFrame({"share_change": [], "topic": []})
    assert topics.change_between(empty) == Change()


def test_a_topics_counts_states_and_promises():
    held, found, said, rows, totals = counted({"taiwan": 4})
    own = topics.of_topic(totals, "taiwan")
    assert (own.m, own.n, own.us, own.us_n, own.prc, own.prc_n) == (4, 6, 4, 6, 0, 6)
    comparable = pd.DataFrame({"meeting_id": [], "topic": [], "side": [], "basis": []})
    states = topics.four_states(held, found, said, comparable, TOPICS, "taiwan")
    assert topics.compared(states) == (0, 0, 0, 0, 0)
    assert topics.promised(pd.DataFrame({"status": ["delivered", "ongoing"]})) == (2, 1)
    assert topics.in_full(topics.full_text_totals(rows, TOPICS), "taiwan").m == 4
    assert topics.ranked(totals, "taiwan", "either").rank == 1
    for asked in (topics.of_topic, lambda *given: topics.ranked(*given, "either")):
        with pytest.raises(ValueError, match=r"no topic 'tawian' is counted here; known: .*taiwan"):
            asked(totals, "tawian")


def test_no_period_of_a_barred_topic_is_named():
    years = pd.PeriodIndex(["2023", "2024", "2025"], freq="Y")
    frequency = pd.DataFrame(
        {
            "topic": "taiwan",
            "side": "either",
            "period": years,
            "mentions": [20, 2, 0],
            "n": [25, 60, 3],
            "share": [0.8, 1 / 30, None],
        }
    )
    top = pd.DataFrame({"topic": "taiwan", "year": [2023, 2024], "top": [0.97, 0.03]})
    best = topics.best_period(frequency, "taiwan", top, side="either")
    assert best.stands_out and best.compared == 2 and best.first == years[0]
    assert not topics.best_period(frequency, "taiwan", top, {"taiwan"}, side="either").stands_out
    unlike = top.assign(top=[0.94, 0.06])
    assert not topics.best_period(frequency, "taiwan", unlike, side="either").stands_out, (
        "not so like for like"
    )
