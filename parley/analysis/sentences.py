"""Sentences as plain data: a template, its values, and the conditions under which it is true.

An analysis that knows several cases (nothing found, too few, a tie) chooses the words here; a
notebook hands them to ``findings.claim(**sentence)``, which holds them true and fills them in.
"""

import string
from collections.abc import Iterable
from typing import Any

import pandas as pd

from parley import sides

TITLE_WORDS = 15


def say(template: str, holds: Iterable[tuple] = (), **values: Any) -> dict[str, Any]:
    """Return a sentence as the keyword arguments of ``findings.claim``, the sides' names too.

    Examples
    --------
    >>> say("{n} meetings", n=3)
    {'template': '{n} meetings', 'holds': (), 'n': 3}
    """
    return {"template": template, "holds": tuple(holds), **sides.fields(template), **values}


def words(sentence: dict[str, Any]) -> int:
    """Return how many words a sentence has once its values are in.

    Examples
    --------
    >>> words(say("{m} of {n} in {period}", m=1, n=2, period=pd.Period("2023Q4")))
    6
    """
    fields = string.Formatter().parse(sentence["template"])
    parts = [(literal, _shown(sentence[name]) if name else "") for literal, name, _, _ in fields]
    return len("".join(literal + value for literal, value in parts).split())


def _shown(value: Any) -> str:
    """Return a value about as a sentence says it: dates in as many words."""
    if isinstance(value, pd.Period):
        return "2023" if value.freqstr.startswith("Y") else "May 2023"
    return "1 May 2023" if isinstance(value, pd.Timestamp) else str(value)


def fitting(*sentences: dict[str, Any]) -> dict[str, Any]:
    """Return the first of the sentences that is short enough for a title; else the last.

    Examples
    --------
    >>> long, short = say("{name} " + "word " * 15, name="Trade"), say("{name}", name="Trade")
    >>> fitting(long, short)["template"]
    '{name}'
    """
    return next((each for each in sentences if words(each) <= TITLE_WORDS), sentences[-1])


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return the word that goes with a count.

    Examples
    --------
    >>> plural(1, "promise"), plural(0, "promise")
    ('promise', 'promises')
    """
    return one if count == 1 else many or f"{one}s"


def joined(items: Iterable[str]) -> str:
    """Return the items as English writes them, joined by commas and a last "and".

    Examples
    --------
    >>> joined(["Taiwan", "Trade"]), joined(["Taiwan"]), joined([])
    ('Taiwan and Trade', 'Taiwan', '')
    """
    *head, last = [*items] or [""]
    return f"{', '.join(head)} and {last}" if head else last
