"""One report tried out: what it may be asked, on how much data, and its row in ``reports.toml``."""

import itertools
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pressroom import parameters, paths, project
from pressroom.build import matrix
from pressroom.build.ledger import Ledger
from pressroom.build.matrix import Report
from pressroom.errors import UsageError, first_few
from pressroom.nearest import nearest
from pressroom.plain import Glance

YEAR, FIRST, LAST, ALSO = "year", "first_date", "last_date", "also"
LEAST = 5


@dataclass
class Sweep:
    """The combinations of one notebook.

    Attributes
    ----------
    reports : list of Report
        Those with enough data.
    left_out : dict
        Slug to how many rows the combination has, for the others.
    """

    reports: list[Report] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)


def sweep(name: str, each: Mapping[str, Sequence[str] | None], glance: Glance, least: int) -> Sweep:
    """Return every combination of a notebook's values, told apart by how much data they have.

    Parameters
    ----------
    name : str
        The notebook.
    each : mapping
        Parameter to its values; None for all that it declares. ``year`` stands for
        ``first_date`` and ``last_date`` of one year.
    glance : Glance
        The record.
    least : int
        Rows that a combination must be about; the project says of what.

    Raises
    ------
    UsageError
        If the notebook, a parameter or a value is not known.
    """
    notebook = notebook_named(name)
    known = matrix.declared(notebook)
    values = {p: allowed(p, given, known, glance) for p, given in each.items()}
    found = Sweep()
    for combination in itertools.product(*values.values()):
        chosen = dict(zip(values, combination, strict=True))
        given = expanded(chosen)
        if faults := parameters.faults(known, given, glance):
            raise UsageError("; ".join(faults))
        slug = matrix.slug(notebook.stem, chosen.values())
        if (count := project.current().weight(given, glance)) < least:
            found.left_out[slug] = count
        else:
            found.reports.append(Report(notebook, slug, given))
    if wrong := matrix.collisions(found.reports):
        raise UsageError("; ".join(wrong))
    return found


def notebook_named(name: str) -> Path:
    """Return the notebook called `name`; UsageError with the nearest if there is none."""
    notebook = matrix.named(name)
    if notebook.stem in matrix.benches():
        raise UsageError(f"{name} is for work on the record, not a report: nothing to sweep")
    return notebook


def allowed(
    name: str,
    given: Sequence[str] | None,
    known: Mapping[str, parameters.Parameter],
    glance: Glance,
) -> list[Any]:
    """Return the values of one parameter: those given, else all that it declares."""
    if name == YEAR:
        if not {FIRST, LAST} <= known.keys():
            raise UsageError(f"the notebook takes no {FIRST} and {LAST}, so no year")
        return list(given or project.current().years(glance))
    if name not in known:
        raise UsageError(f"{name} is not a parameter of this notebook. {nearest(name, known)}")
    if given is None and (given := known[name].values(glance)) is None:
        raise UsageError(f"{name} takes any value: name those you want, {name}=a,b")
    said = (read(known, [f"{name}={value}"]) for value in given)
    return [parameters.keyed(known, each, glance)[name] for each in said]


