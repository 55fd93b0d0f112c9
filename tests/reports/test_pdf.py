"""A page as a PDF."""

import pytest

from parley.errors import UsageError
from parley.reports.gate import browser as by_browser
from parley.reports.pdf import pdf
from tests.reports.test_gate import REPORT, needs_browser


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
