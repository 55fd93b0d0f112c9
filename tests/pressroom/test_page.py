"""A report's page: what it holds, what it refuses, and that it is quick and always the same."""

import json
import re
import time
from dataclasses import replace

import pytest
from nbconvert.preprocessors import ExecutePreprocessor
from nbformat import v4
from traitlets.config import Config

from parley.pages import page_of
from pressroom.build import stamp
from pressroom.build.notebook import strays
from pressroom.errors import RunError, UsageError
from pressroom.gate import checks, contract
from pressroom.gate.reading import PageFile
from pressroom.page import PageExporter, render
from pressroom.page.bundle import Change, Edition, Shell
from pressroom.page.dress import dress, fitted, policy, prose, said
from pressroom.page.parts import MOST_BYTES, embedded
from pressroom.page.preview import preview
from pressroom.say import aside
from tests.pressroom.conftest import OTHER, SOURCE, book, bundle, figure, shown


@pytest.fixture
def page(a_bundle):
    html = render(book(), a_bundle, Shell(path=a_bundle.path))
    return PageFile(a_bundle.path, html)


def only(page, tag):
    (found,) = page.root.find(tag)
    return found


def test_the_finding_is_the_heading_and_the_question_stands_above_it(page):
    assert only(page, "h1").text == "Deaths fell from 72,776 to 47,735"
    assert page.root.having("kicker")[0].text == "When did deaths fall?"
    assert page.root.having("lede")[0].text == "Monthly deaths, from CDC."
    assert page.root.find("title")[0].text.startswith(
        "Deaths fell from 72,776 to 47,735 – When did"
    )


def test_the_caution_stands_before_the_first_figure(page):
    assert page.html.index("Timing alone shows no cause") < page.html.index("<figure")


def test_headline_and_points_are_said_once(page):
    assert page.html.count('class="headline"') == 0
    assert page.html.count('<ul class="points">') == 1


def test_meta_strip_names_edition_data_and_status(page):
    pairs = {
        d.find("dt")[0].text: d.find("dd")[0].text for d in page.root.find("dl")[0].find("div")
    }
    assert pairs == {
        "Edition": "Working edition",
        "Data to": "31 December 2024, in the newest of its tables",
        "Status": "not yet published",
    }


def test_notes_are_numbered_by_first_citation_and_lead_to_their_source(page):
    notes = [(a.text, a.attrs["href"]) for a in page.root.having("note")]
    assert notes == [("[1]", "#source-s2"), ("[2]", "#source-s1"), ("[2]", "#source-s1")]
    listed = [li.attrs["id"] for li in page.root.find("li") if "id" in li.attrs]
    assert listed == ["source-s2", "source-s1"]
    assert "read 1 March 2024" in page.root.having("sources")[0].text


def test_figures_are_numbered_in_order(a_bundle):
    html = render(book(figures=("one", "two")), a_bundle, Shell(path=a_bundle.path))
    heads = [h.text for h in PageFile("", html).root.having("fig-no")]
    assert heads == ["Figure 1.", "Figure 2."]
    assert 'Data for <span class="fig-ref">figure 2</span>' in html


def test_contents_are_listed_from_five_sections_on(a_bundle):
    shell = Shell(path=a_bundle.path)
    few = render(book(figures=("a", "b", "c")), a_bundle, shell)
    many = render(book(figures=("a", "b", "c", "d")), a_bundle, shell)
    assert 'id="on-this-page"' not in few
    assert many.count('<li><a href="#what-the-months-of-') == 4


def test_no_changes_are_said_and_changes_are_tabled(a_bundle, tmp_path):
    shell = Shell(path=a_bundle.path)
    none = bundle(tmp_path / "f", changes=())
    assert "<p>No changes.</p>" in render(book(), none, shell)
    change = Change("Deaths in May 2023", "6,600", "6,681", "CDC’s final file", "revised")
    html = render(book(), bundle(tmp_path / "f", changes=(change,)), shell)
    assert '<td data-h="Last edition">6,600</td><td data-h="This edition">6,681</td>' in html
    assert "What changed" not in render(book(), a_bundle, shell)
    coded = Change("Data of deaths", "too_few", "", "Rows changed", "revised", "2024-05, us_n")
    html = render(book(), bundle(tmp_path / "f", changes=(coded,)), shell)
    assert '<th scope="row">Data of deaths: <code>2024-05, us_n</code></th>' in html
    assert "<code>too_few</code>" in html