def expanded(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters as the notebook takes them: a year as its first and last day.

    Examples
    --------
    >>> expanded({"year": "2023", "town": "a"})
    {'town': 'a', 'first_date': '2023-01-01', 'last_date': '2023-12-31'}
    """
    given = {name: value for name, value in chosen.items() if name != YEAR}
    if year := chosen.get(YEAR):
        given |= {FIRST: f"{year}-01-01", LAST: f"{year}-12-31"}
    return given


def place(name: str) -> Path:
    """Return the build folder of a notebook's trials: they touch no page of the site."""
    return paths.build() / "try" / name


def choices(notebook: Path, glance: Glance) -> dict[str, dict[str, int | None]]:
    """Return the allowed values of each parameter, each with its rows of data; None if it has none.

    A parameter that takes any value has no choices; one that only changes how the same rows are
    shown has no counts.
    """
    found: dict[str, dict[str, int | None]] = {}
    for name, parameter in matrix.declared(notebook).items():
        values = parameter.values(glance) or []
        counts = {each: project.current().weight({name: each}, glance) for each in values}
        found[name] = counts if len(set(counts.values())) > 1 else dict.fromkeys(counts)
    return found


def read(known: Mapping[str, parameters.Parameter], said: Iterable[str]) -> dict[str, Any]:
    """Return what ``name=value`` says of the parameters that a notebook declares, each of its type.

    Raises
    ------
    UsageError
        If one has no ``=``, or is not of its parameter's type; unknown names are left for `tried`.
    """
    given, wrong = {}, []
    for text in said:
        name, equals, value = text.partition("=")
        if not equals:
            wrong.append(f"{text!r}: write it as name=value")
        try:
            given[name] = typed(known[name], value) if name in known else value
        except ValueError:
            wrong.append(f"{name}={value}: it must be a {known[name].kind}")
    if wrong:
        raise UsageError("; ".join(wrong))
    return given


def typed(parameter: parameters.Parameter, text: str) -> Any:
    """Return text as a value of a parameter: ``none`` is None where that is allowed."""
    if parameter.optional and text.casefold() in ("", "none"):
        return None
    if parameter.kind == "bool":
        return {"true": True, "yes": True, "false": False, "no": False}.get(text.casefold(), text)
    return {"int": int, "float": float}.get(parameter.kind, str)(text)


def tried(name: str, given: Mapping[str, Any], glance: Glance, least: int = LEAST) -> Report:
    """Return one notebook with one set of values as a report.

    Raises
    ------
    UsageError
        Naming every wrong value and the nearest known; or saying that there is too little data.
    """
    notebook = notebook_named(name)
    known = matrix.declared(notebook)
    given = parameters.keyed(known, dict(given), glance)
    if wrong := parameters.faults(known, given, glance):
        raise UsageError("; ".join(wrong))
    changed = {n: value for n, value in given.items() if value != known[n].default}
    counted = rows(notebook, changed, glance)
    if counted is not None and counted < least:
        said = ", ".join(f"{n}={value}" for n, value in changed.items())
        few = f"{counted} {project.current().counted} in the record, too few to say anything"
        raise UsageError(f"{said}: {few} ({least} at least; --least N if you know better)")
    return Report(notebook, matrix.slug(name, changed.values()), changed)


def rows(notebook: Path, given: Mapping[str, Any], glance: Glance) -> int | None:
    """Return how many rows of data a set of values is about; None where it narrows nothing."""
    weighed = {n for n, counts in choices(notebook, glance).items() if any(counts.values())}
    weighed |= {FIRST, LAST}
    narrowing = {n: value for n, value in given.items() if value is not None and n in weighed}
    return project.current().weight(narrowing, glance) if narrowing else None


def last_runs(name: str, most: int = 5) -> list[tuple[str, str, str, str]]:
    """Return a notebook's newest runs, of trials and of the site: when, report, outcome, reason."""
    found = []
    for folder in (paths.build(), place(name)):
        for entry in Ledger(folder).runs(20):
            for each in entry.reports:
                if each["outcome"] != "kept" and re.fullmatch(rf"{name}(--.*)?", each["slug"]):
                    why = first_few((each["reason"] or each["why"]).split("; "), 2)
                    found.append((entry.started, each["slug"], each["outcome"], "; ".join(why)))
    return sorted(found, reverse=True)[:most]


def with_row(text: str, name: str, given: Mapping[str, Any]) -> str:
    r"""Return ``reports.toml`` with one report more of a notebook, its comments kept.

    Raises
    ------
    UsageError
        If the file is so laid out that the line must be added by hand; it says which.

    Examples
    --------
    >>> with_row("# mine\n[rain]\nminutes = 2\n\n# next\n[sun]\n", "rain", {"town": "a"})
    '# mine\n[rain]\nminutes = 2\nalso = [{ town = "a" }]\n\n# next\n[sun]\n'
    """
    pairs = (f"{name} = {json.dumps(each, ensure_ascii=False)}" for name, each in given.items())
    row = f"{{ {', '.join(pairs)} }}"
    wanted = tomllib.loads(text)
    entry = wanted.setdefault(name, {})
    entry[ALSO] = [*entry.get(ALSO, []), dict(given)]
    lines = text.splitlines()
    heads = [n for n, line in enumerate(lines) if re.match(r"\s*\[", line)]
    own = next((n for n in heads if re.match(rf"\[\"?{re.escape(name)}\"?\]", lines[n])), None)
    if own is None:
        lines += [*([""] if lines and lines[-1].strip() else []), f"[{name}]", f"{ALSO} = [{row}]"]
    else:
        end = next((n for n in heads if n > own), len(lines))
        held = next((n for n in range(own, end) if re.match(rf"{ALSO}\s*=", lines[n])), None)
        last = max(n for n in range(own, end) if re.match(r"\s*[^#\s]", lines[n]))
        if held is None:
            lines.insert(last + 1, f"{ALSO} = [{row}]")
        else:
            close = next((n for n in range(held, end) if "]" in lines[n]), held)
            before, _, after = lines[close].rpartition("]")
            comma = "" if before.rstrip().endswith(("[", ",")) or not before.strip() else ", "
            lines[close] = f"{before}{comma}{row}]{after}"
    made = "\n".join([*lines, ""])
    with suppress(tomllib.TOMLDecodeError):
        if tomllib.loads(made) == wanted:
            return made
    raise UsageError(f"reports.toml: add to [{name}] by hand: {ALSO} = [{row}]")


def keep(report: Report, rec: Any) -> str:
    """Write a report's row into ``reports.toml``; return what was written, or why nothing was."""
    if same := [r.slug for r in matrix.reports(rec) if whole(r) == whole(report)]:
        return f"it is a report already: {same[0]}"
    path = paths.reports()
    before = path.read_text(encoding="utf-8")
    path.write_text(with_row(before, report.notebook.stem, report.parameters), encoding="utf-8")
    try:
        matrix.reports(rec)
    except UsageError:
        path.write_text(before, encoding="utf-8")
        raise
    return f"written into reports.toml: {report.slug}"


def whole(report: Report) -> tuple[Path, dict[str, Any]]:
    """Return a report's notebook and all its values, defaults included: what it is."""
    known = matrix.declared(report.notebook)
    return report.notebook, {n: p.default for n, p in known.items()} | report.parameters
