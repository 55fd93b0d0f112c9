"""The page's own sheet: on paper, on a phone and on a wide screen, as a browser lays it out."""

import pytest

from pressroom.gate import browser as by_browser
from pressroom.page.dress import dress
from tests.pressroom.test_gate import needs_browser

pytestmark = [pytest.mark.browser, needs_browser]

ROWS = "".join(
    f'<tr><th scope="row">Town {n}</th><td class="num" data-h="Rain">1</td>'
    '<td class="num" data-h="Snow">2</td><td data-h="Who">Somebody</td></tr>'
    for n in range(3)
)
TABLE = f'<div class="scroll"><table class="data cards"><tbody>{ROWS}</tbody></table></div>'
TALL = '<svg class="chart" viewBox="0 0 500 900"><path d="M0 0V900"/></svg>'
FIGURE = f'<figure class="figure"><div class="fig-wide">{TALL}</div></figure>'
ADDRESS = "https://example.org/a-long-way/to/the/document.html"
SOURCES = (
    f'<ol class="sources"><li>A ministry. <a class="out" href="{ADDRESS}">example.org/a…html</a> '
    '<a class="own" href="../x.html">In the record</a></li></ol>'
)
LISTS = "<ul><li>One</li></ul>" + '<ul class="points"><li>Two</li></ul>'
BODY = f'<main class="wrap"><p id="p">Words.</p>{LISTS}{TABLE}{FIGURE}{SOURCES}</main>'


@pytest.fixture(scope="module")
def tab():
    with by_browser.browser() as browser:
        made = browser.new_page()
        made.set_content(f'<html lang="en"><style>{dress().css}</style>{BODY}</html>')
        yield made


def looked(tab, width: int, asked: str, media: str = "screen"):
    tab.set_viewport_size({"width": width, "height": 900})
    tab.emulate_media(media=media)
    return tab.evaluate(asked)


BOXES = "[...document.querySelectorAll('tr:first-child > *')].map(e => e.getBoundingClientRect())"


def test_on_a_phone_numbers_of_a_card_stand_side_by_side_and_words_under_them(tab):
    name, rain, snow, who = looked(tab, 320, f"{BOXES}.map(e => [e.left, e.top])")
    assert name[1] < rain[1] == snow[1] < who[1]
    assert rain[0] < snow[0]


def test_on_a_wide_screen_a_number_stays_clear_of_the_words_that_follow(tab):
    asked = "parseFloat(getComputedStyle(document.querySelector('td:last-child')).paddingLeft)"
    assert looked(tab, 1280, asked) >= 16
    assert looked(tab, 320, asked) == 0, "in a card there is nothing beside it"


def test_every_list_begins_at_one_place(tab):
    asked = "[...document.querySelectorAll('ul')].map(e => getComputedStyle(e).paddingLeft)"
    assert len(set(looked(tab, 1280, asked))) == 1


def test_on_paper_a_tall_drawing_leaves_room_for_the_words_before_it(tab):
    asked = "document.querySelector('svg').getBoundingClientRect().height / 96 * 25.4"
    assert looked(tab, 640, asked, "print") <= 180


def test_on_paper_an_address_is_whole_and_a_link_without_one_is_left_out(tab):
    shown = "getComputedStyle(document.querySelector('.out'), '::after').content"
    assert ADDRESS in looked(tab, 640, shown, "print")
    hidden = "document.querySelector('.own').getBoundingClientRect().width"
    assert looked(tab, 640, hidden, "print") == 0 < looked(tab, 640, hidden)


def test_the_place_of_the_finder_is_kept_free_until_its_script_has_made_it(tab):
    bar = '<div class="finder"><label>Find</label><input type="search"><p>9 rows</p></div>'
    put = f"document.querySelector('#p').insertAdjacentHTML('afterend', '{bar}')"
    top = "document.querySelector('ul').getBoundingClientRect().top"
    free = "document.querySelector('#p').insertAdjacentHTML('afterend', '<div data-finder></div>')"
    kept = looked(tab, 1280, f"{free}; {top}")
    moved = looked(tab, 1280, f"{put}; {top}") - kept
    assert abs(moved) < 4
