"""Editions: frozen, compared, brought to the front, rolled back."""

import hashlib
import json
import xml.etree.ElementTree as ET
import zipfile

import pytest

from parley import record
from pressroom import claims, findings, paths
from pressroom.editions import deposit, editions
from pressroom.editions.changes import with_changes
from pressroom.errors import GateError, UsageError
from pressroom.gate import check
from pressroom.gate.reading import PageFile
from pressroom.page.bundle import Correction
from tests.pressroom.conftest import book, reported, said

REPORT = "reports/deaths-and-talks/index.html"
TABLES = {"table us_deaths_monthly": "a", "notebook": "n"}


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "editions"


def freeze(tmp_path, small, folder, key="2026-10", day="2026-10-20", **given):
    bundles = [reported(tmp_path / f"runs-{key}", **{"inputs": TABLES, **given})]
    return editions.freeze(bundles, record.load(small), folder, key, day)


def test_a_frozen_edition_says_what_it_is_for_ever(tmp_path, small, folder):
    edition = freeze(tmp_path, small, folder)
    assert edition.label == "October 2026"
    html = (folder / "2026-10" / REPORT).read_text()
    assert "This is the edition of October 2026. The newest is" in html
    assert 'href="../../../../index.html"' in html
    assert "<dt>Published</dt><dd>20 October 2026</dd>" in html


def test_freezing_the_same_again_changes_nothing_and_another_is_refused(tmp_path, small, folder):
    freeze(tmp_path, small, folder)
    before = editions.hashes(folder)
    freeze(tmp_path, small, folder)
    assert editions.hashes(folder) == before
    with pytest.raises(UsageError, match="never changes"):
        freeze(tmp_path, small, folder, data_to="2025-01-31")
    assert editions.hashes(folder) == before


def test_a_deposit_holds_the_edition_and_all_behind_it(tmp_path, small, folder, monkeypatch):
    monkeypatch.setattr(paths, "editions", lambda: folder)
    settings = record.load(small).settings
    with pytest.raises(UsageError, match="no edition '2026-10'"):
        deposit.deposit("2026-10", settings)
    freeze(tmp_path, small, folder)
    made = deposit.deposit("2026-10", settings, tmp_path / "one.zip")
    assert (
        made.read_bytes() == deposit.deposit("2026-10", settings, tmp_path / "2.zip").read_bytes()
    )
    with zipfile.ZipFile(made) as packed:
        held = {n.removeprefix("parley-2026-10/"): packed.read(n) for n in packed.namelist()}
    for name, sha in editions.hashes(folder / "2026-10").items():
        assert hashlib.sha256(held[f"edition/{name}"]).hexdigest() == sha
    assert {"code/requirements.lock", "code/parley/project.py", "CITATION.cff"} <= held.keys()
    assert not [name for name in held if ".venv" in name or "__pycache__" in name]
    crate = json.loads(held["ro-crate-metadata.json"])["@graph"]
    listed = {part["@id"]: part["sha256"] for part in crate if part["@type"] == "File"}
    assert listed.keys() == held.keys() - {"ro-crate-metadata.json"}
    assert all(hashlib.sha256(held[name]).hexdigest() == sha for name, sha in listed.items())
    assert json.loads(held[".zenodo.json"])["version"] == "2026-10"
    readme = held["README.md"].decode()
    heads = [line[3:] for line in readme.split("\n") if line.startswith("## ")]
    assert heads[:3] == ["Overview", "Data availability", "Computational requirements"]
    assert "| strips | edition/reports/channels" in readme and "`charts.channel_strips`" in readme
    (folder / "2026-10" / REPORT).write_text("spoiled")
    with pytest.raises(UsageError, match="not as it was published"):
        deposit.deposit("2026-10", settings)


def test_a_half_written_edition_does_not_count(tmp_path, small, folder):
    freeze(tmp_path, small, folder)
    (folder / "2026-10.json").unlink()
    assert editions.listed(folder) == []
    freeze(tmp_path, small, folder)
    assert [past.key for past in editions.listed(folder)] == ["2026-10"]


@pytest.mark.parametrize("key", ["2026", "2026-13", "November", "../2026-11", "2026-11/x"])
def test_a_key_is_a_month(tmp_path, small, folder, key):
    with pytest.raises(UsageError, match="2026-11"):
        freeze(tmp_path, small, folder, key)


