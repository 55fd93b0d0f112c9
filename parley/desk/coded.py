"""Accepted proposals as answers of a new meeting, or as rows of one that is on record."""

from collections import defaultdict
from typing import NamedTuple

import pandas as pd

from parley import coding as making
from parley.coding import Proposal, Reading
from parley.desk import adding
from parley.desk import draft as drafts
from parley.desk.sheets import Sheet
from parley.record import Record, writing
from parley.record.crosscheck import FRAMING, UNIT
from parley.record.writing import Plan
from pressroom.errors import Fault, UsageError
from pressroom.nearest import key_of, nearest

CHOSEN = ("person", "topic", "descriptor")
GIVEN = ("meeting_id", "start_date", "title", "side", "url")
YES = ("1", "yes", "y", "x", "true", "✓", "✔", "是")
NO = ("0", "no", "n", "false", "✗", "✘", "否")
SAY = "Write 1 where the text names the topic, and 0 where it does not"


class Text(NamedTuple):
    """The text that was read: whose account it is, where it stands, how much of it was read.

    Attributes
    ----------
    side : str
        us, prc or press.
    source : str
        As a draft takes it: a source_id, or address | publisher | title | date.
    read : str
        full, opening or reported; blank where the record says it already, and for the press.
    """

    side: str
    source: str
    read: str = ""


class Addition(NamedTuple):
    """What accepted proposals add to a meeting that is on record.

    Attributes
    ----------
    plan : Plan
        The rows, ready to be written.
    left : list of str
        Which proposals make no row, and why.
    """

    plan: Plan
    left: list[str]


def answers(accepted: list[Proposal], text: Text, rec: Record) -> dict[str, str]:
    """Return what accepted proposals answer of the questions for a new meeting.

    Parameters
    ----------
    accepted : list of Proposal
        Those that the person took; of several days, places or lengths the first counts.
    text : Text
        The text they come from.
    rec : Record
        Gives the side of each person and the country of each city.
    """
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for one in accepted:
        by_kind[one.kind].append(one.value)
    first = {kind: values[0] for kind, values in by_kind.items()}
    given = {f"{text.side}_source": text.source}
    given |= {name: first[name] for name in ("date", "hours") if name in first}
    if city := first.get("place", ""):
        country = adding.country_of_city(city, rec)
        given |= {"format": "in_person", "city": city, "country": country}
    sides = dict(zip(rec.people["person_id"], rec.people["side"], strict=True))
    for side in ("us", "prc"):
        given[side] = "; ".join(p for p in by_kind["person"] if sides[p] == side)
    given[f"{text.side}_topics"] = "; ".join(by_kind["topic"])
    if text.side != "press":
        given[f"{text.side}_read"] = text.read
        given[f"{text.side}_descriptors"] = "; ".join(by_kind["descriptor"])
    return {name: value for name, value in given.items() if value}


def addition(
    accepted: list[Proposal], text: Text, meeting_id: str, rec: Record, today: str
) -> Addition:
    """Return what accepted proposals add to a meeting on record; nothing is written.

    Parameters
    ----------
    accepted : list of Proposal
        Those that the person took; day and place are told by the meeting's own row, a length
        goes there where it is blank.
    text : Text
        The text they come from.
    meeting_id : str
        The meeting.
    rec : Record
        The record they go to.
    today : str
        ISO date on which they enter it.

    Raises
    ------
    UsageError
        If the record has no such meeting, the source is neither known nor whole, or the account
        is new to the record and nothing says how much of it was read.
    """
    making.known("meeting", meeting_id, rec.meetings["meeting_id"])
    making.known("side", text.side, drafts.SIDES)
    held = rec.meetings.set_index("meeting_id").loc[meeting_id]
    made: dict[str, list[dict[str, str]]] = {"sources": []}
    cited = source(text, f"{held['start_date']:%Y-%m-%d}", rec, made, today)
    new = [row["source_id"] for row in made["sources"]]
    chosen = [one for one in accepted if one.kind in CHOSEN]
    added, left = making.rows(chosen, rec, meeting_id, text.side, cited, new)
    hours = next((one.value for one in accepted if one.kind == "hours"), "")
    if hours and pd.notna(held["duration_hours"]):
        left, hours = [*left, f"hours {hours}: on record as {held['duration_hours']:g}"], ""
    if not added and not hours:
        return Addition(Plan(rec.folder), left)
    touched = {"meeting_id": meeting_id, "last_changed_date": today}
    if pd.isna(held["codebook"]):
        touched["codebook"] = f"v{adding.newest_codebook(rec)}"
    touched |= {"duration_hours": hours} if hours else {}
    changed = {"meetings": [touched]}
    names = any(row["topic"] != FRAMING for row in added.get("mentions", []))
    if account := newly_read(text, meeting_id, cited, names, rec):
        changed["accounts"] = [account]
    whole = {name: rows for name, rows in (made | added).items() if rows}
    return Addition(writing.plan(rec.folder, added=whole, changed=changed), left)


