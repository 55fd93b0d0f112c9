"""Five unlike tables, in five languages: sensible records at the first try."""

import doctest
import sys

import openpyxl
import pytest

from parley import record, sides
from parley.cli import main
from parley.coding import names
from parley.desk import columns, meanings, new, taking
from parley.project import Glance

EU_JAPAN = """Meeting date,Meeting,Issues,Venue,Readout by,Level,Link
2015-05-29,"23rd summit,
Tokyo",Trade;Climate,Tokyo,EU,Leaders,https://example.org/1
2015-05-29,"23rd summit,
Tokyo",Trade,Tokyo,Japan,Leaders,https://example.org/2
2016-05-03,Dialogue,Trade,Brussels,EU,Ministers,https://example.org/3
2016-05-03,Dialogue,Security,Brussels,Japan,Ministers,https://example.org/4
"""
UK_INDIA = """Zeitpunkt;Bezeichnung;Themen;Ort;Laut;Ebene;Dauer (Std.)
13. Februar 2023;Gespräch der Minister;Handel | Klima;Neu-Delhi;Großbritannien;Ministerebene;1,5
13. Februar 2023;Gespräch der Minister;Handel;Neu-Delhi;Indien;Ministerebene;1,5
21.06.2023;Gipfel;Handel;London;Beide;Gipfel;
"""
WATER = """Fecha;Reunión;Temas;Ciudad;Según;Nivel;Agua
3 de mayo de 2021;Comisión de aguas;Presa/Río Bravo;El Paso;México;Técnico;✓
3 de mayo de 2021;Comisión de aguas;Presa/Río Bravo;El Paso;Estados Unidos;Técnico;✗
10 de agosto de 2022;Reunión de cancilleres;Sequía;Ciudad de México;México;Ministros;✓
"""
UNION = """Date de séance,Objet,Thématiques,Lieu,Compte rendu de,Durée
1er mars 2024,Salaires 1,Salaires;Horaires,Siège,Direction,90 min
1er mars 2024,Salaires 1,Salaires,Siège,Syndicat,90 min
15 mars 2024,Salaires 2,Horaires,Siège,Direction,2 h
"""


ONLINE = """Date,Event,Subjects,Account of,Place
2023-02-03,First round,Trade; Technology,EU,Brussels
2023-02-03,First round,Trade,India,Brussels
2023-06-10,Ministers,Climate; Trade,EU,by phone
2024-01-20,Consultation,Technology,India,online
2025-02-01,Summit,Trade,EU,virtual
2025-03-01,Ports,Trade,EU,"Callao, Peru"
"""


def test_what_is_said_in_place_of_a_place_is_none_and_a_country_has_its_adjective(tmp_path, capsys):
    (tmp_path / "talks.csv").write_text(ONLINE, "utf-8")
    assert main(["import", str(tmp_path / "talks.csv"), "--data", f"{tmp_path}/mine", "--yes"]) == 0
    said = capsys.readouterr().out
    assert "topics  Subjects" in said and "no country is known" not in said
    rec = record.load(tmp_path / "mine")
    assert rec.meetings["format"].tolist() == [
        *("in_person", "call", "video", "video", "in_person"),
    ]
    assert rec.meetings["city"].dropna().tolist() == ["Brussels", "Callao, Peru"]
    codes = " ".join(rec.meetings["meeting_id"])
    assert not any(word in codes for word in ("phone", "online", "virtual"))
    assert sides.words()["prc_s"] == "Indian" and sides.words()["us_s"] == "EU"


SPELT = """Date,Title,Place,Level,Account of,Topics
2023-01-05,Round one,Tokio,Ministers,Japan,Trade
2023-02-05,Round two,Tokyo,Senior officials,EU,Trade;Chips
2023-03-05,Round three,Brüssel,Summit,EU,Chips
2023-04-05,Round four,"Brussels, Belgium",Grand affair,Japan,Chips
"""


