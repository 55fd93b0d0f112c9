"""Brings the official series up to date: one adapter a series, a new vintage beside the old."""

from parley.refresh.contract import Adapter, Parsed
from parley.refresh.deaths import Cdc, States, Wonder
from parley.refresh.http import Fetcher, NothingNewError
from parley.refresh.others import Cbp, Census, Phac
from parley.refresh.run import Given, Outcome, commit, prepare

ADAPTERS = (Cdc(), States(), Phac(), Cbp("ofo_usbp"), Cbp("amo"), Census(), Wonder())


def named(name: str) -> Adapter:
    """Return the adapter called `name`; KeyError if there is none."""
    return {adapter.name: adapter for adapter in ADAPTERS}[name]
