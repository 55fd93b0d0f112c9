"""Each source's own file: what is taken, what stays missing, what is refused."""

from dataclasses import replace
from datetime import date

import pytest

from parley import record, refresh
from parley.refresh import contract, guards
from parley.refresh.contract import number
from pressroom.errors import RefreshError
from tests import small_record
from tests.parley.refresh.conftest import (
    NAMES,
    NOTES,
    OFFICE,
    Answer,
    border,
    bytes_of,
    canada,
    vsrr,
    wonder,
)

DAY = date(2024, 10, 16)


def by_hand(adapter, small, given, tmp_path, body, as_of=DAY):
    """Return a refresh from a file in the hand."""
    path = tmp_path / "export"
    path.write_bytes(body)
    return refresh.prepare(adapter, small, replace(given, file=path, as_of=as_of))


def rows_of(parsed, column="period"):
    return {row[column]: row for row in parsed.rows}


# CDC


def test_vsrr_counts_are_taken_as_published():
    row = refresh.named("cdc").parse(vsrr()).rows[0]
    assert row == {
        "month_ending": "2023-12",
        "indicator": "all_drug_overdose",
        "reported": "7810",
        "predicted": "7905",
        "percent_pending": "0.26",
    }


def test_the_download_file_is_read_like_the_interface():
    shown = vsrr().split(b"\n", 1)
    head = shown[0].decode().replace("_", " ").title().encode()
    adapter = refresh.named("cdc")
    assert adapter.parse(head + b"\n" + shown[1]).rows == adapter.parse(vsrr()).rows


def test_a_suppressed_count_stays_missing_never_nought(small, given, server):
    told = {("2024 January", NAMES[1]): ("", ""), ("2024 January", NAMES[2]): ("Suppressed", "9")}
    server.say = lambda asked: Answer(vsrr(told))
    outcome = refresh.prepare(refresh.named("cdc"), small, given)
    assert any("1 suppressed or missing cells stay missing" in line for line in outcome.lines)
    refresh.commit(outcome, given.memory)
    frame = record.load(small).us_deaths_12mo
    january = frame[frame["month_ending"] == "2024-01"].set_index("indicator")
    assert "cocaine_t40_5" not in january.index
    assert january["reported"].isna()["heroin_t40_1"] and not (frame["reported"] == 0).any()


def test_a_count_that_was_there_and_is_now_suppressed_is_no_cut_file(small, given, server):
    server.say = lambda asked: Answer(vsrr({("2023 December", NAMES[-1]): ("", "")}))
    assert refresh.prepare(refresh.named("cdc"), small, given).plan.texts


def test_the_old_vintage_stands_beside_the_new(small, given, server):
    before = (small / "us_deaths_12mo.csv").read_text()
    server.say = lambda asked: Answer(vsrr())
    refresh.commit(refresh.prepare(refresh.named("cdc"), small, given), given.memory)
    assert (small / "us_deaths_12mo.csv").read_text().startswith(before)
    rec = record.load(small)
    assert sorted(rec.us_deaths_12mo["vintage"].dt.strftime("%Y-%m-%d").unique()) == [
        "2024-03-01",
        "2024-10-16",
    ]
    source = rec.cite("cdc-vsrr-2024-10-16")[0]
    assert source.date == "2024-10-16" and source.accessed == "2024-11-01"
    known = record.load(small, as_of="2024-05-01").us_deaths_12mo
    held = small_record.ROWS["us_deaths_12mo"][0]["indicator"]
    assert len(known[known["indicator"] == held]) == 1, "the newer file was not known yet"
    others = known[known["indicator"] != held]
    assert len(others) == 8 and others["indicator"].nunique() == 4, "their first file stands in"


def test_a_vintage_stored_in_part_is_completed_not_written_over(small, given, server):
    same = {"Last-Modified": "Fri, 01 Mar 2024 00:00:00 GMT"}
    stored = small_record.ROWS["us_deaths_12mo"][0] | {"percent_pending": ""}
    small_record.write_table(small, "us_deaths_12mo", [stored])
    body = vsrr({("2023 December", NAMES[-1]): ("7800", "7900")})
    server.say = lambda asked: Answer(body, headers=same)
    refresh.commit(refresh.prepare(refresh.named("cdc"), small, given), given.memory)
    rows = record.load(small).us_deaths_12mo
    assert len(rows) == 10 and set(rows["percent_pending"]) == {0.26}


