import base64
import csv
import hashlib
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure as Canvas
from PIL import Image

from parley.charts import style
from pressroom import claims, context, figures, findings, paths, wording
from pressroom.errors import FigureError
from pressroom.figures import sheet, svg
from pressroom.figures.draw import draw
from pressroom.figures.dress import latin
from pressroom.page import dressed
from tests.pressroom.figures.conftest import lines, panels_grid

MIME = "application/vnd.pressroom+json"


def ids(html):
    return re.findall(r'\bid="([^"]+)"', html)


def test_a_figure_is_shown_and_written(run, deaths, worn):
    shown = figures.save(lines, deaths, **worn)
    bundle = shown._repr_mimebundle_()
    assert {path.name for path in run.out.iterdir()} == {
        f"deaths.{kind}" for kind in ("csv", "png", "svg", "zip")
    }
    html = bundle["text/html"]
    for part in ("Deaths fell from 3 to 2", "Overdose deaths a month", "will be revised"):
        assert part in html
    assert bundle["text/plain"].startswith("Deaths fell from 3 to 2\nOverdose")
    assert html.startswith('<figure class="figure" id="fig-deaths" data-figure="deaths">')
    assert html.endswith("</figure>")


def test_a_line_of_no_points_takes_no_room():
    def chart(frame, *, ax, phone, others):
        ax.plot([1, 2], [3, 4])
        for _ in range(others):
            ax.plot([], [], "o", clip_on=False)

    def laid_out(others):
        for canvas in draw(chart, (pd.DataFrame(),), None, {"others": others}):
            canvas.draw_without_rendering()
            yield canvas.axes[0].get_position().bounds

    assert [*laid_out(others=3)] == [*laid_out(others=0)]


def test_a_figure_holds_both_drawings_named_and_described(run, deaths, worn):
    html = figures.save(lines, deaths, **worn).html
    assert html.count("<svg") == 2 and html.count('role="img"') == 2
    for key in ("fig-deaths-w", "fig-deaths-p"):
        assert f'aria-labelledby="{key}t {key}d"' in html
        assert f'<title id="{key}t">Deaths fell from 3 to 2</title>' in html
        assert f'<desc id="{key}d">Line chart.' in html
    assert '<div class="fig-phone" hidden>' in html


def test_no_style_script_or_shared_id(run, deaths, worn):
    html = figures.save(lines, deaths, **worn).html
    html += figures.save(lines, deaths, **worn | {"name": "deaths-again"}).html
    assert "style=" not in html and "<script" not in html and "<style" not in html
    assert len(ids(html)) == len(set(ids(html)))
    for target in re.findall(r'(?:href="#|url\(#)([^")]+)', html):
        assert target in ids(html) or target.startswith("source-")


def test_what_the_page_carries_matches_the_files(run, deaths, worn):
    data = figures.save(lines, deaths, **worn)._repr_mimebundle_()[MIME]
    data = json.loads(json.dumps(data))
    assert (data["kind"], data["name"], data["values"]) == ("figure", "deaths", {"a": 3, "b": 2})
    assert data["sources"][0]["source_id"] == "cdc"
    assert data["claims"][0]["holds"][0]["op"] == "<"
    for entry in data["files"].values():
        body = (run.out / entry["name"]).read_bytes()
        assert entry["bytes"] == len(body)
        assert entry["sha256"] == hashlib.sha256(body).hexdigest()


def test_the_same_call_gives_the_same_bytes(tmp_path, deaths, worn):
    made = []
    for folder in ("one", "two"):
        with context.running("r", tmp_path / folder) as under_way:
            html = figures.save(lines, deaths, **worn).html
            made.append((html, [path.read_bytes() for path in sorted(under_way.out.iterdir())]))
    assert made[0] == made[1]


def test_a_chart_of_four_lines_is_light(run, deaths, worn):
    html = figures.save(lines, deaths, **worn).html
    drawings = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert sum(map(len, drawings)) <= 20_000
    hovered = figures.save(lines, deaths, **worn | {"name": "hovered"}, hover=True).html
    assert sum(map(len, re.findall(r"<svg.*?</svg>", hovered, re.DOTALL))) <= 30_000


def test_strips_say_each_value_and_on_a_phone_as_many_as_fingers_tell_apart(run, deaths, worn):
    html = figures.save(lines, deaths, **worn, hover=True).html
    assert html.count('<g class="tips"') == 2 and 'class="fig-hint"' in html
    wide, phone = re.findall(r'<g class="tips".*?</svg>', html, re.DOTALL)
    assert f">2018-01: {deaths['Heroin'].iloc[0]:,}</text>" in wide
    assert wide.count("<text") == len(deaths)
    assert 10 <= phone.count("<text") <= 20
    assert ".tips text{display:none" in figures.page_css()
    for drawn in (wide, phone):
        assert f">2026-06: {deaths['Heroin'].iloc[-1]:,}</text>" in drawn
    assert "fig-hint" not in figures.save(lines, deaths, **worn | {"name": "plain"}).html


