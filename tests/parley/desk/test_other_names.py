"""A record of other talks says their names and never ours, on every page of its site."""

import csv
import re
import shutil

import pytest

from parley import record, sides
from parley.cli import main
from parley.project import Glance
from parley.tables import named
from pressroom import parameters
from pressroom.build import matrix
from pressroom.gate.reading import PageFile
from pressroom.say import say
from tests.conftest import ROOT

OURS = re.compile(
    r"\bUS\b|\bU\.S\.|\bPRC\b|Chin(a|ese)|Americ|United States|Beijing|Washington|Taiwan"
)
OTHERS = re.compile(r"[Ff]entanyl|\b[Dd]eaths\b|[Oo]verdose")
UNFILLED = re.compile(r"\{(us|prc)_\w+\}|\{the_\w+\}|\{label\}")
NOTEBOOKS = (
    "channels",
    "commitments",
    "deaths-and-talks",
    "together",
    "topic-frequency",
    "topic-profile",
    "two-readouts",
    "words-for-talks",
)
LIST = """Date du sommet,Intitulé,Sujets,Lieu,Selon,Lien
29/05/2015,Sommet de Tokyo,Commerce;Chine,Tokyo,UE,https://example.org/1
29/05/2015,Sommet de Tokyo,Commerce,Tokyo,Japon,https://example.org/2
03/05/2016,Dialogue,Chine,Bruxelles,UE,https://example.org/3
03/05/2016,Dialogue,Commerce,Bruxelles,Japon,https://example.org/4
17/07/2018,Sommet,Commerce;Chine,Tokyo,UE,https://example.org/5
25/04/2019,Sommet,Commerce,Bruxelles,Japon,https://example.org/6
"""


