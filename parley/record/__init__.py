"""The record: loaded and checked here, and written to ``data/`` from here alone."""

from parley.record.load import Record, Source, load

__all__ = ["Record", "Source", "load"]
