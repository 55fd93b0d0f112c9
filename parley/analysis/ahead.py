"""What several reports ask of the whole record, computed before they are forked."""

from typing import Any

from parley.analysis import agreement, detection, readouts, topics


def profiles(rec: Any) -> None:
    """Compute what the page of each topic asks of all topics."""
    held = topics.held_meetings(rec.meetings, topics.window(rec.coverage, rec.as_of))
    rows = topics.account_topics(held, rec.accounts, rec.mentions, rec.topics)
    topics.learned(rows, held)
    topics.full_text_totals(rows, rec.topics)
    detection.corrected(rows, rec.codings)
    readouts.comparisons(held, rec.accounts, rec.mentions, rec.comparable, rec.topics)
    coding(rec)


def coding(rec: Any) -> None:
    """Compute how far the coding agrees."""
    agreement.reliable_from(rec.codings)