def test_coverage_reaches_as_far_as_the_new_file(small, given, server):
    told = {
        "table": "us_deaths_12mo",
        "series": "cocaine_t40_5",
        "first": "2018-01-01",
        "last": "2023-12-31",
        "as_of": "2024-03-01",
    }
    small_record.write_table(small, "coverage", [*small_record.ROWS["coverage"], told])
    server.say = lambda asked: Answer(vsrr())
    refresh.commit(refresh.prepare(refresh.named("cdc"), small, given), given.memory)
    rec = record.load(small)
    assert rec.coverage_end("us_deaths_12mo", "cocaine_t40_5").date() == date(2024, 1, 31)
    assert rec.as_of.date() == DAY
    assert rec.coverage_end("meetings").date() == date(2024, 2, 29)


# Canada


def test_canada_by_quarter_and_year():
    parsed = refresh.named("phac").parse(canada())
    rows = rows_of(parsed)
    assert rows["2023-Q1"] == {"period": "2023-Q1", "period_type": "quarter", "deaths": "1950"}
    assert rows["2023"]["deaths"] == "8020" and rows["2023"]["share_fentanyl"] == "0.82"
    assert rows["2023"]["crude_rate_per_100k"] == "20"
    assert "deaths" not in rows["2024"] and "Jan to Jun 2024 only" in rows["2024"]["note"]
    assert "2023-Q3" not in rows and parsed.missing == ["2023-Q3 deaths"]
    assert parsed.notes == ["not taken over: Percent, Something else"]


def test_a_year_that_is_the_sum_of_its_quarters_is_not_stored_twice():
    own = "Opioids,Deaths,Overall numbers,Canada,1,By quarter"
    body = canada(f"{own},2023 Q4,,,Number,2070").replace(b"Suppr.", b"2000", 1)
    assert "deaths" not in rows_of(refresh.named("phac").parse(body))["2023"]


def test_canada_from_an_archive():
    import io
    import zipfile

    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("README.txt", "Data")
        archive.writestr("SubstanceHarmsData.csv", canada())
    adapter = refresh.named("phac")
    assert adapter.parse(held.getvalue()).rows == adapter.parse(canada()).rows
    with pytest.raises(RefreshError, match="cannot be opened"):
        adapter.parse(held.getvalue()[:200])
    with zipfile.ZipFile(held, "a") as archive:
        archive.writestr("Other.csv", "a,b\n")
    with pytest.raises(RefreshError, match=r"2 \.csv files"):
        adapter.parse(held.getvalue())


def test_canada_is_written_and_kept(small, given, server):
    server.say = lambda asked: Answer(canada())
    outcome = refresh.prepare(refresh.named("phac"), small, given)
    assert "**canada_deaths, deaths**: 0 unchanged, 1 moved, 2 not stored before" in str(
        outcome.lines
    )
    refresh.commit(outcome, given.memory)
    frame = record.load(small).canada_deaths
    assert frame[frame["period"] == "2023-Q1"]["deaths"].tolist() == [1900, 1950]


@pytest.mark.parametrize(
    ("body", "match"),
    [
        (
            canada(
                head="Substance,Source,Specific_Measures,Region,PRUID,Time_Period,Year_Quarter,"
                "Aggregator,Disaggregator,Unit,Value"
            ),
            "Nearest: specific_measures",
        ),
        (canada().replace(b"2023 Q2", b"2023 T2"), "'2023 T2' is not written like"),
        (canada().replace(b",Fentanyl,", b",Fentanil,"), "labels may have changed"),
        (canada().replace(b"Percent,82", b"Percent,820"), "820 is no percentage"),
        (canada().replace(b"2023 Q2", b"2023 Q1"), "2023 Q1: deaths stands in the file twice"),
        (canada().replace(b"Number,1950", b"Number,1950.5"), "not a whole number"),
    ],
)
def test_a_wrong_canadian_file(body, match):
    with pytest.raises(RefreshError, match=match):
        refresh.named("phac").parse(body)


# The border


PAGE = (
    b'<html><a href="/sites/default/files/2024-09/nationwide-drugs-fy21-fy24-aug.csv">x</a>'
    b'<a href="/sites/default/files/2024-10/nationwide-drugs-fy21-fy24-sep.csv">x</a>'
    b'<a href="/sites/default/files/2024-10/nationwide-encounters-fy21-fy24-sep.csv">x</a>'
    b'<a href="/sites/default/files/2023-11/nationwide-drugs-fy19-fy22.csv">x</a></html>'
)


def customs(body):
    return lambda asked: Answer(body if asked["path"].endswith(".csv") else PAGE)


def test_months_of_seizures_are_summed():
    rows = rows_of(refresh.named("cbp").parse(border()))
    assert rows["2023-11"] == {
        "period": "2023-11",
        "period_type": "month",
        "component": "ofo_usbp",
        "pounds": "10.5",
        "southwest_border_pounds": "8",
        "events": "4",
        "months": "1",
    }
    assert rows["2023-12"]["pounds"] == "20"


