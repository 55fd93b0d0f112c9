"""Schedules parse, name their zone, and the line for cron runs with an emptied environment."""

import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from parley.cli import main
from pressroom.build.ledger import Ledger
from pressroom.cli import runs
from tests.conftest import ROOT
from tests.pressroom.build import project

PLAN = runs.Plan(
    Path("/srv/a 100% $good place"),
    Path("/srv/a 100% $good place/.venv/bin/python"),
    *(6, 17, "Mon..Fri", "Europe/Paris"),
    more=("--refresh",),
)


def cron_line(text: str) -> str:
    (line,) = [t for t in text.splitlines() if re.match(r"\d", t)]
    return line


def test_the_line_for_cron_is_understood_by_a_parser():
    cronsim = pytest.importorskip("cronsim")
    text = runs.cron(PLAN)
    line = cron_line(text)
    when = cronsim.CronSim(" ".join(line.split()[:5]), datetime(2026, 11, 20, 12))
    assert next(when) == datetime(2026, 11, 23, 6, 17), "Friday noon to Monday"
    assert "CRON_TZ=Europe/Paris" in text
    assert int(line.split()[0]) % 2 == 1
    assert not re.search(r"(?<!\\)%", line), "cron ends a command at a bare %"


def cron_command(text: str) -> str:
    """Return the command as cron hands it to the shell."""
    return cron_line(text).split(maxsplit=5)[5].replace(r"\%", "%")


@pytest.mark.slow  # a whole build through the shell
def test_the_line_runs_with_an_emptied_environment(tmp_path):
    home = project.write_project(tmp_path / "a 100% $good place")
    (home / "notebooks" / "topics.ipynb").unlink()
    (home / "reports.toml").write_text("")
    (home / "parley").symlink_to(ROOT / "parley")
    plan = replace(PLAN, root=home, python=Path(sys.executable), zone="UTC", more=())
    done = subprocess.run(
        ["/usr/bin/env", "-i", "/bin/sh", "-c", cron_command(runs.cron(plan))],
        cwd="/",
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), (
        home / "build" / "schedule.log"
    ).read_text()
    assert (home / "build/site/index.html").is_file()
    (entry,) = Ledger(home / "build").runs()
    assert (entry.trigger, entry.code) == ("schedule", 0)


