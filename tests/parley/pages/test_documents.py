"""The sources that the page of all names lists: those of the newest years."""

from types import SimpleNamespace

import pytest

from parley.pages.documents import FOUND, newest

DATES = ("2016-02-01", "2017-05-01", None, "2018-01-01", "2017-01-01", "2016-03-01")
SOURCES = [SimpleNamespace(source_id=f"s{n}", date=date) for n, date in enumerate(DATES)]


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
