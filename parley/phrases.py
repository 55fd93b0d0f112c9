"""Sentences that stand on several pages, so that no two pages say them differently."""

from typing import Any

from pressroom.say import Sentence, say

HATCHED = "Hatched: not covered by the record."


def after_coverage(last: Any) -> Sentence:
    """Return what is said of the time after the last day for which meetings are covered.

    Parameters
    ----------
    last : Timestamp
        The last covered day.

    Notes
    -----
    Days after it may not have been looked at, or a search may have found nothing: the table of
    known gaps says which. Neither means that no meeting was held.
    """
    return say(
        "Meetings are covered to {last}; that none is on record after that day does not mean that "
        "none was held.",
        last=last,
    )
