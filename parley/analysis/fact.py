"""What a fact is: some fields, and what must hold for what is said of them."""

from collections import namedtuple
from typing import Any


def fact(fields: str, **otherwise: Any) -> type:
    """Return the class that a fact is made of: named fields, None where it does not know them.

    Its ``holds`` are conditions that a sentence needs, none if they are left out; `otherwise` says
    which other fields begin as what.

    Examples
    --------
    >>> fact("n share holds", n=0)()
    Fact(n=0, share=None, holds=())
    """
    begin = {"holds": ()} | otherwise
    names = fields.split()
    return namedtuple("Fact", names, defaults=[begin.get(name) for name in names])
