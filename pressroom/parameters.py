"""What a notebook may be asked: its declared parameters, and the check that it runs first."""

import ast
import io
import json
import re
import subprocess
import tokenize
from calendar import monthrange
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pressroom import context, data, project
from pressroom.errors import UsageError
from pressroom.nearest import QUOTE_IT, key_of, nearest, syntax

TYPES = {"str": (str,), "int": (int,), "float": (float, int), "bool": (bool,)}


@dataclass(frozen=True)
class Parameter:
    """One parameter as the notebook declares it.

    Attributes
    ----------
    name, kind : str
        Name; ``str``, ``int``, ``float`` or ``bool``.
    optional : bool
        Whether None is accepted.
    default : object
        The literal in the notebook.
    help : str
        The comment behind it, without the allowed values.
    allowed : str
        What stands in brackets: values joined by ``|``, and kinds of values, which stand there in
        ``<>`` and here without: ``table.column``, ``date``, ``month``; or blank.
    """

    name: str
    kind: str
    optional: bool
    default: Any
    help: str
    allowed: str

    @property
    def told(self) -> str:
        """What is said of the allowed values where they are not listed: their kind, an example."""
        kind, example = self.allowed, DATES.get(self.allowed)
        said = f"any {kind}, as {example[1]}" if example else kind
        if not example or (end := end_of(self.name)) is None:
            return said
        of = "year" if kind == "month" else "month or year"
        return f"{said}; or a {of}, which is its {('first', 'last')[end]} {UNITS[kind]}"

    def values(self, rec=None) -> list[str] | None:
        """Return the allowed values, read from the record where it is named; None if free."""
        if "|" in self.allowed:
            named = self.allowed.split("|")
            return [each for part in named for each in project.current().choices(part, rec)]
        if "." in self.allowed and rec is not None:
            table, column = self.allowed.split(".")
            return [str(v) for v in getattr(rec, table)[column].dropna().unique()]
        return None


def declared(source: str, before: str = "") -> dict[str, Parameter]:
    """Return the parameters that a parameters cell declares, by name, in order.

    Parameters
    ----------
    source : str
        The cell: one ``name: type = literal  # what it is [allowed]`` a line; a kind of values
        stands in ``<>``, as in ``[<rain.station>|all]``.
    before : str, optional
        The cell as it was committed: a line that has lost its type or comment is told from there.

    Raises
    ------
    UsageError
        If a line has no type, no literal or no comment.
    """
    comments = comments_by_line(source)
    found, faults = {}, []
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        told = f"line {error.lineno} is no Python: {(error.text or '').strip()!r}: {syntax(error)}"
        raise UsageError(f"the parameters cell: {told}") from error
    for node in body:
        if isinstance(node, ast.ImportFrom):
            continue
        try:
            parameter = one_declared(node, comments.get(node.end_lineno, ""))
            found[parameter.name] = parameter
        except ValueError as error:
            line = restored(node, before)
            faults.append(f"line {node.lineno}: {ast.unparse(node)!r} {error}{line}")
    if faults:
        raise UsageError("the parameters cell is not as it should be: " + "; ".join(faults))
    return found


def declared_in(source: str, notebook: Path) -> dict[str, Parameter]:
    """Return what a notebook's cell declares; a fault shows the line as git has it."""
    try:
        return declared(source)
    except UsageError:
        return declared(source, committed(notebook))


def restored(node: ast.stmt, before: str) -> str:
    """Return how a line of a parameter is to be written, with the value that it has; or nothing."""
    targets = getattr(node, "targets", [getattr(node, "target", None)])
    value = getattr(node, "value", None)
    if value is None or not isinstance(targets[0], ast.Name):
        return ""
    name, said = targets[0].id, ast.unparse(value)
    old = re.search(rf"^({name}: .*?) = .*?(  #.*)$", before, re.MULTILINE)
    kind = type(value.value).__name__ if isinstance(value, ast.Constant) else "type"
    kind = ast.unparse(node.annotation) if isinstance(node, ast.AnnAssign) else kind
    head, tail = old.groups() if old else (f"{name}: {kind}", "  # what it is")
    return f". Write: {head} = {said}{tail}"


