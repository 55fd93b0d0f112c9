"""The forms, driven as a person does: values set, buttons pressed, rows looked at."""

import random
import re
from html import unescape

import nbformat
import pytest

from parley import record
from parley.record import writing
from tests.conftest import ROOT

pytest.importorskip("ipywidgets", reason="ipywidgets is not installed: no form was driven")

from parley.desk.forms import MeetingForm, ReadoutForm

GIVEN = {
    "date": "2024-02-10", "title": "A second summit", "channel": "leaders", "level": "leader",
    "format": "in_person", "city": "Lima", "country": "PE", "us": "A", "prc": "B",
    "us_source": "s1", "us_read": "full", "us_topics": "taiwan; fentanyl",
    "us_descriptors": "Candid",
    "prc_source": "https://example.org/3 | A ministry | A third account | 2024-02-11",
    "prc_read": "opening", "prc_topics": "taiwan",
}  # fmt: skip
NEW = "2024-02-10-lima-a-b"
TEXT = (
    "A, the President of the United States, met B of China in Woodside on November 15, 2023. "
    "They discussed fentanyl."
)


def plain(html: str) -> str:
    return unescape(re.sub("<[^>]*>", "\n", html))


def held(folder) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


@pytest.fixture
def form(project):
    return MeetingForm(record.load(), "2024-03-01")


def typed(form, **answers: str) -> None:
    """Type answers one after the other, as a person does."""
    for name, value in answers.items():
        form.fields[name].value = value


def test_what_is_typed_is_shown_as_rows_and_written_when_told(form, project):
    before = held(project / "data")
    assert "Still needed: First day, Title" in plain(form.state.value)
    typed(form, **GIVEN)
    shown = plain(form.state.value)
    assert f"Proposed id: {NEW}" in shown
    assert f"+ descriptors.csv: {NEW} · us · candid · s1" in shown
    assert "A, President" in plain(form.fields["us"].said.value)
    assert held(project / "data") == before
    form.button.click()
    said = plain(form.result.value)
    assert f"Written into data: {NEW}" in said and "Checked: 4 meetings" in said
    rec = record.load()
    assert [who.name for who in rec.participants_of(NEW, "prc") if who.is_principal] == ["B"]
    assert len(rec.mentions.query("meeting_id == @NEW")) == 3
    assert form.draft == {} and not form.kept.exists()


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("date", "10/02/2024", "'10/02/2024' is not a date of the form YYYY-MM-DD"),
        ("us", "Aa", "'Aa' is not in people.csv. Nearest: A"),
        ("us", "A, Secretary", "A held no Secretary on 2024-02-10 (then: President)"),
        ("us_topics", "tiawan", "'tiawan' is no topic. Nearest: taiwan"),
        ("us_source", "s9", "'s9' is no source_id. None is near; known: s1, s2"),
    ],
)
def test_a_wrong_answer_is_told_beneath_it_with_the_nearest(form, project, name, value, said):
    before = held(project / "data")
    typed(form, **GIVEN | {name: value})
    assert said in plain(form.fields[name].said.value)
    form.button.click()
    assert "Nothing was written" in plain(form.result.value)
    assert held(project / "data") == before


def test_a_duplicate_is_pointed_out_and_written_only_with_the_box_ticked(form, project):
    same = {"date": "2023-11-15", "title": "The summit", "city": "Woodside", "country": "US"}
    before = held(project / "data")
    typed(form, **GIVEN | same)
    assert "title: on record 'A summit', yours 'The summit'" in plain(form.state.value)
    form.button.click()
    assert "Tick the box" in plain(form.result.value)
    assert held(project / "data") == before
    form.anyway.value = True
    form.button.click()
    assert "2023-11-15-woodside-a-b" in set(record.load().meetings["meeting_id"])


