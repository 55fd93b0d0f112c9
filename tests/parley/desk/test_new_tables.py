"""Five more tables of strangers, written by somebody who had not read what reads them."""

import datetime as dt
import importlib
import re

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from parley import record
from parley.cli import main
from parley.desk import columns, meanings
from tests.conftest import ROOT

TICK, CROSS = "✓", "✗"


def german(path):
    rows = ["Lfd. Nr.;Gesprächsdatum;Anlass;Ebene;Ort;Verlautbarung von;Handel;Klimaschutz;Beleg"]
    talks = (
        ("3. Mai 2021", "Gespräch zu Lieferketten", "Minister", "Berlin"),
        ("17. Juni 2021", "Gipfel", "Staats- und Regierungschefs", "Tokio"),
        ("9. November 2022", "Treffen", "Staatssekretäre", "München"),
    )
    for n, talk in enumerate(talks):
        for side in ("Deutschland", "Japan"):
            tail = ("ja", "nein" if n else "ja", f"https://example.org/{n}{side[0]}")
            rows.append(";".join((str(n), *talk, side, *tail)))
    path.write_bytes("\r\n".join(rows).encode("cp1252"))


def french(path):
    book = openpyxl.Workbook()
    book.active.title = "Lisez-moi"
    book.active["A1"] = "Ce classeur recense les rencontres."
    sheet = book.create_sheet("Rencontres")
    for row in (["Rencontres Inde–France, 2019–2024"], ["Source : relevé de l'auteur"], []):
        sheet.append(row)
    heads = ("Jour", "Objet de la rencontre", "Ville d'accueil", "Niveau", "Communiqué de")
    sheet.append([*heads, "Défense", "Espace", "Adresse du communiqué"])
    talks = (
        (dt.datetime(2019, 8, 22), "Entretien", "Chantilly", "Chefs d'État et de gouvernement"),
        (dt.datetime(2021, 4, 13), "Dialogue", "New Delhi", "Ministres"),
    )
    for n, talk in enumerate(talks):
        for side in ("France", "Inde"):
            address = f"https://example.org/{n}{side}"
            sheet.append([*talk, side, TICK, CROSS if n else TICK, address])
    sheet.append([])
    sheet.append(["Total : 4 communiqués"])
    book.save(path)


def spanish(path):
    rows = [
        "Fecha de la reunión\tAsunto\tTemas tratados\tSede\tParte que informa\tNivel de la reunión"
    ]
    talks = (
        (
            "08/07/20",
            "Reunión en la Casa Blanca",
            "Comercio / Migración",
            "Washington",
            "Presidentes",
        ),
        ("18/11/21", "Cumbre", "Migración / Vacunas", "Washington", "Presidentes"),
        ("27/12/23", "Visita", "Migración", "Ciudad de México", "Cancilleres"),
    )
    for day, title, topics, place, level in talks:
        rows += ["\t".join((day, title, topics, place, s, level)) for s in ("México", "EE. UU.")]
    path.write_text("\n".join(rows), encoding="utf-16")


def chinese(path):
    rows = ["序号,会谈日期,会谈名称,级别,地点,发布方,涉及议题,链接"]
    talks = (
        ("2023年3月21日", "习近平同普京会谈", "元首", "莫斯科", "能源、贸易"),
        ("2024年7月3日", "阿斯塔纳会晤", "元首", "阿斯塔纳", "能源"),
        ("2024年1月10日", "外长通话", "外长", "电话", "中东"),
    )
    for n, (day, title, level, place, topics) in enumerate(talks):
        for side in ("中方", "俄方"):
            rows.append(
                f"{n},{day},{title},{level},{place},{side},{topics},https://example.org/{n}{side}"
            )
    path.write_bytes("\r\n".join(rows).encode("gbk"))


