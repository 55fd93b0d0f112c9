"""``docs/topics.svg``: the README's one chart, drawn from the record as the reports draw it."""

import tempfile
from pathlib import Path

from parley import record
from parley.analysis import topics
from parley.charts import topics as charts
from pressroom import context, figures
from pressroom.say import say

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
            title=say("Topics by how many accounts mention them, {us_name} and {prc_name}"),
            subtitle=f"Share of each side's accounts that mention a topic, {span}, per cent",
            source=rec.origin("mentions", "accounts"),
            table=topics.by_side(totals),
        )
        return (Path(place) / "topics.svg").read_text(encoding="utf-8")
