"""Brings the official series up to date: one adapter a series, a new vintage beside the old."""

from parley.refresh.cbp import Cbp
from parley.refresh.cdc import Cdc, States
from parley.refresh.census import Census
from parley.refresh.contract import Adapter, Parsed
from parley.refresh.http import Fetcher, NothingNewError
from parley.refresh.phac import Phac
from parley.refresh.run import Given, Outcome, commit, prepare
from parley.refresh.wonder import Wonder

ADAPTERS: tuple[Adapter, ...] = (
    Cdc(),
    States(),
    Phac(),
    Cbp("ofo_usbp"),
    Cbp("amo"),
    Census(),
    Wonder(),
)


def named(name: str) -> Adapter:
    """Return the adapter called `name`; KeyError if there is none."""
    return {adapter.name: adapter for adapter in ADAPTERS}[name]


__all__ = [
    "ADAPTERS", "Adapter", "Cbp", "Cdc", "Census", "Fetcher", "Given", "NothingNewError", "Outcome",
    "Parsed", "Phac", "States", "Wonder", "commit", "named", "prepare",
]  # fmt: skip
