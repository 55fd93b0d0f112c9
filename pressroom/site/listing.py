"""The reports as the front page lists them, and machines: feed, map, robots' note, manifest."""

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup
from nbformat import NotebookNode

from pressroom import project, wording
from pressroom.build import stamp
from pressroom.build.matrix import Layout
from pressroom.errors import first_few
from pressroom.page.bundle import Bundle, Edition
from pressroom.page.parts import PAYLOAD, finding_of, payloads
from pressroom.site.small import first_drawn, short_measure

KEPT = (".csv", ".png", ".svg", ".zip")
_PHONE = re.compile(r'<div class="fig-phone"[^>]*>(<svg.*?</svg>)', re.DOTALL)
_TOLD = 5  # changes that the feed names
_DRESSERS = ("page/", "site/", "templates/", "editions/changes.py", "editions/editions.py")
_DRESS = tuple(f"page pressroom/{name}" for name in _DRESSERS)


class Story(NamedTuple):
    """A figure of a report as the front page shows it: its phone drawing, and what it says."""

    path: str
    question: str
    title: str
    subtitle: str
    note: str
    drawing: Markup


@dataclass(frozen=True, kw_only=True)
class Report(Bundle):
    """One report on the list: its bundle, and what its notebook turned out to say.

    Attributes
    ----------
    finding : str
        As on its page.
    small : Markup
        A chart of at most 2,000 bytes; empty where its first figure has none.
    measure : str
        What the small chart shows: that figure's subtitle.
    drawn : dict of Story
        Its figures by name.
    points : list of str
        Its main points.
    behind : list of tuple of str
        Site path and name of the report behind each point, for a report that speaks for others;
        else empty.
    hashes : dict
        SHA-256 of each CSV, PNG, SVG and ZIP beside the page.
    """

    finding: str
    small: Markup
    measure: str
    drawn: dict[str, Story]
    points: list[str]
    behind: list[tuple[str, str]]
    hashes: dict[str, str]

    def entry(self) -> dict:
        """Return what the manifest says of it."""
        same = ("slug", "path", "question", "parameters", "data_to", "inputs_hash", "inputs")
        return {name: getattr(self, name) for name in (*same, "finding", "points")} | {
            "notice": self.notice or "",
            "files": self.hashes,
            "changes": None if self.changes is None else [asdict(each) for each in self.changes],
        }


def listed(bundle: Bundle, notebook: NotebookNode, rec: Any) -> Report:
    """Return a report's entry."""
    names = {code: rec.label(code) for code in project.current().pair}
    found = payloads(notebook)
    figures = [item for item in found if item["kind"] == "figure"]
    place, small = first_drawn([bundle.files / f"{item['name']}.csv" for item in figures], names)
    points = [item for item in found if item["kind"] == "points"]
    return Report(
        **vars(bundle),
        finding=finding_of(found) or bundle.question,
        small=small,
        measure=short_measure(figures[place]["subtitle"]) if figures else "",
        drawn=stories(bundle, notebook),
        points=[claim["text"] for item in points for claim in item["claims"]],
        behind=[
            (f"reports/{slug}/index.html", name)
            for item in points
            for slug, name in item.get("reports", [])
        ],
        hashes={path.name: stamp.of_file(path) for path in files(bundle.files)},
    )


def stories(bundle: Bundle, notebook: NotebookNode) -> dict[str, Story]:
    """Return a report's figures by name, each in its form for narrow places."""
    outputs = [out.get("data", {}) for cell in notebook.cells for out in cell.get("outputs", [])]
    found = {}
    for data in outputs:
        held, svg = data.get(PAYLOAD, {}), _PHONE.search(data.get("text/html", ""))
        if held.get("kind") == "figure" and svg:
            words = (held["title"], held["subtitle"], held.get("note", ""))
            place = f"{bundle.path}#fig-{held['name']}"
            drawn = svg[1].replace('href="../../', 'href="')  # it stands at the site's root there
            found[held["name"]] = Story(place, bundle.question, *words, Markup(drawn))
    return found


