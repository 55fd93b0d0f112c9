"""The site: every page, every link, and what hostile text in the record becomes."""

import hashlib
import json
import re
import xml.etree.ElementTree as ET
import zipfile

import pandas as pd
import pytest

from parley import record
from parley.pages.talks import State, Talks
from pressroom.gate import check
from pressroom.gate.reading import PageFile
from pressroom.page.bundle import Correction, Edition, Past
from pressroom.site import assemble, listing
from pressroom.site.pages import without_reports
from pressroom.site.small import LIMIT, first_drawn, small_chart
from tests import small_record
from tests.pressroom.conftest import built, reported

ATOM = "{http://www.w3.org/2005/Atom}"


def page(site, path):
    return PageFile(path, (site / path).read_text(encoding="utf-8"))


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_small_site_passes_the_gate(site):
    assert check(site, browser=False) == []


def test_every_page_of_the_plan_is_there(site):
    for path in (
        "index.html", "404.html", "feed.xml", "robots.txt", "manifest.json",
        "reports/deaths-and-talks/index.html", "reports/deaths-and-talks/deaths.csv",
        "meetings/index.html", "meetings/2023-11-15-woodside/index.html", "methods/index.html",
        "data/index.html", "data/meetings.csv", "sources/index.html", "sources/2023.html",
        "about/index.html", "glossary/index.html",
        "corrections/index.html", "accessibility/index.html", "editions/index.html",
    ):  # fmt: skip
        assert (site / path).is_file(), path
    assert not (site / "sitemap.xml").exists()


def test_the_front_page_lists_each_report_by_its_finding(site):
    front = page(site, "index.html")
    links = [a.attrs["href"] for h in front.root.find("h3") for a in h.find("a")]
    assert links == [
        "reports/topic-profile--fentanyl/index.html",
        "reports/deaths-and-talks/index.html",
    ]
    assert "Deaths beside the dates" in [h.text for h in front.root.find("h2")]
    assert front.html.count("ata to 31 December 2024.") == 1  # a day that all share is said once
    assert "All reports: data to" in front.root.having("quiet")[0].text
    drawings = front.root.having("small")[0].find("svg")
    assert drawings[0].attrs["aria-hidden"] == "true"


def test_two_builds_are_the_same(tmp_path, small):
    one, two = built(tmp_path, small, name="one"), built(tmp_path, small, name="two")
    assert tree(one) == tree(two)


def test_only_the_manifest_depends_on_the_run(tmp_path, small):
    bundles, rec = [reported(tmp_path / "runs")], record.load(small)
    assemble(bundles, rec, tmp_path / "one", run={"id": 1})
    assemble(bundles, rec, tmp_path / "two", run={"id": 2})
    one, two = tree(tmp_path / "one"), tree(tmp_path / "two")
    assert {path for path in one if one[path] != two[path]} == {"manifest.json"}
    assert json.loads((tmp_path / "two" / "manifest.json").read_text())["run"] == {"id": 2}


def test_another_record_brings_its_own_name_and_sides(tmp_path, small):
    text = 'name = "Rhine"\ntitle = "Talks on a river"\ncontact = "a@example.org"\n'
    sides = '[sides.us]\nlabel = "France"\n[sides.prc]\nlabel = "Germany"\n'
    (small / "record.toml").write_text(text + sides, encoding="utf-8")
    site = built(tmp_path, small)
    front = page(site, "index.html")
    assert front.root.having("brand")[0].text == "Rhine"
    assert front.root.find("h1")[0].text == "Talks on a river"
    assert "a@example.org" in front.root.find("footer")[0].text
    meeting = page(site, "meetings/2023-11-15-woodside/index.html")
    assert [h.text for h in meeting.root.having("sides")[0].find("h3")] == ["France", "Germany"]
    assert "China" not in meeting.root.text
    assert "Rhine, “Deaths fell" in (site / "reports/deaths-and-talks/index.html").read_text()
    assert check(site, browser=False) == []


# The two accounts of a meeting


def states(small, meeting, topic):
    found = {m.row.meeting_id: m for m in Talks(record.load(small)).meetings}[meeting]
    (match,) = [t for t in found.topics if t.key == topic]
    return match.us, match.prc


