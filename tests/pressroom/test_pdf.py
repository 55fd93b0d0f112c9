"""A page as a PDF."""

import pytest

from pressroom.errors import UsageError
from pressroom.gate import browser as by_browser
from pressroom.page.preview import pdf
from tests.pressroom.test_gate import REPORT, needs_browser


@needs_browser
@pytest.mark.browser
def test_a_pdf_is_tagged_and_has_an_outline(site, tmp_path):
    made = pdf(site / REPORT, tmp_path / "out" / "report.pdf").read_bytes()
    assert made.startswith(b"%PDF")
    assert b"/StructTreeRoot" in made
    assert b"/Outlines" in made
    assert len(pdf(site / REPORT, tmp_path / "all.pdf", with_tables=True).read_bytes()) > len(made)


def test_without_a_page_or_a_browser_it_says_what_is_missing(site, tmp_path, monkeypatch):
    with pytest.raises(UsageError, match="no page"):
        pdf(site / "gone.html", tmp_path / "x.pdf")
    monkeypatch.setattr(by_browser, "chromium", lambda: None)
    with pytest.raises(UsageError, match="Chromium was not found"):
        pdf(site / REPORT, tmp_path / "x.pdf")


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
