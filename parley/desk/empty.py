"""An empty record with the same schemas, for another pair of countries or another subject."""

from pathlib import Path

from parley import tables
from parley.coding.gazetteer import bare, countries_of, english
from parley.desk.names import free, key
from parley.desk.notebook import template
from parley.record import settings, writing
from parley.sides import NEITHER
from pressroom.errors import UsageError

TALKS = (
    "sources", "topics", "meetings", "meeting_sources", "planned", "people", "offices",
    "participants", "accounts", "mentions", "descriptors", "comparable", "codings", "commitments",
    "policy_events", "coverage", "gaps", "checks",
)  # fmt: skip
COVERED = ("accounts", "meetings", "mentions")
NO_TITLE = "A record of talks"
UNNAMED = ("First side", "Second side")


def create(
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
    title = title or (f"The talks between {sides[0]} and {sides[1]}" if sides else NO_TITLE)
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


def words(name: str, title: str, sides: tuple[str, str], names: list[str]) -> str:
    """Return the text of ``record.toml``."""
    values = {"NAME": name, "TITLE": title, "ONE": sides[0], "TWO": sides[1]}
    values |= dict(zip(("KEY_ONE", "KEY_TWO"), keys(sides), strict=True))
    text = template("record.toml")
    for mark, value in values.items():
        text = text.replace(f"__{mark}__", value.replace("\\", "\\\\").replace('"', '\\"'))
    for mark, side in zip(("LANDS_ONE", "LANDS_TWO"), sides, strict=True):
        lands = "" if sides == UNNAMED else ", ".join(f'"{c}"' for c in countries_of(side))
        text = text.replace(f"__{mark}__", lands)
    return text.replace("__TABLES__", ", ".join(f'"{each}"' for each in names))


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
