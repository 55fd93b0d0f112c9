"""``data/coder_scores.csv``: what the program proposes for each test text, beside its label."""

import csv
import io
from pathlib import Path

import pandas as pd

from parley import coding, tables
from parley.record import Record, settings
from parley.record.load import inspect

READ = (
    "topics",
    "topic_terms",
    "meetings",
    "people",
    "offices",
    "participants",
    "descriptors",
    "coding_texts",
)


def text(root: Path) -> str:
    """Return the file's text: a row per test text and topic, in the order of both tables."""
    rec = without_scores(root / "data")
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(tables.named("coder_scores").columns())
    topics = rec.topics["topic"].tolist()
    for one in rec.coding_texts.fillna("").itertuples():
        columns = [one.topics, one.first_terms, one.first_proposed]
        said = [set(column.split(";")) for column in columns] + [proposed(one.text, rec)]
        writer.writerows([one.text_id, t, *(int(t in some) for some in said)] for t in topics)
    return held.getvalue()


def proposed(words: str, rec: Record) -> set[str]:
    """Return the topics that the program proposes; none for a text that it refuses."""
    try:
        return {one.value for one in coding.propose(words, rec).of("topic")}
    except coding.TextRefusedError:
        return set()  # a refusal is scored as silence: its label is empty if it was right


def without_scores(folder: Path) -> Record:
    """Return the record of the tables that coding reads, so that the scores can be made anew."""
    readings = inspect(folder, [tables.named(name) for name in READ])
    frames = {name: reading.frame for name, reading in readings.items()}
    return Record(folder, frames, pd.NaT, settings.read(folder))
