"""The front page: each point of the overview is followed by the report behind it."""

import pytest

from parley import record
from pressroom import findings
from pressroom.errors import ClaimError
from pressroom.site import assemble
from tests.pressroom.conftest import PAYLOAD, book, reported, said

ONE = findings.claim("{a:,} people died", [(1, "==", 1)], a=72776)
REPORTS = (
    ("deaths-and-talks", "When deaths fell"),
    ("overview", "This page"),
    ("deaths-and-talks", "B&B"),
)


def test_points_lead_to_the_reports_behind_them():
    made = findings.points(ONE, ONE, ONE, reports=REPORTS)
    html = made.as_html()
    assert html.count('<a href="../deaths-and-talks/index.html">') == 2
    assert "B&amp;B</a>" in html
    assert made._repr_mimebundle_()[PAYLOAD]["reports"][0] == [
        "deaths-and-talks",
        "When deaths fell",
    ]


def test_points_without_reports_have_no_links():
    assert "<a" not in findings.points(ONE, ONE, ONE).as_html()


def test_a_report_for_some_points_only_is_refused():
    with pytest.raises(ClaimError, match="3 points have 2 reports"):
        findings.points(ONE, ONE, ONE, reports=REPORTS[:2])


def test_the_front_page_takes_points_and_links_from_the_overview(tmp_path, small):
    notebook = book()
    points = next(cell for cell in notebook.cells if "findings.points" in cell.source)
    points.outputs = [said(findings.points(ONE, ONE, ONE, reports=REPORTS))]
    runs = tmp_path / "runs"
    bundles = [reported(runs), reported(runs, "overview", notebook=notebook)]
    assemble(bundles, record.load(small), tmp_path / "site", None)
    front = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert '<a href="reports/deaths-and-talks/index.html">When deaths fell</a>' in front
    own = (tmp_path / "site" / "reports/overview/index.html").read_text(encoding="utf-8")
    assert '<a href="../deaths-and-talks/index.html">When deaths fell</a>' in own
