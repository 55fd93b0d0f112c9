"""The boxes of a meeting's form: which there are, what they are called, what was understood."""

from html import escape

from parley.desk import draft as drafts
from parley.desk.draft import parts
from parley.desk.forms import fields
from parley.desk.people import seat
from parley.record import Record
from parley.tables import talks

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


def names_of(rec: Record) -> dict[str, str]:
    """Return what each side is called, the press with them."""
    return rec.side_names | {"press": "Press"}


def made(rec: Record) -> dict[str, fields.Field]:
    """Return the fields of a meeting's form, by the names of `draft.QUESTIONS`."""
    found = [one(question, rec) for question in drafts.QUESTIONS]
    return {each.name: each for each in found}


def one(question: drafts.Question, rec: Record) -> fields.Field:
    """Return the field of one question."""
    side, _, part = question.name.partition("_")
    label = labels(rec)[question.name] + (" *" if question.is_needed else "")
    if part == "source" and side in drafts.SIDES:
        return source(question.name, names_of(rec)[side])
    if part == "read":
        return fields.ChoiceField(question.name, fields.choice(label, READ))
    if question.name in CHOICES:
        shown = {code: rec.label(code, question.name) for code in CHOICES[question.name]}
        return fields.ChoiceField(question.name, fields.choice(label, shown))
    hint = TEXTS[question.name][1] if question.name in TEXTS else SAID.get(part, ("", PEOPLE))[1]
    return fields.Field(question.name, fields.words(label, hint))


def source(name: str, side: str) -> fields.SourceField:
    """Return the field of a source, its four boxes named for a side."""
    lead = f"{side}: " if side else ""
    boxes = [fields.words(sentence(f"{lead}{label}"), hint) for label, hint in SOURCE]
    return fields.SourceField(name, *boxes)


def labels(rec: Record) -> dict[str, str]:
    """Return the label of each question."""
    found = {name: label for name, (label, _) in TEXTS.items()}
    found |= {name: name.capitalize() for name in CHOICES}
    for side, name in names_of(rec).items():
        found |= {side: f"Heads of {name}", f"{side}_source": f"{name}: source"}
        found |= {f"{side}_read": f"{name}: how much read"}
        found |= {f"{side}_{part}": f"{name}: {label}" for part, (label, _) in SAID.items()}
    return found


def sentence(label: str) -> str:
    """Return a label that begins with a capital."""
    return label[:1].upper() + label[1:]


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
        return ["; ".join(rec.label(topic) for topic in drafts.topic_keys(given[name], rec))]
    if name.endswith("_source") and given[name] in set(rec.sources["source_id"]):
        (cited,) = rec.cite(given[name])
        return [f"{cited.publisher}: {cited.title}"]
    return []


def topic_list(rec: Record) -> object:
    """Return the topics of the record to look up, folded away."""
    from ipywidgets import HTML, Layout

    rows = "".join(
        f"<li><code>{escape(row.topic)}</code> {escape(row.label)}</li>"
        for row in rec.topics.itertuples()
    )
    return HTML(
        f"<details><summary>Topics and their keys</summary><ul style='columns:2;line-height:1.5'>"
        f"{rows}</ul></details>",
        layout=Layout(width="100%", max_width=fields.WIDE),
    )
