"""The store: the newest pair is put in front by one rename; one run at a time."""

import json
import multiprocessing
import os

import pytest

from pressroom.build.store import KEPT, Run, Store, locked, read_note, read_run, site_files
from pressroom.errors import LockedError


def finished(stage, slug="a", text="one") -> Run:
    folder = stage / "runs" / slug
    (folder / "files").mkdir(parents=True)
    (folder / "notebook.ipynb").write_text(text)
    (stage / "site" / "index.html").write_text(text)
    run = Run(slug, folder, {"notebook": "h"}, ("meetings",), "2024-03-01", "2024-02-29", 1.0)
    run.write()
    return run


def test_publishing_puts_runs_and_site_in_front_together(tmp_path):
    store = Store(tmp_path)
    stage = store.stage()
    run = finished(stage)
    assert store.last("a") is None
    store.publish(stage)
    assert (tmp_path / "site" / "index.html").read_text() == "one"
    assert store.last("a").stamp == run.stamp
    assert store.last("a").used == ("meetings",)


def test_a_kept_run_is_linked_not_copied(tmp_path):
    store = Store(tmp_path)
    first = store.stage()
    finished(first)
    store.publish(first)
    second = store.stage()
    kept = store.keep(store.last("a"), second)
    assert kept.executed.stat().st_ino == (first / "runs/a/notebook.ipynb").stat().st_ino


def test_old_pairs_are_pruned_but_never_the_current_one(tmp_path):
    store = Store(tmp_path)
    for number in range(KEPT + 3):
        stage = store.stage()
        finished(stage, text=str(number))
        store.publish(stage)
    store.prune()
    assert len(list((tmp_path / "store").iterdir())) == KEPT
    assert (tmp_path / "site" / "index.html").read_text() == str(KEPT + 2)
    for _ in range(KEPT + 1):  # newer, and not in front
        finished(store.stage(), text="newer")
    store.prune()
    assert (tmp_path / "site" / "index.html").read_text() == str(KEPT + 2)


def test_a_front_that_is_lost_is_put_back_on_the_newest_whole_site(tmp_path):
    store = Store(tmp_path)
    for text in ("old", "newer"):
        stage = store.stage()
        finished(stage, text=text)
        (stage / "site.json").write_text("{}")
    finished(store.stage(), text="unfinished")
    store.current.symlink_to("store/000009")
    done = store.repair()
    assert (tmp_path / "site" / "index.html").read_text() == "newer"
    assert "put 000002 in front" in done[0]
    assert [p.name for p in store.numbered()] == ["000002", "000001"]


@pytest.mark.parametrize("note", ["", "{", "[]", '{"files": {"index.html": [5, 0, "other"]}}'])
def test_a_torn_or_partial_site_is_not_put_in_front(tmp_path, note):
    store = Store(tmp_path)
    for text in ("good", "torn"):
        stage = store.stage()
        finished(stage, text=text)
        (stage / "site.json").write_text(json.dumps({"files": site_files(stage)}))
    (stage / "site.json").write_text(note)
    store.current.symlink_to("store/000009")
    store.repair()
    assert (tmp_path / "site" / "index.html").read_text() == "good"


def test_without_a_whole_site_what_was_once_finished_is_kept(tmp_path):
    store = Store(tmp_path)
    finished(stage := store.stage())
    (stage / "site.json").write_text("{")
    finished(store.stage())
    assert store.repair() == ["cleared 000002, which a run had left unfinished"]
    assert [p.name for p in store.numbered()] == ["000001"]


@pytest.mark.parametrize(
    "note", ['{"left_out": [1]}', '{"parts": 3}', '{"left_out": {"a": "b"}}', "3"]
)
def test_a_note_of_odd_types_says_nothing(tmp_path, note):
    (tmp_path / "site.json").write_text(note)
    assert read_note(tmp_path) == {}


def test_a_torn_run_is_not_taken_for_a_whole_one(tmp_path):
    store = Store(tmp_path)
    run = finished(store.stage())
    for torn in ('{"stamp": ', '{"stamp": "x"}', "[]"):
        (run.folder / "run.json").write_text(torn)
        assert read_run(run.folder) is None


def hold(folder, ready, leave):
    with locked(folder):
        ready.set()
        leave.wait(20)


def test_a_second_run_is_refused_and_a_dead_one_leaves_no_lock(tmp_path):
    mp = multiprocessing.get_context("spawn")
    ready, leave = mp.Event(), mp.Event()
    holder = mp.Process(target=hold, args=(tmp_path, ready, leave))
    holder.start()
    assert ready.wait(20)
    with pytest.raises(LockedError, match=str(holder.pid)) as caught, locked(tmp_path):
        pass
    assert caught.value.code == 75
    os.kill(holder.pid, 9)
    holder.join(20)
    with locked(tmp_path):
        assert (tmp_path / ".lock").read_text() == str(os.getpid())
