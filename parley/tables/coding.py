"""How a text is coded: the dictionary of terms, the texts it was tested on, and how it did."""

import re
from dataclasses import dataclass

import pandas as pd
import pandera.pandas as pa

from parley.tables.base import Table, column
from parley.tables.cells import CellError, Code, Key, Reference, Text

LANGUAGES = ("en", "zh")
KINDS = ("topic", "negated", "earlier", "future", "background", "elsewhere")


@dataclass(frozen=True)
class Pattern(Text):
    """A regular expression that compiles and is not empty everywhere."""

    label = "regular expression"

    def read(self, text: str) -> str:
        text = super().read(text)
        try:
            found = re.compile(text)
        except re.error as error:
            raise CellError(
                f"is not a regular expression ({error})", "Mend it; Python's re reads it"
            ) from error
        if found.search(""):
            raise CellError("matches the empty text", "Ask for at least one character")
        return text


class TopicTerms(Table):
    """The dictionary by which a text is coded: terms of topics, and the rules of context that keep a term from counting. One row per rule."""

    term_id: str = column(Key(example="fentanyl-en-01"), "Key of the rule, named when it fires")
    kind: str = column(
        Code(KINDS),
        "topic: a term of a topic; negated: said not to have been discussed; earlier, future: of another meeting; background: a reporter's or a third party's words; elsewhere: talks of another pair of countries",
    )
    topic: str = column(
        Reference("topics.topic"), "Topic that the term stands for", blank="a rule of context"
    )
    language: str = column(Code(LANGUAGES), "Language of the sentence")
    pattern: str = column(
        Pattern(),
        "What is looked for, as a regular expression; English between word boundaries and without regard to case, a space for any white space",
    )
    needs: str = column(
        Pattern(), "What the same sentence must hold as well", blank="nothing more is needed"
    )
    inside: str = column(
        Pattern(), "Longer words inside which the pattern does not count", blank="none"
    )
    unless: str = column(
        Pattern(), "What the same clause must not hold", blank="nothing keeps it from counting"
    )
    scope: str = column(
        Code(("sentence", "part", "clause", "match")),
        "How much of the text a rule of context covers; a part ends at but, while or a semicolon",
        blank="a term of a topic",
    )
    note: str = column(Text(300), "Why the rule is as it is", blank="nothing to add")

    class Config:
        name = "topic_terms"
        unique = ["term_id"]
        metadata = {"origin": "This project's dictionary"}

    @pa.dataframe_check(
        error="topic|does not fit the kind|Give a topic and no scope for a term, a scope and no topic for a rule of context"
    )
    def topic_or_scope(cls, frame: pd.DataFrame) -> pd.Series:
        """A term has a topic, a rule of context has a scope."""
        is_term = frame["kind"] == "topic"
        return (frame["topic"].notna() == is_term) & (frame["scope"].isna() == is_term)