def test_the_newest_file_of_the_page_is_taken(small, given, server):
    server.say = customs(border())
    refresh.commit(refresh.prepare(refresh.named("cbp"), small, given), given.memory)
    assert server.requests[-1]["path"].endswith("2024-10/nationwide-drugs-fy21-fy24-sep.csv")
    assert record.load(small).seizures["pounds"].tolist() == [10.5, 10.5, 20.0]


def test_a_page_that_lists_nothing(small, given, server):
    server.say = lambda asked: Answer(b"<html>Moved</html>")
    with pytest.raises(RefreshError, match="links to no file nationwide-drugs-fy"):
        refresh.prepare(refresh.named("cbp"), small, given)


@pytest.mark.parametrize(
    ("body", "match"),
    [
        (border(first=""), "2023-11: a part of the month is suppressed"),
        (border().replace(b"Sum Qty (lbs)", b"Sum Quantity"), "'Sum Qty .lbs.'"),
        (border().replace(b"Fentanyl", b"Fentanyl*"), "no row of the drug type"),
        (border().replace(b"Southwest Border", b"SW Border"), "no seizure of the region"),
        (border().replace(b"NOV", b"November"), "no month of a fiscal year"),
        (border().replace(OFFICE.encode(), b"Air and Marine Operations"), "not the components"),
    ],
)
def test_a_wrong_file_of_seizures(body, match):
    with pytest.raises(RefreshError, match=match):
        refresh.named("cbp").parse(body)


def test_air_and_marine_takes_its_own_file_only():
    adapter = refresh.named("cbp-amo")
    with pytest.raises(RefreshError, match="not the components of cbp-amo"):
        adapter.parse(border())
    body = border().replace(OFFICE.encode(), b"Air and Marine Operations")
    body = body.replace(b"U.S. Border Patrol", b"Air and Marine Operations")
    assert {row["component"] for row in adapter.parse(body).rows} == {"amo"}


# WONDER


def test_wonder_from_an_export(small, given, tmp_path):
    adapter = refresh.named("wonder")
    outcome = by_hand(adapter, small, given, tmp_path, wonder({"2023-12": "1250"}), None)
    assert outcome.vintage == DAY
    refresh.commit(outcome, given.memory)
    rec = record.load(small)
    assert len(rec.us_deaths_monthly) == 24
    annual = rec.us_deaths_annual.sort_values("vintage")
    assert annual["deaths"].tolist() == [7800, 7850] and annual["rate_per_100k"].isna().tolist()[1]
    assert "export, fetched by hand" in (small / "CHANGELOG.md").read_text()
    assert not (given.memory.folder / "wonder.json").exists()


def test_an_unmoved_year_gets_no_second_sum(small, given, tmp_path):
    outcome = by_hand(refresh.named("wonder"), small, given, tmp_path, wonder(), None)
    assert not [line for line in outcome.plan.lines if "us_deaths_annual" in line]


def test_a_suppressed_month_is_left_out(small, given, tmp_path):
    body = wonder({"2023-01": "Suppressed"})
    outcome = by_hand(refresh.named("wonder"), small, given, tmp_path, body, None)
    refresh.commit(outcome, given.memory)
    frame = record.load(small).us_deaths_monthly
    new = frame[frame["vintage"] == "2024-10-16"]
    assert len(new) == 11 and "2023-01" not in new["month"].astype(str).tolist()


@pytest.mark.parametrize(
    ("body", "match"),
    [
        (wonder(notes=[]), "no line ---"),
        (wonder(notes=[n.replace("T40.4", "T40.5") for n in NOTES]), "does not name T40.4"),
        (wonder(notes=[n.replace("X40", "X60") for n in NOTES]), "does not name X40"),
        (wonder(notes=[n.replace("Multiple Cause of Death, 2018-2024, Single Race",
                                 "Provisional Mortality Statistics") for n in NOTES]), "final"),
        (wonder(head="Month Codes"), "Nearest: month_codes"),
        (wonder().replace(b"2023/07", b"2023-07"), "'2023-07' is not written like 2018/01"),
        (wonder().replace(b"2023/07", b"2023/13"), "'2023/13' is not written like 2018/01"),
        (wonder({f"2023-{m:02}": "Suppressed" for m in range(1, 13)}), "no month with a count"),
        (wonder().replace(b"2023/07", b"2023/06"), "gives 2023-06 twice"),
        (wonder({"2023-12": "12000"}), "That is no revision"),
        (wonder({"2023-11": "100"}), "2023-11: deaths falls from 1,100 to 100"),
        (wonder(notes=[*NOTES[:-1], '"Query Date: Oct 46, 2024"']), "cannot be read"),
    ],
)  # fmt: skip
def test_a_wrong_export(small, given, tmp_path, body, match):
    before = bytes_of(small)
    with pytest.raises(RefreshError, match=match):
        by_hand(refresh.named("wonder"), small, given, tmp_path, body, None)
    assert bytes_of(small) == before


