"""The dictionary on short sentences of our own, written for the purpose while it was built."""

import pandas as pd
import pytest

from parley.coding import topics
from parley.coding.opening import days_in as days
from parley.coding.sentences import split
from tests.conftest import ROOT

FILE = pd.read_csv(ROOT / "data" / "topic_terms.csv", dtype=str, keep_default_na=False)
DICTIONARY = topics.terms(FILE)


def found(text: str) -> set[str]:
    sentences = split(text)
    dated = days(sentences)
    told = topics.hits(sentences, DICTIONARY, dated[0].value if dated else "")
    return {hit.value for hit in topics.best(told) if not hit.mark}


RAISED = [
    ("The President raised concerns about PRC actions in the South China Sea.", "south_china_sea"),
    ("The two sides discussed the Strait of Hormuz and the Red Sea.", "middle_east"),
    ("He stressed peace and stability across the Taiwan Strait.", "taiwan"),
    ("They agreed to curb the flow of precursor chemicals used to make fentanyl.", "fentanyl"),
    ("The officials compared notes on laundering by drug cartels.", "fentanyl"),
    ("He raised export controls on advanced AI chips.", "tech_controls"),
    ("They discussed the risks of advanced AI systems.", "ai"),
    ("She raised China's non-market practices and industrial overcapacity.", "trade"),
    ("He raised the cases of wrongfully detained Americans and exit bans.", "detained_citizens"),
    ("She raised the detention of American citizens.", "detained_citizens"),
    ("She raised Americans in Chinese prisons.", "detained_citizens"),
    ("She raised citizens who have been detained.", "detained_citizens"),
    ("She raised those unlawfully detained.", "detained_citizens"),
    ("They discussed Russia's war against Ukraine and DPRK provocations.", "russia_ukraine dprk"),
    ("They discussed macroeconomic developments and debt relief.", "macro_finance"),
    ("The ministers spoke of managing competition responsibly.", "bilateral_framework"),
    ("They agreed to resume military-to-military communication.", "military_comms"),
    (
        "They discussed the return of Chinese nationals without a right to remain.",
        "law_enforcement",
    ),
    ("He raised cyberattacks on critical infrastructure by Volt Typhoon.", "cyber"),
    ("The two sides welcomed more student exchanges and direct flights.", "people_to_people"),
    ("The sides talked about the crisis in Burma.", "myanmar"),
    ("They discussed nuclear arsenals and outer space.", "arms_control"),
    ("They talked about methane and the energy transition.", "climate"),
    ("He raised human rights abuses in Xinjiang and Tibet.", "human_rights"),
    ("They discussed food security and public health.", "health"),
    ("They discussed the Senkaku Islands in the East China Sea.", "east_china_sea"),
    ("双方就台湾问题、南海、禁毒执法合作交换意见。", "taiwan south_china_sea fentanyl"),
    ("双方讨论了关税、出口管制和稀土问题。", "trade tech_controls"),
    ("王毅表示，中方一贯主张相互尊重、和平共处、合作共赢。", "bilateral_framework"),
    ("两国元首谈及乌克兰危机和朝鲜半岛核问题。", "russia_ukraine dprk"),
    ("双方同意恢复两军高层沟通，建立人工智能政府间对话。", "military_comms ai"),
    ("双方讨论了气候变化和绿色转型。", "climate"),
    ("双方就宏观经济形势、金融稳定交换意见。", "macro_finance"),
    ("双方同意扩大留学生交流和增加直航航班。", "people_to_people"),
    ("双方讨论了打击电信网络诈骗和遣返非法移民。", "law_enforcement"),
    ("雙方就臺灣問題交換意見。", "taiwan"),
    ("双方讨论了中东局势、伊朗核问题。", "middle_east"),
    ("The two sides agreed to set up a dialogue on artificial intelligence next year.", "ai"),
    ("They reviewed progress on counternarcotics since their last meeting.", "fentanyl"),
    ("They discussed trade but did not discuss Taiwan.", "trade"),
    ("While the talks did not address Ukraine, the two sides discussed tariffs.", "trade"),
    ("They discussed not only tariffs but also fentanyl.", "trade fentanyl"),
    ("No agreement was reached on fentanyl.", "fentanyl"),
    ("The two sides discussed climate change and will meet again next month.", "climate"),
    ("双方讨论了关税，但没有谈及台湾。", "trade"),
    ("双方未就芬太尼达成一致。", "fentanyl"),
]
NOT_RAISED = [
    "They praised the improving business climate.",
    "The meeting was a precursor to a wider agreement.",
    "He used the visit as a bargaining chip.",
    "The two presidents met in Osaka, Japan.",
    "They met in Busan, South Korea.",
    "They flew to Hong Kong and on to Beijing.",
    "Trade Representative Greer and Commerce Minister Wang attended.",
    "The special envoy for climate was present.",
    "It was their first talk since the pandemic.",
    "Visa and Mastercard sponsored the dinner.",
    "They look forward to healthy and stable skies.",
    "The dinner ended with a debt of gratitude.",
    "The leaders traded views over tea at Zhongnanhai.",
    "At their previous meeting in November they discussed fentanyl.",
    "The leaders will discuss Taiwan when they meet next month.",
    "Taiwan was not raised, a spokesman said.",
    "Neither fentanyl nor tariffs came up.",
    "The statement made no mention of Xinjiang.",
    "Asked whether Ukraine came up, the spokesman declined to say.",
    "Did they discuss human rights?",
    "Analysts had expected North Korea to come up.",
    "Separately, the Treasury announced sanctions on an Iranian refiner.",
    "Blinken then flew to Tokyo, where he met with the Japanese foreign minister about Iran.",
    "双方没有讨论台湾问题。",
    "会谈在中南海举行。",
    "这是新冠疫情以来的首次会见。",
    "太平洋两岸的人民都在关注。",
    "他访问了美国东海岸。",
    "中东欧国家也派人出席。",
    "气候变化事务特使出席了会见。",
    "双方将在下次会晤中讨论芬太尼。",
    "去年会晤中双方讨论了人工智能。",
    "未提及南海。",
]


