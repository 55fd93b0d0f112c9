"""The reports as the front page lists them."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup
from nbformat import NotebookNode

from pressroom import project
from pressroom.build.matrix import Layout
from pressroom.build.stamp import of_file
from pressroom.page.bundle import Bundle
from pressroom.page.parts import PAYLOAD, finding_of, payloads
from pressroom.site.small import first_drawn, short_measure

KEPT = (".csv", ".png", ".svg", ".zip")
_PHONE = re.compile(r'<div class="fig-phone"[^>]*>(<svg.*?</svg>)', re.DOTALL)


class Story(NamedTuple):
    """A figure of a report as the front page shows it: its phone drawing, and what it says."""

    path: str
    question: str
    title: str
    subtitle: str
    note: str
    drawing: Markup


@dataclass(frozen=True)
class Report:
    """One report on the list.

    Attributes
    ----------
    slug, notebook, path, question, finding, data_to, inputs_hash : str
        As on its page.
    parameters : dict
        The values that it ran with.
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
    notice : str
        Why it is not the newest; empty if it is.
    files : dict
        SHA-256 of each CSV, PNG, SVG and ZIP beside the page.
    inputs : dict
        Hash of each thing that it was made from.
    changes : list of dict or None
        What changed since the last edition, as on its page.
    """

    slug: str
    notebook: str
    path: str
    question: str
    finding: str
    data_to: str
    inputs_hash: str
    parameters: dict
    small: Markup
    measure: str
    drawn: dict[str, Story]
    points: list[str]
    behind: list[tuple[str, str]]
    notice: str
    files: dict[str, str]
    inputs: dict[str, str]
    changes: list[dict] | None

    def entry(self) -> dict:
        """Return what the manifest says of it."""
        names = set(self.__dataclass_fields__) - {"notebook", "small", "measure", "drawn", "behind"}
        return {name: getattr(self, name) for name in sorted(names)}


def listed(bundle: Bundle, notebook: NotebookNode, rec: Any) -> Report:
    """Return a report's entry."""
    names = {code: rec.label(code) for code in project.current().pair}
    found = payloads(notebook)
    figures = [item for item in found if item["kind"] == "figure"]
    place, small = first_drawn([bundle.files / f"{item['name']}.csv" for item in figures], names)
    points = [item for item in found if item["kind"] == "points"]
    return Report(
        slug=bundle.slug,
        notebook=bundle.notebook,
        path=bundle.path,
        question=bundle.question,
        finding=finding_of(found) or bundle.question,
        data_to=bundle.data_to,
        inputs_hash=bundle.inputs_hash,
        parameters=dict(bundle.parameters),
        small=small,
        measure=short_measure(figures[place]["subtitle"]) if figures else "",
        drawn=stories(bundle, notebook),
        points=[claim["text"] for item in points for claim in item["claims"]],
        behind=behind(points),
        notice=bundle.notice or "",
        files={path.name: of_file(path) for path in files(bundle.files)},
        inputs=dict(bundle.inputs),
        changes=None if bundle.changes is None else [asdict(each) for each in bundle.changes],
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


def behind(points: list[dict]) -> list[tuple[str, str]]:
    """Return site path and name of the report behind each point; empty where none is named."""
    named = [each for item in points for each in item.get("reports", [])]
    return [(f"reports/{slug}/index.html", name) for slug, name in named]


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
