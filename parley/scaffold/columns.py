"""Which column of a stranger's table is which: guessed from names, or said by flags."""

from parley.errors import UsageError
from parley.nearest import nearest

NEEDED = ("date", "title")
WORDS: dict[str, tuple[str, ...]] = {
    "date": ("date", "day", "when", "start date", "meeting date", "datum", "日期", "time"),
    "title": ("title", "meeting", "event", "name", "subject", "what", "titel", "标题"),
    "topics": ("topics", "topic", "issues", "themes", "tags", "agenda", "themen", "议题"),
    "side": ("side", "whose", "party", "country", "according to", "reported by", "account"),
    "place": ("place", "city", "location", "where", "venue", "ort", "地点"),
    "source": ("source", "url", "link", "reference", "quelle", "source url", "来源"),
    "channel": ("channel", "track"),
    "level": ("level", "rank"),
    "format": ("format", "manner", "mode"),
}  # fmt: skip


def chosen(header: list[str], said: dict[str, str]) -> dict[str, str]:
    """Return the column of each part that the table has.

    Parameters
    ----------
    header : list of str
        Its column names.
    said : dict
        Columns that a person has named, by part.

    Raises
    ------
    UsageError
        Naming every column said that is not there, and every part needed that was not found.

    Examples
    --------
    >>> chosen(["When", "Event", "Issues"], {})
    {'date': 'When', 'title': 'Event', 'topics': 'Issues'}
    """
    wrong = [
        f"--{part} {name!r}: the table has no such column. {nearest(name, header)}"
        for part, name in said.items()
        if name not in header
    ]
    found = dict(said)
    for part in WORDS:
        if part not in found and (name := guessed(part, header, set(found.values()))):
            found[part] = name
    for part in NEEDED:
        if part not in found:
            shown = ", ".join(header)
            wrong.append(f"no column looks like the {part}: say --{part} COLUMN, one of {shown}")
    if wrong:
        raise UsageError("; ".join(wrong))
    return {part: found[part] for part in WORDS if part in found}


def guessed(part: str, header: list[str], taken: set[str]) -> str | None:
    """Return the column whose name is one of a part's words, or begins or ends with one."""
    free = {" ".join(n.lower().replace("_", " ").split()): n for n in header if n not in taken}
    for word in WORDS[part]:
        if word in free:
            return free[word]
    for word in WORDS[part]:
        for plain, name in free.items():
            if word in plain.split() or (not word.isascii() and word in plain):
                return name
    return None
