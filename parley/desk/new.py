"""New things made ready to work on: a chart, a table, a notebook as its question's words tell."""

import json
import re
import textwrap
import tomllib
from importlib.resources import files
from pathlib import Path

from parley import sides
from parley.coding import topics as coding
from parley.coding.sentences import Sentence
from parley.record import Record
from parley.tables import TABLES
from pressroom import paths
from pressroom.cli.starting import book, checked, slug
from pressroom.errors import UsageError
from pressroom.nearest import nearest

ROWS = {
    "ROWS": "rec.__TABLE__",
    "COUNTED": "{n:row|rows} of the table __WORDS__",
    "ONLY": "",
}
HELD = {
    "ROWS": 'rec.meetings[rec.meetings["status"] == "held"]',
    "COUNTED": "{n:meeting|meetings} held",
    "ONLY": "; a meeting counts only if it was held",
}
ABOUT = ("meetings", "topics", "promises", "deaths")
WORDS = {  # of a question, by which it is known what it is about
    "deaths": "death|died|overdose",
    "promises": "promise|commit|pledge|deliver",
    "topics": "topic|mention|raise|discuss|subject",
    "meetings": r"meet\b|met\b",
}
PLACES = {"city": "cit(?:y|ies)", "country": "countr(?:y|ies)"}  # columns that a question counts by
OF_CHANNEL = ("meetings", "promises")  # whose notebook may be of one channel
DATED = ("meetings", "topics", "promises")  # whose notebook has a first and a last day
_YEAR, _TO = r"((?:19|20)\d\d)\b", r"(?:to|until|till|through|and|-|–|—)"
_TIMES = (  # a span of years; since a year; until one; in one
    rf"(?:\b(?:since|from|between)\s+)?\b{_YEAR}\s*{_TO}\s*{_YEAR}",
    rf"\b(?:since|from)\s+{_YEAR}()",
    rf"\b(?:until|till|to|through)\s+(){_YEAR}",
    rf"\b(?:in|during|of)\s+(?=((?:19|20)\d\d)){_YEAR}",
)


def key(text: str, longest: int = 40) -> str:
    """Return words as a code of a table: lower case, with underscores; blank if none is left.

    Examples
    --------
    >>> key("South China Sea (disputes)")
    'south_china_sea_disputes'
    """
    found = slug(text, longest).replace("-", "_")
    return found if not found or found[0].isalpha() else f"t_{found}"


def free(wanted: str, taken) -> str:
    """Return `wanted`, or with the first number behind it that is not taken.

    Examples
    --------
    >>> free("a", {"a", "a-2"})
    'a-3'
    """
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}-{number}", number + 1
    return name


def template(name: str) -> str:
    """Return the text of one of the templates beside this module."""
    return files("parley.desk").joinpath("templates", name).read_text(encoding="utf-8")


def notebook(question: str, rec: Record, name: str | None = None, about: str = "") -> Path:
    """Write a new notebook and return its file.

    Parameters
    ----------
    question : str
        The question that it answers, as its heading asks it.
    rec : Record
        Where the topic that it starts with is looked up: the first that the question names,
        else the one mentioned most.
    name : str, optional
        Its file's name; made from the question if left out.
    about : str, optional
        A key of `ABOUT`, or a table of the record; what the question seems to be about if left
        out.

    Raises
    ------
    UsageError
        If it is no question, uses a word of the list, a notebook of the name exists, or there is
        nothing of what it is about.
    """
    asked = checked(question)
    path = paths.notebooks() / f"{slug(name or asked)}.ipynb"
    if path.exists():
        raise UsageError(f"notebooks/{path.name} exists; give another --name")
    about = about or guessed(asked, rec)
    first, last = (f'"{day}"' if day else "None" for day in span_of(asked)[:2])
    channel = named_channel(asked, rec)
    values = {"QUESTION": json_text(asked), "FIRST": first, "LAST": last}
    values |= {"CHANNEL": f'"{channel}"' if channel else "None", "SIDE": named_side(asked, rec)}
    place = named_place(asked) if about == "meetings" else ""
    if about == "topics":
        values["TOPIC"] = next(iter(named_topics(asked, rec)), "") or leading_topic(rec)
    elif place or about not in ABOUT:
        column = place or column_of(about, rec)
        values |= HELD if about == "meetings" else ROWS
        values |= {"TABLE": about, "WORDS": about.replace("_", " ")}
        values |= {"COLUMN": column, "LABEL": column.capitalize().replace("_", " ")}
        told = f"# rows: {', '.join(getattr(rec, about))}"
        values["COLUMNS"] = textwrap.fill(told, 99, subsequent_indent="# ")
    shape = filled(f"{'table' if 'TABLE' in values else about}.toml", values)
    path.parent.mkdir(exist_ok=True)
    path.write_text(book(tomllib.loads(shape)["cell"]), encoding="utf-8")
    return path


