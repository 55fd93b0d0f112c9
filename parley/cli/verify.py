"""Make published pages anew from the record, offline, and compare every number that they say.

Answers match, mismatch or "cannot recompute here" for each page. It ends with 6 if anything
published differs from what the record gives, and with 1 if something could not be recomputed.
"""

import argparse
from pathlib import Path

from parley.cli import options


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.add_argument(
        "place", nargs="?", type=Path, metavar="PAGE|SITE",
        help="a page, or the folder of a site; else editions/site, else build/site",
    )  # fmt: skip
    options.data(parser)
    parser.add_argument("--workers", type=int, default=0, metavar="N", help="reports at a time")
    parser.add_argument("--quiet", action="store_true", help="say only what does not match")


def run(args: argparse.Namespace) -> int:
    """Return 0 if every page matches, 6 on a mismatch, 1 if one cannot be recomputed here."""
    import tempfile

    from pressroom.editions import editions, remake, verify

    site, pages = remake.site_of(args.place or published())
    with tempfile.TemporaryDirectory(prefix="parley-verify-") as work:
        remaker = remake.Remaker(site, Path(work), args.data, args.workers)
        answers = verify.verify(site, remaker, pages)
    if not pages:
        answers += editions.held_to_notes(site)
    return told(answers, args.quiet)


def published() -> Path:
    """Return the site that is served, or the working one where none has been published."""
    from pressroom import paths

    served = paths.editions() / "site"
    return served if served.is_dir() else paths.build() / "site"


def told(answers: list, quiet: bool) -> int:
    """Say every answer, those that cannot be recomputed for one reason together."""
    from pressroom.editions.verify import CANNOT, MATCH, MISMATCH
    from pressroom.errors import VerifyError

    by = {kind: [a for a in answers if a.outcome == kind] for kind in (MATCH, MISMATCH, CANNOT)}
    for answer in [] if quiet else by[MATCH]:
        print(answer)
    for reason, files in grouped(by[CANNOT]).items():
        more = f" and {len(files) - 3} more" if len(files) > 3 else ""
        print(f"{', '.join(files[:3])}{more}: {CANNOT}: {reason}")
    for answer in by[MISMATCH]:
        print(answer)
    numbers = sum(answer.numbers for answer in by[MATCH])
    print(
        f"{len(by[MATCH])} match ({numbers:,} numbers), {len(by[MISMATCH])} mismatch, "
        f"{len(by[CANNOT])} cannot be recomputed here"
    )
    return VerifyError.code if by[MISMATCH] else 1 if by[CANNOT] else 0


def grouped(answers: list) -> dict[str, list[str]]:
    """Return the pages by the reason why they cannot be recomputed."""
    found: dict[str, list[str]] = {}
    for answer in answers:
        found.setdefault(answer.reason, []).append(answer.page)
    return found