def test_the_newest_stands_in_front_without_a_banner(tmp_path, small, folder):
    freeze(tmp_path, small, folder)
    freeze(tmp_path, small, folder, "2026-11", "2026-11-21")
    editions.bring_forward(folder, "2026-11")
    out = tmp_path / "site"
    edition = editions.front(folder, out)
    assert edition.key == "2026-11"
    assert "This is the edition" not in (out / REPORT).read_text()
    assert "This is the edition of October" in (out / "editions" / "2026-10" / REPORT).read_text()
    assert "This is the edition of November" in (out / "editions" / "2026-11" / REPORT).read_text()
    listed = PageFile("", (out / "editions" / "index.html").read_text()).root.find("tbody")[0].text
    assert listed.index("November 2026") < listed.index("October 2026")
    assert check(out, browser=False) == []
    assert (
        len(ET.parse(out / "feed.xml").getroot().findall("{http://www.w3.org/2005/Atom}entry")) == 2
    )


def test_links_of_frozen_pages_lead_to_the_front(tmp_path, small, folder):
    from pressroom.gate import checks

    freeze(tmp_path, small, folder)
    editions.bring_forward(folder, "2026-10")
    editions.front(folder, out := tmp_path / "site")
    frozen = sorted((out / "editions" / "2026-10").rglob("*.html"))
    pages = [PageFile(p.relative_to(out).as_posix(), p.read_text()) for p in frozen]
    assert len(pages) > 10
    assert checks.broken_links(pages, out) == []


def test_an_earlier_edition_is_put_back_in_front(tmp_path, small, folder):
    freeze(tmp_path, small, folder)
    freeze(tmp_path, small, folder, "2026-11", "2026-11-21", data_to="2026-01-31")
    editions.bring_forward(folder, "2026-11")
    editions.bring_forward(folder, "2026-10")
    editions.front(folder, out := tmp_path / "site")
    assert "31 December 2024" in (out / REPORT).read_text()
    assert json.loads((out / "manifest.json").read_text())["edition"]["key"] == "2026-10"
    assert (out / "editions" / "2026-11" / REPORT).is_file()
    assert [past.status for past in editions.listed(folder)] == ["published", "in front"]
    with pytest.raises(UsageError, match="2026-11"):
        editions.bring_forward(folder, "2026-12")


def test_the_front_is_the_same_however_often_it_is_made(tmp_path, small, folder):
    freeze(tmp_path, small, folder)
    editions.bring_forward(folder, "2026-10")
    editions.front(folder, tmp_path / "one")
    editions.front(folder, tmp_path / "two")
    assert editions.hashes(tmp_path / "one") == editions.hashes(tmp_path / "two")


def test_a_changed_edition_is_not_published(tmp_path, small, folder):
    freeze(tmp_path, small, folder)
    editions.bring_forward(folder, "2026-10")
    page = folder / "2026-10" / REPORT
    page.write_text(page.read_text().replace("72,776", "72,777"))
    assert editions.changed(folder) == [f"2026-10/{REPORT}"]
    with pytest.raises(GateError, match="never change"):
        editions.front(folder, tmp_path / "site")


def test_without_an_edition_there_is_no_front(tmp_path, folder):
    with pytest.raises(UsageError, match="--edition"):
        editions.front(folder, tmp_path / "site")


def test_corrections_stand_in_front_only(tmp_path, small, folder):
    freeze(tmp_path, small, folder)
    editions.bring_forward(folder, "2026-10")
    log = [Correction("2026-11-01", "Deaths and talks", "It said 6; it is 7.", REPORT)]
    editions.front(folder, out := tmp_path / "site", log)
    assert "It said 6" in (out / "corrections" / "index.html").read_text()
    assert (
        "None had been made when" in (folder / "2026-10" / "corrections" / "index.html").read_text()
    )
    assert check(out, browser=False) == []


def corrected(site, path=REPORT):
    """The notice of corrections on a page: its lines; none if it has none."""
    notices = PageFile(path, (site / path).read_text()).root.having("notice")
    return [p.text for n in notices if n.attrs.get("id") == "corrected" for p in n.find("p")]


EARLIER = Correction("2026-10-15", "Deaths and talks", "It said <6>; it is 7.", REPORT)
LATER = Correction("2026-11-01", "Deaths and talks", "It said 8; it is 9.", REPORT)


def test_a_corrected_page_says_so_for_ever(tmp_path, small, folder):
    rec = record.load(small)
    made = reported(tmp_path / "2026-10")
    editions.freeze([made], rec, folder, "2026-10", "2026-10-21", corrections=[EARLIER])
    said = corrected(folder / "2026-10")
    assert said == [
        "Corrected on 15 October 2026. It said <6>; it is 7. See the log of corrections."
    ]
    assert corrected(folder / "2026-10", "methods/index.html") == []
    editions.bring_forward(folder, "2026-10")
    editions.front(folder, out := tmp_path / "site", [LATER, EARLIER])
    assert corrected(out / "editions" / "2026-10") == said
    assert check(out, browser=False) == []


