import re

import numpy as np
import pandas as pd
import pytest

from pressroom import figures
from pressroom.errors import FigureError
from pressroom.figures import tabular
from pressroom.figures.tabular import TableSpec
from pressroom.say import say


@pytest.fixture
def frame():
    return pd.DataFrame(
        {
            "topic": ["Fentanyl", "Taiwan"],
            "meetings": pd.array([1234, pd.NA], dtype="Int64"),
            "share": [0.264, None],
            "year": [2023, 2024],
            "first_month": pd.PeriodIndex(["2023-05", "NaT"], freq="M"),
            "held": [True, False],
            "rate_per_100k": [32.64, 1.0],
        }
    )


def test_cells_say_what_their_columns_hold(frame):
    html = tabular.html(TableSpec(frame), "All of it")
    assert '<th scope="row">Fentanyl</th><td class="num" data-h="Meetings">1,234</td>' in html
    assert '<td class="num" data-h="Share">26%</td><td class="num" data-h="Year">2023</td>' in html
    assert '<td data-h="First month">May 2023</td><td data-h="Held">yes</td>' in html
    assert html.count('<td class="num missing" data-h=') == 2
    assert '<td class="missing" data-h="First month">–</td>' in html
    assert '<td class="num" data-h="Rate per 100k">32.6</td>' in html
    assert "<caption>All of it</caption>" in html
    assert '<th scope="col" class="num">Rate per 100k</th>' in html


def test_rows_of_words_become_cards_with_what_is_asked_first_in_front(frame):
    assert '<table class="data cards">' in tabular.html(TableSpec(frame), "All")
    numbers = frame.drop(columns=["first_month", "held"])
    assert '<table class="data wide">' in tabular.html(TableSpec(numbers), "All")
    more = pd.DataFrame({"town": ["Alpha"]} | {f"Rain of kind {n}": [n] for n in range(5)})
    assert '<table class="data cards">' in tabular.html(TableSpec(more), "No phone shows five")
    most = pd.DataFrame({"town": ["Alpha"]} | {f"Rain of kind {n}": [n] for n in range(12)})
    assert '<table class="data wide">' in tabular.html(TableSpec(most), "No screen shows twelve")
    years = pd.DataFrame({"town": ["Alpha"]} | {f"{2017 + n}": [n] for n in range(10)})
    assert '<table class="data wide">' in tabular.html(TableSpec(years), "Compared along a row")
    mixed = frame.assign(held=["28 May 2024", "2017"], first_month=["1 June 2017", "June 2017"])
    assert "d2 d3" in tabular.html(TableSpec(mixed[["topic", "held", "first_month"]]), "Days")
    few = tabular.html(TableSpec(frame[["topic", "held"]]), "All")
    assert '<table class="data">' in few and "data-h" not in few
    led = tabular.html(TableSpec(frame, lead="held"), "All")
    assert '<td class="lead" data-h="Held">yes</td>' in led
    told = frame.assign(code=["zh", ""], said=["town/a: rain=3", "town/b: rain=4"])
    spoken = tabular.html(TableSpec(told, languages={"topic": "code"}, says="said"), "All")
    assert '<tr data-says="town/a: rain=3"><th scope="row" lang="zh">' in spoken
    assert spoken.count("lang=") == 1 and "Said" not in spoken
    assert "its table has no column gone" in str(tabular.faults(TableSpec(frame, lead="gone")))


def test_the_box_can_be_reached_and_is_named(frame):
    html = tabular.html(TableSpec(frame, caption="Own"), "All of it")
    assert '<div class="scroll" tabindex="0" role="region" aria-label="Table: Own">' in html


def test_labels_formats_records_and_order(frame):
    spec = TableSpec(
        frame[["topic", "share"]].iloc[::-1],
        labels={"topic": "Subject"},
        formats={"share": ".1%"},
        records=("topic",),
    )
    html = tabular.html(spec, "x")
    assert '<th scope="col">Subject</th>' in html
    assert html.index("Taiwan") < html.index("Fentanyl")
    assert "26.4%" in html and "–" in html
    assert '<th scope="row" class="record">Fentanyl</th>' in html


