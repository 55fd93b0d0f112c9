"""Words by which a text characterises the talk."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from parley.coding.sentences import Sentence

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
TALK_ZH = "沟通|会谈|会晤|交流|讨论|磋商|对话|通话|交换(?:了)?意见|谈判|会见|探讨"
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


@dataclass(frozen=True)
class Described:
    """A word found: in English, rule, and where it stands."""

    descriptor: str
    rule: str
    sentence: Sentence
    start: int
    end: int


def descriptors(
    sentences: list[Sentence],
    known: Iterable[str],
    mark: Callable[[Sentence, int], str],
) -> list[Described]:
    """Return the words by which a text characterises the talk, each once.

    Parameters
    ----------
    sentences : list of Sentence
        The text.
    known : iterable of str
        English words of the record's own ``descriptors``.
    mark : callable
        From a sentence and a place to the mark that keeps it from counting, blank if none.
    """
    words = "|".join(sorted(map(re.escape, set(known)), key=len, reverse=True))
    forms = {
        "en": [
            rf"\b(?P<word>{words})\b(?={LIST}{QUOTE} (?:{TALK})\b)",
        ]
        if words
        else [],
        "zh": [rf"(?P<word>{'|'.join(CHINESE)})(?={LIST_ZH}(?:{TALK_ZH}))"],
    }
    found: dict[str, Described] = {}
    for sentence in sentences:
        spans = [
            match.span("word")
            for form in forms[sentence.language]
            for match in re.finditer(form, sentence.text, re.IGNORECASE)
        ]
        for start, end in spans + (in_lists(sentence, words) if words else []):
            if mark(sentence, start):
                continue
            said = sentence.text[start:end].lower()
            word, rule = CHINESE.get(said, said), f"descriptor: “{said}” of the talk"
            found.setdefault(word, Described(word, rule, sentence, start, end))
    return list(found.values())


def in_lists(sentence: Sentence, words: str) -> list[tuple[int, int]]:
    """Return where the words stand that a sentence lists behind the talk."""
    lists = [
        match.span("quoted" if match["quoted"] else "list")
        for match in re.finditer(LISTED, sentence.text, re.IGNORECASE)
    ]
    return [
        (match.start(), match.end())
        for start, end in lists
        for match in re.compile(rf"\b(?:{words})\b", re.IGNORECASE).finditer(
            sentence.text, start, end
        )
    ]
