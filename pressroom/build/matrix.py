"""Which notebook is rendered with which parameters: ``reports.toml`` and the data, multiplied."""

import ast
import itertools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pressroom import parameters, paths, project
from pressroom.errors import UsageError
from pressroom.nearest import nearest
from pressroom.build import stamp
from pressroom.build.job import EXPLORE, KERNEL


@dataclass(frozen=True)
class Front:
    """What a notebook says of itself in its first cell.

    Attributes
    ----------
    question, description, caution : str
        Heading, first paragraph, and the paragraphs after it.
    """

    question: str
    description: str
    caution: str


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
    """

    notebook: Path
    slug: str
    parameters: dict[str, Any]

    def filled(self, text: str, rec) -> str:
        """Return `text` with ``{label}``, parameters and the project's fields filled in."""
        known = declared(self.notebook)
        values = {name: p.default for name, p in known.items()} | self.parameters
        ours = project.current()
        named = [str(values[name]) for name, p in known.items() if ours.labelled(p.allowed)]
        chosen = [*named, *map(str, self.parameters.values()), self.notebook.stem]
        return text.format_map(Blank(values, label=rec.label(chosen[0]), **ours.fields()))


class Blank(dict):
    """A mapping that leaves ``{unknown}`` as it is written."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def cells(notebook: Path) -> list[dict]:
    """Return the cells of a notebook file, their sources joined to text.

    Raises
    ------
    UsageError
        If the file is not a notebook.
    """
    import json

    try:
        book = json.loads(notebook.read_text(encoding="utf-8"))
        return [cell | {"source": "".join(cell["source"])} for cell in book["cells"]]
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{notebook.name} cannot be read as a notebook ({error})") from error


def run_code(notebook: Path) -> list[str]:
    """Return the source of each code cell that a run executes: those tagged explore are left."""
    return [
        cell["source"]
        for cell in cells(notebook)
        if cell["cell_type"] == "code" and EXPLORE not in cell.get("metadata", {}).get("tags", [])
    ]


def front(notebook: Path) -> Front:
    """Return question, description and caution from a notebook's first cell.

    Raises
    ------
    UsageError
        If the first cell is not ``# Question?``, a blank line and a paragraph.
    """
    first = next(iter(cells(notebook)), {"source": ""})["source"]
    heading, *paragraphs = [part.strip() for part in first.split("\n\n") if part.strip()] or [""]
    if not heading.startswith("# ") or not paragraphs:
        raise UsageError(
            f"{notebook.name}: its first cell must be '# Question?', a blank line, one paragraph"
        )
    plain = [" ".join(text.split()) for text in paragraphs]
    return Front(heading.removeprefix("# "), plain[0], "\n\n".join(plain[1:]))


def declared(notebook: Path) -> dict[str, parameters.Parameter]:
    """Return a notebook's declared parameters; UsageError if it has no parameters cell."""
    for cell in cells(notebook):
        if "parameters" in cell.get("metadata", {}).get("tags", []):
            try:
                return parameters.declared(cell["source"])
            except (UsageError, SyntaxError) as error:
                raise UsageError(f"{notebook.name}: {error}") from error
    raise UsageError(f"{notebook.name} has no cell tagged parameters: tag one, even if empty")


def notebooks() -> list[Path]:
    """Return every notebook of the project, by name."""
    return sorted(p for p in paths.notebooks().glob("*.ipynb") if not p.name.startswith("."))


def entries() -> dict[str, dict]:
    """Return what reports.toml says, by notebook.

    Raises
    ------
    UsageError
        If it is not TOML, or names a notebook or a setting that does not exist.
    """
    try:
        matrix = tomllib.loads(paths.reports().read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"reports.toml is not TOML: {error}") from error
    if not isinstance(matrix.pop(project.KEY, ""), str):
        raise UsageError("reports.toml: project is not of the form \"module:NAME\"")
    known = [path.stem for path in notebooks()]
    wrong = [f"[{n}] names no notebook. {nearest(n, known)}" for n in matrix if n not in known]
    for name, entry in matrix.items():
        wrong += [f"[{name}] has the unknown setting {s!r}" for s in entry if s not in SETTINGS]
        wrong += [f"[{name}] {setting}" for setting in ill_set(entry)]
    if wrong:
        raise UsageError("reports.toml: " + "; ".join(wrong))
    return matrix


def ill_set(entry: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each setting of one notebook whose value makes no sense."""
    found = []
    own = project.current().name
    if (engine := entry.get("engine", own)) not in (own, KERNEL):
        found.append(f"engine = {engine!r} is not known; write {own!r} or {KERNEL!r}")
    for name in ("skip", "bench"):
        if not isinstance(entry.get(name, False), bool):
            found.append(f"{name} = {entry[name]!r} is neither true nor false")
    for name in ("minutes", "max_age_days"):
        value = entry.get(name, 1)
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            found.append(f"{name} = {value!r} is no number above nought")
    return found


SETTINGS = ("each", "set", "skip", "bench", "needs", "minutes", "max_age_days", "engine")


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
        known = declared(notebook)
        if entry.get("skip") or entry.get("bench"):
            continue
        for given in chosen(entry, rec, notebook.stem):
            faults = parameters.faults(known, given, rec)
            wrong += [f"{notebook.stem}: {fault}" for fault in faults]
            found.append(Report(notebook, slug(notebook.stem, given, entry), given))
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
    varied = [given[p] for p in entry.get("each", {})]
    parts = [re.sub(r"[^a-z0-9]+", "-", str(part).lower()).strip("-") for part in (name, *varied)]
    return "--".join(parts)


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
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "rec":
                found.add(node.attr)
    return found


def modules_of(notebooks: set[Path]) -> tuple[str, ...]:
    """Return the modules of the library that notebooks import, to be imported once for all."""
    found: set[str] = set()
    for path in notebooks:
        for source in run_code(path):
            for node in ast.walk(ast.parse(source)):
                first = getattr(node, "module", None) or ""
                if isinstance(node, ast.ImportFrom) and first.split(".")[0] in stamp.packages():
                    found |= {node.module, *(f"{node.module}.{a.name}" for a in node.names)}
    return tuple(sorted(found))