def source(text: Text, day: str, rec: Record, made: dict, today: str) -> str:
    """Return the id of the text's source, entered into `made` where it is new."""
    question = next(q for q in drafts.QUESTIONS if q.name == f"{text.side}_source")
    draft = {question.name: text.source, "date": day}
    if not (text.source or "").strip():
        raise UsageError(f"say where the text was read: {drafts.SOURCE}")
    if wrong := question.faults(draft, rec):
        raise UsageError(f"the source: {wrong[0].partition(': ')[2]}")
    return adding.source_id(draft, text.side, rec, made, today)


def newly_read(
    text: Text, meeting_id: str, cited: str, names: bool, rec: Record
) -> dict[str, str] | None:
    """Return what changes in the account's row, if anything; `names` tells if it names a subject.

    An account that none was known of is entered; one that was said to name no subject does now.

    Raises
    ------
    UsageError
        If nothing says how much of it was read.
    """
    rows = rec.accounts
    row = rows[(rows["meeting_id"] == meeting_id) & (rows["side"] == text.side)]
    if text.side == "press":
        return None
    if (row["published"] == "yes").any():
        mute = names and (row["names_subjects"] == "no").any()
        now = {"meeting_id": meeting_id, "side": text.side, "names_subjects": "yes"}
        return now if mute else None
    if text.read not in drafts.READ:
        raise UsageError(
            "the record knows of no account of that side yet: say how much of it was read, "
            f"{', '.join(drafts.READ)} (--read)"
        )
    return {
        "meeting_id": meeting_id,
        "side": text.side,
        "source_id": cited,
        "published": "yes",
        "read": text.read,
        "searched_until": "",
        "names_subjects": ("yes" if names else "no") if text.read == "full" else "",
    }


def named(reading: Reading, wanted: str) -> list[Proposal]:
    """Return the proposals that a list on the command line takes.

    Parameters
    ----------
    reading : Reading
        What the text proposes.
    wanted : str
        ``all`` for those that count; else topics, people and words by key or by name, joined by
        ``,``.
        Day, place and length that count are taken with them, and the people where it names none.

    Raises
    ------
    UsageError
        Naming every value that the text does not propose, and the nearest that it does.
    """
    counted = [one for one in reading.proposals if one.counts]
    if wanted == "all":
        return counted
    values = [value.strip() for value in wanted.split(",") if value.strip()]
    choices = [one for one in reading.proposals if one.kind in CHOSEN]
    known = {one.value: one.kind for one in choices}
    labels = {one.value: one.label for one in choices}
    values = [key_of(value, known, labels) for value in values]
    if unknown := [value for value in values if value not in known]:
        told = "; ".join(f"{value!r}: {nearest(value, known, labels)}" for value in unknown)
        raise UsageError(f"the text does not propose {told}")
    kinds = {"date", "place", "hours"} | ({"person"} - {known[value] for value in values})
    return [
        one
        for one in reading.proposals
        if one.value in values or (one.kind in kinds and one.counts)
    ]


