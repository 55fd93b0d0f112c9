import json
from collections import namedtuple

import pandas as pd
import pytest

from pressroom import context, findings
from pressroom.claims import claim
from pressroom.errors import ClaimError
from pressroom.findings import Quoted, caution, headline, points, text
from pressroom.say import say

Source = namedtuple("Source", "source_id publisher title date url accessed")
CDC = Source("cdc", "CDC", "Counts <b>", None, "https://e.org", pd.Timestamp("2026-09-16"))
TRUE = [(1, "<", 2)]


def test_a_claim_is_text_that_keeps_its_values():
    peak, summit = pd.Period("2023-05", "M"), pd.Period("2023-11", "M")
    made = claim(
        "Deaths peaked in {peak}, before the {summit} summit, at {deaths}",
        [(peak, "<", summit, "the peak comes before the summit")],
        peak=peak,
        summit=summit,
        deaths=9871,
    )
    assert made == "Deaths peaked in May 2023, before the November 2023 summit, at 9,871"
    assert made.as_json()["values"] == {"peak": "2023-05", "summit": "2023-11", "deaths": 9871}


def test_a_false_claim_names_sentence_expected_and_found():
    peak, summit = pd.Period("2023-12", "M"), pd.Period("2023-11", "M")
    with pytest.raises(ClaimError) as error:
        claim("Deaths fell before the summit", [(peak, "<", summit, "the peak comes first")])
    assert "Deaths fell before the summit" in str(error.value)
    assert "expected 2023-12 < 2023-11 (the peak comes first)" in str(error.value)
    assert "found 2023-12" in str(error.value)


@pytest.mark.parametrize(
    ("hold", "is_met"),
    [
        ((1, "<", 2), True),
        ((2, "<=", 2), True),
        ((2, "==", 2), True),
        ((2, "!=", 2), False),
        ((1, ">=", 2), False),
        ((1, ">", 2), False),
        (("a", "in", {"a", "b"}), True),
        (("c", "in", {"a", "b"}), False),
        ((float("nan"), "<", 2), False),
        ((pd.NA, "==", 2), False),
        ((2, "!=", None), False),
    ],
)
def test_conditions(hold, is_met):
    if is_met:
        assert claim("Deaths fell", [hold]) == "Deaths fell"
    else:
        with pytest.raises(ClaimError, match="no longer holds"):
            claim("Deaths fell", [hold])


@pytest.mark.parametrize("bad", [(1, "~", 2), (1, 2), "1<2", (1, "<", 2, "x", "y")])
def test_a_condition_that_is_none_is_refused(bad):
    with pytest.raises(ClaimError):
        claim("Deaths fell", [bad])


@pytest.mark.parametrize("number", ["42", "30%", "2023", "1.5", "mid-2023", "November 15"])
def test_typed_numbers_are_refused(number):
    with pytest.raises(ClaimError, match="typed numbers"):
        claim(f"There were {number} meetings")


@pytest.mark.parametrize("name", ["12-month", "T40.4", "G20", "95%", "100,000", "COVID-19"])
def test_names_that_hold_digits_pass(name):
    assert claim(f"Counts of {name}, {{n}} of them", n=3)


@pytest.mark.parametrize("word", ["most", "first", "Before", "fell", "only", "highest", "never"])
def test_a_comparison_without_a_condition_is_refused(word):
    with pytest.raises(ClaimError, match="without a condition"):
        claim(f"Deaths {word} {{n}}", n=3)
    assert claim(f"Deaths {word} {{n}}", TRUE, n=3)


def test_a_comparing_word_as_a_value_needs_a_condition_too():
    with pytest.raises(ClaimError, match="without a condition"):
        claim("Deaths {how}", how="fell")
    assert claim("Deaths on {topic}", topic="Fewer words, a label of the record")


def test_refused_words_are_refused_also_when_a_value_brings_them():
    with pytest.raises(ClaimError, match="due to"):
        claim("Deaths fell due to talks", TRUE)
    with pytest.raises(ClaimError, match="impact"):
        claim("Talks and {what}", what="their impact")


def test_the_records_own_words_are_quoted_and_exempt():
    made = claim("It speaks of {words}", words=Quoted("the impact of <talks>", "s1"))
    assert made == "It speaks of “the impact of <talks>”"
    shown = '<q class="record">the impact of &lt;talks&gt;</q>'
    assert made.as_html() == f"It speaks of {shown}"


@pytest.mark.parametrize("value", [None, float("nan"), pd.NaT, pd.NA, 0.5, True])
def test_a_missing_or_raw_value_never_reaches_a_sentence(value):
    with pytest.raises(ClaimError, match="n = "):
        claim("There were {n} meetings", n=value)


def test_values_and_fields_must_meet():
    with pytest.raises(ClaimError, match="extra"):
        claim("There were {n} meetings", n=1, extra=2)
    with pytest.raises(ClaimError, match="n"):
        claim("There were {n} meetings")
    with pytest.raises(ClaimError, match="empty"):
        claim(" ")


def test_a_headline_stands_once_in_a_run(tmp_path):
    with context.running("r", tmp_path):
        headline(claim("Deaths fell", TRUE))
        with pytest.raises(ClaimError, match="second headline"):
            headline(claim("Deaths rose", TRUE))


