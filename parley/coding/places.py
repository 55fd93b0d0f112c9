"""Where a meeting was, as a text gives it."""

import re
from dataclasses import dataclass

import pandas as pd

from parley.coding.gazetteer import cities
from parley.coding.sentences import Sentence

CHINESE = {
    "北京": "Beijing", "上海": "Shanghai", "天津": "Tianjin", "广州": "Guangzhou",
    "廊坊": "Langfang", "青岛": "Qingdao", "南京": "Nanjing", "华盛顿": "Washington",
    "纽约": "New York", "旧金山": "San Francisco", "伍德赛德": "Woodside", "檀香山": "Honolulu",
    "火奴鲁鲁": "Honolulu", "安克雷奇": "Anchorage", "海湖庄园": "Palm Beach",
    "底特律": "Detroit", "曼谷": "Bangkok", "新加坡": "Singapore", "日内瓦": "Geneva",
    "苏黎世": "Zurich", "维也纳": "Vienna", "慕尼黑": "Munich", "罗马": "Rome", "伦敦": "London",
    "马德里": "Madrid", "斯德哥尔摩": "Stockholm", "巴黎": "Paris", "吉隆坡": "Kuala Lumpur",
    "万象": "Vientiane", "雅加达": "Jakarta", "巴厘岛": "Bali", "釜山": "Busan", "首尔": "Seoul",
    "济州": "Jeju", "利马": "Lima", "布宜诺斯艾利斯": "Buenos Aires", "大阪": "Osaka",
    "马耳他": "Malta", "卢森堡": "Luxembourg", "达沃斯": "Davos", "汉堡": "Hamburg",
    "新德里": "New Delhi",
}  # fmt: skip
HALLS = {
    "人民大会堂": "Beijing", "钓鱼台": "Beijing", "中南海": "Beijing", "白宫": "Washington",
    "Great Hall of the People": "Beijing", "Diaoyutai": "Beijing", "White House": "Washington",
    "Washington DC": "Washington", "Washington, D.C.": "Washington", "Washington, DC": "Washington", "Mar-a-Lago": "Palm Beach", "Filoli": "Woodside",
}  # fmt: skip
COUNTRIES = {"Langfang": "CN", "Palm Beach": "US", "Vientiane": "LA", "Malta": "MT"}
LOCAL = (
    r"(?:\bin|\bat|\bnear|\bto|\boutside|\bvisit(?:ed|ing)?|(?:在|于|赴|抵达?|访问)[\u4e00-\u9fff]{0,6}?)"
    r"\s?(?:the )?"
)
# A capital that says or decides something is its government, not a place.
GOVERNMENT = r"\s?(?:said|says|and Washington|and Beijing|should|must|has|’s|'s|方面)"


@dataclass(frozen=True)
class Placed:
    """A place found: city, country, rule, and where it stands."""

    city: str
    country: str
    rule: str
    sentence: Sentence
    start: int
    end: int


def places(sentences: list[Sentence], meetings: pd.DataFrame) -> list[Placed]:
    """Return the places where a text says something was, in its order, each once.

    Parameters
    ----------
    sentences : list of Sentence
        The text.
    meetings : DataFrame
        The table ``meetings``: its cities are known beside those of the gazetteer.
    """
    found: dict[str, Placed] = {}
    for one in mentions(sentences, meetings):
        found.setdefault(one.city, one)
    return list(found.values())


def mentions(sentences: list[Sentence], meetings: pd.DataFrame) -> list[Placed]:
    """Return each mention of a place where something was, in the order of the text."""
    known = meetings.dropna(subset=["city", "country"])
    countries = dict(zip(known["city"], known["country"], strict=True))
    names = {city: city for city in cities() | COUNTRIES} | {city: city for city in countries}
    names |= CHINESE | HALLS | {"京": "Beijing"}
    countries = cities() | COUNTRIES | countries
    listed = "|".join(sorted(map(re.escape, {*names} - {"京"}), key=len, reverse=True))
    form = re.compile(
        rf"{LOCAL}(?P<city>{listed})(?!{GOVERNMENT}| Post)(?![a-z])|(?<=[在抵来])(?P<short>京)(?!都)"
    )
    found = []
    for sentence in sentences:
        for match in form.finditer(sentence.text):
            city = names[match["city"] or match["short"]]
            rule = f"place: “{match[0]}”"
            found.append(Placed(city, countries[city], rule, sentence, *match.span()))
    return found
