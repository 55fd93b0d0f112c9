"""What a reader looks up: people, visits, years, places, and the page that finds them."""

import functools
import http.server
import shutil
import threading
from types import SimpleNamespace

import pytest

from parley import record
from parley.cli import main
from parley.pages import moved
from parley.pages.finder import Finder, Group, term, visit_title
from parley.pages.talks import Talks
from pressroom import gate
from pressroom.gate import browser
from pressroom.gate.contract import finder as script
from pressroom.gate.reading import PageFile
from tests import firefox, small_record
from tests.conftest import ROOT
from tests.pressroom.build.project import write_report

MOVED = """
[moved]
2023-11-14-woodside = "2023-11-15-woodside"
2023-06-17-beijing = "2023-06-18-beijing"
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A project with the small record, one report, and its site."""
    home = tmp_path_factory.mktemp("finder") / "project"
    (home / "notebooks").mkdir(parents=True)
    shutil.copy(ROOT / "notebooks" / "topic-frequency.ipynb", home / "notebooks")
    (home / "reports.toml").write_text('project = "parley.project:PROJECT"\n')
    small_record.write(home / "data")
    said = small_record.settings(home / "data")
    said.write_text(said.read_text("utf-8") + MOVED, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        assert main(["build", "--quiet"]) == 0
    return home


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    """A project with one short report: for the site's own pages, of other rows."""
    home = tmp_path_factory.mktemp("short") / "project"
    (home / "notebooks").mkdir(parents=True)
    write_report(home / "notebooks" / "meetings.ipynb")
    (home / "reports.toml").write_text('project = "parley.project:PROJECT"\n')
    return home


def build(home, data, out):
    """Build a project's site of another record."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        assert main(["build", "--quiet", "--data", str(data), "--out", str(out)]) == 0


@pytest.fixture(scope="module")
def site(place):
    return place / "build" / "site"


@pytest.fixture
def finder(place):
    rec = record.load(place / "data")
    return Finder(Talks(rec), rec)


def test_everybody_listed_has_a_page_with_meetings_and_counterparts(finder, site):
    assert finder.people
    for person in finder.people.values():
        page = (site / person.path).read_text("utf-8")
        assert person.name in page
        for meeting in person.meetings:
            assert f"../{meeting.path}" in page
        for other, count in person.counterparts:
            assert other.side != person.side
            assert count > 0


def test_counterparts_are_counted_over_held_meetings_that_list_both(finder):
    person = next(p for p in finder.people.values() if p.counterparts)
    other, count = person.counterparts[0]
    both = [m for m in person.meetings if m in other.meetings and m.row.status == "held"]
    assert count == len(both)
    assert dict((p.key, n) for p, n in other.counterparts)[person.key] == count


def test_a_meeting_that_was_called_off_is_in_no_count_of_people_and_places(place, short, tmp_path):
    home, lima = tmp_path / "off", "2024-01-30-lima"
    shutil.copytree(place / "data", home)
    meetings = [
        row | ({"status": "cancelled"} if row["meeting_id"] == lima else {})
        for row in small_record.ROWS["meetings"]
    ]
    small_record.write_table(home, "meetings", meetings)
    build(short, home, tmp_path / "b")
    site, rec = tmp_path / "b" / "site", record.load(home)
    finder = Finder(Talks(rec), rec)
    off = [m.row.status != "held" for m in finder.people["c"].meetings]
    assert sum(off) == 1 < len(off), "c sat at one that was held, and at the one called off"
    page = " ".join((site / finder.people["c"].path).read_text("utf-8").split())
    assert "Listed at 1 meeting held, from" in page
    assert "and at 1 cancelled or postponed." in page
    assert "0 meetings, 1 called off" in (site / "places/index.html").read_text("utf-8")
    assert finder.people["c"].kind == "body"
    assert "2 people and 1 body whose people" in (site / "people/index.html").read_text("utf-8")


def test_a_topic_that_the_press_alone_names_is_not_shown_as_named_by_nobody(place, short, tmp_path):
    home = tmp_path / "press"
    shutil.copytree(place / "data", home)
    mention = {"meeting_id": "2023-06-18-beijing", "side": "press", "topic": "fentanyl",
               "basis": "report", "source_id": "s2"}  # fmt: skip
    small_record.write_table(home, "mentions", [*small_record.ROWS["mentions"], mention])
    build(short, home, tmp_path / "b")
    page = (tmp_path / "b" / "site" / "topics" / "fentanyl-2023.html").read_text("utf-8")
    assert ">Press</th>" in page and "reports it" in page
    plain = (tmp_path / "b" / "site" / "topics" / "taiwan-2023.html").read_text("utf-8")
    assert ">Press</th>" not in plain


def test_the_counts_of_a_year_are_those_of_the_reports(finder):
    from parley.analysis import topics

    rec = finder.rec
    held = topics.held_meetings(rec.meetings)
    rows = topics.account_topics(held, rec.accounts, rec.mentions, rec.topics)
    every = topics.topic_totals(rows, rec.topics).query("side == 'either'").set_index("topic")
    years = sorted({m.year for m in finder.talks.meetings})
    for count in finder.counts(years):
        assert (count.mentions, count.n) == tuple(every.loc[count.topic, ["mentions", "n"]])


def test_a_meeting_after_the_end_of_the_coverage_is_in_no_count_of_topics(place, tmp_path):
    home = shutil.copytree(place / "data", tmp_path / "earlier")
    coverage = [row | {"last": "2023-12-31"} for row in small_record.ROWS["coverage"]]
    small_record.write_table(home, "coverage", coverage)
    rec = record.load(home)
    finder, last = Finder(Talks(rec), rec), max(rec.meetings["start_date"])
    assert last.year == 2024 and {count.text for count in finder.counts(["2024"])} == {"–"}
    assert any(count.n for count in finder.counts(["2023"]))


def test_years_are_told_alone_and_two_by_two(finder, site):
    keys = [span.key for span in finder.spans]
    assert all((site / f"years/{key}.html").is_file() for key in keys)
    for span in finder.spans:
        if len(span.years) == 2:
            assert int(span.years[1]) == int(span.years[0]) + 1
    for (topic, year), found in finder.by_topic.items():
        page = (site / finder.topic_path(topic, year)).read_text("utf-8")
        assert all(f"../{m.path}" in page for m in found)


def test_sessions_of_a_visit_lead_to_each_other(finder, site):
    for visit in finder.visits.values():
        assert len(visit.meetings) > 1
        assert (site / visit.path).is_file()
        for meeting in visit.meetings:
            page = (site / meeting.path).read_text("utf-8")
            assert f"../../{visit.path}" in page
            assert all(f"../../{m.path}" in page for m in visit.meetings if m is not meeting)


def test_a_visit_holds_the_promises_of_its_sessions(place, short, tmp_path):
    home = shutil.copytree(place / "data", tmp_path / "visit")
    first = next(m for m in small_record.ROWS["meetings"] if "woodside" in m["meeting_id"])
    second = first | {"meeting_id": "2023-11-16-woodside", "title": "A second session"}
    second |= {"start_date": "2023-11-16", "end_date": "2023-11-16"}
    small_record.write_table(home, "meetings", [*small_record.ROWS["meetings"], second])
    rows = small_record.ROWS["accounts"]
    own = {"meeting_id": second["meeting_id"], "published": "unknown"}
    own = [own | {"side": side} for side in ("prc", "us")]
    small_record.write_table(home, "accounts", [*rows, *own])
    made = small_record.ROWS["commitments"][0] | {"meeting_id": first["meeting_id"]}
    small_record.write_table(home, "commitments", [made])
    build(short, home, tmp_path / "b")
    page = (tmp_path / "b" / "site" / f"visits/{first['meeting_id']}.html").read_text("utf-8")
    assert f"promise/{made['commitment_id']}: became=" in page and "A second session" in page


def test_a_visit_is_named_by_its_towns_and_days(finder):
    first, second = finder.talks.meetings[0], finder.talks.meetings[-1]
    assert visit_title([first, second]).endswith(": 2 sessions")


def test_the_page_of_a_place_does_not_say_the_place_in_every_row(site):
    pages = [page for page in (site / "places").glob("*.html") if page.name != "index.html"]
    assert pages and not [page for page in pages if ">Where</th>" in page.read_text("utf-8")]
    assert ">Where</th>" in (site / "people" / "c.html").read_text("utf-8")


def test_a_term_is_told_as_far_as_it_is_known():
    import pandas as pd

    day = pd.Timestamp("2021-01-20")
    assert (
        term(SimpleNamespace(from_date=day, to_date=pd.NaT, date_precision="day"))
        == "since 20 January 2021"
    )
    assert term(SimpleNamespace(from_date=day, to_date=day, date_precision="seen")).startswith(
        "seen in it on"
    )


def test_old_addresses_lead_to_the_new(finder, site):
    ids = finder.rec.settings.moved
    assert len(ids) == 2
    for old, new in ids.items():
        path = f"meetings/{old}/index.html"
        page = PageFile(path, (site / path).read_text("utf-8"))
        to = f"../../meetings/{new}/index.html"
        assert page.leads_on
        assert f'content="0; url={to}"' in page.html
        assert f'<link rel="canonical" href="{to}">' in page.html
        assert '<meta name="robots" content="noindex">' in page.html
        assert to in [target for target, _ in page.links()]
        assert gate.of_page(page) == []
        assert (site / f"visits/{old}.html").exists() == (new in finder.visits)
    listed = [
        page
        for pages in gate.plan(
            [PageFile(p, (site / p).read_text()) for p in gate.paths(site)]
        ).values()
        for page in pages
    ]
    assert listed
    assert not [page for page in listed if any(old in page for old in ids)]


def test_the_page_of_a_visit_moves_with_its_first_meeting():
    told = []
    visit = Group("visits/new.html", "Beijing: 2 sessions", [])
    moved(
        SimpleNamespace(moved=lambda *given: told.append(given)),
        SimpleNamespace(by_id={}, visits={"new": visit}),
        SimpleNamespace(settings=SimpleNamespace(moved={"old": "new", "older": "unknown"})),
    )
    assert told == [("visits/old.html", "visits/new.html", "Beijing: 2 sessions")]


def test_what_is_not_known_of_a_person_is_a_blank_that_no_card_shows(site):
    people = PageFile("people/index.html", (site / "people" / "index.html").read_text("utf-8"))
    cells = [cell for cell in people.root.find("td") if not cell.attrs.get("data-h")]
    assert any(not cell.children for cell in cells)
    assert not [cell for cell in cells if cell.text == "–"]


def test_the_script_is_small_and_stands_on_no_page_that_has_no_rows(site):
    assert len(script().encode()) <= 4096
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        has = script() in text
        assert has == ("script-src" in text), path
        assert has <= ("data-find" in text), path


def test_every_page_is_whole_without_it(site):
    page = PageFile("find", (site / "find" / "index.html").read_text("utf-8"))
    assert not page.root.find("input", "button")
    assert len(page.root.find("li")) > 20
    goals = {each.attrs["href"] for each in page.root.find("a")}
    assert "../places/lima-united-states.html" in goals


@pytest.fixture(scope="module")
def roots(site):
    """The two ways to the site: a folder and a server."""
    serve = functools.partial(Quiet, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield {
        "file": f"{site.resolve().as_uri()}/",
        "http": f"http://127.0.0.1:{server.server_port}/",
    }
    server.shutdown()


@pytest.fixture(scope="module")
def opened(roots):
    """Chromium, and the ways to the site."""
    if browser.chromium() is None:
        pytest.skip("no Chromium was found: the finder was not tried in a browser")
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with browser.browser() as chromium:
        yield chromium, roots


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *given):
        """Say nothing."""


@pytest.mark.browser
@pytest.mark.parametrize("way", ["file", "http"])
@pytest.mark.parametrize("width", [1280, 320])
def test_it_finds_counts_keeps_its_state_and_sorts_by_keyboard(opened, way, width):
    chromium, roots = opened
    tab = chromium.new_page(viewport={"width": width, "height": 800})
    said = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto(roots[way] + "people/index.html")
    every = tab.locator("tbody tr").count()
    word = "premier"
    tab.locator("#find").focus()
    tab.keyboard.type(word)
    seen = tab.locator("tbody tr:visible").count()
    assert 0 < seen < every
    assert tab.locator("[aria-live]").inner_text() == f"{seen} of {every} rows"
    assert tab.url.endswith(f"#find={word}")
    tab.goto("about:blank")
    tab.goto(f"{roots[way]}people/index.html#find={word}")
    assert tab.locator("tbody tr:visible").count() == seen
    tab.locator("#find").fill("")
    if width > 640:
        tab.locator("th button").first.focus()
        tab.keyboard.press("Enter")
        assert tab.locator("th").first.get_attribute("aria-sort") == "ascending"
        names = tab.locator("tbody th").all_inner_texts()
        assert names == sorted(names, key=str.lower)
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert said == []
    tab.close()


@pytest.mark.browser
@pytest.mark.parametrize("words", ["15 November 2023", "15–15 Nov, 2023", "15-15 november"])
def test_days_are_found_as_a_reader_writes_them(opened, words):
    chromium, roots = opened
    tab = chromium.new_page()
    tab.goto(roots["file"] + "find/index.html")
    tab.locator("#find").fill(words)
    assert "A summit" in tab.locator("#meetings ~ ul li:visible").first.inner_text()
    tab.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 320])
def test_the_box_of_the_script_moves_nothing(opened, site, width):
    chromium, _ = opened
    tab = chromium.new_page(viewport={"width": width, "height": 800})
    pages = [path for path in sorted(site.rglob("*.html")) if script() in path.read_text("utf-8")]
    kinds = {path.parent.name: path for path in pages}
    assert {"find", "meetings", "people", "places", "years"} <= {*kinds}
    for path in kinds.values():
        tab.goto(path.resolve().as_uri())
        kept = "document.querySelector('[data-finder]').getBoundingClientRect().height"
        own = "document.querySelector('.finder').getBoundingClientRect().height"
        alone = "document.querySelector('.finder').insertAdjacentHTML('afterend', '<p></p>')"
        tall = tab.evaluate(own)
        tab.evaluate(alone)  # the place kept free is shown where no box stands right before it
        assert tall == tab.evaluate(kept), path
    tab.close()


@pytest.mark.browser
def test_without_scripts_nothing_is_missing_and_nothing_is_dead(opened):
    chromium, roots = opened
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(roots["file"] + "find/index.html")
    assert tab.locator("li:visible").count() > 20
    assert tab.locator("input, button").count() == 0
    context.close()


FAR = (
    "[...document.querySelectorAll('[data-find]')].flatMap(each => [...each.children])"
    ".filter(each => each.matches('.part, .scroll')).at(-1)"
)
LAST = "[...document.querySelectorAll('[data-find] li a, [data-find] tbody a')].at(-1)"
IN_SIGHT_ONLY = f"getComputedStyle({FAR}).contentVisibility"
LEFT = "getBoundingClientRect().left"
MARKERS_INSIDE = f"{FAR}.querySelector('li').{LEFT} - {FAR}.{LEFT}"
FOUND = f"window.find({LAST}.textContent)"


@pytest.mark.browser
@pytest.mark.parametrize("path", ["find/index.html", "meetings/index.html"])
def test_rows_out_of_sight_are_laid_out_late_and_found_printed_and_filtered_whole(opened, path):
    chromium, roots = opened
    tab = chromium.new_page(viewport={"width": 390, "height": 500})
    tab.goto(roots["file"] + path)
    assert tab.evaluate(IN_SIGHT_ONLY) == "auto"
    assert tab.evaluate(FOUND)
    tab.emulate_media(media="print")
    assert tab.evaluate(IN_SIGHT_ONLY) == "visible"
    tab.emulate_media(media="screen")
    tab.locator("#find").fill("a")
    assert tab.evaluate(IN_SIGHT_ONLY) == "visible"
    tab.locator("#find").fill("")
    assert tab.evaluate(IN_SIGHT_ONLY) == "auto"
    tab.close()


@pytest.mark.browser
def test_marks_of_rows_stand_inside_the_box_that_clips_them(opened):
    chromium, roots = opened
    tab = chromium.new_page()
    tab.goto(roots["file"] + "find/index.html")
    assert tab.evaluate(MARKERS_INSIDE) >= 16
    tab.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_head_text_and_tables_have_one_left_edge(opened, site, width):
    chromium, roots = opened
    tab = chromium.new_page(viewport={"width": width, "height": 800})
    wide = 0
    for path in ("meetings/index.html", "people/index.html", "index.html"):
        tab.goto(roots["file"] + path)
        edges = tab.evaluate(
            "[...document.querySelectorAll('main h1, main h2, main .scroll, .stories, .brand')]"
            ".filter(each => each.checkVisibility() && !each.closest('li, .points-box'))"
            ".map(each => each.getBoundingClientRect().left)"
        )
        assert len(edges) > 2
        assert max(edges) - min(edges) < 0.5, path
        text, table = (
            tab.evaluate(f"document.querySelector('{name}')?.offsetWidth ?? 0")
            for name in ("main h1", "main .scroll")
        )
        wide += table > text
    assert bool(wide) == (width == 1280)  # where there is room, a table takes it
    tab.close()


@pytest.fixture(scope="module")
def fox(tmp_path_factory):
    """A window of Firefox with scripts; the other one is opened where it is needed."""
    if firefox.found() is None:
        pytest.skip("no Firefox was found: the finder was tried in Chromium alone")
    pytest.importorskip("tornado.websocket", reason="tornado is not installed")
    with firefox.window(tmp_path_factory.mktemp("firefox")) as window:
        yield window


@pytest.mark.browser
@pytest.mark.parametrize("way", ["file", "http"])
def test_firefox_finds_counts_keeps_its_state_and_sorts_by_keyboard(fox, roots, way):
    fox.widen(1280)
    fox.goto(roots[way] + "people/index.html")
    seen = "[...document.querySelectorAll('tbody tr')].filter(row => !row.hidden).length"
    every = fox.value(seen)
    fox.value("document.querySelector('#find').focus()")
    fox.type(*"premier")
    some = fox.value(seen)
    assert 0 < some < every
    said = fox.value("document.querySelector('[aria-live]').textContent")
    assert said == f"{some} of {every} rows"
    assert fox.value("location.hash") == "#find=premier"
    fox.value("document.querySelector('th button').focus()")
    fox.type(firefox.ENTER)
    assert fox.value("document.querySelector('th').getAttribute('aria-sort')") == "ascending"
    state = fox.value("location.href")
    assert state.endswith("#find=premier&sort=0.0a")
    fox.goto("about:blank")
    fox.goto(state)
    assert fox.value(seen) == some
    fox.widen(320)
    assert fox.value("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.browser
def test_firefox_finds_a_row_that_is_not_laid_out_yet(fox, roots):
    fox.widen(390)
    fox.goto(roots["file"] + "find/index.html")
    assert fox.value(IN_SIGHT_ONLY) == "auto"
    assert fox.value(FOUND)


@pytest.mark.browser
def test_firefox_shows_the_values_of_a_chart_to_who_comes_by_tab(fox, roots):
    fox.widen(1280)
    fox.goto(roots["file"] + "reports/topic-frequency/index.html")
    stop = "document.activeElement.closest('.tips') && document.activeElement"
    shown = f"(at => at && getComputedStyle(at.querySelector('text')).display)({stop})"
    hidden = "getComputedStyle(document.querySelector('.tips text')).display"
    for _ in range(200):
        fox.type(firefox.TAB)
        if display := fox.value(shown):
            break
    assert display == "inline"
    assert fox.value(f"({stop}).getAttribute('aria-label')")
    fox.value("document.activeElement.blur()")
    assert fox.value(hidden) == "none"


@pytest.mark.browser
def test_firefox_without_scripts_misses_nothing(fox, roots, tmp_path):
    with firefox.window(tmp_path, scripts=False) as window:
        window.goto(roots["file"] + "find/index.html")
        assert window.count("li") > 20
        assert window.count("input, button") == 0
