"""Every page that counts topics marks those whose coding is tentative."""

import pandas as pd
import pytest

from parley import phrases
from parley.analysis import agreement
from pressroom.say import spoken

TOPICS = pd.DataFrame(
    {"topic": ["sure", "weak", "rare"], "label": ["Sure thing", "Weak thing", "Rare thing"]}
)


@pytest.fixture
def codings() -> pd.DataFrame:
    """Sixty accounts read twice: one topic agreed on, one half agreed on, one almost absent."""
    rows = []
    for unit in range(60):
        first = {"sure": unit % 2, "weak": unit % 2, "rare": int(unit == 0)}
        second = {"sure": unit % 2, "weak": (unit // 2) % 2, "rare": int(unit == 0)}
        for coder, values in (("first", first), ("second", second)):
            rows += [
                {
                    "meeting_id": f"m{unit}",
                    "side": "us",
                    "topic": topic,
                    "coder": coder,
                    "value": value,
                    "basis": "read_full",
                    "source_id": "s",
                }
                for topic, value in values.items()
            ]
    return pd.DataFrame(rows)


def test_the_note_names_the_tentative_and_the_rare(codings):
    assert agreement.tentative_topics(codings) == ["weak"]
    text = str(spoken(phrases.tentative(codings, TOPICS)))
    assert "Not to be relied upon at all, as alpha does not reach 0.667: “Weak thing”." in text
    assert "Tentative" not in text, "a topic under the lower limit is not tentative as well"
    assert "Too rare to judge: “Rare thing”." in text
    assert "Sure" not in text.split("Too rare")[0]
    assert text.endswith(
        "1 other is called reliably coded, as alpha reaches 0.800; its whole interval "
        "does so for 1 of them: “Sure thing”."
    )


def test_a_topic_that_chance_may_have_brought_over_the_limit_is_not_sure(codings):
    sure = codings["topic"].eq("sure") & codings["coder"].eq("second")
    differ = sure & codings["meeting_id"].isin([f"m{unit}" for unit in range(5)])
    once = codings.assign(value=codings["value"].where(~differ, 1 - codings["value"]))
    low = agreement.reliable_from(once)["sure"]
    assert low < agreement.RELY <= 0.83
    text = str(spoken(phrases.tentative(once, TOPICS)))
    assert text.endswith("reaches 0.800; its whole interval does so for 0 of them.")


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        ("weak", "tentative, and not to be relied upon"),
        ("sure", "or more"),
        ("rare", "cannot be judged"),
    ],
)
def test_a_topic_says_how_its_own_coding_fares(codings, topic, said):
    assert said in str(spoken(phrases.own_coding(codings, topic)))


def test_without_a_second_reading_nothing_is_claimed(codings):
    none = codings.iloc[:0]
    assert "unknown" in str(spoken(phrases.tentative(none, TOPICS)))
    assert "cannot be judged" in str(spoken(phrases.own_coding(none, "weak")))


def test_a_topic_between_the_limits_is_tentative(codings, monkeypatch):
    monkeypatch.setattr(phrases, "TENTATIVE", -1.0)
    text = str(spoken(phrases.tentative(codings, TOPICS)))
    assert "Tentative, as alpha does not reach 0.800: “Weak thing”. Too rare" in text
    assert "relied" not in text


def test_where_no_topic_is_tentative_the_limit_is_not_named(codings):
    rare = codings[codings["topic"] == "rare"]
    text = str(spoken(phrases.tentative(rare, TOPICS)))
    assert text == ("Two separate machine readings were compared. Too rare to judge: “Rare thing”.")
