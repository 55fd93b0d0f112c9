"""The one door out for charts and tables."""

import base64
import hashlib
import os
import re
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pandas as pd
from matplotlib.figure import Figure as Canvas

from pressroom import context, findings, paths, say, wording
from pressroom.errors import FigureError
from pressroom.figures import draw, dress, legible, svg, tabular
from pressroom.figures.dress import Dress, Line, card
from pressroom.figures.palette import lab_style
from pressroom.figures.svg import Drawing
from pressroom.figures.tabular import TableSpec

NEEDS = ("title", "subtitle", "source", "description")
UNLAID = "constrained_layout not applied"
EMPTY = "Empty: "  # what the words of a chart begin with that has nothing to draw


@dataclass(frozen=True)
class _Shown:
    """Something that passed the door; a notebook shows it, and the page takes it over.

    Attributes
    ----------
    name : str
        Its slug.
    html : str
        All of it, as the page shows it.
    data : dict
        What the page carries for checking.
    summary : str
        It as plain text.
    """

    name: str
    html: str
    data: dict[str, Any]
    summary: str

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, Any]:
        shown = {"text/plain": self.summary, "text/html": self.html, say.MIME: self.data}
        run = context.current()
        return shown | self._in_a_draft(run.out) if run.is_draft else shown

    def _in_a_draft(self, out: Path) -> dict[str, Any]:
        """Return it for JupyterLab, links leading to its files, and a picture for other viewers."""
        near = quote(os.path.relpath(out).replace(os.sep, "/"))
        html = self.html.replace(f'<a href="{self.name}.', f'<a href="{near}/{self.name}.')
        html = _PAGE.sub(_to_site, html) + say.aside(self.data.get("ways", ()))
        picture, shown = out / f"{self.name}.png", {"text/html": f"{lab_style()}{html}"}
        if "png" in self.data["files"] and picture.is_file():
            shown["image/png"] = base64.b64encode(picture.read_bytes()).decode("ascii")
        return shown


_PAGE = re.compile(r' href="\.\./\.\./([^"#]*)([^"]*)"')


def _to_site(link: re.Match) -> str:
    """Return a link to a page of the site as JupyterLab finds it; nothing where there is none."""
    page = paths.build() / "site" / unquote(link[1])
    near = quote(os.path.relpath(page).replace(os.sep, "/"))
    return f' href="{near}{link[2]}"' if page.is_file() else ""


class Figure(_Shown):
    """A chart in its dress: two drawings, words, table, and three files."""


class Table(_Shown):
    """A table in its dress, with its CSV."""


class Undrawn(findings.Said):
    """What is said in place of a chart or table that has nothing to show: its title, a sentence."""

    def as_html(self) -> str:
        """Return it as the page shows it."""
        return super().as_html().replace("</p>", ".</p>")


def save(
    chart: Callable,
    *frames: Any,
    name: str,
    title: str = "",
    subtitle: str = "",
    source: str | Iterable = (),
    table: pd.DataFrame | TableSpec | None = None,
    description: str = "",
    note: str = "",
    height: draw.Heights = None,
    **options: Any,
) -> Figure | Undrawn:
    """Return a chart dressed for the page; write its SVG, PNG, CSV and ZIP.

    Parameters
    ----------
    chart : callable
        A function that draws on axes. It is called twice, for a page and for a phone.
    *frames
        Its data.
    name : str
        Slug, unique in the report.
    title : Claim
        The finding, 15 words at most.
    subtitle : str
        Measure, place, period, unit.
    source : list of Source, or str
        As ``record.cite`` and ``record.origin`` return it.
    table : DataFrame or TableSpec
        The values behind the drawing.
    description : str
        What the drawing shows, for who cannot see it: 90 words at most, numbers computed.
    note : str
        How to read it; what is provisional.
    height : float or (float, float), optional
        Inches, for wide and phone; 4.0 and 4.2 if left out.
    **options
        Passed to the chart.

    Returns
    -------
    Figure or Undrawn
        Leave it as the last expression of a cell to show it. A chart whose words begin with
        ``Empty:`` has nothing to draw: its title is said as a sentence, and no file is written.

    Raises
    ------
    FigureError
        With every fault: empty title, subtitle, source, description or table; a title that is
        too long or no claim; a refused word; a chart with a title of its own, a legend, or a
        colour that cannot follow dark mode; text that is struck, marks that are faint or lie in
        hatching; a name used before.
    """
    given, title = (title, subtitle, note), titled(title)
    subtitle, note, description = map(say.guide, (subtitle, note, description))
    ways, refused = say.told(*given), refused_of(title, subtitle, note, description)
    known = {part: getattr(chart, part, None) for part in ("height", "words", "asides")}
    height = height or (known["height"] and known["height"](*frames, **options))
    description = description or (known["words"] and known["words"](*frames, **options)) or ""
    spec = _spec(table, subtitle)
    worn = Dress(name, title, subtitle, note, _sources(source), description, spec)
    faults = dress.faults(worn, NEEDS)
    for part, text in (("subtitle", subtitle), ("note", note)):
        faults += [f"{part}: {fault}" for fault in dress.tints(dress.plain(text))]
    if not hasattr(title, "template"):
        faults.append("its title is typed: make it with say(…)")
        faults += say.typed_faults(title.replace("{", "{{").replace("}", "}}"))
    if description.startswith(EMPTY):
        refused += refuse(name, faults)
        return Undrawn("text", findings.claims_of([title]), ways=ways, refused=refused)
    wide, phone = draw.draw(chart, frames, height, options)
    is_grid = getattr(chart, "__name__", "").endswith("_grid")
    faults += draw.faults(wide, is_grid)
    refused += refuse(name, faults)
    drawings, strange = _drawings(name, wide, phone)
    illegible, untold = _illegible(name, wide, phone)
    worn = worn if not faults else presentable(worn)
    picture = card(wide, _head(worn), _foot(worn))
    ways += known["asides"](*frames, **options) if known["asides"] else []
    refused = [*dict.fromkeys([*refused, *strange, *untold])]
    more = {"illegible": illegible, "ways": ways, "refused": refused}
    return finished(worn, *drawings, picture, {name: each for name, each in more.items() if each})


