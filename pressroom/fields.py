"""The fields of a notebook's prose, as ``{label}``: filled in, and named where they are none."""

import re
from collections.abc import Mapping

_FIELD = re.compile(r"\{([A-Za-z][\w.]*)\}")
_SIGN = re.compile(r"[\\`*_\[\]<>~#!]")
_CODE = re.compile(r"(`+).+?\1", re.DOTALL)
_FORMULA = re.compile(r"(?<!\\)\$(?:[^$\n]*[\\^_][^$\n]*|[A-Za-z]+)(?<!\\)\$|\\[A-Za-z]+\{[^\n]*\}")


def fill(text: str, names: Mapping[str, str], *, is_markdown: bool = False) -> str:
    """Return `text` with its fields filled in; what is no field stays.

    What is filled into Markdown stays as it is written, whatever signs it has.

    Examples
    --------
    >>> fill("# {town}, {n}", {"town": "*Here*"})
    '# *Here*, {n}'
    """
    given = {k: _SIGN.sub(r"\\\g<0>", v) for k, v in names.items()} if is_markdown else names
    return _FIELD.sub(lambda field: given.get(field[1], field[0]), text)


def faults(text: str, names: Mapping[str, str]) -> list[str]:
    """Return what a page cannot show of a Markdown text: a field that is none, and formulas.

    Examples
    --------
    >>> faults("{town}: $5 and {twon}", {"town": "Here"})
    ['{twon} is no field, or has no value here; there are {town}']
    >>> faults("As $x^{n}$", {})
    ['a page shows no formulas, as $x^{n}$; say it in words or plain signs: a/b, x², α']
    """
    prose = _FIELD.sub(lambda f: "" if f[1] in names else f[0], _CODE.sub("", text))
    listed = ", ".join(f"{{{name}}}" for name in names) or "none"
    wrong = dict.fromkeys(_FIELD.findall(_FORMULA.sub("", prose)))
    shown = ", ".join(found[0] for found in _FORMULA.finditer(prose))
    told = f"a page shows no formulas, as {shown}; say it in words or plain signs: a/b, x², α"
    return [told] * bool(shown) + [
        f"{{{name}}} is no field, or has no value here; there are {listed}" for name in wrong
    ]
