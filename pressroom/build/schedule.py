"""What makes builds happen by themselves: lines for cron, units for systemd, workflows for GitHub.

Local schedules hold absolute paths of this checkout, since what starts them knows no other
place. The run's own lock keeps two apart; one that finds it held ends with 75.
"""

import shlex
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
    refresh : bool
        Whether the official series are brought up to date first; where one fails the record is
        built as it was, and the graver of both exit codes counts.
    seconds : int
        How long a run may take.
    """

    root: Path
    python: Path
    hour: int = 6
    minute: int = 17
    days: str = "Mon..Fri"
    zone: str = "UTC"
    refresh: bool = False
    seconds: int = 7200

    @property
    def log(self) -> Path:
        """The file that receives what a run says."""
        return self.root / "build" / "schedule.log"

    def words(self) -> list[str]:
        """Return the command line of a run."""
        wanted = ["--refresh"] if self.refresh else []
        command = [str(self.python), "-m", "parley.cli", "build", *wanted]
        return [*command, "--quiet", "--limit", str(self.seconds)]

    def command(self) -> str:
        """Return a run as a shell takes it: in the checkout, its words kept in the log."""
        folder, root, log = (shlex.quote(str(p)) for p in (self.log.parent, self.root, self.log))
        return (
            f"mkdir -p {folder} && cd {root} && export PARLEY_TRIGGER=schedule "
            f"&& exec {shlex.join(self.words())} >> {log} 2>&1"
        )


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
    escaped = plan.command().replace("%", r"\%")
    return (
        f"# Parley, {plan.days} at {plan.hour:02}:{plan.minute:02}, {plan.zone}. Two runs at once\n"
        "# exclude each other; the second ends with 75. Add with: crontab -e\n"
        "# cronie keeps to CRON_TZ; Debian's cron does not know it, and takes the machine's zone.\n"
        f"CRON_TZ={plan.zone}\n"
        "SHELL=/bin/sh\n"
        f"{plan.minute} {plan.hour} * * {'-'.join(numbers)} {escaped}\n"
    )


def systemd(plan: Plan) -> dict[str, str]:
    """Return units for systemd, by file name.

    Notes
    -----
    ``Persistent=true`` catches up a run that the machine slept through. A lock held by another
    run (75) is no failure. In a unit ``%`` is doubled, and ``$`` too in a command. The log is
    opened by a shell: systemd itself makes no folder for it, and would not start at all.
    """
    start = f"/bin/sh -c {quoted(plan.command())}"
    when = f"{plan.days} *-*-* {plan.hour:02}:{plan.minute:02}:00 {plan.zone}"
    root = str(plan.root).replace("%", "%%")
    shows = " ".join(map(quoted, [str(plan.python), "-m", "parley.cli", "runs", "show"]))
    return {
        "parley.service": (
            "[Unit]\nDescription=Build the reports of Parley\nOnFailure=parley-failed.service\n\n"
            f"[Service]\nType=oneshot\nWorkingDirectory={root}\n"
            f"ExecStart={start}\n"
            f"SuccessExitStatus=75\nTimeoutStartSec={plan.seconds + 600}\nKillMode=mixed\n"
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
    return github(refresh=True)


def tests_workflow(root: Path) -> str:
    """Return the workflow in ``.github/workflows/tests.yml``."""
    return TESTS


def github(hour: int = 6, minute: int = 17, refresh: bool = False) -> str:
    """Return the workflow that refreshes, builds, gates and deploys the site.

    Parameters
    ----------
    hour, minute : int
        Time of the day, UTC, the zone of GitHub's schedules.
    refresh : bool
        Whether new official figures are proposed as a pull request.
    """
    needs = "    needs: refresh\n    if: ${{ !cancelled() }}\n" if refresh else ""
    first = REFRESH if refresh else ""
    return HEAD.format(minute=minute, hour=hour) + first + BUILD.replace("@NEEDS@\n", needs)


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
      # What was brought up to date is proposed also where another series failed.
      - name: refresh
        id: refresh
        run: |
          set +e
          .venv/bin/python -m parley.cli refresh --unattended
          code=$?
          echo "code=$code" >> "$GITHUB_OUTPUT"
          [ "$code" -eq 0 ] || [ "$code" -eq 4 ]
      - run: .venv/bin/python -m parley.cli generate
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
      - name: say that a series failed
        if: ${{ steps.refresh.outputs.code == '4' }}
        run: |
          echo "::error::a series could not be brought up to date; its old rows stand"
          exit 4

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
    # Said in full: left to itself it is skipped wherever `refresh` was skipped or failed.
    if: ${{ !cancelled() && needs.build.result == 'success' && github.ref == 'refs/heads/main' }}
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
