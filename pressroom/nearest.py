"""The known values nearest to a mistyped one."""

import difflib
import re
from collections.abc import Iterable, Mapping

MOST = 3


def nearest(word: str, known: Iterable[str], labels: Mapping[str, str] | None = None) -> str:
    """Return a remedy that names the known values nearest to `word`.

    Parameters
    ----------
    word : str
        What was found.
    known : iterable of str
        The values that would have been accepted.
    labels : mapping, optional
        Display name of each value; a word near a label finds the value too.

    Returns
    -------
    str
        ``"Nearest: a, b"``, or ``"None is near; known: …"`` with at most twelve of them.

    Examples
    --------
    >>> nearest("nord", ["north", "east"])
    'Nearest: north'
    >>> nearest("zzz", ["north", "east"])
    'None is near; known: north, east'
    >>> nearest("rains", ["nr"], {"nr": "Northern rains and floods"})
    'Nearest: nr'
    """
    keys = list(dict.fromkeys(map(str, known)))
    by_label = {str((labels or {}).get(key, key)).lower(): key for key in keys}
    close = difflib.get_close_matches(word.lower(), [*map(str.lower, keys), *by_label], n=MOST)
    folded = {key.lower(): key for key in keys} | by_label
    named = [key for label, key in by_label.items() if word.lower() in re.split(r"\W+", label)]
    found = list(dict.fromkeys([*named[:MOST], *(folded[match] for match in close)]))[:MOST]
    if found:
        return f"Nearest: {', '.join(found)}"
    shown = ", ".join(keys[:12]) + (", …" if len(keys) > 12 else "")
    return f"None is near; known: {shown}" if keys else "None is near; none is known"
