from collections import namedtuple

import pandas as pd
import pytest

from pressroom import findings

Source = namedtuple("Source", "source_id publisher title date url accessed")
ONE = Source("a-1", "CDC <b>", "Deaths & counts", "2026-09", "https://e.org", "2026-09-16")


def test_a_source_is_named_with_the_day_it_was_read():
    line = findings.source_line([ONE], is_html=True)
    note = '<a class="note" data-source="a-1" href="#source-a-1">[a-1]</a>'
    title = '<cite class="record">Deaths &amp; counts</cite>'
    assert line == f"CDC &lt;b&gt;, {title} {note}, read 16 September 2026"
    assert findings.source_line([ONE]) == "CDC <b>, Deaths & counts, read 16 September 2026"


@pytest.mark.parametrize("day", ["", None, pd.NaT])
def test_a_day_that_is_not_known_is_left_out(day):
    assert findings.source_line([ONE._replace(accessed=day)]) == "CDC <b>, Deaths & counts"


@pytest.mark.parametrize("day", [pd.Timestamp("2026-09-16"), "16 September 2026"])
def test_a_day_may_be_a_date_or_words(day):
    assert findings.source_line([ONE._replace(accessed=day)]).endswith("read 16 September 2026")


def test_a_source_travels_by_the_names_of_its_fields():
    assert findings.as_json(ONE)["url"] == "https://e.org"
    assert list(findings.as_json(ONE)) == list(Source._fields)


def test_a_publisher_and_a_day_are_said_once_for_neighbours():
    other = ONE._replace(source_id="b", publisher="PHAC", title="Harms")
    many = [ONE, ONE._replace(source_id="a-2", title="Rates"), other]
    assert findings.source_line(many) == (
        "CDC <b>, Deaths & counts and Rates, read 16 September 2026; "
        "PHAC, Harms, read 16 September 2026"
    )
    assert findings.source_line(many, is_html=True).count('class="note"') == 3


def test_publishers_whose_names_have_commas_are_told_apart():
    names = ["CDC", "DEA", "DEA, Diversion Control Division", "A ministry", "DEA"]
    many = [ONE._replace(source_id=f"s{n}", publisher=name) for n, name in enumerate(names)]
    told = "5 documents of CDC; DEA; DEA, Diversion Control Division; A ministry"
    assert findings.source_line(many) == told
