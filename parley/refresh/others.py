"""What is seized at the border, Canada's deaths, and residents: CBP, PHAC and the Census Bureau."""

import re
from collections import defaultdict
from datetime import date
from decimal import Decimal
from urllib.parse import urljoin

from parley.refresh import contract
from parley.refresh.contract import Adapter, Parsed, Row, count, last_of_month, number
from parley.refresh.http import Download, Fetcher, Validators
from pressroom.errors import RefreshError

SEIZURES = (
    *("FY", "Month (abbv)", "Component", "Region", "Drug Type"),
    *("Count of Event", "Sum Qty (lbs)"),
)
FENTANYL, SOUTHWEST = "Fentanyl", "Southwest Border"
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
COMPONENTS = {  # the series' name, its page, how its file's name begins, whose it is
    "ofo_usbp": ("cbp", "nationwide-drug-seizures", "nationwide-drugs-fy", "nationwide"),
    "amo": ("cbp-amo", "amo-drug-seizures", "amo-drug-seizures-fy", "Air and Marine Operations"),
}
COLUMNS = (
    *("Substance", "Source", "Specific_Measure", "Region", "Time_Period", "Year_Quarter"),
    *("Disaggregator", "Unit", "Value"),
)
KINDS = "Type of opioids"
TOTAL = "Total apparent opioid toxicity deaths"
SHARES = {
    "Fentanyl": "share_fentanyl",
    "Fentanyl analogues": "share_fentanyl_analogues",
    "Non-fentanyl opioids": "share_non_fentanyl_opioids",
}


class Cbp(Adapter):
    """Fentanyl seized, of one component: Field Operations and Border Patrol, or Air and Marine.

    Notes
    -----
    The name of the file changes every month, so the address is that of the page which
    lists the files, and the newest one linked there is taken. An address that ends in
    ``.csv`` is taken as it is. A fiscal year runs from October: ``FY`` 2026, ``OCT`` is
    October 2025. The two components overlap and are never added.
    """

    table, period, group = "seizures", "period", "component"
    measures = ("pounds", "events")
    publisher = "US Customs and Border Protection"
    landing = "https://www.cbp.gov/newsroom/stats/drug-seizure-statistics"

    def __init__(self, component: str):
        self.component = component
        self.name, page, self.begin, whose = COMPONENTS[component]
        self.address = f"https://www.cbp.gov/document/stats/{page}"
        self.stem = f"{self.name}-file"
        self.title = f"Drug Seizure Statistics, {whose}, by month"

    def fetch(self, fetcher: Fetcher, address: str, known: Validators | None) -> Download:
        """Return the newest file linked from the page, or the file named."""
        if not address.lower().endswith(".csv"):
            address = newest_file(fetcher.get(address), self.begin)
        return fetcher.get(address, known=known)

    def parse(self, raw: bytes) -> Parsed:
        """Return the sum of each month; a month with a suppressed part is refused."""
        every = contract.table(contract.text_of(raw), SEIZURES)
        if not (lines := [line for line in every if line["drug_type"].strip() == FENTANYL]):
            raise RefreshError(f"the file has no row of the drug type {FENTANYL!r}")
        self.only_this_component(lines)
        sums: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 3)
        for line in lines:
            month = month_of(line["fy"], line["month_(abbv)"])
            pounds, events = whole(line, month)
            south = pounds if line["region"].strip() == SOUTHWEST else Decimal(0)
            sums[month] = [a + b for a, b in zip(sums[month], (pounds, south, events), strict=True)]
        if not any(south for _, south, _ in sums.values()):
            raise RefreshError(f"the file has no seizure of the region {SOUTHWEST!r}")
        rows: list[Row] = [
            {
                "period": month,
                "period_type": "month",
                "component": self.component,
                "pounds": number(f"{pounds:.2f}", month),
                "southwest_border_pounds": number(f"{south:.2f}", month),
                "events": str(int(events)),
                "months": "1",
            }
            for month, (pounds, south, events) in sorted(sums.items())
        ]
        return Parsed(rows)

    def only_this_component(self, lines: list[Row]) -> None:
        """Refuse the other component's file: adding the two would count seizures twice."""
        air = ["air and marine" in line["component"].lower() for line in lines]
        if any(air) if self.component == "ofo_usbp" else not all(air):
            names = ", ".join(sorted({line["component"] for line in lines}))
            raise RefreshError(f"these are not the components of {self.name}: {names}")

    def owns(self, row: Row) -> bool:
        """Return whether a stored row is a month of this component."""
        return row["component"] == self.component and row["period_type"] == "month"


