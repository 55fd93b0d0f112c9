"""A stranger's table of meetings as rows of a record: what was understood, and what was not."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from parley.desk import columns, dates
from parley.desk.empty import UNNAMED
from parley.desk.names import free, key, slug
from parley.desk.sheets import Sheet
from parley.record import Record, writing
from parley.tables import cells, talks
from pressroom.nearest import nearest

COVERED = ("accounts", "meetings", "mentions")


@dataclass
class Ways:
    """How a table is to be read, where a person has said so.

    Attributes
    ----------
    said : dict
        Column of each part, by part.
    order : str or None
        ``dmy`` or ``mdy``.
    whose : str
        Side whose account a row is where no column says it: us, prc, both or press.
    today : str
        ISO date on which the rows enter the record.
    skip_bad : bool
        Leave out rows that cannot be placed, instead of refusing all.
    """

    said: dict[str, str] = field(default_factory=dict)
    order: str | None = None
    whose: str = "us"
    today: str = ""
    skip_bad: bool = False


@dataclass
class Understood:
    """What a table would add, and what could not be placed.

    Attributes
    ----------
    added, changed : dict of lists of rows
        By table, as `writing.plan` takes them.
    notes : list of str
        What was understood or assumed.
    faults : list of str
        What could not be placed, by row.
    """

    added: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    changed: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def plan(self, folder: Path) -> writing.Plan:
        """Return the plan that writes it."""
        return writing.plan(folder, self.added, self.changed)

    def counts(self) -> str:
        """Return how many rows each table gets, in words."""
        listed = [f"{len(rows)} to {name}.csv" for name, rows in self.added.items() if rows]
        return ", ".join(listed) or "nothing"


def understand(sheet: Sheet, rec: Record, ways: Ways) -> Understood:
    """Return what a sheet would add to a record; nothing is written.

    Raises
    ------
    UsageError
        If it has no column for the date or the title.
    """
    return Reading(sheet, rec, ways).done()


class Reading:
    """One sheet being placed."""

    def __init__(self, sheet: Sheet, rec: Record, ways: Ways):
        self.sheet, self.rec, self.ways = sheet, rec, ways
        self.columns = columns.chosen(sheet.header, ways.said)
        taken = set(self.columns.values())
        web = columns.addresses(sheet.header, sheet.rows, taken)
        if web and "source" not in self.columns:
            self.columns["source"] = web
        self.ticked = (
            [] if "topics" in self.columns else columns.ticked(sheet.header, sheet.rows, taken)
        )
        self.found = Understood(notes=[*sheet.notes, *self.mapped()])
        self.added: dict[str, list[dict[str, str]]] = {
            name: [] for name in ("sources", "topics", "meetings", "accounts", "mentions")
        }
        held = rec.meetings
        days = held["start_date"].dt.strftime("%F")
        self.held = set(zip(days, held["title"].str.casefold(), strict=True))
        self.taken = set(held["meeting_id"])
        self.said: set[tuple[str, str, str]] = set()
        self.meetings: dict[tuple[str, str], dict[str, str]] = {}
        self.sides_of: dict[str, dict[str, str]] = {}
        self.topics = {t.casefold(): t for t in rec.topics["topic"]}
        labels = rec.topics[["label", "topic"]].itertuples(index=False)
        self.topics |= {label.casefold(): topic for label, topic in labels}
        self.sources: dict[str, str] = {}
        self.codebook = self.newest_codebook()

    def mapped(self) -> list[str]:
        """Return which column was taken for what, and which for nothing."""
        taken = [f"{part} from {name!r}" for part, name in self.columns.items()]
        known = {*self.columns.values(), *self.ticked}
        rest = [name for name in self.sheet.header if name not in known]
        notes = ["read " + ", ".join(taken)]
        if self.ticked:
            shown = ", ".join(map(repr, self.ticked))
            notes.append(f"read as topics, each named where it is ticked: {shown}")
        return notes + ([f"not read: {', '.join(map(repr, rest))}"] if rest else [])

    def newest_codebook(self) -> int:
        """Return the number of the codebook that new rows are coded under."""
        known = [int(v.removeprefix("v")) for v in self.rec.topics["coded_from"].dropna()]
        newest = max(known, default=0)
        given = {t for row in self.sheet.rows for t in self.topics_in(row)}
        if len(self.rec.meetings) and any(t.casefold() not in self.topics for t in given):
            self.found.notes.append(
                f"new topics are coded from v{newest + 1} on: meetings already in the record are "
                "not coded for them"
            )
            return newest + 1
        return newest

    def cell(self, row: dict[str, str], part: str) -> str:
        """Return a row's cell of one part; blank where the table has no such column."""
        return row.get(self.columns.get(part, ""), "")

    def topics_in(self, row: dict[str, str]) -> list[str]:
        """Return the topics that a row names, in its words."""
        if self.ticked:
            return [name for name in self.ticked if row[name].casefold() in columns.MARKED]
        parts = re.split(r"[;；|\n、]", self.cell(row, "topics"))
        return [t.strip() for part in parts for t in self.by_commas(part) if t.strip()]

    def by_commas(self, part: str) -> list[str]:
        """Return what a list by commas names, if each is a topic of the record; else it whole."""
        pieces = [piece.strip() for piece in re.split("[,，]", part)]
        return pieces if all(piece.casefold() in self.topics for piece in pieces) else [part]

    def done(self) -> Understood:
        """Place every row; return what came of it."""
        when, notes = self.days("date")
        ends, _ = self.days("end")
        self.found.notes += notes + self.assumptions()
        each = zip(self.sheet.rows, self.sheet.lines, when, ends, strict=True)
        for row, line, day, end in each:
            last = end if self.cell(row, "end") else day
            wrong = self.faults_of(row, day)
            if not wrong and (isinstance(last, dates.DateError) or str(last) < str(day)):
                wrong = [f"the last day {self.cell(row, 'end')!r} is none, or before the first"]
            if wrong:
                self.found.faults += [f"row {line}: {fault}" for fault in wrong]
            else:
                self.place(row, str(day), str(last))
        self.finish()
        return self.found

    def days(self, part: str) -> tuple[list[str | dates.DateError], list[str]]:
        """Return a column of days as read, and what was understood of it."""
        cells = [self.cell(row, part) for row in self.sheet.rows]
        return dates.column(cells, self.ways.order, self.sheet.day_zero)

    def assumptions(self) -> list[str]:
        """Return what is taken for granted where the table does not say it."""
        names = self.rec.side_names | {"press": "the press", "both": "both sides"}
        notes = [
            "accounts are entered as known through reports: what they do not name may have come up"
        ]
        if "side" not in self.columns:
            notes.append(
                f"no column says whose account a row is: taken as that of {names[self.ways.whose]} "
                f"(else --whose: us is {names['us']}, prc is {names['prc']}; or both, or press)"
            )
        if tuple(self.rec.side_names.values()) == UNNAMED:
            notes.append("the two sides have no names yet: say --sides ONE,TWO")
        elif self.rec.meetings.empty:
            notes.append("the two sides are {us} and {prc} (else --sides)".format_map(names))
        if "level" not in self.columns or "channel" not in self.columns:
            notes.append("where level or channel is not given: working level, channel other")
        if "source" not in self.columns:
            notes.append(f"no column gives a source: {self.sheet.name} itself is cited")
        return notes

    def faults_of(self, row: dict[str, str], day: str | dates.DateError) -> list[str]:
        """Return what is wrong with one row, all of it."""
        wrong = [str(day)] if isinstance(day, dates.DateError) else []
        if not wrong and self.ways.today and str(day) > self.ways.today:
            wrong.append(f"{day} lies after {self.ways.today}")
        if not (title := self.cell(row, "title")):
            wrong.append("the title is blank")
        for text, longest in ((title, 160), (self.cell(row, "place"), 60)):
            if text and (fault := refused(text, longest)):
                wrong.append(f"{text[:40]!r}: {fault}")
        wrong += [f"{t!r} may be one topic or several by commas: write ; between topics"
                  for t in self.topics_in(row)
                  if re.search("[,，]", t) and t.casefold() not in self.topics]  # fmt: skip
        wrong += [f"{t!r} has no letter to make a topic of" for t in self.topics_in(row)
                  if not coded(t) and t.casefold() not in self.topics]  # fmt: skip
        if self.sides_in(row) is None:
            side = self.cell(row, "side")
            known = ("us", "prc", "both", "press")
            names = self.rec.side_names
            wrong.append(f"{side!r} is no side. {nearest(side, known, names)}")
        return wrong

    def sides_in(self, row: dict[str, str]) -> tuple[str, ...] | None:
        """Return the sides whose account a row is; None if it names another."""
        said = self.cell(row, "side").casefold() or self.ways.whose
        words = {"us": ("us",), "prc": ("prc",), "press": ("press",), "both": ("us", "prc")}
        for form in ("label", "long"):
            for side, name in self.rec.settings.side_names(form).items():
                words.setdefault(name.casefold(), (side,))
        return words.get(said)

    def place(self, row: dict[str, str], day: str, last: str) -> None:
        """Enter one row that has no fault."""
        meeting = self.meeting_of(row, day)
        if meeting is None:
            return
        meeting["end_date"] = max(meeting["end_date"], last)
        source = self.source_of(row, day)
        for side in self.sides_in(row):
            self.sides_of[meeting["meeting_id"]].setdefault(side, source)
            for topic in dict.fromkeys(self.topic_key(t) for t in self.topics_in(row)):
                self.mention(meeting, side, topic, source)

    def meeting_of(self, row: dict[str, str], day: str) -> dict[str, str] | None:
        """Return the meeting of a row, a new one where it is the first; None if it is on record."""
        title, place = self.cell(row, "title"), self.cell(row, "place")
        same = (day, title.casefold())
        if same in self.meetings:
            return self.meetings[same]
        if same in self.held:
            self.found.notes.append(f"{day} {title!r} is in the record already: passed over")
            return None
        name = slug(place, 20) or slug(title, 40) or "meeting"
        code = free(f"{day}-{name}", self.taken)
        self.taken.add(code)
        self.sides_of[code] = {}
        self.meetings[same] = self.as_meeting(row, code, day, title)
        return self.meetings[same]

    def as_meeting(self, row: dict[str, str], code: str, day: str, title: str) -> dict[str, str]:
        """Return the row of a new meeting."""
        said = " ".join((title, self.cell(row, "format"), self.cell(row, "place"))).lower()
        by_call = re.search(r"\b(call|phone|telephone)", said)
        manner = "video" if "video" in said else "call" if by_call else "in_person"
        return {
            "meeting_id": code, "visit_id": code, "start_date": day, "end_date": day,
            "title": title,
            "channel": self.code_in(row, "channel", talks.CHANNELS, "other"),
            "level": self.code_in(row, "level", talks.LEVELS, "working"),
            "format": self.code_in(row, "format", talks.FORMATS, manner),
            "city": self.cell(row, "place"), "status": "held", "date_precision": "day",
            "codebook": f"v{self.codebook}" if self.ticked or "topics" in self.columns else "",
            "first_added_date": self.ways.today, "last_changed_date": self.ways.today,
        }  # fmt: skip

    def code_in(self, row: dict[str, str], part: str, codes: tuple[str, ...], other: str) -> str:
        """Return a row's code of a list, by code or by label; `other` where it is none of them."""
        said = self.cell(row, part)
        if not said:
            return other
        words = {self.rec.label(code, part).casefold(): code for code in codes}
        found = key(said) if key(said) in codes else words.get(said.casefold())
        if found is None:
            self.found.notes.append(f"{part} {said!r} is no code: entered as {other}")
        return found or other

    def topic_key(self, words: str) -> str:
        """Return the key of a topic, entered as a new one where the record has none such."""
        if (known := self.topics.get(words.casefold())) is None:
            known = coded(words)
            if known not in self.topics.values():
                self.added["topics"].append(
                    {
                        "topic": known, "label": words[:60], "kind": "issue",
                        "definition": f"As {self.sheet.name} names it",
                        "coded_from": f"v{self.codebook}",
                    }
                )  # fmt: skip
            self.topics[words.casefold()] = self.topics[known] = known
        return known

    def mention(self, meeting: dict[str, str], side: str, topic: str, source: str) -> None:
        """Enter that a side names a topic, once."""
        where = {"meeting_id": meeting["meeting_id"], "side": side, "topic": topic}
        if (once := tuple(where.values())) not in self.said:
            self.said.add(once)
            basis = "account" if side != "press" else "report"
            self.added["mentions"].append(where | {"basis": basis, "source_id": source})

    def source_of(self, row: dict[str, str], day: str) -> str:
        """Return the id of a row's source, entered where it is new."""
        said = self.cell(row, "source")
        if said not in self.sources:
            web = re.fullmatch(r"https?://\S+\.\S+", said)
            who = urlsplit(said).hostname or said if web else said
            wanted = (
                f"{slug(who, 30) or 'import'}-{day}" if said else f"import-{slug(self.sheet.name)}"
            )
            taken = {*self.rec.sources["source_id"], *self.sources.values()}
            self.sources[said] = free(wanted, taken)
            self.added["sources"].append(
                {
                    "source_id": self.sources[said], "publisher": who[:120] or "Imported table",
                    "title": self.cell(row, "title") if said else self.sheet.name,
                    "url": said if web else "", "accessed_date": self.ways.today,
                }
            )  # fmt: skip
        return self.sources[said]

    def finish(self) -> None:
        """Add accounts and coverage; drop everything if faults may not be passed over."""
        if not self.meetings or (self.found.faults and not self.ways.skip_bad):
            return
        self.added["meetings"] = list(self.meetings.values())
        for meeting, sides in self.sides_of.items():
            for side in talks.SIDES:
                known = {"published": "yes", "read": "reported", "source_id": sides.get(side)}
                row = known if side in sides else {"published": "unknown"}
                self.added["accounts"].append({"meeting_id": meeting, "side": side, **row})
        self.found.added = self.added
        self.found.changed = {"coverage": self.coverage()}

    def coverage(self) -> list[dict[str, str]]:
        """Return the coverage rows that grow by the dates of the new meetings."""
        days = [meeting["start_date"] for meeting in self.meetings.values()]
        rows = self.rec.coverage
        rows = rows[rows["table"].isin(COVERED) & rows["series"].isna()]
        grown = []
        for row in rows.itertuples():
            old = [] if self.rec.meetings.empty else [f"{row.first:%F}", f"{row.last:%F}"]
            span = {"first": min(days + old), "last": max(days + old)}
            span["as_of"] = max(self.ways.today, f"{row.as_of:%F}")
            side = row.side if isinstance(row.side, str) else ""
            grown.append({"table": row.table, "series": "", "side": side, **span})
        self.found.notes.append(
            f"coverage is stated from {min(days)} to {max(days)}, the dates of the table: mend "
            "coverage.csv if more was looked at"
        )
        return grown


def sides_named(sheet: Sheet, said: dict[str, str]) -> tuple[str, str] | None:
    """Return the two sides that a table's own column names, in the order in which they appear.

    None if it has no such column, names another number of them, or has only our codes.
    """
    if (column := columns.chosen(sheet.header, said).get("side")) is None:
        return None
    found = dict.fromkeys(row[column] for row in sheet.rows if row[column])
    names = [name for name in found if name.casefold() not in ("press", "both")]
    if len(names) != 2 or {"us", "prc"} & {*names}:  # codes, written as the tables write them
        return None
    return names[0], names[1]


def coded(words: str) -> str:
    """Return the key of a topic's words; of words in another script their numbers in Unicode.

    Examples
    --------
    >>> coded("Arms control"), coded("贸易")
    ('arms_control', 'u8d38_u6613')
    """
    return key(words) or "_".join(f"u{ord(c):x}" for c in words if c.isalnum())[:60]


def refused(text: str, longest: int) -> str:
    """Return why a text may not stand in a cell, with the remedy; blank if it may."""
    try:
        cells.Text(longest).read(text)
    except cells.CellError as error:
        return f"{error.problem}. {error.remedy}"
    return ""