def test_a_card_has_no_sign_that_its_font_lacks():
    assert latin("Xinhua: 会谈 ● “x”") == "Xinhua: … ● “x”"


def test_the_card_is_a_small_picture_with_its_words(run, deaths, worn):
    figures.save(lines, deaths, **worn)
    body = (run.out / "deaths.png").read_bytes()
    picture = Image.open(io.BytesIO(body))
    assert len(body) <= 150_000
    assert picture.width >= 1000 and picture.height > picture.width * 0.6
    rows = np.asarray(picture.convert("L")).min(axis=1)
    assert rows[:60].min() < 100  # the title
    assert rows[-60:].min() < 150  # the source


def test_the_drawing_stands_alone(run, deaths, worn):
    figures.save(lines, deaths, **worn)
    root = ET.fromstring((run.out / "deaths.svg").read_bytes())
    assert root.get("viewBox") == "0 0 518.4 288"
    assert root[0].text == "Deaths fell from 3 to 2"
    texts = {node.text for node in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Heroin", "2018", "0"} <= texts  # text stays text


def test_the_csv_holds_the_whole_table(run, deaths, worn):
    spec = figures.TableSpec(deaths, shown=deaths.tail(2), labels={"month": "Month"})
    html = figures.save(lines, deaths, **worn | {"table": spec}).html
    rows = list(csv.DictReader(io.StringIO((run.out / "deaths.csv").read_text())))
    assert len(rows) == 102 and rows[0]["month"] == "2018-01"
    assert html.count('<th scope="row">') == 2
    assert f"{deaths['Heroin'].iloc[-1]:,}" in html


def test_the_archive_holds_data_drawing_words_and_how_to_load_them(run, deaths, worn):
    html = figures.save(lines, deaths, **worn).html
    with zipfile.ZipFile(run.out / "deaths.zip") as packed:
        names = [Path(name).name for name in packed.namelist()]
        assert names == ["deaths.csv", "deaths.svg", "metadata.json", "README.txt"]
        held = {name: packed.read(f"deaths/{name}") for name in names}
        assert {entry.date_time[0] for entry in packed.infolist()} == {1980}
    told = json.loads(held["metadata.json"])
    assert told["title"] == "Deaths fell from 3 to 2"
    assert told["sha256"]["deaths.csv"] == hashlib.sha256(held["deaths.csv"]).hexdigest()
    assert [*told["columns"]] == [*deaths.columns]
    for line in ("pandas.read_csv('deaths.csv')", "read.csv('deaths.csv')"):
        assert line in held["README.txt"].decode() and f"<code>{line}</code>" in html


def test_downloads_say_kind_and_size(run, deaths, worn):
    html = figures.save(lines, deaths, **worn).html
    for kind in ("CSV", "PNG", "SVG", "ZIP"):
        assert re.search(
            rf'<a href="deaths\.{kind.lower()}" download>[^<]+ <span class="fig-ref">this figure'
            rf"</span> \({kind}, [\d,]+ KB\)</a>",
            html,
        )
    assert 'href="#fig-deaths"' in html


def test_every_fault_is_named_at_once(run, deaths):
    with pytest.raises(FigureError) as error:
        figures.save(lines, deaths, name="Bad Name")
    for part in ("slug", "no title", "no subtitle", "no source", "no description", "empty"):
        assert part in str(error.value)
    assert not run.out.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": "Typed"}, "typed"),
        ({"title": claims.claim("word " * 16)}, "16 words"),
        ({"title": claims.claim("It ended.")}, "full stop"),
        ({"subtitle": "Impact a month"}, "subtitle: 'impact'"),
        ({"description": "Deaths due to it"}, "description: 'due to'"),
        ({"description": "word " * 91}, "91 words"),
        ({"note": "Amid talks"}, "note: 'amid'"),
        ({"source": [object()]}, "source"),
        ({"table": pd.DataFrame()}, "table is empty"),
        ({"table": None}, "table is empty"),
        ({"name": "Über"}, "slug"),
    ],
)
def test_a_fault_in_the_dress_is_refused(run, deaths, worn, change, said):
    with pytest.raises(FigureError, match=said):
        figures.save(lines, deaths, **worn | change)


