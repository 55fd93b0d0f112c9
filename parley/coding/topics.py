"""Topics of a text by the dictionary, and the context that keeps a term from counting."""

import re
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from parley.coding.sentences import Sentence

MARKS = {
    "negated": "said not to have been discussed",
    "earlier": "about an earlier meeting",
    "future": "about a future meeting",
    "background": "background, not the talk itself",
    "elsewhere": "about talks of other countries",
}


@dataclass(frozen=True)
class Term:
    """One rule of the dictionary, ready to be matched; patterns left blank are None."""

    term_id: str
    kind: str
    topic: str
    language: str
    scope: str
    pattern: re.Pattern
    needs: re.Pattern | None
    inside: re.Pattern | None
    unless: re.Pattern | None


@dataclass(frozen=True)
class Hit:
    """A term found: which rule, where, and the mark that keeps it from counting, if any."""

    term: Term
    sentence: Sentence
    start: int
    end: int
    mark: str


@lru_cache(maxsize=2048)
def compiled(pattern: str, language: str) -> re.Pattern:
    """Return a pattern of the dictionary as Python matches it."""
    if language == "zh":
        return re.compile(pattern, re.IGNORECASE)
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


def terms(frame: pd.DataFrame) -> list[Term]:
    """Return the dictionary, rule by rule.

    Parameters
    ----------
    frame : DataFrame
        The table ``topic_terms``.
    """
    rows = frame.fillna("").to_dict("records")
    return [
        Term(
            **{name: row[name] for name in ("term_id", "kind", "topic", "language", "scope")},
            **{
                name: compiled(row[name], row["language"]) if row[name] else None
                for name in ("pattern", "needs", "inside", "unless")
            },
        )
        for row in rows
    ]


def found(term: Term, sentence: Sentence) -> list[tuple[int, int]]:
    """Return where a rule fires in a sentence, its own conditions kept."""
    if term.language != sentence.language or (
        term.needs and not term.needs.search(sentence.text)
    ):
        return []
    longer = [m.span() for m in term.inside.finditer(sentence.text)] if term.inside else []
    return [
        (match.start(), match.end())
        for match in term.pattern.finditer(sentence.text)
        if not any(a <= match.start() and match.end() <= b for a, b in longer)
        and not (term.unless and term.unless.search(clause_of(sentence, match.start())))
    ]


def clause_of(sentence: Sentence, place: int) -> str:
    """Return the words of the clause in which a place lies."""
    start, end = sentence.around(place, "clause")
    return sentence.text[start:end]


def marked(sentence: Sentence, rules: list[Term]) -> list[tuple[int, int, str]]:
    """Return the parts of a sentence that do not count: start, end and the kind of mark."""
    marks = []
    for rule in rules:
        for start, end in found(rule, sentence):
            covered = (start, end) if rule.scope == "match" else sentence.around(start, rule.scope)
            marks.append((*covered, rule.kind))
    return marks


def mark_at(place: int, marks: list[tuple[int, int, str]]) -> str:
    """Return the first mark that covers a place, else blank."""
    return next((kind for start, end, kind in marks if start <= place < end), "")


def hits(sentences: list[Sentence], dictionary: list[Term]) -> list[Hit]:
    """Return every term of a topic found, in the order of the text, each with its mark."""
    rules = [term for term in dictionary if term.kind != "topic"]
    topical = [term for term in dictionary if term.kind == "topic"]
    told = []
    for sentence in sentences:
        marks = marked(sentence, rules)
        told += [
            Hit(term, sentence, start, end, mark_at(start, marks))
            for term in topical
            for start, end in found(term, sentence)
        ]
    return told


def best(told: list[Hit]) -> dict[str, Hit]:
    """Return for each topic the first hit that counts, else the first at all."""
    chosen: dict[str, Hit] = {}
    for hit in told:
        held = chosen.get(hit.term.topic)
        if held is None or (held.mark and not hit.mark):
            chosen[hit.term.topic] = hit
    return chosen


def topics_of(text_sentences: list[Sentence], dictionary: list[Term]) -> set[str]:
    """Return the topics that a text says were raised, marks taken into account."""
    return {topic for topic, hit in best(hits(text_sentences, dictionary)).items() if not hit.mark}
