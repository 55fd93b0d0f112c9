"""``.github/workflows/reports.yml``: what refreshes, builds, gates and deploys the site."""

from pathlib import Path


def workflow(root: Path | None = None, hour: int = 6, minute: int = 17) -> str:
    """Return the workflow.

    Parameters
    ----------
    root : Path
        The project; the same for each.
    hour, minute : int
        Time of the day, UTC, the zone of GitHub's schedules.
    """
    text = Path(__file__).with_name("reports.yml").read_text(encoding="utf-8")
    return text.replace("@MINUTE@", str(minute)).replace("@HOUR@", str(hour))
