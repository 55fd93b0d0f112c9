"""A meeting's rows in every table, from a draft that has no fault."""

from dataclasses import dataclass, field

import pandas as pd

from parley import record
from parley.coding.names import country_of
from parley.desk import draft as drafts
from parley.desk.draft import Seat, parts, seat, text
from parley.desk.meanings import cities_of
from parley.desk.new import free
from parley.record import Record, host_side, writing
from parley.record.crosscheck import FRAMING
from parley.record.doubts import uncounted
from parley.record.writing import Plan
from parley.tables.hosts import host_of, told_by
from pressroom.cli.starting import slug

Rows = dict[str, list[dict[str, str]]]
MOST_OF_A_TABLE = 6
COVERED = ("accounts", "meetings", "mentions")


def rows(draft: dict, rec: Record, today: str) -> Rows:
    """Return the rows that a draft without fault makes, by table.

    Parameters
    ----------
    draft : dict
        Answers to `draft.QUESTIONS`, by name.
    rec : Record
        The record that they are for.
    today : str
        ISO date on which they enter it.
    """
    if said := text(draft.get("city")):
        one = cities_of([*rec.meetings["city"].dropna()], [said])
        draft = draft | {"city": one.get(said, said)}
    if (city := text(draft.get("city"))) and not text(draft.get("country")):
        draft = draft | {"country": country_of_city(city, rec)}
    seats = {side: seats_of(draft, side, rec) for side in ("us", "prc")}
    everyone = [*seats["us"], *seats["prc"]]
    made: Rows = {"sources": []}
    cited = {side: source_id(draft, side, rec, made, today) for side in drafts.SIDES}
    made["people"] = [one.person for one in everyone if one.person]
    made["offices"] = [one.office for one in everyone if one.office]
    made["meetings"] = [meeting(draft, seats, rec, today)]
    code = made["meetings"][0]["meeting_id"]
    made["participants"] = [
        {"meeting_id": code, "person_id": one.person_id, "role": one.role, "is_principal": "yes"}
        for one in everyone
    ]
    made["accounts"] = [account(draft, side, code, cited[side]) for side in ("us", "prc")]
    made["mentions"] = mentions(draft, code, cited, rec)
    made["descriptors"] = words(draft, code, cited)
    made["comparable"] = comparable(draft, code, rec)
    return {table: found for table, found in made.items() if found}


def country_of_city(city: str, rec: Record) -> str:
    """Return a city's country as the record has it, else as the gazetteer does; else blank."""
    held = rec.meetings.loc[rec.meetings["city"] == city, "country"].dropna()
    return held.iloc[-1] if len(held) else country_of(city) or ""


def seats_of(draft: dict, side: str, rec: Record) -> list[Seat]:
    """Return the principals of a side."""
    day = text(draft["date"])
    return [seat(said, side, day, rec) for said in dict.fromkeys(parts(draft.get(side)))]


def meeting(draft: dict, seats: dict[str, list[Seat]], rec: Record, today: str) -> dict[str, str]:
    """Return the row of meetings.csv."""
    code = proposed_id(draft, seats, rec)
    given = {n: text(draft.get(n)) for n in ("title", "channel", "level", "format", "city")}
    coded = any(parts(draft.get(f"{s}_topics")) or draft.get(f"{s}_read") for s in drafts.SIDES)
    return given | {
        "meeting_id": code,
        "visit_id": visit(draft, seats, rec) or code,
        "start_date": text(draft["date"]),
        "end_date": text(draft.get("end_date")) or text(draft["date"]),
        "country": text(draft.get("country")),
        "duration_hours": text(draft.get("hours")),
        "status": "held",
        "codebook": f"v{newest_codebook(rec)}" if coded else "",
        "date_precision": "day",
        "first_added_date": today,
        "last_changed_date": today,
        "note": text(draft.get("note")),
    }


def newest_codebook(rec: Record) -> int:
    """Return the number of the newest codebook that a topic is coded from."""
    return max((int(v.removeprefix("v")) for v in rec.topics["coded_from"].dropna()), default=0)


def proposed_id(draft: dict, seats: dict[str, list[Seat]], rec: Record) -> str:
    """Return the id: day, place or manner, family names."""
    manner = text(draft["format"])
    place = spelt(text(draft.get("city")), 20) if manner == "in_person" else manner
    us = [one.person_id.split("-")[-1] for one in seats["us"][:1]]
    prc = [one.person_id.split("-")[0] for one in seats["prc"][:1]]
    wanted = "-".join([text(draft["date"]), place or "meeting", *us, *prc])
    return free(wanted, set(rec.meetings["meeting_id"]))


