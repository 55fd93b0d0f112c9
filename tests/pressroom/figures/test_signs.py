"""Tables of signs: narrow columns to the eye, words to a screen reader."""

import pandas as pd

from pressroom.figures import tabular

SPEC = tabular.TableSpec(
    pd.DataFrame({"meeting": ["Woodside"], "Taiwan": ["●"], "Trade": [""], "note": ["●?"]}),
    signs={"●": "both mention it"},
)


def test_a_sign_says_its_words_and_a_blank_stays_blank():
    html = tabular.html(SPEC, "Meetings by topics")
    assert '<td aria-label="both mention it">●</td><td></td>' in html
    assert '<table class="data signs">' in html


def test_a_column_of_signs_is_marked_and_any_other_is_not():
    html = tabular.html(SPEC, "Meetings by topics")
    assert '<th scope="col" class="sign">Taiwan</th><th scope="col" class="sign">Trade' in html
    assert '<th scope="col">Note</th>' in html and "<td>●?</td>" in html


def test_a_table_without_signs_is_as_it_was():
    plain = tabular.TableSpec(SPEC.frame)
    assert "sign" not in tabular.html(plain, "Meetings by topics")


def test_the_words_of_signs_are_held_to_the_list():
    spec = tabular.TableSpec(SPEC.frame, signs={"●": "the impact of both"})
    assert any("impact" in fault for fault in tabular.faults(spec))