def test_a_p_value_in_a_title_is_refused(run, deaths, worn):
    title = claims.claim("Fewer deaths, p = {p:.2f}", [(1, "<", 2)], p=0.03)
    with pytest.raises(FigureError, match="stood out"):
        figures.save(lines, deaths, **worn | {"title": title})


def titled(frame, *, ax, phone):
    ax.plot([1, 2])
    ax.set_title("Mine")


def with_legend(frame, *, ax, phone):
    ax.plot([1, 2], label="a")
    ax.legend()


def off_palette(frame, *, ax, phone):
    ax.plot([1, 2], color="red")


def black(frame, *, ax, phone):
    ax.text(0, 0, "x", color="black")


def an_image(frame, *, ax, phone):
    ax.imshow([[1, 2]])


def causal(frame, *, ax, phone):
    ax.plot([1, 2])
    ax.text(1, 1, "driven by talks")


def crowded(frame, *, ax, phone):
    ax.plot([1, 2])
    ax.set_yticks([1, 2], ["\n".join(["many words in a row"] * 40)] * 2)


@pytest.mark.parametrize(
    ("chart", "said"),
    [
        (crowded, "no room"),
        (titled, "its own title"),
        (with_legend, "legend"),
        (off_palette, "#ff0000"),
        (black, "#000000"),
        (an_image, "<image>"),
        (causal, "driven by"),
    ],
)
def test_a_chart_that_oversteps_is_refused(run, deaths, worn, chart, said):
    with pytest.raises(FigureError, match=said):
        figures.save(chart, deaths, **worn)
    assert not run.out.exists()


def test_a_name_may_stand_once_in_a_run_and_again_in_a_draft(
    run, deaths, worn, tmp_path, monkeypatch
):
    figures.save(lines, deaths, **worn)
    with pytest.raises(FigureError, match="has its name"):
        figures.save(lines, deaths, **worn)
    with context.running("draft", tmp_path / "draft"):
        figures.save(lines, deaths, **worn)
        figures.save(lines, deaths, **worn)


def test_a_grid_gets_the_figure_and_may_name_its_panels(run, deaths, worn):
    html = figures.save(panels_grid, deaths, **worn, height=(5.0, 7.0)).html
    assert "Synthetic opioids" in html
    assert 'viewBox="0 0 518.4 360"' in html and 'viewBox="0 0 259.2 504"' in html


def test_a_chart_cannot_change_the_data(run, deaths, worn):
    def spoils(frame, *, ax, phone):
        frame["Heroin"] = 0
        ax.plot([1, 2])

    before = deaths.copy()
    figures.save(spoils, deaths, **worn)
    pd.testing.assert_frame_equal(deaths, before)


def test_a_chart_in_a_notebook_with_another_style_comes_out_the_same(tmp_path, deaths, worn):
    import matplotlib as mpl

    made = []
    for folder, change in (("one", {}), ("two", {"svg.fonttype": "path", "svg.hashsalt": "x"})):
        with context.running("r", tmp_path / folder), mpl.rc_context(change):
            made.append(figures.save(lines, deaths, **worn).html)
    assert made[0] == made[1]


def test_the_records_own_words_may_stand_in_a_chart_if_marked(run, deaths, worn):
    def promises(frame, *, ax, phone):
        ax.barh([0, 1], [1, 2], color=style.C1)
        ax.set_yticks([0, 1], ["Cut tariffs", "Curb precursors"])
        for label in ax.get_yticklabels():
            label.set_gid(style.RECORD)

    html = figures.save(promises, deaths, **worn).html
    assert html.count('<text class="record f-ink2"') == 4
    assert wording.faults_in_page(html) == []


def test_many_sources_are_counted_and_each_keeps_its_mark(run, deaths, worn, source):
    many = [source[0]._replace(source_id=f"s{rank}", publisher=f"P{rank % 7}") for rank in range(9)]
    html = figures.save(lines, deaths, **worn | {"source": many}).html
    assert "9 documents of P0, P1, P2, P3 and 3 more" in html
    assert html.count('class="note"') == 9


def test_a_source_may_be_plain_text(run, deaths, worn):
    html = figures.save(lines, deaths, **worn | {"source": "the record <1>"}).html
    assert "Source: the record &lt;1&gt;" in html


def test_a_quoted_value_in_a_title_is_marked(run, deaths, worn):
    words = findings.Quoted("impact", "s1")
    title = claims.claim("It says {words}", words=words)
    html = figures.save(lines, deaths, **worn | {"title": title}).html
    assert '<q class="record">impact</q>' in html


def test_preview_shows_four_views_without_a_script(run, deaths, worn):
    shown = figures.preview(figures.save(lines, deaths, **worn))
    html = shown._repr_mimebundle_()["text/html"]
    assert html.count("<iframe") == 4 and html.count('sandbox=""') == 4
    assert style.DARK["page"] in html and "<script" not in html


