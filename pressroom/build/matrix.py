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
from pressroom.build.notebook import Front, cells, declared, fault, front, parsed, run_code
from pressroom.errors import UsageError
from pressroom.nearest import nearest

_SIGN = re.compile(r"[\\`*_\[\]<>~#!]")
__all__ = ["Front", "Report", "cells", "front", "run_code"]


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
    wrong += [
        f"{n} = {e!r}: write it as a section, [{n}]"
        for n, e in matrix.items()
        if not isinstance(e, dict)
    ]
    for name, entry in matrix.items():
        if not isinstance(entry, dict):
            continue
        wrong += [f"[{name}] has the unknown setting {s!r}" for s in entry if s not in SETTINGS]
        wrong += [f"[{name}] {setting}" for setting in ill_set(entry)]
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
    """Return a sentence for each setting of one notebook whose value makes no sense."""
    found = []
    own = project.current().name
    if (engine := entry.get("engine", own)) not in (own, KERNEL):
        found.append(f"engine = {engine!r} is not known; write {own!r} or {KERNEL!r}")
    for name in ("skip", "bench"):
        if not isinstance(entry.get(name, False), bool):
            found.append(f"{name} = {entry[name]!r} is neither true nor false")
    also = entry.get("also", [])
    if not isinstance(also, list) or not all(isinstance(one, dict) and one for one in also):
        found.append('also is no list of values: also = [{ town = "a" }]')
    each = entry.get("each", {})
    if not isinstance(each, dict) or not all(isinstance(v, str | list) for v in each.values()):
        found.append('each is no table of values: each.town = "stations.town", or a list')
    if not isinstance(entry.get("set", {}), dict):
        found.append('set is no table of values: set.town = "a"')
    needs = entry.get("needs", [])
    if not isinstance(needs, list) or not all(isinstance(one, str) for one in needs):
        found.append('needs is no list of tables: needs = ["stations"]')
    for name in ("minutes", "max_age_days"):
        value = entry.get(name, 1)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not 0 < value < float("inf"):
            found.append(f"{name} = {value!r} is no number above nought")
    return found


STORY, GROUPS = "story", "groups"
SETTINGS = ("each", "also", "set", "skip", "bench", "needs", "minutes", "max_age_days", "engine")


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
        named = [(slug(notebook.stem, given, entry), given) for given in sets]
        fixed, also = entry.get("set", {}), entry.get("also", [])
        sets = [parameters.keyed(known, given, rec) for given in also]
        named += [(slug_of(notebook.stem, given.values()), fixed | given) for given in sets]
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


def slug(name: str, given: Mapping[str, Any], entry: Mapping[str, Any]) -> str:
    """Return the folder name of a report: the notebook's name and its varied values."""
    return slug_of(name, [given[p] for p in entry.get("each", {})])


def slug_of(name: str, varied: Iterable[Any]) -> str:
    """Return a notebook's name and some values as one folder name."""
    return "--".join(paths.addressed(str(part)) for part in (name, *varied))


def collisions(found: list[Report]) -> list[str]:
    """Return a sentence for each folder that two reports would share."""
    owner: dict[str, Report] = {}
    wrong = []
    for report in found:
        if report.slug in owner:
            wrong.append(f"two reports would both be called {report.slug}; change one value's key")
        owner.setdefault(report.slug, report)
    return wrong


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