def test_a_topic_says_what_each_account_says_of_it(small):
    us, prc = states(small, "2023-06-18-beijing", "taiwan")
    assert us.code == prc.code == "mentioned"
    assert us.text == prc.text == "mentions it"
    assert us.source_id == prc.source_id == "s1"
    us, prc = states(small, "2023-11-15-woodside", "fentanyl")
    assert prc.text == "no account found (searched until 1 March 2024)"
    us, prc = states(small, "2024-01-30-lima", "fentanyl")
    assert us.text == "not known whether it published an account"
    assert prc.text == "mentions it (through a report)"
    us, prc = states(small, "2024-01-30-lima", "taiwan")
    assert prc == State("unsourced", "said to mention it; no source is recorded")


def test_silence_is_said_only_where_it_would_be_one(small):
    small_record.write_table(small, "codings", [])
    small_record.write_table(
        small, "mentions",
        [{"meeting_id": "2023-06-18-beijing", "side": "press", "topic": "fentanyl",
          "basis": "report", "source_id": "s2"}],
    )  # fmt: skip
    us, prc = states(small, "2023-06-18-beijing", "fentanyl")
    assert us.text == "does not mention it (read in full)"
    assert prc.text == "not found in the part that was read"


@pytest.mark.parametrize(
    ("read", "names", "told"),
    [
        ("full", "no", "not found: the account names no subject"),
        ("full", "yes", "not found (read in full; not counted as silence)"),
        ("opening", "", "not found in the part that was read"),
        ("reported", "", "not found in reports of the account"),
    ],
)
def test_what_was_read_whole_is_not_said_to_be_read_in_part(small, read, names, told):
    here = {"meeting_id": "2023-06-18-beijing", "side": "us"}
    rows = small_record.ROWS
    changed = {"read": read, "names_subjects": names}
    accounts = [row | (changed if here.items() <= row.items() else {}) for row in rows["accounts"]]
    small_record.write_table(small, "accounts", accounts)
    mentions = [row for row in rows["mentions"] if not here.items() <= row.items()]
    small_record.write_table(small, "mentions", mentions)
    for table in ("comparable", "codings"):
        small_record.write_table(small, table, [])
    us, prc = states(small, "2023-06-18-beijing", "taiwan")
    assert (us.text, prc.text) == (told, "mentions it")


def test_a_topic_coded_later_is_not_coded(small):
    topics = [row | {"coded_from": "v1"} for row in small_record.ROWS["topics"]]
    small_record.write_table(small, "topics", topics)
    us, prc = states(small, "2023-11-15-woodside", "fentanyl")
    assert us.code == "mentioned"
    assert prc.text == "not coded for this topic"


def test_meetings_lead_to_those_before_and_after_in_their_channel(tmp_path, small):
    rows = [row | {"channel": "leaders"} for row in small_record.ROWS["meetings"]]
    small_record.write_table(small, "meetings", rows)
    site = built(tmp_path, small)
    steps = page(site, "meetings/2023-11-15-woodside/index.html").root.having("steps")[0]
    assert [a.attrs["href"] for a in steps.find("a")] == [
        "../../meetings/2023-06-18-beijing/index.html",
        "../../meetings/2024-01-30-lima/index.html",
    ]


def test_a_meeting_shows_promises_words_and_sources(site):
    found = page(site, "meetings/2023-11-15-woodside/index.html")
    assert "Start a working group" in found.root.find("tbody")[1].text
    assert "delivered as of 30 january 2024" in found.root.find("tbody")[1].text.lower()
    assert [q.text for q in found.root.find("q")] == ["candid", "the importance of peace"]
    assert [li.attrs["id"] for li in found.root.having("sources")[0].find("li")] == [
        "source-s1",
        "source-s2",
    ]
    assert "no account found (searched until 1 March 2024)" in found.root.text


def test_a_topic_leads_to_its_report(site):
    found = page(site, "meetings/2023-11-15-woodside/index.html")
    links = [a.attrs["href"] for a in found.root.having("linked")[0].find("a")]
    assert "../../reports/topic-profile--fentanyl/index.html" in links


# Data, sources, feed


