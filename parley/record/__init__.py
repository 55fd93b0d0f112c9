"""The record: loaded and checked here, and written to ``data/`` from here alone."""

from parley.record.load import Record, Source, load
from parley.record.people import Participant, host_side

__all__ = ["Participant", "Record", "Source", "host_side", "load"]
