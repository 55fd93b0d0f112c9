"""The form that takes a stranger's table, driven as a person does."""

import pytest

from parley import record
from parley.desk import columns
from tests.parley.desk.test_forms import plain

pytest.importorskip("ipywidgets", reason="ipywidgets is not installed: no form was driven")

from parley.desk.running import TableForm

LIST = """Wann,Was genau,Worüber,Stadt,Wer,Anmerkung
13.05.2024,Treffen A,Handel;Klima,Berlin,Deutschland,ohne
13.05.2024,Treffen A,Handel,Berlin,Japan,ohne
14.06.2024,Treffen B,Klima,Springfield,Japan,ohne
"""


@pytest.fixture
def form(project):
    (project / "liste.csv").write_text(LIST, encoding="utf-8")
    return TableForm("liste.csv", "mine", "2026-01-10")


def test_what_is_understood_is_shown_and_put_right_column_by_column(form, project):
    assert "may say whose account a row is" in plain(form.state.value)
    assert form.write.disabled
    form.parts["side"].value = "Wer"
    assert (form.parts["date"].value, form.parts["title"].value) == ("Wann", "Was genau")
    assert "13.05.2024" in form.read_as["date"].value and "2024-05-13" in form.read_as["date"].value
    form.parts["topics"].value = "Worüber"
    assert "handel; klima" in form.read_as["topics"].value
    assert "no country is known of 'Springfield'" in plain(form.state.value)
    form.more["cities"].value = "Springfield=US"
    assert "no country is known" not in plain(form.state.value)
    form.parts["topics"].value = ""
    assert "mentions.csv" not in plain(form.rows.value)
    form.parts["topics"].value = "Worüber"
    assert "the two sides are Deutschland and Japan" in plain(form.state.value)
    assert "+ meetings.csv: 2024-06-14-springfield" in plain(form.rows.value)
    assert not (project / "mine").exists()
    form.press_write()
    assert "Next: make report DATA=mine" in plain(form.done.value)
    held = record.load(project / "mine")
    assert (len(held.meetings), len(held.mentions)) == (2, 4)
    assert held.meetings["country"].tolist() == ["DE", "US"]


def test_what_stands_in_the_way_is_said_and_nothing_can_be_written(form):
    form.file.value = "none.csv"
    form.press_read()
    assert "there is no file none.csv" in plain(form.state.value)
    assert form.write.disabled
    form.file.value = "liste.csv"
    form.press_read()
    form.parts["side"].value, form.parts["date"].value = "Wer", "Anmerkung"
    assert "'ohne' is no date" in plain(form.state.value)
    assert form.write.disabled
    form.more["cities"].value = "Springfield"
    assert "write it like Brussels=BE" in plain(form.state.value)
    form.more["cities"].value, form.more["sides"].value = "", "Canada"
    told = plain(form.state.value)
    assert "“Sides” 'Canada': write two names with a comma between" in told


def test_the_form_has_a_list_for_every_part(form):
    assert [*form.parts] == [*columns.WORDS]


def test_the_form_names_its_boxes_and_no_flag(form):
    """What the terminal is told by a flag, a box of the form asks for."""
    labels = [box.description for box in (*form.parts.values(), *form.more.values(), form.tab)]
    seen = [form.state.value]
    form.parts["side"].value = "Wer"
    seen.append(form.state.value)
    form.more["cities"].value = "Springfield"
    seen.append(form.state.value)
    form.more["cities"].value = ""
    form.parts["topics"].value = "Anmerkung"
    seen.append(form.state.value)
    said = plain(" ".join(seen))
    assert "--" not in said
    for label in ("side", "Whose account", "Sides", "country", "Countries of cities"):
        assert f"“{label}”" in said and any(label in each for each in labels)
