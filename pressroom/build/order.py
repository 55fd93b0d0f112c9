"""What is asked of the process that dresses a site, and its answer. Light."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pressroom.build.matrix import Report
from pressroom.build.store import Run


@dataclass(frozen=True)
class Order:
    """What a site is to be made of.

    Attributes
    ----------
    target : Path
        Empty folder that receives it.
    data : Path
        The record.
    as_of : str or None
        Date as which it is read.
    reports : tuple of (Report, Run)
        In the order of the site.
    notices : dict
        Slug to the notice that its page carries.
    run : dict
        What the manifest says of the run.
    browser : bool
        Whether the gate looks at the pages in Chromium too.
    gate : bool
        Whether it looks at them at all.
    before : Path or None
        A site that has passed the same gate: pages that are the same there are not read again.
    """

    target: Path
    data: Path
    as_of: str | None
    reports: tuple[tuple[Report, Run], ...]
    notices: Mapping[str, str] = field(default_factory=dict)
    run: Mapping[str, object] = field(default_factory=dict)
    browser: bool = False
    gate: bool = True
    before: Path | None = None


@dataclass(frozen=True)
class Verdict:
    """What became of an order.

    Attributes
    ----------
    faults : dict
        Slug to the reason why its page cannot be published.
    problems : tuple of str
        What the gate holds against the rest of the site.
    """

    faults: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
