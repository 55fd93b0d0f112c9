"""Topics that a text names, words with which it characterises the talk, and how long it lasted."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from parley.coding.opening import months
from parley.coding.sentences import Found, Sentence, once

MARKS = {
    "negated": "said not to have been discussed",
    "earlier": "about an earlier meeting",
    "future": "about a future meeting",
    "background": "background, not the talk itself",
    "elsewhere": "about talks of other countries",
}

CARRIED_ON = re.compile(
    r"\b(?:build\w*|built|implement\w*|follow\w*|review\w*|since|progress|commitments?|consensus|"
    r"welcom\w*|understandings?|today|this time)\b|落实|共识|跟进|回顾|以来|进展",
    re.IGNORECASE,
)
CHINESE = {
    "坦诚": "candid", "坦率": "frank", "深入": "in-depth", "建设性": "constructive",
    "富有成效": "productive", "卓有成效": "productive", "富有成果": "fruitful", "务实": "pragmatic",
    "实质性": "substantive", "专业": "professional", "积极": "positive", "友好": "friendly",
    "直接": "direct", "全面": "comprehensive", "广泛": "extensive", "高效": "efficient",
    "理性": "rational", "战略性": "strategic", "细致": "detailed", "有益": "beneficial",
}  # fmt: skip
TALK = (
    r"discussions?|talks|exchanges?|communications?|conversations?|meetings?|dialogues?|calls?|"
    r"consultations?|views|session|negotiations?|atmosphere"
)
TALK_ZH = "沟通|会谈|会晤|交流|讨论|磋商|对话|通话|交换(?:了)?意见|谈判|会见|探讨|气氛中|氛围中"
# Between the word and the talk only more such words may stand.
LIST = (
    r"(?:(?:,| and|, and|, but| but)(?: very| highly| truly| mutually)? [a-z-]+){0,6}(?: [a-z-]+)?"
)
BEFORE = r"(?:(?:very|highly|both|[a-z-]+,|[a-z-]+ and) ){0,5}"
QUOTE = "[“”\"‘’']?"
LIST_ZH = (
    rf"(?:{'|'.join(CHINESE)}"
    r"|[、，和且、的地而又]|[\u4e00-\u9fff]{2,4}(?=[、和的地])){0,8}"
)
# A list behind the talk: “talks were candid, in-depth and constructive”, talks “candid and frank”.
LISTED = (
    rf"\b(?:{TALK})\b,?(?: (?:was|were|had been|is|as))? (?:[“\"](?P<quoted>[^”\"]{{1,90}})[”\"]"
    rf"|(?<=was |ere |een | is | as )(?P<list>{BEFORE}[a-z-]+))"
)

# The same in Chinese: 会谈坦诚、务实，很有建设性. What follows the list ends the clause, else its last
# word belongs to what follows (会谈积极推进合作).
WEIGHT_ZH = "是|都|均|也|既|又|很|十分|非常|总体|较为|相当|更加|富有|具有|充满|有|一次"
LISTED_ZH = (
    rf"(?:{TALK_ZH})的?(?:气氛|氛围|态度|过程)?"
    rf"(?P<list>(?:{'|'.join(CHINESE)}|{WEIGHT_ZH}|[、和且而的]|[\u4e00-\u9fff]{{2,4}}(?=[、和])"
    rf"|[，,](?=(?:{WEIGHT_ZH})*(?:{'|'.join(CHINESE)}))){{1,16}})(?=[，,。；;！!”’]|$)"
)


# How long a talk lasted, as a text says it in figures or words.
NUMBERS = [
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
]
SIGNS = {sign: n for n, sign in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
ONE = rf"(?:\d{{1,3}}(?:\.\d{{1,2}})?|an?|{'|'.join(NUMBERS)}|(?:fifteen|twenty|thirty|forty|fifty|ninety)(?:-five)?)"
COUNTED = {"a": 1, "an": 1} | {name: n for n, name in enumerate(NUMBERS, start=1)}
COUNTED |= {"fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "ninety": 90}
PARTS = {"half": 0.5, "quarter": 0.25, "three quarters": 0.75}
PART = r"(?P<part>half|three[ -]quarters|quarter)"
FORMS = (
    r"(?<!and a )(?<!and-a-)\bhalf[ -](?:an[ -])?hour\b",
    rf"\b(?P<h>{ONE})[ -](?:and[ -](?:an?[ -])?{PART}[ -])?hours?(?! ago| later| before| notice| a day)"
    rf"(?: and (?:an? )?(?:(?P<after>half|quarter)|(?P<m>{ONE})[ -]minutes?))?\b",
    rf"\b(?P<m>{ONE})[ -]minutes?\b(?! ago| later| before)",
    r"(?P<h>\d{1,2}(?:\.\d{1,2})?|[一二两三四五六七八九十]{1,2})\s*(?:个?多|余)?个?(?P<part>半)?(?:多)?小时"
    r"(?:(?P<m>\d{1,2}|[一二三四五六七八九十]{1,3})分钟)?",
    r"(?<!个)半小时|半个小时",
    r"(?P<m>\d{1,3}|[一二三四五六七八九十]{1,3})(?:多)?分钟",
)
# Hours are a talk's where the sentence says that it took them; else they may be of a flight.
LASTED = re.compile(
    r"\b(last(ed|ing)|went on|took|ran|spanned|spoke|talked|met|conversed|conferred|stretched)\b|"
    r"[ -](hours?|minutes?)([ -]long)?,? (of )?(\w+,? ){0,3}"
    r"(meeting|call|talks?|conversation|discussions?|session|dialogue|exchange|summit)\b|"
    r"历时|持续|长达|会谈|会晤|会见|通话|谈了|进行了",
    re.IGNORECASE,
)
ELSE = re.compile(r"\b(within|every|after|flight|flew|drive|next|press|delay|deadline|per)\b", re.I)
MOST = 48.0  # hours


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
class Hit(Found):
    """A term of a topic found, and the mark that keeps it from counting, if any."""

    mark: str = ""


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
    if term.language != sentence.language or (term.needs and not term.needs.search(sentence.text)):
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


def dated_elsewhere(sentence: Sentence, day: str) -> list[tuple[int, int, str]]:
    """Return the parts of a sentence that name another month than the meeting's, as marks.

    Notes
    -----
    Only a month that stands with its year counts, and one next to the meeting's is let pass; a
    part that speaks of carrying out what was agreed then is of this meeting.
    """
    if not day:
        return []
    here = int(day[:4]) * 12 + int(day[5:7])
    marks = []
    for place, month in months(sentence.text):
        start, end = sentence.around(place, "part")
        if abs(month - here) > 1 and not CARRIED_ON.search(sentence.text[start:end]):
            marks.append((start, end, "earlier" if month < here else "future"))
    return marks


def hits(sentences: list[Sentence], dictionary: list[Term], day: str = "") -> list[Hit]:
    """Return every term of a topic found, in the order of the text, each with its mark.

    Parameters
    ----------
    sentences : list of Sentence
        The text.
    dictionary : list of Term
        As `terms` returns it.
    day : str
        ISO day of the meeting; blank if not known, and then no sentence is placed by its date.
    """
    rules = [term for term in dictionary if term.kind != "topic"]
    topical = [term for term in dictionary if term.kind == "topic"]
    told = []
    for sentence in sentences:
        marks = marked(sentence, rules) + dated_elsewhere(sentence, day)
        told += [
            Hit(term.topic, term.term_id, sentence, start, end, mark=mark_at(start, marks))
            for term in topical
            for start, end in found(term, sentence)
        ]
    return told


def best(told: list[Hit]) -> list[Hit]:
    """Return for each topic the first hit that counts, else the first at all; those last."""
    chosen: dict[str, Hit] = {}
    for hit in told:
        held = chosen.get(hit.value)
        if held is None or (held.mark and not hit.mark):
            chosen[hit.value] = hit
    return sorted(chosen.values(), key=lambda hit: bool(hit.mark))


def descriptors(
    sentences: list[Sentence], known: Iterable[str], dictionary: list[Term]
) -> list[Found]:
    """Return the words by which a text characterises the talk, each once.

    Parameters
    ----------
    sentences : list of Sentence
        The text.
    known : iterable of str
        English words of the record's own ``descriptors``.
    dictionary : list of Term
        As `terms` returns it: by its rules of context some words do not count.
    """
    rules = [term for term in dictionary if term.kind != "topic"]
    words = "|".join(sorted(map(re.escape, set(known)), key=len, reverse=True))
    forms = {
        "en": [rf"\b(?P<word>{words})\b(?={LIST}{QUOTE} (?:{TALK})\b)"] if words else [],
        "zh": [rf"(?P<word>{'|'.join(CHINESE)})(?={LIST_ZH}(?:{TALK_ZH}))"],
    }
    found = []
    for sentence in sentences:
        spans = [
            match.span("word")
            for form in forms[sentence.language]
            for match in re.finditer(form, sentence.text, re.IGNORECASE)
        ]
        marks = marked(sentence, rules)
        for start, end in spans + in_lists(sentence, words):
            if mark_at(start, marks):
                continue
            said = sentence.text[start:end].lower()
            word, rule = CHINESE.get(said, said), f"descriptor: “{said}” of the talk"
            found.append(Found(word, rule, sentence, start, end))
    return once(found)


def in_lists(sentence: Sentence, words: str) -> list[tuple[int, int]]:
    """Return where the words stand that a sentence lists behind the talk."""
    if sentence.language == "zh":
        listed, word = LISTED_ZH, "|".join(CHINESE)
    else:
        listed, word = LISTED, rf"\b(?:{words})\b" if words else r"(?!)"
    found = re.compile(word, re.IGNORECASE)
    lists = re.finditer(listed, sentence.text, re.IGNORECASE)
    spans = [match.span(match.lastgroup) for match in lists]
    return [
        each.span() for start, end in spans for each in found.finditer(sentence.text, start, end)
    ]


def lengths(sentences: list[Sentence]) -> list[Found]:
    """Return how long a text says that the talk lasted, in hours, in its order, each length once."""
    found = []
    for sentence in sentences:
        for match in matches(sentence.text):
            hours = in_hours(match)
            around = sentence.text[max(0, match.start() - 60) : match.end() + 40]
            if LASTED.search(around) and not ELSE.search(around) and 0 < hours <= MOST:
                code = f"{hours:.2f}".rstrip("0").rstrip(".")
                found.append(Found(code, f"length: “{match[0]}”", sentence, *match.span()))
    return once(found)


def matches(text: str) -> list[re.Match]:
    """Return the lengths in a text, the first form that fits each place."""
    taken: list[re.Match] = []
    for form in FORMS:
        for match in re.finditer(form, text, re.IGNORECASE):
            if not any(match.start() < one.end() and one.start() < match.end() for one in taken):
                taken.append(match)
    return sorted(taken, key=lambda one: one.start())


def in_hours(match: re.Match) -> float:
    """Return a length in hours."""
    said = match.groupdict()
    if not said.get("h") and not said.get("m"):
        return 0.5
    part = (said.get("part") or said.get("after") or "").replace("-", " ").lower()
    more = PARTS.get(part, 0.5 if part == "半" else 0.0)
    return number(said.get("h")) + more + number(said.get("m")) / 60


def number(said: str | None) -> float:
    """Return a number in figures, English words or Chinese signs; nought for nothing.

    Examples
    --------
    >>> number("two"), number("1.5"), number("两"), number("四十五"), number("forty-five")
    (2.0, 1.5, 2.0, 45.0, 45.0)
    """
    word = (said or "0").lower()
    plain, _, five = word.partition("-")
    if plain in COUNTED:
        return float(COUNTED[plain] + (5 if five else 0))
    if not {*word} <= {*SIGNS}:
        return float(word)
    tens, ten, ones = word.rpartition("十")
    return float((SIGNS.get(tens, 1) * 10 if ten else 0) + SIGNS.get(ones, 0))
