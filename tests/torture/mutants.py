"""Plant faults one at a time in a copy of the project, and show which test catches each.

python -m tests.torture.mutants            all of them; `make torture` does
python -m tests.torture.mutants gate say   those whose file or name has one of these words

A fault that no test catches is a guard that is not there. What was found joins what is known of
the others in build/torture.json; exit code 1 where one survived.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from tests.torture import report

ROOT = Path(__file__).resolve().parents[2]
AT_THE_TOP = {".git", ".venv", "build", "editions", ".ruff_cache"}  # pressroom/build is a room
SECONDS = 600


class Mutant(NamedTuple):
    """A fault: what it is, where it is planted, and the tests that should see it."""

    name: str
    file: str
    old: str
    new: str
    tests: str


A, C, R, F = "tests/parley/analysis", "tests/parley/charts", "tests/parley/record", "parley/refresh"
P, B = "tests/pressroom", "tests/pressroom/build"
SERVER, STORE, VERIFY = (
    "tests/parley/refresh/test_server.py",
    f"{P}/test_store.py",
    f"{P}/test_verify.py",
)
SHARES, PAIRED = f"{A}/test_shares.py", f"{A}/test_paired.py"
GATE, CONTRACT = f"{P}/test_gate.py", "pressroom/gate/contract.py"
GUARDS, WATCH = "parley/refresh/guards.py", "pressroom/build/kernels/inside.py"

MUTANTS = [
    # numbers
    Mutant(
        "a McNemar with the wrong cells",
        "parley/analysis/paired.py",
        "[mid_p(b, c) for _, b, c, _ in counts]",
        "[mid_p(b, d) for _, b, c, d in counts]",
        PAIRED,
    ),
    Mutant(
        "a mid-p doubled twice",
        "parley/analysis/paired.py",
        "2 * binom.cdf(least",
        "4 * binom.cdf(least",
        PAIRED,
    ),
    Mutant(
        "a difference the other way round",
        "parley/analysis/paired.py",
        "difference = (b - c) / n",
        "difference = (c - b) / n",
        PAIRED,
    ),
    Mutant(
        "a Chinese share over the American margin",
        "parley/analysis/paired.py",
        "shares.wilson(a + c, n)",
        "shares.wilson(a + b, n)",
        PAIRED,
    ),
    Mutant(
        "phi uncorrected",
        "parley/analysis/paired.py",
        "product - (a + b + c + d) / 2",
        "product",
        PAIRED,
    ),
    Mutant(
        "a share over the wrong denominator",
        "parley/analysis/shares.py",
        "return Share(k, n, k / n,",
        "return Share(k, n, k / (n + 1),",
        SHARES,
    ),
    Mutant(
        "a share past its total",
        "parley/analysis/shares.py",
        "if not 0 <= k <= n:",
        "if not 0 <= k:",
        SHARES,
    ),
    Mutant(
        "an interval of another level",
        "parley/analysis/shares.py",
        "alpha=1 - 0.95",
        "alpha=2 * (1 - 0.95)",
        SHARES,
    ),
    Mutant(
        "a window off by one",
        "parley/analysis/months.py",
        "(counts, 12, axis=-1)",
        "(counts, 11, axis=-1)",
        f"{A}/test_months.py",
    ),
    Mutant(
        "a month that is missing passes",
        "parley/analysis/months.py",
        "if absent.isna().any():",
        "if False:",
        f"{A}/test_months.py {A}/test_joinpoint.py",
    ),
    Mutant(
        "a month given twice passes",
        "parley/analysis/months.py",
        "if counts.index.has_duplicates:",
        "if False:",
        f"{A}/test_months.py {A}/test_joinpoint.py",
    ),
    Mutant(
        "a superlative that is none",
        "parley/analysis/superlatives.py",
        "self.p is not None and self.p <= LEVEL",
        "self.p is not None",
        f"{A}/test_superlatives.py",
    ),
    Mutant(
        "a lead of what may lead nothing",
        "parley/analysis/superlatives.py",
        "self.p <= LEVEL and not self.barred",
        "self.p <= LEVEL",
        f"{A}/test_superlatives.py",
    ),
    Mutant(
        "a detection corrected the wrong way",
        "parley/analysis/detection.py",
        "(apparent + specificity - 1) / told",
        "(apparent - specificity + 1) / told",
        f"{A}/test_detection.py",
    ),
    Mutant(
        "a meeting at risk after its end",
        "parley/analysis/survival.py",
        "[(lengths >= time).sum() for time in times]})",
        "[(lengths > time).sum() for time in times]})",
        f"{A}/test_survival.py",
    ),
    # refresh
    Mutant(
        "a file older than what is stored",
        GUARDS,
        "if vintage.isoformat() < newest:",
        "if False:",
        SERVER,
    ),
    Mutant("a month to come", GUARDS, '> f"{vintage}")', '> "9999")', SERVER),
    Mutant("a newest month tenfold", GUARDS, "value > TIMES * max(high, SMALL)", "False", SERVER),
    Mutant(
        "a newest month of nought",
        GUARDS,
        "(low >= SMALL and TIMES * value < low)",
        "False",
        SERVER,
    ),
    Mutant("a swapped column", GUARDS, "if crossed < own:", "if False:", SERVER),
    Mutant(
        "a total that halves",
        GUARDS,
        "if was and not HALF < now / was < 1 / HALF:",
        "if False:",
        f"{SERVER} tests/parley/refresh/test_series.py",
    ),
    Mutant(
        "a file that ends too early",
        GUARDS,
        "    if lost:",
        "    if False:",
        f"{SERVER} tests/parley/refresh/test_series.py",
    ),
    Mutant(
        "a deadline that a trickle escapes",
        f"{F}/http.py",
        "answer.get(timeout=max(seconds, 0))",
        "answer.get()",
        SERVER,
    ),
    Mutant(
        "from https to http",
        f"{F}/http.py",
        'if here.scheme == "https" and there.scheme != "https":',
        "if False:",
        SERVER,
    ),
    Mutant(
        "sent on to anybody",
        f"{F}/http.py",
        "if there.host != here.host and there.host not in HOSTS:",
        "if False:",
        SERVER,
    ),
    Mutant(
        "an archive without end",
        f"{F}/contract.py",
        "if len(body) > MOST_UNPACKED:",
        "if False:",
        SERVER,
    ),
    Mutant(
        "an archive packed in any way",
        f"{F}/contract.py",
        "not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)",
        "in ()",
        SERVER,
    ),
    Mutant(
        "a cell too many",
        f"{F}/contract.py",
        "if line and len(line) != len(header):",
        "if False:",
        SERVER,
    ),
    # the record
    Mutant(
        "a lock not taken",
        "parley/record/load.py",
        "fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)",
        "pass",
        f"{R}/test_writing.py",
    ),
    Mutant(
        "another's rows written over",
        "parley/record/writing.py",
        "if state(self.folder / n) != held]",
        "if False]",
        f"{R}/test_writing.py",
    ),
    Mutant(
        "a record written unchecked",
        "parley/record/writing.py",
        "            check_whole(self.folder, self.texts)\n",
        "",
        f"{R}/test_writing.py",
    ),
    Mutant(
        "a commit cut off and dropped",
        "parley/record/load.py",
        "if (pending / COMPLETE).is_file():",
        "if False:",
        f"{R}/test_writing.py",
    ),
    # the store and the build
    Mutant(
        "a torn site taken for whole",
        "pressroom/build/store.py",
        "return finished and not differing(stage, held)",
        "return finished",
        STORE,
    ),
    Mutant(
        "the last good site cleared",
        "pressroom/build/store.py",
        "(now or not (stage / NOTE).is_file())",
        "True",
        STORE,
    ),
    Mutant(
        "a stale hash",
        "pressroom/build/store.py",
        "return hashes(self.folder) == self.hashes",
        "return True",
        f"{B}/test_plan.py {B}/test_build.py",
    ),
    Mutant(
        "the site in front pruned",
        "pressroom/build/store.py",
        "        if old != now:\n",
        "        if True:\n",
        f"{STORE} {B}/test_build.py",
    ),
    Mutant(
        "a build without its lock",
        "pressroom/build/store.py",
        "fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)",
        "pass",
        STORE,
    ),
    Mutant(
        "a page that was edited passed over",
        "pressroom/build/plan.py",
        "for name in self.store.edited()]",
        "for name in ()]",
        f"{B}/test_build.py",
    ),
    Mutant(
        "a record that was put back passed over",
        "pressroom/build/stamp.py",
        "{state.st_ctime_ns} {state.st_ino}",
        "",
        f"{B}/test_build.py",
    ),
    Mutant(
        "a bad notebook that stops all",
        "pressroom/build/matrix.py",
        "broken = fault(notebook)",
        'broken = ""',
        f"{P}/test_matrix.py",
    ),
    Mutant(
        "a tag that hides an error",
        "pressroom/build/notebook.py",
        '    "raises-exception": "a report may not publish an error; leave the tag out",\n',
        "",
        f"{P}/test_matrix.py",
    ),
    Mutant(
        "a notebook of another language",
        "pressroom/build/notebook.py",
        'not in ("python", "ipython", "")',
        "in ()",
        f"{P}/test_matrix.py",
    ),
    Mutant(
        "a magic that hides its imports",
        "pressroom/build/notebook.py",
        "tree.body += parsed(given.value).body if given.value != source else []",
        "pass",
        f"{P}/test_matrix.py",
    ),
    Mutant(
        "a neighbour blamed for a killer",
        "pressroom/build/run.py",
        "if len(running) > 1:",
        "if False:",
        f"{B}/test_cells.py",
    ),
    Mutant(
        "a link among a report's files",
        "pressroom/build/store.py",
        "if p.is_symlink() or not p.is_file())",
        "if False)",
        f"{B}/test_build.py",
    ),
    # the watch
    Mutant(
        "a file that is renamed unseen", WATCH, '"os.rename": (2, 2),', "", f"{B}/test_watch.py"
    ),
    Mutant(
        "a program that is started unseen",
        WATCH,
        '"subprocess.Popen", "os.system", ',
        "",
        f"{B}/test_watch.py",
    ),
    Mutant("a datagram unseen", WATCH, '"socket.sendto",', "", f"{B}/test_watch.py"),
    Mutant(
        "a database unseen",
        WATCH,
        'event == "sqlite3.connect" and',
        "False and",
        f"{B}/test_watch.py",
    ),
    Mutant(
        "a secret handed to reports",
        "pressroom/build/run.py",
        " and not SECRET.search(k)",
        "",
        f"{B}/test_watch.py",
    ),
    Mutant(
        "a folder that others made",
        "pressroom/build/kernels/worker.py",
        "return mine and not state.st_mode & 0o077",
        "return True",
        f"{B}/test_watch.py",
    ),
    # the gate and the doors
    Mutant(
        "an alt text emptied",
        CONTRACT,
        'if not name or (node.tag in ("img", "svg") and _NOT_A_NAME.search(name)):',
        "if False:",
        GATE,
    ),
    Mutant(
        "a page without a policy",
        CONTRACT,
        "if \"default-src 'none'\" not in csp or",
        "if False and",
        GATE,
    ),
    Mutant("a heading level skipped", CONTRACT, "if after > before + 1:", "if False:", GATE),
    Mutant(
        "a script of anybody",
        CONTRACT,
        'if node.tag == "script" and not _is_data(node) and not _is_finder(node):',
        "if False:",
        GATE,
    ),
    Mutant("a style that hides", CONTRACT, 'if name == "style":', "if False:", GATE),
    Mutant(
        "a table without heads",
        CONTRACT,
        'if not cells or any(cell.attrs.get("scope") not in ("col", "row") for cell in cells):',
        "if False:",
        GATE,
    ),
    Mutant(
        "a link to nothing",
        "pressroom/gate/checks.py",
        'if not path.startswith("..") and place.is_file():',
        "if True:",
        GATE,
    ),
    Mutant(
        "a second headline",
        "pressroom/findings.py",
        'if not run.is_draft and "(headline)" in run.named:',
        "if False:",
        f"{P}/test_findings.py",
    ),
    Mutant(
        "two main points",
        "pressroom/findings.py",
        "if not 3 <= len(said) <= 5:",
        "if False:",
        f"{P}/test_findings.py",
    ),
    Mutant(
        "a title without end",
        "pressroom/figures/dress.py",
        "if (count := len(title.split())) > TITLE_WORDS:",
        "if False:",
        f"{P}/figures/test_save.py",
    ),
    # verification
    Mutant(
        "bytes that nobody compares",
        "pressroom/editions/verify.py",
        " or tuple(_unlike_bytes(site / path, fresh))",
        "",
        VERIFY,
    ),
    Mutant(
        "a file beside a report unseen",
        "pressroom/editions/verify.py",
        "for name in sorted(names - {Path(page.path).name}):",
        "for name in ():",
        VERIFY,
    ),
    Mutant(
        "a manifest taken on trust",
        "pressroom/editions/verify.py",
        "_manifest(site, remade, remade.site)",
        "[]",
        VERIFY,
    ),
    Mutant(
        "a signature that nobody checks",
        "pressroom/editions/signing.py",
        '    if done.returncode:\n        return False, f"the signature of',
        '    if False:\n        return False, f"the signature of',
        f"{P}/test_signing.py",
    ),
    Mutant(
        "a key of anybody",
        "pressroom/editions/signing.py",
        "    if found.returncode:\n        return False,",
        "    if False:\n        return False,",
        f"{P}/test_signing.py",
    ),
]


def unplantable(mutants: list[Mutant], root: Path = ROOT) -> list[str]:
    """Return what is wrong with each fault that cannot be planted, or has no test to see it."""
    found = []
    for one in mutants:
        text = (root / one.file).read_text(encoding="utf-8") if (root / one.file).is_file() else ""
        if (count := text.count(one.old)) < 1 or one.old == one.new:
            found.append(f"{one.name}: {one.file} holds {count} times {one.old!r}")
        lacking = [name for name in one.tests.split() if not (root / name).is_file()]
        found += [f"{one.name}: there is no {name}" for name in lacking]
    return found


def left_out(folder: str, names: list[str]) -> set[str]:
    """Return what is not copied: what can be made again, and the history."""
    top = AT_THE_TOP if Path(folder) == ROOT else set()
    return (top | {"__pycache__", "node_modules"}) & set(names)


def planted(copy: Path, one: Mutant) -> str:
    """Return the test, or example of the file itself, that catches a fault; blank if none does."""
    path = copy / one.file
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace(one.old, one.new, 1), encoding="utf-8")
    try:
        return tried(copy, one)
    finally:
        path.write_text(good, encoding="utf-8")


def tried(copy: Path, one: Mutant) -> str:
    """Return the first of a fault's tests that fails on the copy as it stands; blank if none."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n0", "-p", "no:cacheprovider"]
    try:
        done = subprocess.run(
            [*command, *f"{one.tests} {one.file}".split()],
            cwd=copy,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            env=surroundings(copy),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no end within {SECONDS} s"
    return caught_by(done.stdout) if done.returncode else ""


def caught_by(said: str) -> str:
    """Return the first test that failed, by what pytest said.

    Examples
    --------
    >>> caught_by("FAILED tests/a.py::test_b[c] - x")
    'tests/a.py::test_b[c]'
    """
    found = re.search(r"^(?:FAILED|ERROR) (\S+)", said, re.MULTILINE)
    return found[1] if found else "it cannot even be collected"


def surroundings(copy: Path) -> dict[str, str]:
    """Return the environment of the tests of a copy: its own code first."""
    import os

    return os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}


