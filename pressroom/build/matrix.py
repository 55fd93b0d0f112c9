"""Which notebook is rendered with which parameters: ``reports.toml`` and the data, multiplied."""

import ast
import itertools
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pressroom import parameters, paths, project
from pressroom.build import stamp
from pressroom.build.job import KERNEL
from pressroom.build.notebook import declared, fault, parsed, run_code
from pressroom.errors import UsageError
from pressroom.nearest import nearest

STORY, GROUPS = "story", "groups"
_SIGN = re.compile(r"[\\`*_\[\]<>~#!]")


@dataclass(frozen=True)
class Report:
    """One notebook with one set of parameters.

    Attributes
    ----------
    notebook : Path
        Its file.
    slug : str
        Folder name: the notebook's name and the values, joined by ``--``.
    parameters : dict
        What is given beside the notebook's own defaults.
    fault : str
        Why the notebook cannot be rendered, where its file tells already; else blank.
    """

    notebook: Path
    slug: str
    parameters: dict[str, Any]
    fault: str = ""

    def fields(self, rec, notebook: Path | None = None) -> dict[str, str]:
        """Return what the fields of its prose stand for, with the defaults of `notebook` if given.

        See `parameters.names_of`.
        """
        return parameters.names_of(declared(notebook or self.notebook), self.parameters, rec)

    def asked(self, rec) -> str:
        """Return in a sentence what was asked otherwise than the notebook asks by itself.

        Blank if nothing. What ``{label}`` names and the day of the record stand elsewhere.
        """
        ours, known = project.current(), declared(self.notebook)
        told = [
            f"{one.help.partition(';')[0]} ({parameters.in_words(one, value, rec)})"
            for name, value in self.parameters.items()
            if (one := known.get(name)) and name != "as_of" and not ours.labelled(one.allowed)
            if value != one.default
        ]
        return _SIGN.sub(r"\\\g<0>", f"Asked for: {'; '.join(told)}.") if told else ""


class Layout(NamedTuple):
    """What reports.toml says of the front page.

    Attributes
    ----------
    story : tuple of (str, str)
        Report and figure of those that stand on it, in order.
    groups : dict
        Headings and the notebooks under each, in order.
    """

    story: tuple[tuple[str, str], ...] = ()
    groups: Mapping[str, list[str]] = {}


def notebooks() -> list[Path]:
    """Return every notebook of the project, by name."""
    return sorted(p for p in paths.notebooks().glob("*.ipynb") if not p.name.startswith("."))


def named(name: str) -> Path:
    """Return the notebook of a name, with or without folder and suffix; UsageError if none."""
    known = {path.stem: path for path in notebooks()}
    name = name.removesuffix(".ipynb").removeprefix(f"{paths.notebooks().name}/")
    if name not in known:
        raise UsageError(f"there is no notebook {name!r}. {nearest(name, known)}")
    return known[name]


def moved(notebook: Path) -> str:
    """Return which defaults of a notebook differ from those that git has; blank without git."""
    try:
        held, now = parameters.declared(parameters.committed(notebook)), declared(notebook)
    except (UsageError, SyntaxError, ValueError):
        return ""
    told = [
        f"{name} is {now[name].default!r}, was {held[name].default!r}"
        for name in now.keys() & held.keys()
        if now[name].default != held[name].default
    ]
    return f"defaults changed since the last commit: {'; '.join(sorted(told))}" if told else ""


def entries() -> dict[str, dict]:
    """Return what reports.toml says, by notebook.

    Raises
    ------
    UsageError
        If it is not TOML, or names a notebook or a setting that does not exist.
    """
    matrix = _read()
    if not isinstance(matrix.pop(project.KEY, ""), str):
        raise UsageError('reports.toml: project is not of the form "module:NAME"')
    known = [path.stem for path in notebooks()]
    wrong = _ill_front(matrix.pop(STORY, []), matrix.pop(GROUPS, {}), known)
    wrong += [f"[{n}] names no notebook. {nearest(n, known)}" for n in matrix if n not in known]
    for name, entry in matrix.items():
        if isinstance(entry, dict):
            wrong += [f"[{name}] {setting}" for setting in ill_set(entry)]
        else:
            wrong.append(f"{name} = {entry!r}: write it as a section, [{name}]")
    if wrong:
        raise UsageError("reports.toml: " + "; ".join(wrong))
    return matrix


def _read() -> dict[str, Any]:
    try:
        return tomllib.loads(paths.reports().read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"reports.toml is not TOML: {error}") from error


def layout() -> Layout:
    """Return what reports.toml says of the front page."""
    entries()  # what is wrong with it is said there
    said = _read()
    story = (tuple(each.split("/")) for each in said.get(STORY, []))
    return Layout(tuple((slug, name) for slug, name in story), said.get(GROUPS, {}))


def _ill_front(story: Any, groups: Any, known: list[str]) -> list[str]:
    """Return a sentence for each thing of the front page that makes no sense."""
    listed = isinstance(groups, dict) and all(isinstance(own, list) for own in groups.values())
    if not isinstance(story, list) or not listed:
        return [f'{STORY} is a list of "report/figure", [{GROUPS}] a table of lists of notebooks']
    found = []
    for each in map(str, story):
        slug, _, figure = each.partition("/")
        name = slug.split("--")[0]
        if name not in known:
            found.append(f"{STORY}: {name} is no notebook. {nearest(name, known)}")
        elif not figure or not _draws(paths.notebooks() / f"{name}.ipynb", figure):
            found.append(f"{STORY}: {name}.ipynb saves no figure {figure!r}")
    return found + [
        f"[{GROUPS}] {heading}: {name} is no notebook. {nearest(name, known)}"
        for heading, own in groups.items()
        for name in own
        if name not in known
    ]


