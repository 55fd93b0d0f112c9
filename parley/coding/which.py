"""Whether a text can be coded, whose account it is, and of which meeting on record."""

import re
from dataclasses import dataclass

import pandas as pd

from parley import sides
from parley.coding import opening
from parley.coding.opening import Opening
from parley.coding.sentences import HAN, LETTER, Found, Sentence
from parley.record import Record
from pressroom.errors import UsageError

DAY = pd.Timedelta(days=1)
DELAY = pd.Timedelta(days=4)  # an account is rarely later; a readout is often of the day after
SIGNS = {
    "us": (
        r"\bOffice of the Spokesperson\b|\b(?:White House|state\.gov|Department of State|"
        r"Department of Defense|Treasury Department) (?:readout|statement|fact sheet)|"
        r"\bwhitehouse\.gov\b|\bstate\.gov\b|\bReadout of (?:President|Secretary|Vice President|"
        r"National Security Advisor|Ambassador|US|U\.S\.)",
        r"\bThe Secretary (?:underscored|raised|emphasi[sz]ed|reiterated|discussed|stressed|met)|"
        r"\b(?:President|Secretary) (?:Biden|Trump|Blinken|Yellen|Austin|Rubio|Bessent) (?:raised|"
        r"underscored|emphasi[sz]ed|reiterated)",
    ),
    "prc": (
        r"新华社|外交部(?:网站|发言人)?消息|人民日报|央视|商务部新闻|国防部新闻|\bXinhua\b|\bCGTN\b|"
        r"\bfmprc\b|\bmfa\.gov\.cn\b|\bMinistry of Foreign Affairs of the People['’]s Republic",
        r"中方|我方|\bthe Chinese side (?:expounded|stressed|made clear|elaborated|urged)|"
        r"\bChina stands ready\b|\bexpounded on China['’]s",
    ),
    "press": (
        r"\((?:Reuters|AP|AFP|Bloomberg|UPI)\)|"
        r"\b(?:Reuters|Associated Press|AFP|Bloomberg News) (?:reported|—|-)|"
        r"\bBy [A-Z][a-z]+ [A-Z][a-z]+\b",
        r"\btold reporters\b|\bpeople familiar with\b|\bwho asked not to be named\b|"
        r"\banalysts? said\b",
    ),
}
LONGEST = 200_000
MEGABYTE = 1_000_000
SCRIPTS = {
    "Japanese": r"[\u3040-\u30ff]",
    "Korean": r"[\uac00-\ud7af]",
    "Russian or another Slavic language": r"[\u0400-\u04ff]",
    "Arabic": r"[\u0600-\u06ff]",
    "Hindi": r"[\u0900-\u097f]",
    "Thai": r"[\u0e00-\u0e7f]",
    "Greek": r"[\u0370-\u03ff]",
    "Hebrew": r"[\u0590-\u05ff]",
}
COMMON = {
    "English": "the of and to in that with on for was were is by from at both",
    "French": "le la les des et du une que dans pour sur avec par est au",
    "Spanish": "el los las de y del una que en para con por es se al",
    "German": "der die das und den von mit ein eine ist im für auf dem sich",
    "Portuguese": "o os as do da dos e que em para com por uma não ao",
    "Italian": "il lo gli di e che della per con una sono nel del le dei",
    "Vietnamese": "và của các trong cho với được là những một về có đã tại này",
    "Indonesian": "yang dan di dengan untuk pada dari dalam ini itu kepada oleh akan juga",
}
US = (
    r"\bUnited States\b|\bU\.?S\.?(?:A\.?)?(?![\w])|\bAmerican?s?\b|\b(?:Washington|WASHINGTON)\b|"
    r"美国|美方|中美|美中|华盛顿|两国元首"
)
CHINA = (
    r"(?<!South )(?<!East )(?<!Indo-)\bChina(?: ?Sea)?(?:['’]s)?\b|\bChinese\b|\bPRC\b|"
    r"\b(?:Beijing|BEIJING)\b|\bSino-|中国|中方|中美|美中|北京"
)
SEAS = r"\b(?:South|East) China Sea\b|\bIndochina\b|南海|东海"
OTHERS = {
    "Japan": r"Japan(?:ese)?|日本|日方", "South Korea": r"South Korean?|Republic of Korea|韩国",
    "Russia": r"Russian?|俄罗斯|俄方", "India": r"Indian?(?!-Pac)|印度(?!尼)",
    "the European Union": r"European Union|EU|欧盟",
    "the Philippines": r"Philippines?|Filipino|菲律宾", "Australia": r"Australian?|澳大利亚",
    "the United Kingdom": r"British|United Kingdom|UK|英国", "France": r"French|France|法国",
    "Germany": r"Germany?|德国", "Vietnam": r"Vietnam(?:ese)?|越南",
    "Canada": r"Canad(?:a|ian)|加拿大", "Mexico": r"Mexic(?:o|an)|墨西哥",
    "Iran": r"Iran(?:ian)?|伊朗", "Ukraine": r"Ukrain(?:e|ian)|乌克兰",
    "Israel": r"Israeli?|以色列", "Pakistan": r"Pakistani?|巴基斯坦",
    "Indonesia": r"Indonesian?|印度尼西亚|印尼", "Brazil": r"Brazil(?:ian)?|巴西",
    "Saudi Arabia": r"Saudi(?: Arabian?)?|沙特", "Turkey": r"Turkey|Türkiye|Turkish|土耳其",
}  # fmt: skip
HIGH = (
    r"(?i:Prime Minister|President|Premier|"
    r"(?:Foreign|Defen[cs]e|Trade|Finance) (?:Minister|Secretary)|"
    r"Minister|Chancellor|counterpart|leader|delegation)s?"
)
HIGH_ZH = "(?:外长|首相|总统|总理|外相|防长|外交部长|国防部长|代表团)"
TALK = re.compile(
    r"(?i:\b(?:met|meeting|talks|spoke|discuss\w*|consult\w*|call|round|session|delegat\w+|secretary|"
    r"minister|president|officials?|envoys?)\b)|会|谈|磋商|讨论|部长"
)
LEAD = 2


