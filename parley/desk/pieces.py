"""A new chart with its test, a new table with its schema: files that pass as they stand."""

import re
from pathlib import Path

from parley.desk.names import class_name, key
from parley.desk.notebook import template
from pressroom import paths
from pressroom.errors import UsageError


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