def _draws(notebook: Path, figure: str) -> bool:
    """Return whether a notebook saves a figure of this name, as its code says."""
    written = re.compile(rf'name\s*=\s*"{re.escape(figure)}"')
    return bool(fault(notebook)) or any(written.search(one) for one in run_code(notebook))


def ill_set(entry: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each setting of one notebook that is unknown or makes no sense."""
    own, each = project.current().name, entry.get("each", {})
    flags, numbers = ("skip", "bench"), ("minutes", "max_age_days")
    known = {"engine", *flags, "also", "each", "set", "needs", *numbers}
    engine = entry.get("engine", own)

    def is_list(name: str, kind: type) -> bool:
        value = entry.get(name, [])
        return isinstance(value, list) and all(isinstance(one, kind) for one in value)

    wrong = {f"has the unknown setting {name!r}": True for name in entry if name not in known}
    told = f"engine = {engine!r} is not known; write {own!r} or {KERNEL!r}"
    wrong[told] = engine not in (own, KERNEL)
    for name in flags:
        value = entry.get(name, False)
        wrong[f"{name} = {value!r} is neither true nor false"] = not isinstance(value, bool)
    is_each = isinstance(each, dict) and all(isinstance(v, str | list) for v in each.values())
    is_also = is_list("also", dict) and {} not in entry.get("also", [])
    wrong |= {
        'also is no list of values: also = [{ town = "a" }]': not is_also,
        'each is no table of values: each.town = "stations.town", or a list': not is_each,
        'set is no table of values: set.town = "a"': not isinstance(entry.get("set", {}), dict),
        'needs is no list of tables: needs = ["stations"]': not is_list("needs", str),
    }
    for name in numbers:
        value = entry.get(name, 1)
        is_number = type(value) in (int, float) and 0 < value < float("inf")
        wrong[f"{name} = {value!r} is no number above nought"] = not is_number
    return [said for said, is_so in wrong.items() if is_so]


def benches() -> set[str]:
    """Return the notebooks for work on the record, which are never rendered or listed."""
    return {name for name, entry in entries().items() if entry.get("bench")}


def reports(rec) -> list[Report]:
    """Return every report that the project makes, in the order of the notebooks.

    Parameters
    ----------
    rec : Record
        Where ``each.station = "stations.station"`` finds its values.

    Raises
    ------
    UsageError
        Naming every parameter that a notebook does not declare, every value that the data
        does not know, and every pair of reports that would share a folder.
    """
    matrix, found, wrong = entries(), [], []
    for notebook in notebooks():
        entry = matrix.get(notebook.stem, {})
        if entry.get("skip") or entry.get("bench"):
            continue
        broken = fault(notebook)
        known = {} if broken else declared(notebook)
        sets = [parameters.keyed(known, g, rec) for g in chosen(entry, rec, notebook.stem)]
        varied, fixed = entry.get("each", {}), entry.get("set", {})
        named = [(slug(notebook.stem, [given[p] for p in varied]), given) for given in sets]
        sets = [parameters.keyed(known, given, rec) for given in entry.get("also", [])]
        named += [(slug(notebook.stem, given.values()), fixed | given) for given in sets]
        for name, given in named:
            faults = [] if broken else parameters.faults(known, given, rec)
            wrong += [f"{notebook.stem}: {one}" for one in faults]
            found.append(Report(notebook, name, given, broken))
    wrong += collisions(found)
    if wrong:
        raise UsageError("reports.toml: " + "; ".join(dict.fromkeys(wrong)))
    return found


def chosen(entry: Mapping[str, Any], rec, name: str) -> list[dict[str, Any]]:
    """Return every set of parameters that one entry of reports.toml asks for."""
    each = {p: values(spec, rec, f"[{name}] each.{p}") for p, spec in entry.get("each", {}).items()}
    fixed = entry.get("set", {})
    return [
        fixed | dict(zip(each, combination, strict=True))
        for combination in itertools.product(*each.values())
    ]


def values(spec: str | list, rec, where: str) -> list:
    """Return the list itself, or every value that the data has in ``table.column``."""
    if isinstance(spec, list):
        return spec
    table, _, column = spec.partition(".")
    if table not in rec or column not in getattr(rec, table):
        raise UsageError(f"reports.toml: {where} = {spec!r} names no table.column of the record")
    return getattr(rec, table)[column].dropna().drop_duplicates().tolist()


def slug(name: str, varied: Iterable[Any]) -> str:
    """Return the folder name of a report: the notebook's name and its varied values."""
    return "--".join(paths.addressed(str(part)) for part in (name, *varied))


def collisions(found: list[Report]) -> list[str]:
    """Return a sentence for each folder that two reports would share."""
    owner: dict[str, Report] = {}
    return [
        f"two reports would both be called {report.slug}; change one value's key"
        for report in found
        if owner.setdefault(report.slug, report) is not report
    ]


def tables_named(notebook: Path) -> set[str]:
    """Return the tables that a notebook takes from ``rec``, as its source names them."""
    found: set[str] = set()
    for source in run_code(notebook):
        for node in ast.walk(parsed(source)):
            if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "rec":
                found.add(node.attr)
    return found


def modules_of(notebooks: set[Path]) -> tuple[str, ...]:
    """Return the modules of the library that notebooks import, to be imported once for all."""
    found: set[str] = set()
    for path in (path for path in notebooks if not fault(path)):
        for source in run_code(path):
            for node in ast.walk(parsed(source)):
                module = (isinstance(node, ast.ImportFrom) and node.module) or ""
                if module.split(".")[0] in stamp.packages():
                    found |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return tuple(sorted(found))