def test_a_file_in_the_hand_needs_to_be_there_and_small(small, given, tmp_path):
    adapter = refresh.named("cbp")
    with pytest.raises(RefreshError, match="there is no file nothing"):
        refresh.prepare(adapter, small, replace(given, file=tmp_path / "nothing"))
    with pytest.raises(RefreshError, match="larger than"):
        by_hand(adapter, small, given, tmp_path, b"x" * 300_000)
    with pytest.raises(RefreshError, match="give --as-of"):
        by_hand(adapter, small, given, tmp_path, border(), None)


def test_two_days_are_told(small, given, server):
    server.say = lambda asked: Answer(vsrr())
    named = replace(given, as_of=date(2024, 10, 15))
    outcome = refresh.prepare(refresh.named("cdc"), small, named)
    assert "dated by hand; its server or notes say 2024-10-16" in outcome.lines


# What moved


def test_the_log_says_what_moved_and_by_how_much(small, given, server):
    (small / "CHANGELOG.md").write_text(
        "# Changes in the data\n\nNewest first.\n\n## 2024-03-01: a\n"
    )
    server.say = lambda asked: Answer(vsrr())
    refresh.commit(refresh.prepare(refresh.named("cdc"), small, given), given.memory)
    text = (small / "CHANGELOG.md").read_text()
    assert text.index("## 2024-11-01: us_deaths_12mo, file of 2024-10-16") < text.index(
        "## 2024-03-01"
    )
    assert (
        "**synthetic_opioids_t40_4, reported**: 0 unchanged, 1 moved, 1 not stored before; not "
        "stored before: 2024-01; moved: 2023-12 7,800 → 7,810 (+0.1 %)." in text
    )
    assert server.url in text and "sha256 " in text


def test_many_changes_are_told_by_the_largest():
    adapter = refresh.named("wonder")
    cells = [guards.Cell("", f"20{n:02}-01", "deaths") for n in range(40)]
    old = dict.fromkeys(cells, 100)
    new = {cell: 100 + n for n, cell in enumerate(cells)}
    line = guards.moved(adapter, old, new)[0]
    assert "1 unchanged, 39 moved" in line and "the 24 that moved most" in line
    assert "2039-01" in line and "2010-01" not in line


def test_every_series_has_its_dress():
    for adapter in refresh.ADAPTERS:
        assert adapter.name and adapter.table and adapter.period and adapter.measures
        assert adapter.stem and adapter.publisher and adapter.title
        assert adapter.landing.startswith("https://")
    assert len({adapter.name for adapter in refresh.ADAPTERS}) == len(refresh.ADAPTERS)


@pytest.mark.parametrize("text", ["1e5", "0x10", "1,23", "--", "=1+1", "NaN", "inf", "*"])
def test_no_guess_at_what_is_no_number(text):
    with pytest.raises(RefreshError, match="is no number"):
        number(text, "cell")


def test_a_null_byte_is_no_table():
    with pytest.raises(RefreshError, match="cannot be read as a table"):
        contract.table('a,b\n"1\n', ("a",))


# Census, and CDC by state


def test_each_july_of_the_nation_becomes_a_row():
    text = (
        b"SUMLEV,NAME,POPESTIMATE2024,POPESTIMATE2025\n10,United States,340003797,\n40,Ohio,1,2\n"
    )
    parsed = refresh.named("census").parse(text)
    assert parsed.rows == [{"month": "2024-07", "population": "340003797"}]
    assert parsed.missing == ["2025-07"]
    with pytest.raises(RefreshError, match="2 rows of the United States"):
        refresh.named("census").parse(text.replace(b"40,", b"10,"))


def test_states_are_taken_each_quarter_beside_the_other_series(small, given, tmp_path):
    months = ("2023 September", "2023 October", "2023 December")
    body = vsrr({("2023 September", NAMES[-1]): ("", "")}, months=months).replace(b"US,", b"OH,")
    outcome = by_hand(refresh.named("cdc-states"), small, given, tmp_path, body)
    refresh.commit(outcome, given.memory)
    frame = record.load(small).official_series.set_index("series")
    states = frame.loc[["synthetic_opioid_deaths"]]
    assert states[["area", "period", "value"]].to_numpy().tolist() == [["oh", "2023-12", 7810.0]]
    assert len(frame) == 2, "the purity of powder stands as it stood"
    newer = body.replace(b"7,810.0", b"7,900.0")
    again = by_hand(refresh.named("cdc-states"), small, given, tmp_path, newer, date(2024, 10, 20))
    refresh.commit(again, given.memory)
    assert len(record.load(small).official_series) == 3, "a vintage beside the old one"
