"""The faults that ``make torture`` plants can still be planted, and each has tests to see it."""

from tests.torture import mutants


def test_every_fault_can_be_planted():
    assert mutants.unplantable(mutants.MUTANTS) == []
    assert len(mutants.MUTANTS) >= 60
    assert len({one.name for one in mutants.MUTANTS}) == len(mutants.MUTANTS)


def test_a_fault_that_has_lost_its_place_is_named():
    one = mutants.Mutant("lost", "pressroom/errors.py", "no such line", "", "tests/none.py")
    assert len(mutants.unplantable([one])) == 2
