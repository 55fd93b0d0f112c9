"""Sentences with other ways of saying them: what is said, what is skipped, what is refused."""

import ast
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from pressroom import claims, context, figures, findings
from pressroom.errors import ClaimError
from pressroom.say import MIME, say, without_aside


class Top(NamedTuple):
    label: str | None = None
    m: int | None = None
    n: int | None = None
    month: pd.Period | None = None
    holds: tuple = ()


TRADE = Top("Trade", 3, 9, pd.Period("2023-05", "M"), ((3, ">", 2),))
LONG = "word " * 16


def told(sentence, *room) -> str | None:
    made = sentence.spoken(*room)
    return None if made is None else str(made)


def test_the_first_way_that_holds_is_said():
    three = 3
    assert told(say("Deaths fell", (three, "<", 2)) | say("Deaths rose", (three, ">", 2)))[7:] == (
        "rose"
    )


def test_a_way_without_its_value_is_passed_over():
    assert told(say("{n} meetings", n=None) | say("Not known")) == "Not known"
    assert told(say("{n} meetings", n=None) | None) is None


def test_a_fact_brings_its_fields_and_its_conditions():
    assert told(say("Most: {label}, {m} of {n}", TRADE)) == "Most: Trade, 3 of 9"
    second = TRADE._replace(holds=((2, ">", 2),))
    assert told(say("Most: {label}", second) | say("No topic stands out")) == "No topic stands out"


def test_a_fact_without_values_is_no_condition():
    assert told(say("Most talks fell", Top()) | say("Not known")) == "Not known"
    with pytest.raises(ClaimError, match="nothing is known for Top"):
        say("Most talks fell", Top()).spoken()


def test_a_part_of_a_value_and_a_fact_by_name():
    assert told(say("In {peak.month}: {peak.label}", peak=TRADE)) == "In May 2023: Trade"
    assert told(say("In {month.year}", TRADE)) == "In 2023"
    late = TRADE._replace(holds=((1, ">", 2),))
    assert told(say("In {peak.month}", peak=late) | say("Not known")) == "Not known"
    assert told(say("In {peak.month}", peak=None) | say("Not known")) == "Not known"
    with pytest.raises(ClaimError, match="Top has no colour"):
        say("In {peak.colour}", peak=TRADE)


def test_what_a_tuple_can_do_is_no_field():
    with pytest.raises(ClaimError, match=r"do not meet: {count} has no value"):
        say("{count} of them", TRADE)


def test_a_missing_value_can_be_asked_for():
    none = Top(n=4)
    either = say("{label} leads", none, (none.m, ">", 0)) | say(
        "None of {n} leads", none, (none.label, "is", None)
    )
    assert told(either) == "None of 4 leads"
    with pytest.raises(ClaimError, match="expected Trade is None"):
        say("None leads", (TRADE.label, "is", None)).spoken()


@pytest.mark.parametrize(("place", "words"), [("headline", 20), ("title", 15)])
def test_a_way_too_long_for_its_place_is_passed_over(place, words):
    sentence = say("word " * (words + 1)) | say("Short", (words, ">", 0))
    assert told(sentence, words) == "Short"
    assert told(sentence) != "Short"
    untested = say("word " * (words + 1)) | say("All is quiet")
    with pytest.raises(ClaimError, match="'All is quiet' has no condition of its own"):
        told(untested, words)
    assert told(untested | None, words) is None
    with pytest.raises(ClaimError, match="there is room for 15"):
        say(LONG).spoken(15)
    # A log shows the first line alone: it is the one to be mended.
    with pytest.raises(ClaimError, match=r"\Aline \d+ of test_say.py: 'word .*: shorten it\Z"):
        (say("No {t}", (words, "==", 0), t="town") | say(LONG, (words, ">", 0))).spoken(15, 160)


def test_the_doors_know_their_room(tmp_path):
    few = len([TRADE])
    assert str(findings.headline(say("word " * 21) | say("Short", (few, "==", 1)))) == "Short"
    table = figures.table(
        pd.DataFrame({"year": [2023]}),
        name="t",
        title=say(LONG) | say("Short", (few, "==", 1)),
        caption=say("By {unit}", unit="year"),
        note=say("{n} of them", n=None) | None,
        source="CDC",
    )
    assert table.data["title"] == "Short"
    assert "By year" in table.html


