"""The tables of the coder refuse what would make it silent or wrong."""

import pytest

from parley import record
from pressroom.errors import DataError
from tests import small_record


def spoilt(tmp_path, **cells):
    row = small_record.ROWS["topic_terms"][0] | cells
    return small_record.write(tmp_path / "small", topic_terms=[row])


def test_the_small_record_holds(small):
    assert record.load(small).topic_terms["term_id"].tolist() == ["fentanyl-en-01", "negated-en-01"]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"pattern": "(fentanyl"}, "is not a regular expression"),
        ({"pattern": "(fentanyl)?"}, "matches the empty text"),
        ({"topic": ""}, "does not fit the kind"),
        ({"scope": "clause"}, "does not fit the kind"),
        ({"topic": "nonsense"}, "nonsense"),
        ({"language": "fr"}, "is not a code"),
    ],
)
def test_a_spoilt_rule_is_refused_with_a_remedy(tmp_path, cells, told):
    with pytest.raises(DataError, match=told):
        record.load(spoilt(tmp_path, **cells))
