"""CDC WONDER's final monthly deaths, from the file that a person exports by hand."""

import re
from collections import defaultdict
from datetime import date, datetime

from parley.refresh import reading
from parley.refresh.contract import Adapter, Parsed, Row, count
from pressroom.errors import RefreshError

END_OF_TABLE = "---"
COLUMNS = ("Notes", "Month Code", "Deaths")
ASKED = {"T40.4": "synthetic opioids other than methadone", "X40": "drug overdose"}
MONTH = re.compile(r"(\d{4})/(\d{2})")
QUERIED = re.compile(r"Query Date: (\w{3}) (\d{1,2}), (\d{4})")


class Wonder(Adapter):
    """US residents' overdose deaths involving T40.4 by month, final files only.

    Notes
    -----
    WONDER has no open programming interface for this table, so a person makes the export
    (``docs/refresh.md``). It is tab-separated: a table with a first column ``Notes``, a
    line ``---``, then notes: data set, query, date of the query. Cells under ten are
    ``Suppressed``; such a month is left out.
    """

    name, table, period = "wonder", "us_deaths_monthly", "month"
    coverage = "synthetic_opioids_t40_4"
    measures = ("deaths",)
    stem, publisher = "cdc-wonder-file", "CDC, National Center for Health Statistics"
    title = "WONDER: Multiple Cause of Death, deaths involving T40.4 by month"
    landing = "https://wonder.cdc.gov/mcd.html"

    def parse(self, raw: bytes) -> Parsed:
        """Return one row a month that is not suppressed."""
        body, notes = split(reading.text_of(raw))
        is_right_query(notes)
        lines = reading.table(body, COLUMNS, "\t")
        months = [line for line in lines if not line["notes"].strip()]
        rows, missing = [], []
        for line in months:
            month = month_of(line["month_code"])
            deaths = count(line["deaths"], f"{month}: Deaths")
            if deaths:
                rows.append({"month": month, "deaths": deaths, "status": "final"})
            else:
                missing.append(month)
        if not rows:
            raise RefreshError("the export has no month with a count. Group results by Month")
        return Parsed(rows, missing, vintage=day_of_query(notes))

    def check(self, stored: list[Row], parsed: Parsed) -> None:
        """Add the year's sum to the annual table where it has moved or is new."""
        known = newest_sums(stored)
        sums: dict[str, list[int]] = defaultdict(list)
        for row in parsed.rows:
            sums[row["month"][:4]].append(int(row["deaths"]))
        parsed.also["us_deaths_annual"] = [
            {"year": year, "deaths": str(sum(deaths))}
            for year, deaths in sorted(sums.items())
            if len(deaths) == 12 and known.get(year) != sum(deaths)
        ]


def newest_sums(stored: list[Row]) -> dict[str, int]:
    """Return the sum of each whole year's months, each month by its newest vintage."""
    newest = {row["month"]: int(row["deaths"]) for row in sorted(stored, key=by_vintage)}
    years: dict[str, list[int]] = defaultdict(list)
    for month, deaths in newest.items():
        years[month[:4]].append(deaths)
    return {year: sum(deaths) for year, deaths in years.items() if len(deaths) == 12}


def by_vintage(row: Row) -> str:
    """Return what orders rows from old to new."""
    return row["vintage"]


def split(text: str) -> tuple[str, list[str]]:
    """Return an export's table, and the lines of notes below it."""
    lines = text.splitlines()
    ends = [n for n, line in enumerate(lines) if line.strip().strip('"') == END_OF_TABLE]
    if not ends:
        raise RefreshError(
            "the export has no line --- with the notes after it. Give the file as WONDER made it"
        )
    return "\n".join(lines[: ends[0]]), [line.strip().strip('"') for line in lines[ends[0] :]]


def is_right_query(notes: list[str]) -> None:
    """Refuse an export of another data set or another cause of death."""
    found = next((line for line in notes if line.startswith("Dataset:")), "")
    if "Multiple Cause of Death" not in found or "Provisional" in found:
        told = found or "no data set is named"
        raise RefreshError(f"not an export of Multiple Cause of Death, final files: {told}")
    told = " ".join(notes)
    if lost := [f"{code} ({what})" for code, what in ASKED.items() if code not in told]:
        raise RefreshError(f"the query of the export does not name {', '.join(lost)}")


def month_of(code: str) -> str:
    """Return a month code as YYYY-MM.

    Examples
    --------
    >>> month_of("2018/01")
    '2018-01'
    """
    if not (found := MONTH.fullmatch(code.strip())):
        raise RefreshError(f"month code {code!r} is not written like 2018/01")
    return f"{found[1]}-{found[2]}"


def day_of_query(notes: list[str]) -> date | None:
    """Return the day on which the query was made; None if the notes do not say."""
    found = next((hit for line in notes if (hit := QUERIED.match(line))), None)
    if found is None:
        return None
    try:
        return datetime.strptime(" ".join(found.groups()), "%b %d %Y").date()
    except ValueError as error:
        raise RefreshError(f"the date of the query cannot be read: {found[0]}") from error
