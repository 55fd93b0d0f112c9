"""The pages of one state as its own code makes them, to be compared: judged by no gate.

Started by name in a process of the state's own, so that a change of the code shows; see `compare`.
"""

import sys
from pathlib import Path

from pressroom.build.build import Options, build
from pressroom.build.options import Watcher
from pressroom.build.plan import Planner, chosen
from pressroom.build.store import Store
from pressroom.errors import PressError

MODULE = "pressroom.editions.pages"


def main(out: Path, *names: str) -> int:
    """Build the site into a folder; of the reports named, if any are, their pages alone."""
    options = Options(out=out, gate=False, watcher=Told())
    if names:
        planned = Planner(Store(out)).plan()
        found = chosen(planned, names)
        options.reports = tuple(p.report for slug, p in planned.items() if slug in found)
        options.alone = True
    result = build(options)
    for slug, reason in result.failed.items():
        print(f"{slug}: {reason}", file=sys.stderr)
    return result.code


class Told(Watcher):
    """Says what is run and what is kept."""

    def planned(self, planned, jobs) -> None:
        """Say how many."""
        print(f"{len(jobs)} to run, {len(planned) - len(jobs)} fresh", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))
    except PressError as error:
        sys.exit(str(error))
