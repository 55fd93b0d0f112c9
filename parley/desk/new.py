"""New things made ready to work on: a notebook, a chart, a table, an empty record; and names."""

import json
import re
import textwrap
import tomllib
from importlib.resources import files
from pathlib import Path

from parley import tables
from parley.coding.names import adjective, bare, called, countries_of, english
from parley.desk.question import (
    ABOUT,
    guessed,
    named_channel,
    named_place,
    named_side,
    named_topics,
    span_of,
)
from parley.record import Record, settings, writing
from parley.sides import NEITHER
from pressroom import paths
from pressroom.build.starting import book, checked, slug
from pressroom.errors import UsageError
from pressroom.nearest import nearest

TALKS = (
    "sources", "topics", "meetings", "meeting_sources", "planned", "people", "offices",
    "participants", "accounts", "mentions", "descriptors", "comparable", "codings", "commitments",
    "policy_events", "coverage", "gaps", "checks",
)  # fmt: skip
COVERED = ("accounts", "meetings", "mentions")
NO_TITLE = "A record of talks"
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
UNNAMED = ("First side", "Second side")


def key(text: str, longest: int = 40) -> str:
    """Return words as a code of a table: lower case, with underscores; blank if none is left.

    Examples
    --------
    >>> key("South China Sea (disputes)")
    'south_china_sea_disputes'
    """
    found = slug(text, longest).replace("-", "_")
    return found if not found or found[0].isalpha() else f"t_{found}"


def class_name(code: str) -> str:
    """Return a table's name as a class: ``trade_flows`` becomes ``TradeFlows``."""
    return "".join(part.capitalize() for part in code.split("_"))


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
    filled = {"QUESTION": json_text(asked), "FIRST": first, "LAST": last}
    filled |= {"CHANNEL": f'"{channel}"' if channel else "None", "SIDE": named_side(asked, rec)}
    place = named_place(asked) if about == "meetings" else ""
    if about == "topics":
        filled["TOPIC"] = next(iter(named_topics(asked, rec)), "") or leading_topic(rec)
    elif place or about not in ABOUT:
        column = place or column_of(about, rec)
        filled |= HELD if about == "meetings" else ROWS
        filled |= {"TABLE": about, "COLUMN": column}
        words = {"LABEL": column.capitalize(), "WORDS": about}
        filled |= {name: each.replace("_", " ") for name, each in words.items()}
        told = f"# rows: {', '.join(getattr(rec, about))}"
        filled["COLUMNS"] = textwrap.fill(told, 99, subsequent_indent="# ")
    path.parent.mkdir(exist_ok=True)
    path.write_text(text("table" if "TABLE" in filled else about, filled), encoding="utf-8")
    return path


def column_of(table: str, rec: Record) -> str:
    """Return the first column of a table whose values can be counted by kind.

    Raises
    ------
    UsageError
        If the record has no such table, or it no such column.
    """
    held = [each for each in names() if each in rec and len(getattr(rec, each))]
    if table not in held:
        raise UsageError(f"--about {table}: {nearest(table, [*ABOUT, *held])}")
    rows = getattr(rec, table)
    kinds = rows.select_dtypes(exclude=["number", "datetime"]).nunique()
    if not len(few := kinds[kinds.between(2, 40)]):
        raise UsageError(f"the table {table} has no column of a few kinds to count by")
    return str(few.index[0])


def names() -> list[str]:
    """Return the names of the record's tables."""
    from parley.tables import TABLES

    return [table.Config.name for table in TABLES]


def leading_topic(rec: Record) -> str:
    """Return the topic that the record mentions most; the first of the list if none is."""
    said = rec.mentions["topic"].value_counts() if "mentions" in rec else []
    known = rec.topics["topic"] if "topics" in rec else []
    if not len(known):
        raise UsageError("the record has no topic yet: add a row to topics.csv first")
    return said.index[0] if len(said) else known.iloc[0]


def text(about: str, values: dict[str, str]) -> str:
    """Return the notebook as its file holds it."""
    return book(tomllib.loads(filled(f"{about}.toml", values))["cell"])


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
    values = {"NAME": code, "CLASS": class_name(code), "KEY": f"{code.removesuffix('s')}_id"}
    values["ABOUT"] = about or name.replace("_", " ").capitalize()
    schema = filled("table.py.txt", values)
    made = put(
        {
            f"parley/tables/{code}.py": schema,
            f"data/{code}.csv": ",".join(columns(schema)) + "\n",
            f"tests/parley/tables/test_{code}.py": filled("test_table.py.txt", values),
        }
    )
    listing = paths.root() / "parley" / "tables" / "__init__.py"
    listing.write_text(
        entered(listing.read_text(encoding="utf-8"), code, values["CLASS"]), encoding="utf-8"
    )
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


