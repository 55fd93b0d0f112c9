"""What a real browser makes of a figure: one drawing at a time, both themes, nothing executed."""

import shutil

import pandas as pd
import pytest

from parley.charts import style
from pressroom import claims, figures
from pressroom.figures.draw import page as in_a_page
from tests.pressroom.figures.conftest import lines
from tests.pressroom.figures.test_hostile import LONG, NASTY

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium was found: figures were not looked at in a browser")
    with sync_api.sync_playwright() as play:
        made = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield made
        made.close()


def opened(browser, html, width, theme="light"):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.heard = []
    page.on("console", lambda message: page.heard.append(message.text))
    page.on("dialog", lambda dialog: (page.heard.append("dialog"), dialog.dismiss()))
    page.set_content(in_a_page(html, theme))
    return page


def is_shown(page, which):
    return page.eval_on_selector(which, "each => each.getBoundingClientRect().height > 0")


@pytest.mark.parametrize(("width", "wide"), [(1280, True), (700, True), (360, False), (320, False)])
def test_one_drawing_is_shown(run, browser, deaths, worn, width, wide):
    page = opened(browser, figures.save(lines, deaths, **worn).html, width)
    assert is_shown(page, ".fig-wide") is wide
    assert is_shown(page, ".fig-phone") is not wide
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.heard == []


def test_without_the_pages_css_the_wide_drawing_is_shown(run, browser, deaths, worn):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_content(figures.save(lines, deaths, **worn).html)
    assert is_shown(page, ".fig-wide") and not is_shown(page, ".fig-phone")
    assert (
        page.eval_on_selector(".fig-wide svg", "each => each.getBoundingClientRect().width") == 720
    )
    line = ".fig-wide path.s-c1"
    assert (
        page.eval_on_selector(line, "each => getComputedStyle(each).stroke") == "rgb(18, 67, 109)"
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_lines_take_the_colour_of_the_theme(run, browser, deaths, worn, theme):
    page = opened(browser, figures.save(lines, deaths, **worn).html, 1280, theme)
    colour = (style.LIGHT if theme == "light" else style.DARK)["c1"]
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    seen = page.eval_on_selector(".fig-wide path.s-c1", "each => getComputedStyle(each).stroke")
    assert seen == f"rgb({red}, {green}, {blue})"


def test_no_text_leaves_its_drawing(run, browser, deaths, worn):
    for width in (1280, 360):
        page = opened(browser, figures.save(lines, deaths, **worn).html, width)
        out = page.evaluate(
            """() => [...document.querySelectorAll("svg")].flatMap(svg => {
                const box = svg.getBoundingClientRect();
                return [...svg.querySelectorAll("text")].filter(text => {
                    const own = text.getBoundingClientRect();
                    return own.right > box.right + 1 || own.left < box.left - 1;
                }).map(text => text.textContent);
            })"""
        )
        assert out == []
        run.named.clear()


def test_hostile_text_runs_nothing_and_breaks_nothing(run, browser, worn):
    def labelled(frame, *, ax, phone):
        ax.plot([0, 1], [0, 1])
        ax.set_yticks([0, 1], list(frame["label"].iloc[:2]))

    texts = [*NASTY, LONG]
    frame = pd.DataFrame({"label": texts[::-1], "n": range(len(texts))})
    title = claims.claim("It says {words}", words=NASTY[1])
    given = {"title": title, "table": frame, "note": NASTY[2], "description": NASTY[0]}
    html = figures.save(labelled, frame, **worn | given).html
    for width in (1280, 320):
        page = opened(browser, html, width)
        page.eval_on_selector_all("details", "all => all.forEach(each => each.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.heard == []
        assert page.locator("script, img").count() == 0
