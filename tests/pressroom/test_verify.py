"""Verification: every planted digit is found, and nothing is passed over in silence."""

import random
import re
import shutil

import pytest

from pressroom.editions.verify import CANNOT, MATCH, MISMATCH, Remade, verify

PAGE = "reports/deaths-and-talks/index.html"


@pytest.fixture
def fresh(tmp_path, site):
    """The site made again, as the caller's own function would give it."""
    return shutil.copytree(site, tmp_path / "fresh")


def answers(site, fresh, pages=()):
    return {a.page: a for a in verify(site, lambda wanted: Remade(fresh), pages)}


def change(site, old, new, path=PAGE):
    file = site / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_site_that_is_what_the_record_gives_matches(site, fresh):
    found = answers(site, fresh)
    assert {a.outcome for a in found.values()} == {MATCH}
    assert found[PAGE].numbers > 10
    assert str(found[PAGE]).startswith(f"{PAGE}: match, ")


def test_a_changed_number_is_named_with_its_place(site, fresh):
    change(site, "<h1>Deaths fell from 72,776", "<h1>Deaths fell from 72,777")
    answer = answers(site, fresh, [PAGE])[PAGE]
    assert answer.outcome == MISMATCH
    first = answer.mismatches[0]
    assert (first.expected, first.found) == ("72,776", "72,777")
    assert "“Deaths fell from 72,777 to 47,735”" in first.where


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('<td class="num">72,776', '<td class="num">72,716', "Deaths fell after May 2023"),
        (">2023</text>", ">2024</text>", "Deaths fell after May 2023"),
        ('d="M10 20', 'd="M10 21', "the drawing of figure deaths"),
        ('aria-label="Table of deaths"', 'aria-label="Table of deaths 2"', "aria-label"),
        ('"b":47735', '"b":47736', "embedded value claims"),
        ('href="deaths.csv"', 'href="other.csv"', "href"),
        ('content="Monthly deaths', 'content="Yearly deaths', "content of meta"),
        ("<title>Deaths fell from 72", "<title>Deaths fell from 73", "the top of the page"),
    ],
)
def test_a_change_of_any_kind_is_found(site, fresh, old, new, where):
    change(site, old, new)
    answer = answers(site, fresh, [PAGE])[PAGE]
    assert answer.outcome == MISMATCH
    assert any(where in mismatch.where for mismatch in answer.mismatches)


def test_any_digit_a_reader_sees_is_found(site, fresh):
    html = (site / PAGE).read_text(encoding="utf-8")
    body = html.index("<body")
    inert = [m.span() for m in re.finditer(r"<(style|script).*?</\1>", html, re.DOTALL)]
    digits = [
        m.start()
        for m in re.finditer(r"\d(?=[^<>]*<)", html)
        if m.start() > body and not any(a <= m.start() < b for a, b in inert)
    ]
    for place in random.Random(20261121).sample(digits, 40):
        other = str((int(html[place]) + 1) % 10)
        (site / PAGE).write_text(html[:place] + other + html[place + 1 :], encoding="utf-8")
        around = html[place - 20 : place + 20]
        assert answers(site, fresh, [PAGE])[PAGE].outcome == MISMATCH, around


def test_a_changed_table_or_file_is_found(site, fresh):
    csv = site / "reports" / "deaths-and-talks" / "deaths.csv"
    csv.write_text(csv.read_text().replace("72776", "72777"))
    data = site / "data" / "meetings.csv"
    data.write_text(data.read_text().replace("A summit", "The summit"))
    found = answers(site, fresh)
    assert found[PAGE].mismatches[0].where == "deaths.csv, row 3"
    assert found["data/meetings.csv"].mismatches[0].where == "meetings.csv, row 3"


def test_a_meeting_page_is_verified_too(site, fresh):
    path = "meetings/2023-11-15-woodside/index.html"
    change(site, "15 November 2023", "16 November 2023", path)
    assert answers(site, fresh)[path].outcome == MISMATCH


def test_pages_missing_or_too_many_are_found(site, fresh):
    (site / "methods" / "index.html").unlink()
    (site / "extra.html").write_text("<html><body><h1>More</h1></body></html>")
    found = answers(site, fresh)
    assert found["methods/index.html"].mismatches[0].found == "no such page"
    assert found["extra.html"].outcome == CANNOT


def test_what_cannot_be_recomputed_is_said_with_its_reason(site):
    reason = "meetings.csv is not the one that it was made from"
    (answer,) = verify(site, lambda wanted: Remade(None, {PAGE: reason}), [PAGE])
    assert answer.outcome == CANNOT
    assert str(answer) == f"{PAGE}: cannot recompute here: {reason}"


def test_a_page_that_contradicts_itself_never_passes(site):
    change(site, "<h1>Deaths fell from 72,776", "<h1>Deaths fell from 72,777")
    change(site, "<title>Deaths fell from 72,776", "<title>Deaths fell from 72,777")
    change(site, "“Deaths fell from 72,776", "“Deaths fell from 72,777")
    change(site, "{{Deaths fell from 72,776", "{{Deaths fell from 72,777")
    (answer,) = verify(site, lambda wanted: Remade(None), [PAGE])
    assert answer.outcome == MISMATCH
    assert answer.mismatches[0].expected == "Deaths fell from 72,776 to 47,735"


def test_a_new_style_sheet_changes_no_number(site, fresh):
    change(site, "<style>", "<style>p{}")
    assert answers(site, fresh, [PAGE])[PAGE].outcome == MATCH