def test_a_city_has_one_name_each_level_is_told_and_the_eu_its_article(tmp_path, capsys):
    (tmp_path / "talks.csv").write_text(SPELT, "utf-8")
    assert main(["import", str(tmp_path / "talks.csv"), "--data", f"{tmp_path}/mine", "--yes"]) == 0
    said = capsys.readouterr().out
    rec = record.load(tmp_path / "mine")
    assert rec.meetings["city"].tolist() == ["Tokyo", "Tokyo", "Brussels", "Brussels"]
    assert "'Tokio' is entered as 'Tokyo'" in said
    assert "'Senior officials' as working, 'Summit' as leader, 'Grand affair' as not" in said
    assert rec.settings.title == "The talks between Japan and the EU"
    assert sides.words()["the_prc"] == "the EU"
    (tmp_path / "more.csv").write_text("Date,Title,Place\n2024-01-05,Round five,東京\n", "utf-8")
    assert main(["import", str(tmp_path / "more.csv"), "--data", f"{tmp_path}/mine", "--yes"]) == 0
    assert record.load(tmp_path / "mine").meetings["city"].tolist()[-1] == "Tokyo"


def test_what_is_missing_is_called_as_the_record_and_the_command_call_it(tmp_path, capsys):
    folder = str(tmp_path / "mine")
    assert main(["init", folder, "--sides", "EU,Japan"]) == 0
    assert main(["add", "meeting", "--data", folder, "--first-source", "s"]) == 2
    assert "eu_read (--first-read): say how much" in capsys.readouterr().err


def chinese(path):
    book = openpyxl.Workbook()
    book.active.append(["时间", "会议名称", "议题", "地点", "发布方", "级别"])
    book.active.append(["2024年3月5日", "外长会晤", "贸易、气候", "北京", "中国", "外长"])
    book.active.append(["2024年3月5日", "外长会晤", "贸易", "北京", "韩国", "外长"])
    book.active.append(["2024年6月7日", "部长磋商", "半导体", "首尔", "双方", "部长级"])
    book.save(path)


@pytest.mark.parametrize(
    ("raw", "keys", "meetings", "mentions", "countries", "levels"),
    [
        (EU_JAPAN, ("eu", "japan"), 2, 5, ["JP", "BE"], {"leader", "minister"}),
        (UK_INDIA, ("grossbritannien", "indien"), 2, 5, ["IN", "GB"], {"leader", "minister"}),
        (WATER, ("mexico", "estados_unidos"), 2, 3, ["US", "MX"], {"working", "minister"}),
        (UNION, ("direction", "syndicat"), 2, 4, [None, None], {"working"}),
        (chinese, None, 2, 5, ["CN", "KR"], {"minister"}),
    ],
)
def test_each_becomes_a_sensible_record_at_the_first_try(
    tmp_path, capsys, raw, keys, meetings, mentions, countries, levels
):
    path = tmp_path / ("t.xlsx" if callable(raw) else "t.csv")
    raw(path) if callable(raw) else path.write_text(raw, encoding="utf-8")
    folder = tmp_path / "rec"
    command = ["import", str(path), "--data", str(folder), "--today", "2026-01-10", "--yes"]
    assert main(command) == 0
    told = capsys.readouterr().out
    assert "no column says whose account" not in told
    rec = record.load(folder)
    assert (len(rec.meetings), len(rec.mentions)) == (meetings, mentions)
    assert [c if isinstance(c, str) else None for c in rec.meetings["country"]] == countries
    assert set(rec.meetings["level"]) == levels
    assert not rec.meetings["title"].str.contains("\n").any()
    written = {line.split(",")[1] for line in (folder / "accounts.csv").read_text().split()[1:]}
    assert written == set(keys or map(sides.key, sides.CODES))
    assert not written & {"us", "prc"}
    assert all(rec.accounts.groupby("meeting_id")["side"].nunique() == 2)
    glance = Glance(folder)
    assert (
        glance.meetings_of({"side": "us"})
        == (rec.accounts["side"].eq("us") & rec.accounts["published"].eq("yes")).sum()
    )


