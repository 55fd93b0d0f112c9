"""``docs/topics.svg``: the README's one chart, drawn from the record as the reports draw it."""

import tempfile
from pathlib import Path

from parley import record
from parley.analysis import topics
from parley.analysis.topics import frequency_dress as dress
from parley.analysis.topics import frequency_words as words
from parley.charts import topics as charts
from pressroom import context, figures, findings

SIDE = "either"


def text(root: Path) -> str:
    """Return the drawing of the topics, ranked, by side."""
    rec = record.load(root / "data")
    span = topics.window(rec.coverage, rec.as_of)
    held = topics.held_meetings(rec.meetings, span)
    rows = topics.account_topics(held, rec.accounts, rec.mentions, rec.topics)
    totals = topics.topic_totals(rows, rec.topics, side=SIDE)
    with tempfile.TemporaryDirectory() as place, context.running("readme", Path(place)):
        figures.save(
            charts.topic_ranking,
            totals,
            name="topics",
            title=findings.claim(**words.sides_title(totals)),
            source=rec.origin("mentions", "accounts"),
            table=figures.TableSpec(**dress.ranking_table(totals)),
            description=findings.claim(**words.ranking_description(totals, SIDE)),
            **dress.ranking_dress(totals, span),
        )
        return (Path(place) / "topics.svg").read_text(encoding="utf-8")
