"""A new notebook that keeps every rule of the house and runs as it stands."""

import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path

from parley.desk.names import slug
from parley.record import Record
from pressroom import paths
from pressroom.build.starting import book, checked
from pressroom.errors import UsageError
from pressroom.nearest import nearest


def template(name: str) -> str:
    """Return the text of one of the templates beside this module."""
    return files("parley.desk").joinpath("templates", name).read_text(encoding="utf-8")


ABOUT = ("meetings", "topics", "promises", "deaths")
WORDS = {  # of a question, by which it is known what it is about
    "deaths": "death|died|overdose",
    "promises": "promise|commit|pledge|deliver",
    "topics": "topic|mention|raise|discuss|subject",
}


def create(question: str, rec: Record, name: str | None = None, about: str = "") -> Path:
    """Write a new notebook and return its file.

    Parameters
    ----------
    question : str
        The question that it answers, as its heading asks it.
    rec : Record
        Where the topic that it starts with is looked up: the one that the question names, else
        the one mentioned most.
    name : str, optional
        Its file's name; made from the question if left out.
    about : str, optional
        A key of `ABOUT`, or a table of the record; what the question seems to be about if left
        out.

    Raises
    ------
    UsageError
        If it is no question, uses a word of the list, a notebook of the name exists, or there is
        nothing of what it is about.
    """
    asked = checked(question)
    path = paths.notebooks() / f"{slug(name or asked)}.ipynb"
    if path.exists():
        raise UsageError(f"notebooks/{path.name} exists; give another --name")
    about = about or guessed(asked, rec)
    filled = {"QUESTION": json_text(asked)}
    if about == "topics":
        filled["TOPIC"] = named_topic(asked, rec) or leading_topic(rec)
    elif about not in ABOUT:
        filled |= {"TABLE": about, "COLUMN": column_of(about, rec)}
    path.parent.mkdir(exist_ok=True)
    path.write_text(text(about if about in ABOUT else "table", filled), encoding="utf-8")
    return path


def guessed(question: str, rec: Record) -> str:
    """Return what a question seems to be about: a topic it names, else by its words; meetings."""
    known = (
        about
        for about, words in WORDS.items()
        if re.search(rf"\b(?:{words})", question, re.IGNORECASE)
    )
    return next(known, "topics" if named_topic(question, rec) else "meetings")


def column_of(table: str, rec: Record) -> str:
    """Return the first column of a table whose values can be counted by kind.

    Raises
    ------
    UsageError
        If the record has no such table, or it no such column.
    """
    held = [each for each in names() if each in rec and len(getattr(rec, each))]
    if table not in held:
        raise UsageError(f"--about {table}: {nearest(table, [*ABOUT, *held])}")
    rows = getattr(rec, table)
    kinds = rows.select_dtypes(exclude=["number", "datetime"]).nunique()
    if not len(few := kinds[kinds.between(2, 40)]):
        raise UsageError(f"the table {table} has no column of a few kinds to count by")
    return str(few.index[0])


def names() -> list[str]:
    """Return the names of the record's tables."""
    from parley.tables import TABLES

    return [table.Config.name for table in TABLES]


def named_topic(question: str, rec: Record) -> str:
    """Return the topic whose label or key the question holds, the longest; blank if none."""
    topics = rec.topics if "topics" in rec else []
    named = [
        (len(name), row.topic)
        for row in (topics.itertuples() if len(topics) else ())
        for name in (row.label, row.topic.replace("_", " "))
        if re.search(rf"\b{re.escape(name)}\b", question, re.IGNORECASE)
    ]
    return max(named, default=(0, ""))[1]


def leading_topic(rec: Record) -> str:
    """Return the topic that the record mentions most; the first of the list if none is."""
    said = rec.mentions["topic"].value_counts() if "mentions" in rec else []
    known = rec.topics["topic"] if "topics" in rec else []
    if not len(known):
        raise UsageError("the record has no topic yet: add a row to topics.csv first")
    return said.index[0] if len(said) else known.iloc[0]


def text(about: str, values: dict[str, str]) -> str:
    """Return the notebook as its file holds it."""
    filled = template(f"{about}.toml")
    for mark, value in values.items():
        filled = filled.replace(f"__{mark}__", value)
    return book(tomllib.loads(filled)["cell"])


def json_text(question: str) -> str:
    """Return a question as it may stand between the quotes of a TOML string."""
    return json.dumps(question, ensure_ascii=False)[1:-1]
