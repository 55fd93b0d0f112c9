"""What a question of one's own is about, as its words tell, and what of it a notebook takes."""

import re

from parley import sides
from parley.coding import topics as coding
from parley.coding.sentences import Sentence
from parley.record import Record

ABOUT = ("meetings", "topics", "promises", "deaths")
WORDS = {  # of a question, by which it is known what it is about
    "deaths": "death|died|overdose",
    "promises": "promise|commit|pledge|deliver",
    "topics": "topic|mention|raise|discuss|subject",
    "meetings": r"meet\b|met\b",
}
PLACES = {"city": "cit(?:y|ies)", "country": "countr(?:y|ies)"}  # columns that a question counts by
OF_CHANNEL = ("meetings", "promises")  # whose notebook may be of one channel
DATED = ("meetings", "topics", "promises")  # whose notebook has a first and a last day
_YEAR, _TO = r"((?:19|20)\d\d)\b", r"(?:to|until|till|through|and|-|–|—)"
_TIMES = (  # a span of years; since a year; until one; in one
    rf"(?:\b(?:since|from|between)\s+)?\b{_YEAR}\s*{_TO}\s*{_YEAR}",
    rf"\b(?:since|from)\s+{_YEAR}()",
    rf"\b(?:until|till|to|through)\s+(){_YEAR}",
    rf"\b(?:in|during|of)\s+(?=((?:19|20)\d\d)){_YEAR}",
)


def named_place(question: str) -> str:
    """Return the column of places that a question names; blank if none.

    Examples
    --------
    >>> named_place("Which cities host the talks?"), named_place("How often do they meet?")
    ('city', '')
    """
    named = (each for each, words in PLACES.items() if re.search(rf"\b{words}\b", question, re.I))
    return next(named, "")


def guessed(question: str, rec: Record) -> str:
    """Return what a question seems to be about: a topic it names, else by its words; meetings."""
    known = (
        about
        for about, words in WORDS.items()
        if re.search(rf"\b(?:{words})", question, re.IGNORECASE)
    )
    return next(known, "topics" if named_topics(question, rec) else "meetings")


def named_topics(question: str, rec: Record) -> list[str]:
    """Return the topics that a question names, in its order: by label, key or a coder's term."""
    return list(dict.fromkeys(topic for *_, topic in _places(question, rec)))


def _places(question: str, rec: Record) -> list[tuple[int, int, str]]:
    """Return where a question names topics: the start, the length below nought, the topic."""
    topics = rec.topics if "topics" in rec else []
    named = [
        (found.start(), -len(name), row.topic)
        for row in (topics.itertuples() if len(topics) else ())
        for name in (row.label, row.topic.replace("_", " "))
        if (found := re.search(rf"\b{re.escape(name)}\b", question, re.IGNORECASE))
    ]
    terms = coding.terms(rec.topic_terms) if "topic_terms" in rec else []
    hits = coding.hits([Sentence(1, question, "en")], terms)
    named += [(hit.start, hit.start - hit.end, hit.term.topic) for hit in hits]
    return sorted(named)


def named_channel(question: str, rec: Record) -> str:
    """Return the first channel that a question names by its label; blank if none."""
    found = {
        key: place.start()
        for key in {*rec.meetings["channel"].dropna()} - {"other"}
        if (place := re.search(rf"\b{re.escape(rec.label(key))}\b", question, re.IGNORECASE))
    }
    return min(found, key=lambda key: found[key], default="")


def named_side(question: str, rec: Record) -> str:
    """Return the key of the one side that a question names; ``either`` if none or both.

    A name within that of a topic, as in East China Sea, is none.
    """
    words, rest = sides.words(), question
    for start, length, _ in _places(question, rec):
        rest = rest[:start] + " " * -length + rest[start - length :]
    named = [
        sides.key(code)
        for code in sides.CODES
        for names in ["|".join(re.escape(words[f"{code}_{each}"]) for each in ("name", "s"))]
        if re.search(rf"\b(?:{names})\b", rest)
    ]
    return named[0] if len(named) == 1 else "either"


def span_of(question: str) -> tuple[str, str, str]:
    """Return the first and the last day that a question asks for, blank if none, and the rest.

    Examples
    --------
    >>> span_of("How often did they meet from 2021 to 2023?")
    ('2021-01-01', '2023-12-31', 'How often did they meet ?')
    >>> span_of("2023 to 2021?")[:2]
    ('2021-01-01', '2023-12-31')
    >>> span_of("Since 2021?")[:2], span_of("In 2021?")[:2], span_of("Before 2021?")[:2]
    (('2021-01-01', ''), ('2021-01-01', '2021-12-31'), ('', ''))
    """
    for pattern in _TIMES:
        if found := re.search(pattern, question, re.IGNORECASE):
            first, last = sorted(found.groups()) if all(found.groups()) else found.groups()
            rest = question.replace(found[0], "", 1)
            return first and f"{first}-01-01", last and f"{last}-12-31", rest
    return "", "", question


def told(question: str, rec: Record, about: str, is_given: bool, name: str) -> list[str]:
    """Return what the notebook of this name takes of a question and what not, a line each."""
    topics, (first, last, rest) = named_topics(question, rec), span_of(question)
    days = {"first_date": first, "last_date": last} if about in DATED else {}
    channel = named_channel(question, rec)
    days |= {"channel": channel} if about in OF_CHANNEL else {}
    days |= {"side": named_side(question, rec).replace("either", "")} if about == "topics" else {}
    dated = "".join(f"; {name} {value}" for name, value in days.items() if value)
    run = f"parley run {name} -p"
    if about == "topics":
        own = f"topic {topics[0]}, which it names" if topics else "the topic mentioned most"
        own += "" if is_given else "; for another notebook: --about meetings"
        left = [f"the topic {each}, for which: {run} topic={each}" for each in topics[1:]]
    else:
        own = f"{about}, as you say" if is_given else f"{about}, by its words; another: --about"
        left = [f"the topic {each}, for which: --about topics" for each in topics]
    if not topics and about in ("topics", "meetings"):
        way = f"{run} topic=KEY" if about == "topics" else "--about topics"
        left.append(f"any topic, as it names none that topics.csv has; for one: {way}")
    if about in OF_CHANNEL and not channel:
        left.append(f"any channel, as it names none by its label; for one: {run} channel=KEY")
    if about not in OF_CHANNEL and channel:
        left.append(f"the channel {channel}, for which: --about meetings")
    way = f", for which: {run} first_date=YEAR or last_date=YEAR" if days else ""
    left += [f"“{year}”{way}" for year in re.findall(_YEAR, rest if days else question)]
    return [f"taken of the question: {own}{dated}", *(f"not taken: {each}" for each in left)]
