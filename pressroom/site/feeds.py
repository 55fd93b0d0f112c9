"""What machines read: the feed, the map, the robots' note, the manifest."""

import json
import uuid
from dataclasses import asdict
from xml.sax.saxutils import escape, quoteattr

from pressroom import project, wording
from pressroom.build import stamp
from pressroom.errors import first_few
from pressroom.page.bundle import Edition

_TOLD = 5  # changes that the feed names
_DRESSERS = ("page/", "site/", "templates/", "editions/changes.py", "editions/editions.py")
_DRESS = tuple(f"page pressroom/{name}" for name in _DRESSERS)


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
    entries = [_edition_entry(edition, past, reports) for past in edition.past]
    entries += [_correction_entry(edition, number) for number in range(len(edition.corrections))]
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


def _edition_entry(edition, past, reports: list[dict]) -> str:
    is_newest = past == edition.past[0]
    summary = changed(reports) if is_newest else f"The edition of {past.label}"
    own, address = urn("edition", past.key), _address(edition, f"editions/{past.key}/index.html")
    return _entry(own, f"Edition of {past.label}", past.published, address, summary)


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


def _correction_entry(edition: Edition, number: int) -> str:
    correction = edition.corrections[number]
    return _entry(
        urn("correction", correction.date, correction.where, correction.text),
        f"Correction: {correction.where}",
        correction.date,
        _address(edition, "corrections/index.html"),
        correction.text,
    )


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
