"""Dress runs as pages and hold them to the gate: called in a process that has the record."""

from pathlib import Path
from typing import Any

from pressroom import fields, gate, parameters, project, site
from pressroom.build import matrix, stamp
from pressroom.build.kernels import system
from pressroom.build.matrix import Report
from pressroom.build.options import Order, Verdict
from pressroom.build.store import Run
from pressroom.page.bundle import Bundle, Edition, Shell


def allowed(data: Path, as_of: str | None) -> tuple[list[Report], dict[str, str]]:
    """Return the reports that the checked record allows, and for the others the reason."""
    rec = project.current().load(data, as_of)
    found, left_out = [], {}
    for report in matrix.reports(rec):
        if not report.fault and (reason := why_not(report, rec)):
            left_out[report.slug] = reason
        else:
            found.append(report)
    return found, left_out


def why_not(report: Report, rec: Any) -> str:
    """Return why the record does not allow a report; blank if it does.

    Notes
    -----
    It lacks a table that the notebook takes; a table that ``needs`` names in reports.toml has no
    row; or a default of the notebook is a value that this record does not know.
    """
    there = {table.name for table in project.current().tables(rec.folder)}
    taken = matrix.tables_named(report.notebook) & there
    if lacking := sorted(name for name in taken if name not in rec):
        return f"the record has no {', '.join(lacking)}"
    needs = matrix.entries().get(report.notebook.stem, {}).get("needs", [])
    if bare := [name for name in needs if name not in rec or getattr(rec, name).empty]:
        return f"the record has no row in {', '.join(bare)}"
    known = matrix.declared(report.notebook)
    values = {name: one.default for name, one in known.items()} | report.parameters
    return "; ".join(parameters.faults(known, parameters.keyed(known, values, rec), rec))


def assemble(order: Order) -> Verdict:
    """Write a site and return what the gate holds against it, page by page."""
    rec = project.current().load(order.data, order.as_of)
    bundles, faults = [], {}
    for report, run in order.reports:
        try:
            bundles.append(bundle(report, run, rec, order))
        except Exception as error:
            faults[report.slug] = f"page: {error}"
    if faults:
        return Verdict(faults)
    try:
        site.assemble(bundles, rec, order.target, Edition(), dict(order.run), order.alone)
    except Exception:
        if faults := undressable(bundles):
            return Verdict(faults)
        raise
    pages = {f"reports/{b.slug}/index.html": b.slug for b in bundles}
    faults, problems = {}, []
    for problem in judged(order) if order.gate else ():
        if problem.page in pages:
            faults.setdefault(pages[problem.page], f"gate: {problem}")
        else:
            problems.append(str(problem))
    return Verdict(faults, tuple(problems))


def judged(order: Order) -> list[gate.Problem]:
    """Return what the gate holds against the site."""
    return gate.check(order.target, order.browser, order.before, system.on_every_core)


def undressable(bundles: list[Bundle]) -> dict[str, str]:
    """Return for each report that cannot be dressed as a page the reason."""
    found = {}
    for one in bundles:
        try:
            site.render(site.read_notebook(one.executed), one, Shell(Edition(), one.path))
        except Exception as error:
            found[one.slug] = f"page: {error}"
    return found


def bundle(report: Report, run: Run, rec: Any, order: Order) -> Bundle:
    """Return what the page of a run is made of: the notebook that was run, not one edited since."""
    front, names = matrix.front(run.executed), report.fields(rec, run.executed)
    said = fields.fill(front.description, names, is_markdown=True)
    return Bundle(
        slug=run.slug,
        notebook=report.notebook.stem,
        parameters=report.parameters,
        executed=run.executed,
        files=run.files,
        question=fields.fill(front.question, names),
        fields=names,
        description=f"{said} {report.asked(rec)}".strip(),
        data_to=run.data_to,
        inputs_hash=stamp.of_value(run.stamp),
        notice=order.notices.get(run.slug) or (rec.as_of_note if order.as_of else None) or None,
        inputs=stamp.condensed(run.stamp),
    )
