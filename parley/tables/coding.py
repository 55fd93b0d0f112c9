"""How a text is coded: the dictionary of terms, the texts it was tested on, and how it did."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from re import _parser as parser  # the standard library's own reader of patterns

import pandas as pd

from parley.tables.base import Table, column, rule
from parley.tables.cells import CellError, Code, Count, Day, Key, Reference, Text

LANGUAGES = ("en", "zh")
LONG, SIDE_BY_SIDE = 40, 3  # a repeat of more than so many; how many of them a pattern may have
REPEATS = (parser.MAX_REPEAT, parser.MIN_REPEAT, parser.POSSESSIVE_REPEAT)
UNTANGLE = "Say how often, as in {0,20}, and repeat no group that holds a repeat"
KINDS = ("topic", "negated", "earlier", "future", "background", "elsewhere")


@dataclass(frozen=True)
class Pattern(Text):
    """A regular expression that compiles and is not empty everywhere."""

    label = "regular expression"

    def read(self, text: str) -> str:
        text = super().read(text)
        try:
            parsed = parser.parse(text)
            is_wide = parsed.getwidth()[0] > 0 and "(?<" not in text  # then parsing tells all
            found = None if is_wide else re.compile(text)
        except re.error as error:
            raise CellError(
                f"is not a regular expression ({error})", "Mend it; Python's re reads it"
            ) from error
        if found and found.search(""):
            raise CellError("matches the empty text", "Ask for at least one character")
        if why := endless(text, parsed):
            raise CellError(f"may take for ever on a plain sentence: {why}", UNTANGLE)
        return text


def endless(pattern: str, parsed: Iterable | None = None) -> str:
    r"""Return why a search for a pattern may never end; blank if it takes time in proportion.

    Parameters
    ----------
    pattern : str
        The pattern.
    parsed : SubPattern, optional
        The same, where it has been parsed.

    Notes
    -----
    Python's engine tries every way of sharing a text between repeats. One long repeat inside
    another has exponentially many ways, and several one behind the other have a power of the
    text's length.

    Examples
    --------
    >>> endless(r"(?:\w+\s?)+\d")
    'a repeat stands inside a repeat'
    >>> endless(r"export controls? .{0,40}chips?")
    ''
    """
    if not re.search(r"[*+{]", pattern):
        return ""
    long, nested = repeats(parsed or parser.parse(pattern), False)
    if nested:
        return "a repeat stands inside a repeat"
    return f"{long} long repeats" if long > SIDE_BY_SIDE else ""


def repeats(items: Iterable, inside: bool) -> tuple[int, bool]:
    """Return how many long repeats a parsed pattern has on one way, and if it is tangled.

    It is where a long repeat holds another, or something that can be cut up in several ways.
    """
    count, tangled = 0, inside and all(kind in REPEATS for kind, _ in items)
    for kind, what in items:
        is_long = kind in REPEATS and int(what[1]) > LONG
        tangled |= inside and (is_long or (kind is parser.BRANCH and overlapping(what[1])))
        found = [repeats(part, inside or is_long) for part in parts_of(kind, what)]
        count += is_long + max((more for more, _ in found), default=0)
        tangled |= any(deeper for _, deeper in found)
    return count, tangled


def parts_of(kind, what) -> list:
    """Return the patterns inside one item of a parsed pattern."""
    if kind is parser.BRANCH:
        return what[1]
    held = what if isinstance(what, tuple | list) else (what,)
    return [part for part in held if isinstance(part, parser.SubPattern)]


def overlapping(ways: list) -> bool:
    """Return whether one way of an alternation may begin as another whole does."""
    begins = sorted("".join(map(chr, letters(way))) for way in ways)
    return any(later.startswith(earlier) for earlier, later in pairwise(begins))


def letters(way: Iterable) -> Iterator[int]:
    """Yield the plain letters with which a parsed pattern begins."""
    for kind, what in way:
        if kind is not parser.LITERAL:
            return
        yield what


class TopicTerms(Table, name="topic_terms", key=("term_id",), origin="This project's dictionary"):
    """The dictionary by which a text is coded: terms of topics, and the rules of context that keep a term from counting. One row per rule."""

    term_id = column(Key(example="fentanyl-en-01"), "Key of the rule, named when it fires")
    kind = column(
        Code(KINDS),
        "topic: a term of a topic; negated: said not to have been discussed; earlier, future: of another meeting; background: a reporter's or a third party's words; elsewhere: talks of another pair of countries",
    )
    topic = column(
        Reference("topics.topic"), "Topic that the term stands for", blank="a rule of context"
    )
    language = column(Code(LANGUAGES), "Language of the sentence")
    pattern = column(
        Pattern(),
        "What is looked for, as a regular expression; English between word boundaries and without regard to case, a space for any white space",
    )
    needs = column(
        Pattern(), "What the same sentence must hold as well", blank="nothing more is needed"
    )
    inside = column(Pattern(), "Longer words inside which the pattern does not count", blank="none")
    unless = column(
        Pattern(), "What the same clause must not hold", blank="nothing keeps it from counting"
    )
    scope = column(
        Code(("sentence", "part", "clause", "match")),
        "How much of the text a rule of context covers; a part ends at but, while or a semicolon",
        blank="a term of a topic",
    )
    note = column(Text(300), "Why the rule is as it is", blank="nothing to add")

    @rule(
        "topic",
        "does not fit the kind",
        "Give a topic and no scope for a term, a scope and no topic for a rule of context",
    )
    def topic_or_scope(cls, frame: pd.DataFrame) -> pd.Series:
        """A term has a topic, a rule of context has a scope."""
        is_term = frame["kind"] == "topic"
        return (frame["topic"].notna() == is_term) & (frame["scope"].isna() == is_term)


class CodingTexts(
    Table, name="coding_texts", key=("text_id",), origin="Invented for this project as a test"
):
    """Invented texts on which the dictionary was tested, written by somebody who had not seen it; never part of the record of the talks. One row per text."""

    text_id = column(Key(example="en-adv-01"), "Key of the text")
    language = column(Code(LANGUAGES), "Its language")
    kind = column(
        Code(("plain", "adversarial")), "An ordinary text, or one written to mislead a dictionary"
    )
    side = column(Code(("us", "prc", "press")), "Whose account it imitates")
    meeting_date = column(Day(), "Day of the invented meeting")
    text = column(Text(4000), "The text, invented")
    topics = column(
        Text(400),
        "Topics that its author says were raised, joined by ;",
        blank="none, or the talk is of another pair of countries",
    )
    first_proposed = column(
        Text(400),
        "Topics proposed by the program as it stood before its author had seen the texts, joined by ;",
        blank="none proposed, or the text was refused",
    )
    first_terms = column(
        Text(400),
        "Topics that the dictionary alone found then, without the program's refusals, joined by ;",
        blank="none found",
    )
    note = column(Text(400), "What makes the text hard", blank="nothing to add")


class CoderScores(
    Table,
    name="coder_scores",
    key=("text_id", "topic"),
    origin="Made by this project's program from coding_texts.csv",
):
    """What the program proposes for each test text, beside its author's label; made by the program. One row per text and topic."""

    text_id = column(Reference("coding_texts.text_id"), "Test text")
    topic = column(Reference("topics.topic"), "Topic")
    truth = column(Count(), "1: its author says that the topic was raised; 0: not")
    first_terms = column(Count(), "1: found by the dictionary when it was first tested; 0: not")
    first = column(Count(), "1: proposed by the program when it was first tested; 0: not")
    proposed = column(Count(), "1: proposed by the program as it now is; 0: not")
