"""Kills: at random moments of whole builds, and at every rename of a publication."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from pressroom.build.kernels import system
from pressroom.build.store import Store
from tests.pressroom.build.test_cells import alive
from tests.pressroom.test_store import finished
from tests.torture.conftest import build, leave_stale, site_hash

SEED = int(os.environ.get("PARLEY_SEED", "20231115"))
KILLS = int(os.environ.get("PARLEY_KILLS", "200"))
SECONDS = 40 * 60  # in which the kills must have been made; an idle machine takes a quarter of it
STAGES = {
    "": "starting and planning",
    "note": "starting and planning",
    "planned": "running a report",
    "started": "running a report",
    "cell": "running a report",
    "ended": "running a report",
    "dressing": "pages, gate and publication",
    "result": "ended already",
}  # by the last thing that the build has said
TOUCHES = ("os.rename", "os.symlink", "os.link", "os.remove", "os.mkdir", "os.rmdir", "open")


def killed(home, moment: float, planned: bool) -> tuple[list[int], str]:
    """Start a build, kill its coordinator after a while; return what it had started, and where.

    The while begins when the build has planned, if `planned`, else when it is started.
    """
    log = home / "events"
    with log.open("w") as handle:
        process = build(home, "--json", stdout=handle)
        while planned and "planned" not in log.read_text() and process.poll() is None:
            time.sleep(0.01)
        time.sleep(moment)
        family = system.family(process.pid)
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stderr.close()
    lines = log.read_text().splitlines()
    return family, STAGES[json.loads(lines[-1])["event"] if lines else ""]


def both_states(home) -> tuple[dict[str, str], list[float]]:
    """Return the sites of two states, and how long a build takes in all and once it has planned."""
    states = {}
    for word in ("one", "two"):
        leave_stale(home, word)
        start = time.time()
        process = build(home, "--json", stdout=subprocess.PIPE)
        out, said = process.communicate(timeout=240)
        assert process.returncode == 0, said
        states[word] = site_hash(home)
    assert len(set(states.values())) == 2
    return states, [time.time() - start, time.time() - json.loads(out.splitlines()[0])["time"]]


def all_gone(family: list[int]) -> bool:
    """Return True when no process of a family is left; it is given ten seconds."""
    deadline = time.monotonic() + 10
    while any(map(alive, family)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(map(alive, family))


def torture(home, kills: int, seed: int, every: int) -> Counter:
    """Kill builds at random moments; return what was found, counted.

    After each kill the site must be the old one or the new one; after each `every`th, and at the
    end, the next run must end well and give the new one.
    """
    chance, found = random.Random(seed), Counter()
    states, lasts = both_states(home)
    old, new = "two", "one"
    ends = time.monotonic() + SECONDS
    while found["kills"] < kills and time.monotonic() < ends:
        leave_stale(home, new)
        planned, part = chance.random() < 0.5, chance.uniform(0, 1.25)
        family, stage = killed(home, part * lasts[planned], planned)
        if (part > 1) != (has_ended := stage == STAGES["result"]) and not 0.9 < part < 1:
            lasts[planned] *= 0.9 if has_ended else 1.3  # as quick as the machine is now
        stands = site_hash(home)
        found["kills"] += 1
        found[f"stage {stage}"] += 1
        found["old" if stands == states[old] else "new" if stands == states[new] else "torn"] += 1
        found["processes left"] += not all_gone(family)
        if found["kills"] % every == 0 or found["kills"] == kills:
            well = build(home).wait(240) == 0 and site_hash(home) == states[new]
            found["next runs"] += 1
            found["wedged"] += not well
            stands = site_hash(home)
        if stands == states[new]:
            old, new = new, old
    found["stages left"] += max(0, len(Store(home / "build").numbered()) - 3)
    return found


def halves(home, kills: int, every: int) -> Counter:
    """Torture two copies side by side; return what was found in both."""
    other = home.with_name("other")
    shutil.copytree(home, other, symlinks=True)
    with ThreadPoolExecutor(2) as pool:
        parts = (home, other), (kills // 2,) * 2, (SEED, SEED + 1), (every,) * 2
        return sum(pool.map(torture, *parts), Counter())


def held_whole(found: Counter, kills: int) -> bool:
    """Return True if so many kills left neither torn site nor wedged run nor process nor stage."""
    bad = {name: found[name] for name in ("torn", "wedged", "processes left", "stages left")}
    return found["kills"] == kills and not any(bad.values()) and found["next runs"] > 0


def test_some_kills_leave_the_old_site_or_the_new_one(home):
    found = halves(home, 6, every=3)
    assert held_whole(found, 6), found


@pytest.mark.slow
def test_two_hundred_kills(home, tally):
    start = time.monotonic()
    found = halves(home, KILLS, every=1)
    tally["kills"] = dict(sorted(found.items())) | {
        "seed": SEED,
        "seconds": round(time.monotonic() - start),
    }
    print(f"\nkills: {json.dumps(tally['kills'])}")
    assert held_whole(found, KILLS), found
    if KILLS >= 50:
        assert found["old"]
        assert found["new"]


@pytest.mark.parametrize("fault", ["torn", "wedged", "processes left", "stages left", "too few"])
def test_each_fault_is_counted(fault):
    found = Counter({"kills": 20, "old": 19, "new": 1, "next runs": 4})
    assert held_whole(found, 20)
    found["kills" if fault == "too few" else fault] += -1 if fault == "too few" else 1
    assert not held_whole(found, 20)


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
    store.publish(stage)
    store.prune(1)


def test_a_kill_at_every_touch_of_a_publication(tmp_path, tally):
    """Each ends with the old pair of runs and site or the new one, and the next run goes on."""
    seen, last = Counter(), 0
    while True:
        last += 1
        store = Store(tmp_path / str(last))
        first = store.stage()
        finished(first, slug="b", text="old")
        finished(first, text="old")
        store.publish(first)
        if (child := os.fork()) == 0:
            ended = 1
            try:
                publish_until(tmp_path, store, last)
                ended = 0
            finally:
                os._exit(ended)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or status == 0, "the publication failed of itself"
        text = (store.site / "index.html").read_text()
        assert text == store.last("a").executed.read_text(), "site and runs are of two builds"
        seen[text] += os.WIFSIGNALED(status)
        store.repair()
        assert len(store.numbered()) <= 2
        again = store.stage()
        finished(again, text="newest")
        store.publish(again)
        assert (store.site / "index.html").read_text() == "newest"
        if not os.WIFSIGNALED(status):
            break
    tally["touches"] = {"kills": last - 1, **seen}
    assert min(seen["old"], seen["new"]) > 0, "killed both before and after the rename"
    assert last > 15
