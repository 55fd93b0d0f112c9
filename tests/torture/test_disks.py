"""Disks that are full or may not be written, files that are damaged, clocks that jump."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.reports.engine import project
from tests.torture.conftest import build, leave_stale, site_hash

AS_ROOT = os.geteuid() == 0


@pytest.fixture
def small_disk(tmp_path):
    """A disk of two megabytes; skipped where none can be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
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
    (home / "build/ledger.sqlite").write_bytes(b"rubbish " * 1000)
    (home / "build/heartbeat.json").write_bytes(b"\xff\xfe")
    (home / "build/current/site.json").write_text("{")
    (home / "build/current/runs/meetings/run.json").write_text('{"stamp": 3}')
    for path in (home / "build/store/inputs").iterdir():
        path.write_bytes(b"\0")
    (home / "build/.lock").write_text("99999999 and more")
    process = build(home, stdout=subprocess.PIPE)
    out, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert "the record of runs was damaged" in out
    assert site_hash(home) == before
    assert json.loads((home / "build/heartbeat.json").read_text())["code"] == 0


def test_one_bad_report_of_every_kind_leaves_the_others_built(home):
    """A crash, an exit, two endless loops, a glutton, a babbler: the good report is published."""
    (home / "reports.toml").write_text("")
    bad = {
        "crashes": "import os\nos.kill(os.getpid(), 11)",
        "leaves": "import os\nos._exit(0)",
        "loops": "while True:\n    pass",
        "hangs": "sum(range(10**14))",
        "eats": "held = [bytearray(50_000_000) for _ in range(100)]",
        "babbles": "import os\nwhile True:\n    os.write(1, b'x' * 100_000)",
        "breeds": "import subprocess\nsubprocess.Popen(['sleep', '88'])\n1 / 0",
    }
    for name, source in bad.items():
        project.write_report(home / "notebooks" / f"{name}.ipynb", source)
    leave_stale(home, "other")
    process = build(home, "--cell-limit", "3", "--memory", "300", stdout=subprocess.PIPE)
    out, said = process.communicate(timeout=240)
    assert process.returncode == 1
    expected = {
        "crashes": "SIGSEGV", "leaves": "exit code 0", "loops": "longer than 3 s",
        "hangs": "longer than 3 s", "eats": "MemoryError", "breeds": "ZeroDivisionError",
        "babbles": "wrote more than 5 MB",
    }  # fmt: skip
    for name, why in expected.items():
        (line,) = [text for text in said.splitlines() if text.startswith(f"FAILED {name}:")]
        assert why in line, line
        assert (home / "build/failed" / name / "log.txt").is_file()
        assert "cells" in json.loads((home / f"build/failed/{name}/notebook.ipynb").read_text())
        assert not (home / "build/site/reports" / name).exists()
    assert "meetings " in out
    assert (home / "build/site/reports/meetings/index.html").is_file()
    left = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
    assert "sleep 88" not in left.splitlines()
