"""The site's own pages: each a template, its values and a place; the tables to take away."""

import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from pressroom import project
from pressroom.build import matrix
from pressroom.build.kernels.system import on_every_core
from pressroom.build.stamp import of_file
from pressroom.figures.dress import stored
from pressroom.page.bundle import Edition, Shell
from pressroom.page.dress import fitted, said, templates
from pressroom.site.docs import GLOSSARY, docs, terms, typeset, with_terms
from pressroom.site.listing import Report, groups, story

LICENCE = "LICENSE"


class Dataset(NamedTuple):
    """One table as the data page shows it: what it is, its rows, bytes and SHA-256 of its file."""

    table: project.Table
    rows: int
    size: int
    sha256: str


def datasets(rec: Any) -> list[Dataset]:
    """Return every table that the record has, in the order of the dictionary."""
    found = []
    for table in project.current().tables(rec.folder):
        if table.name in rec:
            path, rows = rec.folder / table.file, len(getattr(rec, table.name))
            found.append(Dataset(table, rows, path.stat().st_size, of_file(path)))
    return found


def archive() -> str:
    """Return the name of the archive of all tables."""
    return f"{project.current().name}-data.zip"


def copy(rec: Any, found: list[Dataset], folder: Path) -> None:
    """Copy the tables, their licence, their checksums and one archive of all into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [dataset.table.file for dataset in found]
    names += [LICENCE] if (rec.folder / LICENCE).is_file() else []
    for name in names:
        shutil.copyfile(rec.folder / name, folder / name)
    sums = "".join(f"{of_file(folder / name)}  {name}\n" for name in names)
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8", newline="\n")
    stem, all_of_them = Path(archive()).stem, [*names, "SHA256SUMS"]
    held = {f"{stem}/{name}": (folder / name).read_bytes() for name in all_of_them}
    (folder / archive()).write_bytes(stored(held))


def linked(found: list[Dataset], settings: project.Settings, site: str | None) -> str:
    """Return what search engines read of the tables: schema.org's Dataset for each, as JSON-LD.

    Parameters
    ----------
    found : list of Dataset
        The tables.
    settings : Settings
        Name, title and licence of the record.
    site : str, optional
        The address of the data page's folder; relative addresses without it.
    """
    base, licence = site or "", settings.licence_url or settings.licence
    listed = [
        {
            "@type": "Dataset",
            "@id": f"{base}#table-{table.name}",
            "name": f"{settings.name}: {table.name.replace('_', ' ')}",
            "description": table.summary,
            **({"license": licence} if licence else {}),
            "creator": {"@type": "Organization", "name": settings.name},
            "isBasedOn": table.origin,
            "variableMeasured": [name for name, *_ in table.columns],
            "distribution": {
                "@type": "DataDownload",
                "contentUrl": f"{base}{table.file}",
                "encodingFormat": "text/csv",
                "sha256": sha256,
            },
        }
        for table, _, _, sha256 in found
    ]
    text = json.dumps({"@context": "https://schema.org/", "@graph": listed}, ensure_ascii=False)
    return text.replace("<", "\\u003c")


_TO_REPORT = re.compile(
    r'<a href="(?:\.\./|(?:\.\./)*reports/)(?P<slug>[\w-]+)/index\.html(?:#[^"]*)?">'
    r"(?P<words>.*?)</a>",
    re.DOTALL,
)


class Writer:
    """Writes pages of one edition under one folder and remembers their paths.

    Attributes
    ----------
    lacking : frozenset of str
        Slugs of reports that this site does not have: a link to one becomes its words, which say
        so. A link to what was never a report stays as it is, and the gate finds it.
    """

    def __init__(self, out: Path, edition: Edition, lacking: frozenset[str] = frozenset()):
        self.out, self.edition, self.lacking, self.paths = out, edition, lacking, []

    def text(self, path: str, text: str) -> None:
        """Write a file; its folder is made if need be."""
        place = self.out / path
        if path.endswith(".html"):
            text = typeset(without_reports(text, self.lacking) if self.lacking else text)
            if path not in (GLOSSARY, "404.html"):
                text = with_terms(text, Shell(self.edition, path).up, terms())
            text = fitted(text)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="\n")

    def page(self, path: str, template: str, **values: object) -> None:
        """Write a page from a template: one of the site's, or of the project's own folders."""
        name = template if "/" in template else f"site/{template}"
        made = templates(project.current()).get_template(f"{name}.html.j2")
        self.text(path, made.render(shell=Shell(self.edition, path), **values))
        self.paths.append(path)

    def each(self, jobs: Sequence[Callable[[], Any]]) -> list[Any]:
        """Return what jobs give that write pages, done on every core; paths in their order."""

        def apart(job: Callable[[], Any]) -> tuple[Any, list[str]]:
            before = len(self.paths)
            given, written = job(), self.paths[before:]
            del self.paths[before:]
            return given, written

        done = on_every_core([partial(apart, job) for job in jobs])
        self.paths += [path for _, written in done for path in written]
        return [given for given, _ in done]

    def moved(self, path: str, to: str, title: str) -> None:
        """Write the page at an old address: it leads to the new one, and is in no map or index.

        Parameters
        ----------
        path, to : str
            The old address and the new, in the site.
        title : str
            What stands there.
        """
        target = Shell(self.edition, to)
        self.page(path, "moved", target=target, title=title)
        self.paths.remove(path)


def without_reports(html: str, lacking: frozenset[str]) -> str:
    """Return a page in which links to reports that are not in the site say that they are not.

    Examples
    --------
    >>> without_reports('<a href="../rain/index.html">Rain</a>', frozenset({"rain"}))
    'Rain (not in this edition)'
    """

    def said(link: re.Match) -> str:
        is_lacking = link["slug"] in lacking
        return f"{link['words']} (not in this edition)" if is_lacking else link[0]

    return _TO_REPORT.sub(said, html)


def overview(writer: Writer, rec: Any, reports: list[Report], told: Mapping) -> None:
    """Write the front page: what this is, what the project tells of it, the list of reports."""
    ours = project.current()
    front = next((report for report in reports if report.notebook == ours.front), None)
    listed = [report for report in reports if report is not front]
    if front:  # a report is called by the question that it asks now, whatever was typed
        asked = {report.path: report.question for report in reports}
        named = [(path, asked.get(path, name)) for path, name in front.behind]
        front = replace(front, behind=named)
    values: dict[str, Any] = {"facts": [("Read as of", said(rec.as_of))], **told}
    layout, weights = matrix.layout(), values.pop("weights", {})
    writer.page(
        "index.html",
        ours.index,
        settings=rec.settings,
        front=front,
        story=story(reports, layout),
        groups=groups(listed, layout, weights),
        days=sorted({report.data_to for report in listed}),
        as_of_note=rec.as_of_note,
        **values,
    )


def data(writer: Writer, rec: Any) -> None:
    """Write the data page, and the tables beside it."""
    found = datasets(rec)
    copy(rec, found, writer.out / "data")
    size = (writer.out / "data" / archive()).stat().st_size
    writer.page(
        "data/index.html",
        "data",
        datasets=found,
        archive=archive(),
        archive_size=size,
        linked=linked(found, rec.settings, Shell(writer.edition, "data/index.html").url),
        settings=rec.settings,
        has_licence=(rec.folder / "LICENSE").is_file(),
    )


def standing(writer: Writer, rec: Any) -> None:
    """Write the pages whose words stand: glossary, about, corrections, editions and the like."""
    if known := terms():
        writer.page(GLOSSARY, "glossary", terms=known)
    writer.page("about/index.html", "about", settings=rec.settings)
    writer.page("corrections/index.html", "corrections", mended="corrections" in rec)
    writer.page("accessibility/index.html", "accessibility")
    writer.page("editions/index.html", "editions", settings=rec.settings)
    writer.page("404.html", "404")
    writer.paths.remove("404.html")


def documentation(writer: Writer) -> None:
    """Write the project's documentation, and the list of its pages; nothing if it has none."""
    if not writer.edition.docs:
        return
    found = docs()
    writer.page("docs/index.html", "docs", docs=found)
    for doc in found:
        writer.page(doc.path, "doc", doc=doc, docs=found)
