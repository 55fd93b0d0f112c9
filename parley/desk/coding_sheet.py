"""The blank sheet of the coding, come back from a person: a row an account, a column a topic."""

from dataclasses import dataclass, field

import pandas as pd

from parley.desk.sheets import Sheet
from parley.record import Record, writing
from parley.record.deciding import UNIT
from pressroom.errors import Fault
from pressroom.nearest import nearest

GIVEN = ("meeting_id", "start_date", "title", "side", "url")
YES = ("1", "yes", "y", "x", "true", "✓", "✔", "是")
NO = ("0", "no", "n", "false", "✗", "✘", "否")
SAY = "Write 1 where the text names the topic, and 0 where it does not"


@dataclass
class Returned:
    """What a sheet means for the record.

    Attributes
    ----------
    rows : list of dict
        Rows for codings.csv.
    faults : list of Fault
        Everything that cannot be placed; nothing is written while there is one.
    passed_over : int
        Accounts of which nothing was filled in.
    """

    name: str
    rows: list[dict[str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    passed_over: int = 0

    def fault(self, line: int, column: str, value: str, problem: str, remedy: str) -> None:
        """Add a fault of the sheet."""
        self.faults.append(Fault(self.name, line, column, value, problem, remedy))


def returned(sheet: Sheet, rec: Record, coder: str, blank_is_no: bool = False) -> Returned:
    """Return the codings on a sheet, with everything that is wrong with it.

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
    """
    found, topics = Returned(sheet.name), list(rec.topics["topic"])
    columns = headed(found, sheet, topics)
    accounts = accounts_of(rec)
    coded = rec.codings[rec.codings["coder"] == coder]
    have = set(coded[["meeting_id", "side"]].itertuples(index=False, name=None))
    for line, row in zip(sheet.lines, sheet.rows, strict=True):
        unit = (row.get("meeting_id", ""), row.get("side", ""))
        if not any(row[topic] for topic in columns):
            found.passed_over += 1
        elif placed(found, line, unit, accounts, have, coder):
            have.add(unit)
            read_row(found, line, row, columns, coder, accounts[unit], blank_is_no)
    return found


def headed(found: Returned, sheet: Sheet, topics: list[str]) -> list[str]:
    """Return the columns that are topics, with a fault for each that is neither known nor there."""
    for name in ("meeting_id", "side"):
        if name not in sheet.header:
            near = nearest(name, sheet.header)
            found.fault(1, name, "", "is not on the sheet", f"Keep the sheet's columns. {near}")
    for name in sheet.header:
        if name not in topics and name not in GIVEN:
            found.fault(1, name, "", "is no topic of the record", nearest(name, topics))
    return [name for name in sheet.header if name in topics]


def accounts_of(rec: Record) -> dict[tuple[str, str], str]:
    """Return the source of each published account: the text read in full where there was one."""
    there = rec.accounts[rec.accounts["published"] == "yes"]
    sources = {(row.meeting_id, row.side): row.source_id for row in there.itertuples()}
    whole = rec.codings[rec.codings["basis"] == "full"]
    read = {(row.meeting_id, row.side): row.source_id for row in whole.itertuples()}
    return {unit: source for unit, source in (sources | read).items() if unit in sources}


def placed(
    found: Returned, line: int, unit: tuple[str, str], accounts: dict, have: set, coder: str
) -> bool:
    """Return whether a row is of an account that can be coded, with a fault if it is not."""
    meeting, side = unit
    meetings = list(dict.fromkeys(meeting for meeting, _ in accounts))
    if meeting not in meetings:
        problem = "is no meeting with a published account"
        found.fault(line, "meeting_id", meeting, problem, nearest(meeting, meetings))
    elif unit not in accounts:
        sides = [side for each, side in accounts if each == meeting]
        problem = f"has no published account of {meeting}"
        found.fault(line, "side", side, problem, f"Write {' or '.join(sides)}")
    elif unit in have:
        problem = f"is coded by {coder} already, here or in codings.csv"
        found.fault(line, "meeting_id", f"{meeting} · {side}", problem, "Keep one of the two")
    else:
        return True
    return False


def read_row(
    found: Returned, line: int, row: dict, columns: list[str], coder: str, source, blank_is_no: bool
) -> None:
    """Add the codings of one account, or a fault for each cell that says neither yes nor no."""
    for topic in columns:
        said = row[topic].strip().lower()
        if said in YES or said in NO or (blank_is_no and not said):
            values = [row["meeting_id"], row["side"], topic]
            made = dict(zip(UNIT, values, strict=True)) | {"coder": coder, "basis": "full"}
            made["value"] = "1" if said in YES else "0"
            found.rows.append(made | {"source_id": "" if pd.isna(source) else source})
        elif said:
            found.fault(line, topic, row[topic], "says neither yes nor no", SAY)
        else:
            remedy = f"{SAY}; or give --blank-is-no"
            found.fault(line, topic, "", "is blank in a row that was begun", remedy)


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


def plan(found: Returned, rec: Record) -> writing.Plan:
    """Return what writing the sheet's codings would do."""
    return writing.plan(rec.folder, added={"codings": found.rows})
