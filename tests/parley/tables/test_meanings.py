"""What the columns of a record of talks mean holds for the talks of any two sides."""

import re
import subprocess
import sys

import pytest

from parley.tables import TABLES, accounts, talks
from tests.conftest import ROOT

OF_TWO = re.compile(r"(?i:premier|congress|secretary of|united states|\bchin(a|ese)\b)|\bUS\b")
OF_TALKS = {each.__name__ for each in (talks, accounts)}


@pytest.mark.parametrize(
    "table", [each for each in TABLES if each.__module__ in OF_TALKS], ids=lambda each: each.file()
)
def test_a_column_names_no_office_of_one_country(table):
    said = [table.summary(), *table.descriptions().values(), *table.blanks().values()]
    assert not [text for text in said if OF_TWO.search(text)]


def test_a_module_that_is_taken_up_anew_lists_its_tables_once():
    """JupyterLab takes up what is edited: classes from before are still there, unlisted."""
    code = (
        "import importlib, parley.tables as t; before = [x.__name__ for x in t.TABLES]; "
        "importlib.reload(t.talks); importlib.reload(t); "
        "assert [x.__name__ for x in t.TABLES] == before, len(t.TABLES)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
