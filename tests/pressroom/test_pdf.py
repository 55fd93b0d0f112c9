"""A page as a PDF."""

import re
import zlib

import pytest

from pressroom.errors import UsageError
from pressroom.gate import browser as by_browser
from pressroom.page.preview import packed, pdf
from tests.pressroom.test_gate import REPORT, needs_browser


@needs_browser
@pytest.mark.browser
def test_a_pdf_is_tagged_and_has_an_outline(site, tmp_path):
    made = pdf(site / REPORT, tmp_path / "out" / "report.pdf").read_bytes()
    assert made.startswith(b"%PDF")
    told = b"".join(objects(made).values())
    assert b"/StructTreeRoot" in told
    assert b"/Outlines" in told
    assert len(pdf(site / REPORT, tmp_path / "all.pdf", with_tables=True).read_bytes()) > len(made)


def test_without_a_page_or_a_browser_it_says_what_is_missing(site, tmp_path, monkeypatch):
    with pytest.raises(UsageError, match="no page"):
        pdf(site / "gone.html", tmp_path / "x.pdf")
    monkeypatch.setattr(by_browser, "chromium", lambda: None)
    with pytest.raises(UsageError, match="Chromium was not found"):
        pdf(site / REPORT, tmp_path / "x.pdf")


@needs_browser
@pytest.mark.browser
def test_a_paper_has_links_that_lead_somewhere_and_no_folder_of_the_machine(site, tmp_path):
    text = (site / REPORT).read_text("utf-8")
    assert 'href="../' in text and 'rel="canonical"' not in text
    bare = pdf(site / REPORT, tmp_path / "bare.pdf").read_bytes()
    assert not re.search(rb"file:|localhost", b"".join(objects(bare).values()))
    page = (site / REPORT).parent / "with-address.html"
    address = '<link rel="canonical" href="https://rain.example/reports/rain/index.html">'
    page.write_text(text.replace("</head>", f"{address}</head>"), encoding="utf-8")
    whole = b"".join(objects(pdf(page, tmp_path / "at.pdf").read_bytes()).values())
    page.unlink()
    assert b"(https://rain.example/index.html)" in whole and b"file:" not in whole


def objects(made: bytes) -> dict[int, bytes]:
    """Return the objects that stand in the streams of a PDF, read as its standard says."""
    found = {}
    for head, data in re.findall(rb"<<(/Type /ObjStm .*?)>>\nstream\n(.*?)\nendstream", made, re.S):
        count, first = (int(re.search(rb"/%b (\d+)" % key, head)[1]) for key in (b"N", b"First"))
        text = zlib.decompress(data)
        numbers = list(map(int, text[:first].split()))
        assert len(numbers) == 2 * count
        ends = [*numbers[3::2], len(text) - first]
        for number, start, end in zip(numbers[::2], numbers[1::2], ends, strict=True):
            found[number] = text[first + start : first + end].strip()
    return found


def plain(bodies: dict[int, bytes]) -> bytes:
    """Return a PDF of these objects as Chromium writes one."""
    made, places = b"%PDF-1.4\n", {}
    for number, body in bodies.items():
        places[number] = len(made)
        made += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % places[number] for number in sorted(places))
    table = b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(places) + 1, rows)
    end = b"trailer\n<</Size %d\n/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return made + table + end % (len(places) + 1, len(made))


def test_packing_keeps_every_object_and_gives_up_on_what_it_does_not_know():
    stream = b"<</Length 15>> stream\n9 0 obj endobj \n\nendstream"
    loose = {n: b"<</Type /StructElem /P %d 0 R /T (xref endobj)>>" % n for n in range(1, 451)}
    made = plain(loose | {200: stream})
    small = packed(made)
    assert len(small) < len(made) / 4
    assert objects(small) == {n: body for n, body in loose.items() if n != 200}
    assert b"200 0 obj\n" + stream in small
    at = int(re.search(rb"startxref\n(\d+)\n%%EOF\n$", small)[1])
    assert small[at:].startswith(b"454 0 obj\n<<")
    index = zlib.decompress(small[at:].partition(b"stream\n")[2].rpartition(b"\nendstream")[0])
    rows = [index[n : n + 7] for n in range(0, len(index), 7)]
    kinds = {n: (row[0], int.from_bytes(row[1:5], "big")) for n, row in enumerate(rows)}
    assert small[kinds[200][1] :].startswith(b"200 0 obj")
    assert all(kinds[n][0] == 2 for n in loose if n != 200)
    assert all(small[kinds[n][1] :].startswith(b"%d 0 obj" % n) for n in {kinds[1][1], 453, 454})
    for strange in (
        b"no table",
        made.replace(b"/Root", b"/Encrypt 3 0 R /Root"),
        plain({1: b"<<>>"}),
    ):
        assert packed(strange) == strange


HATCHED = """<!doctype html><html lang="en"><head><title>Hatched</title></head>
<body><h1>Hatched</h1>
<svg viewBox="0 0 100 60" role="img" aria-label="A hatched surface"><pattern id="lines"
patternUnits="userSpaceOnUse" width="72" height="72"><rect width="73" height="73" fill="#eee"/>
<path d="M0 0l72 72" stroke="#666"/></pattern>
<rect x="10" y="10" width="80" height="40" fill="url(#lines)"/></svg></body></html>"""


@needs_browser
@pytest.mark.browser
def test_hatching_is_printed_as_lines_and_not_as_a_picture(tmp_path, monkeypatch):
    page = tmp_path / "hatched.html"
    page.write_text(HATCHED, encoding="utf-8")
    assert b"/Subtype /Image" not in pdf(page, tmp_path / "lines.pdf").read_bytes()
    monkeypatch.setattr("pressroom.page.preview.HATCHING_AS_LINES", "() => 0")
    assert b"/Subtype /Image" in pdf(page, tmp_path / "picture.pdf").read_bytes()
