"""Text of the record that was written to do harm: it is shown as text, and breaks nothing."""

import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pandas as pd
import pytest

from parley.charts import style
from pressroom import claims, figures
from pressroom.errors import FigureError

NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]></desc></svg><script>alert(1)</script>",
    "\u202eright to left\u202d and \u2066back",
    "$\\frac{1}{0}$ & &amp; $5 to $6",
    "=HYPERLINK(1)",
    "x\x00\x08\ufffey",
    "' onmouseover='alert(1)",
]
LONG = "A" * 10_000


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen, self.handlers = set(), []

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on") or name == "style"]


def labelled(frame, *, ax, phone):
    ax.plot([0, 1], [0.1, 0.1])
    ax.set_yticks([0, 1], list(frame["label"].iloc[:2].str[:4]))
    ax.text(0, 0.5, frame["label"].iloc[0]).set_in_layout(False)
    style.hover(ax, [0.0, 1.0], list(frame["label"].iloc[:2]))


def shown(text, worn, **more):
    frame = pd.DataFrame({"label": [text, text], "n": [1, 2]})
    title = claims.claim("It says {words}", words=text[:60])
    given = worn | {"title": title, "table": frame, "note": text[:900], "description": text[:900]}
    return figures.save(labelled, frame, **given | {"subtitle": text[:900]} | more)


@pytest.mark.parametrize("text", NASTY)
def test_it_is_shown_as_text(run, worn, source, text):
    hostile = [source[0]._replace(title=text, publisher=text)]
    html = shown(text, worn, source=hostile).html
    tags = Tags()
    tags.feed(html)
    assert not tags.seen & {"script", "img", "iframe"}
    assert tags.handlers == []
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x08]", html)
    html.encode()
    ET.fromstring((run.out / "deaths.svg").read_bytes())


def test_a_cell_that_computes_is_neutralised(run, worn):
    shown("=HYPERLINK(1)", worn)
    assert "\n'=HYPERLINK(1),1\n" in (run.out / "deaths.csv").read_text()
    shown("@SUM(1)", worn | {"name": "other"})
    assert "\n'@SUM(1),1\n" in (run.out / "other.csv").read_text()


def test_a_word_of_ten_thousand_letters_breaks_no_drawing(run, worn):
    html = shown(LONG, worn).html
    labels = re.findall(r"<text[^>]*>([^<]*)</text>", html)
    assert max(map(len, labels)) <= 90
    assert LONG in html  # the table has the whole
    assert (run.out / "deaths.png").stat().st_size <= 150_000
    from PIL import Image

    assert Image.open(run.out / "deaths.png").height < 2500


def test_a_title_of_ten_thousand_letters_is_refused(run, worn):
    title = claims.claim("{words}", words=LONG)
    with pytest.raises(FigureError, match="10000 characters"):
        shown("x", worn, title=title)
