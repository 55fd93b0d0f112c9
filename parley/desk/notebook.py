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


def template(name: str) -> str:
    """Return the text of one of the templates beside this module."""
    return files("parley.desk").joinpath("templates", name).read_text(encoding="utf-8")


def create(question: str, rec: Record, name: str | None = None) -> Path:
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

    Raises
    ------
    UsageError
        If it is no question, uses a word of the list, or a notebook of the name exists.
    """
    asked = checked(question)
    path = paths.notebooks() / f"{slug(name or asked)}.ipynb"
    if path.exists():
        raise UsageError(f"notebooks/{path.name} exists; give another --name")
    path.parent.mkdir(exist_ok=True)
    path.write_text(text(asked, named_topic(asked, rec) or leading_topic(rec)), encoding="utf-8")
    return path


def named_topic(question: str, rec: Record) -> str:
    """Return the topic whose label the question holds, the longest of several; blank if none."""
    topics = rec.topics if "topics" in rec else []
    named = [
        (len(row.label), row.topic)
        for row in (topics.itertuples() if len(topics) else ())
        if re.search(rf"\b{re.escape(row.label)}\b", question, re.IGNORECASE)
    ]
    return max(named, default=(0, ""))[1]


def leading_topic(rec: Record) -> str:
    """Return the topic that the record mentions most; the first of the list if none is."""
    said = rec.mentions["topic"].value_counts() if "mentions" in rec else []
    known = rec.topics["topic"] if "topics" in rec else []
    if not len(known):
        raise UsageError("the record has no topic yet: add a row to topics.csv first")
    return said.index[0] if len(said) else known.iloc[0]


def text(question: str, topic: str) -> str:
    """Return the notebook as its file holds it."""
    filled = template("notebook.toml").replace("__QUESTION__", json_text(question))
    given = tomllib.loads(filled.replace("__TOPIC__", topic))["cell"]
    return book(given)


def json_text(question: str) -> str:
    """Return a question as it may stand between the quotes of a TOML string."""
    return json.dumps(question, ensure_ascii=False)[1:-1]
