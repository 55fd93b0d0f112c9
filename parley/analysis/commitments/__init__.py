"""What was promised, what became of it, and how long it took. Frames in, frames out."""

from parley.analysis.commitments import dress, words
from parley.analysis.commitments.ledger import (
    STATE_NAMES,
    STATES,
    by_names,
    kept,
    ledger,
    promises,
    state_counts,
    window,
)
from parley.analysis.commitments.waiting import (
    Waiting,
    delivered_within,
    waiting,
    waiting_by,
    waits,
)

__all__ = [
    "STATES",
    "STATE_NAMES",
    "Waiting",
    "by_names",
    "delivered_within",
    "dress",
    "kept",
    "ledger",
    "promises",
    "state_counts",
    "waiting",
    "waiting_by",
    "waits",
    "window",
    "words",
]
