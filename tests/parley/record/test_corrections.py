"""A correction is applied on loading, and refused once its source no longer errs."""

import pytest

from parley import record
from parley.record import writing
from tests import small_record
from tests.parley.record.test_reading import change, faults

(CORRECTION,) = small_record.ROWS["corrections"]


def correct(folder, *rows: dict) -> None:
    small_record.write_table(folder, "corrections", list(rows))


def test_the_loaded_cell_is_mended_and_the_file_is_not(small):
    assert record.load(small).us_deaths_12mo["predicted"].tolist() == [7950]
    assert ",7900," in (small / "us_deaths_12mo.csv").read_text(encoding="utf-8")
    assert writing.read_text(small, "us_deaths_12mo")[0]["predicted"] == "7900"


def test_a_source_that_mended_itself_is_told(small):
    change(small, "us_deaths_12mo", ",7900,", ",7950,")
    (fault,) = faults(small)
    assert (fault.file, fault.row, fault.column) == ("corrections.csv", 2, "expects")
    assert "now holds '7950'" in fault.problem
    assert "delete this row" in fault.remedy


def test_a_part_of_a_text_is_replaced(small):
    part = {"table": "meetings", "key": "2023-11-15-woodside", "column": "title"}
    part |= {"old_value": "summit", "new_value": "meeting", "expects": "A summit"}
    correct(small, CORRECTION | part)
    assert "A meeting" in record.load(small).meetings["title"].tolist()


def test_a_blank_is_filled(small):
    blank = {"column": "percent_pending", "old_value": "0.26", "new_value": "", "expects": "0.26"}
    correct(small, CORRECTION | blank)
    assert record.load(small).us_deaths_12mo["percent_pending"].isna().all()
    change(small, "us_deaths_12mo", ",0.26,", ",,")
    correct(small, CORRECTION | {**blank, "old_value": "", "new_value": "0.3", "expects": ""})
    assert record.load(small).us_deaths_12mo["percent_pending"].tolist() == [0.3]


@pytest.mark.parametrize(
    ("cells", "column", "told"),
    [
        ({"table": "us_deaths_12"}, "table", "Nearest: us_deaths_12mo"),
        ({"table": "corrections"}, "table", "no table that can be corrected"),
        ({"column": "predictd"}, "column", "Nearest: predicted"),
        ({"column": "vintage"}, "column", "no column of us_deaths_12mo.csv"),
        ({"key": "2023-12"}, "key", "month_ending | indicator | vintage"),
        ({"old_value": "8000"}, "old_value", "is not in expects"),
        ({"new_value": "7900"}, "new_value", "is the old value"),
        ({"source_id": "s9"}, "source_id", "names no row of sources.csv"),
        ({"reason": ""}, "reason", "is blank"),
    ],
)
def test_a_correction_that_cannot_be_applied_is_refused(small, cells, column, told):
    correct(small, CORRECTION | cells)
    found = [fault for fault in faults(small) if fault.file == "corrections.csv"]
    assert column in {fault.column for fault in found}
    assert any(told in str(fault) for fault in found)


def test_a_corrected_cell_is_checked_like_any_other(small):
    correct(small, CORRECTION | {"new_value": "many"})
    (fault,) = faults(small)
    assert (fault.file, fault.column, fault.value) == ("us_deaths_12mo.csv", "predicted", "many")


def test_two_corrections_of_one_cell_are_refused(small):
    correct(small, CORRECTION, CORRECTION)
    assert "stand on row 2 already" in " ".join(str(fault) for fault in faults(small))