def kept(found: dict[str, str]) -> str:
    """Write down what was found, beside what earlier runs found of the others; say where."""
    known = json.loads(report.COUNTED.read_text("utf-8")) if report.COUNTED.is_file() else {}
    whole = known.get("planted", {}).get("found", {}) | found
    if lacking := [one.name for one in MUTANTS if one.name not in whole]:
        return f"nothing, as {len(lacking)} others were never planted here"
    return f"{report.keep({'planted': {one.name: whole[one.name] for one in MUTANTS}})}"


def main(words: list[str]) -> int:
    """Return 0 if every fault that was planted was caught."""
    wanted = [m for m in MUTANTS if not words or any(w in f"{m.file} {m.name}" for w in words)]
    if wrong := unplantable(wanted):
        print("\n".join(wrong), file=sys.stderr)
        return 2
    found: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="mutants-") as place:
        copy = Path(place) / "copy"
        shutil.copytree(ROOT, copy, ignore=left_out)
        for one in wanted:
            found[one.name] = planted(copy, one)
            told = f"{one.name}  {found[one.name]}"
            print(f"{'caught  ' if found[one.name] else 'SURVIVED'}  {told}", flush=True)
        for test in sorted(set(found.values()) - {""}):
            alone = Mutant("", "", "", "", test.partition("[")[0])
            if "::" in test and (wrong := tried(copy, alone)):
                print(f"FAILS ANYWAY  {wrong}", flush=True)
                found |= dict.fromkeys((n for n, t in found.items() if t == test), "")
    survived = [name for name, test in found.items() if not test]
    print(f"{len(found)} faults planted, {len(survived)} survived; written: {kept(found)}")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
