"""How far the two readings of the accounts agree: tables, and the words that tell them."""

from parley.analysis.agreement.measures import (
    RELY,
    blank_sheet,
    coded_twice,
    differences,
    facts,
    marked,
    per_topic,
    tentative_topics,
    untested_topics,
)

__all__ = [
    "RELY",
    "blank_sheet",
    "coded_twice",
    "differences",
    "facts",
    "marked",
    "per_topic",
    "tentative_topics",
    "untested_topics",
]
