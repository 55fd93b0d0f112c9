"""Tables for readers: captioned, with named headers, and with all values in a CSV beside them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from numbers import Real
from typing import Any

import pandas as pd

from pressroom import project, wording
from pressroom.say import guide

MOST_ROWS = 60  # of the table under a figure
MOST_LISTED = 150  # of a table of its own, or of rows that were chosen: its page has a limit
EMPTY = "its table is empty: give table=frame, the values behind it"
# A table with more columns than this becomes cards on a phone; one of nothing but numbers is
# compared along its rows and columns, and scrolls, unless it holds many that are unlike each other.
MOST_BARE = 3
MOST_NUMBERS = 4
MOST_CARD = 12  # columns: with more of them a wide screen scrolls too, and a card is a page long
ALIKE = 4  # letters at most of heads that are alike, as years and months are
_DAY = re.compile(r"\d{4}(-\d\d){1,2}")  # not to be broken at its hyphens
_SPELLED = re.compile(r"((\d{1,2} )?[A-Z][a-z]{2,8} )?\d{4}")  # a day, a month or a year in words
_FIGURE = re.compile(r"[<>±+−–-]?[\d,.]+( ?%|)")  # what stands right, as a number does
DASH = "–"
DATED = 4  # columns whose days the page's sheet can keep on one line
FORMATS = (
    (r"share_change$", "+.0p"),
    (r"^change$", "+.0%"),
    (r"^share|_share$", ".0%"),
    (r"_per_|_mean$|^mean_", ",.1f"),
)
_RISKY = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class TableSpec:
    """The table of a figure, where more is to be said than the frame itself says.

    Attributes
    ----------
    frame : DataFrame
        All values, in the order of the reader; goes into the CSV.
    shown : DataFrame, optional
        What the page shows instead, as with yearly rows of a monthly series.
    labels : dict
        Header of a column; else its name with spaces.
    formats : dict
        Python format of a column, as in ``.0%``, where its name does not say it: shares are in
        per cent, changes of shares in points, rates and means to one decimal, whole numbers
        with commas, months and dates in words.
    links : dict
        Column whose cells become links, and the column that holds their addresses (not shown).
    records : tuple of str
        Columns that hold text of the record.
    caption : str
        One line; the figure's subtitle if left out.
    is_whole : bool
        Show every row, however many.
    signs : dict
        Signs that stand for words, and the words, which are what a screen reader says. A column
        of nothing but signs is narrow, its header upright.
    columns : dict
        Columns that the page shows, in order, with their headers: in place of `shown` and
        `labels`. The CSV holds the whole frame either way.
    codes : dict
        For a column of codes, what each code is called, on the page and in the CSV.
    languages : dict
        Column whose cells are in a language of their own, and the column that names it, blank
        for the page's; not shown.
    lead : str
        The column that a reader asks for first: on a phone, where rows become cards, it leads.
    says : str
        The column with what each row states, ``thing: key=value``; not shown. The gate holds it
        against what other pages state of the same thing.
    empty : str
        What a table without rows says in its one cell; without it such a table is refused.
    """

    frame: pd.DataFrame
    shown: pd.DataFrame | None = None
    labels: dict[str, str] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    records: tuple[str, ...] = ()
    caption: str = ""
    is_whole: bool = False
    signs: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    empty: str = ""
    languages: dict[str, str] = field(default_factory=dict)
    lead: str = ""
    says: str = ""

    def __post_init__(self):
        """Take in what says how the frame is shown: caption, codes, columns, or that none is."""
        own = vars(self)  # it is frozen from here on
        own["caption"] = guide(self.caption)
        heads = {name: project.fill(head) for name, head in self.columns.items()}
        if self.empty and self.frame.empty:
            head = next(iter(heads.values()), "")
            own |= {"frame": pd.DataFrame({head or "Found": [self.empty]}), "shown": None}
            own |= {name: {} for name in ("labels", "formats", "links", "columns", "languages")}
            own |= {"records": (), "lead": "", "says": ""}
            return
        own["frame"] = self._named(self.frame)
        own["shown"] = None if self.shown is None else self._named(self.shown)
        if heads:
            frame = _flat(self.frame if self.shown is None else self.shown)
            unseen = (*self.links.values(), *self.languages.values(), self.says)
            hidden = [name for name in unseen if name in frame and name not in heads]
            # A column that is not there is left for `faults`, which names it among all the others.
            own["shown"] = frame[[*(name for name in heads if name in frame), *hidden]]
            own["labels"] = heads | self.labels

    def _named(self, frame: pd.DataFrame) -> pd.DataFrame:
        named = frame.copy()
        for name in (each for each in self.codes if each in frame):
            codes = {code: project.fill(text) for code, text in self.codes[name].items()}
            named[name] = frame[name].map(lambda code, codes=codes: codes.get(code, code))
        return named


def faults(spec: TableSpec) -> list[str]:
    """Return what keeps `spec` from being shown."""
    frame = _flat(spec.frame)
    found = [] if len(frame) and len(frame.columns) else [EMPTY]
    shown = _flat(spec.shown) if spec.shown is not None else frame
    known = set(shown.columns) | set(frame.columns)
    named = {*spec.labels, *spec.formats, *spec.links, *spec.links.values(), *spec.records}
    named |= {*spec.languages, *spec.languages.values(), spec.lead, spec.says} - {""}
    if unknown := sorted(map(str, named - known)):
        found.append(f"its table has no column {', '.join(unknown)}")
    if twice := shown.columns[shown.columns.duplicated()].tolist():
        found.append(f"its table has two columns {', '.join(map(str, twice))}")
    said = [spec.caption, *spec.labels.values(), *spec.signs.values()]
    found += [f"table: {fault}" for text in said for fault in wording.faults(text)]
    told = [*map(str, spec.labels.values()), spec.caption, *_texts(spec)]
    inside = dict.fromkeys(fault for text in told for fault in wording.internal(text))
    return found + [f"table: {fault}, or name it by codes=" for fault in [*inside][:3]]


def _texts(spec: TableSpec) -> Iterator[str]:
    """Yield the cells of text that a page shows, but for those of the record, each once."""
    frame, _ = _page_part(spec)
    others = {*spec.records, *spec.links.values(), *spec.languages.values(), spec.says}
    for name, column in frame.items():
        if name not in others and not _is_number(column):
            yield from {each: None for each in column if isinstance(each, str)}


def csv(frame: pd.DataFrame) -> bytes:
    r"""Return `frame` as UTF-8 CSV in which no text cell can act as a formula.

    Text that begins with ``= + - @``, a tab or a carriage return gets an apostrophe before it.

    Examples
    --------
    >>> csv(pd.DataFrame({"note": ["=1+1"], "change": [-3]}))
    b"note,change\n'=1+1,-3\n"
    """
    safe = project.current().public(_flat(frame)).rename(columns=lambda name: _neutral(str(name)))
    for place, (_, column) in enumerate(safe.items()):
        if not pd.api.types.is_numeric_dtype(column):
            safe.isetitem(place, column.map(_neutral, na_action="ignore").astype(object))
    text = safe.to_csv(index=False, lineterminator="\n", float_format="%.10g", na_rep="")
    return text.encode()


def html(spec: TableSpec, caption: str) -> str:
    """Return the table in its scroll box. The first column names the rows.

    Of a long table a page holds a part, and its caption says which: of months under a figure
    each December and the newest, else the first rows.
    """
    frame, part = _page_part(spec)
    hidden = {*spec.links.values(), *spec.languages.values(), spec.says}
    columns = [name for name in frame.columns if name not in hidden]
    marks = {name: "num" for name in columns if _is_number(frame[name])}
    if spec.signs:
        signs = [*spec.signs, ""]
        marks |= {name: "sign" for name in columns if frame[name].isin(signs).all()}
    # Rows become cards on a phone, each cell under its header; a few columns of numbers scroll.
    is_bare = {*columns[1:]} <= {*marks} and (
        not MOST_NUMBERS + 1 < len(columns) <= MOST_CARD
        or all(len(_label(spec, name)) <= ALIKE for name in columns[1:])
    )
    is_cards = len(columns) > MOST_BARE and not is_bare and "sign" not in marks.values()
    told = {name: _label(spec, name) for name in columns[1:]} if is_cards else {}
    # The first column names the rows: it begins at the left edge, a year too. Words that are
    # figures, as in <1%, stand as figures do.
    marks = {name: mark for name, mark in marks.items() if name != columns[0] or mark == "sign"}
    marks |= {
        name: "num"
        for name in columns[1:]
        if name not in marks and _is_all(spec, frame[name], name, _FIGURE)
    }
    looks = {name: f' class="{mark}"' for name, mark in marks.items()}
    heads = [f'<th scope="col"{looks.get(each, "")}>{_label(spec, each)}</th>' for each in columns]
    rows = "".join(_row(spec, row, columns, marks, told) for row in frame.to_dict("records"))
    said = escape(wording.clean((spec.caption or caption).rstrip(".") + part))
    look = "data signs" if "sign" in marks.values() else "data"
    if look == "data" and len(columns) > MOST_BARE:
        look += " cards" if is_cards else " wide"
    for place, name in enumerate(columns[:DATED], 1):
        is_day = name not in marks and _is_all(spec, frame[name], name, _SPELLED)
        look += f" d{place}" if is_day else ""
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="Table: {said}">'
        f'<table class="{look}"><caption>{said}</caption><thead><tr>'
        f"{''.join(heads)}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _page_part(spec: TableSpec) -> tuple[pd.DataFrame, str]:
    """Return the rows that a page shows, and what its caption says of the others."""
    frame = _flat(spec.shown if spec.shown is not None else spec.frame)
    is_listed = spec.shown is not None or spec.is_whole
    most = MOST_LISTED if is_listed else MOST_ROWS
    if len(frame) <= most:
        return frame, ""
    rest = f"all {len(spec.frame):,} rows are in the CSV"
    first = frame.iloc[:, 0]
    if not is_listed and str(first.dtype) == "period[M]":
        is_shown = (first.dt.month == 12) | (first == first.max())
        return frame[is_shown], f"; each December and the newest month, {rest}"
    return frame.head(most), f"; the first {most} rows, {rest}"


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    is_plain = isinstance(frame.index, pd.RangeIndex) or frame.index.names == [None]
    flat = frame.reset_index(drop=is_plain)
    flat.columns = [
        " ".join(map(str, name)).strip() if isinstance(name, tuple) else str(name)
        for name in flat.columns
    ]
    return flat


def _is_number(column: pd.Series) -> bool:
    is_numeric = pd.api.types.is_numeric_dtype(column)
    return is_numeric and not pd.api.types.is_bool_dtype(column)


def _is_all(spec: TableSpec, column: pd.Series, name: str, pattern: re.Pattern) -> bool:
    """Return whether every cell of a column that has a value reads as `pattern` does."""
    texts = [shown(name, each, spec.formats.get(name)) for each in column if not _is_missing(each)]
    return bool(texts) and all(pattern.fullmatch(text) for text in texts)


def _label(spec: TableSpec, name: str) -> str:
    plain = name.replace("_", " ").strip()
    label = spec.labels.get(name) or f"{plain[:1].upper()}{plain[1:]}"
    return escape(wording.clean(label))


def _row(
    spec: TableSpec, row: dict, columns: list[str], kinds: dict[str, str], told: dict[str, str]
) -> str:
    cells = []
    for place, name in enumerate(columns):
        value = row[name]
        if kinds.get(name) == "sign":
            said = f' aria-label="{escape(spec.signs[value])}"' if value else ""
            cells.append(f"<td{said}>{escape(value)}</td>")
            continue
        marks = [kinds[name]] if name in kinds else []
        # What a cell says in place of a value is told on a card too; a mere dash is left out there.
        missing = _is_missing(value)
        marks += ["missing"] if missing or value == DASH else []
        marks += ["record"] if name in spec.records and not missing else []
        text = escape(DASH if missing else shown(name, value, spec.formats.get(name)))
        marks += ["when"] if _DAY.fullmatch(text) else []
        if name in spec.links and not missing:
            text = _link(text, row[spec.links[name]])
        marks += ["lead"] if told and name == spec.lead else []
        mark = f' class="{" ".join(marks)}"' if marks else ""
        mark += f' data-h="{told[name]}"' if name in told else ""
        language = row[spec.languages[name]] if name in spec.languages else ""
        mark += f' lang="{escape(language)}"' if language else ""
        tag, scope = ("td", "") if place else ("th", ' scope="row"')
        cells.append(f"<{tag}{scope}{mark}>{text}</{tag}>")
    said = f' data-says="{escape(str(row[spec.says]))}"' if spec.says else ""
    return f"<tr{said}>{''.join(cells)}</tr>"


def shown(name: str, value: Any, spec: str | None = None) -> str:
    """Return a cell's text: `value` of the column `name`, by `spec` or by what the name says.

    Examples
    --------
    >>> shown("people", 114664), shown("share", 0.264), shown("year", 2023)
    ('114,664', '26%', '2023')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if spec is None:
        spec = _usual(name, value)
    return wording.said(value, spec)


def _usual(name: str, value: Any) -> str:
    """Return the format that a column's name asks for, the one list of them."""
    if not isinstance(value, Real):
        return ""
    is_whole = float(value).is_integer()
    if is_whole and wording.is_year(name):
        return "d"
    for pattern, spec in FORMATS:
        if re.search(pattern, name):
            return spec
    return "" if is_whole else ",.2f"


def _is_missing(value: Any) -> bool:
    if isinstance(value, str):
        return value == ""
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))


def _link(text: str, address: Any) -> str:
    """Return a link, or the text alone if `address` is missing or could run a script."""
    where = "" if _is_missing(address) else wording.clean(address).strip()
    scheme, colon, _ = where.split("/")[0].partition(":")
    is_strange = colon and scheme.lower() not in {"http", "https"}
    if not where or is_strange or where.startswith("//"):
        return text
    return f'<a href="{escape(where)}">{text}</a>'


def _neutral(value: Any) -> str:
    text = wording.clean(value) if isinstance(value, str) else str(wording.plain(value))
    return f"'{text}" if isinstance(value, str) and text.startswith(_RISKY) else text