def column_of(table: str, rec: Record) -> str:
    """Return the first column of a table whose values can be counted by kind.

    Raises
    ------
    UsageError
        If the record has no such table, or it no such column.
    """
    names = [each.Config.name for each in TABLES]
    held = [each for each in names if each in rec and len(getattr(rec, each))]
    if table not in held:
        raise UsageError(f"--about {table}: {nearest(table, [*ABOUT, *held])}")
    rows = getattr(rec, table)
    kinds = rows.select_dtypes(exclude=["number", "datetime"]).nunique()
    if not len(few := kinds[kinds.between(2, 40)]):
        raise UsageError(f"the table {table} has no column of a few kinds to count by")
    return str(few.index[0])


def leading_topic(rec: Record) -> str:
    """Return the topic that the record mentions most; the first of the list if none is."""
    said = rec.mentions["topic"].value_counts() if "mentions" in rec else []
    known = rec.topics["topic"] if "topics" in rec else []
    if not len(known):
        raise UsageError("the record has no topic yet: add a row to topics.csv first")
    return said.index[0] if len(said) else known.iloc[0]


def json_text(text: str) -> str:
    """Return a text as it may stand between the quotes of a TOML string."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def chart(name: str, about: str = "") -> list[Path]:
    """Write a chart and its test; return their files.

    Parameters
    ----------
    name : str
        What is on it, as in ``meetings_by_city``.
    about : str, optional
        A sentence for its module, without full stop.

    Raises
    ------
    UsageError
        If the name is taken, or there is no library here to add it to.
    """
    code = named(name)
    values = {"NAME": code, "ABOUT": about or f"{name.replace('_', ' ').capitalize()}, as bars"}
    return put(
        {
            f"parley/charts/{code}.py": filled("chart.py.txt", values),
            f"tests/parley/charts/test_{code}.py": filled("test_chart.py.txt", values),
        }
    )


def table(name: str, about: str = "") -> list[Path]:
    """Write a table's schema, its empty file and its test, and enter it; return their files.

    Parameters
    ----------
    name : str
        A plural noun, as in ``trade_flows``.
    about : str, optional
        What a row is, in a sentence without full stop.

    Raises
    ------
    UsageError
        If the name is taken, or there is no library here to add it to.
    """
    code = named(name)
    values = {"NAME": code, "CLASS": code.title().replace("_", "")}
    values["KEY"] = f"{code.removesuffix('s')}_id"
    values["ABOUT"] = about or name.replace("_", " ").capitalize()
    schema = filled("table.py.txt", values)
    columns = re.findall(r"^    (\w+): .*= column\(", schema, flags=re.MULTILINE)
    made = put(
        {
            f"parley/tables/{code}.py": schema,
            f"data/{code}.csv": ",".join(columns) + "\n",
            f"tests/parley/tables/test_{code}.py": filled("test_table.py.txt", values),
        }
    )
    listing = paths.root() / "parley" / "tables" / "__init__.py"
    text = entered(listing.read_text(encoding="utf-8"), code, values["CLASS"])
    listing.write_text(text, encoding="utf-8")
    return [*made, listing]


def named(name: str) -> str:
    """Return the name as code, or raise UsageError saying what is wrong with it."""
    if not (paths.root() / "parley" / "charts").is_dir():
        raise UsageError("there is no parley/ here: charts and tables are added to a checkout")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        hint = f"; perhaps {key(name)}" if key(name) else ""
        raise UsageError(f"{name!r} is no name for code: lower case, digits, underscores{hint}")
    return name


def filled(name: str, values: dict[str, str]) -> str:
    """Return a template with each ``__NAME__`` replaced by its value."""
    text = template(name)
    for mark, value in values.items():
        text = text.replace(f"__{mark}__", value)
    return text


def put(texts: dict[str, str]) -> list[Path]:
    """Write new files below the root, all or none; UsageError naming each that exists."""
    found = {paths.root() / name: text for name, text in texts.items()}
    if there := [name for name in texts if (paths.root() / name).exists()]:
        raise UsageError(f"{', '.join(there)} exists; choose another name")
    for path, text in found.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(found)


def entered(listing: str, code: str, name: str) -> str:
    """Return the source of ``parley/tables/__init__.py`` with one more table, imports sorted."""
    lines = listing.splitlines(keepends=True)
    imports = [n for n, line in enumerate(lines) if line.startswith("from parley.tables.")]
    after = [n for n in imports if lines[n].split()[1] > f"parley.tables.{code}"]
    place = after[0] if after else next(n for n, line in enumerate(lines) if "TABLES:" in line) - 1
    lines.insert(place, f"from parley.tables.{code} import {name}\n")
    start = next(n for n, line in enumerate(lines) if line.startswith("TABLES:"))
    end = next(n for n in range(start, len(lines)) if lines[n] == ")\n")
    lines.insert(end, f"    {name},\n")
    return "".join(lines)


def named_place(question: str) -> str:
    """Return the column of places that a question names; blank if none.

    Examples
    --------
    >>> named_place("Which cities host the talks?"), named_place("How often do they meet?")
    ('city', '')
    """
    named = (each for each, words in PLACES.items() if re.search(rf"\b{words}\b", question, re.I))
    return next(named, "")


def guessed(question: str, rec: Record) -> str:
    """Return what a question seems to be about: a topic it names, else by its words; meetings."""
    known = (each for each, words in WORDS.items() if re.search(rf"\b(?:{words})", question, re.I))
    return next(known, "topics" if named_topics(question, rec) else "meetings")


def named_topics(question: str, rec: Record) -> list[str]:
    """Return the topics that a question names, in its order: by label, key or a coder's term."""
    return list(dict.fromkeys(topic for *_, topic in _places(question, rec)))


