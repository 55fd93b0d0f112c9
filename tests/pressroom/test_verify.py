"""Verification: every planted digit is found, and nothing is passed over in silence."""

import json
import random
import re
import shutil

import pytest

from pressroom.editions.verify import CANNOT, MATCH, MISMATCH, Remade, verify

PAGE = "reports/deaths-and-talks/index.html"
TABLE = "data/meetings.csv"


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
    assert found["extra.html"].mismatches[0].expected == "no such page"


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


HEADLINE = "Deaths fell from 72,776"


def rewrite(old: str, new: str, path: str = PAGE):
    return lambda site: change(site, old, new, path)


def write(path: str, text: str):
    def tamper(site):
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text, encoding="utf-8")

    return tamper


def in_manifest(old: str, new: str):
    return rewrite(old, new, "manifest.json")


TAMPERS = {
    "caution hidden": rewrite('<p class="caution', '<p hidden class="caution'),
    "caution not displayed": rewrite('<p class="caution', '<p style="display:none" class="caution'),
    "caution unspoken": rewrite('<p class="caution', '<p aria-hidden="true" class="caution'),
    "caution without its class": rewrite('<p class="caution', '<p class="x-caution'),
    "caution hidden by the sheet": rewrite("<style>", "<style>.caution{display:none}"),
    "headline by the sheet": rewrite("<style>", '<style>h1::after{content:"rose"}'),
    "script added": rewrite("</body>", "<script>1</script></body>"),
    "script from elsewhere": rewrite("</head>", '<script src="//x.org/a.js"></script></head>'),
    "policy removed": rewrite("Content-Security-Policy", "X-Content-Security-Policy"),
    "sent elsewhere": rewrite(
        "</head>", '<meta http-equiv="refresh" content="0;url=//x.org"></head>'
    ),
    "form": rewrite("</body>", '<form action="//x.org"></form></body>'),
    "frame": rewrite("</body>", '<iframe src="//x.org"></iframe></body>'),
    "pixel": rewrite("</body>", '<img src="//x.org/p.gif" alt=""></body>'),
    "mark recoloured": rewrite('stroke="#12436D"', 'stroke="#ffffff"'),
    "mark filled": rewrite('fill="none"', 'fill="red"'),
    "label moved": rewrite('<text class="f-ink"', '<text text-anchor="end" class="f-ink"'),
    "label in another font size": rewrite('font-size="11"', 'font-size="1"'),
    "linked drawing": rewrite('<path class="s-c1"', '<use xlink:href="#x"/><path class="s-c1"'),
    "named by another": rewrite('aria-labelledby="', 'aria-labelledby="x '),
    "cell stretched": rewrite('<td class="num">', '<td colspan="2" class="num">'),
    "download renamed": rewrite('" download>', '" download="x.exe">'),
    "comment": rewrite("</body>", "<!-- x --></body>"),
    "event": rewrite("<body", '<body onload="x()"'),
    "base": rewrite("</head>", '<base href="//x.org/"></head>'),
    "language": rewrite('<html lang="en"', '<html lang="fr"'),
    "line ends": lambda site: (site / PAGE).write_bytes(
        (site / PAGE).read_bytes().replace(b"\n", b"\r\n")
    ),
    "bytes of a page that are no text": lambda site: (site / PAGE).write_bytes(
        (site / PAGE).read_bytes().replace(b"fell", b"f\xffell", 1)
    ),
    "bytes of a table that are no text": lambda site: (site / TABLE).write_bytes(
        (site / TABLE).read_bytes() + b"\xff\n"
    ),
    "script beside a report": write("reports/deaths-and-talks/evil.js", "1"),
    "page beside a report": write("reports/deaths-and-talks/more.html", "<html></html>"),
    "script at the root": write("evil.js", "1"),
    "page of its own": write("new/index.html", "<html><body><h1>New</h1></body></html>"),
    "server's orders": write(".htaccess", "Redirect / //x.org"),
    "file taken away": lambda site: (site / "feed.xml").unlink(),
    "table taken away": lambda site: (site / "data/meetings.csv").unlink(),
    "picture taken away": lambda site: (site / "reports/deaths-and-talks/deaths.png").unlink(),
    "manifest taken away": lambda site: (site / "manifest.json").unlink(),
    "manifest: a hash": lambda site: (site / "manifest.json").write_text(
        re.sub(r'"[0-9a-f]{64}"', f'"{"0" * 64}"', (site / "manifest.json").read_text(), count=1)
    ),
    "manifest: no JSON": write("manifest.json", "{"),
    "manifest: a list": write("manifest.json", "[]"),
    "manifest: a question": in_manifest("When did deaths fall?", "When did deaths rise?"),
    "manifest: a report's name": in_manifest('"slug": "deaths-and-talks"', '"slug": "deaths"'),
    "digit": rewrite(HEADLINE, HEADLINE.replace("6", "7")),
    "sign": rewrite(HEADLINE, HEADLINE.replace("72", "−72")),
    "look-alike": rewrite(HEADLINE, HEADLINE.replace("a", "а")),
    "invisible": rewrite(HEADLINE, HEADLINE.replace("fell", "fell\u200b")),
    "link": rewrite('href="deaths.csv"', 'href="other.csv"'),
    "alt text": rewrite("Line chart of deaths.", "Line chart of lives."),
    "shape": rewrite('d="M10 20', 'd="M10 21'),
    "row of a file": rewrite("72776", "72777", "reports/deaths-and-talks/deaths.csv"),
    "feed": rewrite("<title>", "<title>x", "feed.xml"),
    "another page's sheet": rewrite("<style>", "<style>p{color:#fff}", "methods/index.html"),
}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", TAMPERS)
def test_every_tamper_is_found(site, fresh, tally, name):
    TAMPERS[name](site)
    found = [a for a in verify(site, lambda wanted: Remade(fresh)) if a.outcome == MISMATCH]
    assert found, name
    assert all(answer.mismatches for answer in found)
    tally.setdefault("tampers", {})[name] = len(found)


def test_there_are_as_many_tampers_as_were_tried():
    assert len(TAMPERS) >= 49


def test_what_a_manifest_says_of_its_run_is_not_compared(site, fresh):
    held = json.loads((site / "manifest.json").read_text())
    held["run"] = {"run": 7, "started": "yesterday"}
    (site / "manifest.json").write_text(json.dumps(held))
    assert {a.outcome for a in answers(site, fresh).values()} == {MATCH}