def test_tables_are_copied_with_their_checksums(site, small):
    text = (site / "data" / "SHA256SUMS").read_text()
    digest = hashlib.sha256((small / "meetings.csv").read_bytes()).hexdigest()
    assert f"{digest}  meetings.csv" in text
    assert digest in (site / "data" / "index.html").read_text()
    with zipfile.ZipFile(site / "data" / "parley-data.zip") as archive:
        assert archive.read("parley-data/meetings.csv") == (small / "meetings.csv").read_bytes()


def test_every_source_stands_under_its_year_with_its_meetings(site):
    listed = page(site, "sources/2023.html").root.having("sources")[0]
    assert [li.attrs["id"] for li in listed.find("li")] == ["source-s2", "source-s1"]
    assert "November 2023" in listed.text
    assert "../meetings/2023-11-15-woodside/index.html" in [
        a.attrs["href"] for a in listed.find("a")
    ]


def feed_of(site):
    root = ET.parse(site / "feed.xml").getroot()
    for node in [root, *root.findall(f"{ATOM}entry")]:
        for name in ("id", "title", "updated"):
            assert node.findtext(f"{ATOM}{name}"), name
        assert node.findtext(f"{ATOM}id").startswith("urn:uuid:")
        pd.Timestamp(node.findtext(f"{ATOM}updated"))
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Parley"
    return root


def published(**given):
    past = (
        Past("2026-11", "November 2026", "2026-11-21"),
        Past("2026-10", "October 2026", "2026-10-20"),
    )
    correction = Correction("2026-11-01", "Deaths & talks", "It said <6>; it is 7.")
    return Edition(
        "2026-11", "November 2026", "2026-11-21", past=past, corrections=(correction,), **given
    )


def test_the_feed_is_atom_before_and_after_publication(tmp_path, small, site):
    root = feed_of(site)
    assert root.findall(f"{ATOM}entry") == []
    assert root.findtext(f"{ATOM}updated") == "2024-03-01T00:00:00Z"
    after = feed_of(built(tmp_path, small, published(), "after"))
    entries = after.findall(f"{ATOM}entry")
    assert [e.findtext(f"{ATOM}updated")[:10] for e in entries] == [
        "2026-11-21",
        "2026-10-20",
        "2026-11-01",
    ]
    assert after.findtext(f"{ATOM}updated") == "2026-11-21T00:00:00Z"
    assert len({e.findtext(f"{ATOM}id") for e in entries}) == 3
    said = entries[0].findtext(f"{ATOM}summary")
    assert said.startswith("The first edition: Deaths fell from 72,776 to 47,735")


def test_the_feed_says_what_changed(small):
    line = {"item": "Deaths", "before": "72,776", "after": "72,777"}
    report = {"finding": "Deaths fell", "changes": [line] * 7}
    said = listing.changed([report, {"finding": "It rains", "changes": None}])
    assert said.startswith("7 published values changed: Deaths, 72,776 → 72,777; ")
    assert said.endswith("; and 2 more")
    assert listing.changed([report | {"changes": []}]) == "No published value changed"


def test_machines_find_every_report_and_table(site):
    listed = (site / "llms.txt").read_text()
    paths = re.findall(r"\]\((\S+\.md)\): ", listed)
    assert paths and all((site / path).is_file() for path in paths)
    first = (site / paths[0]).read_text()
    assert first.startswith("# Deaths fell from 72,776 to 47,735") and "Cite as: " in first
    page = (site / "data" / "index.html").read_text()
    held = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1]
    graph = json.loads(held)["@graph"]
    assert {each["@type"] for each in graph} == {"Dataset"}
    for each in graph:
        file = site / "data" / each["distribution"]["contentUrl"]
        assert hashlib.sha256(file.read_bytes()).hexdigest() == each["distribution"]["sha256"]
        assert each["description"] and each["variableMeasured"]


def test_an_address_brings_sitemap_canonical_and_absolute_feed(tmp_path, small):
    site = built(tmp_path, small, published(site_url="https://example.org/parley/"), "addressed")
    assert "Sitemap: https://example.org/parley/sitemap.xml" in (site / "robots.txt").read_text()
    urls = [
        loc.text
        for loc in ET.parse(site / "sitemap.xml").getroot().iter()
        if loc.tag.endswith("loc")
    ]
    assert "https://example.org/parley/meetings/index.html" in urls
    links = [link.attrib["href"] for link in feed_of(site).iter(f"{ATOM}link")]
    assert all(link.startswith("https://example.org/parley/") for link in links)


