"""What a draft would write, and the writing of it: the terminal and the form share it."""

from dataclasses import dataclass, field

from parley import record
from parley.desk import adding
from parley.desk import draft as drafts
from parley.record import Record, writing
from parley.record.writing import Plan

MOST_OF_A_TABLE = 6


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
    twins, warning = adding.duplicates(draft, rec), adding.beyond_coverage(draft, rec)
    made = adding.rows(draft, rec, today)
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