def test_a_headline_may_be_run_again_in_a_draft():
    first = headline(claim("Deaths fell", TRUE))
    again = headline(claim("Deaths fell", TRUE))
    assert again._repr_mimebundle_() == first._repr_mimebundle_()


def test_a_headline_is_a_short_claim_without_a_full_stop():
    for bad in ("Deaths fell", claim("Deaths fell.", TRUE), claim("word " * 21)):
        with pytest.raises(ClaimError):
            headline(bad)


def test_three_to_five_points():
    one = claim("Deaths fell.", TRUE)
    assert points(one, one, one).as_html().count("<li>") == 3
    for count in (0, 2, 6):
        with pytest.raises(ClaimError, match="three to five"):
            points(*[one] * count)
    with pytest.raises(ClaimError, match="typed text"):
        points(one, one, "typed")


def test_a_text_carries_notes_and_values():
    bundle = text(say("There were {n} talks.", n=3), sources=[CDC])._repr_mimebundle_()
    note = '<a class="note" data-source="cdc" href="#source-cdc">[cdc]</a>'
    assert bundle["text/html"] == f'<p class="finding">There were 3 talks. {note}</p>'
    data = json.loads(json.dumps(bundle["application/vnd.pressroom+json"]))
    assert data["kind"] == "text"
    assert data["claims"][0]["values"] == {"n": 3}
    assert data["sources"][0]["accessed"] == "2026-09-16"
    assert bundle["text/plain"] == "There were 3 talks."


def test_a_text_may_hold_several_claims():
    more = claim("Deaths fell.", TRUE)
    assert "3 talks. Deaths fell." in text(say("There were {n} talks.", n=3), more).as_html()
    with pytest.raises(ClaimError):
        text(say("There were {n} talks.", n=3), "typed")


def test_a_caution_may_say_what_cannot_be_said_but_no_typed_number():
    said = caution("Timing alone shows no cause, before or after.")
    assert said.as_html().startswith('<p class="caution">Timing')
    with pytest.raises(ClaimError, match="typed numbers"):
        caution("Of 30% nothing is known.")
    with pytest.raises(ClaimError, match="impact"):
        caution("The impact is not known.")


def test_hostile_text_is_shown_as_text():
    nasty = "<script>alert(1)</script><img src=x onerror=alert(1)>]]>\u202e"
    bundle = text(say("It says {words}", words=nasty), sources=[CDC])._repr_mimebundle_()
    assert "<script" not in bundle["text/html"] and "<img" not in bundle["text/html"]
    assert "<script" not in bundle["text/markdown"]
    assert "\u202e" not in bundle["text/html"]


def test_every_kind_shows_in_plain_text():
    one = claim("Deaths fell", TRUE)
    assert repr(headline(one)) == "Deaths fell"
    assert repr(points(one, one, one)).count("• Deaths fell") == 3
    assert findings.Said("text", [one])._repr_mimebundle_()["text/markdown"] == "Deaths fell"


# How a source is named.
ONE = Source("a-1", "CDC <b>", "Deaths & counts", "2026-09", "https://e.org", "2026-09-16")


def test_a_source_is_named_with_the_day_it_was_read():
    line = findings.source_line([ONE], is_html=True)
    note = '<a class="note" data-source="a-1" href="#source-a-1">[a-1]</a>'
    title = '<cite class="record">Deaths &amp; counts</cite>'
    assert line == f"CDC &lt;b&gt;, {title} {note}, read 16 September 2026"
    assert findings.source_line([ONE]) == "CDC <b>, Deaths & counts, read 16 September 2026"


@pytest.mark.parametrize("day", ["", None, pd.NaT])
def test_a_day_that_is_not_known_is_left_out(day):
    assert findings.source_line([ONE._replace(accessed=day)]) == "CDC <b>, Deaths & counts"


@pytest.mark.parametrize("day", [pd.Timestamp("2026-09-16"), "16 September 2026"])
def test_a_day_may_be_a_date_or_words(day):
    assert findings.source_line([ONE._replace(accessed=day)]).endswith("read 16 September 2026")


def test_a_source_travels_by_the_names_of_its_fields():
    assert findings.as_json(ONE)["url"] == "https://e.org"
    assert list(findings.as_json(ONE)) == list(Source._fields)


def test_a_publisher_and_a_day_are_said_once_for_neighbours():
    other = ONE._replace(source_id="b", publisher="PHAC", title="Harms")
    many = [ONE, ONE._replace(source_id="a-2", title="Rates"), other]
    assert findings.source_line(many) == (
        "CDC <b>, Deaths & counts and Rates, read 16 September 2026; "
        "PHAC, Harms, read 16 September 2026"
    )
    assert findings.source_line(many, is_html=True).count('class="note"') == 3


def test_publishers_whose_names_have_commas_are_told_apart():
    names = ["CDC", "DEA", "DEA, Diversion Control Division", "A ministry", "DEA"]
    many = [ONE._replace(source_id=f"s{n}", publisher=name) for n, name in enumerate(names)]
    told = "5 documents of CDC; DEA; DEA, Diversion Control Division; A ministry"
    assert findings.source_line(many) == told