def test_corrections_and_editions_are_listed(tmp_path, small):
    site = built(tmp_path, small, published(), "after")
    assert "It said &lt;6&gt;; it is 7." in (site / "corrections" / "index.html").read_text()
    hrefs = [
        a.attrs["href"] for a in page(site, "editions/index.html").root.find("main")[0].find("a")
    ]
    assert hrefs[:2] == ["2026-11/index.html", "2026-10/index.html"]


def test_the_404_page_stands_alone(tmp_path, small, site):
    assert [a.attrs["href"] for a in page(site, "404.html").root.find("a")] == []
    given = built(tmp_path, small, published(site_url="https://example.org/p"), "addressed")
    assert [a.attrs["href"] for a in page(given, "404.html").root.find("a")] == [
        "https://example.org/p"
    ]


# Small charts


def drawn(tmp_path, text):
    path = tmp_path / "figure.csv"
    path.write_text(text, encoding="utf-8")
    return str(small_chart(path, {"us": "US", "prc": "China"}))


def test_periods_become_a_line_with_gaps(tmp_path):
    svg = drawn(tmp_path, "month,deaths\n2023-01,10\n2023-02,\n2023-03,30\n2023-04,20\n")
    assert svg.count("M", svg.index("s-c1")) == 2
    assert "<circle" in svg


def test_names_become_bars(tmp_path):
    svg = drawn(tmp_path, "topic,meetings\nTaiwan,10\nTrade,5\n")
    assert svg.count("z", svg.index("f-c1")) == 2


def test_numbers_that_need_not_be_the_figures_own_are_not_drawn(tmp_path):
    assert drawn(tmp_path, "topic,once\nTaiwan,5\nTrade,10\nCyber,7\n") == ""
    assert drawn(tmp_path, "method,month,low\na,2023-05,1\nb,2023-06,2\nc,2023-07,3\n") == ""
    assert drawn(tmp_path, "moved,change\n0,3\n1,3\n2,3\n") == ""


def test_where_the_first_figure_has_no_small_chart_a_later_course_in_time_has_one(tmp_path):
    tables = {
        "methods": "method,month,low\na,2023-05,1\nb,2023-06,2\nc,2023-07,3\n",
        "moved": "month,moved,step\n2023-05,-1,0.1\n2023-06,0,0.2\n2023-07,1,0.3\n",
        "windows": "month,per_day,name\n2023-05,5,a\n2023-06,6,a\n2023-07,7,a\n2023-05,5,b\n",
        "ranked": "topic,meetings\nTaiwan,10\nTrade,5\n",
        "line": "month,per_day,fitted_per_day\n2023-05,5,1\n2023-06,6,2\n2023-07,7,3\n",
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    paths = [tmp_path / f"{name}.csv" for name in tables]
    place, svg = first_drawn(paths, {})
    assert list(tables)[place] == "line"
    assert svg == small_chart(paths[-1], {})
    assert first_drawn(paths[:-1], {}) == (0, "")


def test_both_sides_of_a_table_are_drawn_and_named(tmp_path):
    rows = ["year,us_n,us_share,prc_share", "2020,9,.1,.3", "2021,9,.2,.2", "2022,9,.3,.2"]
    svg = drawn(tmp_path, "\n".join(rows).replace(",.", ",0.") + "\n")
    assert ">US</text>" in svg
    assert ">China</text>" in svg
    assert svg.count("<circle") == 2


def test_counts_of_a_long_table_are_added_up_and_shares_are_not(tmp_path):
    rows = [f"{y},{c},{n},0.5" for y in range(2020, 2024) for c, n in (("a", y - 2019), ("b", 9))]
    long = drawn(tmp_path, "year,channel,meetings,share\n" + "\n".join(rows) + "\n")
    sums = "\n".join(f"{y},{y - 2019 + 9}" for y in range(2020, 2024))
    assert long == drawn(tmp_path, f"year,meetings\n{sums}\n")


def test_a_period_covered_in_part_is_not_drawn(tmp_path):
    rows = ["2020,covered,5", "2021,covered,6", "2022,covered,7"]
    whole = drawn(tmp_path, "year,cover,meetings\n" + "\n".join(rows) + "\n")
    part = drawn(tmp_path, "year,cover,meetings\n" + "\n".join([*rows, "2023,partly,1"]) + "\n")
    assert whole.count("L") == part.count("L") == 2


def test_a_table_without_numbers_draws_nothing(tmp_path):
    assert drawn(tmp_path, "a,b\nx,y\n") == ""
    assert drawn(tmp_path, "a,b\n") == ""


def test_many_points_stay_within_two_kilobytes(tmp_path):
    months = pd.period_range("1999-01", periods=336, freq="M")
    rows = "\n".join(f"{month},{number * 37 % 7919}" for number, month in enumerate(months))
    svg = drawn(tmp_path, f"month,deaths\n{rows}\n")
    assert 0 < len(svg) <= LIMIT


# What bad text gets. The browser sees the same site in test_gate.py.

HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(2)> ]]> &amp; "
    "\u05d0\u05d1 'quote\" {{ 7*7 }} {% raw %}"
)


