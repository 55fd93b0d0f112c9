"""What a whole text proposes, each with the sentence and the rule behind it."""

import pytest

from parley import record
from parley.coding import propose
from parley.coding.sentences import SIGNS, WORDS, split

ENGLISH = """Readout of Secretary Blinken's Meeting with Foreign Minister Wang Yi

Secretary Blinken met with Chinese Director Wang Yi in Beijing on April 26, 2024. The two
sides held candid, in-depth and constructive discussions on fentanyl. They did not discuss
Taiwan. They will discuss AI next month."""
CHINESE = """新华社北京4月26日电 2024年4月26日，王毅在北京同美国国务卿布林肯举行会谈。
双方就中美关系进行了坦诚、实质性、建设性的交流。双方没有讨论气候变化。"""


@pytest.fixture(scope="module")
def rec():
    return record.load()


def values(reading, kind) -> list[str]:
    return [one.value for one in reading.of(kind)]


def test_an_english_readout(rec):
    reading = propose(ENGLISH, rec)
    assert values(reading, "date") == ["2024-04-26"]
    assert values(reading, "place") == ["Beijing"]
    assert values(reading, "side") == ["us"]
    assert values(reading, "person") == ["antony-blinken", "wang-yi"]
    assert values(reading, "topic") == ["fentanyl"]
    assert values(reading, "descriptor") == ["candid", "in-depth", "constructive"]


def test_a_chinese_readout(rec):
    reading = propose(CHINESE, rec)
    assert values(reading, "date")[0] == "2024-04-26"
    assert values(reading, "place") == ["Beijing"]
    assert values(reading, "side") == ["prc"]
    assert set(values(reading, "person")) == {"wang-yi", "antony-blinken"}
    assert values(reading, "topic") == ["bilateral_framework"]
    assert set(values(reading, "descriptor")) == {"candid", "substantive", "constructive"}


def test_what_does_not_count_says_why(rec):
    kept = {p.value: p.why_not for p in propose(ENGLISH, rec).proposals if not p.counts}
    assert kept == {
        "taiwan": "said not to have been discussed",
        "ai": "about a future meeting",
    }


def test_only_short_fragments_are_kept(rec):
    for text in (ENGLISH, CHINESE):
        for one in propose(text, rec).proposals:
            assert one.rule
            assert len(one.fragment.split()) <= WORDS
            assert text is ENGLISH or len(one.fragment) <= SIGNS + 2


def test_sullivan_is_the_one_then_in_office(rec):
    text = "National Security Advisor Sullivan met Director Wang Yi of China on {} in Vienna."
    assert "jake-sullivan" in values(propose(text.format("10 May 2023"), rec), "person")


def test_abbreviations_do_not_end_a_sentence():
    text = "Mr. Wang came on Nov. 15 to the U.S. with Gen. Li. They met at 5 p.m. and left."
    assert [s.text for s in split(text)] == [
        "Mr. Wang came on Nov. 15 to the U.S. with Gen. Li.",
        "They met at 5 p.m. and left.",
    ]