def english(path):
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.append(["Table 3. UK–Australia consultations"])
    heads = ("No.", "Held on", "Name of\nconsultation", "Issues raised", "City", "Country")
    sheet.append([*heads, "Reported by", "Rank of delegations", "Minutes", "Remarks"])
    talks = (
        (dt.date(2021, 6, 15), "Dinner\nat No. 10", "Trade, Defence", "London", "United Kingdom"),
        (dt.date(2022, 1, 21), "AUKMIN", "Defence", "Sydney", "Australia"),
        (dt.date(2024, 8, 1), "Officials' talks", "Trade", "Canberra", "Australia"),
    )
    for n, talk in enumerate(talks):
        for side in ("UK", "Australia"):
            rank = "Officials" if n == 2 else "Ministers" if n else "Heads of government"
            sheet.append([n, *talk, side, rank, 45, "n/a"])
    book.save(path)


TABLES = {
    "a.csv": (german, "deutschland japan", "minister leader vice_minister", "handel klimaschutz"),
    "b.xlsx": (french, "france inde", "leader minister", "defense espace"),
    "c.tsv": (spanish, "mexico ee_uu", "leader leader minister", "comercio migracion vacunas"),
    "d.csv": (chinese, "china russia", "leader minister leader", "能源 贸易 中东"),
    "e.xlsx": (english, "uk australia", "leader minister working", "trade defence"),
}
HOSTS = {
    "a.csv": "DE JP DE",
    "b.xlsx": "FR IN",
    "c.tsv": "US US MX",
    "d.csv": "RU KZ",
    "e.xlsx": "GB AU AU",
}
FIRST = {
    "a.csv": "2021-05-03",
    "b.xlsx": "2019-08-22",
    "c.tsv": "2020-07-08",
    "d.csv": "2023-03-21",
    "e.xlsx": "2021-06-15",
}


@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_understood_at_the_first_try(name, tmp_path, monkeypatch):
    make, sides, levels, topics = TABLES[name]
    monkeypatch.chdir(tmp_path)
    make(tmp_path / name)
    assert main(["import", name, "--data", "rec", "--today", "2026-01-10", "--yes"]) == 0
    rec = record.load(tmp_path / "rec")
    assert [str(words["key"]) for words in rec.settings.sides.values()] == sides.split()
    held = rec.meetings.sort_values("start_date")
    assert held["level"].tolist() == levels.split()
    assert f"{held['start_date'].iloc[0]:%F}" == FIRST[name]
    assert held["country"].dropna().tolist() == HOSTS[name].split()
    labels = dict(zip(rec.topics["topic"], rec.topics["label"], strict=True))
    found = labels.values() if name == "d.csv" else labels
    assert {*found} == {*topics.split()}
    assert {*rec.accounts["published"]} == {"yes"}
    leaders = rec.meetings.set_index("level")["channel"].get("leader", "leaders")
    assert {*([leaders] if isinstance(leaders, str) else leaders)} == {"leaders"}


def test_minutes_are_hours_and_a_call_has_no_place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, make in (("d.csv", chinese), ("e.xlsx", english)):
        make(tmp_path / name)
        assert main(["import", name, "--data", name[0], "--today", "2026-01-10", "--yes"]) == 0
    call = record.load(tmp_path / "d").meetings.set_index("format").loc["call"]
    assert call["channel"] == "foreign_ministers"
    assert str(call["city"]) in ("<NA>", "nan")
    assert {*record.load(tmp_path / "e").meetings["duration_hours"]} == {0.75}


def test_years_of_two_figures_that_two_orders_fit_are_asked_about():
    (read, _) = columns.column(["03/04/05", "05/06/07"], today="2026-01-10")
    assert all("Say --dates" in str(each) for each in read)
    read, (note,) = columns.column(["03/04/05"], "ymd", today="2026-01-10")
    assert (read, "2003-04-05" in note) == (["2003-04-05"], True)


def test_commas_in_a_topic_of_its_own_do_not_part_it():
    assert not meanings.is_listed(["Peace, security and order", "Trade", "Trade"])


@pytest.mark.parametrize("shape", sorted((ROOT / "parley/desk/templates").glob("*.toml")), ids=str)
def test_what_a_new_notebook_names_beside_its_own_is_there(shape):
    for line in re.findall(r"# Beside these: (.*), of parley", shape.read_text(encoding="utf-8")):
        for module, name in re.findall(r"(\w+)\.(\w+)", line):
            assert hasattr(importlib.import_module(f"parley.analysis.{module}"), name), line
