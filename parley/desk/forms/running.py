"""The form that tries a report with other values, shows its page, and makes it a report."""

import subprocess
import sys
from html import escape
from typing import Any

from parley.desk.forms import fields
from pressroom import paths, project, widgets
from pressroom.build import matrix, trial
from pressroom.errors import PressError
from pressroom.page.preview import in_scheme

NONE = "none"
VIEW = 'width="1100" height="700" style="max-width:100%" sandbox=""'


class RunForm:
    """A form in which a notebook's values are chosen, run, looked at and kept.

    Parameters
    ----------
    name : str
        The notebook that it opens with.
    as_of : str, optional
        Day as of which the counts of data are read.

    Notes
    -----
    A run writes into ``build/try`` alone. ``reports.toml`` is written by the button that says so.
    """

    def __init__(self, name: str, as_of: str | None = None):
        from ipywidgets import HBox, VBox

        self.glance = project.current().glance(paths.data(), as_of)
        benches = matrix.benches()
        books = [path for path in matrix.notebooks() if path.stem not in benches]
        named = {path.stem: matrix.front(path).question for path in books}
        self.chosen = fields.choice("Report", named)
        self.chosen.layout.max_width = fields.WIDE
        self.asked = VBox([])
        self.state, self.said, self.page, self.past = (fields.note() for _ in range(4))
        self.run = fields.button("Run", self.press_run, "primary")
        self.keep = fields.button("Make this a report", self.press_keep)
        buttons = HBox([self.run, self.keep])
        self.box = VBox(
            [self.chosen, self.asked, self.state, buttons, self.said, self.past, self.page]
        )
        self.page.layout.max_width = "none"
        self.parts: dict[str, Any] = {}
        self.chosen.observe(self.ask, names="value")
        self.chosen.value = name

    def _ipython_display_(self) -> None:
        widgets.show(self.box)

    @property
    def name(self) -> str:
        """The notebook chosen."""
        return self.chosen.value

    def ask(self, change: dict | None = None) -> None:
        """Show the parameters of the notebook chosen, each value with its data."""
        notebook = paths.notebooks() / f"{self.name}.ipynb"
        values = trial.choices(notebook, self.glance)
        self.parts = {
            name: made(parameter, values[name])
            for name, parameter in matrix.declared(notebook).items()
        }
        for part in self.parts.values():
            part.observe(self.look, names="value")
        self.asked.children = list(self.parts.values())
        self.page.value = ""
        self.look()
        self.tell_runs()

    def given(self) -> list[str]:
        """Return what is chosen, as ``parley run -p`` takes it."""
        return [f"{name}={part.value}" for name, part in self.parts.items()]

    def look(self, change: dict | None = None) -> None:
        """Say how much data the values have, or what is wrong with them."""
        self.said.value = ""
        try:
            report = self.report()
        except PressError as error:
            self.state.value = fields.message([str(error)], fields.BAD)
            self.run.disabled = self.keep.disabled = True
            return
        self.run.disabled = self.keep.disabled = False
        count = trial.rows(report.notebook, report.parameters, self.glance)
        told = [] if count is None else [f"{count} {project.current().counted} of the record."]
        self.state.value = fields.message(told, fields.GOOD)

    def report(self) -> matrix.Report:
        """Return what is chosen as a report."""
        notebook = paths.notebooks() / f"{self.name}.ipynb"
        return trial.tried(self.name, trial.read(notebook, self.given()), self.glance)

    def press_run(self, pressed: object = None) -> None:
        """Run it in a process of its own, and show its page."""
        self.run.disabled, report = True, self.report()
        self.said.value = fields.message([f"Running {report.slug} …"])
        words = [part for text in self.given() for part in ("-p", text)]
        command = [sys.executable, "-m", project.current().module, "run", self.name, *words]
        done = subprocess.run(
            command, cwd=paths.root(), capture_output=True, text=True, check=False
        )
        told = (done.stdout + done.stderr).strip().splitlines()
        self.said.value = fields.message(told, fields.BAD if done.returncode else "inherit")
        page = trial.place(self.name) / "site" / "reports" / report.slug / "index.html"
        if not done.returncode:
            shown = escape(in_scheme(page.read_text(encoding="utf-8"), "light"))
            self.page.value = f'<iframe title="The page" {VIEW} srcdoc="{shown}"></iframe>'
        self.run.disabled = False
        self.tell_runs()

    def press_keep(self, pressed: object = None) -> None:
        """Write its row of reports.toml, and say so."""
        try:
            told, colour = trial.keep(self.report(), self.glance), fields.GOOD
        except (PressError, OSError) as error:
            told, colour = f"Not written: {error}", fields.BAD
        self.said.value = fields.message([f"{told}. Next: make report ARGS={self.name}"], colour)

    def tell_runs(self) -> None:
        """Show the last runs with their reasons."""
        runs = trial.last_runs(self.name)
        lines = [
            f"{when[:16].replace('T', ' ')}  {slug}: {how}{f' ({why})' if why else ''}"
            for when, slug, how, why in runs
        ]
        self.past.value = fields.message(["Last runs:", *lines] if lines else [])


def made(parameter: Any, counts: dict[str, int | None]) -> Any:
    """Return the box of one parameter: a list with the data of each value, or a line of text."""
    from ipywidgets import Dropdown, Layout

    label = f"{parameter.name}: {parameter.help}"
    default = NONE if parameter.default is None else str(parameter.default)
    if not counts:
        box = fields.words(parameter.name, parameter.allowed or parameter.kind)
        box.value, box.tooltip = default, label
        return box
    counted = project.current().counted
    shown = [(v if n is None else f"{v} ({n} {counted})", v) for v, n in counts.items()]
    shown = [(NONE, NONE), *shown] if parameter.optional else shown
    return Dropdown(
        description=parameter.name,
        options=shown,
        value=default,
        tooltip=label,
        style={"description_width": fields.LABEL},
        layout=Layout(width=fields.INSIDE, max_width="36em"),
    )
