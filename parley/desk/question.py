"""What a question of one's own is about, as its words tell, and what of it a notebook takes."""

import re

from parley.record import Record

ABOUT = ("meetings", "topics", "promises", "deaths")
WORDS = {  # of a question, by which it is known what it is about
    "deaths": "death|died|overdose",
    "promises": "promise|commit|pledge|deliver",
    "topics": "topic|mention|raise|discuss|subject",
}
PLACES = {"city": "cit(?:y|ies)", "country": "countr(?:y|ies)"}  # columns that a question counts by
DATED = ("meetings", "topics", "promises")  # whose notebook has a first day
_TIME = re.compile(
    r"\b(?:(since|from)\s+)?(?:(?:in|by|to|and|after|before|until|between)\s+)?((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_END = re.compile(r"(?:by|to|and|before|until)\b", re.IGNORECASE)


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
    """Return the topics whose label or key the question holds, in its order."""
    topics = rec.topics if "topics" in rec else []
    named = [
        (found.start(), -len(name), row.topic)
        for row in (topics.itertuples() if len(topics) else ())
        for name in (row.label, row.topic.replace("_", " "))
        if (found := re.search(rf"\b{re.escape(name)}\b", question, re.IGNORECASE))
    ]
    return list(dict.fromkeys(topic for *_, topic in sorted(named)))


def since(question: str) -> str:
    """Return the first day of the year since which a question asks; blank if it names none.

    Examples
    --------
    >>> since("How often did they meet since 2021?"), since("How often did they meet in 2021?")
    ('2021-01-01', '')
    """
    return next((f"{year}-01-01" for is_first, year in _TIME.findall(question) if is_first), "")


def told(question: str, rec: Record, about: str, is_given: bool, name: str) -> list[str]:
    """Return what the notebook of this name takes of a question and what not, a line each."""
    topics, first = named_topics(question, rec), since(question) if about in DATED else ""
    run = f"parley run {name} -p"
    if about == "topics":
        own = f"topic {topics[0]}, which it names" if topics else "the topic mentioned most"
        lines = [f"taken of the question: {own}{f', and first_date {first}' if first else ''}"]
        left = [f"the topic {each}, for which: {run} topic={each}" for each in topics[1:]]
        left += [] if topics else [f"any topic; for one: {run} topic=KEY"]
    else:
        by = "as you say" if is_given else "by its words; another: --about"
        lines = [f"taken of the question: {about}, {by}{f'; first_date {first}' if first else ''}"]
        left = [f"the topic {each}, for which: --about topics" for each in topics]
    years = [found[0] for found in _TIME.finditer(question) if not (first and found[1])]
    ways = (f"{run} first_date=YEAR", "a parameter last_date, as topic-frequency has it")
    left += [
        f"“{year}”{f', for which: {ways[bool(_END.match(year))]}' if about in DATED else ''}"
        for year in years
    ]
    return lines + [f"not taken: {each}" for each in left]