def _places(question: str, rec: Record) -> list[tuple[int, int, str]]:
    """Return where a question names topics: the start, the length below nought, the topic."""
    topics = rec.topics if "topics" in rec else []
    named = [
        (found.start(), -len(name), row.topic)
        for row in (topics.itertuples() if len(topics) else ())
        for name in (row.label, row.topic.replace("_", " "))
        if (found := re.search(rf"\b{re.escape(name)}\b", question, re.IGNORECASE))
    ]
    terms = coding.terms(rec.topic_terms) if "topic_terms" in rec else []
    hits = coding.hits([Sentence(1, question, "en")], terms)
    named += [(hit.start, hit.start - hit.end, hit.value) for hit in hits]
    return sorted(named)


def named_channel(question: str, rec: Record) -> str:
    """Return the first channel that a question names by its label; blank if none."""
    found = {
        key: place.start()
        for key in {*rec.meetings["channel"].dropna()} - {"other"}
        if (place := re.search(rf"\b{re.escape(rec.label(key))}\b", question, re.IGNORECASE))
    }
    return min(found, key=lambda key: found[key], default="")


def named_side(question: str, rec: Record) -> str:
    """Return the key of the one side that a question names; ``either`` if none or both.

    A name within that of a topic, as in East China Sea, is none.
    """
    words, rest = sides.words(), question
    for start, length, _ in _places(question, rec):
        rest = rest[:start] + " " * -length + rest[start - length :]
    named = [
        sides.key(code)
        for code in sides.CODES
        if any(re.search(rf"\b{re.escape(words[f'{code}_{n}'])}\b", rest) for n in ("name", "s"))
    ]
    return named[0] if len(named) == 1 else "either"


def span_of(question: str) -> tuple[str, str, str]:
    """Return the first and the last day that a question asks for, blank if none, and the rest.

    Examples
    --------
    >>> span_of("How often did they meet from 2021 to 2023?")
    ('2021-01-01', '2023-12-31', 'How often did they meet ?')
    >>> span_of("2023 to 2021?")[:2]
    ('2021-01-01', '2023-12-31')
    >>> span_of("Since 2021?")[:2], span_of("In 2021?")[:2], span_of("Before 2021?")[:2]
    (('2021-01-01', ''), ('2021-01-01', '2021-12-31'), ('', ''))
    """
    for pattern in _TIMES:
        if found := re.search(pattern, question, re.IGNORECASE):
            first, last = sorted(found.groups()) if all(found.groups()) else found.groups()
            rest = question.replace(found[0], "", 1)
            return first and f"{first}-01-01", last and f"{last}-12-31", rest
    return "", "", question


def told(question: str, rec: Record, about: str, is_given: bool, name: str) -> list[str]:
    """Return what the notebook of this name takes of a question and what not, a line each."""
    topics, (first, last, rest) = named_topics(question, rec), span_of(question)
    days = {"first_date": first, "last_date": last} if about in DATED else {}
    channel = named_channel(question, rec)
    days |= {"channel": channel} if about in OF_CHANNEL else {}
    days |= {"side": named_side(question, rec).replace("either", "")} if about == "topics" else {}
    dated = "".join(f"; {name} {value}" for name, value in days.items() if value)
    run = f"parley run {name} -p"
    if about == "topics":
        own = f"topic {topics[0]}, which it names" if topics else "the topic mentioned most"
        own += "" if is_given else "; for another notebook: --about meetings"
        left = [f"the topic {each}, for which: {run} topic={each}" for each in topics[1:]]
    else:
        own = f"{about}, as you say" if is_given else f"{about}, by its words; another: --about"
        left = [f"the topic {each}, for which: --about topics" for each in topics]
    if not topics and about in ("topics", "meetings"):
        way = f"{run} topic=KEY" if about == "topics" else "--about topics"
        left.append(f"any topic, as it names none that topics.csv has; for one: {way}")
    if about in OF_CHANNEL and not channel:
        left.append(f"any channel, as it names none by its label; for one: {run} channel=KEY")
    if about not in OF_CHANNEL and channel:
        left.append(f"the channel {channel}, for which: --about meetings")
    way = f", for which: {run} first_date=YEAR or last_date=YEAR" if days else ""
    left += [f"“{year}”{way}" for year in re.findall(_YEAR, rest if days else question)]
    return [f"taken of the question: {own}{dated}", *(f"not taken: {each}" for each in left)]
