"""How well the coder tells which meeting a text is of: heads, place and day against the record.

    python benchmarks/coder.py FOLDER      # writes benchmarks/coder.json

FOLDER holds ``*.jsonl`` (title, text, url; date or published) and folders of Markdown with a head
(title, date, source_url). The texts stay where they are. A text counts where it is known which one
meeting it is of: its address is a source of that meeting's, or, of a broadcast without address,
its title says that people met and its text names heads of both sides within days of the meeting.
Topics are scored on texts whose own account the record has read in full: its row cites the text's
address, or the text is a broadcast, the Chinese account; a mention of that account is right.
Half of the texts, by a hash of their names, was never looked at while rules were made.
"""

import argparse
import hashlib
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import yaml

from parley import coding, record
from parley.coding.names import spellings

TARGET = Path(__file__).with_name("coder.json")
MEETS = re.compile("会见|会晤|会谈|通话|通电话|磋商|交谈|共识")
ABOUT = re.compile("新闻摘要|国际社会|国际媒体|抵达|欢迎宴会|就职典礼|工商界|战略意义|高度关注")


def texts(folder: Path) -> list[dict]:
    """Return the texts: name, title, body, day and address of each."""
    found = []
    for path in sorted(folder.glob("*/*.md")):
        _, head, body = path.read_text("utf-8").split("---", 2)
        said = yaml.safe_load(head)
        day, title = pd.Timestamp(said["date"]), said["title"].replace("\xa0", " ")
        found.append(text(path.name, title, body.strip(), day, said["source_url"]))
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").splitlines()):
            one = json.loads(line)
            day = pd.Timestamp(one.get("published") or one["date"]).tz_localize(None).normalize()
            name = one["url"] or f"news-{one['date']}-{number}"
            found.append(text(name, one["title"].lstrip("# "), one["text"], day, one["url"]))
    return found


def text(name: str, title: str, body: str, day: pd.Timestamp, url: str) -> dict:
    """Return one text; a page shows its date under its title, a broadcast has none."""
    dated = f"{title}\n{day:%B} {day.day}, {day.year}\n\n{body}"
    whole = dated if url else re.sub("^#+ ", "", body, flags=re.MULTILINE)
    held_out = int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 == 1
    return {"title": title, "whole": whole, "day": day, "url": url, "held_out": held_out}


class Truth:
    """What the record says of each meeting."""

    def __init__(self, rec: record.Record):
        self.rec, self.met = rec, rec.meetings.set_index("meeting_id")
        rows = rec.participants
        heads = rows[rows["is_principal"] == "yes"].groupby("meeting_id")["person_id"]
        self.heads, self.there = heads.agg(set).to_dict(), rows.groupby("meeting_id")
        self.there = self.there["person_id"].agg(set).to_dict()
        self.people = rec.people.set_index("person_id")
        self.by_path: dict[str, set[str]] = {}
        places = {s: m for s, m in rec.sources[["source_id", "url"]].itertuples(index=False)}
        for table in (rec.accounts, rec.mentions, rec.meeting_sources):
            for meeting, source in table[["meeting_id", "source_id"]].dropna().to_numpy().tolist():
                if isinstance(places.get(source), str):
                    self.by_path.setdefault(path_of(places[source]), set()).add(meeting)

    def of(self, one: dict) -> str:
        """Return the one meeting that a text is of; blank if it is not known."""
        if one["url"]:
            found = self.by_path.get(path_of(one["url"]), set())
        elif MEETS.search(one["title"]) and not ABOUT.search(one["title"]):
            found = {m for m, row in self.met.iterrows() if self.is_near(m, row, one)}
            if len(found) > 1:
                found = {m for m in found if self.names(m, "prc", one["title"])}
        else:
            found = set()
        return next(iter(found)) if len(found) == 1 else ""

    def topics(self, one: dict, meeting: str) -> set[str] | None:
        """Return the topics that the account which a text is mentions; None if not read in full."""
        own = self.rec.accounts[self.rec.accounts["meeting_id"] == meeting]
        own = own[own["read"] == "full"].merge(self.rec.sources[["source_id", "url"]], how="left")
        own = own[[self.is_text(row, one) for row in own.itertuples()]]
        if len(own) != 1:
            return None
        told = self.rec.mentions.query("basis == 'account'")
        told = told[(told["meeting_id"] == meeting) & (told["side"] == own["side"].iloc[0])]
        return {*told["topic"]}

    def is_text(self, row, one: dict) -> bool:
        """Return whether an account is the text."""
        if not one["url"]:
            return row.side == "prc"
        return isinstance(row.url, str) and path_of(row.url) == path_of(one["url"])

    def is_near(self, meeting: str, row: pd.Series, one: dict) -> bool:
        """Return whether a broadcast of these days names heads of both sides."""
        gap, length = (one["day"] - row.start_date).days, (row.end_date - row.start_date).days
        is_then = row.status == "held" and 0 <= gap <= max(3, length + 2)
        return is_then and all(self.names(meeting, side, one["whole"]) for side in ("us", "prc"))

    def names(self, meeting: str, side: str, words: str) -> bool:
        """Return whether a text names a head of a side in Chinese."""
        own = [self.people.loc[p] for p in self.heads.get(meeting, ())]
        said = [p.name_zh for p in own if p.side == side and isinstance(p.name_zh, str)]
        return any(name.rpartition("·")[2] in words for name in said)


