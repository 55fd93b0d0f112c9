"""How long a talk lasted, as a text says it in figures or words."""

import re
from dataclasses import dataclass

from parley.coding.sentences import Sentence

NUMBERS = [
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
]
SIGNS = {sign: n for n, sign in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
ONE = rf"(?:\d{{1,3}}(?:\.\d{{1,2}})?|an?|{'|'.join(NUMBERS)}|(?:fifteen|twenty|thirty|forty|fifty|ninety)(?:-five)?)"
TENS = {"fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "ninety": 90}
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
MOST, MINUTE = 48.0, 60


@dataclass(frozen=True)
class Length:
    """A length found: hours as the record writes them, rule, and where it stands."""

    hours: str
    said: str
    rule: str
    sentence: Sentence
    start: int
    end: int

    @property
    def label(self) -> str:
        """The length as people read it, with the text's own words."""
        return f"{self.hours} {'hour' if self.hours == '1' else 'hours'} (“{self.said}”)"


def lengths(sentences: list[Sentence]) -> list[Length]:
    """Return how long a text says that the talk lasted, in its order, each length once."""
    found: dict[str, Length] = {}
    for sentence in sentences:
        for match in matches(sentence.text):
            hours = in_hours(match)
            around = sentence.text[max(0, match.start() - 60) : match.end() + 40]
            is_of_talk = LASTED.search(around) and not ELSE.search(around)
            if is_of_talk and 0 < hours <= MOST:
                code = f"{hours:.2f}".rstrip("0").rstrip(".")
                rule = f"length: “{match[0]}”"
                found.setdefault(code, Length(code, match[0], rule, sentence, *match.span()))
    return list(found.values())


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
    return number(said.get("h")) + more + number(said.get("m")) / MINUTE


def number(said: str | None) -> float:
    """Return a number in figures, English words or Chinese signs; nought for nothing.

    Examples
    --------
    >>> number("two"), number("1.5"), number("两"), number("四十五"), number("forty-five")
    (2.0, 1.5, 2.0, 45.0, 45.0)
    """
    word = (said or "0").lower()
    if word in ("a", "an"):
        return 1.0
    if word in NUMBERS:
        return float(NUMBERS.index(word) + 1)
    if word.partition("-")[0] in TENS:
        return float(TENS[word.partition("-")[0]] + 5 * word.endswith("-five"))
    if not {*word} <= {*SIGNS}:
        return float(word)
    tens, ten, ones = word.rpartition("十")
    return float((SIGNS.get(tens, 1) * 10 if ten else 0) + SIGNS.get(ones, 0))