def test_the_css_has_every_token_in_both_themes():
    css = figures.page_css()
    for token in style.LIGHT:
        assert f"--{token}:{style.LIGHT[token]};" in css
        assert f"--{token}:{style.DARK[token]};" in css
    assert "forced-colors:active" in css and "@media print" in css
    assert css.count("{") == css.count("}")


def test_in_jupyterlab_it_stands_on_a_page_and_in_a_run_its_bytes_are_its_own(
    deaths, worn, tmp_path, monkeypatch
):
    with context.running("one", tmp_path):
        shown = figures.save(lines, deaths, **worn)
        assert shown._repr_mimebundle_()["text/html"] == shown.html
    monkeypatch.setenv("JPY_SESSION_NAME", "/x/my notes.ipynb")
    monkeypatch.setattr(paths, "build", lambda: tmp_path)
    monkeypatch.chdir(tmp_path)
    shown = figures.save(lines, deaths, **worn)
    held = shown._repr_mimebundle_()
    drafted, near = held["text/html"], "draft/my%20notes"
    assert drafted.replace(f"{near}/", "") == figures.lab_style() + shown.html
    assert drafted.count(f'href="{near}/deaths.') == 4
    picture = tmp_path / "draft" / "my notes" / "deaths.png"
    assert base64.b64decode(held["image/png"]) == picture.read_bytes()
    assert "background:#FFFFFF" in figures.lab_style()
    assert 'class="note" data-source' in drafted and 'class="fig-link"' in drafted
    assert ".jp-OutputArea a.note{pointer-events:none" in figures.lab_style()
    assert ".jp-OutputArea li:has(>.fig-link){display:none}" in figures.lab_style()
    # On a page the classes alone give the colours; in JupyterLab no sheet does.
    data = {"text/html": drafted, MIME: {}}
    bare = str(dressed(SimpleNamespace(data=data)))
    assert 'fill="#4a5565"' in drafted and 'fill="#' not in bare and 'stroke="#' not in bare
    plain = drafted.removeprefix(figures.lab_style())
    assert re.sub(r' (?:fill|stroke)="#[0-9a-f]{6}"', "", plain) == bare


@pytest.mark.parametrize("dpi", [72, 100])
def test_a_drawing_is_laid_out_as_matplotlib_itself_would(monkeypatch, dpi):
    def chart():
        figure = Canvas(figsize=(3.6, 3), dpi=dpi, layout="constrained")
        figure.subplots().barh(["a", "days of rain in the south"], [3, 1])
        return figure

    figure = chart()
    ours = svg.drawing(figure, "rain", plain=True)
    assert figure.get_dpi() == dpi  # what is measured afterwards is measured as before

    def whole(figure):
        figure.savefig(raw := io.StringIO(), format="svg", metadata={"Date": None, "Creator": None})
        return raw.getvalue()

    monkeypatch.setattr(sheet, "written", whole)
    assert svg.drawing(chart(), "rain", plain=True) == ours


def test_a_chart_with_nothing_to_draw_is_a_sentence_and_leaves_no_file(run, worn, deaths):
    def chart(frame, *, ax, phone=False):
        raise AssertionError("drawn all the same")

    chart.words = lambda frame: "Line chart" if len(frame) else "Empty: no month is counted."
    given = {name: value for name, value in worn.items() if name not in ("description", "table")}
    shown = figures.save(chart, deaths.head(0), table=deaths, **given)
    assert (shown.kind, [str(each) for each in shown.claims]) == ("text", [str(worn["title"])])
    assert not [*run.out.rglob("deaths.*")]
    with pytest.raises(AssertionError, match="drawn all the same"):
        figures.save(chart, deaths, table=deaths, **given)


def test_in_jupyterlab_a_link_to_a_page_leads_into_the_site_or_is_plain_text(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("pressroom.paths.build", lambda: tmp_path / "build")
    (page := tmp_path / "build/site/meetings/a/index.html").parent.mkdir(parents=True)
    page.write_text("")
    to = [f"../../meetings/{each}/index.html#x" for each in "ab"]
    frame = pd.DataFrame({"day": ["First", "Second"], "to": to})
    with context.running("draft", tmp_path / "draft"):
        shown = figures.table(frame, name="days", title="Days", source="x", links={"day": "to"})
        html = shown._repr_mimebundle_()["text/html"]
    assert '<a href="build/site/meetings/a/index.html#x">First</a>' in html
    assert "<a>Second</a>" in html
    assert to[0] in shown.html
