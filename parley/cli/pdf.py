"""Print a report's page as a tagged PDF with an outline, through Chromium."""

import argparse
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    add = parser.add_argument
    add("report", help="a report's name, as in topic-profile--fentanyl, or a page's file")
    add("--site", type=Path, metavar="DIR", help="folder of the site; else build/site")
    add("--out", type=Path, metavar="FILE", help="where it goes; else build/pdf/REPORT.pdf")
    add("--with-tables", action="store_true", help="print what is folded away too")


def run(args: argparse.Namespace) -> int:
    """Return 0 when the PDF is written."""
    from pressroom import paths
    from pressroom.errors import where
    from pressroom.page import pdf

    page = pdf.page_of(args.report, args.site or paths.build() / "site")
    name = page.parent.name if page.stem == "index" else page.stem
    out = args.out or paths.build() / "pdf" / f"{name}.pdf"
    made = pdf.pdf(page, out, with_tables=args.with_tables)
    print(f"{where(made)}, {made.stat().st_size / 1000:,.0f} KB")
    return 0
