"""What makes builds happen by themselves: lines for cron, units for systemd, workflows for GitHub.

Local schedules hold absolute paths of this checkout, since what starts them knows no other
place. The run's own lock keeps two apart; one that finds it held ends with 75.
"""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Plan:
    """When and where.

    Attributes
    ----------
    root : Path
        The checkout.
    python : Path
        The interpreter that has the libraries.
    hour, minute : int
        Time of the day; an odd minute, when few others run.
    days : str
        First and last day, as in ``Mon..Fri``; one day alone.
    zone : str
        Name of the time zone, as in ``Europe/Paris``.
    steps : tuple of str
        Verbs of ``parley``, in order; each is run whatever became of the one before, and the
        last one's exit code counts.
    seconds : int
        How long a run may take.
    """

    root: Path
    python: Path
    hour: int = 6
    minute: int = 17
    days: str = "Mon..Fri"
    zone: str = "UTC"
    steps: tuple[str, ...] = ("build",)
    seconds: int = 7200

    @property
    def log(self) -> Path:
        """The file that receives what a run says."""
        return self.root / "build" / "schedule.log"

    def verbs(self) -> list[list[str]]:
        """Return the command line of each step."""
        found = [[str(self.python), "-m", "parley.cli", step] for step in self.steps]
        return [
            [*words, "--quiet", "--limit", str(self.seconds)] if words[-1] == "build" else words
            for words in found
        ]


def named_zone() -> str:
    """Return the name of this machine's time zone; ``UTC`` where it has none."""
    link = Path("/etc/localtime")
    _, found, name = (
        str(link.resolve()).partition("/zoneinfo/") if link.is_symlink() else ("", "", "")
    )
    return name if found else "UTC"


def cron(plan: Plan) -> str:
    """Return lines for a crontab.

    Notes
    -----
    cron ends a command at ``%`` unless it is escaped. It neither catches up what it missed while
    the machine was off, nor tells of failures other than by mail: ``PARLEY_WEBHOOK`` does.
    """
    first, _, last = plan.days.partition("..")
    numbers = [str(DAYS.index(day) + 1) for day in (first, last) if day]
    steps = "; ".join(shlex.join(words) for words in plan.verbs())
    folder = shlex.quote(str(plan.log.parent))
    command = (
        f"mkdir -p {folder} && cd {shlex.quote(str(plan.root))} && export PARLEY_TRIGGER=schedule "
        f"&& ( {steps} ) >> {shlex.quote(str(plan.log))} 2>&1"
    )
    escaped = command.replace("%", r"\%")
    return (
        f"# Parley, {plan.days} at {plan.hour:02}:{plan.minute:02}, {plan.zone}. Two runs at once\n"
        "# exclude each other; the second ends with 75. Add with: crontab -e\n"
        f"CRON_TZ={plan.zone}\n"
        "SHELL=/bin/sh\n"
        f"{plan.minute} {plan.hour} * * {'-'.join(numbers)} {escaped}\n"
    )


def systemd(plan: Plan) -> dict[str, str]:
    """Return units for systemd, by file name.

    Notes
    -----
    ``Persistent=true`` catches up a run that the machine slept through. A lock held by another
    run (75) is no failure. In a unit ``%`` is doubled, and ``$`` too in a command.
    """
    *before, last = (" ".join(map(quoted, words)) for words in plan.verbs())
    starts = "".join(f"ExecStartPre=-{command}\n" for command in before)
    when = f"{plan.days} *-*-* {plan.hour:02}:{plan.minute:02}:00 {plan.zone}"
    root, log = (str(path).replace("%", "%%") for path in (plan.root, plan.log))
    mkdir = f"ExecStartPre=/bin/mkdir -p {quoted(str(plan.log.parent))}\n"
    shows = " ".join(map(quoted, [str(plan.python), "-m", "parley.cli", "runs", "show"]))
    return {
        "parley.service": (
            "[Unit]\nDescription=Build the reports of Parley\nOnFailure=parley-failed.service\n\n"
            f"[Service]\nType=oneshot\nWorkingDirectory={root}\n"
            f"Environment=PARLEY_TRIGGER=schedule\n{mkdir}{starts}ExecStart={last}\n"
            f"SuccessExitStatus=75\nTimeoutStartSec={plan.seconds + 600}\nKillMode=mixed\n"
            f"StandardOutput=append:{log}\nStandardError=append:{log}\n"
        ),
        "parley.timer": (
            "[Unit]\nDescription=When the reports of Parley are built\n\n"
            f"[Timer]\nOnCalendar={when}\n"
            "Persistent=true\nRandomizedDelaySec=120\nUnit=parley.service\n\n"
            "[Install]\nWantedBy=timers.target\n"
        ),
        "parley-failed.service": (
            "[Unit]\nDescription=Say in the journal why the reports of Parley were not built\n\n"
            f"[Service]\nType=oneshot\nWorkingDirectory={root}\nExecStart={shows}\n"
        ),
    }


