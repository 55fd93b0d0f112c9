"""The record some years on: its last years' meetings are held again, and every page has room."""

import re
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import ROOT

SPAN = timedelta(weeks=156)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
OF_A_MEETING = ("accounts", "comparable", "codings", "descriptors", "meeting_sources", "mentions")
OF_A_MEETING += ("participants", "commitments", "meetings")


def later(text: str) -> str:
    """Return a text with each day in it three years on."""
    return DAY.sub(lambda day: str(date.fromisoformat(day[0]) + SPAN), text)


def again(rows: pd.DataFrame, cited: set[str]) -> pd.DataFrame:
    """Return rows as they would stand three years on, their sources under keys of their own."""
    made = rows.copy()
    for name in rows:
        if name.endswith("source_id"):
            cited |= {*rows[name]} - {""}
            made[name] = [text and f"{later(text)}-again" for text in rows[name]]
        elif name == "commitment_id":
            made[name] = [f"{text}9" for text in rows[name]]
        elif name.endswith("_id") or name.endswith("_date") or name in ("date", "searched_until"):
            made[name] = [later(text) for text in rows[name]]
    return made


def grown(data: Path) -> int:
    """Hold the meetings of the last three years once more, three years on; return how many."""
    tables = {
        path.stem: pd.read_csv(path, dtype=str, keep_default_na=False)
        for path in data.glob("*.csv")
    }
    met = tables["meetings"]
    recent = met["start_date"] > str(date.fromisoformat(met["start_date"].max()) - SPAN)
    recent &= met["status"] == "held"
    chosen, cited = {*met.loc[recent, "meeting_id"]}, set()
    for name in OF_A_MEETING:
        rows = tables[name]
        tables[name] = pd.concat([rows, again(rows[rows["meeting_id"].isin(chosen)], cited)])
    met = tables["meetings"]
    is_met = met["visit_id"].isin(met["meeting_id"])
    met["visit_id"] = met["visit_id"].where(is_met, met["meeting_id"])
    tables["meetings"] = met.sort_values(["start_date", "meeting_id"])
    known = tables["sources"]
    made = again(known[known["source_id"].isin(cited)], set())
    for precision, first in (("month", 8), ("year", 5)):
        part = made["date_precision"] == precision
        made.loc[part, "date"] = made.loc[part, "date"].str[:first] + "01-01"[first - 10 :]
    tables["sources"] = pd.concat([known, made.assign(url=made["url"] + "#again")])
    offices, coverage = tables["offices"], tables["coverage"]
    offices["to_date"] = (
        offices["to_date"].map(later).where(offices["date_precision"] == "seen", "")
    )
    coverage["as_of"] = [later(day) for day in coverage["as_of"]]
    moved = coverage["table"].isin(("accounts", "meetings", "mentions"))
    coverage.loc[moved, "last"] = [later(day) for day in coverage.loc[moved, "last"]]
    for name, rows in tables.items():
        rows.to_csv(data / f"{name}.csv", index=False, lineterminator="\n")
    return len(chosen)


@pytest.mark.slow
def test_every_page_has_room_for_three_years_more(tmp_path):
    data = shutil.copytree(ROOT / "data", tmp_path / "data")
    assert grown(data) > 100
    command = [
        sys.executable,
        "-m",
        "parley.cli",
        "build",
        "--data",
        data,
        "--out",
        tmp_path / "out",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "FAILED" not in done.stdout + done.stderr