@dataclass(frozen=True)
class Told:
    """The talk that a text is of.

    Attributes
    ----------
    meeting_id : str
        On record; blank if none is recognised.
    day, city : str
        When and where; blank where neither text nor record says it for sure.
    heads : frozenset of str
        Who headed the sides.
    days : tuple of Found
        The days that the opening names as the talk's.
    rule : str
        What the day rests on, where it is the record's.
    start : Opening
        The text's opening.
    """

    meeting_id: str
    day: str
    city: str
    heads: frozenset[str]
    days: tuple[Found, ...]
    rule: str
    start: Opening

    def place(self, mentioned: list[Found]) -> Found | None:
        """Return the mention of the place where they met; None if none is."""
        if self.meeting_id:
            return next((one for one in mentioned if one.value == self.city), None)
        return opening.place(self.start, mentioned)


def found(start: Opening, named: list[Found], rec: Record) -> Told:
    """Return which talk a text is of.

    Parameters
    ----------
    start : Opening
        The text's opening.
    named : list of Found
        Everybody named, at every place.
    rec : Record
        Its meetings are tried first.
    """
    bodies = set(rec.people.loc[rec.people["kind"] == "body", "person_id"])
    heads, days = opening.heads(start, named, bodies), tuple(opening.days(start))
    day = days[0].value if days else ""
    if (held := on_record(start, days, heads, rec)) is None:
        return Told("", day, "", frozenset(heads), days, "", start)
    led = principals(rec).get(held["meeting_id"], frozenset())
    first, last = (f"{held[end]:%Y-%m-%d}" for end in ("start_date", "end_date"))
    day = next((one.value for one in days if first <= one.value <= last), first)
    city = held["city"] if isinstance(held["city"], str) else ""
    rule = f"date: of the record's meeting {held['meeting_id']}"
    return Told(held["meeting_id"], day, city, led, days, rule, start)


