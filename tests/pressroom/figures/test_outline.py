"""Path data in few letters: what it draws is what was asked for."""

import re

from hypothesis import given
from hypothesis import strategies as st

from pressroom.figures.outline import ROW, outline

STEP = re.compile(r"([Mmhv])([^Mmhv]*)")
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")


def strokes(data: str) -> set[frozenset[tuple[float, float]]]:
    """Return the two ends of each stroke of ticks."""
    found, at = set(), (0.0, 0.0)
    for lead, told in STEP.findall(data):
        by = [float(number) for number in NUMBER.findall(told)]
        if lead in "Mm":
            at = (by[0], by[1]) if lead == "M" else (at[0] + by[0], at[1] + by[1])
            continue
        end = (at[0] + by[0], at[1]) if lead == "h" else (at[0], at[1] + by[0])
        found.add(frozenset((round(x, 3), round(y, 3)) for x, y in (at, end)))
        at = end
    return found


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 3)), min_size=1, max_size=40))
def test_ticks_are_all_drawn_forwards_or_backwards(places):
    asked = [(x / 10, y * 20.0, y * 20.0 - 15.4) for x, y in places]
    data = outline(" ".join(f"M {x} {y} L {x} {end}" for x, y, end in asked))
    assert strokes(data) == {
        frozenset(((round(x, 3), round(y, 3)), (round(x, 3), round(end, 3)))) for x, y, end in asked
    }


def test_of_a_row_every_other_tick_is_drawn_backwards_and_few_lines_are_not():
    data = [outline(" ".join(f"M {x} 0 L {x} 9" for x in range(n))) for n in (ROW - 1, ROW)]
    assert data[0] == "M0 0v9" + "m1-9v9" * (ROW - 2)
    assert data[1] == "M0 0v9" + "m1 0v-9m1 0v9" * (ROW // 2 - 1) + "m1 0v-9"
