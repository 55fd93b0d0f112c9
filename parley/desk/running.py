"""The forms that run a report with other values, and that take a stranger's table."""

import subprocess
import sys
from datetime import date
from html import escape
from typing import Any

from parley.desk import columns, fields, sheets, taking
from parley.desk.adding import shortened
from parley.desk.meanings import Ways, short
from pressroom import context, paths, project
from pressroom.build import matrix, trial
from pressroom.build.notebook import front
from pressroom.errors import PressError
from pressroom.page.preview import in_scheme

NONE = "none"
VIEW = 'width="1100" height="700" style="max-width:100%" sandbox=""'
ABSENT, MOST_FAULTS = "not in the table", 20
SAID = (
    ("sides", "Sides", "ONE,TWO: their names, for a record that is new"),
    ("whose", "Whose account", "a side's name, both or press, where no column says it"),
    ("dates", "Order of dates", "dmy, mdy or ymd, where the column does not tell"),
    ("divided_by", "Topics parted by", ", or ; alone, where the column does not tell"),
    ("cities", "Countries of cities", "Brussels=BE; Springfield=US"),
)

# Where the form asks for what a flag of `parley import` says.
BOXES = {
    "sheet": "Sheet",
    "skip-bad": "Leave out rows that cannot be placed",
    **{part: part for part in columns.WORDS},
    **{{"cities": "city"}.get(name, name.replace("_", "-")): label for name, label, _ in SAID},
}


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
        named = {path.stem: front(path).question for path in books}
        self.chosen = fields.choice("Report", named)
        self.chosen.layout.max_width = fields.WIDE
        self.asked = VBox([])
        self.state, self.said, self.page, self.past = (fields.note() for _ in range(4))
        self.run = fields.button("Run", self.press_run, "primary")
        self.keep = fields.button("Make this a report", self.press_keep)
        buttons = HBox([self.run, self.keep])
        shown = (self.chosen, self.asked, self.state, buttons, self.said, self.past, self.page)
        self.box = VBox(shown)
        self.page.layout.max_width = "none"
        self.parts: dict[str, Any] = {}
        self.chosen.observe(self.ask, names="value")
        self.chosen.value = name

    def _ipython_display_(self) -> None:
        context.show(self.box)

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
        known = matrix.declared(paths.notebooks() / f"{self.name}.ipynb")
        return trial.tried(self.name, trial.read(known, self.given()), self.glance)

    def press_run(self) -> None:
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

    def press_keep(self) -> None:
        """Write its row of reports.toml, and say so."""
        try:
            told, colour = trial.keep(self.report(), self.glance), fields.GOOD
        except (PressError, OSError) as error:
            told, colour = f"Not written: {error}", fields.BAD
        self.said.value = fields.message([f"{told}. Next: make report ARGS={self.name}"], colour)

    def tell_runs(self) -> None:
        """Show the last runs with their reasons."""
        lines = [
            f"{when[:16].replace('T', ' ')}  {slug}: {how}{f' ({why})' if why else ''}"
            for when, slug, how, why in trial.last_runs(self.name)
        ]
        self.past.value = fields.message(["Last runs:", *lines] if lines else [])


def made(parameter: Any, counts: dict[str, int | None]) -> Any:
    """Return the box of one parameter: a list with the data of each value, or a line of text."""
    from ipywidgets import Dropdown, Layout

    label = f"{parameter.name}: {parameter.help}"
    default = NONE if parameter.default is None else str(parameter.default)
    if not counts:
        box = fields.words(parameter.name, parameter.told or parameter.kind)
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


