"""A stranger's table of meetings as rows of a record: what was understood, and what was not."""

import re
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlsplit

from parley import sides
from parley.coding import names
from parley.desk import adding, columns, meanings
from parley.desk.meanings import Understood, Ways
from parley.desk.new import free
from parley.desk.sheets import Sheet
from parley.record import Record
from parley.tables import talks
from pressroom.cli.starting import slug
from pressroom.errors import UsageError
from pressroom.nearest import nearest

MOST_CELLS = 12
UNNAMED = ("First side", "Second side")
NAMES = ("label", "long", "called", "adjective")
Row = dict[str, str]


class Reading:
    """One sheet being placed; `done` returns what it would add to a record, writing nothing.

    Raises
    ------
    UsageError
        If it has no column for the date or the title, or one that may say whose account a row
        is, and nobody has said whether it does.
    """

    def __init__(self, sheet: Sheet, rec: Record, ways: Ways):
        self.columns = columns.chosen(sheet.header, ways.said, sheet.rows)
        cells = [row.get(self.columns.get("topics", ""), "") for row in sheet.rows]
        listed = not ways.divided_by and meanings.is_listed(cells)
        self.sheet, self.rec = sheet, rec
        self.ways = replace(ways, divided_by=",") if listed else ways
        self.sided()
        taken = set(self.columns.values())
        web = columns.addresses(sheet.header, sheet.rows, taken)
        if web and not {"source"} & {*self.columns, *ways.said}:
            self.columns["source"] = web
        is_said = {"topics"} & {*self.columns, *ways.said}
        self.ticked = [] if is_said else columns.ticked(sheet.header, sheet.rows, taken)
        self.found = Understood(notes=[*sheet.notes])
        if listed:
            self.found.notes.append("commas part the topics of a cell (else --divided-by ;)")
        self.unplaced: dict[str, None] = {}
        self.added: dict[str, list[Row]] = {
            name: [] for name in ("sources", "topics", "meetings", "accounts", "mentions")
        }
        self.mentions: dict[tuple[str, ...], Row] = {}
        self.meetings: dict[tuple[str, str], Row] = {}
        self.sides_of: dict[str, dict[str, str]] = {}
        self.sources: dict[str, str] = {}
        self.look_up(rec)
        self.codebook = self.newest_codebook()

    def look_up(self, rec: Record) -> None:
        """Take from the record what rows are compared with: meetings, topics, the sides' names."""
        held = rec.meetings
        days = held["start_date"].dt.strftime("%F")
        self.held = set(zip(days, held["title"].str.casefold(), strict=True))
        self.taken = set(held["meeting_id"])
        said = [self.line(row, "place") for row in self.sheet.rows]
        self.cities = meanings.cities_of([*held["city"].dropna()], said)
        self.topics = {
            name.casefold(): topic
            for column in ("topic", "label")
            for name, topic in zip(rec.topics[column], rec.topics["topic"], strict=True)
        }
        self.names = {
            side: [sides.key(side), *(rec.settings.side_names(f)[side] for f in NAMES)]
            for side in talks.SIDES
        }

    def sided(self) -> None:
        """Refuse to overlook a column that may say whose account a row is."""
        if "side" in self.columns or self.ways.whose or "side" in self.ways.said:
            return
        if told := columns.telling(self.sheet.header, self.sheet.rows, self.columns):
            cells = dict.fromkeys(row[told[0]] for row in self.sheet.rows if row[told[0]])
            raise UsageError(
                f"the column {told[0]!r} ({', '.join(cells)}) may say whose account a row is: say "
                f"--side {told[0]!r}, or, if it does not, --whose both (or one side, or press)"
            )

    def mapped(self) -> list[tuple[str, str, str, str]]:
        """Return which column was taken for what, with a cell and how it is read."""
        rows = [
            (part, name, cell, self.read_as(part, cell))
            for part, name in self.columns.items()
            for cell in [next((row[name] for row in self.sheet.rows if row[name]), "")]
        ]
        rows += [("topic, where ticked", name, "", meanings.coded(name)) for name in self.ticked]
        known = {*self.columns.values(), *self.ticked}
        return rows + [("not read", n, "", "") for n in self.sheet.header if n not in known]

    def readings(self) -> list[str]:
        """Return how each cell of a column of codes is read, and which cities have one name."""
        one = [f"{said!r} is entered as {city!r}" for said, city in self.cities.items()]
        found = [f"one city, several spellings: {', '.join(one)}"] if one else []
        for part in (each for each in meanings.CODES if each in self.columns):
            cells = dict.fromkeys(filter(None, (self.line(row, part) for row in self.sheet.rows)))
            each = [f"{cell!r} as {self.read_as(part, cell)}" for cell in [*cells][:MOST_CELLS]]
            each += [f"{len(cells) - MOST_CELLS} more"] if len(cells) > MOST_CELLS else []
            if len(cells) > 1:
                among = ", ".join(meanings.CODES[part])
                found.append(f"{part}: {', '.join(each)} (write one of {among} to say another)")
        return found

    def read_as(self, part: str, cell: str) -> str:
        """Return how a cell of a part is read, in words."""
        if part in ("date", "end"):
            read = (day for day in self.days(part)[0] if not isinstance(day, columns.DateError))
            return next(read, "no date")
        if part == "side":
            return ", ".join(map(sides.key, meanings.sides_of(cell, self.names) or ("?",)))
        if part == "topics":
            named = meanings.topics(cell, self.topics, self.ways.divided_by)
            return "; ".join(self.topics.get(t.casefold()) or meanings.coded(t) for t in named)
        row = {self.columns[part]: cell}
        if part in meanings.CODES:
            return self.code_in(row, part, "not understood: as if blank")
        if part == "hours":
            with suppress(ValueError):  # said of its row, with the others
                return self.hours_in(row)
            return "no length"
        if part == "country":
            return names.named(cell) or "country not known"
        if part == "place" and meanings.place(cell):
            return f"{self.cities.get(cell, cell)}, {self.country_in(row) or 'country not known'}"
        if part == "place":
            return f"none: {self.rec.label(meanings.manner(cell.lower()), 'format')}"
        return cell

    def newest_codebook(self) -> int:
        """Return the number of the codebook that new rows are coded under."""
        newest = adding.newest_codebook(self.rec)
        given = {t.casefold() for row in self.sheet.rows for t in self.topics_in(row)}
        if len(self.rec.meetings) and given - self.topics.keys():
            self.found.notes.append(
                f"new topics are coded from v{newest + 1} on: meetings already in the record are "
                "not coded for them"
            )
            return newest + 1
        return newest

    def cell(self, row: Row, part: str) -> str:
        """Return a row's cell of one part; blank where the table has no such column."""
        return row.get(self.columns.get(part, ""), "")

    def topics_in(self, row: Row) -> list[str]:
        """Return the topics that a row names, in its words."""
        if self.ticked:
            return [name for name in self.ticked if row[name].casefold() in columns.MARKED]
        return meanings.topics(self.cell(row, "topics"), self.topics, self.ways.divided_by)

    def line(self, row: Row, part: str) -> str:
        """Return a row's cell of one part in one line."""
        return " ".join(self.cell(row, part).split())

    def done(self) -> Understood:
        """Place every row; return what came of it."""
        when, notes = self.days("date")
        ends, _ = self.days("end")
        self.found.table = self.mapped()
        self.found.notes += notes + self.readings() + self.assumptions()
        each = zip(self.sheet.rows, self.sheet.lines, when, ends, strict=True)
        for row, line, day, end in each:
            last = end if self.cell(row, "end") else day
            wrong = self.faults_of(row, day)
            if not wrong and (isinstance(last, columns.DateError) or last < day):
                wrong = [f"the last day {self.cell(row, 'end')!r} is none, or before the first"]
            self.found.faults += [f"row {line}: {fault}" for fault in wrong]
            if not wrong:
                self.place(row, day, last)
        self.finish()
        return self.found

    def days(self, part: str) -> tuple[list[str | columns.DateError], list[str]]:
        """Return a column of days as read, and what was understood of it."""
        cells = [self.cell(row, part) for row in self.sheet.rows]
        return columns.column(cells, self.ways.order, self.sheet.day_zero, self.ways.today)

    def assumptions(self) -> list[str]:
        """Return what is taken for granted where the table does not say it."""
        names = self.rec.side_names
        notes = [
            "accounts are entered as known through reports: what they do not name may have come up"
        ]
        if "side" not in self.columns:
            whose = self.ways.whose or names["us"]
            notes.append(
                f"no column says whose account a row is: taken as that of {whose} (else --side "
                f"COLUMN, or --whose {' | '.join(map(sides.key, talks.SIDES))} | both | press)"
            )
        if tuple(names.values()) == UNNAMED:
            notes.append("the two sides have no names yet: say --sides ONE,TWO")
        elif self.rec.meetings.empty:
            notes.append("the two sides are {us} and {prc} (else --sides)".format_map(names))
        notes.append(
            "where level or channel is not given: working level; the leaders' channel for them, "
            "else other"
        )
        if "source" not in self.columns:
            notes.append(f"no column gives a source: {self.sheet.name} itself is cited")
        return notes

    def faults_of(self, row: Row, day) -> list[str]:
        """Return what is wrong with one row, all of it."""
        wrong = [str(day)] if isinstance(day, columns.DateError) else []
        if not wrong and self.ways.today and day > self.ways.today:
            wrong.append(f"{day} lies after {self.ways.today}")
        if not (title := self.line(row, "title")):
            wrong.append("the title is blank")
        for text, longest in ((title, 160), (self.line(row, "place"), 60)):
            if text and (fault := meanings.refused(text, longest)):
                wrong.append(f"{text[:40]!r}: {fault}")
        wrong += [fault for each in self.topics_in(row) for fault in self.faults_of_topic(each)]
        if self.sides_in(row) is None:
            side = self.cell(row, "side") or self.ways.whose
            known = [*map(sides.key, talks.SIDES), "both", "press"]
            wrong.append(f"{side!r} is no side. {nearest(side, known)}")
        try:
            self.hours_in(row)
        except ValueError as error:
            wrong.append(str(error))
        return wrong

    def faults_of_topic(self, topic: str) -> list[str]:
        """Return what keeps a topic that the record has not from being entered."""
        if topic.casefold() in self.topics:
            return []
        if re.search("[,，]", topic) and not self.ways.divided_by:
            asks = "may be one topic or several by commas: say --divided-by , (or write ; between)"
            return [f"{topic!r} {asks}"]
        return [] if meanings.coded(topic) else [f"{topic!r} has no letter to make a topic of"]

    def hours_in(self, row: Row) -> str:
        """Return a row's length in hours; blank where it is not given."""
        said, head = self.cell(row, "hours"), columns.bare(self.columns.get("hours", ""))
        return meanings.hours(said, head) if said else ""

    def sides_in(self, row: Row) -> tuple[str, ...] | None:
        """Return the sides whose account a row is; None if it names another."""
        if said := self.cell(row, "side") or self.ways.whose:
            return meanings.sides_of(said, self.names)
        return ("us",)

    def country_in(self, row: Row) -> str:
        """Return the country of a row's place: as it says itself, else as the gazetteer has it."""
        said, place = self.line(row, "country"), meanings.place(self.line(row, "place"))
        found = self.ways.cities.get(place) or names.named(said) or names.country_of(place)
        if (said or place) and not found:
            self.unplaced.setdefault(said or place)
        return found

    def city_in(self, row: Row) -> str:
        """Return a row's place, a city by one of its names for all."""
        said = meanings.place(self.line(row, "place"))
        return self.cities.get(said, said)

    def place(self, row: Row, day: str, last: str) -> None:
        """Enter one row that has no fault."""
        if (meeting := self.meeting_of(row, day)) is None:
            return
        meeting["end_date"] = max(meeting["end_date"], last)
        source = self.source_of(row, day)
        for side in self.sides_in(row):
            self.sides_of[meeting["meeting_id"]].setdefault(side, source)
            for topic in map(self.topic_key, self.topics_in(row)):
                where = {"meeting_id": meeting["meeting_id"], "side": side, "topic": topic}
                basis = "account" if side != "press" else "report"
                mention = where | {"basis": basis, "source_id": source}
                self.mentions.setdefault(tuple(where.values()), mention)

    def meeting_of(self, row: Row, day: str) -> Row | None:
        """Return the meeting of a row, a new one where it is the first; None if it is on record."""
        title, place = self.line(row, "title"), self.city_in(row)
        same = (day, title.casefold())
        if same in self.meetings:
            return self.meetings[same]
        if same in self.held:
            self.found.notes.append(f"{day} {title!r} is in the record already: passed over")
            return None
        name = adding.spelt(place, 20) or slug(title, 40) or "meeting"
        code = free(f"{day}-{name}", self.taken)
        self.taken.add(code)
        self.sides_of[code] = {}
        self.meetings[same] = self.as_meeting(row, code, day, title)
        return self.meetings[same]

    def as_meeting(self, row: Row, code: str, day: str, title: str) -> Row:
        """Return the row of a new meeting."""
        said = " ".join((title, self.cell(row, "format"), self.cell(row, "place"))).lower()
        manner = self.code_in(row, "format", meanings.manner(said))
        is_there = manner == "in_person"
        return {
            "meeting_id": code, "visit_id": code, "start_date": day, "end_date": day,
            "title": title,
            "channel": self.code_in(row, "channel", self.channel_of(row)),
            "level": self.code_in(row, "level", "working"),
            "format": manner, "city": self.city_in(row) if is_there else "",
            "country": self.country_in(row) if is_there else "",
            "duration_hours": self.hours_in(row), "status": "held", "date_precision": "day",
            "codebook": f"v{self.codebook}" if self.ticked or "topics" in self.columns else "",
            "first_added_date": self.ways.today, "last_changed_date": self.ways.today,
        }  # fmt: skip

    def channel_of(self, row: Row) -> str:
        """Return the channel that a row's level tells where it names none: leaders have theirs."""
        said = self.line(row, "level")
        is_leader = said and meanings.code("level", said) == "leader"
        return "leaders" if is_leader else (said and meanings.code("channel", said)) or "other"

    def code_in(self, row: Row, part: str, other: str) -> str:
        """Return a row's code of a list, by code, label or word; `other` where it is none."""
        said = self.line(row, part)
        if not said:
            return other
        labels = {self.rec.label(code, part).casefold(): code for code in meanings.CODES[part]}
        return meanings.code(part, said) or labels.get(said.casefold()) or other

    def topic_key(self, words: str) -> str:
        """Return the key of a topic, entered as a new one where the record has none such."""
        if (known := self.topics.get(words.casefold())) is None:
            known = meanings.coded(words)
            if not meanings.key(words):  # what sounds alike is not the same
                known = free(known, self.topics.values()).replace("-", "_")
                self.found.notes.append(meanings.BY_SOUND)
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

    def source_of(self, row: Row, day: str) -> str:
        """Return the id of a row's source, entered where it is new."""
        said = self.cell(row, "source")
        if said not in self.sources:
            web = re.fullmatch(r"https?://\S+\.\S+", said)
            who = urlsplit(said).hostname or said if web else said
            wanted = f"{adding.stem(who, '')}-{day}" if said else f"import-{slug(self.sheet.name)}"
            taken = {*self.rec.sources["source_id"], *self.sources.values()}
            self.sources[said] = free(wanted, taken)
            self.added["sources"].append(
                {
                    "source_id": self.sources[said], "publisher": who[:120] or "Imported table",
                    "title": self.line(row, "title") if said else self.sheet.name,
                    "url": said if web else "", "accessed_date": self.ways.today,
                    "tier": adding.tier(said, self.rec) if web else "",
                }
            )  # fmt: skip
        return self.sources[said]

    def finish(self) -> None:
        """Add accounts and coverage; drop everything if faults may not be passed over."""
        if not self.meetings or (self.found.faults and not self.ways.skip_bad):
            return
        self.added |= {"meetings": [*self.meetings.values()], "mentions": [*self.mentions.values()]}
        for meeting, cited in self.sides_of.items():
            for side in talks.SIDES:
                known = {"published": "yes", "read": "reported", "source_id": cited.get(side)}
                row = known if side in cited else {"published": "unknown"}
                self.added["accounts"].append({"meeting_id": meeting, "side": side, **row})
        if self.unplaced:
            self.found.notes.append(
                f"no country is known of {', '.join(map(repr, self.unplaced))}: such meetings "
                "count for no host (say --country COLUMN, or --city NAME=CC)"
            )
        self.found.added = self.added
        days = [meeting["start_date"] for meeting in self.meetings.values()]
        self.found.changed = {"coverage": adding.grown(self.rec, days, self.ways.today)}
        self.found.notes.append(
            f"coverage is stated from {min(days)} to {max(days)}, the dates of the table: mend "
            "coverage.csv if more was looked at"
        )
