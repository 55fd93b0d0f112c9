"""What was promised, what became of it, and how long it took. Frames in, frames out."""

from parley.analysis.commitments import dress, words
from parley.analysis.commitments.ledger import (
    BY_NAMES,
    STATE_NAMES,
    STATES,
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
    "BY_NAMES",
    "STATES",
    "STATE_NAMES",
    "Waiting",
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