def on_record(
    start: Opening, days: tuple[Found, ...], heads: set[str], rec: Record
) -> pd.Series | None:
    """Return the row of the meeting that a text is of; None if none, or more than one, is like it.

    Notes
    -----
    Somebody who headed each side must be among the text's heads, on a day that its opening names,
    or, where that names none but the text's own date, in the four days up to that.
    """
    sure = [pd.Timestamp(one.value) for one in days if not opening.is_weak(one)]
    meetings, led = rec.meetings, principals(rec)
    meetings = meetings[meetings["status"] == "held"]
    if sure:  # a day apart by the zone of the clock, or the first of several
        near = (meetings["start_date"] - DAY <= sure[0]) & (sure[0] <= meetings["end_date"] + DAY)
    elif start.own:
        own = pd.Timestamp(start.own)
        near = (meetings["start_date"] <= own) & (own - DELAY <= meetings["end_date"])
    else:
        return None
    side = dict(zip(rec.people["person_id"], rec.people["side"], strict=True))
    alike = []
    for row in meetings[near].to_dict("records"):
        both = led.get(row["meeting_id"], frozenset()) & heads
        if {side[one] for one in both} == {"us", "prc"}:
            that_day = bool(sure) and row["start_date"] <= sure[0] <= row["end_date"]
            others = len(heads - both)
            alike.append(((that_day, len(both), -others, row["start_date"]), row))
    return pd.Series(max(alike, key=lambda pair: pair[0])[1]) if alike else None


def principals(rec: Record) -> dict[str, frozenset[str]]:
    """Return who headed the sides at each meeting."""
    led: dict[str, frozenset[str]] = {}
    if "participants" in rec:
        columns = (
            rec.participants[c].tolist() for c in ("meeting_id", "person_id", "is_principal")
        )
        for meeting, person, led_it in zip(*columns, strict=True):
            if led_it == "yes":
                led[meeting] = led.get(meeting, frozenset()) | {person}
    return led


def whose(sentences: list[Sentence]) -> list[Found]:
    """Return whose account a text may be, likeliest first; empty where nothing says so.

    Notes
    -----
    A publisher's mark counts three, a manner of speaking one.
    """
    score: dict[str, int] = {}
    first: dict[str, Found] = {}
    for sentence in sentences:
        for side, patterns in SIGNS.items():
            for pattern, weight in zip(patterns, (3, 1), strict=True):
                if match := re.search(pattern, sentence.text):
                    score[side] = score.get(side, 0) + weight
                    rule = f"side: “{match[0]}”"
                    first.setdefault(side, Found(side, rule, sentence, *match.span()))
    return [first[side] for side in sorted(score, key=score.get, reverse=True)]


class TextRefusedError(UsageError):
    """A text that cannot be coded; the message says what was understood and what was not."""


def can_code(rec: Record) -> None:
    """Raise if a record cannot be coded to: it has no dictionary, or its talks are of others.

    Raises
    ------
    UsageError
        Saying what can be done instead.
    """
    instead = "Enter what was said with parley add meeting, or a table of it with parley import"
    if "topic_terms" not in rec or rec.topic_terms.empty:
        raise UsageError(
            "this record has no dictionary (topic_terms.csv), by which a text is coded. "
            f"{instead}. Nothing was written"
        )
    if sides.names() != {side: said["label"] for side, said in sides.OURS.items()}:
        names = " and ".join(sides.names().values())
        raise UsageError(
            "people, places and countries are known for talks of the US and China alone, and "
            f"this record is of {names}. {instead}. Nothing was written"
        )


def legible(text: str) -> None:
    """Raise if a paste is empty, too long, or in a language that is not read."""
    if not text.strip():
        raise refused("an empty text", "there is nothing to code", "Paste the text of a readout")
    if len(text) > LONGEST:
        size = len(text.encode("utf-8", "replace"))
        raise refused(
            f"a text of {len(text):,} characters ({size / MEGABYTE:.1f} MB)",
            f"it is longer than the {LONGEST:,} characters that any account has",
            "Paste one account, not a collection",
        )
    if not LETTER.search(text):
        raise refused("a text without words", "it holds no letters", "Paste the text of a readout")
    if (tongue := language(text)) not in ("English", "Chinese"):
        raise refused(
            f"a text in {tongue}",
            "only English and Chinese are read",
            "Paste an English or Chinese version",
        )