@pytest.mark.parametrize(("text", "topics_raised"), RAISED)
def test_what_was_raised_is_found_and_nothing_else(text, topics_raised):
    assert found(text) == set(topics_raised.split())


@pytest.mark.parametrize("text", NOT_RAISED)
def test_what_was_not_raised_is_not_found(text):
    assert not found(text)


def test_what_does_not_count_is_still_shown_with_its_mark():
    (hit,) = topics.hits(split("They will discuss Taiwan next month."), DICTIONARY)
    assert (hit.value, hit.mark) == ("taiwan", "future")


def test_the_longer_words_hide_the_shorter_ones_only_where_they_stand():
    assert found("The South China Sea and the Taiwan Strait were discussed.") == {
        "south_china_sea",
        "taiwan",
    }


def test_every_pattern_compiles_and_every_topic_is_in_both_languages():
    pairs = {(t.topic, t.language) for t in DICTIONARY if t.kind == "topic"}
    listed = pd.read_csv(ROOT / "data" / "topics.csv")["topic"]
    assert pairs == {(topic, language) for topic in listed for language in ("en", "zh")}


@pytest.mark.parametrize(
    "text, words",
    [
        ("双方一致认为，此次会晤坦诚、务实、建设性。", "candid pragmatic constructive"),
        ("此次会谈是坦诚、热烈、建设性的。", "candid constructive"),
        ("双方表示，这次对话十分坦诚，很有建设性，也富有成效。", "candid constructive productive"),
        ("會晤在坦誠、友好的氣氛中進行。", "candid friendly"),
        ("双方都认为，会谈富有成效，同意积极落实共识。", "productive"),
        ("双方举行会谈，积极推进合作。", ""),
        ("会谈积极推进合作，营造友好氛围。", ""),
        ("会谈并不坦诚。", ""),
    ],
)
def test_chinese_words_for_the_talk_are_found_behind_it_too(text, words):
    found = topics.descriptors(split(text), ["candid"], [])
    assert [one.value for one in found] == words.split()
