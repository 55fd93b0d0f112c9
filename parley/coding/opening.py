"""The opening of a text: on which days, where and who, as its first sentences tell it."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from parley.coding.sentences import Found, Sentence, once

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NAMED = (
    r"(?P<m>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
UNTIL = r"(?:\s?(?:-|–|to|and)\s?\d{1,2})?"
FORMS = {
    "month day, year": rf"\b{NAMED} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?{UNTIL}(?:,? (?P<y>20\d\d))?\b",
    "day month year": rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?{UNTIL} {NAMED},?(?: (?P<y>20\d\d))?\b",
    "year-month-day": r"\b(?P<y>20\d\d)-(?P<m>\d{2})-(?P<d>\d{2})\b",
    "年月日": r"(?:(?P<y>20\d\d)年)?(?P<m>\d{1,2})月(?P<d>\d{1,2})日",
}
YEAR = re.compile(r"\b(20\d\d)\b|(20\d\d)年")
HELD = re.compile(
    r"\b(?:met|meet|meeting|held|hold|spoke|call|talks|hosted|convened|visit\w*|consultations?|"
    r"summit)\b|会见|会晤|会谈|通话|举行|磋商|访问|见面",
    re.IGNORECASE,
)
LEAD, HEADS, NEAR = 5, 9, 5
NOTICE = re.compile(
    r"Office of the Spokesperson|attributable to|Spokesperson \w+ \w+:?$|For Immediate Release|"
    r"^(?:Readout|Press Release|Media Note|Remarks|Statement)$|原标题|^来源|责任编辑|查看原文",
    re.IGNORECASE,
)
EARLIER = re.compile(
    r"\b(?:follow(?:s|ed|ing)?(?: up| on)?|buil(?:d|ds|ding|t) (?:on|upon)|since|last (?:met|spoke|held)|"
    r"reflecting on|meetings? in \w+ on|previous\w*|earlier|prior|recall\w*|agreed (?:at|in|by|to)|directed by|as discussed|discussed (?:at|in) |"
    r"outcomes? of|announced at|made at|reached (?:at|by|in|between)|commitments?|consensus|ahead of|in preparation|prepar\w+ for|"
    r"look\w* forward|will (?:meet|travel|host|visit)|plans? to|next (?:week|month|year)|upcoming|"
    r"between (?:President|the (?:two )?(?:leaders|presidents))|implement\w*|after (?:the|their|a|his|her)|"
    r"progress|the (?:Woodside|Bali|Anchorage|Busan|Geneva|Lima) |(?:at|during|from) (?:the|their) "
    r"(?:\w+ )?(?:(?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December) )?(?:\d{4} )?(?:summit|meeting))",
    re.IGNORECASE,
)
EARLIER_ZH = re.compile(
    r"去年|前年|此前|上次|上个月|早前|落实|共识|指引|以来|期间成功|元首[^，。]{0,12}(?:会晤|通话)|"
    r"根据|应邀|将(?:于|同|会|访)|继[^，。]{2,12}后|过去|\d{4}年以来"
)
PRESENT = re.compile(
    r"\b(?:also (?:attended|present|participated|joined)|joined by|accompanied by|participants? "
    r"included|delegation included)\b|(?:参加|出席|陪同)(?:了)?(?:会见|会晤|会谈|通话|上述|活动)?[。；]?$",
    re.IGNORECASE,
)
BY_WIRE = re.compile(
    r"(?<!Press )\b(?:call|phone|telephone|teleconference|virtual(?:ly)?|video(?:conference)?|spoke)\b"
    r"|通电话|通话|视频(?:会|通)|电话",
    re.IGNORECASE,
)
FACE_TO_FACE = re.compile(
    r"\b(?:met (?:today )?(?:in|with)|Meeting|visit\w*|travel\w*)\b|会见|会晤|会谈"
)
SPEAKS = re.compile(
    r"\s?(?:表示|指出|强调|说|(?:also )?(?:stressed|raised|underscored|emphasi[sz]ed|reiterated|noted))"
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TODAY = re.compile(
    r"\b(?P<today>today|this (?:morning|afternoon|evening))\b|今天|今日", re.IGNORECASE
)
ON_WEEKDAY = re.compile(rf"\bon (?P<w>{'|'.join(WEEKDAYS)})\b", re.IGNORECASE)
DAY_ALONE = re.compile(r"(?<![月\d])(?P<d>\d{1,2})(?:日|号)(?!电)")
DATELINE = re.compile(r"\s?(?:\((?:Xinhua|AP|AFP|Reuters)\)|电)")
WEAK = ("that day by", "that by")  # a readout of the next day says "today" too
IN_ADDRESS = re.compile(r"https?://\S*?/(20\d\d)[/-]?(\d\d)[/-]?(\d\d)(?!\d)")


def days_in(sentences: list[Sentence]) -> list[Found]:
    """Return the days that a text names, likeliest day of the meeting first.

    Notes
    -----
    A day without a year takes the first year that the text names anywhere; where it names none,
    the day is left out. Days in sentences that speak of meeting come first, in text order.
    """
    years = [y for s in sentences for pair in YEAR.findall(s.text) for y in pair if y]
    found = [dated for s in sentences for dated in in_sentence(s, years[:1])]
    return once(sorted(found, key=lambda one: not HELD.search(one.sentence.text)))


def in_sentence(sentence: Sentence, years: list[str]) -> list[Found]:
    """Return the days of one sentence in its order."""
    found = []
    for rule, form in FORMS.items():
        for match in re.finditer(form, sentence.text, re.IGNORECASE):
            said = match["y"] or (years[0] if years else "")
            if said and (day := calendar_day(int(said), match["m"], int(match["d"]))):
                told = rule if match["y"] else f"{rule}; the year from elsewhere in the text"
                found.append(Found(day, f"date: {told}", sentence, *match.span()))
    return sorted(found, key=lambda one: one.start)


def calendar_day(year: int, month: str, day: int) -> str:
    """Return a day in ISO form, blank where the calendar has none such."""
    try:
        return date(year, month_number(month), day).isoformat()
    except ValueError:
        return ""  # 31 June, or the 35th: not a day, so not proposed


def months(text: str) -> list[tuple[int, int]]:
    """Return place and number (12 × year + month) of each month named with its year."""
    named = rf"\b{NAMED}(?: \d{{1,2}}(?:st|nd|rd|th)?)?,? (?:of )?(?P<y>20\d\d)\b"
    found = [*re.finditer(named, text, re.IGNORECASE)]
    found += re.finditer(r"(?P<y>20\d\d)年(?P<m>\d{1,2})月", text)
    return [(m.start(), int(m["y"]) * 12 + month_number(m["m"])) for m in found]


def month_number(month: str) -> int:
    """Return 1 to 12 from a month's name or digits."""
    return int(month) if month.isdigit() else MONTHS.index(month[:3].lower()) + 1