def path_of(url: str) -> str:
    """Return an address without its host, which archives change."""
    return urlsplit(url).path.rstrip("/").lower()


def is_named(city: str, words: str) -> bool:
    """Return whether a text names a city at all, in English or Chinese."""
    names = [city, *(name for name, known in spellings().items() if known == city)]
    return any(name in words for name in names)


def without(rec: record.Record, meeting: str) -> record.Record:
    """Return the record as if it had not that meeting."""
    frames = {
        name: frame[frame["meeting_id"] != meeting] if "meeting_id" in frame else frame
        for name, frame in rec._frames.items()
    }
    return record.Record(rec.folder, frames, rec.as_of, rec.settings)


def scored(pairs: list[tuple[dict, str]], truth: Truth, on_record: bool) -> dict:
    """Return counts and shares over texts."""
    n = dict.fromkeys(
        ("texts", "people_right", "people_false", "people_missed", "places_right", "places_false",
         "places_missed", "places_not_named", "day_right", "day_empty", "day_wrong",
         "topic_texts", "topics_right", "topics_false", "topics_missed"), 0,
    )  # fmt: skip
    for one, meeting in pairs:
        rec = truth.rec if on_record else without(truth.rec, meeting)
        read = coding.propose(one["whole"], rec)
        row, n["texts"] = truth.met.loc[meeting], n["texts"] + 1
        people = {p.value for p in read.of("person")}
        city = {row.city} if isinstance(row.city, str) else set()
        cities = {p.value for p in read.of("place")}
        days = [pd.Timestamp(p.value) for p in read.of("date")][:1]
        n["people_right"] += len(people & truth.there.get(meeting, set()))
        n["people_false"] += len(people - truth.there.get(meeting, set()))
        n["people_missed"] += len(truth.heads.get(meeting, set()) - people)
        n["places_right"] += len(cities & city)
        n["places_false"] += len(cities - city)
        n["places_missed"] += len(city - cities)
        n["places_not_named"] += len([c for c in city - cities if not is_named(c, one["whole"])])
        if (told := truth.topics(one, meeting)) is not None:
            topics, n["topic_texts"] = {p.value for p in read.of("topic")}, n["topic_texts"] + 1
            n["topics_right"] += len(topics & told)
            n["topics_false"] += len(topics - told)
            n["topics_missed"] += len(told - topics)
        is_right = bool(days) and row.start_date <= days[0] <= row.end_date
        n["day_right" if is_right else "day_wrong" if days else "day_empty"] += 1
    for kind in ("people", "places", "topics"):
        right = n[f"{kind}_right"]
        n[f"{kind}_precision"] = round(right / (right + n[f"{kind}_false"]), 3)
        missed = n[f"{kind}_missed"] - n.get(f"{kind}_not_named", 0)
        n[f"{kind}_recall"] = round(right / (right + missed), 3)
    n["day_right_or_empty"] = round(1 - n["day_wrong"] / n["texts"], 3)
    return n


def main() -> None:
    """Score the texts of a folder, and write the counts."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("folder", type=Path)
    truth = Truth(record.load())
    known = [(one, truth.of(one)) for one in texts(ask.parse_args().folder)]
    found = {}
    for half in (False, True):
        pairs = [(one, m) for one, m in known if m and one["held_out"] is half]
        name = "held_out" if half else "developed_on"
        found[name] = {
            "on_record": scored(pairs, truth, True),
            "not_on_record": scored(pairs, truth, False),
        }
    TARGET.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(TARGET.read_text("utf-8"))


if __name__ == "__main__":
    main()
