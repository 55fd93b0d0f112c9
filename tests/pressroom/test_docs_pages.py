"""The documentation as pages: every link leads somewhere, and nothing but pages depends on it."""

import json
import shutil

import pytest

from pressroom import paths
from pressroom.build import stamp
from pressroom.build.plan import Planner
from pressroom.build.store import Store
from pressroom.gate import check
from pressroom.gate.reading import PageFile
from pressroom.page.bundle import Edition
from pressroom.site import docs
from tests.pressroom.conftest import built


def made(text, name="page", others=("page", "tour", "data-dictionary")):
    return docs.made(name, text, others)


def test_every_file_of_docs_is_a_page_that_the_index_and_the_foot_lead_to(site, root):
    names = {path.stem for path in (root / "docs").glob("*.md")} | {paths.DICTIONARY}
    front = PageFile("docs/index.html", (site / "docs/index.html").read_text("utf-8"))
    listed = [a.attrs["href"] for dt in front.root.find("dt") for a in dt.find("a")]
    assert set(listed) == {f"../docs/{name}/index.html" for name in names}
    assert listed[0] == "../docs/start-here/index.html"
    assert all((site / "docs" / name / "index.html").is_file() for name in names)
    foot = PageFile("index.html", (site / "index.html").read_text("utf-8")).root.find("footer")[0]
    assert "docs/index.html" in [a.attrs["href"] for a in foot.find("a")]
    assert [p for p in check(site, browser=False) if p.page.startswith("docs/")] == []


def test_pages_are_in_the_map_of_a_site_that_has_an_address(tmp_path, small):
    site = built(tmp_path, small, Edition(site_url="https://example.org"))
    assert "https://example.org/docs/start-here/index.html" in (site / "sitemap.xml").read_text()


def test_links_lead_to_pages_to_tables_or_name_the_file():
    body = made(
        "# A\n\n[one](tour.md#rooms) [two](../data/README.md) [three](../data/topics.csv) "
        "[four](../notebooks/a.ipynb) [five](https://example.org/x) [six](#here)\n"
    ).body
    assert '<a href="../tour/index.html#rooms">one</a>' in body
    assert '<a href="../data-dictionary/index.html">two</a>' in body
    assert '<a href="../../data/topics.csv">three</a>' in body
    assert "four (<code>notebooks/a.ipynb</code> in the project)" in body
    assert '<a href="https://example.org/x">five</a>' in body
    assert '<a href="#here">six</a>' in body


def test_code_and_tables_scroll_in_boxes_of_their_own_with_names_of_their_own():
    page = made("# A\n\n```\n<b>\n```\n\n```\nx\n```\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n")
    tree = PageFile("docs/a/index.html", str(page.body)).root
    boxes = tree.having("scroll")
    assert [box.attrs["tabindex"] for box in boxes] == ["0", "0", "0"]
    assert len({box.attrs["aria-label"] for box in boxes}) == 3
    assert tree.find("pre")[0].text == "<b>"
    assert [th.attrs["scope"] for th in tree.find("th")] == ["col", "col", "row"]


@pytest.mark.parametrize(("signs", "look"), [(docs.WORDY, "data"), (docs.WORDY + 1, "data cards")])
def test_three_columns_are_cards_on_a_phone_where_one_of_them_is_wordy(signs, look):
    table = f"# Page\n\n| a | b | c |\n| --- | --- | --- |\n| x | y | {'z' * signs} |\n"
    assert f'<table class="{look}">' in made(table).body


def test_raw_html_is_shown_and_headings_have_ids_of_their_own():
    page = made("# A\n\n<script>x</script>\n\n## Two\n\n## Two\n\n### Three\n")
    assert "<script>" not in page.body
    assert page.contents == [("two", "Two"), ("two-2", "Two")]


def test_a_project_without_docs_has_no_pages_and_no_link(tmp_path, small, monkeypatch):
    (tmp_path / "reports.toml").touch()
    monkeypatch.chdir(tmp_path)
    assert paths.docs() == {}
    site = built(tmp_path, small)
    assert not (site / "docs").exists()
    assert "docs/index.html" not in (site / "index.html").read_text("utf-8")
    assert json.loads((site / "manifest.json").read_text())["edition"]["docs"] == ""
    assert check(site, browser=False) == []


@pytest.fixture
def project(tmp_path, monkeypatch, root):
    for name in ("docs", "data"):
        shutil.copytree(root / name, tmp_path / name)
    (tmp_path / "reports.toml").touch()
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_edit_changes_the_pages_and_no_run(project):
    planner = Planner(Store(project / "build"), project / "data")
    before = planner.site_parts({}, {})
    (project / "docs" / "faq.md").write_text("# Questions\n\nNone.\n", encoding="utf-8")
    after = planner.site_parts({}, {})
    assert stamp.differences(before, after) == ["docs faq"]
    assert not any(name.startswith("docs") for name in stamp.library() | stamp.surroundings())


def test_a_spoilt_link_is_held_against_the_page(project, small, tmp_path):
    (project / "docs" / "faq.md").write_text(
        "# Questions\n\nThis one is asked: [x](../data/none.csv)\n", "utf-8"
    )
    problems = check(built(tmp_path, small), browser=False)
    assert [(p.page, p.check) for p in problems] == [("docs/faq/index.html", "link")]


def test_verification_passes_over_pages_made_from_other_docs(project, small, tmp_path):
    from pressroom.editions.remake import Remaker

    site = built(tmp_path, small)
    remaker = Remaker(site, tmp_path / "work", small)
    assert remaker.other_docs(None) == {}
    (project / "docs" / "faq.md").write_text("# Questions\n\nNone was asked.\n", "utf-8")
    reasons = remaker.other_docs(None)
    assert {path.split("/")[0] for path in reasons} == {"docs"}
    assert "docs/faq/index.html" in reasons
