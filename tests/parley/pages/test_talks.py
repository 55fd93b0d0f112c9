"""What the page of a meeting says of an account."""

import pytest

from parley.pages import talks, words
from parley.tables.hosts import TIERS


def side(**cells):
    blank = {"read": "", "searched_until": "", "source_id": "a", "names_subjects": ""}
    return talks.Side(
        **{"code": "us", "name": "US", "adjective": "US", "published": "yes", **blank, **cells}
    )


@pytest.mark.parametrize("tier", TIERS)
def test_an_account_says_whose_page_it_was_read_on(tier):
    said = side(read="full", tier=tier).says
    assert said == f"An account was published; it was read in full{talks.PAGES[tier]}."


def test_a_page_that_nobody_judged_goes_unnamed():
    said = side(read="reported", names_subjects="no", frames=True).says
    assert said.endswith("reports of it, and names no subject but the relationship itself.")


def test_an_account_that_does_not_mention_the_relationship_is_not_said_to_name_it():
    said = side(read="full", names_subjects="no").says
    assert said.endswith("it was read in full, and names no subject.")
    assert words.unread("full", "no") == "not found: the account names no subject"
    assert words.unread("full", "no", True) == "not found: the account names no other subject"
