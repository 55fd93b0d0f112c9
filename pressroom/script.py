"""The one script that a page may carry: it filters and sorts rows that are in the page."""

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files


def hashed(text: str) -> str:
    """Return the source expression by which a policy allows one inline text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def squeezed(script: str) -> str:
    r"""Return a script without comments, line breaks and indents.

    Notes
    -----
    Every statement ends in ``;`` or ``}``, so that lines can stand in one.

    Examples
    --------
    >>> squeezed("/* why */\n  var a = 1,\n  b = 2;\n")
    'var a = 1, b = 2;'
    """
    bare = re.sub(r"/\*.*?\*/", "", script, flags=re.DOTALL)
    lines = filter(None, map(str.strip, bare.split("\n")))
    return "".join(f"{line} " if line.endswith(",") else line for line in lines)


@cache
def finder() -> str:
    """Return the script as pages carry it."""
    place = files("pressroom").joinpath("templates", "find.js")
    return squeezed(place.read_text(encoding="utf-8"))
