"""The known values nearest to a mistyped one."""

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from traceback import walk_tb
from types import FrameType
from typing import Any

MOST, SHOWN = 3, 24
_BARE_DATE = re.compile(r"[12]\d{3}-0\d")
QUOTE_IT = 'a date stands in quotation marks, as "2024-01"'


def nearest(word: str, known: Iterable[str], labels: Mapping[str, str] | None = None) -> str:
    """Return a remedy that names the known values nearest to `word`.

    Parameters
    ----------
    word : str
        What was found.
    known : iterable of str
        The values that would have been accepted.
    labels : mapping, optional
        Display name of each value, said with it; a word near a label finds the value too.

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
    'Nearest: nr (Northern rains and floods)'
    """
    keys = list(dict.fromkeys(map(str, known)))
    by_label = {str((labels or {}).get(key, key)).lower(): key for key in keys}
    close = difflib.get_close_matches(word.lower(), [*map(str.lower, keys), *by_label], n=MOST)
    folded = {key.lower(): key for key in keys} | by_label
    named = [key for label, key in by_label.items() if word.lower() in re.split(r"\W+", label)]
    found = list(dict.fromkeys([*named[:MOST], *(folded[match] for match in close)]))[:MOST]
    if found:
        called = ((key, str((labels or {}).get(key, key))) for key in found)
        shown = [key if key == label else f"{key} ({label})" for key, label in called]
        return f"Nearest: {', '.join(shown)}"
    shown = ", ".join(keys[:12]) + (", …" if len(keys) > 12 else "")
    return f"None is near; known: {shown}" if keys else "None is near; none is known"


class Unquoted(str):
    """Words that a KeyError shows as they are: of any other text it shows the repr."""

    __repr__ = str.__str__


def newest_first(error: BaseException) -> list[FrameType]:
    """Return the frames in which an error was raised."""
    return [frame for frame, _ in walk_tb(error.__traceback__)][::-1]


def frame_of(error: BaseException) -> Any:
    """Return the frame that pandas was at work on when an error was raised; None if on none."""
    at = newest_first(error)
    if not at or "pandas" not in at[0].f_code.co_filename:
        return None
    by_row = ("xs", 0)  # a row sought by its label is no column
    inside = [f.f_locals for f in at if (f.f_code.co_name, f.f_locals.get("axis")) != by_row]
    held = (found.get(name) for found in inside for name in ("self", "obj"))
    return next((each for each in held if type(each).__name__ == "DataFrame"), None)


def columns(error: BaseException) -> str:
    """Return what is said of a column that a frame of pandas lacks; blank of any other error."""
    if (frame := frame_of(error)) is None:
        return ""
    known, said = list(map(str, frame.columns)), str(error.args[0]) if error.args else ""
    quoted = re.findall(r"(?<!=)'([^']+)'", said) if " " in said else [said]
    wanted = [name] if (name := getattr(error, "name", None)) else quoted
    if not (lacking := [each for each in wanted if each not in known]):
        return ""
    what = f"no column {', '.join(lacking)}" if isinstance(error, KeyError) else said
    found = [nearest(each, known) for each in lacking[:MOST]]
    near = [each for each in found if each.startswith("Nearest")]
    shown = ", ".join(known[:SHOWN]) + (", …" if len(known) > SHOWN else "")
    return ". ".join([what, *near, f"Its columns: {shown}"])


def rows(error: BaseException) -> str:
    """Return what is said of a row sought by a label that no row has; blank of any other error."""
    at = newest_first(error) if isinstance(error, KeyError) else []
    index = at[0].f_locals.get("self") if at else None
    if not hasattr(index, "get_indexer"):
        return ""
    said, known = str(error.args[0]), [*map(str, index)]
    wanted = (" " in said and re.findall(r"'([^']+)'", said.partition("], ")[0])) or [said]
    what = f"no row {', '.join(wanted)}: {getattr(index, 'name', None) or 'its index'} has no such"
    return ". ".join([f"{what} value here", *(nearest(each, known) for each in wanted[:MOST])])


def syntax(error: SyntaxError) -> str:
    """Return what Python says of code that is none, and of a date without its quotation marks."""
    return f"{error.msg}; {QUOTE_IT}" if _BARE_DATE.search(error.text or "") else error.msg


def load_ipython_extension(shell: Any) -> None:
    """Have a shell say of a column that is lacking which there are, and of a date to quote it."""

    def tell(shell, kind, error, trace, tb_offset=None):
        if isinstance(error, SyntaxError):
            error.msg = syntax(error)
            return shell.showsyntaxerror()
        if said := columns(error) or rows(error):
            error.args = (Unquoted(said),)
        return shell.showtraceback((kind, error, trace), tb_offset=tb_offset)

    shell.set_custom_exc((KeyError, AttributeError, NameError, SyntaxError), tell)


def key_of(value: Any, allowed: Collection[str], labels: Mapping[str, str]) -> Any:
    """Return the one allowed value that a text means: itself, or by its label.

    Examples
    --------
    >>> key_of("northern Rains", ["nr", "sr"], {"nr": "Northern rains"}), key_of("NR", ["nr"], {})
    ('nr', 'nr')
    >>> key_of("rains", ["nr", "sr"], {"nr": "Northern rains"})
    'rains'
    """
    if not isinstance(value, str) or value in allowed:
        return value
    said = " ".join(value.casefold().split())
    meant = [each for each in allowed if said in (each.casefold(), labels.get(each, "").casefold())]
    return meant[0] if len(meant) == 1 else value
