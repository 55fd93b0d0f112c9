"""What a fact is: some fields, and what must hold for what is said of them."""

from collections import namedtuple
from typing import Any


def fact(fields: str, **otherwise: Any) -> type:
    """Return the class that a fact is made of: named fields, None where it knows nothing at all.

    Its ``holds`` are conditions that a sentence needs, none if they are left out. A field with a
    question mark may be left out, and is None then; `otherwise` says which are something else.

    Raises
    ------
    TypeError
        From the class, where it is given some fields and not all that may not be left out.

    Examples
    --------
    >>> known = fact("n share place? holds", n=0)
    >>> known(), known(share=0.5)
    (Fact(n=0, share=None, place=None, holds=()), Fact(n=0, share=0.5, place=None, holds=()))
    >>> known(n=2)
    Traceback (most recent call last):
    TypeError: Fact() lacks share
    """
    begin = {"holds": (), **{name[:-1]: None for name in fields.split() if name[-1] == "?"}}
    begin |= otherwise
    names = fields.replace("?", "").split()
    base = namedtuple("Fact", names, defaults=[begin.get(name) for name in names])

    def made(cls, *given, **named):
        lacking = [name for name in names[len(given) :] if name not in begin and name not in named]
        if lacking and (given or named):
            raise TypeError(f"{cls.__name__}() lacks {', '.join(lacking)}")
        return every(cls, *given, **named)

    every, base.__new__ = base.__new__, made
    return base
