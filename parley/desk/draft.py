"""What a new meeting asks of whoever adds it, who is meant by a name, and what is wrong with it."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pandas as pd
import yaml

from parley import sides
from parley.coding.names import known, namesakes
from parley.record import Record
from parley.tables import cells, talks
from pressroom import paths
from pressroom.cli.starting import slug
from pressroom.errors import UsageError
from pressroom.nearest import nearest

SOURCE = "source_id, or address | publisher | title | date"
READ = ("full", "opening", "reported")
SIDES = ("us", "prc", "press")
KEPT = "meeting.yaml"
LARGEST = 200_000


@dataclass(frozen=True)
class Seat:
    """One principal at a meeting.

    Attributes
    ----------
    person_id, role : str
        As participants.csv holds them.
    person, office : dict or None
        New rows of people.csv and offices.csv, where the person is not on record.
    """

    person_id: str
    role: str
    person: dict[str, str] | None = None
    office: dict[str, str] | None = None


def seat(said: str, side: str, day: str, rec: Record) -> Seat:
    """Return who is meant and the office they held on a day.

    Parameters
    ----------
    said : str
        A person's id, English or Chinese name; ``Name, Office`` says which office, or enters
        somebody who is not on record.
    side : {"us", "prc"}
        Whose.
    day : str
        ISO date of the meeting; blank if not known, and no office is then looked for.
    rec : Record
        Where they are looked up.

    Raises
    ------
    ValueError
        In words: unknown, of the other side, or without an office on that day.
    """
    name, _, office = (part.strip() for part in said.partition(","))
    if (person := known(name, rec.people)) is None:
        if office and known(office, rec.people) is None:
            return newcomer(name, office, side, day)
        if len(same := namesakes(name, rec.people)) > 1:
            several = "; ".join(f"{each.name_en} ({each.person_id})" for each in same.itertuples())
            raise ValueError(f"{name!r} may be {several}: write the whole name")
        raise ValueError(
            f"{name!r} is not in people.csv. {nearest(name, rec.people['name_en'])}; "
            'or write "Name, Office" to enter somebody new'
        )
    if person["side"] != side:
        raise ValueError(f"{person['name_en']} is of side {sides.key(person['side'])}")
    if person["kind"] == "body" or not day:
        return Seat(person["person_id"], "")
    return Seat(person["person_id"], held(person, office, day, rec.offices))


def held(person: pd.Series, office: str, day: str, offices: pd.DataFrame) -> str:
    """Return the office that a person held on a day; ValueError if none, or if it was another."""
    own = offices[offices["person_id"] == person["person_id"]]
    then = own[(own["from_date"] <= day) & (own["to_date"].isna() | (own["to_date"] >= day))]
    names = then.sort_values("from_date")["office"].tolist()
    if office in names or (names and not office):
        return office or names[-1]
    shown = "; ".join(names) or "none"
    raise ValueError(
        f"{person['name_en']} held no {office or 'office'} on {day} (then: {shown}): mend "
        "offices.csv"
    )


def newcomer(name: str, office: str, side: str, day: str) -> Seat:
    """Return the rows of somebody who is not on record; the office is as seen on that day."""
    code = slug(name)
    if not code:
        raise ValueError(f"{name!r} has no English letter to make an id of")
    person = {"person_id": code, "name_en": name, "side": side, "kind": "person"}
    term = {"person_id": code, "office": office, "from_date": day, "to_date": day}
    return Seat(code, office, person, term | {"date_precision": "seen"})


@dataclass(frozen=True)
class Question:
    """One thing asked of whoever adds a meeting.

    Attributes
    ----------
    name : str
        Key in a draft, and flag.
    asks : str
        The question; ``{us}`` and ``{prc}`` are the sides' names.
    check : callable
        ``check(value, draft, rec)`` raises ValueError or CellError in words.
    is_needed : bool
        Whether it may not be left blank.
    is_list : bool
        Whether several are joined by ``;``.
    """

    name: str
    asks: str
    check: Callable[[str, dict, Record], object]
    is_needed: bool = False
    is_list: bool = False

    def faults(self, draft: dict, rec: Record) -> list[str]:
        """Return what is wrong with its answer in a draft; empty if nothing."""
        given = parts(draft.get(self.name)) if self.is_list else [text(draft.get(self.name))]
        if not any(given):
            return [f"{self.name}: is missing"] if self.is_needed else []
        return [wrong for each in given if each and (wrong := self.fault(each, draft, rec))]

    def fault(self, value: str, draft: dict, rec: Record) -> str:
        """Return what is wrong with one value; blank if nothing. A comma joins none to another."""
        wrong, pieces = self.refused(value, draft, rec), [each.strip() for each in value.split(",")]
        if wrong and self.is_list and not all(self.refused(p, draft, rec) for p in pieces[1:]):
            return f"{wrong}; several are joined by ; as in '{'; '.join(pieces)}'"
        return wrong

    def refused(self, value: str, draft: dict, rec: Record) -> str:
        """Return what the check of one value says against it; blank if nothing."""
        try:
            self.check(value, draft, rec)
        except cells.CellError as error:
            return f"{self.name}: {value!r} {error.problem}. {error.remedy}"
        except ValueError as error:
            return f"{self.name}: {error}"
        return ""


def text(value: object) -> str:
    """Return an answer as text; a YAML date is written as ISO."""
    return "" if value is None else str(value).strip()


def parts(value: object) -> list[str]:
    """Return an answer as a list, whether it came as one or joined by ``;``."""
    given = value if isinstance(value, list) else text(value).split(";")
    return [text(each) for each in given if text(each)]


def cell(kind: cells.Cell) -> Callable:
    """Return a check by a kind of cell."""
    return lambda value, draft, rec: kind.read(value)


def code(codes: tuple[str, ...]) -> Callable:
    """Return a check by a list of codes, which names the nearest."""

    def check(value: str, draft: dict, rec: Record) -> None:
        if value not in codes:
            raise ValueError(f"{value!r} is none of these. {nearest(value, codes)}")

    return check


def country(value: str, draft: dict, rec: Record) -> None:
    """Refuse what is no code of a country."""
    if not re.fullmatch(r"[A-Z]{2}", value):
        raise ValueError(f"{value!r} is not two capital letters (ISO 3166). Write it like CN")


def topics(value: object, draft: dict, rec: Record) -> list[str]:
    """Return an answer's topics as keys, each once, whether keys or labels were given.

    Raises
    ------
    ValueError
        If one is neither; it names the nearest.
    """
    names = dict(zip(rec.topics["topic"], rec.topics["label"], strict=True))
    known = {text.casefold(): key for key in names for text in (names[key], key)}
    for each in parts(value):
        if each.casefold() not in known:
            raise ValueError(f"{each!r} is no topic. {nearest(each, names, names)}")
    return list(dict.fromkeys(known[each.casefold()] for each in parts(value)))


def word(value: str, draft: dict, rec: Record) -> None:
    """Refuse what is too long for a word for the talk, or more than one."""
    cells.Text(60).read(value)
    if "," in value:
        raise ValueError(f"{value!r} is not one word or phrase")


def person(side: str) -> Callable:
    """Return a check of one principal of a side, and of their office where the day is known."""
    return lambda value, draft, rec: seat(value, side, day_of(draft), rec)


def day_of(draft: dict) -> str:
    """Return the first day of a draft; blank where it is none, which is said of the day alone."""
    try:
        return f"{cells.Day().read(text(draft.get('date'))):%Y-%m-%d}"
    except cells.CellError:
        return ""


def source(value: str, draft: dict, rec: Record) -> None:
    """Refuse what is neither a source on record nor ``address | publisher | title | date``."""
    if value in set(rec.sources["source_id"]):
        return
    if not re.match(r"https?://", value):
        raise ValueError(
            f"{value!r} is no source_id. {nearest(value, rec.sources['source_id'])}; or write "
            "'https://… | publisher | title | 2023-11-15'"
        )
    given = [part.strip() for part in value.split("|")]
    if len(given) != 4 or not all(given[:3]):
        raise ValueError(f"{value!r}: write address | publisher | title | date, the date last")
    cells.Url().read(given[0])
    if given[3]:
        cells.Day().read(given[3])


def day_after(value: str, draft: dict, rec: Record) -> None:
    """Refuse a last day before the first."""
    cells.Day().read(value)
    if value < (first := day_of(draft)):
        raise ValueError(f"{value} is before the first day, {first}")


CALLS = "(a call: the day in the capital of {us})"
QUESTIONS = (
    Question("date", f"First day, YYYY-MM-DD {CALLS}", cell(cells.Day()), True),
    Question("end_date", "Last day, if another", day_after),
    Question("title", "What it was, in a few neutral words", cell(cells.Text(160)), True),
    Question("channel", f"Channel: {', '.join(talks.CHANNELS)}", code(talks.CHANNELS), True),
    Question("level", f"Level: {', '.join(talks.LEVELS)}", code(talks.LEVELS), True),
    Question("format", f"Format: {', '.join(talks.FORMATS)}", code(talks.FORMATS), True),
    Question("city", "City; none for a call", cell(cells.Text(60))),
    Question("country", "Country in two letters, such as CN; none for a call", country),
    Question("hours", "Length in hours, if reported", cell(cells.Number(0, 240))),
    Question("us", "Who headed the side of {us}, names joined by ;", person("us"), True, True),
    Question("prc", "Who headed the side of {prc}, names joined by ;", person("prc"), True, True),
    *(
        each
        for side in SIDES
        for each in (
            Question(f"{side}_source", f"Source of the account of {{{side}}}: {SOURCE}", source),
            Question(f"{side}_read", f"How much of it was read: {', '.join(READ)}", code(READ)),
            Question(f"{side}_topics", "Topics that it mentions, joined by ;", topics, False, True),
            Question(
                f"{side}_descriptors", "Its words for the talk, joined by ;", word, False, True
            ),
        )
        if each.name not in ("press_read", "press_descriptors")
    ),
    Question("note", "What a reader of the row should know", cell(cells.Text())),
)


def faults(draft: dict, rec: Record) -> list[str]:
    """Return everything that is wrong with a draft, a sentence each."""
    known = [question.name for question in QUESTIONS]
    found = [f"{n}: is no part of a meeting. {nearest(n, known)}" for n in draft if n not in known]
    for question in QUESTIONS:
        found += question.faults(draft, rec)
    for side in SIDES:
        cited, read = text(draft.get(f"{side}_source")), text(draft.get(f"{side}_read"))
        if side != "press" and cited and not read:
            found.append(f"{side}_read: say how much of the account was read: {', '.join(READ)}")
        if read and not cited:
            found.append(f"{side}_read: is given without {side}_source")
        for name in (f"{side}_topics", f"{side}_descriptors"):
            if parts(draft.get(name)) and not cited:
                found.append(f"{name}: are given without {side}_source")
    return found


def kept() -> Path:
    """Return where answers are kept: build/drafts of the project, else of the working directory."""
    try:
        return paths.build() / "drafts" / KEPT
    except paths.NotFoundHereError:
        return Path.cwd() / "build" / "drafts" / KEPT


class AsWritten(yaml.SafeLoader):
    """YAML whose scalars stay text: 2024-02-30 and ``yes`` are for the questions to judge."""

    yaml_implicit_resolvers: ClassVar = {
        first: [pair for pair in listed if pair[0] == "tag:yaml.org,2002:null"]
        for first, listed in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def read(path: Path) -> dict:
    """Return a draft from a YAML file.

    Raises
    ------
    UsageError
        If it is not YAML, or no list of ``name: value``; naming every value that is neither text
        nor a list of texts.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise UsageError(f"{path.name} is longer than {LARGEST:,} bytes: no draft is")
        given = yaml.load(path.read_text(encoding="utf-8-sig"), AsWritten)
    except FileNotFoundError as error:
        raise UsageError(f"there is no file {path.name}") from error
    except OSError as error:
        raise UsageError(f"{path.name} cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UsageError(f"{path.name} is not YAML: {error}") from error
    if not isinstance(given, dict):
        raise UsageError(
            f"{path.name}: write one 'name: value' a line, as in docs/adding-things.md"
        )
    odd = [str(name) for name, value in given.items() if not is_answer(value)]
    if odd:
        raise UsageError(f"{path.name}: {', '.join(odd)}: write text, or a list of texts")
    return {coded(str(name)): value for name, value in given.items()}


def coded(name: str) -> str:
    """Return a question's name by our codes, where it has a side's own key (``eu_topics``)."""
    for side in ("us", "prc"):
        rest = name.removeprefix(sides.key(side))
        if rest in ("", "_source", "_read", "_topics", "_descriptors"):
            return side + rest if rest != name else name
    return name


def is_answer(value: object) -> bool:
    """Return whether a value of a file is text, nothing, or a list of texts."""
    listed = value if isinstance(value, list) else [value]
    return all(one is None or isinstance(one, str) for one in listed)


def save(draft: dict, path: Path) -> None:
    """Write a draft, whole or not at all; ``read`` takes it up again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    plain = json.loads(json.dumps(draft, default=str))
    scratch = path.with_suffix(".part")
    scratch.write_text(yaml.safe_dump(plain, allow_unicode=True, sort_keys=False), "utf-8")
    scratch.replace(path)