def visit(draft: dict, seats: dict[str, list[Seat]], rec: Record) -> str:
    """Return the visit that a session belongs to; blank if it opens one.

    Notes
    -----
    The same US principal, the same host country, days at most one apart.
    """
    if text(draft["format"]) != "in_person" or not text(draft.get("country")):
        return ""
    day, near = pd.Timestamp(text(draft["date"])), pd.Timedelta(days=1)
    held = rec.meetings
    held = held[held["format"].eq("in_person") & held["status"].eq("held")]
    close = (held["start_date"] - near <= day) & (day <= held["end_date"] + near)
    hosts = host_side(held["country"]).eq(host_side(pd.Series([draft["country"]])).iloc[0])
    same = held["country"].eq(draft["country"]) | (hosts & host_side(held["country"]).ne("third"))
    ids = {one.person_id for one in seats["us"]}
    for found in held[close & same].itertuples():
        if ids & principals(rec, found.meeting_id, "us"):
            return found.visit_id
    return ""


def principals(rec: Record, meeting_id: str, side: str) -> set[str]:
    """Return the ids of those who headed a side at a meeting."""
    return {w.person_id for w in rec.participants_of(meeting_id, side) if w.is_principal}


def source_id(draft: dict, side: str, rec: Record, made: Rows, today: str) -> str:
    """Return the id of a side's source, entered into `made` where it is new."""
    said = text(draft.get(f"{side}_source"))
    if "|" not in said:
        return said
    url, publisher, title, day = (part.strip() for part in said.split("|"))
    if there := [row["source_id"] for row in made["sources"] if row["url"] == url]:
        return there[0]
    on_file = rec.sources
    if (same := on_file.loc[on_file["url"] == url, "source_id"]).size:
        return same.iloc[0]
    taken = {*on_file["source_id"], *(row["source_id"] for row in made["sources"])}
    code = free(f"{stem(publisher, url)}-{day or text(draft['date'])}", taken)
    row = {"source_id": code, "publisher": publisher, "title": title, "url": url, "date": day}
    row |= {"date_precision": "day" if day else "", "tier": tier(url, rec)}
    made["sources"].append(row | {"accessed_date": today})
    return code


def spelt(words: str, longest: int) -> str:
    """Return words of any script as a part of a key, about as they sound; blank if none is left.

    Examples
    --------
    >>> spelt("Rödelheim", 30), spelt("外交部", 30), spelt("…", 30)
    ('rodelheim', 'waijiaobu', '')
    """
    from anyascii import anyascii  # its tables are read by few

    return slug(anyascii("".join(c for c in words if c.isalnum() or c.isascii())), longest)


def stem(publisher: str, url: str) -> str:
    """Return what a source's key begins with: its publisher, else the host of its address.

    Examples
    --------
    >>> stem("外交部", ""), stem("…", "https://www.mfa.gov.cn/a"), stem("", "")
    ('waijiaobu', 'mfa-gov-cn', 'source')
    """
    return spelt(publisher, 30) or slug(host_of(url).removeprefix("www."), 30) or "source"


def tier(url: str, rec: Record) -> str:
    """Return the tier of an address as the record lists its host, else as its rows agree on it.

    Returns
    -------
    str
        Blank where neither tells.
    """
    if found := told_by(url, rec.settings.hosts):
        return found
    held = rec.sources[["url", "tier"]].dropna()
    tiers = set(held.loc[held["url"].map(host_of).eq(host_of(url)), "tier"])
    return tiers.pop() if len(tiers) == 1 else ""


def account(draft: dict, side: str, code: str, cited: str) -> dict[str, str]:
    """Return the row of accounts.csv for one side."""
    row = {"meeting_id": code, "side": side, "source_id": cited}
    if not cited:
        return row | {"published": "unknown"}
    read = text(draft[f"{side}_read"])
    named = {*parts(draft.get(f"{side}_topics"))} - {FRAMING}
    told = "" if read != "full" else "yes" if named else "no"
    return row | {"published": "yes", "read": read, "names_subjects": told}


def mentions(draft: dict, code: str, cited: dict[str, str], rec: Record) -> list[dict[str, str]]:
    """Return the rows of mentions.csv: each topic once a side."""
    return [
        {
            "meeting_id": code,
            "side": side,
            "topic": topic,
            "source_id": cited[side],
            "basis": "report" if side == "press" else "account",
        }
        for side in drafts.SIDES
        for topic in drafts.topics(draft.get(f"{side}_topics"), draft, rec)
    ]


def words(draft: dict, code: str, cited: dict[str, str]) -> list[dict[str, str]]:
    """Return the rows of descriptors.csv: each word once a side, in lower case."""
    return [
        {"meeting_id": code, "side": side, "descriptor": word, "source_id": cited[side]}
        for side in ("us", "prc")
        for word in dict.fromkeys(map(str.lower, parts(draft.get(f"{side}_descriptors"))))
    ]


def comparable(draft: dict, code: str, rec: Record) -> list[dict[str, str]]:
    """Return the rows of comparable.csv: every topic, for a side whose whole text was read."""
    return [
        {
            "meeting_id": code,
            "side": side,
            "topic": topic,
            "basis": "read_full",
            "codebook": f"v{newest_codebook(rec)}",
        }
        for side in ("us", "prc")
        if text(draft.get(f"{side}_read")) == "full"
        for topic in rec.topics["topic"]
    ]


