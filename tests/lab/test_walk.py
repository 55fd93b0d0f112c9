"""A researcher's walk through JupyterLab, in order: start page, Run All, preview, export."""

import os
import time
from pathlib import Path

import pytest

from tests.lab.conftest import TOKEN, asked

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def picture(tab, name: str) -> None:
    """Keep what is seen, where PARLEY_PICTURES asks for it."""
    if folder := os.environ.get("PARLEY_PICTURES"):
        tab.screenshot(path=Path(folder) / f"{name}.png")


def command(tab, name: str, **args) -> None:
    """Run one of JupyterLab's commands, as a menu does."""
    run = "async ([name, args]) => { await window.jupyterapp.commands.execute(name, args) }"
    tab.evaluate(run, [name, args])


def test_it_opens_on_a_page_that_lists_the_notebooks_by_question(lab, tab):
    tab.goto(f"{lab}/lab/workspaces/parley?token={TOKEN}")
    tab.get_by_role("heading", name="Parley: start here").wait_for()
    picture(tab, "start")
    tab.get_by_role("link", name="What do the two sides say on one topic?").click()
    tab.locator(".jp-Notebook").wait_for()


def test_it_starts_without_a_warning_and_asks_for_no_news(lab, tab, project):
    said = (project / "lab.log").read_text("utf-8")
    assert "parley.desk.bench | extension was successfully loaded" in said
    assert "UserWarning" not in said, said
    tab.wait_for_timeout(2000)
    assert not tab.get_by_text("notified about official Jupyter news").count()


def test_run_all_gives_the_published_charts(lab, tab):
    tab.locator(".jp-Notebook").wait_for()
    tab.get_by_text("published accounts of US–China meetings mention “Fentanyl").wait_for()
    command(tab, "notebook:run-all-cells")
    tab.locator(".jp-Notebook .jp-OutputArea svg").first.wait_for(state="attached")
    state = "document.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status"
    tab.wait_for_function(f"() => {state} === 'idle'")
    tab.locator(".jp-Notebook .jp-OutputArea svg").first.scroll_into_view_if_needed()
    picture(tab, "run-all")
    assert tab.locator(".jp-OutputArea figure").count()
    assert not tab.locator('[data-mime-type="application/vnd.jupyter.error"]').count()


def test_the_library_is_taken_up_again_by_itself(lab, tab, project):
    sources = asked(lab, "/api/sessions")
    assert sources and sources[0]["name"] == "topic-profile.ipynb"
    config = project / "build" / "lab" / "ipython" / "profile_default" / "ipython_config.py"
    assert "autoreload" in config.read_text()


def test_its_terminal_knows_parley(lab, tab, project):
    command(tab, "terminal:create-new")
    tab.locator(".jp-Terminal-body .xterm-screen").wait_for()
    tab.keyboard.type("command -v parley > known.txt\n")
    deadline = time.monotonic() + 20
    while not (project / "known.txt").is_file() and time.monotonic() < deadline:
        tab.wait_for_timeout(200)
    tab.wait_for_timeout(300)
    assert (project / "known.txt").read_text().strip().endswith("/bin/parley")
    command(tab, "application:close")
    tab.locator(".jp-Notebook").wait_for()


def test_preview_shows_the_page_in_four_frames(lab, tab):
    command(tab, "docmanager:save")
    command(tab, "notebook:insert-cell-below")
    tab.keyboard.press("Escape")
    command(tab, "notebook:enter-edit-mode")
    tab.keyboard.type("preview()")
    command(tab, "notebook:run-cell")
    tab.locator(".jp-OutputArea iframe").nth(3).wait_for(state="attached")
    dark = tab.frame_locator(".jp-OutputArea iframe").nth(1).locator("body")
    light = tab.frame_locator(".jp-OutputArea iframe").nth(0).locator("body")
    colour = "each => getComputedStyle(each).color"
    assert dark.evaluate(colour) != light.evaluate(colour)
    frame = tab.frame_locator(".jp-OutputArea iframe").first
    frame.locator("h1").wait_for(state="attached")
    tab.locator(".jp-OutputArea iframe").first.scroll_into_view_if_needed()
    tab.wait_for_timeout(1500)
    picture(tab, "preview-wide")
    tab.locator(".jp-OutputArea iframe").nth(1).scroll_into_view_if_needed()
    tab.wait_for_timeout(1000)
    picture(tab, "preview-dark")
    tab.locator(".jp-OutputArea iframe").nth(2).scroll_into_view_if_needed()
    tab.wait_for_timeout(1000)
    picture(tab, "preview-phone")


def test_what_a_build_refuses_is_shown_with_its_reason_and_stops_nothing(lab, tab):
    command(tab, "notebook:insert-cell-below")
    command(tab, "notebook:enter-edit-mode")
    tab.keyboard.type("findings.text(say('Of 9 it fell because of {n}', n=3))")
    command(tab, "notebook:run-cell")
    said = tab.locator(".jp-OutputArea p.refused")
    said.wait_for()
    assert "A build refuses this: line 1 of the cell" in said.inner_text()
    assert "typed numbers (9)" in said.inner_text()
    assert tab.locator(".jp-OutputArea p.finding").last.inner_text() == "Of 9 it fell because of 3"
    assert not tab.locator('[data-mime-type="application/vnd.jupyter.error"]').count()
    said.scroll_into_view_if_needed()
    picture(tab, "refused")


def test_the_export_menu_offers_a_parley_page(lab, tab):
    assert "parley" in {name.lower() for name in asked(lab, "/api/nbconvert")}
    tab.get_by_role("menuitem", name="File").click()
    tab.get_by_text("Save and Export Notebook As", exact=True).hover()
    tab.locator('.lm-Menu-item[data-command="notebook:export-to-format"]').first.wait_for()
    picture(tab, "export")
    offered = tab.locator('.lm-Menu-item[data-command="notebook:export-to-format"]')
    assert any("parley" in text.lower() for text in offered.all_inner_texts())
    tab.keyboard.press("Escape")
    tab.keyboard.press("Escape")


# What is typed from box to box; a blank leaves one as it is.
TYPED = ("2026-06-20", "", "A call", "Foreign ministers", "Minister", "Phone call", "", "", "",
         "Marco Rubio", "王毅")  # fmt: skip


def test_a_meeting_is_added_with_the_keyboard_alone(lab, tab, project):
    command(tab, "docmanager:open", path="notebooks/add-a-meeting.ipynb")
    tab.wait_for_timeout(3000)
    command(tab, "notebook:run-all-cells")
    tab.get_by_label("First day *").wait_for()
    tab.wait_for_timeout(2000)  # Run All ends with the focus on the notebook
    tab.get_by_label("First day *").focus()
    for answer in TYPED:
        tab.keyboard.type(answer)
        tab.keyboard.press("Tab")
    told = tab.get_by_text("+ meetings.csv: 2026-06-20-call-rubio-wang")
    told.wait_for()
    picture(tab, "form")
    tab.get_by_role("button", name="Write").focus()
    tab.keyboard.press("Space")
    tab.get_by_text("the record holds").wait_for()
    told.scroll_into_view_if_needed()
    picture(tab, "form-written")
    assert "2026-06-20-call-rubio-wang" in (project / "data" / "meetings.csv").read_text("utf-8")