def columns(schema: str) -> list[str]:
    """Return the column names of a schema's source, in order."""
    return re.findall(r"^    (\w+): .*= column\(", schema, flags=re.MULTILINE)


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


def empty(
    folder: Path,
    today: str,
    *,
    title: str | None = None,
    sides: tuple[str, str] | None = None,
    every: bool = False,
) -> list[str]:
    """Write an empty record into a new folder; return the names of its files.

    Parameters
    ----------
    folder : Path
        Where; made if need be. A folder that holds a record already is refused.
    today : str
        ISO date that its coverage starts and ends with.
    title : str
        What the record is about; made of the sides' names if left out.
    sides : tuple of str, optional
        Names of the two sides, as pages show them; “First side” and “Second side” if left out.
    every : bool
        All tables, official series too; else those of the talks.

    Raises
    ------
    UsageError
        If the folder holds CSV files or a ``record.toml``.
    """
    there = sorted(p.name for p in folder.glob("*.csv")) if folder.is_dir() else []
    if there or (folder / settings.FILE).exists():
        raise UsageError(f"{folder.name}/ holds a record already ({', '.join(there[:3])} …)")
    names = [t.Config.name for t in tables.TABLES] if every else list(TALKS)
    texts = {f"{name}.csv": writing.csv_text(name, first_rows(name, today)) for name in names}
    one, two = map(called, sides or UNNAMED)
    title = title or (f"The talks between {one} and {two}" if sides else NO_TITLE)
    name = "–".join(sides) if sides else folder.name
    texts[settings.FILE] = words(name, title, sides or UNNAMED, names)
    folder.mkdir(parents=True, exist_ok=True)
    writing.Plan(folder, texts).commit()
    return sorted(texts)


def first_rows(name: str, today: str) -> list[dict[str, str]]:
    """Return the rows that a table starts with: coverage says that one day was looked at."""
    if name != "coverage":
        return []
    row = dict.fromkeys(tables.named("coverage").columns(), "")
    days = {"first": today, "last": today, "as_of": today}
    return [row | days | {"table": table} for table in COVERED]


def grown(rec: Record, days: list[str], today: str) -> list[dict[str, str]]:
    """Return the coverage rows of a record that grow by the days of new meetings."""
    rows = rec.coverage
    found = []
    for row in rows[rows["table"].isin(COVERED) & rows["series"].isna()].itertuples():
        old = [] if rec.meetings.empty else [f"{row.first:%F}", f"{row.last:%F}"]
        span = {"first": min(days + old), "last": max(days + old)}
        span["as_of"] = max(today, f"{row.as_of:%F}")
        side = row.side if isinstance(row.side, str) else ""
        found.append({"table": row.table, "series": "", "side": side, **span})
    return found


def words(name: str, title: str, sides: tuple[str, str], names: list[str]) -> str:
    """Return the text of ``record.toml``."""
    values = {"NAME": name, "TITLE": title, "ONE": sides[0], "TWO": sides[1]}
    values |= {"ADJECTIVE_ONE": adjective(sides[0]), "ADJECTIVE_TWO": adjective(sides[1])}
    values |= {"CALLED_ONE": called(sides[0]), "CALLED_TWO": called(sides[1])}
    values |= dict(zip(("KEY_ONE", "KEY_TWO"), keys(sides), strict=True))
    values = {mark: json_text(value) for mark, value in values.items()}
    lands = [[] if sides == UNNAMED else countries_of(side) for side in sides]
    for mark, listed in zip(("LANDS_ONE", "LANDS_TWO", "TABLES"), (*lands, names), strict=True):
        values[mark] = ", ".join(f'"{each}"' for each in listed)
    return filled("record.toml", values)


def keys(sides: tuple[str, str]) -> tuple[str, str]:
    """Return the keys by which tables and files know two sides.

    Examples
    --------
    >>> keys(("EU", "Japan")), keys(UNNAMED), keys(("Press", "Union 1"))
    (('eu', 'japan'), ('first', 'second'), ('side_press', 'union_1'))
    """
    if sides == UNNAMED:
        return "first", "second"
    one, two = (key(bare(name), 30) or key(bare(english(name)), 30) or "side" for name in sides)
    one, two = (f"side_{each}" if each in NEITHER else each for each in (one, two))
    return one, free(two, {one}).replace("-", "_")
