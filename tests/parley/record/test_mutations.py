"""Whatever is done to a file: the record holds, or every fault is named; never a traceback."""

import os
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley import record
from parley.tables import cells
from pressroom.errors import DataError
from tests import small_record
from tests.parley.record.mutations import mutants

LONG = int(os.environ.get("PARLEY_SPOILINGS", "10000"))
TRIES = LONG if os.environ.get("PARLEY_TORTURE") else 120
SEED = 20261128


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return small_record.write(tmp_path_factory.mktemp("spoilt") / "data")


def test_a_spoilt_record_is_refused_by_name_or_holds(small, tally):
    refused = 0
    for number, (name, raw) in enumerate(mutants(small, TRIES, SEED)):
        whole = (small / name).read_bytes()
        (small / name).write_bytes(raw)
        try:
            record.load(small)
        except DataError as error:
            refused += 1
            assert error.faults, number
            for fault in error.faults:
                assert fault.file.endswith(".csv"), (number, fault)
                assert fault.problem, (number, fault)
                assert fault.remedy, (number, fault)
        finally:
            (small / name).write_bytes(whole)
    assert TRIES / 3 < refused < TRIES
    tally["spoilings"] = {"tries": TRIES, "refused": refused, "seed": SEED}


@pytest.mark.parametrize(
    "cell",
    [cells.Day(), cells.Month(), cells.Count(), cells.Number(), cells.Text(), cells.Key(),
     cells.Loose(), cells.Url(), cells.Fragment()],
    ids=lambda cell: type(cell).__name__,
)  # fmt: skip
def test_any_text_is_read_and_written_back_or_refused_in_words(cell):
    @given(st.text(min_size=1, max_size=30) | st.from_regex(r"[0-9./:-]{1,12}", fullmatch=True))
    def holds(text):
        try:
            value = cell.read(text)
        except cells.CellError as error:
            assert error.problem
            assert error.remedy
            return
        (back,) = cell.column([value])
        assert cell.read(cell.write(back)) == value

    holds()


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_every_day_that_may_stand_is_written_as_it_was_read(day):
    cell = cells.Day()
    (value,) = cell.column([cell.read(day.isoformat())])
    assert cell.write(value) == day.isoformat()