@dataclass(frozen=True)
class Opening:
    """The part of a text that tells which talk it is of.

    Attributes
    ----------
    own : str
        The text's own date, ISO; blank where it bears none.
    lead : tuple of Sentence
        Headline and first sentences, without the lines above and between them that tell nothing.
    is_wire : bool
        Whether they spoke from afar.
    """

    own: str
    lead: tuple[Sentence, ...]
    is_wire: bool

    @property
    def first_day(self) -> str:
        """The first day that it names as the talk's; blank where it names none."""
        return next((one.value for one in days(self)), "")


def opening(sentences: list[Sentence], raw: str) -> Opening:
    """Return a text's opening.

    Parameters
    ----------
    sentences : list of Sentence
        The text.
    raw : str
        The same as it was given: an address in it may bear the date.
    """
    telling = [s for s in sentences if not NOTICE.search(s.text) and not only_a_date(s)]
    lead = tuple((telling or sentences)[:LEAD])
    first = " ".join(s.text for s in lead[:2])
    wire, there = BY_WIRE.search(first), FACE_TO_FACE.search(first)
    is_wire = bool(wire) and (not there or wire.start() < there.start())
    return Opening(own_date(sentences, raw), lead, is_wire)


def only_a_date(sentence: Sentence) -> str:
    """Return the day of a line that is a date and little else; blank for another."""
    for form in FORMS.values():
        if (match := re.search(form, sentence.text, re.IGNORECASE)) and match["y"]:
            rest = sentence.text[: match.start()] + sentence.text[match.end() :]
            if len(rest) <= 30 and not re.search(r"[.。]\s*$", sentence.text):
                return calendar_day(int(match["y"]), match["m"], int(match["d"]))
    return ""


def own_date(sentences: list[Sentence], raw: str) -> str:
    """Return the date that a text bears: a line of its own near the top, else in its address."""
    found = [day for s in [*sentences[:NEAR], *sentences[-2:]] if (day := only_a_date(s))]
    if found:
        return found[0]
    match = IN_ADDRESS.search(raw)
    return calendar_day(int(match[1]), match[2], int(match[3])) if match else ""


def is_background(sentence: Sentence, place: int) -> bool:
    """Return whether a place in a sentence stands behind a word for another occasion."""
    return place >= background_from(sentence)


