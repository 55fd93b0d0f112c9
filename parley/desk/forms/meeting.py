"""The form that adds a meeting: it checks as one types, shows the rows, and writes when told."""

from datetime import date
from pathlib import Path

from parley.desk import draft as drafts
from parley.desk.adding import Offer, checked, offer
from parley.desk.forms import fields
from parley.record import Record, pending
from pressroom import context
from pressroom.errors import PressError, UsageError, where

MEETING = (
    "date", "end_date", "title", "channel", "level", "format", "city", "country", "hours",
)  # fmt: skip
MISSING = ": is missing"
UNTOUCHED = "The boxes marked * are needed. What is wrong is said beneath a box as you type."


class MeetingForm:
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
        self,
        rec: Record,
        today: str | None = None,
        kept: Path | None = None,
        resumes: bool = True,
    ):
        from ipywidgets import HBox, VBox

        self.rec, self.today = rec, today or f"{date.today():%Y-%m-%d}"
        self.kept = kept or drafts.kept()
        self.fields = fields.made(rec)
        self.state, self.result = fields.note(), fields.note()
        self.anyway = fields.tick("Add it all the same: it is another meeting")
        self.button = fields.button("Write", self.write, "primary")
        self.empty = fields.button("Empty the form", self.clear)
        self.before, self.unread = fields.note(), self.kept.with_suffix(".unread")
        self.throw = fields.button("Throw the kept answers away", self.throw_away)
        self.throw.layout.display = "none"
        self.offer, self.strange = Offer(), {}
        self.is_filling = False
        row = HBox([self.button, self.empty])
        self.box = VBox([self.before, self.throw, *self.laid_out(), row, self.result])
        for field in self.fields.values():
            field.on_change(self.look)
        self.anyway.observe(self.look, names="value")
        if resumes:
            self.take_up()
        self.look()

    def laid_out(self) -> list:
        """Return the form's parts from top to bottom."""
        shown = [fields.heading("The meeting"), *self.boxes(*MEETING)]
        shown += [fields.heading("Who headed each side"), *self.boxes("us", "prc")]
        for side, name in fields.names_of(self.rec).items():
            shown.append(fields.heading(f"Account: {name}"))
            shown += self.boxes(*(n for n in self.fields if n.startswith(f"{side}_")))
        shown += [fields.topic_list(self.rec), fields.heading("Anything else")]
        shown += [*self.boxes("note"), fields.heading("What will be written")]
        return [*shown, self.state, self.anyway]

    def boxes(self, *names: str) -> list:
        """Return the boxes of some fields."""
        return [self.fields[name].box for name in names]

    def _ipython_display_(self) -> None:
        context.show(self.box)

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
            told = f"The answers kept from before cannot be taken up: {error}."
            self.tell_of_unread(told)
            return
        told = f"Taken up again: the answers kept in {where(self.kept)}."
        self.result.value = fields.message([told])

    def tell_of_unread(self, why: str) -> None:
        """Say that kept answers lie aside, with the button that throws them away."""
        told = [why, f"They lie in {where(self.unread)}: mend them there, or throw them away."]
        self.before.value = fields.message(told, fields.BAD)
        self.throw.layout.display = "inline-block"

    def throw_away(self, pressed: object = None) -> None:
        """Delete the kept answers that could not be taken up."""
        self.unread.unlink(missing_ok=True)
        self.before.value, self.throw.layout.display = "", "none"

    def fill(self, given: dict) -> None:
        """Fill in answers; a list is joined by ``;``, an unknown name is kept to be told of."""
        self.is_filling = True
        self.strange |= {
            name: said
            for name, value in given.items()
            if name not in self.fields and (said := "; ".join(drafts.parts(value)))
        }
        for name, field in self.fields.items():
            if name in given:
                said = drafts.parts(given[name]) if isinstance(given[name], list) else None
                field.value = "; ".join(said) if said is not None else drafts.text(given[name])
        self.is_filling = False
        self.look()

    def clear(self, pressed: object = None) -> None:
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
            missing = [f.partition(":")[0] for f in found.faults if f.endswith(MISSING)]
            wrong = [f for f in found.faults if not f.endswith(MISSING)]
            needed = [f"Still needed: {', '.join(names[n] for n in missing)}."] if missing else []
            start = [] if self.draft else [UNTOUCHED]
            return [*start, *needed, *(fields.labelled(f, self.rec) for f in wrong)]
        twins = ["The record seems to have it already:", *found.twins, ""] if found.twins else []
        warned = [f"Note: {found.warning}.", ""] if found.warning else []
        return [*twins, *warned, f"Proposed id: {found.meeting_id}", *found.lines]

    def write(self, pressed: object = None) -> None:
        """Write all rows or none, check the record, and say what came of it."""
        self.result.value = fields.message(["Checking and writing …"])
        try:
            self.result.value = fields.message(self.written())
        except (PressError, OSError) as error:
            self.result.value = fields.message([f"Not written: {error}"], fields.BAD)
        except KeyboardInterrupt:
            self.result.value = fields.message(self.broken_off(), fields.BAD)

    def broken_off(self) -> list[str]:
        """Bring the record to one state after Ctrl-C in the midst of writing, and say which."""
        wanted = self.offer.meeting_id
        pending.recover(self.rec.folder)
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