def test_a_named_index_becomes_a_column(frame):
    wide = frame.set_index("topic")[["meetings"]]
    assert '<th scope="row">Fentanyl</th>' in tabular.html(TableSpec(wide), "x")
    assert tabular.csv(wide).startswith(b"topic,meetings\nFentanyl,1234\n")


@pytest.mark.parametrize(
    ("address", "is_link"),
    [
        ("../../meetings/a/index.html", True),
        ("#source-a", True),
        ("https://example.org/a:b", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("vbscript:x", False),
        ("", False),
        (None, False),
        ('x" onclick="alert(1)', True),
    ],
)
def test_only_harmless_addresses_become_links(address, is_link):
    frame = pd.DataFrame({"meeting": ["A <b>"], "address": [address]})
    html = tabular.html(TableSpec(frame, links={"meeting": "address"}), "x")
    assert ("<a href" in html) is is_link
    assert "A &lt;b&gt;" in html
    assert '" onclick' not in html
    assert "Address" not in html


def test_the_csv_is_plain_and_cannot_compute(frame):
    text = tabular.csv(frame).decode()
    assert text.splitlines()[1] == "Fentanyl,1234,0.264,2023,2023-05,True,32.64"
    assert text.splitlines()[2] == "Taiwan,,,2024,,False,1"
    risky = pd.DataFrame({"=a": ["=1+1", "+1", "-1", "@x", "\t=1", "fine"], "n": [-1] * 6})
    lines = tabular.csv(risky).decode().split("\n")
    assert lines[0] == "'=a,n"
    assert [line[:2] for line in lines[1:5]] == ["'=", "'+", "'-", "'@"]
    assert lines[5].startswith("'\t") and lines[6] == "fine,-1"


def test_faults_of_a_table_are_named(frame):
    assert "empty" in tabular.faults(TableSpec(frame.iloc[:0]))[0]
    assert "nope" in tabular.faults(TableSpec(frame, labels={"nope": "x"}))[0]
    twice = pd.concat([frame[["year"]], frame[["year"]]], axis=1)
    assert "two columns" in tabular.faults(TableSpec(twice))[0]
    assert "impact" in tabular.faults(TableSpec(frame, labels={"year": "Impact"}))[0]


def test_a_table_of_its_own(run, frame, source):
    made = figures.table(
        frame, name="topics", title="Topics", caption="Meetings by topic", source=source, note="N."
    )
    assert made.html.startswith('<section class="table-card" id="table-topics"')
    assert 'aria-labelledby="table-topics-t"' in made.html
    assert '<a href="topics.csv" download>' in made.html
    assert (run.out / "topics.csv").read_bytes() == tabular.csv(frame)
    data = made._repr_mimebundle_()["application/vnd.pressroom+json"]
    assert data["kind"] == "table" and data["files"]["csv"]["name"] == "topics.csv"


def test_a_bare_table_is_refused(run, frame):
    with pytest.raises(FigureError) as error:
        figures.table(frame, name="topics")
    assert "no title" in str(error.value) and "no source" in str(error.value)


def test_a_long_series_is_shown_by_its_decembers_and_says_so():
    months = pd.period_range("2018-01", "2026-06", freq="M")
    long = pd.DataFrame({"month": months, "deaths": range(len(months))})
    html = tabular.html(TableSpec(long), "Deaths a month")
    assert html.count('<th scope="row">') == 9
    assert "December 2018" in html and "June 2026" in html
    said = "Deaths a month; each December and the newest month, all 102 rows are in the CSV"
    assert f"<caption>{said}</caption>" in html
    assert len(tabular.csv(long).splitlines()) == 103


def test_a_long_table_of_another_kind_is_cut_and_says_so():
    long = pd.DataFrame({"meeting": [f"m{rank}" for rank in range(61)]})
    html = tabular.html(TableSpec(long), "Meetings")
    assert html.count("<tr>") == 61 and "the first 60 rows, all 61 rows are in the CSV" in html
    assert tabular.html(TableSpec(long, is_whole=True), "Meetings").count("<tr>") == 62


@pytest.mark.parametrize("given", [{"is_whole": True}, {"shown": True}], ids=["listed", "chosen"])
def test_no_table_grows_past_what_its_page_can_hold(given):
    rows = pd.DataFrame({"meeting": [f"m{rank}" for rank in range(tabular.MOST_LISTED + 1)]})
    given = {name: rows if name == "shown" else value for name, value in given.items()}
    said = f"Meetings; the first {tabular.MOST_LISTED} rows, all {len(rows)} rows are in the CSV"
    html = tabular.html(TableSpec(rows, **given), "Meetings")
    assert html.count("<tr>") == tabular.MOST_LISTED + 1 and f"<caption>{said}</caption>" in html
    full = {name: value.head(-1) if name == "shown" else value for name, value in given.items()}
    assert "first" not in tabular.html(TableSpec(rows.head(-1), **full), "Meetings")


def test_a_day_in_figures_is_not_broken_at_its_hyphens():
    frame = pd.DataFrame({"what": ["A call", "2019-10-25 and later"], "first": ["2019-10", "–"]})
    html = tabular.html(TableSpec(frame), "All of it")
    assert html.count('class="when"') == 1
    assert '<td class="when">2019-10</td>' in html


def test_one_dict_picks_orders_and_heads_the_columns():
    frame = pd.DataFrame({"a": [1], "side": ["us"], "b": ["x"], "address": ["https://e.org"]})
    spec = TableSpec(
        frame,
        columns={"side": "{us_name} side", "b": "Name"},
        links={"b": "address"},
        codes={"side": {"us": "{the_us}"}},
    )
    html = tabular.html(spec, "x")
    assert re.findall(r'<th scope="col">([^<]*)', html) == ["US side", "Name"]
    assert ">the US<" in html and 'href="https://e.org"' in html
    assert tabular.csv(spec.frame) == b"a,side,b,address\n1,the US,x,https://e.org\n"
    assert "nope" in tabular.faults(TableSpec(frame, columns={"nope": "X"}))[0]


def test_a_table_without_rows_says_so_or_is_refused():
    none = pd.DataFrame({"a": [], "b": []})
    spec = TableSpec(none, columns={"b": "Pair"}, links={"b": "a"}, empty="None on record")
    assert not tabular.faults(spec)
    assert tabular.csv(spec.frame) == b"Pair\nNone on record\n"
    assert tabular.faults(TableSpec(none, columns={"b": "Pair"}))


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("The pairs", "The pairs: none met"),
        (say("No pair in {year}", year=2024), "No pair in 2024"),
    ],
)
def test_a_page_has_a_sentence_and_no_table_of_one_cell(run, title, said):
    none = pd.DataFrame({"a": [], "b": []})
    kept = {"name": "pairs", "caption": "Pairs by year", "source": "Us", "empty": "None met"}
    shown = figures.table(none, title=title, **kept)
    assert shown.as_html() == f'<p class="finding">{said}.</p>'
    assert not run.out.exists() or not list(run.out.iterdir())
    assert "<table" in figures.table(pd.DataFrame({"a": [1]}), title=title, **kept).html


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("share", 0.264, "26%"),
        ("share_change", -0.34, "−34"),
        ("share_change", -0.001, "0"),
        ("change", -0.001, "0%"),
        ("topics_mean", 3.0, "3.0"),
        ("peak_year", 2024, "2024"),
    ],
)
def test_the_format_follows_the_name_of_the_column(name, value, text):
    assert tabular.shown(name, value) == text


@pytest.mark.usefixtures("run")
def test_a_long_table_of_the_method_is_shut_until_opened_and_says_how_long_it_is():
    frame = pd.DataFrame({"a": range(17), "b": range(17)})
    given = {"name": "long", "title": "Rows", "source": "Made here"}
    html = figures.table(frame, **given, fold=True).html
    assert '<details class="fold"><summary>Open the table, 17 rows</summary><div class="sc' in html
    assert "<details" not in figures.table(frame, **given | {"name": "shown"}).html


@pytest.mark.parametrize("kind", [int, float, np.int64, np.int32])
@pytest.mark.parametrize("column", ["year", "Year", "top_year", "Fiscal year", "since"])
def test_a_year_has_no_comma_whatever_holds_it(column, kind):
    assert tabular.shown(column, kind(2024)) == "2024"
    assert tabular.shown("meetings_per_year", kind(2024)) != "2024"
    assert tabular.shown("count", kind(2024)) == "2,024"