def whole(line: Row, month: str) -> tuple[Decimal, Decimal]:
    """Return a line's pounds and number of seizures; a sum that lacks a part is no sum."""
    pounds = number(line["sum_qty_(lbs)"], f"{month}: Sum Qty (lbs)")
    events = count(line["count_of_event"], f"{month}: Count of Event")
    if not pounds or not events:
        raise RefreshError(
            f"{month}: a part of the month is suppressed ({line['region']}, "
            f"{line['component']}); its sum would be too low"
        )
    return Decimal(pounds), Decimal(events)


def month_of(fiscal: str, month: str) -> str:
    """Return the calendar month of a month of a fiscal year.

    Examples
    --------
    >>> month_of("2026 (FYTD)", "OCT"), month_of("2026", "SEP")
    ('2025-10', '2026-09')
    """
    year, short = re.fullmatch(r"(\d{4})( \(FYTD\))?", fiscal.strip()), month.strip().upper()
    if not year or short not in MONTHS:
        raise RefreshError(f"{fiscal!r}, {month!r} is no month of a fiscal year")
    place = MONTHS.index(short) + 1
    return f"{int(year[1]) - (place >= 10)}-{place:02}"


def newest_file(page: Download, start: str) -> str:
    """Return the address of the newest file that a page links to.

    Raises
    ------
    RefreshError
        If it links to none whose name begins with `start`.
    """
    text = page.body.decode("utf-8", "replace")
    linked = re.findall(r'href="([^"#?]+\.csv)"', text, re.IGNORECASE)
    found = [
        (place[1], order, link)
        for order, link in enumerate(reversed(linked))
        if link.rsplit("/", 1)[-1].lower().startswith(start)
        and (place := re.search(r"/(\d{4}-\d{2})/", link))
    ]
    if not found:
        raise RefreshError(
            f"{page.url}: links to no file {start}….csv. Name the file's address by "
            "configuration, or give it with --from FILE"
        )
    return urljoin(page.url, max(found)[2])


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
        lines = contract.table(contract.text_of(contract.unpacked(raw)), COLUMNS)
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
        told = [row for row in rows if set(row) - {"period", "period_type", "note"}]
        return Parsed(told, missing, notes=notes)

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
    of = (line["substance"], line["source"], line["region"], line.get("type_event", TOTAL))
    is_used = line["specific_measure"] in ("Overall numbers", KINDS)
    return of == ("Opioids", "Deaths", "Canada", TOTAL) and is_used


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
    if not (found := re.fullmatch(r"(\d{4})(?: (Q[1-4])| \((\w+ to \w+)\))?", text.strip())):
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


class Census(Adapter):
    """Residents of the United States on 1 July of each year since the last census.

    Notes
    -----
    One file a year, with a row a state and the nation's row first; its years are columns.
    With each new file the whole series is revised, so a vintage is taken whole.
    """

    name, table, period = "census", "population", "month"
    address = (
        "https://www2.census.gov/programs-surveys/popest/datasets/2020-2025/state/totals/"
        "NST-EST2025-ALLDATA.csv"
    )
    measures = ("population",)
    stem, publisher = "census-file", "US Census Bureau"
    title = "Population Estimates Program: national totals on 1 July"
    landing = "https://www.census.gov/programs-surveys/popest.html"

    def parse(self, raw: bytes) -> Parsed:
        """Return one row a year: its July."""
        lines = contract.table(contract.text_of(raw), ("SUMLEV", "NAME"))
        nation = [line for line in lines if line["sumlev"].strip() in ("10", "010")]
        if len(nation) != 1:
            raise RefreshError(f"the file has {len(nation)} rows of the United States, not one")
        years = {f"{c[-4:]}-07": c for c in nation[0] if re.fullmatch(r"popestimate\d{4}", c)}
        if not years:
            raise RefreshError("the file has no column like POPESTIMATE2024")
        found = {july: count(nation[0][name], name) for july, name in sorted(years.items())}
        rows = [{"month": july, "population": n} for july, n in found.items() if n]
        return Parsed(rows, [july for july, n in found.items() if not n])
