"""Disks that are full or may not be written, files that are damaged, clocks that jump."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.pressroom.build import project
from tests.torture.conftest import build, leave_stale, site_hash

AS_ROOT = os.geteuid() == 0


@pytest.fixture
def small_disk(tmp_path):
    """A disk of sixteen megabytes; skipped where none can be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    if not AS_ROOT or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("a small disk can be mounted by root alone")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path, leave: int) -> Path:
    """Fill a disk but for some bytes."""
    state = os.statvfs(folder)
    path = folder / "ballast"
    path.write_bytes(b"\0" * max(0, state.f_bavail * state.f_frsize - leave))
    return path


@pytest.mark.parametrize("left", [pytest.param(4_096, marks=pytest.mark.slow), 200_000])
def test_a_full_disk_leaves_the_old_site_and_says_so(home, small_disk, left):
    out = small_disk / "build"
    assert build(home, "--out", str(out)).wait(120) == 0
    before = site_hash(small_disk)
    leave_stale(home, "other")
    ballast = fill(small_disk, left)
    process = build(home, "--out", str(out))
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1, said
    assert "No space left on device" in said
    assert "Traceback" not in said
    assert site_hash(small_disk) == before
    ballast.unlink()
    assert build(home, "--out", str(out)).wait(120) == 0, "the next run is wedged"
    assert site_hash(small_disk) != before


def test_an_output_folder_that_may_not_be_written(home, tmp_path):
    folder = tmp_path / "fixed"
    folder.mkdir()
    if AS_ROOT:
        command = ["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(folder)]
        if subprocess.run(command, capture_output=True).returncode:
            pytest.skip("root writes anywhere, and no read-only disk could be mounted")
    else:
        folder.chmod(0o500)
    try:
        process = build(home, "--out", str(folder / "build"))
        _, said = process.communicate(timeout=60)
    finally:
        if AS_ROOT:
            subprocess.run(["umount", "-l", str(folder)], check=True)
    assert process.returncode == 2
    assert "cannot be written" in said
    assert "--out" in said


def test_a_clock_that_jumps_back_changes_nothing(home):
    """Nothing is decided by a time of the day: files dated tomorrow, runs dated yesterday."""
    before = site_hash(home)
    for path in [*(home / "data").iterdir(), *(home / "notebooks").iterdir()]:
        os.utime(path, (4e9, 4e9))
    beat = home / "build/heartbeat.json"
    beat.write_text(beat.read_text().replace("20", "30", 1))
    assert build(home).wait(60) == 0
    assert site_hash(home) == before
    for path in [*(home / "data").iterdir(), *(home / "notebooks").iterdir()]:
        os.utime(path, (1e9, 1e9))
    assert build(home).wait(60) == 0
    assert site_hash(home) == before


def test_damaged_ledger_cache_and_notes_are_mended(home):
    before = site_hash(home)
    (home / "build/ledger.jsonl").write_bytes(b"rubbish " * 1000)
    (home / "build/heartbeat.json").write_bytes(b"\xff\xfe")
    (home / "build/current/site.json").write_text("{")
    (home / "build/current/runs/meetings/run.json").write_text('{"stamp": 3}')
    for path in (home / "build/store/inputs").iterdir():
        path.write_bytes(b"\0")
    (home / "build/.lock").write_text("99999999 and more")
    process = build(home, stdout=subprocess.PIPE)
    out, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert "the record of runs, had 1 line that cannot be read" in out
    assert site_hash(home) == before
    assert json.loads((home / "build/heartbeat.json").read_text())["code"] == 0


# Waits in C for a lock that it holds, with Python's own lock held, and hears no signal. One that
# computes for ever instead, for eight seconds of a core, is tests/pressroom/build/test_cells.py's.
HANGS = (
    "import ctypes\nlock = ctypes.PyDLL(None).pthread_mutex_lock\n"
    "held = ctypes.create_string_buffer(64)\nlock(held), lock(held)"
)
BAD = {
    "crashes": ("import os\nos.kill(os.getpid(), 11)", "(killed by SIGSEGV); run that cell alone"),
    "leaves": ("import os\nos._exit(0)", "(exit code 0); run that cell alone"),
    "loops": (
        "import time\nwhile True:\n    time.sleep(0.01)",
        "longer than 8 s; make it quicker, or raise --cell-limit",
    ),
    "hangs": (HANGS, "had to be killed; make it quicker, or raise --cell-limit"),
    "eats": (
        "held = [bytearray(50_000_000) for _ in range(100)]",
        "MemoryError; it may take 300 MB; hold less at a time, or raise --memory",
    ),
    "shares": (
        "import mmap, time\nheld, part = mmap.mmap(-1, 2**30), bytes(2**20)\n"
        "for _ in range(2**10):\n    held.write(part)\ntime.sleep(9)",
        "took more than 300 MB of memory; hold less at a time, or raise --memory",
    ),
    "prints": (
        "for _ in range(1000):\n    print('x' * 100_000)",
        "wrote more than 5 MB to stdout; print less, or show a table",
    ),
    "babbles": (
        "import os\nwhile True:\n    os.write(1, b'x' * 100_000)",
        "wrote more than 5 MB to stdout; print less, or show a table",
    ),
    "closes": (
        "import sys\nsys.stdout.close()\nprint('x')",
        "closed file; leave sys.stdout and sys.stderr open",
    ),
    "asks": ("input('name?')", "nobody is there to answer; make it a parameter"),
    "breeds": ("import subprocess\nsubprocess.Popen(['sleep', '88'])\n1 / 0", "ZeroDivisionError"),
}


@pytest.mark.slow  # each kind has its test in tests/pressroom/build
def test_one_bad_report_of_every_kind_leaves_the_others_built(home):
    """The good report is built anew; each bad one keeps its old page, which says why."""
    for name in BAD:
        project.write_report(home / "notebooks" / f"{name}.ipynb")
    assert build(home).wait(240) == 0
    for name, (source, _) in BAD.items():
        project.write_report(home / "notebooks" / f"{name}.ipynb", source)
    leave_stale(home, "other")
    process = build(home, "--cell-limit", "8", "--memory", "300", stdout=subprocess.PIPE)
    out, said = process.communicate(timeout=240)
    assert process.returncode == 1
    for name, (_, why) in BAD.items():
        (line,) = [text for text in said.splitlines() if text.startswith(f"FAILED {name}:")]
        assert why in line, line
        assert line.endswith(f"see build/failed/{name}/")
        assert why.split(";")[0] in (home / "build/failed" / name / "log.txt").read_text()
        assert "cells" in json.loads((home / f"build/failed/{name}/notebook.ipynb").read_text())
        page = (home / "build/site/reports" / name / "index.html").read_text()
        assert "meetings are held in the record" in page
        assert "Not updated since" in page
        assert why.split(";")[0] in page
    assert "meetings " in out
    good = (home / "build/site/reports/meetings/index.html").read_text()
    assert "Not updated since" not in good
    left = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
    assert "sleep 88" not in left.splitlines()
