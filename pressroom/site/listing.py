"""The reports as the front page lists them."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup
from nbformat import NotebookNode

from pressroom import project
from pressroom.page.bundle import Bundle
from pressroom.page.parts import finding_of, payloads
from pressroom.site.feeds import digest
from pressroom.site.small import first_drawn, short_measure

KEPT = (".csv", ".png", ".svg")


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
    points : list of str
        Its main points.
    behind : list of tuple of str
        Site path and name of the report behind each point, for a report that speaks for others;
        else empty.
    notice : str
        Why it is not the newest; empty if it is.
    files : dict
        SHA-256 of each CSV, PNG and SVG beside the page.
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
    points: list[str]
    behind: list[tuple[str, str]]
    notice: str
    files: dict[str, str]
    inputs: dict[str, str]
    changes: list[dict] | None

    def entry(self) -> dict:
        """Return what the manifest says of it."""
        names = set(self.__dataclass_fields__) - {"notebook", "small", "measure", "behind"}
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
        points=[claim["text"] for item in points for claim in item["claims"]],
        behind=behind(points),
        notice=bundle.notice or "",
        files={path.name: digest(path) for path in files(bundle.files)},
        inputs=dict(bundle.inputs),
        changes=None if bundle.changes is None else [asdict(each) for each in bundle.changes],
    )


def behind(points: list[dict]) -> list[tuple[str, str]]:
    """Return site path and name of the report behind each point; empty where none is named."""
    named = [each for item in points for each in item.get("reports", [])]
    return [(f"reports/{slug}/index.html", name) for slug, name in named]


def files(folder: Path) -> list[Path]:
    """Return the files that stand beside a report's page, by name."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.suffix in KEPT)


def groups(reports: list[Report]) -> list[tuple[str, list[Report]]]:
    """Return the reports by heading: single ones first, then each notebook that has several."""
    by_notebook: dict[str, list[Report]] = {}
    for report in reports:
        by_notebook.setdefault(report.notebook, []).append(report)
    single = [found[0] for found in by_notebook.values() if len(found) == 1]
    several = [
        (f"{notebook.replace('-', ' ').capitalize()}: {len(found)} reports", found)
        for notebook, found in by_notebook.items()
        if len(found) > 1
    ]
    return [("Reports", single), *several] if single else several
