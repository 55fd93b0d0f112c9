"""What the pages say of an account, and which sources the page of all names lists."""

from types import SimpleNamespace

import pytest

from parley.pages import FOUND, newest, talks
from parley.tables.hosts import TIERS

DATES = ("2016-02-01", "2017-05-01", None, "2018-01-01", "2017-01-01", "2016-03-01")
SOURCES = [SimpleNamespace(source_id=f"s{n}", date=date) for n, date in enumerate(DATES)]


def account(read, names_subjects=""):
    return SimpleNamespace(published="yes", read=read, names_subjects=names_subjects)


@pytest.mark.parametrize("tier", TIERS)
def test_an_account_says_whose_page_it_was_read_on(tier):
    said = talks.says(account("full"), tier)
    assert said == f"An account was published; it was read in full{talks.PAGES[tier]}."


def test_a_page_that_nobody_judged_goes_unnamed():
    said = talks.says(account("reported", "no"), frames=True)
    assert said.endswith("reports of it, and names no subject but the relationship itself.")


def test_an_account_that_does_not_mention_the_relationship_is_not_said_to_name_it():
    said = talks.says(account("full", "no"))
    assert said.endswith("it was read in full, and names no subject.")
    assert talks.unread("full", "no") == "not found: the account names no subject"
    assert talks.unread("full", "no", True) == "not found: the account names no other subject"


@pytest.mark.parametrize(
    ("most", "kept", "left"),
    [
        (6, "012345", []),
        (5, "01345", ["undated"]),
        (4, "134", ["2016", "undated"]),
        (2, "3", ["2017", "2016", "undated"]),
        (0, "3", ["2017", "2016", "undated"]),
    ],
)
def test_whole_years_stay_the_newest_first_and_the_others_are_named(most, kept, left):
    found, elsewhere = newest(SOURCES, most)
    assert "".join(source.source_id[1] for source in found) == kept
    assert elsewhere == left


def test_all_sources_are_found_while_they_are_few():
    assert newest(SOURCES) == (SOURCES, [])
    assert len(SOURCES) < FOUND
