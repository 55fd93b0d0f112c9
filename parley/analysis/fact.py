"""What a fact is: some fields, and what must hold for what is said of them.

And what is asked for again with the same data is answered as before: reports share their process.
"""

import inspect
from collections import namedtuple
from collections.abc import Callable
from copy import deepcopy
from functools import wraps
from hashlib import blake2b
from typing import Any, ParamSpec, TypeVar

import numpy as np
import pandas as pd

KEPT = 8  # answers of one function, the oldest going first
P, R = ParamSpec("P"), TypeVar("R")


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


def once(function: Callable[P, R]) -> Callable[P, R]:
    """Return `function`, which answers the same data and options once a process.

    Its answer must hang on its arguments alone: frames, arrays and plain values. Each caller has
    a copy of its own.

    Notes
    -----
    Many reports ask the same of the whole record. What is computed before they are forked
    (``shared`` in ``parley/project.py``) is there for all of them; no file is kept for it, so
    nothing can be stale.

    Examples
    --------
    >>> asked = []
    >>> count = once(lambda values: asked.append(values) or len(values))
    >>> count([1, 2]), count([1, 2]), count([1]), len(asked)
    (2, 2, 1, 2)
    """
    answers: dict[bytes, R] = {}
    signature = inspect.signature(function)

    @wraps(function)
    def answered(*given: P.args, **named: P.kwargs) -> R:
        bound = signature.bind(*given, **named)
        bound.apply_defaults()
        key = blake2b(repr([_told(value) for value in bound.arguments.values()]).encode()).digest()
        if key not in answers:
            answers[key] = function(*given, **named)
        while len(answers) > KEPT:
            answers.pop(next(iter(answers)))
        return deepcopy(answers[key])

    return answered


def _told(value: Any) -> Any:
    """Return all that tells a value from others, as plain values."""
    if isinstance(value, pd.DataFrame):
        kinds = list(zip(value.columns, map(str, value.dtypes), strict=True))
        return str(value.index.dtype), kinds, pd.util.hash_pandas_object(value).to_numpy().tobytes()
    if isinstance(value, pd.Series):
        return _told(value.to_frame())
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, (list, tuple)):
        return [_told(each) for each in value]
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise TypeError(f"an answer is not kept by a {type(value).__name__}: ask with plain values")