def language(text: str) -> str:
    """Return the language of a text by its script, and for Latin script by its common words.

    Examples
    --------
    >>> language("Les deux parties ont parlé du commerce et de la sécurité dans la région")
    'French'
    """
    letters = LETTER.findall(text)
    for name, script in SCRIPTS.items():
        if len(re.findall(script, text)) > 0.15 * len(letters):
            return name
    if len(HAN.findall(text)) >= 0.1 * len(letters):
        return "Chinese"
    words = re.findall(r"[^\W\d_]+", text.lower())
    score = {name: sum(w in listed.split() for w in words) for name, listed in COMMON.items()}
    first = max(score, key=score.get)
    if score[first] == 0 and len(words) > 12:
        return "a language that is not known here"
    return first if score[first] > 1.2 * score["English"] and len(words) > 5 else "English"


def right_pair(sentences: list[Sentence], named: list[Found]) -> list[str]:
    """Return doubts about whose talk a text is of; raise if it is plainly of another pair.

    Notes
    -----
    A short account often names one side alone, or neither; that is a doubt, told and not refused.
    Refused is a text whose opening has another country's officials and not those of both sides.
    """
    words = {"us": "the United States", "prc": "China"}
    whole, lead = (" ".join(s.text for s in part) for part in (sentences, sentences[:LEAD]))
    everywhere = signs(whole) | {one.of for one in named}
    lacking = [words[side] for side in words if side not in everywhere]
    third = opening_party(sentences[:LEAD])
    present = {one.of for one in named} | (officials(whole) & signs(lead))
    if third and not {"us", "prc"} <= present:
        absent = " and ".join(words[side] for side in words if side not in present)
        raise refused(
            f"a text about talks with {third}",
            f"nobody of {absent} is seen to take part in them",
            "Only talks of the US and China are coded",
        )
    if len(lacking) == 2 and not TALK.search(whole):
        raise refused(
            "a text about something else",
            "it names neither side and no talk",
            "Only talks of the US and China are coded",
        )
    return [f"nothing names {side}: check that the talk is of the two" for side in lacking]


def signs(text: str) -> set[str]:
    """Return which sides a text names; the China of a sea is not China."""
    text = re.sub(SEAS, " ", text)
    return {side for side, form in (("us", US), ("prc", CHINA)) if re.search(form, text)}


def opening_party(lead: list[Sentence]) -> str:
    """Return the third country whose talk a text opens with; blank once one of the two is named."""
    for sentence in lead:
        if third := other_party(sentence.text):
            return third
        if signs(sentence.text):
            return ""
    return ""


def other_party(lead: str) -> str:
    """Return the third country whose officials the opening of a text names, blank if none."""
    places = {
        name: match.start()
        for name, form in OTHERS.items()
        if (
            match := re.search(
                rf"\b(?:{form})(?:['’]s)?\W+(?:\w+\W+){{0,1}}?{HIGH}\b|(?:{form})[^，。；]{{0,4}}?{HIGH_ZH}|"
                rf"{HIGH} of (?:the )?(?:{form})\b",
                lead,
            )
        )
    }
    return min(places, key=places.get) if places else ""


def officials(whole: str) -> set[str]:
    """Return the sides of which a text names officials by their country."""
    office = (
        r"\W+(?:\w+\W+){0,3}?"
        r"(?:officials?|delegation|side|counterparts?|ministers?|president|team|leaders?)"
    )
    forms = {"us": r"\b(?:U\.?S\.?|American){}|美方", "prc": r"\b(?:Chinese|PRC){}|中方"}
    return {s for s, form in forms.items() if re.search(form.replace("{}", office), whole, re.I)}


def refused(understood: str, problem: str, remedy: str) -> TextRefusedError:
    """Return the error for a text that cannot be coded."""
    return TextRefusedError(f"understood {understood}; {problem}. {remedy}. Nothing was written")