def hostile(folder):
    """A record whose every free text is an attack, as far as the schemas let it in."""
    rows = {name: [dict(row) for row in table] for name, table in small_record.ROWS.items()}
    for name, columns in {
        "meetings": ("title", "city", "note"),
        "sources": ("publisher", "title"),
        "descriptors": ("descriptor",),
        "commitments": ("commitment", "status_note"),
        "topics": ("label", "definition"),
    }.items():
        for row in rows[name]:
            row.update({column: HOSTILE[:58] if column in SHORT else HOSTILE for column in columns})
    return small_record.write(folder, **rows)


SHORT = ("label", "descriptor", "city")


def test_hostile_text_is_shown_as_text(tmp_path):
    site = built(tmp_path, hostile(tmp_path / "hostile"))
    found = page(site, "meetings/2023-11-15-woodside/index.html")
    assert "<script>alert(1)</script>" in found.root.find("h1")[0].text
    assert "{{ 7*7 }}" in found.root.find("h1")[0].text
    assert check(site, browser=False) == []
    ET.parse(site / "feed.xml")


def test_what_the_schemas_refuse_never_reaches_a_page(small):
    from pressroom.errors import DataError

    for table, column, value in (
        ("sources", "url", "javascript:alert(1)"),
        ("meetings", "title", "=HYPERLINK(1)"),
        ("meetings", "title", "x" * 10_000),
        ("meetings", "title", "turned \u202e round"),
    ):
        rows = [dict(row) for row in small_record.ROWS[table]]
        rows[0][column] = value
        small_record.write_table(small, table, rows)
        with pytest.raises(DataError, match=column):
            record.load(small)
        small_record.write_table(small, table, small_record.ROWS[table])


def test_a_page_holds_even_if_a_schema_let_it_through(tmp_path, small, monkeypatch):
    rec = record.load(small)
    rec._frames["sources"].loc[0, "url"] = "javascript:alert(1)"
    rec._frames["meetings"].loc[1, "title"] = "x" * 10_000 + "\u202e"
    assemble([reported(tmp_path / "runs")], rec, tmp_path / "site")
    assert check(tmp_path / "site", browser=False) == []
    html = (tmp_path / "site" / "meetings" / "2023-11-15-woodside" / "index.html").read_text()
    assert 'href="javascript' not in html
    assert "\u202e" not in html
    assert "x" * 301 not in html


def test_a_report_that_could_not_be_made_is_named_and_breaks_no_page():
    html = (
        '<p><a href="../channels/index.html">Channels</a> <a href="../supply/index.html#a">'
        'Supply</a> <a href="reports/channels/index.html">all</a> <a href="../chanels/index.html">'
        "a slip</a></p>"
    )
    said = without_reports(html, frozenset({"channels"}))
    assert "Channels (not in this edition)" in said
    assert "all (not in this edition)" in said
    assert '<a href="../supply/index.html#a">Supply</a>' in said, "that report is there"
    assert '<a href="../chanels/index.html">a slip</a>' in said, "the gate is to find it"