def test_a_page_that_still_has_the_error_says_so_in_front(tmp_path, small, folder):
    freeze(tmp_path, small, folder)
    editions.bring_forward(folder, "2026-10")
    editions.front(folder, out := tmp_path / "site", [LATER])
    first, *_ = corrected(out)
    assert first.startswith("Correction of 1 November 2026. It said 8; it is 9.")
    assert "still reads as it was published on" in first
    assert corrected(out / "editions" / "2026-10") == []
    front = (out / REPORT).read_text()
    assert 'href="../../corrections/index.html">the log' in front
    assert front.count('id="corrected"') == 1
    assert check(out, browser=False) == []


def test_a_correction_of_a_page_that_is_not_there_is_found(tmp_path, small, folder):
    freeze(tmp_path, small, folder)
    editions.bring_forward(folder, "2026-10")
    lost = Correction("2026-11-01", "A page", "It said 8.", "reports/lost/index.html")
    editions.front(folder, out := tmp_path / "site", [lost])
    assert any("reports/lost" in str(problem) for problem in check(out, browser=False))


# What changed


def next_one(tmp_path, small, folder, text, corrections=(), notebook=None, **given):
    freeze(tmp_path, small, folder)
    made = reported(tmp_path / "next", notebook=notebook, **{"inputs": TABLES, **given})
    (made.files / "deaths.csv").write_text(text, encoding="utf-8")
    return with_changes([made], editions.last(folder), corrections)[0].changes


SAME = "year,deaths\n2022,73838\n2023,72776\n2024,47735\n"


def test_no_changes_are_none_and_no_edition_says_nothing(tmp_path, small, folder):
    assert next_one(tmp_path, small, folder, SAME) == ()
    bundle = reported(tmp_path / "other")
    assert with_changes([bundle], None)[0].changes is None


def test_a_revision_names_cell_values_and_tables(tmp_path, small, folder):
    text = SAME.replace("47735", "48000") + "2025,40000\n"
    inputs = {**TABLES, "table us_deaths_monthly": "b"}
    found = next_one(tmp_path, small, folder, text, inputs=inputs)
    assert [(c.item, c.cell, c.before, c.after, c.kind) for c in found] == [
        ("Data of deaths", "2024, deaths", "47735", "48000", "revised"),
        ("Data of deaths", "2025", "", "1 new row", "new"),
    ]
    assert found[0].why == "Rows changed in us_deaths_monthly"


def test_a_change_without_new_rows_of_data_is_a_change_of_method(tmp_path, small, folder):
    found = next_one(
        tmp_path,
        small,
        folder,
        SAME.replace("2022,73838\n", ""),
        inputs={**TABLES, "notebook": "m"},
    )
    assert [(c.before, c.after, c.kind) for c in found] == [("1 row", "", "method")]


def test_a_correction_is_told_from_a_revision(tmp_path, small, folder):
    log = [Correction("2026-11-01", "Deaths", "It said 47,735; it is 48,000.", REPORT)]
    text = SAME.replace("47735", "48000")
    found = next_one(tmp_path, small, folder, text, log)
    assert (found[0].kind, found[0].why) == ("corrected", "It said 47,735; it is 48,000.")
    old = [Correction("2026-09-01", "Deaths", "An older one.", REPORT)]
    bundle = reported(tmp_path / "again", inputs=TABLES)
    (bundle.files / "deaths.csv").write_text(text)
    changes = with_changes([bundle], editions.last(folder), old)[0].changes
    assert changes[0].kind == "method"


def test_a_new_finding_and_a_new_report_are_said(tmp_path, small, folder):
    other = book()
    claim = claims.claim("Deaths fell to {b:,}", [(1, "<", 2)], b=40000)
    other.cells[2]["outputs"] = [said(findings.headline(claim))]
    found = next_one(tmp_path, small, folder, SAME, notebook=other)
    assert (found[0].item, found[0].after) == ("The finding", "Deaths fell to 40,000")
    fresh = with_changes([reported(tmp_path / "n", "another")], editions.last(folder))[0]
    assert [(c.item, c.kind) for c in fresh.changes] == [("This report", "new")]


def test_many_changes_are_summed_up(tmp_path, small, folder):
    rows = "\n".join(f"{year},{year * 3}" for year in range(1990, 2022))
    old = reported(tmp_path / "old", inputs=TABLES)
    (old.files / "deaths.csv").write_text(f"year,deaths\n{rows}\n")
    editions.freeze([old], record.load(small), folder, "2026-10", "2026-10-20")
    new = reported(tmp_path / "new", inputs=TABLES)
    (new.files / "deaths.csv").write_text("year,deaths\n" + rows.replace(",", ",1") + "\n")
    found = with_changes([new], editions.last(folder))[0].changes
    assert len(found) == 5
    assert found[-1].after == "28 more values"
