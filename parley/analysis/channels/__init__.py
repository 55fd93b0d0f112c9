"""Which channels are alive: when they met, how long they wait, where, and who met whom."""

from parley.analysis.channels import dress, words
from parley.analysis.channels.board import (
    FEWEST_GAPS,
    RESIDUAL,
    Reading,
    board,
    changed_standing,
    contact_gaps,
    contacts,
    counted_again,
    deep_from,
    in_use,
    rated,
    read_board,
    standing_words,
)
from parley.analysis.channels.people import encounters, leading_pairs, pairs, principals
from parley.analysis.channels.rhythm import (
    acts,
    around,
    called_off,
    manner,
    manner_names,
    manner_totals,
    manners_by_year,
    rhythm,
)

__all__ = [
    "FEWEST_GAPS",
    "RESIDUAL",
    "Reading",
    "acts",
    "around",
    "board",
    "called_off",
    "changed_standing",
    "contact_gaps",
    "contacts",
    "counted_again",
    "deep_from",
    "dress",
    "encounters",
    "in_use",
    "leading_pairs",
    "manner",
    "manner_names",
    "manner_totals",
    "manners_by_year",
    "pairs",
    "principals",
    "rated",
    "read_board",
    "rhythm",
    "standing_words",
    "words",
]
