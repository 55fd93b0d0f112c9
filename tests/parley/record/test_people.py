"""Who took part: offices are held to their terms, names and hosts come out as a page needs them."""

import doctest
import sys

import pandas as pd
import pytest

from parley import record
from tests import small_record
from tests.parley.record.test_reading import faults

TOOK_PART = small_record.ROWS["participants"]


def spoil(folder, **cells) -> list:
    """Return the faults after changing cells of the first participant, A at Beijing."""
    first, *rest = TOOK_PART
    small_record.write_table(folder, "participants", [first | cells, *rest])
    return faults(folder)


@pytest.mark.parametrize(
    ("cells", "problem", "remedy"),
    [
        ({"role": "Presidnt"}, "is no office of that person", "Nearest: President"),
        ({"role": "Director"}, "is no office of that person", "or add a row to offices.csv"),
        ({"role": ""}, "is blank for a person", "office held then (President)"),
        ({"person_id": "c"}, "is given for a body", "Leave role blank"),
        ({"person_id": "nobody"}, "names no row of people.csv", "people.csv"),
    ],
)
def test_a_role_that_is_no_office_is_refused(small, cells, problem, remedy):
    fault, *more = spoil(small, **cells)
    assert not more
    assert (fault.file, fault.row) == ("participants.csv", 2)
    assert problem in fault.problem
    assert remedy in fault.remedy


def test_a_role_outside_its_term_is_refused_with_the_office_held_then(small):
    rows = [row | {"role": "Minister"} if row["role"] == "Premier" else row for row in TOOK_PART]
    small_record.write_table(small, "participants", rows)
    (fault,) = faults(small)
    assert fault.value == "Minister"
    assert fault.problem == "was not held on 2023-11-15"
    assert "office held then (Premier)" in fault.remedy


def test_a_gap_between_two_terms_is_refused(small):
    rows = small_record.ROWS["offices"]
    small_record.write_table(small, "offices", [rows[0], rows[2]])
    (fault,) = faults(small)
    assert "none in offices.csv" in fault.remedy


def test_a_term_that_ends_before_it_starts_is_refused(small):
    rows = small_record.ROWS["offices"]
    small_record.write_table(small, "offices", [*rows[:2], rows[2] | {"to_date": "2023-06-01"}])
    assert "is before from_date" in {fault.problem for fault in faults(small)}


def test_principals_are_named_and_others_are_only_listed(small):
    rec = record.load(small)
    there = rec.participants_of("2023-11-15-woodside", "prc")
    assert [(who.name, who.role, who.is_principal) for who in there] == [
        ("B", "Premier", True),
        ("A commission", "", False),
    ]


def test_every_held_meeting_of_the_record_names_somebody_or_says_why():
    rec = record.load()
    held = rec.meetings[rec.meetings["status"] == "held"]
    heads = rec.participants[rec.participants["is_principal"] == "yes"]
    nobody = held[~held["meeting_id"].isin(heads["meeting_id"])]
    assert nobody["note"].notna().all()


def test_the_host_follows_from_the_country():
    hosts = record.host_side(pd.Series(["US", "HK", "CH", None]))
    assert hosts[:3].tolist() == ["us", "prc", "third"]
    assert pd.isna(hosts[3])


def test_the_examples_run():
    assert doctest.testmod(sys.modules["parley.record.load"]).failed == 0
