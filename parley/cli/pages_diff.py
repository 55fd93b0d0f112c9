"""Show the text of every page before and after a change, side by side."""

import argparse
import tempfile
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.add_argument("old", help="a git revision, a project, or a folder of pages")
    parser.add_argument("new", nargs="?", default=".", help="the same; what lies here if left out")
    parser.add_argument("--report", action="append", default=[], help="build this one alone")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write them side by side too")


def run(args: argparse.Namespace) -> int:
    """Return 0, whether anything differs or not."""
    from pressroom.editions import pagetext

    with tempfile.TemporaryDirectory() as place:
        before, after = (
            pagetext.pages(pagetext.site(state, Path(place) / name, args.report))
            for name, state in (("before", args.old), ("after", args.new))
        )
    changed = pagetext.differences(before, after)
    show(changed)
    alike = len(before.keys() | after.keys()) - len(changed)
    print(f"{len(changed)} pages differ, {alike} are the same")
    if args.html:
        args.html.write_text(pagetext.as_html(before, after, changed), encoding="utf-8")
        print(f"side by side in {args.html}")
    return 0


def show(changed) -> None:
    """Print the lines that differ in two columns, a page at a time."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    for path, found in changed.items():
        table = Table("before", "after", title=path, title_justify="left", expand=True)
        for change in found:
            table.add_row(Text("\n".join(change.old)), Text("\n".join(change.new)))
            table.add_section()
        console.print(table)
