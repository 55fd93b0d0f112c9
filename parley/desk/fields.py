"""The fields of a form: each has a label that belongs to it, and its messages beneath."""

import re
from collections.abc import Callable, Iterable, Mapping
from html import escape

from parley.desk import draft as drafts
from parley.desk.draft import parts, seat, text
from parley.record import Record
from parley.tables import talks

LABEL, WIDE, INSIDE = "13em", "48em", "calc(100% - 4px)"  # a box has 2 px about it
GOOD, BAD = "var(--jp-success-color0, #1b5e20)", "var(--jp-error-color0, #b00020)"
TEXTS = {
    "date": ("First day", "YYYY-MM-DD; of a call the US date"),
    "end_date": ("Last day", "YYYY-MM-DD, if another"),
    "title": ("Title", "what it was, in a few neutral words"),
    "city": ("City", "blank for a call"),
    "country": ("Country", "two letters, as in CN"),
    "hours": ("Length in hours", "if reported"),
    "note": ("Note", "what a reader of the row should know"),
}
CHOICES = {"channel": talks.CHANNELS, "level": talks.LEVELS, "format": talks.FORMATS}
SOURCE = (
    ("source", "a source_id on record, or the address of the text"),
    ("publisher", "for an address: who published it"),
    ("title of the text", "for an address"),
    ("date of the text", "for an address: YYYY-MM-DD"),
)
SAID = {
    "topics": ("topics", "keys joined by ;"),
    "descriptors": ("its words for it", "joined by ;   candid; constructive"),
}
READ = {"full": "the whole text", "opening": "its opening", "reported": "only what others report"}
PEOPLE = "names joined by ;   Name, Office for somebody new"


def message(lines: Iterable[str], colour: str = "inherit") -> str:
    """Return lines as HTML that a screen reader is told of; blank if there are none."""
    hanging = "padding-left:1.5em;text-indent:-1.5em;min-height:1.4em"
    each = (line for text in lines for line in text.split("\n"))
    shown = "".join(f'<div style="{hanging}">{escape(line)}</div>' for line in each)
    style = f"color:{colour};line-height:1.4;white-space:pre-wrap;overflow-wrap:anywhere"
    return f'<div role="status" style="{style}">{shown}</div>' if shown else ""


def in_boxes(text: str, boxes: Mapping[str, str]) -> str:
    """Return what a terminal would be told, with the form's box for each flag that has one.

    Examples
    --------
    >>> in_boxes("say --country COLUMN, or --yes", {"country": "country"})
    'say “country”, or --yes'
    """

    def box(flag: re.Match) -> str:
        return f"“{boxes[flag[1]]}”" if flag[1] in boxes else flag[0]

    return re.sub(r"--([a-z]+(?:-[a-z]+)*)(?: (?:COLUMN|ONE,TWO)\b)?", box, text)


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
    made.on_click(lambda pressed: act())
    return made


def tick(label: str, value: bool = False) -> object:
    """Return a box to tick, its label as long as it is."""
    from ipywidgets import Checkbox, Layout

    return Checkbox(
        value=value, description=label, indent=False, layout=Layout(width=INSIDE, max_width=WIDE)
    )


def names_of(rec: Record) -> dict[str, str]:
    """Return what each side is called, the press with them."""
    return rec.side_names | {"press": "Press"}


def made(rec: Record) -> dict[str, Field]:
    """Return the fields of a meeting's form, by the names of `draft.QUESTIONS`."""
    return {question.name: one(question, rec) for question in drafts.QUESTIONS}


def one(question: drafts.Question, rec: Record) -> Field:
    """Return the field of one question."""
    side, _, part = question.name.partition("_")
    label = labels(rec)[question.name] + (" *" if question.is_needed else "")
    if part == "source" and side in drafts.SIDES:
        return source(question.name, names_of(rec)[side])
    if part == "read":
        return ChoiceField(question.name, choice(label, READ))
    if question.name in CHOICES:
        shown = {code: rec.label(code, question.name) for code in CHOICES[question.name]}
        return ChoiceField(question.name, choice(label, shown))
    hint = TEXTS[question.name][1] if question.name in TEXTS else SAID.get(part, ("", PEOPLE))[1]
    return Field(question.name, words(label, hint))


def source(name: str, side: str) -> SourceField:
    """Return the field of a source, its four boxes named for a side."""
    told = [(f"{side}: {label}" if side else label, hint) for label, hint in SOURCE]
    return SourceField(name, *(words(said[:1].upper() + said[1:], hint) for said, hint in told))


def labels(rec: Record) -> dict[str, str]:
    """Return the label of each question."""
    found = {name: label for name, (label, _) in TEXTS.items()}
    found |= {name: name.capitalize() for name in CHOICES}
    for side, name in names_of(rec).items():
        found |= {side: f"Heads of {name}", f"{side}_source": f"{name}: source"}
        found |= {f"{side}_read": f"{name}: how much read"}
        found |= {f"{side}_{part}": f"{name}: {label}" for part, (label, _) in SAID.items()}
    return found


def labelled(fault: str, rec: Record) -> str:
    """Return a fault with its question's label in place of its name."""
    name, colon, rest = fault.partition(":")
    return f"{labels(rec).get(name, name)}{colon}{rest}"


def understood(name: str, given: dict, rec: Record) -> list[str]:
    """Return what an answer without fault was understood as, where that is more than itself."""
    if name not in given:
        return []
    if name in ("us", "prc"):
        seats = [seat(said, name, drafts.day_of(given), rec) for said in parts(given[name])]
        named = dict(zip(rec.people["person_id"], rec.people["name_en"], strict=True))
        told = [(named.get(s.person_id, f"new: {s.person_id}"), s.role) for s in seats]
        return [", ".join(filter(None, each)) for each in told]
    if name.endswith("_topics"):
        return ["; ".join(rec.label(topic) for topic in drafts.topics(given[name], given, rec))]
    if name.endswith("_source") and given[name] in set(rec.sources["source_id"]):
        (cited,) = rec.cite(given[name])
        return [f"{cited.publisher}: {cited.title}"]
    return []


def topic_list(rec: Record) -> object:
    """Return the topics of the record to look up, folded away."""
    from ipywidgets import HTML, Layout

    listed = zip(rec.topics["topic"], rec.topics["label"], strict=True)
    rows = "".join(f"<li><code>{escape(k)}</code> {escape(label)}</li>" for k, label in listed)
    shown = f"<summary>Topics and their keys</summary><ul style='columns:2;line-height:1.5'>{rows}"
    layout = Layout(width="100%", max_width=WIDE)
    return HTML(f"<details>{shown}</ul></details>", layout=layout)
