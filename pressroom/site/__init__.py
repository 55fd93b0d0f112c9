"""The site: every report's page, and the pages around them, in one folder."""

import shutil
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, v4

from pressroom import project
from pressroom.build import matrix
from pressroom.page import parts, render
from pressroom.page.bundle import Bundle, Edition, Shell
from pressroom.site import feeds, pages
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
    _machines(writer, rec, reports, run or {})
    return writer.paths


def configured(edition: Edition, rec: Any) -> Edition:
    """Return the edition with what the record and the project say where it says nothing."""
    said = rec.settings
    open_ones = ("site_url", "contact", "next_edition", "doi", "licence", "licence_url")
    known = {n: getattr(edition, n) or getattr(said, n) or None for n in open_ones}
    docs = feeds.docs() if edition.docs is None else edition.docs
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


def _machines(writer: pages.Writer, rec: Any, reports: list[Report], run: dict) -> None:
    edition, entries = writer.edition, [report.entry() for report in reports]
    writer.text("feed.xml", feeds.atom(edition, f"{rec.as_of:%Y-%m-%d}", entries))
    writer.text("llms.txt", feeds.llms(edition, rec.settings.description, entries))
    writer.text("robots.txt", feeds.robots(edition))
    writer.text("manifest.json", feeds.manifest(edition, rec.hashes(), entries, run))
    if edition.site_url:
        writer.text("sitemap.xml", feeds.sitemap(edition, writer.paths))
