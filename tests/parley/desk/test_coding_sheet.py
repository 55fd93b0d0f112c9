"""A person's coding comes back whole, or not at all, with its agreement."""

import csv

import pytest

from parley import record
from parley.cli import main
from tests import small_record

HEAD = ["meeting_id", "start_date", "title", "side", "url", "fentanyl", "taiwan"]
FIRST = ["2023-06-18-beijing", "2023-06-18", "A visit", "us", "", "1", "x"]
OTHER = ["2023-06-18-beijing", "2023-06-18", "A visit", "prc", "", "✗", "yes"]


@pytest.fixture
def small(tmp_path):
    return small_record.write(tmp_path / "data")


@pytest.fixture
def sent(small, tmp_path, capsys):
    """Send a sheet back: exit code and what was said."""

    def send(*rows, more=("--yes",), coder="human-ml", head=HEAD):
        path = tmp_path / "sheet.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle).writerows([head, *rows])
        code = main(["import-coding", str(path), "--coder", coder, "--data", str(small), *more])
        said = capsys.readouterr()
        return code, said.out + said.err

    return send


def test_a_sheet_comes_back_with_its_agreement(sent, small):
    code, said = sent(FIRST, OTHER, ["2023-11-15-woodside", "", "", "us", "", "", ""])
    assert code == 0
    assert "4 codings; 1 accounts left blank" in said
    assert "with second: 2 codings in common, alike 100%; topics named by both 2" in said
    assert "with first: 2 codings in common, alike 50%" in said
    rows = record.load(small).codings.query("coder == 'human-ml'")
    assert rows["value"].tolist() == [0, 1, 1, 1]
    assert set(rows["source_id"]) == {"s1"}


def test_without_yes_nothing_is_written(sent, small):
    before = (small / "codings.csv").read_bytes()
    code, said = sent(FIRST, more=())
    assert code == 0
    assert "Nothing was written" in said
    assert (small / "codings.csv").read_bytes() == before


def test_every_fault_at_once_and_nothing_written(sent, small):
    before = (small / "codings.csv").read_bytes()
    head = [*HEAD[:-1], "tiawan"]
    code, said = sent(
        [*FIRST[:-1], "1"],
        [*FIRST[:-1], "0"],
        ["2023-06-18-bejing", "", "", "us", "", "1", "0"],
        ["2023-11-15-woodside", "", "", "prc", "", "1", "0"],
        ["2023-11-15-woodside", "", "", "us", "", "perhaps", "0"],
        head=head,
    )
    assert code == 3
    for told in (
        "row 1, column tiawan: is no topic of the record. Nearest: taiwan",
        "row 3, column meeting_id: '2023-06-18-beijing · us': is coded by human-ml already",
        "row 4, column meeting_id: '2023-06-18-bejing': is no meeting",
        "row 5, column side: 'prc': has no published account of 2023-11-15-woodside. Write us",
        "row 6, column fentanyl: 'perhaps': says neither yes nor no",
    ):
        assert told in said
    assert (small / "codings.csv").read_bytes() == before


def test_a_blank_is_no_only_if_that_is_said(sent):
    row = [*FIRST[:-1], ""]
    code, said = sent(row)
    assert code == 3
    assert "column taiwan: is blank in a row that was begun" in said
    code, said = sent(row, more=("--blank-is-no", "--yes"))
    assert code == 0


def test_a_person_codes_once(sent):
    assert sent(FIRST)[0] == 0
    code, said = sent(FIRST)
    assert code == 3
    assert "is coded by human-ml already" in said


@pytest.mark.parametrize("name", ["second", "human", "Human-ML"])
def test_a_person_is_not_taken_for_a_program(sent, name):
    code, said = sent(FIRST, coder=name)
    assert code == 2
    assert "write human- and a name" in said