def enter(folder, table, rows):
    """Write rows into a table of the record, those left out blank."""
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(named(table).columns()), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def enrich(folder):
    """Enter by hand what no list brings: words, promises, topics that compare."""
    rec = record.load(folder)
    ids, source = rec.meetings["meeting_id"].tolist(), rec.sources["source_id"].iloc[0]
    both = [(meeting, side) for meeting in ids for side in ("ue", "japon")]
    enter(
        folder,
        "comparable",
        [
            {"meeting_id": m, "side": s, "topic": t, "basis": "agreed", "codebook": "v0"}
            for m, s in both
            for t in rec.topics["topic"]
        ],
    )
    enter(
        folder,
        "descriptors",
        [
            {"meeting_id": m, "side": s, "descriptor": word, "source_id": source}
            for (m, s), word in zip(both, ("candid", "frank", "candid", "frank"), strict=False)
        ],
    )
    enter(folder, "commitments", [
        {"commitment_id": "c1", "meeting_id": ids[0], "date": "2015-05-29", "topic": "commerce",
         "commitment": "Meet again", "promised_by": "ue", "status": "delivered",
         "status_date": "2016-05-03", "status_note": "They met", "later_report": "found",
         "source_id": source, "status_source_id": source},
    ])  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site of talks between the EU and Japan, made in a project of its own."""
    place = tmp_path_factory.mktemp("eu-japan")
    (place / "notebooks").mkdir()
    for name in NOTEBOOKS:
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", place / "notebooks")
    (place / "reports.toml").write_text(
        '[topic-profile]\neach.topic = "topics.topic"\n[topic-frequency]\nalso = [{side = "ue"}]\n'
    )
    (place / "sommets.csv").write_text(LIST, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        command = ["import", "sommets.csv", "--data", "rec", "--today", "2026-01-10", "--yes"]
        assert main(command) == 0
        enrich(place / "rec")
        assert main(["build", "--data", "rec", "--quiet"]) == 0
    return place / "build" / "site"


def shown(path):
    """Return everything that a page says: its text, and what is read out of it."""
    root = PageFile(path.name, path.read_text("utf-8")).root
    for node in root.walk():
        if node.tag not in ("style", "script"):
            texts = (child for child in node.children if isinstance(child, str))
            # A notebook's own code is shown with its fill-ins, as it stands in the cell.
            yield from (UNFILLED.sub("", text) if node.tag == "code" else text for text in texts)
            yield from (node.attrs[a] for a in ("alt", "aria-label", "content") if a in node.attrs)


def test_no_page_says_our_names(site):
    reports = {path.name for path in (site / "reports").iterdir()}
    wanted = {*NOTEBOOKS, "topic-profile--commerce", "topic-profile--chine"}
    wanted.add("topic-frequency--ue")
    assert reports == wanted - {"topic-profile", "deaths-and-talks"}
    found = [
        (path.relative_to(site).as_posix(), text.strip())
        for path in site.rglob("*.html")
        for text in shown(path)
        if OURS.search(text) or OTHERS.search(text) or UNFILLED.search(text)
    ]
    assert found == []


def test_the_pages_say_the_names_of_the_record(site):
    page = (site / "reports" / "topic-profile--commerce" / "index.html").read_text("utf-8")
    assert "accounts of UE–Japon meetings" in page
    assert "UE accounts and in" in page
    assert "topic: str = &#34;commerce&#34;" in page
    assert "Asked for" not in page
    asked = (site / "reports" / "topic-frequency--ue" / "index.html").read_text("utf-8")
    assert "Asked for: whose accounts are counted (UE)." in asked
    pictures = [path.read_text("utf-8") for path in site.glob("reports/topic-frequency/*.svg")]
    assert any("Japon" in picture for picture in pictures)
    assert not any(OURS.search(picture) for picture in pictures)


def test_every_published_file_calls_the_sides_by_their_own_keys(site):
    ours = re.compile(r"(?<![a-z])(us|prc)(?![a-z])")
    files = [p for p in site.rglob("*") if p.suffix in (".csv", ".svg")]
    assert len(files) > 20
    found = {p.relative_to(site).as_posix() for p in files if ours.search(p.read_text("utf-8"))}
    assert found == set()
    assert not [p for p in site.rglob("*") if ours.search(p.stem)]
    shares = (site / "reports" / "topic-frequency").glob("*.csv")
    heads = {head for path in shares for head in path.read_text("utf-8").split("\n")[0].split(",")}
    assert any("ue" in head.split("_") for head in heads)


def test_a_page_can_be_asked_for_a_side_by_its_own_key(site):
    page = (site / "reports" / "topic-frequency--ue" / "index.html").read_text("utf-8")
    assert "Share of UE accounts that mention each topic" in page
    known = matrix.declared(ROOT / "notebooks" / "topic-frequency.ipynb")
    glance = Glance(site.parents[1] / "rec")
    assert known["side"].values(glance) == ["ue", "japon", "either"]
    (fault,) = parameters.faults(known, {"side": "us"}, glance)
    assert "known: ue, japon, either" in fault


def test_nothing_is_drawn_of_nothing(site):
    """A chart without a mark is said as a sentence, and no count is out of none."""
    drawn, pages = 0, [*site.glob("reports/*/index.html")]
    for path in pages:
        words = " ".join(PageFile(path.name, path.read_text("utf-8")).root.text.split())
        words = words.partition("The code of this page")[0]
        assert not re.search(r"\b0 of 0\b|\b0/0\b|Empty: ", words), path
        drawn += len(re.findall('<figure class="figure"', path.read_text("utf-8")))
    assert drawn > 10
    page = (site / "reports" / "channels" / "index.html").read_text("utf-8")
    assert "on record in these dates.</p>" in page
    assert "In Japon" in page


def test_a_record_without_a_licence_is_given_none(site):
    pages = [path for path in site.rglob("*.html") if "docs" not in path.parts]
    assert [path for path in pages if "CC BY" in path.read_text("utf-8")] == []


def test_a_planted_name_would_be_seen(tmp_path):
    (tmp_path / "x.html").write_text('<p>A <b>Chinese</b> word</p><img alt="the US {us_name}">')
    texts = list(shown(tmp_path / "x.html"))
    assert [bool(OURS.search(text)) for text in texts] == [False, False, True, True]
    assert any(UNFILLED.search(text) for text in texts)


def test_a_topic_with_the_name_of_our_side_stays_as_it_is():
    sides.use({"us": {"label": "US"}, "prc": {"label": "Japan"}})
    said = say("{prc_s} accounts name {topic}", topic="China").spoken()
    assert said == "Japan accounts name China"


def test_a_side_may_have_a_figure_in_its_name():
    sides.use({"us": {"label": "G7", "called": "the G7"}, "prc": {"label": "Brics"}})
    assert say("{the_us} met {n} times", n=3).spoken() == "the G7 met 3 times"
