"""The form that codes a readout: paste, look at each proposal, take or leave it, write."""

from datetime import date
from html import escape
from pathlib import Path

from parley import coding
from parley.coding.proposal import Proposal, Reading, meetings_on
from parley.desk import coded
from parley.desk import draft as drafts
from parley.desk.adding import checked, shortened
from parley.desk.forms import fields
from parley.desk.forms.meeting import MeetingForm
from parley.record import Record
from pressroom import context
from pressroom.errors import PressError, where
from pressroom.nearest import nearest

HEADS = {
    "date": "Day",
    "place": "Place",
    "side": "Whose account",
    "person": "People",
    "topic": "Topics",
    "descriptor": "Words for the talk",
}
WRITE = "Write the accepted rows"
KEPT, DEPTH = "readout.yaml", "How much read"


class ReadoutForm:
    """A form in which a text is pasted, read, and its proposals taken or left.

    Parameters
    ----------
    rec : Record
        The record that accepted rows go to.
    today : str, optional
        ISO date on which they enter it; today if left out.
    kept : Path, optional
        Where the answers for a new meeting are kept until they are written.

    Notes
    -----
    The text is read and not kept; a proposal shows at most twelve words of it. With a meeting
    named, the rows are added to it; else they fill in the form of a new one.
    """

    def __init__(self, rec: Record, today: str | None = None, kept: Path | None = None):
        from ipywidgets import VBox

        self.rec, self.today = rec, today or f"{date.today():%Y-%m-%d}"
        self.kept = kept or drafts.kept().with_name(KEPT)
        self.paste = fields.words("Text", "Paste the text of a readout or an article", rows=12)
        self.read_button = fields.button("Read it", self.read, "primary")
        self.understood = fields.note()
        self.proposals, self.rest = VBox(), VBox()
        self.ticks: list[tuple[Proposal, object]] = []
        self.reading: Reading | None = None
        self.result = fields.note()
        self.box = VBox(
            [self.paste, self.read_button, self.understood, self.proposals, self.rest, self.result]
        )

    def _ipython_display_(self) -> None:
        context.show(self.box)

    def read(self, pressed: object = None) -> None:
        """Read the text and show what it proposes, or why it cannot be read."""
        self.result.value = ""
        try:
            self.reading = coding.propose(self.paste.value, self.rec)
        except PressError as error:
            self.proposals.children, self.rest.children = (), ()
            self.understood.value = fields.message([str(error)], fields.BAD)
            return
        found = self.reading
        told = [f"Understood {found.sentences} sentences in {found.language}. Tick what is right."]
        told += [f"Not understood: {words}." for words in found.not_understood]
        self.understood.value = fields.message(told)
        self.show_proposals(found)
        self.ask_rest(found)
        self.look()

    def show_proposals(self, found: Reading) -> None:
        """Show each proposal with a box to tick, its sentence and its rule."""
        self.ticks, shown = [], []
        for kind, head in HEADS.items():
            some = [one for one in found.proposals if one.kind == kind]
            shown += [fields.heading(head)] if some and kind != "side" else []
            for one in some if kind != "side" else ():
                tick = fields.tick(one.label, one.counts)
                tick.observe(self.look, names="value")
                self.ticks.append((one, tick))
                shown += [tick, support(one)]
        self.proposals.children = shown

    def ask_rest(self, found: Reading) -> None:
        """Ask whose account it is, where it stands, and which meeting it is of."""
        names = fields.names_of(self.rec)
        self.side = fields.ChoiceField("side", fields.choice("Whose account *", names))
        self.side.value = next((one.value for one in found.of("side")), "")
        self.source = fields.source("source", "")
        self.depth = fields.ChoiceField("read", fields.choice(DEPTH, fields.READ))
        self.there = list(meetings_on(found, self.rec)["meeting_id"])
        hint = "its meeting_id; blank for a new meeting"
        self.meeting = fields.Field("meeting", fields.words("Meeting", hint))
        self.meeting.value = self.there[0] if self.there else ""
        self.new = MeetingForm(self.rec, self.today, self.kept, resumes=False)
        self.new.button.description, self.proposed = WRITE, {}
        self.button = fields.button(WRITE, self.write, "primary")
        self.rows = fields.note()
        asked = (self.side, self.source, self.depth, self.meeting)
        for field in asked:
            field.on_change(self.look)
        self.rest.children = [
            fields.heading("The text"),
            *(field.box for field in asked[:3]),
            fields.heading("The meeting it is of"),
            self.meeting.box,
            self.rows,
            self.button,
            self.new.box,
        ]

    @property
    def accepted(self) -> list[Proposal]:
        """The proposals that are ticked."""
        return [one for one, tick in self.ticks if tick.value]

    @property
    def text(self) -> coded.Text:
        """What is said of the text."""
        return coded.Text(self.side.value, self.source.value, self.depth.value)

    def look(self, change: dict | None = None) -> None:
        """Show what the ticked proposals would write."""
        if change:
            self.result.value = ""
        self.side.say([] if self.side.value else ["Say whose account it is."])
        is_new = not self.meeting.value
        self.new.box.layout.display = "flex" if is_new else "none"
        self.rows.layout.display = "none" if is_new else "block"
        self.button.layout.display = "none" if is_new else "inline-block"
        self.meeting.say(*self.of_meeting())
        if not self.side.value:
            self.rows.value = ""
        elif is_new:
            self.fill_new()
            self.new.keep(self.new.draft)
        else:
            self.rows.value = self.planned()

    def of_meeting(self) -> tuple[list[str], str]:
        """Return what is said of the meeting given, and in which colour."""
        code, known = self.meeting.value, self.rec.meetings.set_index("meeting_id")["title"]
        if code in known.index:
            return [known[code]], fields.GOOD
        if code:
            return [f"The record has no such meeting. {nearest(code, known.index)}"], fields.BAD
        there = f"On record on that day: {'; '.join(self.there)}." if self.there else ""
        return [f"A new meeting. {there}".strip()], fields.GOOD

    def fill_new(self) -> None:
        """Fill the form of a new meeting with what is ticked; what the person typed stays."""
        given, now = coded.answers(self.accepted, self.text, self.rec), self.new.draft
        ours = [n for n in self.new.fields if now.get(n, "") == self.proposed.get(n, "")]
        self.proposed = given
        self.new.fill({name: given.get(name, "") for name in ours})

    def planned(self) -> str:
        """Return the rows that are added to the meeting, or what keeps them from being made."""
        try:
            found = self.addition()
        except PressError as error:
            told = fields.in_boxes(str(error), {"read": DEPTH})
            return fields.message([told], fields.BAD)
        lines = shortened(found.plan.lines) or ["Nothing ticked makes a new row."]
        return fields.message([*lines, *(f"No row for {why}" for why in found.left)])

    def addition(self) -> coded.Addition:
        """Return what the ticked proposals add to the meeting given."""
        return coded.addition(self.accepted, self.text, self.meeting.value, self.rec, self.today)

    def write(self, pressed: object = None) -> None:
        """Write all rows or none, check the record, and say what came of it."""
        self.result.value = fields.message(["Checking and writing …"])
        try:
            self.result.value = fields.message(self.written())
        except (PressError, OSError) as error:
            self.result.value = fields.message([f"Not written: {error}"], fields.BAD)
        except KeyboardInterrupt:
            self.rec, verdict = checked(self.rec)
            self.look()
            told = ["Broken off: the rows shown above are those that are not yet written.", verdict]
            self.result.value = fields.message(told, fields.BAD)

    def written(self) -> list[str]:
        """Write the rows and return the lines to show."""
        self.rec, _ = checked(self.rec)
        found = self.addition()
        if not found.plan.lines:
            return ["Nothing was written: nothing ticked makes a new row."]
        found.plan.commit()
        self.rec, verdict = checked(self.rec)
        self.look()
        done = f"Written into {where(self.rec.folder)}: {self.meeting.value}."
        return [done, *shortened(found.plan.lines), verdict, "Next: make generated."]


def support(one: Proposal) -> object:
    """Return the words that support a proposal, and the rule that fired."""
    from ipywidgets import HTML, Layout

    why = f"<b>Not counted: {escape(one.why_not)}.</b> " if one.why_not else ""
    shown = (
        f'<div style="line-height:1.4">{why}Sentence {one.sentence}: “{escape(one.fragment)}” '
        f'<code style="white-space:nowrap">{escape(one.rule)}</code></div>'
    )
    return HTML(shown, layout=Layout(margin="-4px 2px 6px 26px", max_width="60em"))
