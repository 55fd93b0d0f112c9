"""The HTML of a figure and of a table, as a page and JupyterLab both show it."""

from html import escape

from pressroom import citing, wording
from pressroom.figures import archive
from pressroom.figures.svg import Drawing

HINT = '<p class="fig-hint">Point at the drawing, tap it, or go through it with the Tab key{}.</p>'
_LEADS = {"csv": "Data for", "png": "Picture of", "svg": "Drawing of", "zip": "All of"}


def figure(parts, wide: Drawing, phone: Drawing, table: str, sizes: dict[str, int]) -> str:
    """Return the whole ``<figure>``.

    Parameters
    ----------
    parts : Dress
        Name, title, subtitle, note, source and description.
    wide, phone : Drawing
        The two drawings; the page's CSS shows one of them. ``hidden`` keeps the second away
        where that CSS is absent.
    table : str
        The table's HTML.
    sizes : dict
        Bytes of the files, by kind.
    """
    key = f"fig-{parts.name}"
    title = str(parts.title)
    one = wide.inline(f"{key}-w", title, parts.description)
    two = phone.inline(f"{key}-p", title, parts.description)
    hint = HINT.format(_found(wide.over)) if wide.over else ""
    this = '<span class="fig-ref">this figure</span>'
    return (
        f'<figure class="figure" id="{key}" data-figure="{parts.name}"><figcaption>'
        f'<h3 class="fig-title"><span class="fig-no"></span>{said(parts.title)}</h3>'
        f"{paragraph('fig-sub', parts.subtitle)}</figcaption>"
        f'<div class="fig-wide">{one}</div><div class="fig-phone" hidden>{two}</div>'
        f"{hint}"
        f"{paragraph('fig-note', parts.note)}{source_line('fig-source', parts.source)}"
        f"{figure_files(parts.name, sizes)}"
        f'<details class="fig-more"><summary>Description and table of {this}</summary>'
        f"{paragraph('fig-desc', parts.description)}{table}{loads(parts.name)}</details></figure>"
    )


def table_card(parts, table: str, count: int) -> str:
    """Return a table that stands alone: title, table, note, source, download."""
    key = f"table-{parts.name}"
    files = _file(f"{parts.name}.csv", "csv", count, "table")
    return (
        f'<section class="table-card" id="{key}" data-table="{parts.name}" '
        f'aria-labelledby="{key}-t"><h3 class="table-title" id="{key}-t">'
        f'<span class="table-no"></span>{said(parts.title)}</h3>{table}'
        f"{paragraph('table-note', parts.note)}{source_line('table-source', parts.source)}"
        f'<ul class="table-files">{files}</ul></section>'
    )


def folded(table: str) -> str:
    """Return a table shut in a box that opens, which says how long it is."""
    rows = table.count("<tr") - 1  # less the head
    said = f"Open the table, {rows} {'row' if rows == 1 else 'rows'}"
    return f'<details class="fold"><summary>{said}</summary>{table}</details>'


def said(text: str) -> str:
    """Return a claim or plain text as HTML, with quoted text of the record marked as such."""
    return text.as_html() if hasattr(text, "as_html") else escape(wording.clean(text))


def paragraph(mark: str, text: str) -> str:
    """Return a paragraph of class `mark`; nothing if there is no text."""
    return f'<p class="{mark}">{said(text)}</p>' if text else ""


def source_line(mark: str, source) -> str:
    """Return the line that names the sources, in a paragraph of class `mark`."""
    return f'<p class="{mark}">Source: {citing.line_html(source)}</p>'


def size(count: int) -> str:
    """Return a file's size as a download link says it.

    Examples
    --------
    >>> size(812), size(93_411)
    ('1 KB', '93 KB')
    """
    return f"{max(1, round(count / 1000)):,} KB"


def figure_files(name: str, sizes: dict[str, int]) -> str:
    """Return the list of downloads of a figure, with the link to it."""
    items = "".join(_file(f"{name}.{kind}", kind, sizes[kind], "figure") for kind in _LEADS)
    link = f'<a class="fig-link" href="#fig-{name}">Link to {_this("figure")}</a>'
    return f'<ul class="fig-files">{items}<li>{link}</li></ul>'


def loads(name: str) -> str:
    """Return the line that reads a figure's data into Python, and into R."""
    python, r = (f"<code>{load.format(file=f'{name}.csv')}</code>" for load in archive.LOADS)
    return f'<p class="fig-load">Python: {python} R: {r}</p>'


def _found(over: str) -> str:
    """Return what is found over a drawing: values, links, or both."""
    values = " for its values" if "<g>" in over or 'role="img"' in over else ""
    leads = "follow a mark to its page" if "<a " in over else ""
    return f"{values}{'; ' if values and leads else ' to ' if leads else ''}{leads}"


def _this(thing: str) -> str:
    """Return the words that the page replaces by the number."""
    return f'<span class="{"fig" if thing == "figure" else thing}-ref">this {thing}</span>'


def _file(address: str, kind: str, count: int, thing: str) -> str:
    what = f"{_LEADS[kind]} {_this(thing)} ({kind.upper()}, {size(count)})"
    return f'<li><a href="{escape(address)}" download>{what}</a></li>'
