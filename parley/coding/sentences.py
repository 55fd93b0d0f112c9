"""A text as sentences and clauses, with the language of each; and what is found in them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
LETTER = re.compile(r"[^\W\d_]")
ABBREVIATIONS = (
    "Mr|Mrs|Ms|Dr|Gen|Adm|Lt|Col|Sen|Rep|Gov|Amb|St|No|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|"
    "Oct|Nov|Dec|a\\.m|p\\.m|i\\.e|e\\.g|Inc|Co|Corp|Ltd|Jr|D\\.C|[A-Z]"
)
# After "U.S." a full stop ends the sentence only before a word that usually opens one.
OPENERS = (
    "The|They|He|She|It|Both|In|On|At|But|This|These|That|We|Its|Their|During|After|Earlier|"
    "Neither|No|Officials|Separately|President|Secretary|Minister|Asked|Later|However"
)
NOT_AN_END = re.compile(rf"(?:^|[\s(.])(?:{ABBREVIATIONS})\.$")
END = re.compile(
    r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9\u4e00-\u9fff])|(?<=[。！？])[”’」]?"
)
OPENS = re.compile(rf"[\"'“‘(]?(?:{OPENERS})\b")
# A part ends where the sentence turns; a clause also where a new subject or a denial begins.
PART_END = (
    r"(?=;)|(?=,? (?:but|while|whereas|although|though|yet)\b)|"
    r"(?=；)|(?=，(?:但|而|不过|然而|却|同时))"
)
CLAUSE_END = (
    PART_END + r"|(?=, (?:(?:and|with) )?(?:the two |both )?(?:sides|they|he|she|it|leaders) )"
    r"|(?=,? (?:and|nor) (?:did|didn|made no|neither|was not|were not|never|will|would|plan|is|"
    r"are) ?)"
    r"|(?=，(?:没有|并未|未|双方|两国|将|他|她))"
)
# A line that is a date is no end of the headline above it, nor the begin of the text below.
ALONE = re.compile(
    r"(?:\w+day,? )?(?:[A-Z][a-z]{2,8}\.? \d{1,2},? 20\d\d|\d{1,2} [A-Z][a-z]{2,8}\.?,? 20\d\d|"
    r"20\d\d-\d\d-\d\d|20\d\d年\d{1,2}月\d{1,2}日)\W?.{0,20}"
)
CUTS = {"part": re.compile(PART_END, re.I), "clause": re.compile(CLAUSE_END, re.I)}
WORDS, SIGNS = 12, 24
LONGEST = 1_500  # signs of a sentence: no rule looks further, and time grows with the square
# Traditional signs that the dictionary's terms use, so that one spelling serves both.
TRADITIONAL = str.maketrans(
    "臺灣貿關稅經濟應對氣變調軍隊戰區線國際緝體製藥處聯絡會談訪問題獨統兩禦務網絡擊駭執"
    "發導彈韓鮮島烏羅東緬債匯貨幣財穩金銀場資產過農產購買習見雙邊係領話領館簽證學術飛機"
    "衛疫苗糧權疆藏門遣詐騙協議罰單實驗稀鎵擴減環綠諾點開歲誠設專業積極務實認為華盛頓紐約舊舉韋"
    "總團員織歐繼續將與於後說這們從來時間達書記長黨億萬條較強鄭趙劉賀謝薩藍維報電視頻廳歷親據讓還確當選創傳顧蘇麗亞紀慶賢徹倫賴馬貝爾蓋",
    "台湾贸关税经济应对气变调军队战区线国际缉体制药处联络会谈访问题独统两御务网络击骇执"
    "发导弹韩鲜岛乌罗东缅债汇货币财稳金银场资产过农产购买习见双边系领话领馆签证学术飞机"
    "卫疫苗粮权疆藏门遣诈骗协议罚单实验稀镓扩减环绿诺点开岁诚设专业积极务实认为华盛顿纽约旧举韦"
    "总团员织欧继续将与于后说这们从来时间达书记长党亿万条较强郑赵刘贺谢萨蓝维报电视频厅历亲据让还确当选创传顾苏丽亚纪庆贤彻伦赖马贝尔盖",
)


@dataclass(frozen=True)
class Sentence:
    """One sentence of a text.

    Attributes
    ----------
    number : int
        Its place in the text, from 1.
    text : str
        The sentence, white space made single.
    language : str
        en or zh.
    """

    number: int
    text: str
    language: str

    def around(self, place: int, scope: str) -> tuple[int, int]:
        """Return start and end of the clause, part or whole sentence in which a place lies."""
        if scope == "sentence":
            return 0, len(self.text)
        cuts = [0, *(m.start() for m in CUTS[scope].finditer(self.text) if m.start())]
        spans = zip(cuts, [*cuts[1:], len(self.text)], strict=True)
        return next((a, b) for a, b in spans if a <= place < b)

    def fragment(self, start: int, end: int) -> str:
        """Return at most 12 words (24 signs in Chinese) about a match, … where it is shortened."""
        if self.language == "zh":
            spare = max(0, SIGNS - (end - start)) // 2
            first, last = max(0, start - spare), min(len(self.text), end + spare, start + SIGNS)
            return clipped(self.text, first, max(last, min(end, first + SIGNS)))
        words = list(re.finditer(r"\S+", self.text))
        hit = [n for n, word in enumerate(words) if word.end() > start and word.start() < end]
        first = max(0, min(hit[0] - (WORDS - len(hit)) // 2, len(words) - WORDS))
        last = min(len(words), first + WORDS)
        return clipped(self.text, words[first].start(), words[last - 1].end())


@dataclass(frozen=True)
class Found:
    """What a rule found in a text, and where.

    Attributes
    ----------
    value : str
        As the record writes it: an ISO day, a city, a number of hours, a side, a key, a word.
    rule : str
        The rule that fired.
    sentence : Sentence
        Where; from `start` to `end`.
    of : str
        The country of a city, the side of a person; else blank.
    """

    value: str
    rule: str
    sentence: Sentence
    start: int
    end: int
    of: str = ""


def once(found: Iterable[Found]) -> list[Found]:
    """Return what was found, each value once, as it stands first."""
    first: dict[str, Found] = {}
    for one in found:
        first.setdefault(one.value, one)
    return list(first.values())


def clipped(text: str, first: int, last: int) -> str:
    """Return a part of a text with … where something was left out."""
    return ("…" if first else "") + text[first:last].strip() + ("…" if last < len(text) else "")


def language_of(text: str) -> str:
    """Return zh where a fifth of the letters or more are Chinese signs, else en."""
    letters = len(LETTER.findall(text))
    return "zh" if letters and len(HAN.findall(text)) / letters >= 0.2 else "en"


def split(text: str) -> list[Sentence]:
    """Return the sentences of a text; traditional Chinese is read as simplified.

    Examples
    --------
    >>> [s.text for s in split("They met in the U.S. The talks were long. 双方讨论了关税。")]
    ['They met in the U.S.', 'The talks were long.', '双方讨论了关税。']
    """
    found = []
    for paragraph in paragraphs(simplified(text)):
        parts = (part for whole in ended(paragraph) for part in bounded(whole))
        found += [part for part in parts if LETTER.search(part) or re.search(r"\d", part)]
    return [Sentence(n, part, language_of(part)) for n, part in enumerate(found, start=1)]


def bounded(sentence: str) -> list[str]:
    """Return a sentence in parts of at most `LONGEST` signs, cut at blanks where it has some.

    Examples
    --------
    >>> [len(part) for part in bounded("ab " * 1000)], bounded("Short.")
    ([1499, 1499], ['Short.'])
    """
    found, rest = [], sentence.strip()
    while len(rest) > LONGEST:
        cut = rest.rfind(" ", LONGEST // 2, LONGEST + 1)
        cut = cut if cut > 0 else LONGEST
        found.append(rest[:cut])
        rest = rest[cut:].lstrip()
    return [*found, rest]


def simplified(text: str) -> str:
    """Return a text in simplified signs: by opencc where it is installed, else by a short list.

    Examples
    --------
    >>> simplified("國家主席")
    '国家主席'
    """
    if not HAN.search(text):
        return text
    try:
        from opencc import OpenCC
    except ImportError:
        return text.translate(TRADITIONAL)
    return OpenCC("t2s").convert(text).translate(TRADITIONAL)


def paragraphs(text: str) -> list[str]:
    """Return lines, joined where a long line was only wrapped by the paste."""
    found: list[str] = []
    blank, last = True, ""
    for line in text.splitlines():
        line = re.sub(r"[\s\u3000]+", " ", line).strip(" •·*#>\t")
        if not line:
            blank = True
            continue
        wrapped = found and not blank and not re.search(r"[.!?:。！？：]['\"”’)]*$", found[-1])
        if (
            wrapped
            and not ALONE.fullmatch(line)
            and not ALONE.fullmatch(last)
            and (re.match(r"[a-z(]", line) or len(last) > (20 if HAN.match(line) else 60))
        ):
            found[-1] += ("" if HAN.match(line) else " ") + line
        else:
            found.append(line)
        blank, last = False, line
    return found


def ended(paragraph: str) -> list[str]:
    """Return the sentences of one paragraph."""
    found, start = [], 0
    for match in END.finditer(paragraph):
        before, after = paragraph[start : match.start()], paragraph[match.end() :]
        if NOT_AN_END.search(before) and not (
            re.search(r"\b[A-Z]\.[A-Z]\.(?:[A-Z]\.)?$|[ap]\.m\.$", before) and OPENS.match(after)
        ):
            continue
        found.append(paragraph[start : match.end()].strip())
        start = match.end()
    return [part for part in [*found, paragraph[start:].strip()] if part]