def test_units_for_systemd_are_verified(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not here")
    root = tmp_path / "a 100% place"
    root.mkdir()
    plan = replace(PLAN, root=root, python=Path(sys.executable))
    for name, text in runs.systemd(plan).items():
        (tmp_path / name).write_text(text)
    units = [str(tmp_path / name) for name in runs.systemd(plan)]
    command = ["systemd-analyze", "verify", "--man=no", *units]
    done = subprocess.run(command, capture_output=True, text=True)
    faults = [line for line in done.stderr.splitlines() if "parley" in line]
    assert not faults, done.stderr
    calendar = re.search("OnCalendar=(.*)", runs.systemd(plan)["parley.timer"])[1]
    done = subprocess.run(["systemd-analyze", "calendar", calendar], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_units_catch_up_and_tell_of_failures():
    units = runs.systemd(PLAN)
    assert "Persistent=true" in units["parley.timer"]
    assert "Europe/Paris" in units["parley.timer"]
    service = units["parley.service"]
    assert "OnFailure=parley-failed.service" in service
    assert "SuccessExitStatus=75" in service
    assert "'/srv/a 100%% $$good place/.venv/bin/python' -m parley.cli build --refresh" in service
    assert ">> '/srv/a 100%% $$good place/build/schedule.log' 2>&1" in service
    assert "append:" not in service, "systemd makes no folder for a log, and would not start"
    assert "Standard" not in service


def test_the_unit_runs_what_cron_runs(tmp_path):
    """A systemd command undone as systemd undoes it, by its own rules of quoting."""
    (line,) = re.findall("^ExecStart=(.*)$", runs.systemd(PLAN)["parley.service"], re.MULTILINE)
    words = shlex.split(line.replace("%%", "%").replace("$$", "$"))
    assert words == ["/bin/sh", "-c", cron_command(runs.cron(PLAN))]


def workflows() -> list[Path]:
    return sorted((ROOT / ".github/workflows").glob("*.yml"))


@pytest.mark.parametrize("path", workflows(), ids=lambda path: path.stem)
def test_workflows_are_well_formed(path):
    flow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert {"name", True, "jobs", "permissions"} <= flow.keys(), "`on` is True to YAML 1.1"
    assert flow["permissions"] == {"contents": "read"}
    for name, job in flow["jobs"].items():
        assert "timeout-minutes" in job, name
        needed = job.get("needs", [])
        assert set([needed] if isinstance(needed, str) else needed) <= flow["jobs"].keys()
        for step in job["steps"]:
            assert ("uses" in step) != ("run" in step), step
            if "uses" in step:
                assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", step["uses"]), (
                    "a tag can be moved"
                )
                assert f"{step['uses']} # v" in path.read_text(encoding="utf-8")
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False
            if "uses" in step:
                continue
            subprocess.run(["bash", "-n", "-c", step["run"]], check=True)
    text = path.read_text(encoding="utf-8")
    assert text.count("${{") == text.count("}}")
    assert "pull_request_target" not in text


def test_there_are_workflows_and_the_schedule_is_one():
    assert {path.name for path in workflows()} == {"reports.yml", "tests.yml"}
    flow = yaml.safe_load((ROOT / ".github/workflows/reports.yml").read_text())
    assert flow[True]["schedule"] == [{"cron": "17 6 * * 1-5"}]
    assert flow["jobs"]["deploy"]["permissions"] == {"pages": "write", "id-token": "write"}
    refreshing, _, kept, _, failing = flow["jobs"]["refresh"]["steps"][-5:]
    proposing = flow["jobs"]["propose"]["steps"][-1]
    assert "refresh --unattended" in refreshing["run"]
    assert "-eq 4 ]" in refreshing["run"], "what was refreshed is proposed though a series failed"
    assert "git add data\n" in kept["run"]
    assert "--include='data/*'" in proposing["run"]
    assert "gh pr create" in proposing["run"]
    assert failing["if"] == "${{ steps.refresh.outputs.code == '4' }}"
    assert "exit 4" in failing["run"]


def test_no_job_that_may_write_runs_what_was_installed():
    flow = yaml.safe_load((ROOT / ".github/workflows/reports.yml").read_text())
    writers = {n: j for n, j in flow["jobs"].items() if "write" in str(j.get("permissions"))}
    assert set(writers) == {"propose", "deploy"}
    for job in writers.values():
        said = " ".join(step.get("run", "") for step in job["steps"])
        assert "make " not in said
        assert "python" not in said
        assert "pip" not in said


def test_readers_are_sent_to_the_edition_in_front_alone():
    flow = yaml.safe_load((ROOT / ".github/workflows/reports.yml").read_text())
    (step,) = [s for s in flow["jobs"]["build"]["steps"] if "upload-pages" in s.get("uses", "")]
    assert step["with"]["path"] == "editions/site"
    assert "published == 'yes'" in flow["jobs"]["deploy"]["if"]


def test_the_unit_has_no_right_that_it_does_not_need():
    unit = runs.systemd(PLAN)["parley.service"]
    for word in ("NoNewPrivileges=true", "PrivateTmp=true", "ProtectSystem=strict",
                 "ProtectHome=read-only", "MemoryMax=", "CapabilityBoundingSet=\n"):  # fmt: skip
        assert word in unit
    (line,) = re.findall("^ReadWritePaths=(.*)$", unit, re.MULTILINE)
    assert shlex.split(line.replace("%%", "%")) == [str(PLAN.root)]


def test_the_workflow_builds_gates_and_keeps_what_failed_in_this_order():
    flow = yaml.safe_load((ROOT / ".github/workflows/reports.yml").read_text())
    steps = flow["jobs"]["build"]["steps"]
    told = [str(step.get("name") or step.get("run") or step.get("uses")) for step in steps]
    order = [
        "restore published editions",
        "build",
        "make gate",
        "keep the notebooks that failed",
        "is there an edition in front?",
    ]
    assert [name for name in told if name in order] == order
    assert any(step.get("with", {}).get("path") == "build/failed" for step in steps)
    (build,) = [step for step in steps if step.get("id") == "build"]
    assert '[ "$code" -le 1 ]' in build["run"], "a failed report keeps its last page: deployed"


def test_the_site_is_deployed_also_where_nothing_was_refreshed():
    """A skipped or failed job skips all that follow it, unless they say when they run."""
    flow = yaml.safe_load((ROOT / ".github/workflows/reports.yml").read_text())["jobs"]
    assert flow["refresh"]["if"] == "github.event_name != 'push'"
    assert flow["build"]["if"] == "${{ !cancelled() }}"
    said = flow["deploy"]["if"]
    assert "!cancelled()" in said
    assert "needs.build.result == 'success'" in said
    assert "refs/heads/main" in said


def test_the_verb_prints_and_writes(tmp_path, capsys):
    given = ["--at", "05:07", "--days", "Sun", "--time-zone", "Asia/Shanghai"]
    assert main(["schedule", "print", "cron", *given]) == 0
    printed = capsys.readouterr().out
    assert "CRON_TZ=Asia/Shanghai" in printed
    assert cron_line(printed).startswith("7 5 * * 7 ")
    assert str(ROOT) in printed
    assert main(["schedule", "print", "systemd", "--write", str(tmp_path)]) == 0
    assert (tmp_path / "parley.timer").is_file()
    assert main(["schedule", "print", "github"]) == 0
    assert yaml.safe_load(capsys.readouterr().out)["jobs"]


@pytest.mark.parametrize(
    "given", [["--at", "25:00"], ["--days", "Fri..Mon"], ["--time-zone", "Moon/Crater"]]
)
def test_a_wrong_time_is_refused(given, capsys):
    assert main(["schedule", "print", "cron", *given]) == 2
    assert given[1] in capsys.readouterr().err


def test_github_counts_in_utc_and_days_are_kept(capsys):
    assert main(["schedule", "print", "github", "--time-zone", "Asia/Shanghai"]) == 2
    assert "GitHub counts in UTC" in capsys.readouterr().err
    assert main(["schedule", "print", "github", "--at", "22:17", "--days", "Sat..Sun"]) == 0
    assert '- cron: "17 22 * * 6,0"' in capsys.readouterr().out
