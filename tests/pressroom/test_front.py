"""The front page: each point of the overview is followed by the report behind it."""

import pytest

from parley import record
from pressroom import claims, findings
from pressroom.errors import ClaimError
from pressroom.site import assemble
from tests.pressroom.conftest import PAYLOAD, book, reported, said

ONE = claims.claim("{a:,} people died", [(1, "==", 1)], a=72776)
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


def test_of_many_reports_the_heaviest_leads_and_what_no_group_names_is_last(tmp_path, small):
    from pressroom.build.matrix import Layout
    from pressroom.site import read_notebook
    from pressroom.site.listing import groups, listed

    rec = record.load(small)
    made = [reported(tmp_path, slug) for slug in ("a--x", "a--y", "b", "c")]
    found = [listed(each, read_notebook(each.executed), rec) for each in made]
    weights = {"reports/a--x/index.html": 2, "reports/a--y/index.html": 5}
    grouped = groups(found, Layout(groups={"First": ["c", "a"], "None": ["gone"]}), weights)
    told = [(g.heading, [r.slug for r in g.single], [r.slug for r in g.several]) for g in grouped]
    assert told == [("First", ["c"], ["a--y", "a--x"]), ("More reports", ["b"], [])]


def test_the_first_use_of_a_term_leads_to_the_glossary(site):
    front = (site / "methods/index.html").read_text(encoding="utf-8")
    assert front.count('<a class="term" href="../glossary/index.html#account">') == 1
    own = (site / "glossary/index.html").read_text(encoding="utf-8")
    assert 'id="relationship"' in own and 'class="term"' not in own


@pytest.mark.parametrize(
    "text",
    [
        "<h2>An account</h2>",
        '<p><a href="x">an account</a></p>',
        "<p><q>an account</q></p>",
        '<p><span class="record"><bdi>an account</bdi></span></p>',
        "<p>accountant</p>",
        "<table><tr><td><p>account</p></td></tr></table>",
        "<p><br>x</p>account",
    ],
)
def test_no_term_is_linked_in_a_name_a_link_or_text_of_the_record(text):
    from pressroom.site.docs import Term, with_terms

    page = f"<main>{text}</main>"
    assert with_terms(page, "", (Term("account", "account", (), ""),)) == page


def test_the_front_page_takes_points_and_links_from_the_overview(tmp_path, small):
    notebook = book()
    points = next(cell for cell in notebook.cells if "findings.points" in cell.source)
    points.outputs = [said(findings.points(ONE, ONE, ONE, reports=REPORTS))]
    runs = tmp_path / "runs"
    bundles = [reported(runs), reported(runs, "overview", notebook=notebook)]
    assemble(bundles, record.load(small), tmp_path / "site", None)
    front = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert (
        front.count('<a href="reports/deaths-and-talks/index.html">When did deaths fall?</a>') == 2
    )
    assert "When deaths fell" not in front  # typed when the report asked something else
    own = (tmp_path / "site" / "reports/overview/index.html").read_text(encoding="utf-8")
    assert '<a href="../deaths-and-talks/index.html">When deaths fell</a>' in own
