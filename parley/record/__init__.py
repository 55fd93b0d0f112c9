"""The record: loaded and checked here, and written to ``data/`` from here alone."""

from parley.record.load import Participant, Record, Source, host_side, load
