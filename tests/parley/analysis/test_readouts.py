"""Two accounts of the same meetings, on cases small enough to count by hand."""

import numpy as np
import pandas as pd
import pytest

from parley import record
from parley.analysis import readouts, specifications, topics
from parley.pages.talks import Talks
from pressroom.say import say, spoken

TOPICS = pd.DataFrame(
    {
        "topic": ["taiwan", "trade", "quantum"],
        "label": ["Taiwan", "Trade", "Quantum"],
        "coded_from": ["v0", "v0", "v1"],
    }
)


def meetings(*ids: str, **columns) -> pd.DataFrame:
    plain = {
        "meeting_id": list(ids),
        "visit_id": list(ids),
        "start_date": pd.date_range("2023-01-01", periods=len(ids)),
        "title": [f"Talk {each}" for each in ids],
        "channel": "leaders",
    }
    text = {"meeting_id": object, "visit_id": object, "title": object}
    return pd.DataFrame(plain | columns, index=range(len(ids))).astype(text)


def accounts(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Return published accounts from (meeting, side, source)."""
    table = pd.DataFrame(rows, columns=["meeting_id", "side", "source_id"], dtype=object)
    return table.assign(published="yes", read="full", names_subjects="yes")


def both(*ids: str) -> pd.DataFrame:
    """Return an account of each side for each meeting, each with a source of its own."""
    return accounts(*[(each, side, f"{each}-{side}") for each in ids for side in ("us", "prc")])


def mentions(*rows: tuple[str, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["meeting_id", "side", "topic"], dtype=object)
    return table.assign(basis="account", source_id="s")


def comparable(*ids: str, topics=("taiwan",), sides=("us", "prc"), basis="read_full"):
    rows = [(m, side, topic) for m in ids for side in sides for topic in topics]
    table = pd.DataFrame(rows, columns=["meeting_id", "side", "topic"], dtype=object)
    return table.assign(basis=basis, codebook="v0")


def states(compared: pd.DataFrame, topic: str = "taiwan") -> dict[str, str]:
    own = compared[compared["topic"] == topic]
    return dict(zip(own["visit_id"], own["state"], strict=True))


def compare(held, found, said, known, **options):
    return readouts.comparisons(held, found, said, known, TOPICS, **options)


def test_each_of_the_four_states():
    ids = ("a", "b", "c", "d")
    said = mentions(
        ("a", "us", "taiwan"), ("a", "prc", "taiwan"), ("b", "us", "taiwan"), ("c", "prc", "taiwan")
    )
    compared = compare(meetings(*ids), both(*ids), said, comparable(*ids))
    assert states(compared) == {"a": "both", "b": "us_only", "c": "prc_only", "d": "neither"}
    counts = readouts.by_topic(compared, TOPICS).set_index("topic")
    row = counts.loc["taiwan"]
    assert (row["both"], row["us_only"], row["prc_only"], row["neither"]) == (1, 1, 1, 1)
    assert row["meetings"] == 4
    assert row["too_few"] and row["result"] == "too few to compare"
    assert counts.loc["trade", "meetings"] == 0, "nobody could compare it"


def test_no_row_in_comparable_is_no_silence():
    compared = compare(
        meetings("a"),
        both("a"),
        mentions(("a", "us", "taiwan")),
        comparable("a", topics=("trade",)),
    )
    assert states(compared) == {}
    assert states(compared, "trade") == {"a": "neither"}


def test_one_sided_rows_are_known_but_in_no_count():
    known = pd.concat([comparable("a", "b", sides=("us",)), comparable("c", sides=("prc",))])
    said = mentions(("a", "us", "taiwan"), ("c", "prc", "taiwan"))
    compared = compare(meetings("a", "b", "c"), both("a", "b", "c"), said, known)
    assert states(compared) == {"a": "us_mentions", "b": "one_silent", "c": "prc_mentions"}
    assert readouts.by_topic(compared, TOPICS)["meetings"].sum() == 0


def test_press_and_general_knowledge_are_no_mentions():
    said = mentions(("a", "press", "taiwan"), ("a", "us", "taiwan"))
    said.loc[1, "basis"] = "knowledge"
    compared = compare(meetings("a"), both("a"), said, comparable("a"))
    assert states(compared) == {"a": "neither"}


def test_strict_takes_a_silence_from_a_text_read_in_full_only():
    known = pd.concat([comparable("a"), comparable("b", basis="agreed")])
    tables = (meetings("a", "b"), both("a", "b"), mentions(), known)
    assert set(states(compare(*tables))) == {"a", "b"}
    assert set(states(compare(*tables, reading="strict"))) == {"a"}
    with pytest.raises(ValueError, match="strict"):
        compare(*tables, reading="loose")


def test_a_topic_younger_than_the_coding_is_not_compared():
    compared = compare(meetings("a"), both("a"), mentions(), comparable("a", topics=("quantum",)))
    assert compared.empty


def test_sessions_of_a_visit_are_one_comparison():
    held = meetings("a", "b", visit_id="v")
    said = mentions(("a", "us", "taiwan"), ("b", "prc", "taiwan"))
    tables = (both("a", "b"), said, comparable("a", "b"))
    compared = compare(held, *tables)
    assert states(compared) == {"v": "both"}
    assert compared["sessions"].tolist() == [2]
    apart = compare(readouts.sessions_apart(held), *tables)
    assert states(apart) == {"a": "us_only", "b": "prc_only"}


def test_sessions_that_share_an_account_compare_together_or_not_at_all():
    held = meetings("a", "b", visit_id="v")
    found = accounts(("a", "us", "one"), ("b", "us", "one"), ("a", "prc", "p1"), ("b", "prc", "p2"))
    us = comparable("a", sides=("us",))
    said = mentions(("b", "us", "taiwan"))
    half = pd.concat([us, comparable("a", sides=("prc",))])
    assert states(compare(held, found, said, half)) == {"v": "us_mentions"}, (
        "what the one US account says may belong to the session whose Chinese account was not read"
    )
    whole = pd.concat([us, comparable("a", "b", sides=("prc",))])
    assert states(compare(held, found, said, whole)) == {"v": "us_only"}


def test_sessions_are_grouped_over_both_sides():
    held = meetings("a", "b", "c", visit_id="v")
    found = accounts(
        ("a", "us", "one"), ("b", "us", "one"), ("b", "prc", "two"), ("c", "prc", "two")
    )
    assert set(readouts.session_groups(held, found)["group"]) == {"a"}
    other = held.assign(visit_id=["v", "v", "w"])
    assert set(readouts.session_groups(other, found)["group"]) == {"a", "c"}


def test_a_side_is_silent_only_where_all_its_accounts_of_the_visit_are():
    held = meetings("a", "b", visit_id="v")
    said = mentions(("a", "us", "taiwan"), ("a", "prc", "taiwan"))
    known = pd.concat([comparable("a", sides=("us",)), comparable("b")])
    compared = compare(held, both("a", "b"), said, known)
    assert states(compared) == {"v": "both_mention"}, "the other session's silence is not all"
    nothing = compare(held, both("a", "b"), mentions(), known)
    assert states(nothing) == {"v": "one_silent"}
    assert readouts.by_topic(compared, TOPICS)["meetings"].sum() == 0


def test_a_mention_speaks_of_an_account_that_nobody_has_entered():
    held, found = meetings("a", "b", visit_id="v"), both("a", "b")
    found.loc[found["meeting_id"] == "b", "published"] = "unknown"
    said = mentions(("b", "prc", "taiwan"))
    assert states(compare(held, found, said, comparable("a"))) == {"v": "prc_mentions"}
    assert states(compare(held, found, mentions(), comparable("a"))) == {"v": "neither"}


def test_no_silence_on_a_framing_topic_is_read_from_reports(monkeypatch):
    monkeypatch.setattr(topics.accounts, "FRAMING", ("taiwan",))
    known = pd.concat([comparable("a", basis="agreed"), comparable("b")])
    compared = compare(meetings("a", "b"), both("a", "b"), mentions(), known)
    assert states(compared) == {"b": "neither"}


def test_a_channel_keeps_the_sessions_in_it():
    held = meetings("a", "b", "c", visit_id=["v", "v", "w"], channel=["leaders", "trade", "trade"])
    tables = (both("a", "b", "c"), mentions(), comparable("a", "b", "c"))
    only = compare(held, *tables, channel="leaders")
    assert states(only) == {"v": "neither"}
    assert only["sessions"].tolist() == [1], "the other session is of another channel"


def test_an_account_that_names_nothing_is_set_apart():
    found = both("a", "b")
    found.loc[0, "names_subjects"] = "no"
    held, known = meetings("a", "b"), comparable("a", "b")
    compared = compare(held, found, mentions(("a", "prc", "taiwan")), known)
    assert states(compared) == {"a": "names_nothing", "b": "neither"}
    assert readouts.by_topic(compared, TOPICS)["meetings"].max() == 1
    silent = readouts.naming_nothing(held, found, compared)
    assert silent[["meeting_id", "side"]].to_numpy().tolist() == [["a", "us"]]
    assert silent["left_out"].tolist() == ["Set apart"]
    beside = both("a", "b")
    beside.loc[0, "names_subjects"] = "no"
    visit = compare(meetings("a", "b", visit_id="v"), beside, mentions(), known)
    assert states(visit) == {"v": "neither"}, "another account of that side names its subjects"


def test_an_account_of_the_relationship_alone_is_compared_on_that_and_on_nothing_else(monkeypatch):
    for module in (topics.accounts, readouts):
        monkeypatch.setattr(module, "FRAMING", ("trade",))
    found = both("a", "b")
    found["names_subjects"] = ["no", "yes", "no", "yes"]  # the US account, then the Chinese one
    said = mentions(("a", "us", "trade"), ("b", "prc", "trade"))
    known = comparable("a", "b", topics=("taiwan", "trade"))
    compared = compare(meetings("a", "b"), found, said, known)
    assert states(compared, "trade") == {"a": "us_only", "b": "names_nothing"}
    assert states(compared) == {"a": "names_nothing", "b": "names_nothing"}


def ten_to_none():
    ids = [f"m{n}" for n in range(12)]
    said = mentions(*[(each, "us", "taiwan") for each in ids[:10]])
    return (meetings(*ids), both(*ids), said, comparable(*ids))


def test_ten_to_none_can_be_told():
    results = readouts.by_topic(compare(*ten_to_none()), TOPICS)
    top = results.iloc[0]
    assert top["topic"] == "taiwan" and top["result"] == "US more often"
    assert top["mid_p"] == pytest.approx(0.5**10), "2·½^10 less ½^10"
    assert top["tests"] == 1
    found = specifications.alone(results, "us", [])
    assert (found.label, found.us_only, found.prc_only) == ("Taiwan", 10, 0)
    assert specifications.alone(results, "prc", []).label is None
    assert specifications.alone(results, "us", ["taiwan"]).label is None, "coded tentatively"


def codings(*rows: tuple[str, str, str, int]) -> pd.DataFrame:
    """Return codings of Taiwan from (meeting, side, coder, value)."""
    table = pd.DataFrame(rows, columns=["meeting_id", "side", "coder", "value"])
    return table.assign(basis="full", source_id="s", topic="taiwan").astype({"value": "Int64"})


def test_each_of_eight_counts_must_agree_before_a_difference_is_firm():
    held, found, said, known = ten_to_none()
    results = readouts.by_topic(compare(held, found, said, known), TOPICS)
    alike = codings(("m0", "us", "first", 1), ("m0", "us", "second", 1))
    every = specifications.specifications(held, found, said, known, TOPICS, alike)
    assert len(every) == 8 * len(TOPICS)
    assert specifications.firm(results, every) == {"taiwan"}

    other = [
        (f"m{n}", "us", coder, int(coder == "first"))
        for n in range(8)
        for coder in ("first", "second")
    ]
    by_coder = specifications.specifications(held, found, said, known, TOPICS, codings(*other))
    assert specifications.firm(results, by_coder) == frozenset(), "the later coder has two"

    part = known.assign(basis=["agreed"] * 20 + ["read_full"] * 4)
    by_text = specifications.specifications(held, found, said, part, TOPICS, alike)
    assert specifications.firm(results, by_text) == frozenset(), "whole texts leave too few"

    visit = held.assign(visit_id=["v"] * 8 + [f"m{n}" for n in range(8, 12)])
    once = readouts.by_topic(compare(visit, found, said, known), TOPICS)
    by_session = specifications.specifications(visit, found, said, known, TOPICS, alike)
    assert specifications.firm(once, by_session) == frozenset(), "one visit is one"
    shown = specifications.of_told(results, by_coder)
    assert shown["texts"].tolist().count("whole texts") == 4 and len(shown) == 8


def test_a_topic_that_is_not_firm_or_not_well_coded_leads_nothing():
    plain = compare(*ten_to_none())
    loose = specifications.differences(readouts.by_topic(plain, TOPICS), [])
    assert (loose.tests, loose.told, loose.firm, loose.us) == (1, 1, 0, None)
    firm = readouts.by_topic(plain, TOPICS, firm=frozenset({"taiwan"}))
    sure = specifications.differences(firm, [])
    assert (sure.us, sure.prc, sure.firm) == (("Taiwan",), None, 1)
    assert specifications.differences(firm, ["taiwan"]).us is None
    lead = say("More often in {us_s} accounts: {us}", sure)
    assert spoken(lead) == "More often in US accounts: Taiwan"


def test_a_false_headline_is_not_said():
    firm = readouts.by_topic(compare(*ten_to_none()), TOPICS, firm=frozenset({"taiwan"}))
    turned = specifications.differences(firm.assign(us_only=0, prc_only=10), [])
    other = say("More often in {us_s} accounts: {us}", turned) | say(
        "No topic leads", (0, "==", turned.most - 12)
    )
    assert spoken(other) == "No topic leads"


def test_administrations_are_told_apart_and_end_on_the_day_the_next_begins():
    held = meetings("a", "b", "c").assign(
        start_date=pd.to_datetime(["2025-01-19", "2025-01-20", "2021-06-01"])
    )
    assert specifications.administrations(held).to_dict() == {
        "a": "2021 to 2025",
        "b": "2025 on",
        "c": "2021 to 2025",
    }
    held, found, said, known = ten_to_none()
    held["start_date"] = [pd.Timestamp("2022-01-01")] * 10 + [pd.Timestamp("2025-05-01")] * 2
    compared = compare(held, found, said, known)
    results = readouts.by_topic(compared, TOPICS)
    terms = specifications.by_administration(compared, held, TOPICS, results)
    assert terms["in_short"].tolist() == [
        "10 / 0 of 10: US more often",
        "0 / 0 of 2: too few to compare",
    ]
    top = specifications.most_in_one(terms)
    assert (top.meetings, top.most, top.years) == (12, 10, "2021 to 2025")
    assert specifications.beside(terms).columns.tolist() == [
        "topic",
        "label",
        "2021 to 2025",
        "2025 on",
    ]


def test_the_model_finds_a_planted_difference_and_says_nothing_of_too_few():
    rng = np.random.default_rng(5)
    ids = [f"m{n:03}" for n in range(80)]
    held = meetings(*ids).assign(start_date=pd.Timestamp("2022-03-01"))
    rows = [
        (m, side, topic)
        for m in ids
        for topic in ("taiwan", "trade")
        for side, share in (("us", 0.2), ("prc", 0.5))
        if rng.random() < share
    ]
    said = mentions(*rows)
    tables = (both(*ids), said, comparable(*ids, topics=("taiwan", "trade")))
    compared = compare(held, *tables)
    odds = specifications.odds(compared, held, said, TOPICS)
    plain = specifications.fitted(specifications._long(compared, held, said, TOPICS))
    reach = 1.99 * plain.bse["is_prc:C(years)[2021 to 2025]"]
    assert np.log(odds["high"] / odds["low"]).iloc[0] > 2.005 * reach, "errors allow for few visits"
    assert odds["years"].tolist() == ["2021 to 2025"]
    assert odds["low"].iloc[0] < 4 < odds["high"].iloc[0] and odds["low"].iloc[0] > 1
    assert specifications.more_named(odds).prc == ["2021 to 2025"]
    other = odds.iloc[[0, 0]].assign(
        years=["early", "late"], odds_ratio=[0.6, 1.5], low=[0.4, 1.02], adjusted_p=[0.01, 0.06]
    )
    assert specifications.more_named(other)[:3] == ([], ["early"], ["late"]), (
        "all are judged together"
    )
    few = compare(*ten_to_none())
    assert specifications.odds(few, ten_to_none()[0], ten_to_none()[2], TOPICS).empty
    assert specifications.more_named(odds.iloc[:0])[:3] == ([], [], [])


def test_strict_and_agreed_stand_side_by_side():
    held, found, said, known = ten_to_none()
    known.loc[known["meeting_id"].isin([f"m{n}" for n in range(8)]), "basis"] = "agreed"
    table = readouts.readings(held, found, said, known, TOPICS)
    row = table.set_index("topic").loc["taiwan"]
    assert (row["agreed_us_only"], row["agreed_meetings"]) == (10, 12)
    assert (row["strict_us_only"], row["strict_meetings"]) == (2, 4)
    assert row["strict_result"] == "too few to compare"
    assert row["strict"] == "2 / 0 of 4: too few to compare"
    assert specifications.strict(table) == (12, 4, 3, 3, ())
    assert readouts.standing_alone(table)["topic"].tolist() == ["taiwan"]


def test_the_matrix_holds_a_row_a_visit_and_a_column_a_topic():
    held, found, said, known = ten_to_none()
    compared = compare(held, found, said, known)
    table = readouts.matrix(compared, held, TOPICS)
    assert table.columns[:4].tolist() == ["visit_id", "start_date", "title", "meeting"]
    assert table.columns[6] == "Taiwan", "the topic compared most comes first"
    assert table["visit_id"].iloc[0] == "m11", "newest first"
    assert table["Taiwan"].value_counts().to_dict() == {"us_only": 10, "neither": 2}
    assert (table["Trade"] == "").all(), "blank: no account to compare"
    assert table["page"].iloc[0] == "../../meetings/m11/index.html"
    shown = readouts.shown(table)
    assert set(shown.frame["Taiwan"]) == {"◐", "○"}
    assert set(shown.words["Taiwan"]) == {"US only", "neither"}
    assert shown.signs["◐"] == "US only"
    assert len(readouts.key()) == len(readouts.SIGNS) == len(set(readouts.SIGNS.values()))


def test_a_visit_is_named_by_its_first_session():
    held = meetings("a", "b", visit_id="v")
    compared = compare(held, both("a", "b"), mentions(), comparable("a", "b"))
    table = readouts.matrix(compared, held, TOPICS)
    assert table["title"].tolist() == ["Talk a (and 1 more session)"]
    assert table["page"].tolist() == ["../../visits/v.html"]
    apart = meetings("a", "b")
    alone = readouts.matrix(
        compare(apart, both("a", "b"), mentions(), comparable("a", "b")), apart, TOPICS
    )
    assert set(alone["page"]) == {"../../meetings/a/index.html", "../../meetings/b/index.html"}


def test_a_page_shows_as_many_rows_of_the_matrix_as_fit():
    ids = [f"m{n:04}" for n in range(1000)]
    compared = compare(meetings(*ids), both(*ids), mentions(), comparable(*ids))
    shown = readouts.shown(readouts.matrix(compared, meetings(*ids), TOPICS))
    assert shown.rows * (len(TOPICS) + 4) <= 2000
    assert (shown.compared, shown.rows + shown.rest) == (1000, 1000)


def degenerate():
    none = meetings()
    one = meetings("a")
    return {
        "no meeting": (none, both(), mentions(), comparable()),
        "no account": (one, both(), mentions(), comparable("a")),
        "nothing comparable": (one, both("a"), mentions(("a", "us", "taiwan")), comparable()),
        "one meeting": (one, both("a"), mentions(("a", "us", "taiwan")), comparable("a")),
    }


@pytest.mark.parametrize("case", degenerate())
def test_too_few_is_said_and_nothing_fails(case):
    tables = degenerate()[case]
    held = tables[0]
    compared = compare(*tables)
    results = readouts.by_topic(compared, TOPICS)
    assert len(results) == len(TOPICS)
    assert results["too_few"].all()
    assert len(readouts.shown(readouts.matrix(compared, held, TOPICS)).frame)
    found = specifications.differences(results, [])
    assert (found.tests, found.told, found.us, found.prc) == (0, 0, None, None)
    every = specifications.specifications(*tables, TOPICS, codings())
    assert specifications.firm(results, every) == frozenset()
    assert specifications.of_told(results, every).empty
    terms = specifications.by_administration(compared, held, TOPICS, results)
    assert terms.empty and specifications.most_in_one(terms).label is None
    assert specifications.odds(compared, held, tables[2], TOPICS).empty
    assert readouts.naming_nothing(held, tables[1], compared).empty
    assert readouts.reach(results).most == results["meetings"].max()
    assert specifications.everywhere(pd.DataFrame(), results, None).label is None


def test_on_the_real_record_no_count_passes_its_meetings():
    rec = record.load()
    held = rec.meetings.query("status == 'held'")
    tables = (rec.accounts, rec.mentions, rec.comparable, rec.topics)
    agreed, strict = (
        readouts.by_topic(readouts.comparisons(held, *tables, reading=way), rec.topics)
        for way in ("agreed", "strict")
    )
    counts = agreed.merge(strict, on="topic", suffixes=("", "_strict"))
    assert (counts["meetings"] >= counts["meetings_strict"]).all()
    assert agreed["us_share"].dropna().between(0, 1).all()
    assert agreed["meetings"].max() <= held["visit_id"].nunique()


def contradictions(table: pd.DataFrame, held: pd.DataFrame, pages: dict, label: dict) -> list[str]:
    """Return the cells of the matrix that say otherwise than the pages of the visit's meetings."""
    us, prc, no = (1, 0), (0, 1), (0, 0)
    says = dict(both=(1, 1), both_mention=(1, 1), us_only=us, us_mentions=us, prc_only=prc,
                prc_mentions=prc, neither=no, one_silent=no)  # fmt: skip
    found = []
    for visit, own in held.groupby("visit_id"):
        for row in table[table["visit_id"] == visit].to_dict("records"):
            for topic, name in label.items():
                page = [pages[m, topic] for m in own["meeting_id"] if (m, topic) in pages]
                there = tuple(int(any(each[n] for each in page)) for n in (0, 1))
                if row[name] in says and says[row[name]] != there:
                    found.append(f"{visit}, {name}: {row[name]}, the pages say {there}")
    return found


def test_every_cell_says_what_the_pages_of_its_meetings_say():
    rec = record.load()
    held = rec.meetings.query("status == 'held'")
    tables = (rec.accounts, rec.mentions, rec.comparable, rec.topics)
    table = readouts.matrix(readouts.comparisons(held, *tables), held, rec.topics)
    pages = {
        (meeting.row.meeting_id, topic.key): [
            each.code == "mentioned" for each in (topic.us, topic.prc)
        ]
        for meeting in Talks(rec).meetings
        for topic in meeting.topics
    }
    label = dict(zip(rec.topics["topic"], rec.topics["label"], strict=True))
    assert contradictions(table, held, pages, label) == []
    wrong = table.replace("both", "neither")
    assert len(contradictions(wrong, held, pages, label)) >= 100, "a planted one is seen"


def test_a_model_that_does_not_settle_is_no_fit_and_no_warning(monkeypatch):
    from statsmodels.genmod.generalized_estimating_equations import GEE

    drawn = np.random.default_rng(1)
    rows = pd.DataFrame(
        [
            {"visit_id": f"v{n}", "side": side, "said": int(drawn.random() < 0.5), "others": n % 5}
            for n in range(30)
            for side in ("us", "prc")
        ]
    )
    formula, fit = "said ~ is_prc + others", GEE.fit
    assert specifications.fitted(rows, formula) is not None
    monkeypatch.setattr(GEE, "fit", lambda self, **how: fit(self, maxiter=2, ctol=-1.0, **how))
    assert specifications.fitted(rows, formula) is None