# Each stands on a line of its own: Python keeps a condition of constants with the code.
REFUSED = {
    "typed digit": lambda: say("It fell by 30%"),
    "typed digit in a way that is not said": lambda: say("Fine") | say("It fell by 30%"),
    "banned word": lambda: say("Deaths fell because of {what}", what="talks"),
    "stray field": lambda: say("{m} of {n}", m=1),
    "stray value": lambda: say("{m}", m=1, n=2),
    "constants": lambda: say("Deaths fell", (1, "==", 1)),
    "true constants": lambda: say("Deaths fell", (True, "==", True, "always")),
    "constants in a list": lambda: say("Deaths fell", *[(1, "==", 1), (2, "==", 2), (3, "<", 4)]),
    "no sentence": lambda: say("Deaths fell") | "or rose",
    "bad condition": lambda: say("Deaths fell", (1, "~", len("a"))),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_badly_made_is_refused_at_once(what):
    with pytest.raises(ClaimError) as error:
        REFUSED[what]()
    if what != "bad condition":
        assert "test_say.py" in str(error.value)


def test_a_condition_that_happens_to_compare_equals_is_none_of_constants():
    one = len("a")
    assert told(say("Deaths fell", (one, "==", 1))) == "Deaths fell"


def test_a_comparison_needs_a_condition_but_not_in_a_caution():
    with pytest.raises(
        ClaimError,
        match=r"\(fell\) without a condition that can fail: write.*; or .* without 'fell'\. All",
    ):
        say("Deaths fell").spoken()
    assert str(findings.caution(say("Nothing is said of months before {n}", n=3)))


def test_the_condition_proposed_holds_counts_against_each_other_not_a_year_or_a_name():
    """A town is no bound for hours, and 2017 none for a count."""
    with pytest.raises(ClaimError, match=r'as \(hours, ">", count\)'):
        say("The longest took {hours} hours, in {town}", hours=9, town="Oslo").spoken()
    with pytest.raises(ClaimError, match=r'as \(n, ">", usual\)'):
        say("{n} days of rain, more than {usual}, in {year}", n=9, usual=3, year=2017).spoken()


def test_an_error_names_the_line_of_the_cell():
    cell = ast.parse("x = 1\nsay(\n    'It fell by 30%')")
    with pytest.raises(ClaimError, match="line 2 of the cell"):
        exec(compile(cell, "/tmp/ipykernel_1/2.py", "exec"), {"say": say})
    cell = ast.parse("(say('{n} fell', n=None)\n | say('{n} rose', n=None)).spoken()")
    with pytest.raises(ClaimError, match=r"line 1 of the cell.*\n.*line 2 of the cell"):
        exec(compile(cell, "<cell>", "exec"), {"say": say})


def test_an_error_names_the_cell_of_a_sentence_that_another_cell_says():
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell(user_ns={"say": say})
    shell.run_cell("told = 'x'\nrain = say('{n} fell', n=None)").raise_error()
    asked = shell.run_cell("told = rain.spoken()").error_in_exec
    assert str(asked).startswith("line 2 of the cell that begins \"told = 'x'\": '{n} fell'")


def test_what_stops_alone_is_told_that_there_can_be_another_way():
    with pytest.raises(ClaimError, match=r"Add what to say then, by \| say\(…\) .* \| None"):
        say("{n} meetings", n=None).spoken()
    with pytest.raises(ClaimError) as error:
        (say("{n} meetings", n=None) | say("{n} talks", n=None)).spoken()
    assert "Add what" not in str(error.value)


def test_it_is_told_which_way_was_said_and_why_no_other():
    share = 0.41
    ways = (
        say("Most fell", (share, ">", 0.5, "share")) | say("{n} rains", n=None) | say("It rained")
    )
    assert ways.spoken() == "It rained" and ways.told.startswith("“It rained …” is the 3rd of 3")
    assert ways.told.endswith(
        "Not the 1st: 0.41 > 0.5 does not hold (share); the 2nd: n is missing"
    )
    first = say("It rained") | say("Not known")
    assert first.spoken() and not first.told


def test_a_way_that_is_not_said_needs_its_condition_too():
    ways = say("It rained") | say("Rain dominates") | say("Most towns were dry", (2, ">", len("a")))
    with pytest.raises(ClaimError) as error:
        ways.spoken()
    assert "'Rain dominates': it claims (dominates) without a condition" in str(error.value)
    assert "'Most towns were dry': it says more than half" in str(error.value)
    assert ways.spoken(is_claim=False) == "It rained"
    with pytest.raises(ClaimError, match="dominates"):
        (say("It rained", (len("a"), ">", 3)) | None | say("Rain dominates")).spoken()


def test_a_draft_shows_which_way_was_said_and_no_page_does():
    three = 3
    rain = say("Rain fell", (three, "<", 2)) | say("It rained")
    for door in (findings.headline, findings.text, findings.caution):
        shown = door(rain)._repr_mimebundle_()
        assert "the 2nd of 2 ways" in shown["text/html"] and "the 2nd" in shown[MIME]["ways"][0]
        assert without_aside(shown["text/html"]) == door(rain).as_html()
    with context.running("rain", Path()):
        assert "2nd" not in findings.text(rain)._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize(
    ("template", "values", "text"),
    [
        ("In {year}", {"year": 2024}, "In 2024"),
        ("In {first_year}", {"first_year": 2017}, "In 2017"),
        ("In {years}", {"years": [2023, 2024]}, "In 2023 and 2024"),
        ("For {years} years", {"years": 1200}, "For 1,200 years"),
        ("In {year}", {"year": 2024.0}, "In 2024"),  # as a frame with a gap holds it
        ("To {until}", {"until": 2024}, "To 2024"),
        ("{per_year} a year", {"per_year": 2024}, "2,024 a year"),
        ("Of {n}", {"n": 2024}, "Of 2,024"),
        (
            "Held in {first} and until {it}.",
            dict(first=2024, it=2026),
            "Held in 2024 and until 2026.",
        ),
        ("In {n} of {m}", dict(n=2024, m=2025), "In 2,024 of 2,025"),
        ("In {n} towns, the other {m}", dict(n=2024, m=2025), "In 2,024 towns, the other 2,025"),
        ("In {n}", {"n": 2300}, "In 2,300"),
    ],
)
def test_a_year_is_printed_without_a_comma(template, values, text):
    assert told(say(template, **values)) == text
    assert str(claims.unsaid(template, values, ())) == text, "a draft says what a page would"


def test_points_leave_out_what_may_be_left_out():
    one = say("{n} talks.", n=3)
    left = say("{n} calls.", n=None) | None
    assert str(findings.points(one, left, one, one)).count("•") == 3
    links = [(slug, slug.upper()) for slug in "abcd"]
    said = findings.points(one, left, one, one, reports=links)
    assert [slug for slug, _ in said.reports] == ["a", "c", "d"]
    with pytest.raises(ClaimError, match="three to five"):
        findings.points(one, left, one)


def test_a_text_that_may_be_left_out_shows_nothing():
    left = say("{n} calls.", n=None) | None
    assert findings.text(left) is None
    assert findings.caution(left) is None
    assert str(findings.text(left, say("{n} talks.", n=3))) == "3 talks."


@pytest.mark.parametrize(
    "template",
    [
        "Most meetings begin on a {day}",
        "Over half of {n} fell",
        "A majority fell",
        "Most of all fell",
    ],
)
def test_more_than_half_is_held_to_more_than_half(template):
    given = {name: 3 for name in ("day", "n") if f"{{{name}}}" in template}
    first, second, whole = 23, 20, 100
    with pytest.raises(
        ClaimError, match=r"more than half .* behind it, as \(share\(part, whole\), \">\", 0.5\)"
    ):
        say(template, (first, ">", second), **given).spoken()
    with pytest.raises(ClaimError, match="no longer holds"):
        say(template, (first / whole, ">", 0.5), **given).spoken()
    assert say(template, (3 * first / whole, ">", 0.5), **given).spoken()
    assert findings.caution(say(template, **given)), "a caution claims nothing"


def test_the_most_of_several_is_no_more_than_half():
    for template in (
        "One word is used most often",
        "It has most accounts",
        "Seen for over half a year",
    ):
        assert say(template, (len(template), ">", 1)).spoken()


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("Two thirds of {n:=days|days} were wet", "two thirds"),
        ("About a quarter of all {n} days were dry", "a quarter"),
        ("It rained in one of five of {n} weeks", "one of five"),
        ("{n} days in ten years", "ten"),
    ],
)
def test_a_number_in_words_is_typed_too(template, told):
    with pytest.raises(ClaimError, match=rf"typed numbers \({told}\)"):
        str(say(template.replace(":=days|days", ""), n=3))


def test_every_superlative_is_a_claim_and_what_is_newest_is_none():
    with pytest.raises(ClaimError, match=r"it claims \(busiest\).*as \(n, \">\", count\)"):
        told(say("{month} is the busiest, with {n} days", month="May", n=3))
    assert told(say("{n} days, the newest on top, north-west of here", n=3))


@pytest.mark.parametrize("order", ["next comes", "leads", "is ahead of"])
def test_an_order_is_a_claim(order):
    with pytest.raises(ClaimError, match=r"it claims \((next comes|leads|ahead)\)"):
        told(say("{n} days are wet; {month} " + order + " {other}", n=3, month="May", other="June"))


def test_nearly_all_needs_a_share_of_more_than_half():
    with pytest.raises(ClaimError, match=r"more than half .nearly all."):
        told(say("Nearly all of {n} days were wet", TRADE))


def test_each_value_and_field_that_do_not_meet_is_named():
    with pytest.raises(ClaimError, match=r"n= is given, and {n} stands nowhere; {m} has no value"):
        str(say("{m} days", n=3))
