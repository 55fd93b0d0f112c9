"""Kills: at random moments of whole builds, and at every rename of a publication."""

import os
import random
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from parley.reports.kernels import system
from parley.reports.store import Store
from tests.reports.engine.test_cells import alive
from tests.reports.test_store import finished
from tests.torture.conftest import build, leave_stale, site_hash

SEED = int(os.environ.get("PARLEY_SEED", "20231115"))
TOUCHES = ("os.rename", "os.symlink", "os.link", "os.remove", "os.mkdir", "os.rmdir", "open")


def killed(home, moment: float) -> list[int]:
    """Start a build, kill its coordinator after a while; return what it had started."""
    process = build(home)
    time.sleep(moment)
    family = system.family(process.pid)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stderr.close()
    return family


def torture(home, kills: int, seed: int) -> dict[str, int]:
    """Kill builds at random moments; return how often the old and the new site stood after it."""
    chance, found = random.Random(seed), {"old": 0, "new": 0}
    states = {}
    for word in ("one", "two"):
        leave_stale(home, word)
        start = time.monotonic()
        assert build(home).wait(240) == 0
        states[word] = site_hash(home)
    longest = time.monotonic() - start
    assert len(set(states.values())) == 2
    old, new = "two", "one"
    for _ in range(kills):
        leave_stale(home, new)
        family = killed(home, chance.uniform(0, longest * 1.1))
        stands = site_hash(home)
        assert stands in (states[old], states[new]), "a torn site"
        deadline = time.monotonic() + 10
        while any(map(alive, family)) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not any(map(alive, family)), "processes are left"
        found["new" if stands == states[new] else "old"] += 1
        if stands == states[new]:
            old, new = new, old
    leave_stale(home, new)
    assert build(home).wait(240) == 0, "the next run is wedged"
    assert site_hash(home) == states[new]
    assert len(Store(home / "build").numbered()) <= 3, "stages are left"
    return found


def halves(home, kills: int) -> dict[str, int]:
    """Torture two copies side by side."""
    import shutil

    other = home.with_name("other")
    shutil.copytree(home, other, symlinks=True)
    with ThreadPoolExecutor(2) as pool:
        parts = list(pool.map(torture, (home, other), (kills // 2,) * 2, (SEED, SEED + 1)))
    return {name: sum(part[name] for part in parts) for name in parts[0]}


def test_twenty_kills_leave_the_old_site_or_the_new_one(home):
    assert sum(halves(home, 20).values()) == 20


@pytest.mark.slow
def test_two_hundred_kills(home, request):
    found = halves(home, 200)
    print(
        f"\n200 kills, seed {SEED}: the old site stood {found['old']}, the new {found['new']} times"
    )
    assert found["old"] and found["new"]


def publish_until(home, store: Store, last: int) -> None:
    """Publish in a forked child that kills itself at its `last` touch of the disk."""
    count = 0

    def hook(event: str, arguments: tuple) -> None:
        nonlocal count
        if event in TOUCHES:
            count += 1
            if count == last:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    store.repair()
    stage = store.stage()
    finished(stage, text="new")
    store.keep(store.last("b"), stage)
    store.publish(stage, 2)


def test_a_kill_at_every_touch_of_a_publication(tmp_path):
    """Each ends with the old pair of runs and site or the new one, and the next run goes on."""
    seen, last = set(), 0
    while True:
        last += 1
        store = Store(tmp_path / str(last))
        first = store.stage()
        finished(first, slug="b", text="old")
        finished(first, text="old")
        store.publish(first)
        if (child := os.fork()) == 0:
            try:
                publish_until(tmp_path, store, last)
            finally:
                os._exit(0)
        _, status = os.waitpid(child, 0)
        text = (store.site / "index.html").read_text()
        assert text == store.last("a").executed.read_text(), "site and runs are of two builds"
        seen.add(text)
        store.repair()
        assert len(store.numbered()) <= 2
        again = store.stage()
        finished(again, text="newest")
        store.publish(again)
        assert (store.site / "index.html").read_text() == "newest"
        if not os.WIFSIGNALED(status):
            break
    assert seen == {"old", "new"}
    assert last > 15
