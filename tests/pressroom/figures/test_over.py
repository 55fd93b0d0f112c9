"""What lies over a drawing: values by pointer, finger and Tab key, and links to pages alone."""

import re

import pytest
from matplotlib.patches import Rectangle

from pressroom import figures
from pressroom.errors import FigureError
from pressroom.figures import over
from pressroom.gate import checks, contract
from pressroom.tree import PageFile

PAGE = "../../meetings/a/index.html"


def laid(gids, *, ax, phone):
    ax.set_xlim(0, 3)
    for place, gid in enumerate(gids):
        ax.add_artist(Rectangle((place, 0), 1, 1, facecolor="none", edgecolor="none", gid=gid))
    ax.plot([0, 1], [0.1, 0.1])
    return ax


def drawn(worn, gids):
    return figures.save(laid, gids, **worn | {"description": "What is seen."}).html


@pytest.mark.usefixtures("run")
def test_a_tick_leads_to_its_page_and_few_are_stops(worn):
    html = drawn(worn, [over.link(PAGE, "1 May"), over.link(PAGE, "2 May", True)])
    silent, named = re.findall(r"<a href=\"\.\.[^>]*>", html)[:2]
    assert silent == f'<a href="{PAGE}" tabindex="-1">' and "<title>1 May</title>" in html
    assert named == f'<a href="{PAGE}" aria-label="2 May">'
    assert "follow a mark to its page" in html and "for its values" not in html


@pytest.mark.usefixtures("run")
def test_a_value_can_be_come_to_by_the_keyboard_and_has_a_name(worn):
    html = drawn(worn, [over.tip("A: 1"), over.tip("B: <2>", True)])
    assert '<g tabindex="0" role="img" aria-label="B: &lt;2&gt;">' in html
    assert html.count('<g tabindex="0"') == 2  # on the page and on the phone; A is no stop
    assert 'role="group"' in html and '<g role="img" aria-labelledby=' in html
    assert "for its values" in html and "follow a mark" not in html


@pytest.mark.usefixtures("run")
def test_shown_words_are_whole_and_take_lines_where_a_drawing_is_narrow(worn):
    told = "Trade: 12 delivered, 3 partly delivered, 5 still open and 16 no later report found"
    html = drawn(worn, [over.tip(told, True)])
    wide, phone = (re.split(r"<[^>]+>", each) for each in re.findall(r">(Trade.*?)</text>", html))
    assert " ".join(filter(None, wide)) == " ".join(filter(None, phone)) == told
    assert max(map(len, phone)) < 45 < max(map(len, wide))
    assert html.count(f'aria-label="{told}"') == 2


@pytest.mark.usefixtures("run")
def test_a_drawing_with_nothing_over_it_is_one_image(worn):
    html = drawn(worn, [])
    assert html.count('role="img"') == 2 and 'role="group"' not in html and "fig-hint" not in html


@pytest.mark.parametrize(
    "page",
    [
        "javascript:alert(1)//index.html",
        "https://evil.example/index.html",
        "//evil.example/index.html",
        "/index.html",
        'a/index.html" onclick="alert(1)',
        "data:text/html,x.html",
        "java\nscript:x/index.html",
        "../../meetings/a/",
        "",
    ],
)
@pytest.mark.usefixtures("run")
def test_a_link_that_is_no_page_of_the_site_is_refused(worn, page):
    with pytest.raises(FigureError, match="no page of the site"):
        drawn(worn, [over.link(page, "words")])


@pytest.mark.usefixtures("run")
def test_the_file_of_a_drawing_has_neither_links_nor_stops(run, worn):
    drawn(worn, [over.link(PAGE, "1 May", True), over.tip("A: 1", True)])
    alone = (run.out / "deaths.svg").read_text()
    assert "<a" not in alone and "tabindex" not in alone and "1 May" not in alone


@pytest.mark.usefixtures("run")
def test_the_gate_follows_a_drawings_links_and_wants_an_image(tmp_path, worn):
    html = drawn(worn, [over.link(PAGE, "1 May")])
    page = PageFile("reports/x/index.html", html)
    missing = [each for each in checks.broken_links([page], tmp_path) if "meetings/a" in each.what]
    assert len(missing) == 1
    (tmp_path / "meetings" / "a").mkdir(parents=True)
    (tmp_path / "meetings" / "a" / "index.html").write_text("<p>")
    assert not [each for each in checks.broken_links([page], tmp_path) if "meetings/a" in each.what]
    assert not list(contract.names(page))
    bare = PageFile("x.html", html.replace('<g role="img"', "<g"))
    assert [what for what, _ in contract.names(bare) if "no role=img" in what]
