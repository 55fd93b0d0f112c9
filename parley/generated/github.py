"""``.github/workflows/reports.yml``: what refreshes, builds, gates and deploys the site."""

from pathlib import Path

from pressroom.build.schedule import weekdays


def workflow(
    root: Path | None = None, hour: int = 6, minute: int = 17, days: str = "Mon..Fri"
) -> str:
    """Return the workflow.

    Parameters
    ----------
    root : Path
        The project; the same for each.
    hour, minute : int
        Time of the day, UTC, the zone of GitHub's schedules.
    days : str
        As in ``Mon..Fri``, or one; GitHub counts Sunday as 0.
    """
    numbers = weekdays(days).replace("6-7", "6,0").replace("-7", "-6,0").replace("7", "0")
    text = Path(__file__).with_name("reports.yml").read_text(encoding="utf-8")
    return (
        text.replace("@MINUTE@", str(minute))
        .replace("@HOUR@", str(hour))
        .replace("@DAYS@", numbers)
    )
