"""Five plain questions, answered by clicks from the front page, with scripts and without.

``make torture`` builds the reports that answer them. ``PARLEY_SITE`` names a site that is built
already: ``PARLEY_TORTURE=1 PARLEY_SITE=build/site pytest tests/parley/test_questions.py``.
"""

import os
import re
from pathlib import Path

import pytest

from parley import record
from parley.cli import main
from parley.pages import became
from parley.pages.finder import Finder
from parley.pages.talks import Talks
from pressroom.gate import browser
from pressroom.wording import is_missing
from tests.conftest import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOST = 4  # clicks
TALKS = "2024-08-27-beijing-sullivan-wang"
REPORTS = ("overview", "deaths-and-talks", "topic-profile--fentanyl")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site named by ``PARLEY_SITE``; else one of the reports that answer, built here."""
    if named := os.environ.get("PARLEY_SITE"):
        return Path(named).resolve()
    out = tmp_path_factory.mktemp("questions") / "build"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        assert main(["build", *REPORTS, "--quiet", "--out", str(out)]) == 0
    return out / "site"


@pytest.fixture(scope="module")
def finder():
    rec = record.load(ROOT / "data")
    return Finder(Talks(rec), rec)


@pytest.fixture(scope="module", params=[True, False], ids=["scripts", "no scripts"])
def tab(request, site):
    """A page of Chromium, with scripts and without."""
    if browser.chromium() is None:
        pytest.skip("no Chromium was found: nothing was clicked")
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with browser.browser() as chromium:
        context = chromium.new_context(java_script_enabled=request.param)
        yield context.new_page()


@pytest.fixture
def click(tab, site):
    """Open the front page; give what clicks a link by its words and counts the clicks."""
    tab.goto((site / "index.html").as_uri())
    tab.set_default_timeout(20_000)
    clicked = []

    def by_words(words: str, within: str = "main") -> None:
        clicked.append(words)
        assert len(clicked) <= MOST, clicked
        before = tab.url
        tab.locator(f"{within} a:visible", has_text=words).first.click()
        assert tab.url != before, words

    return by_words


def rows(tab, selector: str = "tbody tr") -> list[str]:
    """Return the words of the rows that a reader sees, a blank between them."""
    return [" ".join(row.split()) for row in tab.locator(f"{selector}:visible").all_inner_texts()]


def test_what_was_talked_about_most_in_two_years(tab, click, finder):
    click("topics of a year")
    click("2023–2024")
    assert tab.locator("h1").inner_text() == "The talks of 2023 and 2024"
    told = [f"{each.label} {each.text}" for each in finder.counts(["2023", "2024"])]
    assert rows(tab)[: len(told)] == told


def test_whether_deaths_fell_after_the_summit(tab, click, finder):
    click("When deaths peaked")
    said = tab.get_by_text("in the year before the summit").first
    assert said.is_visible()
    words = said.inner_text()
    months = finder.rec.us_deaths_monthly.sort_values("vintage").drop_duplicates(
        "month", keep="last"
    )
    deaths = months.set_index("month")["deaths"].sort_index()
    assert deaths["2023-12":"2024-11"].sum() < deaths["2022-11":"2023-10"].sum()
    told = re.search(r"at ([\d.]+) in the year before .* at ([\d.]+) in the year after", words)
    assert told, words
    before, after = map(float, told.groups())
    assert after < before


def test_what_was_said_from_27_to_29_august_2024(tab, click, finder):
    click("a meeting")
    click("Sullivan-Wang Beijing talks")
    whole = " ".join(tab.locator("main").inner_text().split())
    spoken = finder.rec.mentions.query("meeting_id == @TALKS and side == 'us'")["fragment"]
    spoken = [words for words in spoken if not is_missing(words)]
    assert len(spoken) > 5
    assert [words for words in spoken if words not in whole] == []
    click("one visit")
    assert len(finder.visits[TALKS].meetings) == 3
    for meeting in finder.visits[TALKS].meetings:
        assert tab.get_by_role("link", name=meeting.row.title).first.is_visible()


def test_what_was_promised_on_fentanyl_and_what_became_of_it(tab, click, finder):
    click("Fentanyl and precursors")
    seen = rows(tab)
    states = became(finder.talks)
    promises = finder.rec.commitments.query("topic == 'fentanyl'")
    assert len(promises) > 5
    for promise in promises.itertuples():
        told = [row for row in seen if promise.commitment in row]
        assert any(states[promise.commitment_id] in row for row in told), promise.commitment


def test_who_is_whose_counterpart(tab, click, finder):
    click("a person")
    click("Antony Blinken")
    seen = rows(tab, "main li")
    person = next(each for each in finder.people.values() if each.name == "Antony Blinken")
    assert len(person.counterparts) > 5
    for other, count in person.counterparts[:5]:
        assert any(row.startswith(other.name) and f": {count} meeting" in row for row in seen)


# Frames pass until none of twenty has moved the page or made it longer.
AT_REST = """new Promise(done => {
  let last = "", still = 0;
  const look = () => {
    const now = [scrollY, document.documentElement.scrollHeight].join();
    still = now === last ? still + 1 : 0;
    last = now;
    if (still < 20) requestAnimationFrame(look);
    else done(document.documentElement.scrollHeight - innerHeight - scrollY);
  };
  look();
})"""


@pytest.mark.parametrize("tab", [True], indirect=True, ids=["scripts"])  # frames are counted by one
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", ["find/index.html", "meetings/index.html"])
def test_the_key_end_leads_to_the_end_of_long_lists(tab, site, path, width):
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto((site / path).as_uri())
    tab.evaluate(AT_REST)
    tab.keyboard.press("End")
    assert tab.evaluate(AT_REST) < 2