def titled(title: Any) -> Any:
    """Return a title said, in the first way that is true and fits over a figure; blank if none."""
    return say.spoken(title, say.TITLE_WORDS, say.TITLE_LENGTH) or ""


def refused_of(*said: Any) -> list[str]:
    """Return why a build refuses what is said of something, where that is told and not raised."""
    return [why for each in said for why in getattr(each, "refused", ())]


def presentable(worn: Dress) -> Dress:
    """Return a dress with faults as a draft can show it: under a slug, its table a plain one."""
    spec = worn.table if not tabular.faults(worn.table) else TableSpec(worn.table.frame)
    return replace(worn, name=paths.addressed(worn.name) or "draft", table=spec)


def finished(
    worn: Dress, wide: Drawing, phone: Drawing, picture: bytes, more: dict[str, Any]
) -> Figure:
    """Return a dressed drawing as a figure of the page, its files written, `more` in its data."""
    files = {
        "csv": tabular.csv(worn.table.frame),
        "png": picture,
        "svg": wide.standalone(str(worn.title), worn.description).encode(),
    }
    files["zip"] = dress.archive(worn, files)
    _write(worn.name, files)
    sizes = {kind: len(body) for kind, body in files.items()}
    page = dress.figure(worn, wide, phone, tabular.html(worn.table, worn.subtitle), sizes)
    page += say.refusal(more.get("refused", ()))
    if context.current().is_draft:
        page += say.refusal(more.get("illegible", ()), "A build tells of this, and shows it:")
    data = _data("figure", worn, files) | more
    return Figure(worn.name, page, data, "\n".join(worn.told))