@pytest.mark.sampled(3)
@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError("no space left")])
@pytest.mark.parametrize("at", [0, 3])
def test_what_breaks_in_the_midst_leaves_the_record_as_it_was(form, project, monkeypatch, stop, at):
    before, count = held(project / "data"), iter(range(99))
    plainly = writing.write_through

    def breaking(path, raw):
        if next(count) == at:
            raise stop
        plainly(path, raw)

    typed(form, **GIVEN)
    monkeypatch.setattr(writing, "write_through", breaking)
    form.button.click()
    assert re.search("Nothing was written|Not written: no space", plain(form.result.value))
    record.load()
    assert held(project / "data") == before
    assert form.draft["title"] == "A second summit"


def test_answers_are_kept_as_they_are_typed_and_taken_up_again(form, project):
    typed(form, title="A second summit", us_topics="taiwan")
    again = MeetingForm(record.load(), "2024-03-01")
    assert again.draft == {"title": "A second summit", "us_topics": "taiwan"}
    assert "Taken up again" in plain(again.result.value)
    again.clear()
    assert MeetingForm(record.load()).draft == {}


def test_every_box_has_a_label_of_its_own(form):
    labels = [part.description for field in form.fields.values() for part in field.parts]
    assert all(labels) and len(labels) == len(set(labels))


@pytest.fixture
def readout(project):
    form = ReadoutForm(record.load(), "2024-03-01")
    form.paste.value = TEXT
    form.read_button.click()
    return form


def tick(form, value: str, to: bool) -> None:
    next(box for one, box in form.ticks if one.value == value).value = to


def test_a_readout_proposes_with_sentence_and_rule_and_adds_to_the_meeting(readout, project):
    before = held(project / "data")
    assert readout.meeting.value == "2023-11-15-woodside"
    supports = [plain(str(each.value)) for each in readout.proposals.children]
    assert any("They discussed fentanyl" in each and "fentanyl-en-01" in each for each in supports)
    readout.side.value, readout.source.value = "prc", "s2"
    assert "say how much of it was read" in plain(readout.rows.value)
    assert "(“How much read”)" in plain(readout.rows.value)
    readout.depth.value = "opening"
    assert "+ mentions.csv: 2023-11-15-woodside · prc · fentanyl" in plain(readout.rows.value)
    tick(readout, "fentanyl", False)
    assert "Nothing ticked makes a new row" in plain(readout.rows.value)
    readout.button.click()
    assert held(project / "data") == before
    tick(readout, "fentanyl", True)
    readout.button.click()
    assert "the record holds" in plain(readout.result.value)
    rec = record.load()
    assert len(rec.mentions.query("side == 'prc' and meeting_id == '2023-11-15-woodside'")) == 1
    assert not any(
        b"They discussed" in raw and b"Woodside on" in raw
        for raw in held(project / "data").values()
    )


def test_without_a_meeting_the_accepted_rows_fill_in_a_new_one(readout, project):
    readout.side.value, readout.source.value, readout.depth.value = "us", "s1", "full"
    readout.meeting.value = ""
    assert readout.new.draft["us_topics"] == "fentanyl"
    typed(readout.new, date="2023-11-16", city="Oslo", country="NO")
    tick(readout, "fentanyl", False)
    assert readout.new.draft["city"] == "Oslo"
    assert "us_topics" not in readout.new.draft
    assert "Oslo" in readout.kept.read_text("utf-8")
    tick(readout, "fentanyl", True)
    typed(readout.new, title="A talk", channel="leaders", level="leader", format="in_person")
    typed(readout.new, us="A", prc="B")
    readout.new.button.click()
    assert "Written into data: 2023-11-16-oslo-a-b" in plain(readout.new.result.value)
    assert "2023-11-16-oslo-a-b" in set(record.load().meetings["meeting_id"])


@pytest.mark.parametrize("text", ["", "x" * 5_000_000, "Les deux ministres ont parlé du commerce."])
def test_a_text_that_cannot_be_read_is_answered_in_words(readout, project, text):
    before = held(project / "data")
    readout.paste.value = text
    readout.read_button.click()
    assert "Nothing was written" in plain(readout.understood.value)
    assert not readout.proposals.children
    assert held(project / "data") == before


def test_a_meeting_that_is_not_on_record_is_answered_with_the_nearest(readout):
    readout.meeting.value = "2023-11-15-woodsid"
    assert "Nearest: 2023-11-15-woodside" in plain(readout.meeting.said.value)