def test_code_is_hidden_and_shown_on_demand(page):
    (details,) = [d for d in page.root.find("details") if d.attrs.get("id") == "code"]
    assert "open" not in details.attrs
    assert details.find("pre")[0].text == "topic = 'a<b' # a key"


def test_a_notice_is_shown(tmp_path):
    given = bundle(tmp_path / "f", notice="Not updated since 2026-10-01: a cell failed")
    assert "Not updated since 1 October 2026: a cell failed" in render(
        book(), given, Shell(path=given.path)
    )


def test_the_page_carries_its_values_safely(a_bundle):
    html = render(book(), a_bundle, Shell(path=a_bundle.path))
    (text,) = re.findall(r'<script type="application/json" id="parley-values">(.*?)</script>', html)
    held = json.loads(text)
    assert held["inputs"] == {"meetings": "cd" * 32}
    assert held["claims"][0]["claims"][0]["values"] == {"a": 72776, "b": 47735}
    assert held["figures"][0]["values"] == [["2023", 72776], ["2024", 47735]]


def test_the_library_is_one_input(tmp_path):
    inputs = {"table meetings": "a", "library a.py": "b", "library c.py": "d"}
    held = json.loads(embedded(bundle(tmp_path / "f", inputs=stamp.condensed(inputs)), []))
    assert held["inputs"].keys() == {"table meetings", "library"}
    assert len(held["inputs"]["library"]) == 64


def test_values_cannot_end_their_script(a_bundle):
    evil = {"kind": "figure", "name": "x", "values": "</script><script>alert(1)</script><!--"}
    text = embedded(a_bundle, [evil])
    assert "<" not in text
    assert json.loads(text)["figures"][0]["values"] == evil["values"]


def test_values_stay_within_the_limit_the_largest_left_out_by_name(a_bundle):
    small = {"kind": "figure", "name": "small", "values": [1]}
    large = {"kind": "figure", "name": "large", "values": ["x" * MOST_BYTES]}
    held = json.loads(embedded(a_bundle, [large, small]))
    assert held["left_out"] == ["large"]
    assert held["figures"] == [{"kind": "figure", "name": "large"}, small]
    claims = {"kind": "text", "claims": [{"text": "x" * MOST_BYTES}]}
    with pytest.raises(RunError, match="fewer claims"):
        embedded(a_bundle, [claims])


def test_every_contract_check_passes(page):
    assert contract.faults(page) + checks.overweight(page) == []


def test_what_came_by_no_door_is_left_out_and_named(a_bundle):
    strange = {
        "a plot": {"image/png": "iVBORw0KGgo=", "text/plain": "<Figure>"},
        "bare text/latex": {"text/latex": "$stray$"},
        "a data frame": {"text/html": '<table class="dataframe">stray', "text/plain": "df"},
        "a preview": {"text/html": "<iframe>stray"},
    }
    shown = [v4.new_output("display_data", data=data) for data in strange.values()]
    notebook = book(*shown)
    assert [each.partition(" in cell")[0] for each in strays(notebook)] == list(strange)
    html = render(notebook, a_bundle, Shell(path=a_bundle.path))
    assert not any(each in html for each in ("iVBORw0KGgo", "stray", "<iframe"))


def test_an_error_in_a_cell_is_refused(a_bundle):
    output = v4.new_output("error", ename="E", evalue="v", traceback=["line"])
    with pytest.raises(RunError, match="an error"):
        render(book(output), a_bundle, Shell(path=a_bundle.path))


def test_a_preview_of_a_notebook_with_a_failed_cell_says_which_in_a_line(tmp_path):
    failed = {"outputs": [v4.new_output("error", ename="E", evalue="v", traceback=["line"])]}
    looked = v4.new_code_cell("preview()", **failed)
    cells = [v4.new_markdown_cell("# Q?"), looked, v4.new_code_cell("1 / 0", **failed)]
    (path := tmp_path / "n.ipynb").write_text(v4.writes(v4.new_notebook(cells=cells)), "utf-8")
    with pytest.raises(
        UsageError, match=r"^cell 3 failed in the saved notebook: run it, save"
    ) as told:
        preview(path)
    assert told.value._render_traceback_() == [str(told.value)]


