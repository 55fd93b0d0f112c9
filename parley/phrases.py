"""Sentences that stand on several pages, so that no two pages say them differently."""

from functools import reduce
from operator import or_
from typing import Any

import pandas as pd

from parley.analysis.agreement import (
    RELY,
    TENTATIVE,
    reliable_from,
    tentative_topics,
    untested_topics,
)
from parley.analysis.deaths import YearAround
from parley.analysis.topics.frequency import read_unequally
from pressroom.say import Quoted, Sentence, say

HATCHED = "Hatched: not covered by the record."
READINGS = (
    (
        "Less fentanyl, or weaker",
        "Fewer or weaker doses reached people who use drugs, whoever brought that about",
        "Purity of seized drugs, prices",
    ),
    ("Naloxone", "More people were revived in time", "Doses handed out, ambulance records"),
    ("Treatment", "More people took methadone or buprenorphine", "Prescriptions by month"),
    (
        "Fewer people at risk",
        "Many of those at the highest risk had died, and fewer began to use",
        "Estimates of how many use opioids",
    ),
    (
        "Other habits",
        "People smoked in place of injecting, tested, or did not use alone",
        "Surveys, injecting-equipment counts",
    ),
    (
        "Another mix of drugs",
        "Other substances took fentanyl’s place in what is sold",
        "Results of drug checking",
    ),
    (
        "After the pandemic",
        "The years from 2020 were far above those before; a part may be a return",
        "Deaths of other kinds in the same years",
    ),
)


def unequal(depth: pd.DataFrame) -> Sentence:
    """Return that accounts that are compared were not read equally far; nothing where they were.

    Parameters
    ----------
    depth : DataFrame
        As `topics.reading_depth` returns it.
    """
    uneven = read_unequally(depth)
    sides, years = (uneven.sides, "==", True), (uneven.years, "==", True)
    far = "were not read equally far: a difference between them may be a difference in reading."
    return (
        say(f"The accounts of the two sides, and of different years, {far}", sides, years)
        | say(f"The accounts of the two sides {far}", sides)
        | say(f"The accounts of different years {far}", years)
        | None
    )


def rivals() -> pd.DataFrame:
    """Return the rival readings of the fall in deaths, in no order of weight.

    Returns
    -------
    DataFrame
        ``reading``, ``what_it_says``, ``what_would_show_it``; dates of talks cannot choose
        between them.
    """
    return pd.DataFrame(READINGS, columns=["reading", "what_it_says", "what_would_show_it"])


def after_summit(year: YearAround) -> Sentence:
    """Return whether deaths fell after a meeting, whether they fell before, and what it cannot say.

    Parameters
    ----------
    year : YearAround
        As `deaths.year_around` returns it.
    """
    did, cannot = "After the {met} summit deaths did ", "timing alone cannot tell why."
    fall = "fall: {after:.0f} a day in the year after, {before:.0f} in the year before"
    begun = ". The fall had begun by {fall}, before the summit, and "
    fewer = (year.after, "<", year.before)
    return (
        say(did + fall + begun + cannot, year, fewer, (year.fall, "<", year.met))
        | say(did + fall + "; " + cannot, year, fewer)
        | say(did + "not " + fall + "; " + cannot, year, (year.after, ">=", year.before))
        | say("Too few final months are held around the summit for a comparison.")
    )


def after_coverage(last: Any) -> Sentence:
    """Return what is said of the time after the last day for which meetings are covered.

    Parameters
    ----------
    last : Timestamp
        The last covered day.

    Notes
    -----
    Days after it may not have been looked at, or a search may have found nothing: the table of
    known gaps says which. Neither means that no meeting was held.
    """
    return say(
        "Meetings are covered to {last}; days that are not covered are not days without meetings.",
        last=last,
    )


def corrected(fixed) -> Sentence:
    """Return a topic's share corrected for how far the accounts were read; left out without one.

    Parameters
    ----------
    fixed : detection.Detected
        As `detection.of_topic` returns it.
    """
    return (
        say(
            "A partial reading misses some topics and finds some that the whole text does not "
            "have: corrected for that, its share is between {low:.0%} and {high:.0%}.",
            fixed,
        )
        | None
    )


CODED = {
    "weak": " Tentative, as alpha does not reach {limit:.3f}: {weak}.",
    "low": " Not to be relied upon at all, as alpha does not reach {least:.3f}: {low}.",
    "rare": " Too rare to judge: {rare}.",
    "of": " {of:other is|others are} called reliably coded, as alpha reaches {limit:.3f}; its "
    "whole interval does so for {n} of them",
    "sure": ": {sure}",
    "n": ".",
}


def tentative(codings: pd.DataFrame, topics: pd.DataFrame) -> Sentence:
    """Return which topics are coded tentatively or too rarely to judge, and how sure the rest are.

    Parameters
    ----------
    codings, topics : DataFrame
        The tables of those names.
    """
    label = topics.set_index("topic")["label"]
    limits = {"limit": RELY, "least": TENTATIVE}
    low, reach = tentative_topics(codings, TENTATIVE), reliable_from(codings)
    held = {
        "weak": [topic for topic in tentative_topics(codings) if topic not in low],
        "low": low,
        "rare": untested_topics(codings),
        "sure": [topic for topic, end in reach.items() if end >= RELY],
    }
    found = {name: [f"“{label[topic]}”" for topic in keys] for name, keys in held.items() if keys}
    found |= {"of": len(reach), "n": len(held["sure"])} if reach else {}
    compared = "Two separate machine readings were compared."
    way = compared + "".join(part for name, part in CODED.items() if name in found)
    used = {name: value for name, value in (found | limits).items() if "{" + name in way}
    said = [say(way, **used)] if found else []
    last = say(compared, (len(codings), ">", 0)) | say(
        "No second reading is on record: how far the coding can be repeated is unknown."
    )
    return reduce(or_, [*said, last])


def reliable(codings: pd.DataFrame, many: int = 0) -> str:
    """Return what topics are called that may be ranked: without a second reading, topics alone.

    Parameters
    ----------
    codings : DataFrame
        The table of that name.
    many : int
        How many they are, where their number stands before it.
    """
    return f"topic{'s' * (many != 1)}{' reliably coded' * bool(len(codings))}"


def own_coding(codings: pd.DataFrame, topic: str) -> Sentence:
    """Return how one topic is coded: tentatively, too rarely to judge, or neither."""
    weak, rare = tentative_topics(codings), untested_topics(codings)
    judged = {*codings["topic"]} - {*weak, *rare}
    return (
        say("The coding of this topic is tentative, and not to be relied upon: two separate "
            "machine readings of the same accounts agree with an alpha under {limit:.3f}.",
            (topic, "in", tentative_topics(codings, TENTATIVE)), limit=TENTATIVE)
        | say("The coding of this topic is tentative: two separate machine readings of the same "
            "accounts agree with an alpha under {limit:.3f}.", (topic, "in", weak), limit=RELY)
        | say("The coding of this topic may be relied upon as far as one number tells: two "
              "separate machine readings of the same accounts agree with an alpha of {limit:.3f} "
              "or more; the report on the coding has its interval.",
              (topic, "in", judged), limit=RELY)
        | say("How well this topic is coded cannot be judged: too few accounts that mention it "
              "were read again.")
    )  # fmt: skip


def quoted(word: str | None, source: str) -> Quoted | None:
    """Return a word of the record in quotation marks; None where there is none."""
    return None if word is None else Quoted(word, source)
