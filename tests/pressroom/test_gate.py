"""The gate: a fault planted for each guard, and the guard's answer."""

import hashlib
import json
import os
import re
import shutil
from dataclasses import replace

import pytest

from pressroom import gate
from pressroom.gate import browser as by_browser
from pressroom.gate import checks, contract
from pressroom.gate.reading import PageFile
from pressroom.page import render
from pressroom.page.bundle import Shell
from pressroom.page.dress import dress, policy
from tests.pressroom.conftest import book, built
from tests.pressroom.test_site import hostile

REPORT = "reports/deaths-and-talks/index.html"
needs_browser = pytest.mark.skipif(
    bool(by_browser.missing()), reason=f"NOT CHECKED: {'; '.join(map(str, by_browser.missing()))}"
)


@pytest.fixture
def html(a_bundle):
    return render(book(), a_bundle, Shell(path=a_bundle.path))


def found(html, path=REPORT):
    page = PageFile(path, html)
    return {problem.check: problem for problem in contract.faults(page) + checks.overweight(page)}


def spoilt(html, old, new):
    assert old in html, f"nothing to spoil: {old}"
    return html.replace(old, new, 1)


# The contract: what is spoilt, with what, and the check that must answer.
FAULTS = {
    "no language": ('<html lang="en">', "<html>", "head"),
    "no doctype": ("<!doctype html>", "", "head"),
    "no UTF-8": ("</main>", "f\ufffdll</main>", "head"),
    "no description": ('<meta name="description"', '<meta name="other"', "head"),
    "no viewport": ('name="viewport"', 'name="other"', "head"),
    "blank title": ("<title>Deaths fell from", "<title></title><title>Deaths", "head"),
    "no main": ('<main id="main"', '<div id="main"', "landmarks"),
    "no skip link": ('href="#main"', 'href="#sources"', "landmarks"),
    "second h1": ("<h2 id=", "<h1>Again</h1><h2 id=", "headings"),
    "level left out": ('<h3 class="fig-title">', '<h5 class="fig-title">', "headings"),
    "blank heading": ("Main points</h2>", "</h2>", "headings"),
    "id twice": ('id="sources"', 'id="cite"', "ids"),
    "label of nothing": ('aria-labelledby="sources"', 'aria-labelledby="gone"', "ids"),
    "attribute twice": ('<ol class="sources">', '<ol class="sources" class="x">', "ids"),
    "inline style": ('<p class="lede">', '<p class="lede" style="color:red">', "inert"),
    "handler": ('<p class="lede">', '<p class="lede" onclick="x()">', "inert"),
    "script": ("</main>", "<script>x()</script></main>", "inert"),
    "javascript link": ('href="#main"', 'href="javascript:x"', "inert"),
    "spaced javascript": ('href="#main"', 'href=" javascript:x"', "inert"),
    "data link": ('href="#main"', 'href="data:text/html,x"', "inert"),
    "frame": ("</main>", '<iframe title="x"></iframe></main>', "inert"),
    "picture elsewhere": ("</main>", '<img alt="a" src="//x.org/a.png"></main>', "inert"),
    "weak policy": ("default-src", "img-src", "policy"),
    "foreign sheet": ("</head>", "<style>p{}</style></head>", "policy"),
    "blank alt": ("</main>", '<img src="deaths.png" alt=""></main>', "names"),
    "placeholder alt": (
        "</main>",
        '<img src="deaths.png" alt="No description has been provided for this image"></main>',
        "names",
    ),
    "path as alt": ("</main>", '<img src="deaths.png" alt="figures/deaths.png"></main>', "names"),
    "svg without role": (' role="img"', "", "names"),
    "svg without name": ("Deaths fell</title>", "</title>", "names"),
    "blank link": ("</main>", '<a href="#main"></a></main>', "names"),
    "figure without title": ('class="fig-title"', 'class="x"', "figures"),
    "figure without source": ('class="fig-source"', 'class="x"', "figures"),
    "figure without description": ('class="fig-desc"', 'class="x"', "figures"),
    "figure without phone drawing": ('class="fig-phone"', 'class="x"', "figures"),
    "figure without CSV": ('href="deaths.csv"', 'href="other.csv"', "figures"),
    "figure without PNG": ('href="deaths.png"', 'href="other.png"', "figures"),
    "figure without SVG": ('href="deaths.svg"', 'href="other.svg"', "figures"),
    "placeholder description": ("Line chart of deaths from 72,776 to 47,735.", "chart", "figures"),
    "table without caption": ("<caption>Deaths by year, deaths</caption>", "", "tables"),
    "header without scope": ('<th scope="col">', "<th>", "tables"),
    "table that cannot scroll": ('class="scroll" tabindex="0"', 'class="scroll"', "tables"),
    "claim of cause": ("Counts are <em>", "Counts fell due to the talks <em>", "wording"),
    "claim in a name": ('aria-label="Table of deaths"', 'aria-label="The impact"', "wording"),
    "name of a column": ("Counts are <em>", "By visit_id, counts are <em>", "plain"),
    "day of a file": ("Counts are <em>", "Since 2026-11-29 counts are <em>", "plain"),
    "field that is none": ("Counts are <em>", "Counts of {other} are <em>", "plain"),
    "part of a field": ("Counts are <em>", "Counts of {other.label} are <em>", "plain"),
    "key in the record": ("</main>", '<q class="record">as middle_east</q></main>', "plain"),
    "straight mark": ("Counts are <em>", "A side's counts are <em>", "marks"),
    "straight mark in the record": ("</main>", "<q class='record'>a side's</q></main>", "marks"),
    "no values": ('id="parley-values"', 'id="other"', "values"),
    "broken values": ('"report":', '"report"', "values"),
    "too heavy": ("</main>", f"<p>{'word ' * 60_000}</p></main>", "size"),
    "too many elements": ("</main>", "<br>" * 4_000 + "</main>", "size"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_guard_answers_a_planted_fault(html, fault):
    old, new, check = FAULTS[fault]
    assert check not in found(html)
    answer = found(spoilt(html, old, new))
    assert check in answer
    assert answer[check].remedy
    assert REPORT in str(answer[check])


def test_why_a_page_is_not_the_newest_may_name_files_and_any_word(a_bundle):
    why = "Not updated since 2026-11-28: table policy_events leads to a file that is not there"
    html = render(book(), replace(a_bundle, notice=why), Shell(path=a_bundle.path))
    assert "Not updated since 28 November 2026: table policy_events leads to" in html
    assert found(html) == {}


def test_a_figure_without_its_table_is_found(html):
    bare = re.sub(r'<div class="scroll".*?</table></div>', "", html, count=1, flags=re.DOTALL)
    assert "has not a table" in found(bare)["figures"].what


def test_a_field_that_is_none_is_told_with_those_that_there_are(html):
    remedy = found(spoilt(html, "Counts are <em>", "In {the_us_s} capital <em>"))["plain"].remedy
    assert remedy.startswith("No field is called so; there are ") and "the_us" in remedy


def test_quoted_text_of_the_record_may_use_any_word(html):
    quoted = spoilt(html, "</main>", '<q class="record">led to the impact</q></main>')
    assert "wording" not in found(quoted)


def test_noise_that_does_not_compress_is_too_heavy(html):
    noise = "".join(hashlib.sha256(bytes([n % 256, n // 256])).hexdigest() for n in range(2_000))
    assert "gzipped" in found(spoilt(html, "</main>", f"<p>{noise}</p></main>"))["size"].what


def test_a_page_that_is_too_heavy_names_its_heaviest_figure(html):
    light, heavy = '<figure id="fig-light">a</figure>', f'<figure id="fig-heavy">{"a" * 250_000}'
    remedy = found(spoilt(html, "</main>", f"{heavy}</figure>{light}</main>"))["size"].remedy
    assert "Heaviest: heavy, 250,0" in remedy and "light" not in remedy.partition(". ")[2]


@pytest.mark.parametrize(("more", "is_over"), [(0, True), (1, False)])
def test_a_figure_more_than_six_brings_room_for_itself(html, more, is_over):
    heavy, light = f'<figure id="fig-a">{"a" * 240_000}</figure>', '<figure id="fig-b">a</figure>'
    drawn = heavy + light * (checks.FIGURES - 1 - html.count("<figure ") + more)
    assert ("size" in found(spoilt(html, "</main>", f"{drawn}</main>"))) == is_over


@pytest.mark.parametrize(
    ("target", "answer"),
    [
        ("../gone/index.html", "not there"),
        ("#gone", "anchor"),
        ("../../methods/index.html#gone", "anchor"),
        ("../../methods/", "does not end in a file name"),
        ("../../methods", "a folder"),
        ("/methods/index.html", "not relative"),
        ("//example.org/x.html", "not relative"),
        ("../../../outside.html", "not there"),
        ("", "nowhere"),
    ],
)
def test_links_that_do_not_hold_are_found(site, target, answer):
    path = site / REPORT
    path.write_text(path.read_text().replace("</main>", f'<a href="{target}">x</a></main>'))
    problems = checks.broken_links([PageFile(REPORT, path.read_text())], site)
    assert len(problems) == 1
    assert answer in problems[0].what


def test_links_that_hold_pass(site):
    path = site / REPORT
    more = '<a href="../../methods/index.html#topics">x</a><a href="https://example.org/">y</a>'
    path.write_text(path.read_text().replace("</main>", f"{more}</main>"))
    assert checks.broken_links([PageFile(REPORT, path.read_text())], site) == []


def test_a_heavy_card_is_found(site):
    (site / "reports" / "deaths-and-talks" / "deaths.png").write_bytes(b"\x89PNG" + bytes(150_001))
    (problem,) = gate.check(site, browser=False)
    assert problem.page == REPORT
    assert "deaths.png has 150,005 bytes" in problem.what


def test_frozen_editions_are_passed_over(site):
    old = site / "editions" / "2026-10"
    old.mkdir()
    (old / "index.html").write_text("nothing of a page")
    assert gate.check(site, browser=False) == []


def test_what_the_browser_lacks_is_said(site, monkeypatch):
    monkeypatch.setattr(by_browser, "chromium", lambda: None)
    monkeypatch.setattr(by_browser, "axe", lambda: None)
    problems = gate.check(site)
    assert {p.check for p in problems} == {"browser"}
    assert "Chromium was not found" in problems[0].what
    assert "were not made" in problems[0].what
    assert "--without-browser" in problems[0].remedy
    assert "axe-core was not found" in problems[1].what


def test_every_type_of_page_is_a_sample_and_every_page_is_opened(site):
    pages = whole(site)
    plan = gate.plan(pages)
    samples = set(plan[by_browser.MODES[0]])
    kinds = {page.kind for page in pages}
    assert {page.kind for page in pages if page.path in samples} == kinds
    assert {"report", "meeting", "year", "index", "404"} <= kinds
    # One of each notebook, since each draws other things.
    assert len([path for path in samples if path.startswith("reports/")]) == 2
    others = {path for mode in by_browser.ONE + by_browser.KNOWN for path in plan[mode]}
    assert samples | others == {page.path for page in pages}


def test_a_page_with_an_element_of_a_new_kind_is_judged_by_axe_too(site):
    pages = whole(site)
    known = gate.plan(pages)[by_browser.KNOWN[0]]
    assert len(known) > 5, "hardly a page is of known kinds alone"
    for new in ("<p><button></button></p></main>", '<p class="new">x</p></main>'):
        spoilt_page = PageFile(known[0], spoilt(dict_of(pages)[known[0]], "</main>", new))
        plan = gate.plan([spoilt_page if page.path == known[0] else page for page in pages])
        assert known[0] in plan[by_browser.ONE[0]]


def dict_of(pages):
    return {page.path: page.html for page in pages}


def test_some_pages_of_known_kinds_are_judged_all_the_same():
    same = [PageFile(f"days/{n}/index.html", f"<p>{n}</p>") for n in range(200)]
    fresh, known = checks.parted(same[1:], same[:1])
    assert 10 < len(fresh) < 50 and len(fresh) + len(known) == 199


def test_pages_that_passed_before_are_not_checked_again_but_their_links_are(
    tmp_path, site, monkeypatch
):
    last = shutil.copytree(site, tmp_path / "last")
    plant(site, "<h2></h2></main>")
    (site / "methods" / "index.html").unlink()
    looked_at = []
    monkeypatch.setattr(by_browser, "missing", lambda: [])
    monkeypatch.setattr(by_browser, "faults", lambda site, plan: looked_at.append(plan) or [])
    problems = gate.check(site, before=last)
    assert {page for pages in looked_at[0].values() for page in pages} == {REPORT}
    assert [p.page for p in problems if p.check == "headings"] == [REPORT]
    assert {p.check for p in problems if p.page != REPORT} == {"link"}
    assert len({p.page for p in problems}) > 10


def claimed(slug, day, **parameters):
    """A report's page with one claim."""
    values = {"last": day, "what": "meetings"}
    claims = [{"kind": "text", "claims": [{"template": "{what} to {last}", "values": values}]}]
    held = json.dumps({"parameters": parameters, "claims": claims})
    script = f'<script type="application/json" id="parley-values">{held}</script>'
    return PageFile(f"reports/{slug}/index.html", script)


def whole(site):
    return [PageFile(path, (site / path).read_text("utf-8")) for path in gate.paths(site)]


def disagreements(pages):
    return checks.disagreements({page.path: checks.statements(page) for page in pages})


def test_pages_that_contradict_each_other_are_found(site):
    assert disagreements(whole(site)) == []
    found = [said for page in whole(site) for said in checks.statements(page)]
    assert {said.split("/")[0] for said in found if "“" not in said} >= {"topic", "visit"}
    plant(site, "=9of", "=1of", "years/index.html")
    (problem,) = [p for p in gate.check(site, browser=False) if p.check == "says"]
    assert "9of" in problem.what and "years/2024.html says: 1of" in problem.what


def test_the_same_words_about_the_same_thing_hold_the_same_numbers():
    one, other = claimed("one", "30 June 2026"), claimed("other", "1 July 2026")
    (problem,) = disagreements([one, claimed("same", "30 June 2026"), other])
    assert problem.page == "reports/other/index.html" and "30 June 2026" in problem.what
    assert disagreements([one, claimed("other", "1 July 2026", topic="taiwan")]) == []


# In the browser. A fault is planted in one page, and only that page is looked at.
# The ways of looking that see the most: wide with axe, narrow, and without scripts. `make torture`
# looks in all ways.
EACH_KIND = [mode for mode in by_browser.MODES if mode.name in ("light", "320 px")]
EACH_KIND += [mode for mode in by_browser.MODES if not mode.scripts]
if os.environ.get("PARLEY_TORTURE"):
    EACH_KIND = list(by_browser.MODES)


def seen(site, path=REPORT, modes=by_browser.MODES):
    return by_browser.faults(site, {mode: [path] for mode in modes})


def plant(site, new, old="</main>", path=REPORT):
    file = site / path
    file.write_text(spoilt(file.read_text(encoding="utf-8"), old, new), encoding="utf-8")


@needs_browser
@pytest.mark.browser
def test_the_small_site_passes_in_the_browser(site, monkeypatch):
    """Each page, and each way of looking: in all but the first the samples take turns."""
    some = [mode for mode in by_browser.MODES if mode.axe or mode in EACH_KIND]
    every_way, step = gate.plan, 1 if len(some) == len(by_browser.MODES) else 4

    def in_turns(pages):
        found = every_way(pages)
        turns = {mode: found[mode][n % step :: step] for n, mode in enumerate(some[1:])}
        return found | turns

    monkeypatch.setattr(by_browser, "MODES", tuple(some))
    monkeypatch.setattr(gate, "plan", in_turns)
    assert gate.check(site) == []


@needs_browser
@pytest.mark.browser
def test_hostile_text_neither_runs_nor_widens_the_page(tmp_path):
    site = built(tmp_path, hostile(tmp_path / "hostile"))
    paths = ["index.html", "meetings/index.html", "meetings/2023-11-15-woodside/index.html"]
    plan = {mode: [*paths, "sources/2023.html", "data/index.html"] for mode in EACH_KIND}
    assert by_browser.faults(site, plan) == []


# What is planted at the end of a page, and what the browser answers.
SEEN = {
    '<img src="https://example.org/x.png" alt="A picture">': "asks for https",
    "<script>document.title='x'</script>": "the console says",
    '<p style="color:red">x</p>': "the console says",
    '<svg width="900" aria-hidden="true"></svg>': "px wide",
    "<p><button></button></p>": "axe button-name",
    '<div class="scroll" tabindex="0" role="region" aria-label="Long"><table class="data">'
    '<caption>Long</caption><tbody><tr><th scope="row">A</th><td class="num">'
    f"{'word ' * 60}</td></tr></tbody></table></div>": "1 cells of 'Long' are cut",
}


@needs_browser
@pytest.mark.browser
def test_the_browser_answers_each_planted_fault_and_names_its_page(site):
    whole = (site / REPORT).read_text(encoding="utf-8")
    paths = [REPORT.replace("index", f"fault-{number}") for number in range(len(SEEN))]
    for path, new in zip(paths, SEEN, strict=True):
        (site / path).write_text(spoilt(whole, "</main>", f"{new}</main>"), encoding="utf-8")
    problems = by_browser.faults(site, {mode: [REPORT, *paths] for mode in EACH_KIND[:2]})
    assert not [problem for problem in problems if problem.page == REPORT]
    for path, answer in zip(paths, SEEN.values(), strict=True):
        assert any(answer in p.what for p in problems if p.page == path), (path, problems)


CARD = """<div class="scroll" tabindex="0" role="region" aria-label="L"><table class="data cards">
<caption>L</caption><thead><tr>{heads}</tr></thead>
<tbody><tr><th scope="row">A</th>{cell}</tr></tbody></table></div></main>"""


@needs_browser
@pytest.mark.browser
@pytest.mark.parametrize(
    ("cell", "rule", "answer"),
    [
        ('<td data-h="Place">–</td>', "", "Place of L"),
        ('<td class="missing" data-h="Place">–</td>', "", None),
        ('<td data-h="Place">Rome</td>', ";width:90vw", "head L"),
    ],
)
def test_a_card_leaves_out_its_heads_and_what_is_blank(site, cell, rule, answer):
    """A rule is taken from the sheet, the policy renewed, so that only the heads are wrong."""
    path = site / REPORT
    heads = '<th scope="col">A long head</th>' * 9
    plant(site, CARD.format(heads=heads, cell=cell))
    restyle(path, lambda css: dress().css.replace(rule, "") if rule else dress().css)
    found = [p.what for p in seen(site, modes=by_browser.MODES[4:5]) if "a card" in p.what]
    assert (answer in found[0]) if answer else not found


@needs_browser
@pytest.mark.browser
@pytest.mark.parametrize("rule", ["", "min-width:5rem"])
def test_a_column_of_a_few_words_has_room_for_them(site, rule):
    path = site / REPORT
    cells = f"<td>its own page</td><td>{'many words ' * 90}</td>" + "<td>words enough</td>" * 6
    plant(site, CARD.format(heads='<th scope="col">A</th>' * 9, cell=cells))
    restyle(path, lambda css: dress().css.replace(rule, "") if rule else dress().css)
    found = [p.what for p in seen(site, modes=by_browser.MODES[:1]) if "narrow" in p.what]
    assert [each for each in found if "its own page" in each] if rule else not found


def restyle(path, change):
    """Change a page's style, and its policy to one that allows it."""
    html = path.read_text(encoding="utf-8")
    css = re.search("<style>(.*?)</style>", html)[1]
    new = change(css)
    assert new != css
    html = html.replace(css, new).replace(escaped(policy(css)), escaped(policy(new)))
    path.write_text(html, encoding="utf-8")


@needs_browser
@pytest.mark.browser
def test_weak_contrast_is_found_in_the_theme_that_has_it(site):
    path = site / REPORT
    restyle(path, lambda css: css.replace("--ink2:#4A5565", "--ink2:#B8BEC6"))
    problems = seen(site, modes=by_browser.MODES[:2])
    assert {p.check for p in problems if "color-contrast" in p.what} == {"browser, light"}


def escaped(text):
    from markupsafe import escape

    return str(escape(text))


@needs_browser
@pytest.mark.browser
def test_a_page_that_shows_no_drawing_is_found(site):
    plant(site, '<div class="fig-wide" hidden>', '<div class="fig-wide">')
    problems = seen(site, modes=(by_browser.MODES[-1],))
    assert any("drawings seen" in problem.what for problem in problems)
