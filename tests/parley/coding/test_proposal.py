"""What a whole text proposes, each with the sentence and the rule behind it."""

import doctest
import json
import sys

import pytest

from parley import record
from parley.cli.coding import read
from parley.coding import meetings_on, names, opening, propose, sentences
from parley.coding.sentences import SIGNS, WORDS, split
from pressroom.errors import UsageError

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


MALTA = """Readout of Advisor Jake Sullivan’s Meeting with Foreign Minister Wang Yi
September 17, 2023

Advisor Jake Sullivan met with Wang Yi on September 16-17 in Malta. The meeting
builds on the talks of President Biden and President Xi in Bali in November 2022, and follows the
visits of Secretary Blinken, Secretary Yellen and Special Envoy Kerry to Beijing."""
GROUP = """Readout of the U.S.-PRC Counternarcotics Working Group
January 30, 2024

On January 30, the two sides launched their working group in Beijing. It is a key outcome of
President Biden’s and President Xi’s decision, announced at the summit in Woodside in 2023."""
CALL = """習近平同美國總統通電話

國家主席習近平19日晚同美國總統拜登通電話。去年在旧金山会晤以来，双方对话。耶伦表示欢迎。

[原文](https://example.org/2024/04/20/x.html)"""


def test_who_brought_a_meeting_about_was_not_at_it(rec):
    reading = propose(GROUP, without(rec, "2024-01-30-beijing-cnwg-launch"))
    assert values(reading, "person") == []
    assert values(reading, "place") == ["Beijing"]
    assert {"joe-biden", "xi-jinping", "Woodside"} <= set(others(reading))


def others(reading) -> dict[str, str]:
    return {one.value: one.why_not for one in reading.proposals if not one.counts}


def without(rec, meeting_id: str):
    """The record as if it had not that meeting."""
    frames = {
        name: frame[frame["meeting_id"] != meeting_id] if "meeting_id" in frame else frame
        for name, frame in rec._frames.items()
    }
    return record.Record(rec.folder, frames, rec.as_of, rec.settings)


@pytest.mark.parametrize("held", [True, False])
def test_it_knows_which_meeting_it_reads_and_offers_the_rest_unticked(rec, held):
    meeting = "2023-09-16-malta-sullivan-wang"
    reading = propose(MALTA, rec if held else without(rec, meeting))
    assert values(reading, "person") == ["jake-sullivan", "wang-yi"]
    assert values(reading, "place") == ["Malta"]
    assert values(reading, "date") == ["2023-09-16"]
    kept = others(reading)
    assert {"joe-biden", "xi-jinping", "antony-blinken", "janet-yellen", "Bali"} <= set(kept)
    assert kept["joe-biden"] == "named, but not as head of a side"
    assert kept["Bali"] == "named, but not as where they met"
    assert "2022-09-16" not in kept
    if held:
        assert list(meetings_on(reading, rec)["meeting_id"]) == [meeting]


def test_a_day_without_a_year_is_left_open_where_nothing_dates_the_text(rec):
    reading = propose(MALTA.replace("September 17, 2023\n", ""), without(rec, "none"))
    assert values(reading, "date") == []
    assert "no day of the meeting: give it yourself" in reading.not_understood


def test_short_names_traditional_signs_and_a_day_without_a_month(rec):
    reading = propose(CALL, rec)
    assert values(reading, "person") == ["xi-jinping", "joe-biden"]
    assert values(reading, "date") == ["2024-04-19"]
    assert values(reading, "place") == []
    assert others(reading)["janet-yellen"]
    assert others(reading)["San Francisco"] == "the talk was a call: it has no place"
    assert not any("place" in each for each in reading.not_understood)


def test_words_in_quotation_marks_are_words_for_the_talk(rec):
    text = (
        "Blinken and Wang Yi of China met. They held talks, “candid, substantive, and productive”."
    )
    assert set(values(propose(text, rec), "descriptor")) == {"candid", "substantive", "productive"}
    text = 'The US and China met. Officials described the talks as "candid and constructive".'
    assert set(values(propose(text, rec), "descriptor")) == {"candid", "constructive"}


def test_the_examples_run():
    assert sum(doctest.testmod(each).failed for each in (names, opening, sentences)) == 0


PAGE = """<!DOCTYPE html><html><head><title>Readout of a Meeting</title>
<meta property="article:published_time" content="2024-04-26T10:00:00Z"></head><body>
<nav><a href="/a">Secretary Yellen in Rome</a><a href="/b">President Biden in Bali</a></nav>
<article><h1>Readout of a Meeting</h1><p>Secretary Blinken met today with Foreign Minister Wang Yi
of China in Beijing. The two sides held candid and constructive discussions on fentanyl and on the
responsible management of the relationship, and on what follows from it for both.</p></article>
<footer>Other news: Special Envoy Kerry in Tianjin</footer></body></html>"""


def test_a_saved_page_is_read_without_its_frame(rec, tmp_path):
    pytest.importorskip("trafilatura", reason="trafilatura is not installed: no page was read")
    (tmp_path / "page.html").write_text(PAGE)
    reading = propose(read(str(tmp_path / "page.html")), rec)
    assert values(reading, "person") == ["antony-blinken", "wang-yi"]
    assert values(reading, "date") == ["2024-04-26"]
    assert not {"janet-yellen", "john-kerry", "Rome"} & {one.value for one in reading.proposals}


def test_without_the_reader_of_pages_a_page_is_refused_with_the_remedy(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    (tmp_path / "page.html").write_text(PAGE)
    with pytest.raises(UsageError, match="paste the text alone"):
        read(str(tmp_path / "page.html"))


def test_the_scores_that_the_docs_state_are_those_that_were_measured(root):
    held = json.loads((root / "benchmarks" / "coder.json").read_text("utf-8"))["held_out"]
    told = " ".join((root / "docs" / "adding-things.md").read_text("utf-8").split())
    for how in ("on_record", "not_on_record"):
        of = held[how]
        shares = [
            f"{of[f'{kind}_{what}']:.0%}"
            for kind in ("people", "places")
            for what in ("precision", "recall")
        ]
        assert f"{shares[0]} and {shares[1]}, of places {shares[2]} and {shares[3]}" in told
        assert f"{of['day_right']} of {of['texts']}" in told
        topics = of["topics_precision"], of["topics_recall"]
        assert "precision {:.0%}, recall {:.0%}. A place".format(*topics) in told
        assert f"on the {of['topic_texts']} of these texts" in told


@pytest.mark.parametrize(
    "words", ["met Wang Yi in Beijing and discussed Taiwan and ", "双方讨论了台湾贸易"]
)
def test_a_sentence_without_an_end_is_read_in_parts(words):
    """No rule looks further than a sentence, so that a text of one takes no longer than others."""
    text = words * (20_000 // len(words))
    parts = sentences.split(text)
    assert max(len(part.text) for part in parts) <= sentences.LONGEST
    assert "".join(part.text for part in parts).replace(" ", "") == text.replace(" ", "")
