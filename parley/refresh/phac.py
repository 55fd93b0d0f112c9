"""Canada's apparent opioid toxicity deaths, from the Public Health Agency's Health Infobase."""

import re
from collections import defaultdict
from datetime import date
from decimal import Decimal

from parley.refresh import reading
from parley.refresh.contract import Adapter, Parsed, Row, count, last_of_month, number
from pressroom.errors import RefreshError

COLUMNS = (
    "Substance",
    "Source",
    "Specific_Measure",
    "Region",
    "Time_Period",
    "Year_Quarter",
    "Disaggregator",
    "Unit",
    "Value",
)
OVERALL, KINDS = "Overall numbers", "Type of opioids"
TOTAL = "Total apparent opioid toxicity deaths"
SHARES = {
    "Fentanyl": "share_fentanyl",
    "Fentanyl analogues": "share_fentanyl_analogues",
    "Non-fentanyl opioids": "share_non_fentanyl_opioids",
}
PERIOD = re.compile(r"(\d{4})(?: (Q[1-4])| \((\w+ to \w+)\))?")


class Phac(Adapter):
    """Apparent opioid toxicity deaths in Canada by quarter and year.

    Notes
    -----
    The file is long: a row for each region, period, measure and breakdown. ``Suppr.`` and
    ``n/a`` stand for cells that are not shown. A running year is written ``2025 (Jan to
    Sep)``. The file is also offered as a zip archive, which is read as well. A year's
    deaths are stored only where they differ from the sum of its quarters.
    """

    name, table, period, coverage = "phac", "canada_deaths", "period", ""
    address = "https://health-infobase.canada.ca/src/doc/SRHD/SubstanceHarmsData.csv"
    measures = ("deaths", "crude_rate_per_100k", "share_fentanyl")
    stem, publisher = "phac-file", "Public Health Agency of Canada"
    title = "Opioid- and Stimulant-related Harms in Canada"
    landing = "https://health-infobase.canada.ca/substance-related-harms/opioids-stimulants/"

    def parse(self, raw: bytes) -> Parsed:
        """Return one row a quarter and year; suppressed cells stay blank."""
        lines = reading.table(reading.text_of(reading.unpacked(raw)), COLUMNS)
        lines = [line for line in lines if is_national(line)]
        cells, missing, notes = self.cells(lines)
        for period in [p for p in cells if len(p) == 4]:
            quarters = [cells.get(f"{period}-Q{n}", {}).get("deaths") for n in (1, 2, 3, 4)]
            deaths = cells[period].get("deaths")
            if deaths and all(quarters) and sum(map(int, quarters)) == int(deaths):
                del cells[period]["deaths"]
        if not any("share_fentanyl" in row for row in cells.values()):
            raise RefreshError(
                f"the file has no percentage of {KINDS!r}, 'Fentanyl' for Canada. "
                "Its labels may have changed"
            )
        rows = [
            {"period": p, "period_type": "year" if len(p) == 4 else "quarter", **row}
            for p, row in sorted(cells.items())
        ]
        return Parsed(
            [row for row in rows if set(row) - {"period", "period_type", "note"}],
            missing,
            notes=notes,
        )

    def cells(self, lines: list[Row]) -> tuple[dict[str, Row], list[str], list[str]]:
        """Return the values by period and column, the suppressed ones, and labels not taken."""
        cells: dict[str, Row] = defaultdict(dict)
        missing, left = [], set()
        for line in lines:
            column = column_of(line)
            if not column:
                left.add(f"{line['unit']}, {line['disaggregator']}")
                continue
            period, note = period_of(line["year_quarter"])
            if column != "deaths" and len(period) > 4:
                continue  # rates and shares are kept by year, as in the vintages before
            if note and column == "deaths":
                continue  # the sum of a running year's quarters
            what = f"{line['year_quarter']}: {column}"
            if column in cells[period]:
                raise RefreshError(f"{what} stands in the file twice")
            read = count if column == "deaths" else number
            if not (value := read(line["value"], what)):
                missing.append(f"{period} {column}")
                continue
            cells[period][column] = share(value, what) if column in SHARES.values() else value
            if note:
                cells[period]["note"] = note
        notes = [f"not taken over: {', '.join(sorted(left))}"] if left else []
        return cells, missing, notes

    def last_day(self, period: str) -> date:
        """Return the last day of a quarter; of a year, which may be running, its first."""
        if len(period) == 4:
            return date(int(period), 1, 1)
        return last_of_month(f"{period[:4]}-{int(period[-1]) * 3:02}")

    def owns(self, row: Row) -> bool:
        """Return whether a stored row is from a file, not a statement of one figure."""
        return row["period_type"] in ("quarter", "year")


def is_national(line: Row) -> bool:
    """Return whether a line is of opioid deaths in all Canada, in a measure used here."""
    return (
        line["substance"] == "Opioids"
        and line["source"] == "Deaths"
        and line["region"] == "Canada"
        and line["specific_measure"] in (OVERALL, KINDS)
        and line.get("type_event", TOTAL) == TOTAL
    )


def column_of(line: Row) -> str:
    """Return the column that a line fills; blank if it fills none."""
    if line["specific_measure"] == KINDS:
        return SHARES.get(line["disaggregator"], "") if line["unit"] == "Percent" else ""
    overall = {"Number": "deaths", "Crude rate": "crude_rate_per_100k"}
    return "" if line["disaggregator"].strip() else overall.get(line["unit"], "")


def period_of(text: str) -> tuple[str, str]:
    """Return a period as written here, and a note if it is a part of a year.

    Examples
    --------
    >>> period_of("2025 Q3")
    ('2025-Q3', '')
    >>> period_of("2025 (Jan to Sep)")
    ('2025', 'Rate and shares of Jan to Sep 2025 only. Deaths: see the quarters')
    """
    if not (found := PERIOD.fullmatch(text.strip())):
        raise RefreshError(f"period {text!r} is not written like 2025, 2025 Q3, 2025 (Jan to Sep)")
    year, quarter, part = found.groups()
    if quarter:
        return f"{year}-{quarter}", ""
    note = f"Rate and shares of {part} {year} only. Deaths: see the quarters"
    return year, note if part else ""


def share(percent: str, what: str) -> str:
    """Return a percentage as a share of 1.

    Examples
    --------
    >>> share("84", "")
    '0.84'
    """
    found = Decimal(percent) / 100
    if not 0 <= found <= 1:
        raise RefreshError(f"{what}: {percent} is no percentage")
    return number(f"{found:f}", what)