def test_a_column_that_may_say_whose_account_it_is_is_asked_about(tmp_path, capsys):
    text = "date,title,version\n2024-01-05,A,Ours\n2024-01-05,A,Theirs\n"
    (tmp_path / "v.csv").write_text(text)
    command = ["import", str(tmp_path / "v.csv"), "--data", str(tmp_path / "rec")]
    assert main([*command, "--yes"]) == 2
    assert "--side 'version'" in capsys.readouterr().err
    assert main([*command, "--side", "version"]) == 0
    assert "the two sides are Ours and Theirs" in capsys.readouterr().out
    assert main([*command, "--whose", "both"]) == 0
    assert main([*command, "--side", "-"]) == 0


def test_what_no_head_tells_of_level_format_and_side_the_cells_do():
    table = """Date,Event,Type,Held,Who,Host
2024-01-05,Talks,Ministers,online,EU,JP
2024-01-05,Talks,Ministers,online,Japan,JP
2024-02-05,More talks,Summit,phone,Japan,"""
    header, *lines = (line.split(",") for line in table.splitlines())
    rows = [dict(zip(header, line, strict=True)) for line in lines]
    found = columns.chosen(header, {}, rows)
    assert (found["level"], found["format"], found["side"]) == ("Type", "Held", "Who")
    assert "side" not in columns.chosen(header, {"side": "-", "level": "-"}, rows)
    rows[0]["Type"], rows[1]["Who"] = "Grand", "Ours"  # neither a level nor a country
    assert not {"level", "side"} & columns.chosen(header, {}, rows).keys()


@pytest.mark.parametrize(
    "heads",
    ["Beginn,Veranstaltung,Erklärung der", "时间,活动,发布单位", "日期,事件,消息来源方"],
)
def test_heads_of_strangers_tables(heads):
    date, title, side = heads.split(",")
    assert columns.chosen([date, title, side], {}) == {"date": date, "title": title, "side": side}


def test_a_country_that_is_not_known_is_told_and_can_be_said(tmp_path, capsys):
    (tmp_path / "c.csv").write_text("date,title,city\n2024-01-05,A,Springfield\n")
    command = ["import", str(tmp_path / "c.csv"), "--data", str(tmp_path / "rec"), "--yes"]
    assert main(command[:-1]) == 0
    assert "no country is known of 'Springfield'" in capsys.readouterr().out
    assert main([*command[:-1], "--city", "Springfield"]) == 2
    assert main([*command, "--city", "Springfield=US"]) == 0
    assert record.load(tmp_path / "rec").meetings["country"].tolist() == ["US"]


def test_topics_by_commas_are_parted_when_told(tmp_path):
    (tmp_path / "c.csv").write_text('date,title,topics\n2024-01-05,A,"Trade, Chips"\n')
    command = ["import", str(tmp_path / "c.csv"), "--data", str(tmp_path / "rec"), "--yes"]
    assert main(command) == 3
    assert main([*command, "--divided-by", ","]) == 0
    assert set(record.load(tmp_path / "rec").topics["topic"]) == {"trade", "chips"}


def test_what_was_understood_can_be_corrected_at_the_terminal(tmp_path, monkeypatch, capsys):
    (tmp_path / "a.csv").write_text("date,title,about,by\n2024-01-05,A,Trade,X\n")
    said = iter(["topics=about", "nonsense=1", "topics=abut", "sides=X,Y", "y"])
    monkeypatch.setattr("builtins.input", lambda ask: next(said))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    assert main(["import", str(tmp_path / "a.csv"), "--data", str(tmp_path / "rec")]) == 0
    told = capsys.readouterr().out
    assert "'nonsense' is no part" in told
    assert "Nearest: about" in told
    rec = record.load(tmp_path / "rec")
    assert rec.mentions["topic"].tolist() == ["trade"]
    assert rec.side_names == {"us": "X", "prc": "Y"}


@pytest.mark.parametrize("module", [columns, new, taking, names, meanings, sides])
def test_the_examples_run(module):
    assert doctest.testmod(module).failed == 0