def story(reports: list[Report], layout: Layout) -> list[Story]:
    """Return the figures that stand on the front page; what a run did not make is left out."""
    drawn = {(report.slug, name): one for report in reports for name, one in report.drawn.items()}
    return [drawn[each] for each in layout.story if each in drawn]


def files(folder: Path) -> list[Path]:
    """Return the files that stand beside a report's page, by name."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.suffix in KEPT)


class Group(NamedTuple):
    """Reports under one heading: those of one notebook each, and those of which one has many."""

    heading: str
    single: list[Report]
    several: list[Report]


def groups(
    reports: list[Report], layout: Layout, weights: Mapping[str, int] | None = None
) -> list[Group]:
    """Return the reports by heading.

    Parameters
    ----------
    reports : list of Report
        In the order of the notebooks.
    layout : Layout
        Headings and what stands under each; what is named under none comes last.
    weights : mapping, optional
        By path: of many reports of one notebook the heaviest comes first.
    """
    by_notebook: dict[str, list[Report]] = {}
    for report in reports:
        by_notebook.setdefault(report.notebook, []).append(report)
    named = {name for names in layout.groups.values() for name in names}
    rest = [name for name in by_notebook if name not in named]
    under = {**layout.groups, "Reports" if not layout.groups else "More reports": rest}
    made = [
        _group(heading, [by_notebook.get(name, []) for name in names], weights or {})
        for heading, names in under.items()
    ]
    return [group for group in made if group.single or group.several]


def _group(heading: str, found: list[list[Report]], weights: Mapping[str, int]) -> Group:
    several = [report for own in found if len(own) > 1 for report in own]
    single = [own[0] for own in found if len(own) == 1]
    return Group(heading, single, sorted(several, key=lambda each: -weights.get(each.path, 0)))


def urn(*names: str) -> str:
    """Return a lasting id made of names.

    Examples
    --------
    >>> urn("edition", "2026-11") == urn("edition", "2026-11") != urn("edition", "2026-12")
    True
    """
    # They begin with the project's name, so as to stay the same wherever the site stands.
    space = uuid.uuid5(uuid.NAMESPACE_URL, f"urn:{project.current().name}")
    return uuid.uuid5(space, "/".join(names)).urn


def atom(edition: Edition, newest_data: str, reports: list[dict]) -> str:
    """Return the Atom feed: an entry per published edition and per correction.

    Parameters
    ----------
    edition : Edition
        The site's edition, with those before it and its log of corrections.
    newest_data : str
        ISO date as which the record was read; the feed's `updated` while nothing is published.
    reports : list of dict
        The manifest's reports: their findings are the newest edition's summary.

    Notes
    -----
    RFC 4287. `updated` moves only with a new edition or correction, never with a build.
    """
    entries = [
        _entry(
            urn("edition", past.key),
            f"Edition of {past.label}",
            past.published,
            _address(edition, f"editions/{past.key}/index.html"),
            changed(reports) if number == 0 else f"The edition of {past.label}",
        )
        for number, past in enumerate(edition.past)
    ]
    entries += [
        _entry(
            urn("correction", each.date, each.where, each.text),
            f"Correction: {each.where}",
            each.date,
            _address(edition, "corrections/index.html"),
            each.text,
        )
        for each in edition.corrections
    ]
    name = f"{edition.name}: {edition.title}" if edition.title else edition.name
    dates = [past.published for past in edition.past] + [c.date for c in edition.corrections]
    updated = max(dates, default=newest_data)
    site = edition.site_url or ""
    own = [f'<link rel="self" href={quoteattr(_address(edition, "feed.xml"))}/>'] if site else []
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
            f"<title>{escape(wording.clean(name))}</title>",
            f"<id>{urn('site', edition.name, site)}</id>",
            f"<updated>{_moment(updated)}</updated>",
            f"<author><name>{escape(wording.clean(edition.name))}</name></author>",
            _alternate(_address(edition, "index.html")),
            *own,
            *entries,
            "</feed>\n",
        ]
    )


def changed(reports: list[dict]) -> str:
    """Return what changed in an edition since the one before it; of the first what it finds.

    Examples
    --------
    >>> changed([{"finding": "It rains", "changes": None}])
    'The first edition: It rains'
    >>> line = {"item": "Days of rain", "before": "3", "after": "4"}
    >>> changed([{"finding": "It rains", "changes": [line]}])
    '1 published value changed: Days of rain, 3 → 4'
    """
    known = [report["changes"] for report in reports if report.get("changes") is not None]
    if not known:
        return f"The first edition: {'; '.join(report['finding'] for report in reports)}"
    lines = [line for each in known for line in each]
    if not lines:
        return "No published value changed"
    said = [f"{e['item']}, {e['before'] or 'none'} → {e['after'] or 'none'}" for e in lines]
    values = "1 published value" if len(said) == 1 else f"{len(said):,} published values"
    return f"{values} changed: {'; '.join(first_few(said, _TOLD))}"


def llms(edition: Edition, description: str, reports: list[dict]) -> str:
    """Return ``llms.txt``: what the site is and where each report stands as plain text.

    Notes
    -----
    The form is that of llmstxt.org: a heading, a quotation, lists of links.
    """
    lines = [
        f"- [{report['question']}]({_address(edition, report['path'][:-5] + '.md')}): "
        f"{report['finding']}"
        for report in reports
    ]
    data = [f"- [Tables, their columns and licence]({_address(edition, 'data/index.html')})"]
    said = [f"# {edition.name}: {edition.title}", f"> {description or edition.title}"]
    said += ["## Reports", "\n".join(lines), "## Data", "\n".join(data)]
    return wording.clean("\n\n".join(said)) + "\n"


def _entry(name: str, title: str, date: str, address: str, summary: str) -> str:
    return (
        f"<entry><title>{escape(wording.clean(title))}</title><id>{name}</id>"
        f"<updated>{_moment(date)}</updated>"
        f"{_alternate(address)}"
        f"<summary>{escape(wording.clean(summary))}</summary></entry>"
    )


def _alternate(address: str) -> str:
    return f'<link rel="alternate" type="text/html" href={quoteattr(address)}/>'


def _moment(date: str) -> str:
    return f"{date}T00:00:00Z"


def _address(edition: Edition, path: str) -> str:
    return f"{edition.site_url.rstrip('/')}/{path}" if edition.site_url else path


def sitemap(edition: Edition, paths: list[str]) -> str:
    """Return the site map; only a site with an address can have one."""
    urls = "".join(f"<url><loc>{escape(_address(edition, path))}</loc></url>\n" for path in paths)
    head = '<?xml version="1.0" encoding="utf-8"?>\n'
    return f'{head}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'


def robots(edition: Edition) -> str:
    """Return robots.txt: everything may be read."""
    lines = ["User-agent: *", "Allow: /"]
    if edition.site_url:
        lines.append(f"Sitemap: {_address(edition, 'sitemap.xml')}")
    return "\n".join(lines) + "\n"


def manifest(
    edition: Edition, tables: dict[str, str], reports: list[dict], run: dict, pages: str = ""
) -> str:
    """Return what the site was made from, as JSON.

    Parameters
    ----------
    edition : Edition
        The site's edition.
    tables : dict
        Hash of each table.
    reports : list of dict
        An entry for each report.
    run : dict
        What is said of the run: the only part that two builds may have differently.
    pages : str
        Hash of what dresses the pages; that of the library at hand if left out.
    """
    held = {
        "edition": asdict(edition),
        "tables": tables,
        "reports": reports,
        "run": run,
        "pages": pages or dress(),
    }
    return json.dumps(held, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def dress() -> str:
    """Return the hash of everything in the library that decides how a page is dressed."""
    parts, ours = stamp.page_parts(), tuple(f"page {n}" for n in project.current().dresses)
    return stamp.of_value({n: held for n, held in parts.items() if n.startswith(_DRESS + ours)})


def docs() -> str:
    """Return the hash of the project's documentation; blank if it has none."""
    parts = stamp.docs()
    return stamp.of_value(parts) if parts else ""