def table(
    frame: pd.DataFrame,
    *,
    name: str,
    title: str = "",
    caption: str = "",
    source: str | Iterable = (),
    note: str = "",
    columns: dict[str, str] | None = None,
    shown: pd.DataFrame | None = None,
    labels: dict[str, str] | None = None,
    formats: dict[str, str] | None = None,
    links: dict[str, str] | None = None,
    records: Iterable[str] = (),
    signs: dict[str, str] | None = None,
    codes: dict[str, dict[str, str]] | None = None,
    empty: str = "",
    languages: dict[str, str] | None = None,
    lead: str = "",
    says: str = "",
    fold: bool = False,
) -> Table | Undrawn:
    """Return a table dressed for the page; write its CSV.

    Parameters
    ----------
    frame : DataFrame
        All values, sorted as the reader is to see them; the first column names the rows.
    name : str
        Slug, unique in the report.
    title : Claim or str
        The finding, or what the table holds.
    caption : str
        Measure, place, period, unit; the title if left out.
    source : list of Source, or str
        As for `save`.
    note : str
        How to read it.
    columns, shown, labels, formats, links, records, signs, codes, empty, languages, lead, says
        As in ``TableSpec``.
    fold : bool
        Keep a long table of the method shut until a reader opens it; paper shows it open.

    Returns
    -------
    Table or Undrawn
        Leave it as the last expression of a cell to show it. Without a row, and with `empty`,
        the title is said as a sentence, with what `empty` says if it is typed; no file is written.

    Raises
    ------
    FigureError
        With every fault, as for `save`.
    """
    asked, title = (title, caption, note), titled(title)
    caption, note = say.guide(caption), say.guide(note)
    named: dict[str, Any] = {"labels": labels, "formats": formats, "links": links, "signs": signs}
    named |= {"columns": columns, "codes": codes, "languages": languages}
    given: dict[str, Any] = {name: each for name, each in named.items() if each}
    given |= {"caption": caption, "empty": empty, "lead": lead, "says": says}
    spec = TableSpec(frame, shown, records=tuple(records), is_whole=True, **given)
    worn = Dress(name, title, caption, note, _sources(source), "", spec)
    refused = refused_of(title, caption, note)
    if faults := dress.faults(worn, ("title", "source")):
        refused, worn = [*refused, *refuse(name, faults)], presentable(worn)
        name, spec = worn.name, worn.table
    if empty and frame.empty:
        none = say.say("{table}: {none}", table=title, none=f"{empty[0].lower()}{empty[1:]}")
        said = title if hasattr(title, "template") else none.spoken()
        return Undrawn("text", [said], refused=refused)
    files = {"csv": tabular.csv(spec.frame)}
    _write(name, files)
    drawn = tabular.html(spec, title)
    drawn = dress.folded(drawn) if fold else drawn
    page = dress.table_card(worn, drawn, len(files["csv"])) + say.refusal(refused)
    more = {"ways": say.told(*asked), "refused": refused}
    data = _data("table", worn, files) | {kind: each for kind, each in more.items() if each}
    return Table(name, page, data, "\n".join(worn.told))


def _spec(table: pd.DataFrame | TableSpec | None, caption: str) -> TableSpec:
    if isinstance(table, TableSpec):
        return table
    return TableSpec(pd.DataFrame() if table is None else table, caption=caption)


def _sources(source: str | Iterable) -> str | tuple:
    return source if isinstance(source, str) else tuple(source)


def refuse(name: str, faults: list[str]) -> list[str]:
    """Raise the faults of a figure, all at once; in a draft return them, to be told beside it."""
    if faults:
        context.refuse(FigureError(name, faults))
    return faults


def _drawings(name: str, wide: Canvas, phone: Canvas) -> tuple[tuple[Drawing, Drawing], list[str]]:
    both, faults = [], []
    for canvas, key in ((wide, f"{name}-w"), (phone, f"{name}-p")):
        with warnings.catch_warnings():
            warnings.filterwarnings("error", UNLAID, UserWarning)
            try:
                both.append(svg.drawing(canvas, key))
            except UserWarning as error:
                faults += refuse(name, [f"its labels leave no room for the chart ({error})"])
                warnings.filterwarnings("ignore", UNLAID, UserWarning)
                both.append(svg.drawing(canvas, key))
    strange = sorted({f"it draws {each}" for one in both for each in one.strange})
    return (both[0], both[1]), faults + refuse(name, strange)


def _illegible(name: str, wide: Canvas, phone: Canvas) -> tuple[list[str], list[str]]:
    """Return what a reader cannot well make out: where a run shows it all the same, and refused."""
    sizes = (("the wide drawing", wide), ("the drawing for phones", phone))
    found = [f"in {size} {fault}" for size, canvas in sizes for fault in legible.faults(canvas)]
    return ([], refuse(name, found)) if context.current().is_strict else (found, [])


def _head(worn: Dress) -> list[Line]:
    return [Line(worn.title, 14, True, "ink"), Line(worn.subtitle, 11, False, "ink2")]


def _foot(worn: Dress) -> list[Line]:
    source = f"Source: {findings.source_line(worn.source)}"
    return [Line(text, 9, False, "ink2") for text in (worn.note, source) if text]


def _write(name: str, files: dict[str, bytes]) -> None:
    run = context.current()
    run.out.mkdir(parents=True, exist_ok=True)
    for kind, body in files.items():
        (run.out / f"{name}.{kind}").write_bytes(body)
    run.named.append(name)


def _data(kind: str, worn: Dress, files: dict[str, bytes]) -> dict[str, Any]:
    said = (worn.title, worn.subtitle, worn.note, worn.description)
    listed = [] if isinstance(worn.source, str) else worn.source
    return {
        "kind": kind,
        **worn.said,
        "values": wording.plain(getattr(worn.title, "values", {})),
        "claims": [text.as_json() for text in said if hasattr(text, "as_json")],
        "sources": [findings.as_json(each) for each in listed],
        "files": {kind: _file(f"{worn.name}.{kind}", body) for kind, body in files.items()},
    }


def _file(name: str, body: bytes) -> dict[str, Any]:
    return {"name": name, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
