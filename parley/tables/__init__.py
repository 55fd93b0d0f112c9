"""What the data means: each class is schema, dictionary entry and source line of one CSV."""

from parley.tables.acts import Commitments, EventSets, Planned, PolicyEvents
from parley.tables.base import Table
from parley.tables.coding import CoderScores, CodingTexts, TopicTerms
from parley.tables.keeping import Audits, Checks, Corrections, Coverage, Gaps, Sources
from parley.tables.people import Offices, Participants, People
from parley.tables.series import (
    CanadaDeaths,
    OfficialSeries,
    Population,
    Seizures,
    UsDeaths12mo,
    UsDeathsAnnual,
    UsDeathsMonthly,
)
from parley.tables.talks import (
    Accounts,
    Codings,
    Comparable,
    Descriptors,
    Meetings,
    MeetingSources,
    Mentions,
    Topics,
)

TABLES: tuple[type[Table], ...] = (
    Sources,
    Topics,
    TopicTerms,
    Meetings,
    MeetingSources,
    Planned,
    People,
    Offices,
    Participants,
    Accounts,
    Mentions,
    Descriptors,
    Comparable,
    Codings,
    CodingTexts,
    CoderScores,
    Commitments,
    PolicyEvents,
    EventSets,
    UsDeathsMonthly,
    UsDeaths12mo,
    UsDeathsAnnual,
    CanadaDeaths,
    Seizures,
    Population,
    OfficialSeries,
    Coverage,
    Gaps,
    Checks,
    Corrections,
    Audits,
)


def named(name: str) -> type[Table]:
    """Return the schema class of the table called `name`; KeyError if there is none."""
    return {table.Config.name: table for table in TABLES}[name]


__all__ = ["TABLES", "Table", "named", *sorted(table.__name__ for table in TABLES)]