@lru_cache(maxsize=64)
def background_from(sentence: Sentence) -> int:
    """Return from where on a sentence tells of another occasion; its length if nowhere."""
    match = (EARLIER_ZH if sentence.language == "zh" else EARLIER).search(sentence.text)
    return match.end() if match else len(sentence.text)


def heads(found: Opening, mentions: list[Found], bodies: set[str]) -> set[str]:
    """Return who headed the sides, by the headline and the first sentences.

    Parameters
    ----------
    found : Opening
        The text's opening.
    mentions : list of Found
        Everybody named, at every place.
    bodies : set of str
        Keys that are bodies, who head a side only where nobody is named for it.
    """
    persons = [one for one in mentions if one.value not in bodies]
    chosen: dict[str, set[str]] = {"us": set(), "prc": set()}
    for sentence in found.lead:
        lacking = {side for side, those in chosen.items() if not those}
        for one in () if PRESENT.search(sentence.text) else persons:
            is_here = one.sentence.number == sentence.number and one.of in lacking
            if is_here and not is_background(sentence, one.start):
                chosen[one.of].add(one.value)
    near = [one for one in persons if one.sentence.number <= found.lead[-1].number + HEADS]
    for side in (side for side, those in chosen.items() if not those):
        spoke = (one for one in near if one.of == side)
        speaking = (one.value for one in spoke if SPEAKS.match(one.sentence.text, one.end))
        chosen[side].update([*speaking][:1])
    return chosen["us"] | chosen["prc"]


def place(found: Opening, placed: list[Found]) -> Found | None:
    """Return where they met, by the headline and the first sentences; None of a call."""
    numbers = {sentence.number for sentence in found.lead}
    for one in () if found.is_wire else placed:
        if one.sentence.number in numbers and not is_background(one.sentence, one.start):
            return one
    return None


def days(found: Opening) -> list[Found]:
    """Return the days of the talk that the opening names, in its order.

    Notes
    -----
    A day without a year, or without a month, is the last such day up to the one after the text's own date; where
    the text bears none it is left out. No year is taken from another occasion.
    """
    told = [dated for sentence in found.lead for dated in in_lead(sentence, found.own)]
    kept = [one for one in told if not is_background(one.sentence, one.start)]
    return [one for one in kept if not found.own or one.value <= tomorrow(found.own)]


def in_lead(sentence: Sentence, own: str) -> list[Found]:
    """Return the days of one sentence of the opening, those by weekday or by "today" last."""
    found = []
    for rule, form in FORMS.items():
        for match in re.finditer(form, sentence.text, re.IGNORECASE):
            if DATELINE.match(sentence.text, match.end()):
                continue
            year, month, number = match["y"], match["m"], int(match["d"])
            told = rule if year else f"{rule}; the year by the text's own date"
            day = (
                calendar_day(int(year), month, number) if year else last_before(own, month, number)
            )
            found.append(Found(day, f"date: {told}", sentence, *match.span()))
    if own:
        found += by_own(sentence, own)
    sure = [one for one in found if one.value]
    return sorted(sure, key=lambda one: (is_weak(one), one.start))


def is_weak(one: Found) -> bool:
    """Return whether a day is told by a weekday or "today", which the next day's readout says too."""
    return any(weak in one.rule for weak in WEAK)


def by_own(sentence: Sentence, own: str) -> list[Found]:
    """Return the days of one sentence that only the text's own date makes whole."""
    written = date.fromisoformat(own)
    found = [
        (last_before(own, own[5:7], int(match["d"])), "day; month and year", match)
        for match in DAY_ALONE.finditer(sentence.text)
    ]
    found += [(own, f"“{match[0]}”; that day", match) for match in TODAY.finditer(sentence.text)]
    for match in ON_WEEKDAY.finditer(sentence.text):
        back = (written.weekday() - WEEKDAYS.index(match["w"].lower())) % 7
        found.append(((written - timedelta(days=back)).isoformat(), f"“{match[0]}”; that", match))
    return [
        Found(day, f"date: {rule} by the text's own date", sentence, *match.span())
        for day, rule, match in found
    ]


def last_before(own: str, month: str, day: int) -> str:
    """Return the last such day of the calendar up to a date; blank without one.

    Examples
    --------
    >>> last_before("2024-01-03", "December", 30), last_before("", "12", 30)
    ('2023-12-30', '')
    """
    if not own:
        return ""
    found = (calendar_day(int(own[:4]) - back, month, day) for back in (-1, 0, 1))
    return next((each for each in found if each and each <= tomorrow(own)), "")


def tomorrow(day: str) -> str:
    """Return the day after: where the text was written it may still be the day before."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