def quoted(word: str) -> str:
    """Return a word as a systemd command takes it."""
    safe = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{safe}"'


def reports_workflow(root: Path) -> str:
    """Return the workflow in ``.github/workflows/reports.yml``."""
    return github(steps=("refresh", "build"))


def tests_workflow(root: Path) -> str:
    """Return the workflow in ``.github/workflows/tests.yml``."""
    return TESTS


def github(hour: int = 6, minute: int = 17, steps: Sequence[str] = ("build",)) -> str:
    """Return the workflow that refreshes, builds, gates and deploys the site.

    Parameters
    ----------
    hour, minute : int
        Time of the day, UTC, the zone of GitHub's schedules.
    steps : sequence of str
        Verbs of ``parley``; data is refreshed only if ``refresh`` is among them.
    """
    refresh = REFRESH if "refresh" in steps else ""
    needs = "    needs: refresh\n    if: ${{ !cancelled() }}\n" if refresh else ""
    return HEAD.format(minute=minute, hour=hour) + refresh + BUILD.replace("@NEEDS@\n", needs)


HEAD = """\
# Made by: make generated. Times are UTC.
name: reports

on:
  schedule:
    - cron: "{minute} {hour} * * 1-5"
  workflow_dispatch:
  push:
    branches: [main]

permissions:
  contents: read

concurrency:
  group: reports
  cancel-in-progress: false

jobs:
"""

REFRESH = """\
  refresh:
    # New official figures become a pull request: data is never changed on main unseen.
    if: github.event_name != 'push'
    runs-on: ubuntu-latest
    timeout-minutes: 20
    permissions:
      contents: write
      pull-requests: write
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: make env
      - run: .venv/bin/python -m parley.cli refresh
      - name: propose what changed
        env:
          GH_TOKEN: ${{ github.token }}
        run: |
          git add data
          if git diff --cached --quiet; then echo "nothing new"; exit 0; fi
          branch="data/refresh-$(date -u +%Y-%m-%d)"
          git config user.name "github-actions[bot]"
          git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
          git switch -c "$branch"
          git commit -m "data: refresh official series"
          git push --force origin "$branch"
          gh pr view "$branch" --json state >/dev/null 2>&1 \\
            || gh pr create --head "$branch" --title "data: refresh official series" \\
              --body "Rows that the official sources have added or revised. Please read them."

"""

BUILD = """\
  build:
@NEEDS@
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - name: restore published editions
        run: |
          if git fetch --depth 1 origin editions; then git worktree add editions FETCH_HEAD; fi
      - name: restore the last runs
        uses: actions/cache@v4
        with:
          path: build
          key: build-${{ github.run_id }}
          restore-keys: build-
      - run: make env
      - run: .venv/bin/python -m parley.cli check
      - name: build
        id: build
        env:
          PARLEY_TRIGGER: ${{ github.event_name }}
          PARLEY_WEBHOOK: ${{ secrets.PARLEY_WEBHOOK }}
          PARLEY_PING: ${{ secrets.PARLEY_PING }}
        # 1 means that some report failed: its last good page stands in a whole site, with a notice.
        run: |
          set +e
          .venv/bin/python -m parley.cli build --limit 3000
          code=$?
          echo "code=$code" >> "$GITHUB_OUTPUT"
          [ "$code" -le 1 ]
      - run: make gate
      - name: keep the notebooks that failed
        if: ${{ !cancelled() }}
        uses: actions/upload-artifact@v4
        with:
          name: failed-notebooks
          path: build/failed
          if-no-files-found: ignore
      - uses: actions/upload-pages-artifact@v3
        with:
          path: build/site
      - name: say that a report failed
        if: ${{ steps.build.outputs.code == '1' }}
        run: |
          .venv/bin/python -m parley.cli runs show
          echo "::warning::some report failed; its last good page stands, with a notice"

  deploy:
    needs: build
    if: github.ref == 'refs/heads/main'
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      pages: write
      id-token: write
    environment:
      name: github-pages
      url: ${{ steps.deployed.outputs.page_url }}
    steps:
      - id: deployed
        uses: actions/deploy-pages@v4
"""

TESTS = """\
# Made by: make generated.
name: tests

on:
  push:
    branches: [main]
  pull_request:

permissions:
  contents: read

concurrency:
  group: tests-${{ github.ref }}
  cancel-in-progress: true

jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 45
    strategy:
      fail-fast: false
      matrix:
        python-version: ["3.11", "3.12", "3.13"]
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: ${{ matrix.python-version }}
      - run: make lint
      - run: make test
"""