def test_prints_widgets_and_exploring_cells_are_left_out(a_bundle):
    printed = v4.new_output("stream", name="stdout", text="printed by a cell")
    data = {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "a widget here"}
    notebook = book(printed, v4.new_output("display_data", data=data))
    tagged = {"metadata": {"tags": ["explore"]}}
    notebook.cells.append(v4.new_markdown_cell("## Explore", **tagged))
    looked = v4.new_output("display_data", data={"text/html": "<p>looked at</p>"})
    notebook.cells.append(v4.new_code_cell("look()", outputs=[looked], **tagged))
    html = render(notebook, a_bundle, Shell(path=a_bundle.path))
    assert "printed by a cell" not in html
    assert "widget" not in html
    assert "Explore" not in html and "look" not in html


def test_which_way_was_said_is_for_the_draft_alone(a_bundle):
    notebook = book()
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            output.data["text/html"] += aside(["It is the 2nd of 2 ways"])
    assert "2nd of 2 ways" not in render(notebook, a_bundle, Shell(path=a_bundle.path))


def test_two_headlines_or_none_are_refused(a_bundle):
    shell = Shell(path=a_bundle.path)
    twice = book()
    twice.cells.insert(3, twice.cells[2])
    with pytest.raises(RunError, match="2 headlines"):
        render(twice, a_bundle, shell)
    with pytest.raises(RunError, match="no headline"):
        render(book(headline=False), a_bundle, shell)


def test_a_note_without_its_source_is_refused(a_bundle):
    stray = shown(
        "text", '<p><a class="note" data-source="gone" href="#source-gone">[gone]</a></p>'
    )
    with pytest.raises(RunError, match="'gone'"):
        render(book(stray), a_bundle, Shell(path=a_bundle.path))


def test_a_figure_shown_twice_is_refused(a_bundle):
    with pytest.raises(RunError, match="exactly once"):
        render(book(figure("deaths")), a_bundle, Shell(path=a_bundle.path))


def test_markdown_is_sanitised():
    made = str(prose("A <script>x</script> and <img src=x onerror=y>"))
    assert "<script" not in made
    assert "<img" not in made
    assert "javascript" not in str(prose("A [link](javascript:alert)"))
    with pytest.raises(ValueError, match=r"figures\.save"):
        prose("![alt](file.png)")


def test_markdown_headings_never_pass_the_h1():
    assert str(prose("# One\n\n### Three")) == '<h2 id="one">One</h2>\n<h3 id="three">Three</h3>\n'


def test_a_frozen_page_says_which_edition_it_is_and_where_the_newest_stands(a_bundle):
    edition = Edition("2026-11", "November 2026", published="2026-11-21", frozen=True)
    html = render(book(), a_bundle, Shell(edition, a_bundle.path))
    assert "This is the edition of November 2026" in html
    assert 'href="../../../../index.html"' in html
    assert 'href="../../../../corrections/index.html"' in html


def test_canonical_only_where_the_address_is_known(a_bundle):
    assert "canonical" not in render(book(), a_bundle, Shell(path=a_bundle.path))
    shell = Shell(Edition(site_url="https://example.org/p"), a_bundle.path)
    html = render(book(), a_bundle, shell)
    assert '<link rel="canonical" href="https://example.org/p/reports/deaths-and-talks/">' in html


def test_the_citation_names_the_address_that_never_changes_and_the_doi(a_bundle):
    edition = Edition("2026-11", "November 2026", "2026-11-21", frozen=True, doi="10.5281/z.1")
    shell = Shell(replace(edition, site_url="https://example.org/p"), a_bundle.path)
    html = render(book(), a_bundle, shell)
    own = "https://example.org/p/editions/2026-11/reports/deaths-and-talks/"
    assert f"{own} https://doi.org/10.5281/z.1</p>" in html
    assert f"url = {{{own}}}" in html and "doi = {10.5281/z.1}" in html


