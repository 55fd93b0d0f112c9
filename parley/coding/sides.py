"""Whose account a text is: the United States', China's, or the press's."""

import re
from dataclasses import dataclass

from parley.coding.sentences import Sentence

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
STRONG, WEAK = 3, 1


@dataclass(frozen=True)
class Told:
    """A side with the sign that speaks for it."""

    side: str
    rule: str
    sentence: Sentence
    start: int
    end: int


def sides(sentences: list[Sentence]) -> list[Told]:
    """Return whose account a text may be, likeliest first; empty where nothing says so.

    Notes
    -----
    A publisher's mark counts three, a manner of speaking one.
    """
    score: dict[str, int] = {}
    first: dict[str, Told] = {}
    for sentence in sentences:
        for side, patterns in SIGNS.items():
            for pattern, weight in zip(patterns, (STRONG, WEAK), strict=True):
                if match := re.search(pattern, sentence.text):
                    score[side] = score.get(side, 0) + weight
                    rule = f"side: “{match[0]}”"
                    first.setdefault(side, Told(side, rule, sentence, *match.span()))
    return [first[side] for side in sorted(score, key=score.get, reverse=True)]
