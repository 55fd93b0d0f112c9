"""Start a notebook, a chart or a table that already passes every rule."""

import argparse

from parley.cli import options


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    add = parser.add_argument
    add("question", nargs="?", help="the question that a new notebook answers, in quotes")
    add("--name", metavar="NAME", help="the notebook's file name; else made from the question")
    add("--chart", metavar="NAME", help="start a chart and its test instead")
    add("--table", metavar="NAME", help="start a table: its schema, empty file and test")
    add("--about", metavar="TEXT", default="", help="what the chart or table is, in a sentence")
    options.data(parser)


def run(args: argparse.Namespace) -> int:
    """Return 0 after saying which files were written and what comes next."""
    from parley.desk import notebook, pieces
    from pressroom.errors import UsageError, where

    asked = [given for given in (args.question, args.chart, args.table) if given]
    if len(asked) != 1:
        raise UsageError("name one thing: a QUESTION in quotes, --chart NAME or --table NAME")
    if args.question:
        from parley import record

        made = [notebook.create(args.question, record.load(args.data), args.name)]
        after = f"make lab to work on it, make report ARGS={made[0].stem} to see its page"
    elif args.chart:
        made = pieces.chart(args.chart, args.about)
        after = f"call it in a notebook with figures.save(charts.{args.chart}, …)"
    else:
        made = pieces.table(args.table, args.about)
        after = "set its columns, then make generated and make test"
    for path in made:
        print(f"wrote {where(path)}")
    print(f"Next: {after}.")
    return 0
