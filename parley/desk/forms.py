"""Forms for JupyterLab that check as one types, show the rows, and write when told to.

One adds a meeting; one codes a readout: paste, look at each proposal, take or leave it.
"""

from collections.abc import Iterable
from datetime import date
from html import escape
from pathlib import Path

from parley import coding
from parley.coding import Proposal, Reading, meetings_on
from parley.desk import coded, fields
from parley.desk import draft as drafts
from parley.desk.adding import Offer, checked, offer, shortened
from parley.record import Record, writing
from pressroom import context
from pressroom.errors import PressError, UsageError, where
from pressroom.nearest import nearest

MEETING = [question.name for question in drafts.QUESTIONS[:9]]  # up to its length in hours
MISSING = ": is missing"
UNTOUCHED = "The boxes marked * are needed. What is wrong is said beneath a box as you type."
HEADS = {
    "date": "Day",
    "place": "Place",
    "person": "People",
    "topic": "Topics",
    "descriptor": "Words for the talk",
}
WRITE, DEPTH = "Write the accepted rows", "How much read"


class Form:
    """What both forms do: show themselves, and write when told to."""

    def _ipython_display_(self) -> None:
        context.show(self.box)

    def write(self) -> None:
        """Write all rows or none, check the record, and say what came of it."""
        self.result.value = fields.message(["Checking and writing …"])
        try:
            self.result.value = fields.message(self.written())
        except (PressError, OSError) as error:
            self.result.value = fields.message([f"Not written: {error}"], fields.BAD)
        except KeyboardInterrupt:
            self.result.value = fields.message(self.broken_off(), fields.BAD)


class MeetingForm(Form):
    """A form in which a meeting is described, looked over and written.

    Parameters
    ----------
    rec : Record
        The record that it is for.
    today : str, optional
        ISO date on which the rows enter it; today if left out.
    kept : Path, optional
        Where the answers are kept until they are written; `draft.kept` if left out.
    resumes : bool, optional
        Whether it opens with the answers kept.

    Notes
    -----
    Nothing is written to the record before `write`, which a person calls by the button "Write".
    Answers are kept as they are typed, in the file that ``parley add meeting --from`` takes.
    """

    def __init__(
        self, rec: Record, today: str | None = None, kept: Path | None = None, resumes: bool = True
    ):
        from ipywidgets import HBox, VBox

        self.rec, self.today = rec, today or f"{date.today():%Y-%m-%d}"
        self.kept = kept or drafts.kept()
        self.fields = fields.made(rec)
        self.state, self.result = fields.note(), fields.note()
        self.anyway = fields.tick("Add it all the same: it is another meeting")
        self.button = fields.button("Write", self.write, "primary")
        self.before, self.unread = fields.note(), self.kept.with_suffix(".unread")
        self.throw = fields.button("Throw the kept answers away", self.throw_away)
        self.throw.layout.display = "none"
        self.offer, self.strange, self.is_filling = Offer(), {}, False
        row = HBox([self.button, fields.button("Empty the form", self.clear)])
        self.box = VBox([self.before, self.throw, *self.laid_out(), row, self.result])
        for field in self.fields.values():
            field.on_change(self.look)
        self.anyway.observe(self.look, names="value")
        if resumes:
            self.take_up()
        self.look()

    def laid_out(self) -> list:
        """Return the form's parts from top to bottom."""
        shown = self.part("The meeting", MEETING) + self.part("Who headed each side", ("us", "prc"))
        for side, name in fields.names_of(self.rec).items():
            own = [each for each in self.fields if each.startswith(f"{side}_")]
            shown += self.part(f"Account: {name}", own)
        shown += [fields.topic_list(self.rec), *self.part("Anything else", ["note"])]
        return [*shown, *self.part("What will be written", []), self.state, self.anyway]

    def part(self, heading: str, names: Iterable[str]) -> list:
        """Return a heading and the boxes of some fields beneath."""
        return [fields.heading(heading), *(self.fields[name].box for name in names)]

    @property
    def draft(self) -> dict[str, str]:
        """The answers given so far, as `adding.rows` takes them, and what was kept beside them."""
        given = {name: field.value for name, field in self.fields.items() if field.value}
        return given | self.strange

    def take_up(self) -> None:
        """Fill in what was kept when an earlier entry was broken off; say it if that cannot be."""
        if self.unread.is_file():
            self.tell_of_unread("Answers kept from before could not be taken up.")
        if not self.kept.is_file():
            return
        try:
            self.fill(drafts.read(self.kept))
        except UsageError as error:
            self.kept.replace(self.unread)
            self.tell_of_unread(f"The answers kept from before cannot be taken up: {error}.")
            return
        told = f"Taken up again: the answers kept in {where(self.kept)}."
        self.result.value = fields.message([told])

    def tell_of_unread(self, why: str) -> None:
        """Say that kept answers lie aside, with the button that throws them away."""
        told = [why, f"They lie in {where(self.unread)}: mend them there, or throw them away."]
        self.before.value = fields.message(told, fields.BAD)
        self.throw.layout.display = "inline-block"

    def throw_away(self) -> None:
        """Delete the kept answers that could not be taken up."""
        self.unread.unlink(missing_ok=True)
        self.before.value, self.throw.layout.display = "", "none"

    def fill(self, given: dict) -> None:
        """Fill in answers; a list is joined by ``;``, an unknown name is kept to be told of."""
        self.is_filling = True
        for name, value in given.items():
            said = "; ".join(drafts.parts(value)) if isinstance(value, list) else drafts.text(value)
            if name in self.fields:
                self.fields[name].value = said
            elif said:
                self.strange[name] = said
        self.is_filling = False
        self.look()

    def clear(self) -> None:
        """Empty every answer, and what was kept of them."""
        self.strange = {}
        self.fill(dict.fromkeys(self.fields, ""))
        self.anyway.value = False
        self.keep({})
        self.result.value = ""

    def look(self, change: dict | None = None) -> None:
        """Check every answer, say beneath each what is wrong, and show the rows."""
        if self.is_filling:
            return
        given = self.draft
        if change:
            self.keep(given)
            self.result.value = ""
        for question in drafts.QUESTIONS:
            wrong = question.faults(given, self.rec) if question.name in given else []
            told = [each.removeprefix(f"{question.name}: ") for each in wrong]
            known = [] if wrong else fields.understood(question.name, given, self.rec)
            self.fields[question.name].say(told or known, fields.BAD if told else fields.GOOD)
        self.offer = offer(given, self.rec, self.today)
        self.anyway.layout.display = "block" if self.offer.twins else "none"
        self.state.value = fields.message(self.told())

    def keep(self, given: dict) -> None:
        """Keep the answers in a file; an empty form keeps none; say it where it cannot be done."""
        try:
            if given:
                drafts.save(given, self.kept)
            else:
                self.kept.unlink(missing_ok=True)
        except OSError as error:
            told = f"Your answers cannot be kept in {where(self.kept)}: {error.strerror}."
            self.before.value = fields.message([told], fields.BAD)

    def told(self) -> list[str]:
        """Return what stands above the button: the rows, or what keeps them from being made."""
        found, names = self.offer, fields.labels(self.rec)
        if found.faults:
            missing = [f.removesuffix(MISSING) for f in found.faults if f.endswith(MISSING)]
            wrong = [f for f in found.faults if not f.endswith(MISSING)]
            needed = [f"Still needed: {', '.join(names[n] for n in missing)}."] if missing else []
            start = [] if self.draft else [UNTOUCHED]
            return [*start, *needed, *(fields.labelled(f, self.rec) for f in wrong)]
        twins = ["The record seems to have it already:", *found.twins, ""] if found.twins else []
        warned = [f"Note: {found.warning}.", ""] if found.warning else []
        return [*twins, *warned, f"Proposed id: {found.meeting_id}", *found.lines]

    def broken_off(self) -> list[str]:
        """Bring the record to one state after Ctrl-C in the midst of writing, and say which."""
        wanted = self.offer.meeting_id
        writing.recover(self.rec.folder)
        self.rec, verdict = checked(self.rec)
        is_in = wanted in set(self.rec.meetings["meeting_id"])
        self.look()
        held = f"{wanted} had been written by then." if is_in else "Nothing was written."
        return [f"Broken off. {held} Your answers stand.", verdict]

    def written(self) -> list[str]:
        """Write the rows and return the lines to show; refuse in words what is not ready."""
        self.rec, _ = checked(self.rec)
        self.look()
        found = self.offer
        if found.faults:
            return ["Nothing was written: see above what is still needed or wrong."]
        if found.twins and not self.anyway.value:
            return ["Nothing was written: the record seems to have it. Tick the box to add it."]
        found.plan.commit()
        self.rec, verdict = checked(self.rec)
        self.clear()
        done = f"Written into {where(self.rec.folder)}: {found.meeting_id}."
        return [done, *found.lines, verdict, "Next: make generated."]


