"""A large matrix on demand: one notebook for every combination of values that has enough data."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pressroom import parameters, project
from pressroom.build import matrix
from pressroom.build.matrix import Report
from pressroom.errors import UsageError
from pressroom.nearest import nearest
from pressroom.plain import Glance

YEAR, FIRST, LAST = "year", "first_date", "last_date"
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
        slug = matrix.slug(notebook.stem, chosen, {"each": values})
        count = project.current().weight(given, glance)
        if count < least:
            found.left_out[slug] = count
        else:
            found.reports.append(Report(notebook, slug, given))
    if wrong := matrix.collisions(found.reports):
        raise UsageError("; ".join(wrong))
    return found


def notebook_named(name: str) -> Path:
    """Return the notebook called `name`; UsageError with the nearest if there is none."""
    known = {path.stem: path for path in matrix.notebooks()}
    if name not in known:
        raise UsageError(f"there is no notebook {name!r}. {nearest(name, known)}")
    if name in matrix.benches():
        raise UsageError(f"{name} is for work on the record, not a report: nothing to sweep")
    return known[name]


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
    kind = {"int": int, "float": float}.get(known[name].kind, str)
    return [kind(value) for value in given]


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