@pytest.mark.slow  # starts a kernel each
def test_their_notebooks_run_under_a_plain_kernel_and_write_nothing(project):
    """One after the other in one kernel, which forgets the names of the first."""
    from nbclient import NotebookClient

    before = held(project / "data")
    names = ("add-a-meeting", "code-a-readout")
    one, other = (nbformat.read(ROOT / f"notebooks/{name}.ipynb", as_version=4) for name in names)
    forms = one.cells[4], other.cells[4]
    one.cells += [nbformat.v4.new_code_cell("%reset -f"), *other.cells]
    NotebookClient(one, timeout=120, resources={"metadata": {"path": str(project)}}).execute()
    for cell in forms:
        shown = [output.data for output in cell.outputs]
        assert any("application/vnd.jupyter.widget-view+json" in data for data in shown)
    assert held(project / "data") == before
    assert not (project / "build").exists()


NASTY = (
    "",
    "20/06/2026",
    "2026-06-2",
    "2026-06-20",
    "9999-99-99",
    "Wang",
    "B; A",
    "Nobody, Envoy",
    "尼",
    ";;",
    ", ,",
    "a" * 500,
    "https://x | | |",
    "|",
    "https://",
    "s1",
    "{x}",
    "=1",
    "taiwan",
    "US",
    "-1",
    "nan",
    "\u200b",
    "A,",
    "\x00",
    "c",
    "A commission",
)


def test_each_answer_is_judged_by_itself_whatever_stands_in_the_others(form):
    typed(form, date="20/06/2026", us="Wang", prc="A", us_topics="tariffs")
    assert "'Wang' is not in people.csv" in plain(form.fields["us"].said.value)
    assert "A is of side us" in plain(form.fields["prc"].said.value)
    assert "'tariffs' is no topic" in plain(form.fields["us_topics"].said.value)
    typed(form, us="A")
    assert plain(form.fields["us"].said.value).split() == ["A"]
    dice = random.Random(15)
    for _ in range(40):
        form.fill({name: dice.choice(NASTY) for name in form.fields})


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "write one 'name: value' a line"),
        (b"- a\n- b\n", "write one 'name: value' a line"),
        (b"date: [2024", "is not YAML"),
        (b"\xff\xfe\x00", "is not YAML"),
        (b"title: {a: b}\nus: [[1]]\n", "title, us: write text, or a list of texts"),
        (b"[" * 5000, "is not YAML"),
        (b"x" * 300_000, "no draft is"),
    ],
)
def test_kept_answers_that_cannot_be_read_are_told_and_can_be_thrown_away(project, raw, said):
    kept = project / "build" / "drafts" / "meeting.yaml"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(raw)
    assert said in plain(MeetingForm(record.load()).before.value)
    form = MeetingForm(record.load(), "2024-03-01")
    assert "could not be taken up" in plain(form.before.value)
    typed(form, title="Another")
    assert form.unread.read_bytes() == raw
    form.throw.click()
    assert not form.unread.exists()
    assert MeetingForm(record.load()).before.value == ""


def test_kept_answers_with_faults_are_taken_up_with_their_faults(project):
    kept = project / "build" / "drafts" / "meeting.yaml"
    kept.parent.mkdir(parents=True)
    kept.write_text("date: 2024-02-30\nchannel: leader\nus: [Wang]\nhall: Green\ntitle: yes\n")
    form = MeetingForm(record.load(), "2024-03-01")
    assert form.draft["title"] == "yes"
    assert "Nearest: leaders" in plain(form.fields["channel"].said.value)
    assert "hall: is no part of a meeting" in plain(form.state.value)
    typed(form, note="x")
    assert {"date", "channel", "hall"} <= set(MeetingForm(record.load()).draft)
    form.clear()
    assert form.draft == {}


def test_answers_that_cannot_be_kept_do_not_end_the_form(project):
    (project / "build").mkdir()
    (project / "build" / "drafts").write_text("no folder")
    form = MeetingForm(record.load(), "2024-03-01")
    typed(form, title="A")
    assert "cannot be kept" in plain(form.before.value)
