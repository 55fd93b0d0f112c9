"""Parameters: declared with type and comment, checked before anything is drawn."""

import pytest

from parley import record
from pressroom import parameters
from pressroom.errors import UsageError

CELL = """from typing import Optional

topic: str = "fentanyl"  # topic key [topics.topic]
period: str = "quarter"  # length of a bar [month|quarter|year]
k: int = 3  # months
as_of: Optional[str] = None  # read as of this day [date]
"""


def test_types_comments_and_allowed_values_are_read():
    found = parameters.declared(CELL)
    assert list(found) == ["topic", "period", "k", "as_of"]
    assert found["topic"].allowed == "topics.topic"
    assert found["topic"].help == "topic key"
    assert found["as_of"].optional
    assert found["period"].values() == ["month", "quarter", "year"]


def test_a_kind_of_values_is_told_from_a_value(small):
    cell = (
        'side: str = "either"  # whose [<sides>|either]\n'
        'topic: str = "fentanyl"  # one [<topics.topic>]\nday: str = "2024-01-01"  # a day [<date>]'
    )
    found = parameters.declared(cell)
    assert found["side"].values(record.load(small)) == ["us", "prc", "either"]
    assert found["topic"].values(record.load(small)) == ["fentanyl", "taiwan"]
    assert found["day"].told == "any date, as 2023-11-15"
    (fault,) = parameters.faults(found, {"day": "1 May"})
    assert "is not a date" in fault


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("x = 1  # no type", "is not of the form"),
        ("x: int = 1", "lacks its comment: # what it is"),
        ("x: str = (\n    'a'  # a letter\n)", "write it on one line, of 100 columns at most"),
        ("x: int  # a number", "lacks its value"),
        ("x: list = []  # a list", "has the type list"),
        ("x: str = 2024-11  # a month", 'a date stands in quotation marks, as "2024-01"'),
        ("x: str = 2024-01  # a month", 'a date stands in quotation marks, as "2024-01"'),
    ],
)
def test_a_bare_declaration_is_refused(line, said):
    with pytest.raises(UsageError, match=f"line 1.*{said}"):
        parameters.declared(line)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"topic": "fentanil"}, "Nearest: fentanyl"),
        ({"topc": "ai"}, "Nearest: topic"),
        ({"period": "week"}, "None is near; known: month, quarter, year"),
        ({"k": "3"}, "must be a int"),
        ({"k": True}, "must be a int"),
        ({"as_of": "1 May"}, "is not a date: write a day, as 2023-11-15"),
        ({"topic": None}, "may not be None"),
        ({"topic": "Taiwann"}, "Nearest: taiwan"),
    ],
)
def test_a_wrong_value_names_the_nearest(small, given, said):
    (fault,) = parameters.faults(parameters.declared(CELL), given, record.load(small))
    assert said in fault


@pytest.mark.parametrize("value", ["2023-1", "2023-13", "2023-02-30", "23-02-03", "٢٠٢٣-11-15"])
def test_a_date_that_is_none_is_told_what_may_stand_there(value):
    cell = 'last_date: str = "2024-01-01"  # last day [<date>]'
    (fault,) = parameters.faults(parameters.declared(cell), {"last_date": value})
    said = "write a day, as 2023-11-15, a month, as 2023-11, or a year, as 2023"
    assert fault == f"last_date = {value!r} is not a date: {said}"


def test_right_values_have_no_fault(small):
    given = {"topic": "taiwan", "period": "year", "k": 6, "as_of": None}
    assert not parameters.faults(parameters.declared(CELL), given, record.load(small))


DAYS = """from typing import Optional

first_date: Optional[str] = None  # first day [<date>]
last_date: Optional[str] = None  # last day [<date>]
first_month: str = "2015-01"  # first month [<month>]
as_of: Optional[str] = None  # read as of this day [<date>]
"""


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [
        ("first_date", 2021, "2021-01-01"),
        ("first_date", "2024-02", "2024-02-01"),
        ("last_date", "2023", "2023-12-31"),
        ("last_date", "2024-02", "2024-02-29"),
        ("first_month", 2018, "2018-01"),
        ("first_month", "2018-10", "2018-10"),
        ("last_date", "2024-03-05", "2024-03-05"),
    ],
)
def test_a_year_or_month_is_its_first_or_last_day_and_that_is_told(small, name, value, meant):
    known = parameters.declared(DAYS)
    given = parameters.keyed(known, {name: value}, record.load(small))
    assert given == {name: meant} and not parameters.faults(known, given)
    told = parameters.meanings(known, {name: value})
    assert bool(told) == (value != meant) and all(f"is read as {meant}, the " in t for t in told)
    assert "or year, which is its" in known["last_date"].told


def test_a_year_that_begins_and_ends_nothing_is_refused(small):
    known = parameters.declared(DAYS)
    given = parameters.keyed(known, {"as_of": "2023", "first_date": "2023-13"}, record.load(small))
    assert len(parameters.faults(known, given)) == 2


def test_a_line_without_its_comment_is_told_with_the_line_to_restore():
    retyped = DAYS.replace("  # first day [<date>]", "").replace("= None", "= 'May'", 1)
    with pytest.raises(UsageError) as told:
        parameters.declared(retyped, DAYS)
    line = "first_date: Optional[str] = 'May'  # first day [<date>]"
    assert "line 3: " in str(told.value) and f"Write: {line}" in str(told.value)
    with pytest.raises(UsageError, match="Write: first_date: int = 2021  # what it is"):
        parameters.declared("first_date = 2021")


def test_a_parameters_cell_that_lost_its_types_is_told_as_such(monkeypatch):
    shell(monkeypatch, "first_date = 2021\nside = 'us'", "parameters.check()", first_date=2021)
    with pytest.raises(
        UsageError, match=r"'first_date = 2021' is not of the form.*Write: side: str"
    ):
        parameters.check()


def shell(monkeypatch, *cells, **names):
    class Shell:
        user_ns = {"In": ["", *cells], **names}

    monkeypatch.setattr("IPython.get_ipython", Shell)


def test_check_ends_a_run_with_an_unknown_parameter(monkeypatch):
    declared = {"topic": "ai", "period": "year", "k": 3, "as_of": None}
    shell(monkeypatch, CELL, "# Parameters\ntopc = 'ai'\n", "parameters.check()", **declared)
    with pytest.raises(UsageError, match="topc is not a parameter"):
        parameters.check()


def test_check_passes_what_is_right(monkeypatch):
    declared = {"topic": "ai", "period": "year", "k": 3, "as_of": None}
    shell(monkeypatch, CELL, "# Parameters\ntopic = 'ai'\n", "parameters.check()", **declared)
    assert parameters.check() is None


def test_check_outside_a_notebook_says_so():
    with pytest.raises(UsageError, match="belongs into a notebook"):
        parameters.check()