def test_a_draft_stands_alone_and_says_so(tmp_path):
    path = tmp_path / "my-notebook.ipynb"
    path.write_text(v4.writes(book()), encoding="utf-8")
    html, _ = PageExporter().from_filename(str(path))
    page = PageFile("my-notebook.html", html)
    assert "Draft." in html
    assert not page.root.find("nav")
    links = [a.attrs["href"] for a in page.root.find("a")]
    assert not [link for link in links if link.startswith("..")]


def test_a_notebook_that_was_not_run_is_refused_or_run(monkeypatch):
    def ran(self, nb, resources):
        nb.cells[1].outputs = [v4.new_output("error", ename="E", evalue="", traceback=["x"])]
        return nb, resources

    monkeypatch.setattr(ExecutePreprocessor, "preprocess", ran)
    cells = [v4.new_markdown_cell("# Q?\n\nWhat."), v4.new_code_cell("1 / 0")]
    unrun = v4.new_notebook(cells=cells)
    with pytest.raises(RunError, match="--execute"):
        PageExporter().from_notebook_node(unrun)
    told = Config(ExecutePreprocessor={"enabled": True})
    with pytest.raises(RunError, match="an error"):  # so it was run, and left as it was
        PageExporter(config=told).from_notebook_node(unrun)
    assert not cells[1].outputs


def test_nbconvert_knows_the_exporter_by_name():
    from nbconvert.exporters import get_exporter

    assert get_exporter("parley").export_from_notebook == "Report page"


def test_the_same_notebook_gives_the_same_page(a_bundle):
    shell = Shell(path=a_bundle.path)
    assert render(book(), a_bundle, shell) == render(book(), a_bundle, shell)


def test_a_page_is_quick(a_bundle):
    notebook, shell = book(figures=("a", "b", "c", "d")), Shell(path=a_bundle.path)
    render(notebook, a_bundle, shell)
    times = []
    for _ in range(9):
        start = time.process_time()
        render(notebook, a_bundle, shell)
        times.append(time.process_time() - start)
    assert sorted(times)[4] <= 0.040


def test_the_policy_holds_the_sheet_of_the_page(page):
    assert policy(dress().css) == dress().csp
    assert "; connect-src 'self'; " in dress().csp  # for what judges a page from within
    assert not [p for p in contract.faults(page) if p.check == "policy"]


def test_dates_are_said_and_sources_have_a_page():
    assert said("2023-11") == "November 2023"
    assert page_of(SOURCE) == "sources/2023.html#source-s1"
    assert page_of(OTHER._replace(date="")) == "sources/undated.html#source-s2"
    assert page_of(OTHER._replace(source_id="record")) == "data/index.html"


def test_a_page_carries_the_rules_that_it_can_use_and_a_policy_of_them(a_bundle):
    html = fitted(render(book(figures=("a",)), a_bundle, Shell(path=a_bundle.path)))
    page = PageFile(a_bundle.path, html)
    css, whole = only(page, "style").raw, dress().css
    worn = {name for node in page.root.walk() for name in node.classes}
    selectors = [one for rule in re.findall(r"([^{}@]+){", whole) for one in rule.split(",")]
    plain = {
        one: set(re.findall(r"[.]([a-z][\w-]*)", one))
        for one in selectors
        if not set("()") & set(one)
    }
    assert worn & {"fig-wide", "caution"} and len(css) < len(whole) - 2000
    assert not [one for one, names in plain.items() if names <= worn and one not in css]
    assert not [one for one, names in plain.items() if names - worn and f"}}{one}{{" in css]
    assert not [p for p in contract.faults(page) if p.check == "policy"]


def test_what_the_script_makes_of_a_page_keeps_its_rules():
    html = f"<style>{dress().css}</style><script>{dress().script}</script><p class='n'>"
    css = re.search("<style>(.*?)</style>", fitted(html))[1]
    assert ".finder" in css and ".finder" not in fitted(html.replace(dress().script, ""))


def test_a_page_that_wears_every_class_carries_the_whole_sheet():
    every = " ".join(re.findall(r"[.]([a-zA-Z][\w-]*)", dress().css))
    html = f'<style>{dress().css}</style><p class="{every}">'
    assert fitted(html) == html
