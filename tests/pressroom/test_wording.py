import pandas as pd
import pytest

from pressroom import wording
from pressroom.wording import Quoted, faults, faults_in_page


def words(text, where="text"):
    return [fault.word for fault in faults(text, where)]


@pytest.mark.parametrize(
    "said",
    [
        *("because of", "due to", "thanks to", "led to", "leading to", "caused", "may cause"),
        *("drove", "drives", "driven by", "effect of", "effects on", "impact", "Impacted"),
        *("result of", "resulted in", "as a result", "worked", "paid off", "saved lives"),
        *(
            "linked to",
            "tied to",
            "associated with",
            "association between",
            "association of",
            "correlates",
        ),
        *("correlated", "contributed to", "helped", "explains", "explained by"),
        *("significant", "significantly", "reduced", "reduces", "reduction in", "cut", "cuts"),
        *("curbed", "amid", "amidst", "in the wake of", "attributed to", "attributable to"),
        *("credited", "triggered", "spurred", "responsible for", "no effect", "not raised"),
        *("refused to discuss", "as talks", "as the two sides"),
    ],
)
def test_a_refused_word_is_found_in_any_case(said):
    assert words(f"Deaths {said} the summit") == [said.lower()]
    assert len(words(f"DEATHS {said.upper()} THE SUMMIT")) == 1


@pytest.mark.parametrize(
    "said",
    [
        *("after", "before", "in the same month as the summit", "began falling in mid-2023"),
        *("Timing alone shows no cause", "the underlying cause of death", "in effect since May"),
        *("took effect in May", "the results of the test", "a worked example", "worked out"),
        *(
            "a hard drive",
            "hard drives",
            "help",
            "each cell links to its source",
            "autocorrelation",
        ),
        *("statistically significant at the 5% level", "two significant figures", "a cut-off"),
        *("clear-cut", "executed", "residue to", "such as talks on trade", "counted as meetings"),
        *("as many talks", "account of the talks", "impaction is another word", "haircut"),
        "the Association of Southeast Asian Nations",
        *("we cannot tell", "p = 0.03 is given in the table", "compact", "creditor"),
    ],
)
def test_harmless_uses_pass(said):
    assert words(said) == []


def test_a_fault_says_where_it_stands_and_what_to_say_instead():
    (fault,) = faults("Deaths fell due\nto talks")
    assert (fault.word, fault.position) == ("due\nto", 12)
    assert "after" in str(fault)


def test_titles_are_held_to_more():
    assert words("Fewer deaths, p < 0.05", "title") == ["p <"]


def test_a_named_author_may_be_quoted():
    assert not words("Haber and others wrote that readers take “linked to” for a cause.")
    assert words("The so-called “impact” of talks was small.") == ["impact"]
    assert words("Haber wrote it. The “impact” stood out.") == ["impact"]
    assert words("Haber said “fewer” and saw an impact.") == ["impact"]


def test_a_page_is_read_where_readers_are_told_something():
    page = """<p>Deaths fell <b>because</b> of talks.</p><img alt="impact of talks">
    <td class="record">Talks on the impact of tariffs</td><script>var impact</script>
    <style>.impact{}</style><code>impact</code><blockquote>impact</blockquote><p>Fine.</p>
    <svg aria-label="what drove it"><desc>deaths caused</desc></svg><input><p>amid</p>"""
    found = [fault.word for _, fault in faults_in_page(page)]
    assert found == ["because of", "caused", "amid", "impact", "drove"], "text, then what is heard"


def test_unclosed_and_void_elements_do_not_silence_the_rest():
    assert faults_in_page('<p class="record">impact<br><p>x</div></p></p><p>amid</p>')


def test_a_block_marked_as_record_inside_a_sentence_is_skipped_alone():
    page = '<p>The <q class="record">impact</q> of talks.</p>'
    assert faults_in_page(page) == []


@pytest.mark.parametrize(
    ("value", "spec", "said"),
    [
        (114664, "", "114,664"),
        (pd.Series([5], dtype="Int64")[0], "", "5"),
        (2023, "d", "2023"),
        (0.264, ".0%", "26%"),
        (-0.264, ".0%", "−26%"),
        (3.0, "", "3"),
        (3.25, ",.1f", "3.2"),
        (pd.Period("2023-05", "M"), "", "May 2023"),
        (pd.Period("2023Q2", "Q"), "", "Q2 2023"),
        (pd.Period("2023", "Y"), "", "2023"),
        (pd.Timestamp("2023-11-15"), "", "15 November 2023"),
        (pd.Timestamp("2023-11-15"), "%Y", "2023"),
        (["a", "b", "c"], "", "a, b and c"),
        (["a"], "", "a"),
        ("a\u202eb\x00", "", "ab"),
        (Quoted("the impact", "s1"), "", "“the impact”"),
        (1, "meeting|meetings", "1 meeting"),
        (0, "meeting|meetings", "0 meetings"),
        (1200, "gap is|gaps are", "1,200 gaps are"),
        (1, "=was|were", "was"),
        (2, "=was|were", "were"),
        ([1, 2], "talk|talks", "1 talk and 2 talks"),
    ],
)
def test_values_are_said_in_words(value, spec, said):
    assert wording.said(value, spec) == said


@pytest.mark.parametrize(
    "value", [None, float("nan"), float("inf"), pd.NA, pd.NaT, True, 0.5, object(), {"a": 1}]
)
def test_what_cannot_be_said_is_refused(value):
    with pytest.raises(ValueError):
        wording.said(value)


@pytest.mark.parametrize("value", [1.5, None])
def test_a_noun_goes_with_a_whole_number_alone(value):
    with pytest.raises(ValueError):
        wording.said(value, "meeting|meetings")


def test_a_noun_has_one_singular_and_one_plural():
    with pytest.raises(ValueError, match="whole number"):
        wording.said(2, "a|b|c")


def test_values_travel_as_json():
    values = {
        "n": pd.Series([5], dtype="Int64")[0],
        "share": 0.5,
        "month": pd.Period("2023-05", "M"),
        "day": pd.Timestamp("2023-11-15"),
        "none": pd.NA,
        "list": (1, "a"),
        "yes": True,
    }
    assert wording.plain(values) == {
        "n": 5,
        "share": 0.5,
        "month": "2023-05",
        "day": "2023-11-15",
        "none": None,
        "list": [1, "a"],
        "yes": True,
    }


def test_a_set_is_told_in_one_order():
    assert wording.plain({"c", "a", "b", 2}) == [2, "a", "b", "c"]


def test_a_quotation_needs_a_source():
    with pytest.raises(ValueError, match="source"):
        Quoted("words", " ")