def grown(rec: Record, days: list[str], today: str) -> list[dict[str, str]]:
    """Return the coverage rows of a record that grow by the days of new meetings."""
    rows = rec.coverage
    found = []
    for row in rows[rows["table"].isin(COVERED) & rows["series"].isna()].itertuples():
        old = [] if rec.meetings.empty else [f"{row.first:%F}", f"{row.last:%F}"]
        span = {"first": min(days + old), "last": max(days + old)}
        span["as_of"] = max(today, f"{row.as_of:%F}")
        side = row.side if isinstance(row.side, str) else ""
        found.append({"table": row.table, "series": "", "side": side, **span})
    return found


def duplicates(draft: dict, rec: Record) -> list[str]:
    """Return what the record holds of the same day and principals, with the differences.

    Returns
    -------
    list of str
        A paragraph for each such meeting: its id, then a line for each cell that differs.
    """
    seats = {side: {s.person_id for s in seats_of(draft, side, rec)} for side in ("us", "prc")}
    held = rec.meetings
    day = pd.Timestamp(text(draft["date"]))
    same_day = held[(held["start_date"] <= day) & (day <= held["end_date"])]
    return [
        difference(draft, row)
        for row in same_day.to_dict("records")
        if all(seats[side] & principals(rec, row["meeting_id"], side) for side in seats)
    ]


def difference(draft: dict, row: dict) -> str:
    """Return how a draft differs from a meeting on record, a line a cell."""
    lines = [f"{row['meeting_id']} has the same day and principals:"]
    for name in ("title", "channel", "level", "format", "city", "country"):
        old, new = ("" if pd.isna(row[name]) else str(row[name])), text(draft.get(name))
        if old != new:
            lines.append(f"  {name}: on record {old or 'blank'!r}, yours {new or 'blank'!r}")
    return "\n".join(lines if len(lines) > 1 else [*lines, "  nothing differs"])


def beyond_coverage(draft: dict, rec: Record) -> str:
    """Return a warning where the day lies outside what the meetings table covers; else blank."""
    where = uncounted(rec, text(draft["channel"]), pd.Timestamp(text(draft["date"])))
    return where and (
        f"this meeting is kept, but {where}, by coverage.csv: say there how far was looked at"
    )


@dataclass
class Offer:
    """A meeting as it would be written.

    Attributes
    ----------
    faults : list of str
        What is wrong with the draft; then nothing else is filled.
    twins : list of str
        Meetings of the same day and principals, each with its differences.
    warning : str
        What is to be known of the day; blank if nothing.
    meeting_id : str
        The id proposed for it.
    plan : Plan or None
        The rows, ready to be written.
    """

    faults: list[str] = field(default_factory=list)
    twins: list[str] = field(default_factory=list)
    warning: str = ""
    meeting_id: str = ""
    plan: Plan | None = None

    @property
    def lines(self) -> list[str]:
        """The rows as people read them, a table's many alike ones shortened."""
        return shortened(self.plan.lines) if self.plan else []


def offer(draft: dict, rec: Record, today: str) -> Offer:
    """Return what a draft would write; nothing is written.

    Parameters
    ----------
    draft : dict
        Answers to `draft.QUESTIONS`, by name.
    rec : Record
        The record that they are for.
    today : str
        ISO date on which they enter it.
    """
    if wrong := drafts.faults(draft, rec):
        return Offer(faults=wrong)
    twins, warning = duplicates(draft, rec), beyond_coverage(draft, rec)
    made = rows(draft, rec, today)
    code = made["meetings"][0]["meeting_id"]
    return Offer([], twins, warning, code, writing.plan(rec.folder, made))


def shortened(lines: list[str]) -> list[str]:
    """Return the lines of a plan, of each table the first few and how many more there are.

    Examples
    --------
    >>> shortened([f"+ mentions.csv: {n}" for n in range(8)])[-1]
    '+ mentions.csv: … and 2 rows more of the same kind'
    """
    tables = [line.split(":")[0] for line in lines]
    found = []
    for number, line in enumerate(lines):
        before = tables[:number].count(tables[number])
        if before < MOST_OF_A_TABLE:
            found.append(line)
        elif before == MOST_OF_A_TABLE:
            rest = tables.count(tables[number]) - MOST_OF_A_TABLE
            found.append(f"{tables[number]}: … and {rest} rows more of the same kind")
    return found


def checked(rec: Record) -> tuple[Record, str]:
    """Return the record as it lies now, and the result of its check in words.

    Raises
    ------
    DataError
        With every fault that it has.
    """
    after = record.load(rec.folder)
    return after, (
        f"Checked: {len(after.meetings):,} meetings and {len(after.mentions):,} mentions; "
        "the record holds."
    )
