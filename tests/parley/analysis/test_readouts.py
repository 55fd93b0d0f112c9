"""Two accounts of the same meetings, on cases small enough to count by hand."""

import pandas as pd
import pytest

from parley.analysis import readouts
from parley.analysis.readouts import dress, sentences
from pressroom import findings

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
    said = mentions(("a", "us", "taiwan"), ("a", "prc", "taiwan"), ("b", "us", "taiwan"),
                    ("c", "prc", "taiwan"))  # fmt: skip
    compared = compare(meetings(*ids), both(*ids), said, comparable(*ids))
    assert states(compared) == {"a": "both", "b": "us_only", "c": "prc_only", "d": "neither"}
    counts = readouts.by_topic(compared, TOPICS).set_index("topic")
    row = counts.loc["taiwan"]
    assert (row["both"], row["us_only"], row["prc_only"], row["neither"]) == (1, 1, 1, 1)
    assert row["meetings"] == 4
    assert row["too_few"] and row["result"] == "too few to compare"
    assert counts.loc["trade", "meetings"] == 0, "nobody could compare it"


def test_no_row_in_comparable_is_no_silence():
    compared = compare(meetings("a"), both("a"), mentions(("a", "us", "taiwan")),
                       comparable("a", topics=("trade",)))  # fmt: skip
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
    found = accounts(("a", "us", "one"), ("b", "us", "one"), ("b", "prc", "two"),
                     ("c", "prc", "two"))  # fmt: skip
    assert set(readouts.session_groups(held, found)["group"]) == {"a"}
    other = held.assign(visit_id=["v", "v", "w"])
    assert set(readouts.session_groups(other, found)["group"]) == {"a", "c"}


def test_a_channel_keeps_the_visits_with_a_session_in_it():
    held = meetings("a", "b", "c", visit_id=["v", "v", "w"], channel=["leaders", "trade", "trade"])
    tables = (both("a", "b", "c"), mentions(), comparable("a", "b", "c"))
    assert states(compare(held, *tables, channel="leaders")) == {"v": "neither"}
    only = compare(held, *tables, channel="leaders")
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
    assert silent["is_left_out"].all()


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
    said = findings.claim(**sentences.headline(results))
    assert said == "More often in US accounts: Taiwan"


def test_a_result_that_hangs_on_sessions_is_not_firm_and_not_in_the_headline():
    held, found, said, known = ten_to_none()
    held = held.assign(visit_id=["v0", "v0", *held["meeting_id"][2:]])
    tables = (found, said, known)
    compared, apart = (compare(each, *tables) for each in (held, readouts.sessions_apart(held)))
    assert readouts.by_topic(compared, TOPICS, apart=apart)["is_firm"].all()
    few = apart[apart["visit_id"].isin(["m0", "m1", "m10", "m11"])]
    results = readouts.by_topic(compared, TOPICS, apart=few)
    assert not results.set_index("topic").loc["taiwan", "is_firm"]
    assert "On none of the topics tested (1)" in findings.claim(**sentences.headline(results))
    assert "0 differ however" in findings.claim(**sentences.how_many_tested(results))
    assert "1 more only if" in findings.claim(**sentences.how_many_tested(results))


def test_strict_and_agreed_stand_side_by_side():
    held, found, said, known = ten_to_none()
    known.loc[known["meeting_id"].isin([f"m{n}" for n in range(8)]), "basis"] = "agreed"
    table = readouts.readings(held, found, said, known, TOPICS)
    row = table.set_index("topic").loc["taiwan"]
    assert (row["agreed_us_only"], row["agreed_meetings"]) == (10, 12)
    assert (row["strict_us_only"], row["strict_meetings"]) == (2, 4)
    assert row["strict_result"] == "too few to compare"
    assert readouts.changed(table)["topic"].tolist() == ["taiwan"]
    said = [findings.claim(**each) for each in sentences.strict_and_agreed(table)]
    assert said[0] == ("1 of 3 results change when both texts must have been read in full.")
    assert "at 2 and 0 of 4: too few to compare" in said[1]


def test_the_matrix_holds_a_row_a_visit_and_a_column_a_topic():
    held, found, said, known = ten_to_none()
    compared = compare(held, found, said, known)
    table = readouts.matrix(compared, held, TOPICS)
    assert table.columns[:5].tolist() == ["visit_id", "start_date", "title", "page", "is_compared"]
    assert table.columns[5] == "Taiwan", "the topic compared most comes first"
    assert table["visit_id"].iloc[0] == "m11", "newest first"
    assert table["Taiwan"].value_counts().to_dict() == {"us_only": 10, "neither": 2}
    assert (table["Trade"] == "").all(), "blank: no account to compare"
    assert table["page"].iloc[0] == "../../meetings/m11/index.html"
    dressed = dress.matrix_table(table)
    assert set(dressed["shown"]["Taiwan"]) == {"◐", "○"}
    assert set(dressed["frame"]["Taiwan"]) == {"US only", "neither"}
    assert dressed["signs"]["◐"] == "US only"


def test_a_visit_is_named_by_a_session_that_was_compared():
    held = meetings("a", "b", visit_id="v")
    compared = compare(held, both("a", "b"), mentions(), comparable("b"))
    table = readouts.matrix(compared, held, TOPICS)
    assert table["title"].tolist() == ["Talk b (and 1 more session)"]
    assert table["page"].tolist() == ["../../meetings/b/index.html"]


def test_a_page_shows_as_many_rows_of_the_matrix_as_fit():
    ids = [f"m{n:04}" for n in range(1000)]
    compared = compare(meetings(*ids), both(*ids), mentions(), comparable(*ids))
    table = readouts.matrix(compared, meetings(*ids), TOPICS)
    shown = dress.shown_rows(table)
    assert len(shown) * (len(TOPICS) + 4) <= 2000
    assert "714" in dress.matrix_note(table) or len(table) - len(shown) > 0


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
    table = readouts.matrix(compared, held, TOPICS)
    both_ways = readouts.readings(*tables, TOPICS)
    spoken = [
        sentences.headline(results), *sentences.points(results, both_ways, table, held),
        *sentences.strict_and_agreed(both_ways), sentences.reach(results),
        sentences.session_by_session(results, results), sentences.shares_title(results),
        sentences.differences_title(results), sentences.shares_description(results),
        sentences.differences_description(results), sentences.matrix_title(table),
        sentences.naming_title(readouts.naming_nothing(held, tables[1], compared), 0),
        sentences.in_strict_title(both_ways), sentences.signs_said(),
    ]  # fmt: skip
    said = [str(findings.claim(**each)) for each in spoken]
    assert not [text for text in said if "nan" in text.lower()]
    assert "oo few" in said[0] or "No two accounts" in said[0]
    for dressed in (dress.matrix_table(table), dress.readings_table(both_ways),
                    dress.naming_table(readouts.naming_nothing(held, tables[1], compared)),
                    dress.shares_table(results), dress.tests_table(results)):  # fmt: skip
        assert len(dressed["frame"])


def test_a_false_headline_stops_the_run():
    from pressroom.errors import ClaimError

    results = readouts.by_topic(compare(*ten_to_none()), TOPICS)
    sentence = sentences.headline(results.assign(us_only=0, prc_only=10))
    with pytest.raises(ClaimError, match="no longer holds"):
        findings.claim(**sentence)


def test_on_the_real_record_no_count_passes_its_meetings():
    from parley import record

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
