"""Sentences as plain data: a template, its values, and the conditions under which it is true.

An analysis that knows several cases (nothing found, too few, a tie) chooses the words here; a
notebook hands them to ``findings.claim(**sentence)``, which holds them true and fills them in.
"""

from collections.abc import Iterable
from typing import Any

TITLE_WORDS = 15


def say(template: str, holds: Iterable[tuple] = (), **values: Any) -> dict[str, Any]:
    """Return a sentence as the keyword arguments of ``findings.claim``.

    Examples
    --------
    >>> say("{n} meetings", n=3)
    {'template': '{n} meetings', 'holds': (), 'n': 3}
    """
    return {"template": template, "holds": tuple(holds), **values}


def words(sentence: dict[str, Any]) -> int:
    """Return how many words a sentence has once its values are in; a date counts as three."""
    values = {name: value for name, value in sentence.items() if name not in ("template", "holds")}
    filled = sentence["template"]
    for name, value in values.items():
        shown = "a b c" if hasattr(value, "year") else str(value)
        head, _, tail = filled.partition("{" + name)
        filled = head + shown + tail.partition("}")[2] if _ else filled
    return len(filled.split())


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
    >>> joined(["Taiwan", "Trade"]), joined(["Taiwan"])
    ('Taiwan and Trade', 'Taiwan')
    """
    *head, last = items
    return f"{', '.join(head)} and {last}" if head else last
