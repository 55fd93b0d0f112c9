"""What the record holds, and what it does not. Frames in, frames out."""

from parley.analysis.coverage import audit, dress, sentences
from parley.analysis.coverage.holdings import (
    account_states,
    meetings_by_channel,
    unsourced,
    vintages,
    without_source,
)

__all__ = [
    "account_states",
    "audit",
    "dress",
    "meetings_by_channel",
    "sentences",
    "unsourced",
    "vintages",
    "without_source",
]