class Returned:
    """What a sheet means for the record, read row by row.

    Parameters
    ----------
    sheet : Sheet
        As read from the file.
    rec : Record
        The record that the sheet was made from.
    coder : str
        Name of the reading, ``human-`` and a name or initials.
    blank_is_no : bool
        Whether a blank in a row that was begun says no; else it is a fault.

    Attributes
    ----------
    rows : list of dict
        Rows for codings.csv.
    faults : list of Fault
        Everything that cannot be placed; nothing is written while there is one.
    passed_over : int
        Accounts of which nothing was filled in.
    """

    def __init__(self, sheet: Sheet, rec: Record, coder: str, blank_is_no: bool = False):
        self.name, self.coder, self.blank_is_no = sheet.name, coder, blank_is_no
        self.rows: list[dict[str, str]] = []
        self.faults: list[Fault] = []
        self.passed_over = 0
        self.columns = self.headed(sheet.header, list(rec.topics["topic"]))
        self.accounts = accounts_of(rec)
        coded = rec.codings[rec.codings["coder"] == coder]
        self.have = set(coded[["meeting_id", "side"]].itertuples(index=False, name=None))
        for line, row in zip(sheet.lines, sheet.rows, strict=True):
            if not any(row[topic] for topic in self.columns):
                self.passed_over += 1
            elif self.placed(line, row.get("meeting_id", ""), row.get("side", "")):
                self.read_row(line, row)

    def fault(self, line: int, column: str, value: str, problem: str, remedy: str) -> None:
        """Add a fault of the sheet."""
        self.faults.append(Fault(self.name, line, column, value, problem, remedy))

    def headed(self, header: list[str], topics: list[str]) -> list[str]:
        """Return the columns that are topics; a fault for each that is neither known nor there."""
        for name in ("meeting_id", "side"):
            if name not in header:
                near = nearest(name, header)
                self.fault(1, name, "", "is not on the sheet", f"Keep the sheet's columns. {near}")
        for name in header:
            if name not in topics and name not in GIVEN:
                self.fault(1, name, "", "is no topic of the record", nearest(name, topics))
        return [name for name in header if name in topics]

    def placed(self, line: int, meeting: str, side: str) -> bool:
        """Return whether a row is of an account that can be coded, with a fault if it is not."""
        sides = [each for known, each in self.accounts if known == meeting]
        if not sides:
            meetings = list(dict.fromkeys(known for known, _ in self.accounts))
            problem = "is no meeting with a published account"
            self.fault(line, "meeting_id", meeting, problem, nearest(meeting, meetings))
        elif side not in sides:
            problem = f"has no published account of {meeting}"
            self.fault(line, "side", side, problem, f"Write {' or '.join(sides)}")
        elif (meeting, side) in self.have:
            problem = f"is coded by {self.coder} already, here or in codings.csv"
            self.fault(line, "meeting_id", f"{meeting} · {side}", problem, "Keep one of the two")
        else:
            self.have.add((meeting, side))
            return True
        return False

    def read_row(self, line: int, row: dict[str, str]) -> None:
        """Add the codings of one account, or a fault for each cell that says neither yes nor no."""
        source = self.accounts[row["meeting_id"], row["side"]]
        for topic in self.columns:
            said = row[topic].strip().lower()
            if said in YES or said in NO or (self.blank_is_no and not said):
                made = dict(zip(UNIT, (row["meeting_id"], row["side"], topic), strict=True))
                made |= {"coder": self.coder, "basis": "full", "value": "1" if said in YES else "0"}
                self.rows.append(made | {"source_id": "" if pd.isna(source) else source})
            elif said:
                self.fault(line, topic, row[topic], "says neither yes nor no", SAY)
            else:
                remedy = f"{SAY}; or give --blank-is-no"
                self.fault(line, topic, "", "is blank in a row that was begun", remedy)


def accounts_of(rec: Record) -> dict[tuple[str, str], str]:
    """Return the source of each published account: the text read in full where there was one."""
    there = rec.accounts[rec.accounts["published"] == "yes"]
    whole = rec.codings[rec.codings["basis"] == "full"]
    sources, read = (
        {(row.meeting_id, row.side): row.source_id for row in rows.itertuples()}
        for rows in (there, whole)
    )
    return {unit: read.get(unit, source) for unit, source in sources.items()}


def compared(found: Returned, rec: Record) -> pd.DataFrame:
    """Return how the sheet's codings stand to each reading of the record.

    Returns
    -------
    DataFrame
        Index coder; both, sheet_only, other_only, neither: counts of meeting, side and topic.
    """
    mine = pd.DataFrame(found.rows)[[*UNIT, "value"]].astype({"value": int})
    both = rec.codings.merge(mine, on=UNIT, suffixes=("_other", ""))
    other, own = both["value_other"] == 1, both["value"] == 1
    kinds = {
        "both": own & other,
        "sheet_only": own & ~other,
        "other_only": ~own & other,
        "neither": ~own & ~other,
    }
    return pd.DataFrame(kinds).groupby(both["coder"]).sum().astype(int)