class TableForm:
    """A form in which a table of meetings is read, put right column by column, and written.

    Parameters
    ----------
    file : str
        The table: ``.csv``, ``.xlsx`` or ``.parquet``, as seen from the project.
    data : str
        Folder of the record that takes it, begun where there is none.
    today : str, optional
        ISO date on which the rows enter the record; the clock's if left out.

    Notes
    -----
    Nothing is written before the button that says so. A column that is chosen here is what
    ``parley import --PART COLUMN`` says in a terminal.
    """

    def __init__(self, file: str = "", data: str = "mine", today: str | None = None):
        self.today = today or f"{date.today():%Y-%m-%d}"
        self.sheet: sheets.Sheet | None = None
        self.chosen: dict[str, str] = {}
        self.is_filling = False
        self.file = fields.words("Table", "talks.xlsx")
        self.tab = fields.words(BOXES["sheet"], "of a workbook that has several")
        self.data = fields.words("Record", "folder; begun where there is none")
        self.parts = {part: self.of_part(part) for part in columns.WORDS}
        self.read_as = {part: fields.note() for part in self.parts}
        self.more = {name: fields.words(label, hint) for name, label, hint in SAID}
        self.skip = fields.tick(BOXES["skip-bad"])
        self.state, self.rows, self.done = (fields.note() for _ in range(3))
        self.write = fields.button("Write these rows", self.press_write, "primary")
        self.write.disabled = True
        self.box = self.laid_out()
        self.file.value, self.data.value = file, data
        for part in (*self.more.values(), self.skip):
            part.observe(self.look, names="value")
        if file:
            self.press_read()

    def laid_out(self) -> Any:
        """Return the form: what is read, what was understood of it, what would be written."""
        from ipywidgets import HBox, VBox

        each = [HBox([self.parts[part], self.read_as[part]]) for part in self.parts]
        self.understood = VBox([*each, *self.more.values(), self.skip])
        self.understood.layout.display = "none"
        top = (self.file, self.tab, self.data, fields.button("Read the table", self.press_read))
        return VBox([*top, self.state, self.understood, self.rows, self.write, self.done])

    def _ipython_display_(self) -> None:
        context.show(self.box)

    def of_part(self, part: str) -> Any:
        """Return the list of columns that one part may be."""
        made = fields.choice(part, {})
        made.layout.width = "26em"
        made.observe(lambda change: self.correct(part), names="value")
        return made

    def press_read(self) -> None:
        """Read the file, and show what is understood of it."""
        self.sheet, self.chosen, self.done.value = None, {}, ""
        try:
            self.sheet = sheets.read(paths.root() / self.file.value, self.tab.value or None)
        except PressError as error:
            self.tell([], str(error))
        self.look()

    def correct(self, part: str) -> None:
        """Take the column that a person has chosen for a part."""
        if not self.is_filling:
            self.chosen[part] = self.parts[part].value or columns.NONE
            self.look()

    def ways(self) -> Ways:
        """Return how the table is to be read, as the form says it."""
        said = {name: box.value.strip() for name, box in self.more.items()}
        given = [each.strip() for each in said["cities"].split(";") if each.strip()]
        how = (said["dates"] or None, said["whose"], said["divided_by"], taking.cities(given))
        return Ways(self.chosen, *how, self.today, self.skip.value)

    def sides(self) -> tuple[str, str] | None:
        """Return the names of the two sides, where they are given."""
        return taking.two_names(self.more["sides"].value.strip())

    def look(self, change: dict | None = None) -> None:
        """Show what the table means as the form stands, or what stands in the way."""
        if self.sheet is None or self.is_filling:
            return
        self.done.value = ""
        try:
            folder = paths.root() / self.data.value
            looked = taking.look(folder, self.sheet, self.ways(), self.sides())
        except PressError as error:
            self.fill({})
            self.tell([], str(error))
            return
        found = looked.found
        self.fill({part: (name, cell, read) for part, name, cell, read in found.table})
        wrong = "" if self.skip.value else "\n".join(found.faults[:MOST_FAULTS])
        ticked = [name for part, name, *_ in found.table if part == "topic, where ticked"]
        told = [f"{len(self.sheet.rows)} rows of {self.sheet.name}", *dict.fromkeys(found.notes)]
        told += [f"columns of ticks, each a topic: {', '.join(ticked)}"] if ticked else []
        told += [f"Would add {found.counts()}"] if looked.lines else []
        self.tell(told, wrong, looked.lines)

    def fill(self, table: dict[str, tuple[str, str, str]]) -> None:
        """Show in each part's list the column that is read for it, a cell, and how it is read."""
        self.is_filling = True
        for part, box in self.parts.items():
            name, cell, read = table.get(part, ("", "", ""))
            wanted = name or self.chosen.get(part, "").replace(columns.NONE, "")
            box.options = [(ABSENT, ""), *((short(each, 30), each) for each in self.sheet.header)]
            box.value = wanted if wanted in self.sheet.header else ""
            shown = f"{escape(short(cell, 30))} → <b>{escape(short(read, 40))}</b>" if cell else ""
            self.read_as[part].value = shown
        self.is_filling = False

    def tell(self, lines: list[str], wrong: str, rows: list[str] = ()) -> None:
        """Show what is understood, what is wrong, and the rows that would be written."""
        lines, wrong = (
            [fields.in_boxes(line, BOXES) for line in lines],
            fields.in_boxes(wrong, BOXES),
        )
        self.understood.layout.display = "" if self.sheet else "none"
        good, bad = fields.message(lines), fields.message([wrong] if wrong else [], fields.BAD)
        self.state.value = good + bad
        self.rows.value = fields.message(shortened(list(rows)))
        self.write.disabled = not rows

    def press_write(self) -> None:
        """Write the rows, and say what comes next."""
        folder = paths.root() / self.data.value
        try:
            taking.write(folder, self.sheet, self.ways(), self.sides())
        except (PressError, OSError) as error:
            told = fields.in_boxes(f"Not written: {error}", BOXES)
            self.done.value = fields.message([told], fields.BAD)
            return
        self.write.disabled = True
        told = f"Written into {self.data.value}/. Next: make report DATA={self.data.value}"
        self.done.value = fields.message([told], fields.GOOD)
