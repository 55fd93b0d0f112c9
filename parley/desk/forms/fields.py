"""The fields of a form: each has a label that belongs to it, and its messages beneath."""

from collections.abc import Callable, Iterable
from html import escape

from parley.desk.draft import text

LABEL, WIDE, INSIDE = "13em", "48em", "calc(100% - 4px)"  # a box has 2 px about it
GOOD, BAD = "var(--jp-success-color0, #1b5e20)", "var(--jp-error-color0, #b00020)"


def message(lines: Iterable[str], colour: str = "inherit") -> str:
    """Return lines as HTML that a screen reader is told of; blank if there are none."""
    hanging = "padding-left:1.5em;text-indent:-1.5em;min-height:1.4em"
    shown = "".join(f'<div style="{hanging}">{escape(line)}</div>' for line in told(lines))
    style = f"color:{colour};line-height:1.4;white-space:pre-wrap;overflow-wrap:anywhere"
    return f'<div role="status" style="{style}">{shown}</div>' if shown else ""


def told(lines: Iterable[str]) -> list[str]:
    """Return lines that hold line breaks as the lines they are."""
    return [line for text in lines for line in text.split("\n")]


def heading(words: str) -> object:
    """Return a heading of a form's part."""
    from ipywidgets import HTML

    return HTML(f'<h3 style="margin:12px 0 2px;line-height:1.3">{escape(words)}</h3>')


def note(words: str = "") -> object:
    """Return a line of text, as wide as the form."""
    from ipywidgets import HTML, Layout

    return HTML(
        message([words] if words else []), layout=Layout(max_width="60em", margin="0 2px 4px")
    )


class Field:
    """One answer: its widgets, and what is said of it beneath.

    Parameters
    ----------
    name : str
        Key in a draft.
    *parts : widget
        What the person fills in.
    """

    def __init__(self, name: str, *parts):
        from ipywidgets import HTML, Layout, VBox

        self.name, self.parts = name, parts
        beneath = Layout(display="none", margin=f"0 2px 4px calc({LABEL} + 8px)")
        self.said = HTML(layout=beneath)
        self.box = VBox([*parts, self.said], layout=Layout(width="100%", max_width=WIDE))

    @property
    def value(self) -> str:
        """The answer as a draft holds it."""
        return text(self.parts[0].value)

    @value.setter
    def value(self, given: str) -> None:
        self.parts[0].value = given

    def say(self, lines: list[str], colour: str = BAD) -> None:
        """Show lines beneath; none hides the place."""
        self.said.layout.display = "block" if lines else "none"
        self.said.value = message(lines, colour)

    def on_change(self, act: Callable) -> None:
        """Call `act` whenever the person changes a part of the answer."""
        for part in self.parts:
            part.observe(act, names="value")


class SourceField(Field):
    """A source: one on record by its id, or address, publisher, title and date of a new one."""

    @property
    def value(self) -> str:
        """The id alone, or the four parts as a draft holds them."""
        given = [text(part.value) for part in self.parts]
        return " | ".join(given) if any(given[1:]) else given[0]

    @value.setter
    def value(self, given: str) -> None:
        said = [part.strip() for part in given.split("|", 3)]
        for part, value in zip(self.parts, [*said, "", "", ""], strict=False):
            part.value = value


class ChoiceField(Field):
    """One of a list; a code that the list has not is shown too, to be told of."""

    @property
    def value(self) -> str:
        """The code chosen; blank if none is."""
        return self.parts[0].value

    @value.setter
    def value(self, given: str) -> None:
        if given not in {code for _, code in self.parts[0].options}:
            self.parts[0].options = [*self.parts[0].options, (f"“{given[:40]}”", given)]
        self.parts[0].value = given


def words(label: str, hint: str = "", rows: int = 0) -> object:
    """Return a box that tells of each letter typed; with `rows` a high one, told once left."""
    from ipywidgets import Layout, Text, Textarea

    kind, more = (Textarea, {"rows": rows}) if rows else (Text, {})
    return kind(
        description=label,
        placeholder=hint,
        continuous_update=not rows,
        style={"description_width": LABEL},
        layout=Layout(width=INSIDE),
        **more,
    )


def choice(label: str, options: dict[str, str]) -> object:
    """Return a list to choose from, nothing chosen; `options` is what is shown, by code."""
    from ipywidgets import Dropdown, Layout

    shown = [("choose …", ""), *((words, code) for code, words in options.items())]
    return Dropdown(
        description=label,
        options=shown,
        value="",
        style={"description_width": LABEL},
        layout=Layout(width=INSIDE, max_width="28em"),
    )


def button(label: str, act: Callable, style: str = "") -> object:
    """Return a button that calls `act`."""
    from ipywidgets import Button, Layout

    layout = Layout(width="auto", align_self="flex-start")
    made = Button(description=label, button_style=style, layout=layout)
    made.on_click(act)
    return made


def tick(label: str, value: bool = False) -> object:
    """Return a box to tick, its label as long as it is."""
    from ipywidgets import Checkbox, Layout

    return Checkbox(
        value=value, description=label, indent=False, layout=Layout(width=INSIDE, max_width=WIDE)
    )
