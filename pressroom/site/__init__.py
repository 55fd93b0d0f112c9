"""The site: every report's page, and the pages around them, in one folder."""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, v4

from pressroom import gate, parameters, project
from pressroom.build import matrix, stamp
from pressroom.build.kernels import system
from pressroom.build.notebook import front
from pressroom.build.store import Run
from pressroom.page import parts, render
from pressroom.page.bundle import Bundle, Edition, Shell
from pressroom.site import listing, pages
from pressroom.site.listing import Report, files, listed

__all__ = ["assemble"]


def assemble(
    bundles: Iterable[Bundle],
    rec: Any,
    out_dir: Path,
    edition: Edition | None = None,
    run: dict | None = None,
    alone: bool = False,
) -> list[str]:
    """Write a whole site into a folder.

    Parameters
    ----------
    bundles : iterable of Bundle
        The reports, in the order in which the front page lists them.
    rec : Record
        The record that they were made from.
    out_dir : Path
        Where the site goes; made if need be. Only staging folders should be passed: nothing
        that lies there is removed.
    edition : Edition, optional
        What edition it is; a working one if left out. What it leaves open of name, address,
        contact, next edition and DOI is taken from the record's settings.
    run : dict, optional
        What is said of the run in ``manifest.json``, the only file that depends on it.

    alone : bool
        Leave out every page but those of the reports; what they link to stands elsewhere.

    Returns
    -------
    list of str
        The site path of every page.

    Raises
    ------
    RunError
        If a notebook cannot be dressed as a page.

    Notes
    -----
    Nothing but ``manifest.json`` depends on when or how often it is called.
    """
    bundles = list(bundles)
    wanted = set() if alone else {each.slug for each in matrix.reports(rec)}
    lacking = wanted - {each.slug for each in bundles}
    writer = pages.Writer(Path(out_dir), configured(edition or Edition(), rec), frozenset(lacking))
    reports = writer.each([partial(_report, writer, bundle, rec) for bundle in bundles])
    if alone:
        return writer.paths
    told = project.current().pages(writer, rec, reports)
    pages.overview(writer, rec, reports, told)
    pages.data(writer, rec)
    pages.standing(writer, rec)
    pages.documentation(writer)
    entries, day = [report.entry() for report in reports], f"{rec.as_of:%Y-%m-%d}"
    edition = writer.edition
    writer.text("feed.xml", listing.atom(edition, day, entries))
    writer.text("llms.txt", listing.llms(edition, rec.settings.description, entries))
    writer.text("robots.txt", listing.robots(edition))
    writer.text("manifest.json", listing.manifest(edition, rec.hashes(), entries, run or {}))
    if edition.site_url:
        writer.text("sitemap.xml", listing.sitemap(edition, writer.paths))
    return writer.paths


def configured(edition: Edition, rec: Any) -> Edition:
    """Return the edition with what the record and the project say where it says nothing."""
    said = rec.settings
    open_ones = ("site_url", "contact", "next_edition", "doi", "licence", "licence_url")
    known = {n: getattr(edition, n) or getattr(said, n) or None for n in open_ones}
    docs = listing.docs() if edition.docs is None else edition.docs
    return replace(edition, name=said.name, title=said.title, docs=docs, **known)


def read_notebook(path: Path) -> NotebookNode:
    """Return an executed notebook as it lies on disk.

    It is not validated, which takes longer than dressing it: the runner has written it itself.
    """
    return v4.reads(path.read_text(encoding="utf-8"))


def _report(writer: pages.Writer, bundle: Bundle, rec: Any) -> Report:
    notebook = read_notebook(bundle.executed)
    html = render(notebook, bundle, Shell(writer.edition, bundle.path))
    writer.text(bundle.path, html)
    writer.paths.append(bundle.path)
    writer.text(f"{bundle.path[:-5]}.md", parts.markdown(notebook, bundle, writer.edition))
    for path in files(bundle.files):
        shutil.copyfile(path, writer.out / bundle.path.replace("index.html", path.name))
    return listed(bundle, notebook, rec)


def allowed(data: Path, as_of: str | None) -> tuple[list[matrix.Report], dict[str, str]]:
    """Return the reports that the checked record allows, and for the others the reason."""
    rec = project.current().load(data, as_of)
    found, left_out = [], {}
    for report in matrix.reports(rec):
        if not report.fault and (reason := why_not(report, rec)):
            left_out[report.slug] = reason
        else:
            found.append(report)
    return found, left_out


def why_not(report: matrix.Report, rec: Any) -> str:
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


def dress(
    target: Path,
    data: Path,
    as_of: str | None,
    pairs: Iterable[tuple[matrix.Report, Run]],
    notices: Mapping[str, str],
    made: Mapping[str, Any],
    alone: bool,
    judged: tuple[bool, Path | None] | None,
) -> tuple[dict[str, str], list[str]]:
    """Write a site; return why pages cannot be published, by slug, and what else the gate holds.

    Parameters
    ----------
    target : Path
        Empty folder that receives it.
    data : Path
        The record.
    as_of : str or None
        Date as which it is read.
    pairs : iterable of (Report, Run)
        In the order of the site.
    notices : mapping
        Slug to the notice that its page carries.
    made : mapping
        What the manifest says of the run.
    alone : bool
        Whether no page but those of the reports is made.
    judged : (bool, Path or None) or None
        Whether the gate looks at the pages in Chromium too, and a site that has passed the same
        gate: pages that are the same there are not read again. None: they are not judged.
    """
    rec = project.current().load(data, as_of)
    bundles, faults = [], {}
    for report, run in pairs:
        try:
            bundles.append(bundle(report, run, rec, as_of, notices))
        except Exception as error:
            faults[report.slug] = f"page: {error}"
    if faults:
        return faults, []
    try:
        assemble(bundles, rec, target, Edition(), dict(made), alone)
    except Exception:
        if faults := undressable(bundles):
            return faults, []
        raise
    pages = {f"reports/{b.slug}/index.html": b.slug for b in bundles}
    faults, problems = {}, []
    for problem in gate.check(target, *judged, system.on_every_core) if judged else ():
        if problem.page in pages:
            faults.setdefault(pages[problem.page], f"gate: {problem}")
        else:
            problems.append(str(problem))
    return faults, problems


def undressable(bundles: list[Bundle]) -> dict[str, str]:
    """Return for each report that cannot be dressed as a page the reason."""
    found = {}
    for one in bundles:
        try:
            render(read_notebook(one.executed), one, Shell(Edition(), one.path))
        except Exception as error:
            found[one.slug] = f"page: {error}"
    return found


def bundle(
    report: matrix.Report, run: Run, rec: Any, as_of: str | None, notices: Mapping[str, str]
) -> Bundle:
    """Return what the page of a run is made of: the notebook that was run, not one edited since."""
    told, names = front(run.executed), report.fields(rec, run.executed)
    said = project.fill(told.description, names, is_markdown=True)
    return Bundle(
        slug=run.slug,
        notebook=report.notebook.stem,
        parameters=report.parameters,
        executed=run.executed,
        files=run.files,
        question=project.fill(told.question, names),
        fields=names,
        description=f"{said} {report.asked(rec)}".strip(),
        data_to=run.data_to,
        inputs_hash=stamp.of_value(run.stamp),
        notice=notices.get(run.slug) or (rec.as_of_note if as_of else None) or None,
        inputs=stamp.condensed(run.stamp),
    )
