"""The form that takes a stranger's table: what was understood of it is shown, and corrected."""

from datetime import date
from html import escape
from typing import Any

from parley.desk import columns, sheets, taking
from parley.desk.forms import fields
from parley.desk.offer import shortened
from parley.desk.understood import Ways, short
from pressroom import paths, widgets
from pressroom.errors import PressError

ABSENT, MOST_FAULTS = "not in the table", 20
SAID = (
    ("sides", "Sides", "ONE,TWO: their names, for a record that is new"),
    ("whose", "Whose account", "a side's name, both or press, where no column says it"),
    ("dates", "Order of dates", "dmy, mdy or ymd, where the column does not tell"),
    ("divided_by", "Topics parted by", ", or ; alone, where the column does not tell"),
    ("cities", "Countries of cities", "Brussels=BE; Springfield=US"),
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
        self.tab = fields.words("Sheet", "of a workbook that has several")
        self.data = fields.words("Record", "folder; begun where there is none")
        self.parts = {part: self.of_part(part) for part in columns.WORDS}
        self.read_as = {part: fields.note() for part in self.parts}
        self.more = {name: fields.words(label, hint) for name, label, hint in SAID}
        self.skip = fields.tick("Leave out rows that cannot be placed")
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
        widgets.show(self.box)

    def of_part(self, part: str) -> Any:
        """Return the list of columns that one part may be."""
        made = fields.choice(part, {})
        made.layout.width = "26em"
        made.observe(lambda change: self.correct(part), names="value")
        return made

    def press_read(self, pressed: object = None) -> None:
        """Read the file, and show what is understood of it."""
        self.sheet, self.chosen, self.done.value = None, {}, ""
        try:
            self.sheet = sheets.read(paths.root() / self.file.value, self.tab.value or None)
        except PressError as error:
            self.tell([], str(error))
            return
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
        return Ways(
            self.chosen,
            said["dates"] or None,
            said["whose"],
            said["divided_by"],
            taking.cities(given),
            self.today,
            self.skip.value,
        )

    def sides(self) -> tuple[str, str] | None:
        """Return the names of the two sides, where they are given."""
        named = [each.strip() for each in self.more["sides"].value.split(",") if each.strip()]
        return (named[0], named[1]) if len(named) == 2 else None

    def look(self, change: dict | None = None) -> None:
        """Show what the table means as the form stands, or what stands in the way."""
        if self.sheet is None or self.is_filling:
            return
        self.done.value = ""
        try:
            looked = taking.look(
                paths.root() / self.data.value, self.sheet, self.ways(), self.sides()
            )
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
        self.understood.layout.display = "" if self.sheet else "none"
        good, bad = fields.message(lines), fields.message([wrong] if wrong else [], fields.BAD)
        self.state.value = good + bad
        self.rows.value = fields.message(shortened(list(rows)))
        self.write.disabled = not rows

    def press_write(self, pressed: object = None) -> None:
        """Write the rows, and say what comes next."""
        folder = paths.root() / self.data.value
        try:
            taking.write(folder, self.sheet, self.ways(), self.sides())
        except (PressError, OSError) as error:
            self.done.value = fields.message([f"Not written: {error}"], fields.BAD)
            return
        self.write.disabled = True
        told = f"Written into {self.data.value}/. Next: make report DATA={self.data.value}"
        self.done.value = fields.message([told], fields.GOOD)
