"""A report's page: an executed notebook dressed for its site.

The exporter behind every report page, and behind ``jupyter nbconvert --to pressroom``.
"""

import re
from contextlib import suppress
from copy import deepcopy
from functools import cache
from pathlib import Path

from markupsafe import Markup
from nbconvert.exporters.exporter import FilenameExtension
from nbconvert.exporters.templateexporter import TemplateExporter
from nbformat import NotebookNode
from traitlets import List, Unicode

from pressroom import data, figures, parameters, project
from pressroom.build.job import EXPLORE
from pressroom.build.notebook import tags_of
from pressroom.errors import PressError, RunError
from pressroom.page import parts
from pressroom.page.bundle import Bundle, Shell
from pressroom.page.dress import TEMPLATES, outfit, prose
from pressroom.say import without_aside

_SHAPE = re.compile(r'<(?:text|path|use|circle|rect|g)\b[^>]*\bclass="[^"]*\b[fs]-[^>]*>')


def refuse(kind: str) -> str:
    """Refuse an output that came by no door."""
    remedy = "end the cell that raised it" if kind == "an error" else "use figures.save"
    raise RunError(f"the notebook shows {kind}, which a page does not take: {remedy}")


def dressed(output: NotebookNode) -> Markup:
    """Return an output's HTML, if it came through figures or findings.

    Raises
    ------
    RunError
        If it is HTML of another maker, which nothing has escaped, titled or sourced.
    """
    if parts.PAYLOAD not in output.data:
        refuse("bare HTML (a data frame?)")
    html = without_aside(output.data["text/html"].removeprefix(figures.lab_style()))
    return Markup(_SHAPE.sub(_by_class, html))


def _by_class(shape: re.Match) -> str:
    """Return a shape without the colours that its classes give it on a page: they weigh much."""
    tag = shape[0]
    for name, mark in (("fill", "f-"), ("stroke", "s-")):
        if re.search(rf'class="(?:[^"]* )?{mark}', tag):
            tag = re.sub(rf' {name}="#[0-9a-f]{{6}}"', "", tag)
    return tag


class PageExporter(TemplateExporter):
    """An executed notebook as one page of a site.

    Without a bundle in ``resources["bundle"]`` the page is a draft: it stands alone, says so,
    and needs no headline.
    """

    # What nbconvert's documents ask for. JupyterLab 4 shows the entry point's name instead, with a
    # capital, and its server takes that name only as one word.
    export_from_notebook = "Report page"
    output_mimetype = "text/html"
    # The stock preprocessors validate the notebook and run bleach over each cell.
    default_preprocessors = []

    file_extension = FilenameExtension(".html").tag(config=True)
    template_name = Unicode("report").tag(config=True, affects_template=True)
    extra_template_basedirs = List([str(TEMPLATES)]).tag(config=True, affects_environment=True)
    extra_template_paths = List([str(TEMPLATES)]).tag(config=True, affects_environment=True)

    def _create_environment(self):
        environment = outfit(super()._create_environment())
        environment.filters.update(prose=prose, refuse=refuse, dressed=dressed)
        return environment

    def from_notebook_node(self, nb, resources=None, **kw):
        """Return the page's HTML and the resources.

        Raises
        ------
        RunError
            If the notebook shows an error; if it was never run, and is not to be now.
        """
        if not (given := (resources or {}).get("bundle")):
            nb, resources = self.executed(nb, resources or {})
            given = draft(nb, resources)
        bundle, shell = given
        nb = parts.as_run(nb, bundle)
        page = parts.read(nb, bundle, shell)
        _, resources = super(TemplateExporter, self).from_notebook_node(
            NotebookNode(nbformat=4, nbformat_minor=5, metadata={}, cells=[]), resources, **kw
        )
        shown = {f"include_{part}": True for part in _PARTS.split()}
        resources["global_content_filter"] = shown
        html = self.template.render(
            nb=parts.body(nb), resources=resources, page=page, bundle=bundle, shell=shell
        )
        _hold_figures(nb, html)
        return html.lstrip(), resources

    def executed(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Return a notebook run here, if nbconvert was told ``--execute``, or as it was saved."""
        if self.config.get("ExecutePreprocessor", {}).get("enabled"):
            from nbconvert.preprocessors import ExecutePreprocessor

            run = ExecutePreprocessor(parent=self, skip_cells_with_tag=EXPLORE)
            return run.preprocess(deepcopy(nb), resources)
        code = [cell for cell in nb.cells if cell.cell_type == "code" and cell.source.strip()]
        if code and not any(cell.get("execution_count") or cell.get("outputs") for cell in code):
            raise RunError(
                "the notebook was saved without having been run, and its page would be without a "
                "number: Run All and save in JupyterLab, or add --execute"
            )
        return nb, resources


_PARTS = "code markdown raw unknown input output output_stdin input_prompt output_prompt"


def _hold_figures(nb: NotebookNode, html: str) -> None:
    named = [
        f'id="{"fig" if item["kind"] == "figure" else "table"}-{item["name"]}"'
        for item in parts.payloads(nb)
        if item["kind"] in ("figure", "table")
    ]
    if lost := [name for name in named if html.count(name) != 1]:
        raise RunError(f"the page does not hold exactly once: {', '.join(lost)}")


def draft(nb: NotebookNode, resources: dict) -> tuple[Bundle, Shell]:
    """Return the bundle and shell of a page made outside a run."""
    given = dict(nb.metadata.get("papermill", {}).get("parameters", {}))
    cell = next((cell.source for cell in nb.cells if "parameters" in tags_of(cell)), "")
    names = None
    with suppress(PressError, OSError):  # away from its record a page is made without
        names = parameters.names_of(parameters.declared(cell), given, data.load())
    known = project.current().fields() if names is None else names
    question, description, _ = parts.opening(nb)
    metadata = resources.get("metadata", {})
    name = metadata.get("name") or "draft"
    folder = Path(metadata.get("path") or ".")
    bundle = Bundle(
        slug=name,
        notebook=name,
        parameters=given,
        executed=folder / f"{name}.ipynb",
        files=folder,
        question=project.fill(question, known),
        description=project.fill(description, known, is_markdown=True),
        fields=names,
    )
    return bundle, Shell(path=f"{name}.html", is_draft=True)


@cache
def _exporter(ours: project.Project) -> PageExporter:
    return PageExporter()  # one for a project: making it costs more than a page does


def render(notebook: NotebookNode, bundle: Bundle, shell: Shell) -> str:
    """Return a report's page.

    Parameters
    ----------
    notebook : NotebookNode
        The executed notebook.
    bundle : Bundle
        What the runner knows of the report.
    shell : Shell
        Where in which site the page stands.

    Raises
    ------
    RunError
        If the notebook has no headline, or shows what came through no door.
    """
    return _exporter(project.current()).from_notebook_node(notebook, {"bundle": (bundle, shell)})[0]