class ReadoutForm(Form):
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
        self.kept = kept or drafts.kept().with_name("readout.yaml")
        self.paste = fields.words("Text", "Paste the text of a readout or an article", rows=12)
        self.read_button = fields.button("Read it", self.read, "primary")
        self.understood, self.result = fields.note(), fields.note()
        self.proposals, self.rest = VBox(), VBox()
        self.ticks: list[tuple[Proposal, object]] = []
        beneath = (self.understood, self.proposals, self.rest, self.result)
        self.box = VBox([self.paste, self.read_button, *beneath])

    def read(self) -> None:
        """Read the text and show what it proposes, or why it cannot be read."""
        self.result.value = ""
        try:
            found = coding.propose(self.paste.value, self.rec)
        except PressError as error:
            self.proposals.children, self.rest.children = (), ()
            self.understood.value = fields.message([str(error)], fields.BAD)
            return
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
            shown += [fields.heading(head)] if some else []
            for one in some:
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
            *(self.meeting.box, self.rows, self.button, self.new.box),
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
        if code in known:
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
            return fields.message([fields.in_boxes(str(error), {"read": DEPTH})], fields.BAD)
        lines = shortened(found.plan.lines) or ["Nothing ticked makes a new row."]
        return fields.message([*lines, *(f"No row for {why}" for why in found.left)])

    def addition(self) -> coded.Addition:
        """Return what the ticked proposals add to the meeting given."""
        return coded.addition(self.accepted, self.text, self.meeting.value, self.rec, self.today)

    def broken_off(self) -> list[str]:
        """Show what is not yet written after Ctrl-C in the midst of writing."""
        self.rec, verdict = checked(self.rec)
        self.look()
        return ["Broken off: the rows shown above are those that are not yet written.", verdict]

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