def comments_by_line(source: str) -> dict[int, str]:
    """Return the comment on each line that has one."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {t.start[0]: t.string.lstrip("# ") for t in tokens if t.type == tokenize.COMMENT}


def one_declared(node: ast.stmt, comment: str) -> Parameter:
    """Return the parameter that one statement declares, or raise ValueError saying why not."""
    if not (isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)):
        raise ValueError("is not of the form name: type = literal  # what it is")
    if node.value is None or not comment:
        said = "comment: # what it is, and [what|it|may|be]" if node.value else "value"
        if node.end_lineno != node.lineno:
            said += ", or has it within brackets: write it on one line, of 100 columns at most"
        raise ValueError(f"lacks its {said}")
    written = ast.unparse(node.annotation)
    inner = re.fullmatch(r"Optional\[(\w+)\]", written)
    kind = inner[1] if inner else written
    if kind not in TYPES:
        raise ValueError(f"has the type {written}; known: {', '.join(TYPES)}, Optional[…]")
    try:
        default = ast.literal_eval(node.value)
    except ValueError:
        raise ValueError(f"has no plain value ({QUOTE_IT})") from None
    bracket = re.search(r"\[([^\]]+)\]\s*$", comment)
    return Parameter(
        name=node.target.id,
        kind=kind,
        optional=bool(inner),
        default=default,
        help=comment[: bracket.start()].strip() if bracket else comment,
        allowed=re.sub("[<>]", "", bracket[1]) if bracket else "",
    )


def faults(known: dict[str, Parameter], given: dict[str, Any], rec=None) -> list[str]:
    """Return what is wrong with the values given, a sentence each, the nearest values named.

    Parameters
    ----------
    known : dict of Parameter
        As `declared` returns it.
    given : dict
        Values by name.
    rec : Record, optional
        Where allowed values that name a column are looked up.
    """
    return [
        fault
        for name, value in given.items()
        for fault in (
            [f"{name} is not a parameter of this notebook. {nearest(name, known)}"]
            if name not in known
            else value_faults(known[name], value, rec)
        )
    ]


def keyed(known: Mapping[str, Parameter], given: dict[str, Any], rec=None) -> dict[str, Any]:
    """Return the values given, with the key where one is given by its label or in capitals."""
    labels = project.current().labels(rec) if rec is not None else {}
    return {
        name: key_of(day_of(known[name], value), known[name].values(rec) or (), labels)
        if name in known
        else value
        for name, value in given.items()
    }


def day_of(parameter: Parameter, value: Any) -> Any:
    """Return the day or month that a year or month means; any other value as it is.

    Examples
    --------
    >>> day = Parameter("last_date", "str", False, "2024-01-01", "last day", "date")
    >>> day_of(day, 2023), day_of(day, "2024-02"), day_of(day, "May")
    ('2023-12-31', '2024-02-29', 'May')
    """
    said = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    end, is_day = end_of(parameter.name), parameter.allowed == "date"
    if end is None or parameter.allowed not in DATES or not isinstance(said, str):
        return value
    if found := re.fullmatch(r"([12]\d{3})(?:-(0[1-9]|1[0-2]))?", said):
        month = f"{found[1]}-{found[2] or (1, 12)[end]:0>2}"
        year, number = map(int, month.split("-"))
        day = (1, monthrange(year, number)[1])[end]
        return f"{month}-{day:02}" if is_day else month
    return value


def in_words(parameter: Parameter, value: Any, rec: Any) -> str:
    """Return a value as a page says it: by its label, a day or month in words.

    Examples
    --------
    >>> in_words(Parameter("last_date", "str", False, "", "last day", "date"), "2024-02", None)
    '29 February 2024'
    """
    said = day_of(parameter, value)
    if parameter.allowed not in DATES or not isinstance(said, str):
        return rec.label(str(project.current().meant(parameter.allowed, said)))
    when = datetime.strptime(said, DATES[parameter.allowed][0])
    return when.strftime("%B %Y" if parameter.allowed == "month" else f"{when.day} %B %Y")


def end_of(name: str) -> int | None:
    """Return 0 for a parameter that begins a span, 1 for one that ends it; None for another."""
    word = name.partition("_")[0]
    return next((end for end, words in enumerate(ENDS) if word in words), None)


def meanings(known: Mapping[str, Parameter], given: Mapping[str, Any]) -> list[str]:
    """Return what each year or month given for a day, or year for a month, is read as."""
    return [
        f"{name} = {value!r} is read as {meant}, the {('first', 'last')[end]} {UNITS[each.allowed]}"
        for name, value in given.items()
        if (each := known.get(name)) and (meant := day_of(each, value)) != value
        for end in [end_of(name) or 0]
    ]


def value_faults(parameter: Parameter, value: Any, rec=None) -> list[str]:
    """Return what is wrong with one value of a parameter: an empty list, or one sentence."""
    name = parameter.name
    if value is None:
        return [] if parameter.optional else [f"{name} may not be None; it is a {parameter.kind}"]
    if not isinstance(value, TYPES[parameter.kind]) or (
        isinstance(value, bool) and parameter.kind != "bool"
    ):
        return [f"{name} = {value!r} is a {type(value).__name__}; it must be a {parameter.kind}"]
    if parameter.allowed in DATES:
        return date_fault(name, value, parameter.allowed)
    allowed = parameter.values(rec)
    labels = project.current().labels(rec) if rec is not None else {}
    if allowed is not None and str(value) not in allowed:
        return [f"{name} = {value!r} is not known. {nearest(str(value), allowed, labels)}"]
    return []


DATES = {"date": ("%Y-%m-%d", "2023-11-15"), "month": ("%Y-%m", "2023-11")}
UNITS = {"date": "day", "month": "month"}
ENDS = (("first", "since", "from", "start"), ("last", "until", "to", "end"))


def date_fault(name: str, value: str, form: str) -> list[str]:
    """Return the fault of a value that is no date or month, or an empty list."""
    pattern, example = DATES[form]
    with suppress(ValueError):
        if datetime.strptime(value, pattern).strftime(pattern) == value:
            return []
    other = f", or a year, as {example[:4]}"
    if form == "date":
        other = f", a month, as {example[:7]}{other}"
    other = "" if end_of(name) is None else other
    return [f"{name} = {value!r} is not a {form}: write a {UNITS[form]}, as {example}{other}"]


def check() -> None:
    """End the run if a parameter of the calling notebook is unknown, or has a wrong value.

    Raises
    ------
    UsageError
        Naming every such parameter and the nearest known names or values.

    Notes
    -----
    The declarations are read from the cells that were run: the newest run of the parameters
    cell declares them, papermill's cell after it may only set them. Called
    outside a notebook it has nothing to check and says so.
    """
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None:
        raise UsageError("parameters.check() belongs into a notebook, after its parameters")
    cells = [cell for cell in shell.user_ns["In"] if cell]
    last = next((n for n in reversed(range(len(cells))) if looks_declared(cells[n])), None)
    if last is None:
        if meant := [cell for cell in cells if is_meant(cell)]:
            declared_in(meant[-1], context.open_notebook())
        raise UsageError("no parameters cell was run before parameters.check(); run it first")
    known = declared_in(cells[last], context.open_notebook())
    given = {name: shell.user_ns[name] for name in known}
    for cell in cells[last + 1 :]:
        given |= {name: shell.user_ns.get(name) for name in injected(cell)}
    rec = data.load()
    told, given = meanings(known, given), keyed(known, given, rec)
    if found := faults(known, given, rec):
        raise UsageError("parameters: " + "; ".join(found))
    meant = project.current().meant
    shell.user_ns.update({n: meant(each.allowed, given[n]) for n, each in known.items()})
    if told and context.current().is_draft:
        print("\n".join(told))
    if context.current().is_draft and context.open_notebook().name:
        context.show_filled(names_of(known, given, rec))


def names_of(known: Mapping[str, Parameter], given: Mapping[str, Any], rec) -> dict[str, str]:
    """Return what the fields of a notebook's prose stand for, in Lab, in a build and on a page.

    ``{name}`` is the value of a parameter that has one, in words; ``{label}`` that of the first
    that names a topic, else a value of some column. The project adds its own.
    """
    ours = project.current()
    held = {n: v for n, p in known.items() if (v := given.get(n, p.default)) is not None}
    words = {name: in_words(known[name], value, rec) for name, value in held.items()}
    kinds = {name: known[name].allowed for name in words}
    first = min(words, default="", key=lambda n: (not ours.labelled(kinds[n]), "." not in kinds[n]))
    return {**({"label": words[first]} if first else {}), **words, **ours.fields()}


def statements(cell: str) -> list[ast.stmt]:
    """Return what a cell does beside importing names; nothing if it is no Python."""
    with suppress(SyntaxError):
        return [node for node in ast.parse(cell).body if not isinstance(node, ast.ImportFrom)]
    return []


def looks_declared(cell: str) -> bool:
    """Return True if a cell consists of annotated assignments, imports from typing aside."""
    found = statements(cell)
    return bool(found) and all(isinstance(node, ast.AnnAssign) for node in found)


def is_meant(cell: str) -> bool:
    """Return True if a cell assigns nothing but names: a parameters cell that lost its types."""
    found = statements(cell)
    return bool(found) and all(
        isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant)
        for node in found
    )


def committed(notebook: Path) -> str:
    """Return the parameters cell of a notebook as git has it; blank where it has none."""
    command = ["git", "show", f"HEAD:./{notebook.name}"]
    if not notebook.name:
        return ""
    try:
        held = subprocess.run(command, cwd=notebook.parent, capture_output=True, check=True).stdout
        cells = json.loads(held)["cells"]
    except (OSError, ValueError, KeyError, subprocess.CalledProcessError):
        return ""
    tagged = [c for c in cells if "parameters" in c.get("metadata", {}).get("tags", [])]
    return "".join(tagged[0]["source"]) if tagged else ""


def injected(cell: str) -> list[str]:
    """Return the names that papermill's cell sets; none if the cell is another."""
    if not cell.lstrip().startswith("# Parameters"):
        return []
    set_there = [node.targets[0] for node in statements(cell) if isinstance(node, ast.Assign)]
    return [target.id for target in set_there if isinstance(target, ast.Name)]
