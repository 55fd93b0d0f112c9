"""A text that cannot be coded is refused in words that say what was understood."""

import pytest

from parley import record
from parley.coding import TextRefusedError, propose

REFUSED = [
    ("", "an empty text"),
    (" \n\t ", "an empty text"),
    ("12 34 56", "holds no letters"),
    ("A" * 5_000_000, "5.0 MB"),
    ("Les deux ministres ont parlé du commerce et de la sécurité dans la région.", "in French"),
    ("Los dos ministros hablaron de la seguridad y del comercio en la región.", "in Spanish"),
    ("Министры обсудили торговлю и безопасность.", "Russian"),
    ("日本の外務大臣は米国の国務長官と会談した。", "Japanese"),
    (
        "The foreign ministers of Vietnam and the Philippines met about the South China Sea.",
        "Vietnam",
    ),
    (
        "The Chinese president met the Russian president in Moscow. They criticised the US.",
        "Russia",
    ),
    ("President Biden hosted the Japanese Prime Minister. They discussed China.", "Japan"),
    ("国家主席同来访的俄罗斯总统举行会谈。双方批评美国。", "Russia"),
    ("Take two eggs and some flour, and stir well for ten minutes.", "something else"),
]


@pytest.fixture(scope="module")
def rec():
    return record.load()


@pytest.mark.parametrize(("text", "told"), REFUSED, ids=[told for _, told in REFUSED])
def test_it_is_refused_and_says_why(rec, text, told):
    with pytest.raises(TextRefusedError, match=told) as error:
        propose(text, rec)
    assert error.value.code == 2
    assert "Nothing was written" in str(error.value)


def test_a_text_that_names_one_side_alone_is_read_with_a_doubt(rec):
    reading = propose("The Secretary met the Director in Beijing and discussed tariffs.", rec)
    assert [one.value for one in reading.of("topic")] == ["trade"]
    assert any("nothing names the United States" in doubt for doubt in reading.not_understood)


def test_a_text_of_notices_alone_is_read_as_it_stands(rec):
    notice = (
        "Office of the Spokesperson: Secretary Blinken met Foreign Minister Wang Yi in Beijing."
    )
    reading = propose(f"{notice}\nJanuary 5, 2024", rec)
    assert [one.value for one in reading.of("person")] == ["antony-blinken", "wang-yi"]
