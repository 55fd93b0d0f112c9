"""What lies over a drawing, by pointer, finger and Tab key; path data in few letters."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.patches import Rectangle

from pressroom import figures
from pressroom.errors import FigureError
from pressroom.figures.sheet import ROW, outline
from pressroom.gate import checks, contract
from pressroom.gate.reading import PageFile

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
    html = drawn(worn, [f"go:{PAGE}|1 May", f"goal:{PAGE}|2 May"])
    silent, named = re.findall(r"<a href=\"\.\.[^>]*>", html)[:2]
    assert silent == f'<a href="{PAGE}" tabindex="-1">' and "<title>1 May</title>" in html
    assert named == f'<a href="{PAGE}" aria-label="2 May">'
    assert "follow a mark to its page" in html and "for its values" not in html


@pytest.mark.usefixtures("run")
def test_a_value_can_be_come_to_by_the_keyboard_and_has_a_name(worn):
    html = drawn(worn, ["tip:A: 1", "stop:B: <2>"])
    assert '<g tabindex="0" role="img" aria-label="B: &lt;2&gt;">' in html
    assert html.count('<g tabindex="0"') == 2  # on the page and on the phone; A is no stop
    assert 'role="group"' in html and '<g role="img" aria-labelledby=' in html
    assert "for its values" in html and "follow a mark" not in html


@pytest.mark.usefixtures("run")
def test_shown_words_are_whole_and_take_lines_where_a_drawing_is_narrow(worn):
    told = "Trade: 12 delivered, 3 partly delivered, 5 still open and 16 no later report found"
    html = drawn(worn, [f"stop:{told}"])
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
        drawn(worn, [f"go:{page}|words"])


@pytest.mark.usefixtures("run")
def test_the_file_of_a_drawing_has_neither_links_nor_stops(run, worn):
    drawn(worn, [f"goal:{PAGE}|1 May", "stop:A: 1"])
    alone = (run.out / "deaths.svg").read_text()
    assert "<a" not in alone and "tabindex" not in alone and "1 May" not in alone


@pytest.mark.usefixtures("run")
def test_the_gate_follows_a_drawings_links_and_wants_an_image(tmp_path, worn):
    html = drawn(worn, [f"go:{PAGE}|1 May"])
    page = PageFile("reports/x/index.html", html)
    missing = [each for each in checks.broken_links([page], tmp_path) if "meetings/a" in each.what]
    assert len(missing) == 1
    (tmp_path / "meetings" / "a").mkdir(parents=True)
    (tmp_path / "meetings" / "a" / "index.html").write_text("<p>")
    assert not [each for each in checks.broken_links([page], tmp_path) if "meetings/a" in each.what]
    assert not list(contract.names(page))
    bare = PageFile("x.html", html.replace('<g role="img"', "<g"))
    assert [what for what, _ in contract.names(bare) if "no role=img" in what]


STEP = re.compile(r"([Mmhv])([^Mmhv]*)")
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")


def strokes(data: str) -> set[frozenset[tuple[float, float]]]:
    """Return the two ends of each stroke of ticks."""
    found, at = set(), (0.0, 0.0)
    for lead, told in STEP.findall(data):
        by = [float(number) for number in NUMBER.findall(told)]
        if lead in "Mm":
            at = (by[0], by[1]) if lead == "M" else (at[0] + by[0], at[1] + by[1])
            continue
        end = (at[0] + by[0], at[1]) if lead == "h" else (at[0], at[1] + by[0])
        found.add(frozenset((round(x, 3), round(y, 3)) for x, y in (at, end)))
        at = end
    return found


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 3)), min_size=1, max_size=40))
def test_ticks_are_all_drawn_forwards_or_backwards(places):
    asked = [(x / 10, y * 20.0, y * 20.0 - 15.4) for x, y in places]
    data = outline(" ".join(f"M {x} {y} L {x} {end}" for x, y, end in asked))
    assert strokes(data) == {
        frozenset(((round(x, 3), round(y, 3)), (round(x, 3), round(end, 3)))) for x, y, end in asked
    }


def test_of_a_row_every_other_tick_is_drawn_backwards_and_few_lines_are_not():
    data = [outline(" ".join(f"M {x} 0 L {x} 9" for x in range(n))) for n in (ROW - 1, ROW)]
    assert data[0] == "M0 0v9" + "m1-9v9" * (ROW - 2)
    assert data[1] == "M0 0v9" + "m1 0v-9m1 0v9" * (ROW // 2 - 1) + "m1 0v-9"
