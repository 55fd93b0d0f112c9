"""US Customs and Border Protection's drug seizures: fentanyl by month, in pounds."""

import re
from collections import defaultdict
from decimal import Decimal
from urllib.parse import urljoin

from parley.refresh import reading
from parley.refresh.contract import Adapter, Parsed, Row, count, number
from parley.refresh.http import Download, Fetcher, Validators
from pressroom.errors import RefreshError

COLUMNS = (
    "FY",
    "Month (abbv)",
    "Component",
    "Region",
    "Drug Type",
    "Count of Event",
    "Sum Qty (lbs)",
)
FENTANYL, SOUTHWEST, AIR = "Fentanyl", "Southwest Border", "air and marine"
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
FISCAL = re.compile(r"(\d{4})( \(FYTD\))?")
FILES = {"ofo_usbp": "nationwide-drugs-fy", "amo": "amo-drug-seizures-fy"}
PAGES = {
    "ofo_usbp": "https://www.cbp.gov/document/stats/nationwide-drug-seizures",
    "amo": "https://www.cbp.gov/document/stats/amo-drug-seizures",
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
        air = component == "amo"
        self.name, self.address = "cbp-amo" if air else "cbp", PAGES[component]
        self.stem = f"{self.name}-file"
        whose = "Air and Marine Operations" if air else "nationwide"
        self.title = f"Drug Seizure Statistics, {whose}, by month"

    def fetch(self, fetcher: Fetcher, address: str, known: Validators | None) -> Download:
        """Return the newest file linked from the page, or the file named."""
        if not address.lower().endswith(".csv"):
            address = newest_file(fetcher.get(address), FILES[self.component])
        return fetcher.get(address, known=known)

    def parse(self, raw: bytes) -> Parsed:
        """Return the sum of each month; a month with a suppressed part is refused."""
        lines = reading.table(reading.text_of(raw), COLUMNS)
        lines = [line for line in lines if line["drug_type"].strip() == FENTANYL]
        if not lines:
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
        return Parsed([self.row(month, *sums[month]) for month in sorted(sums)])

    def row(self, month: str, pounds: Decimal, south: Decimal, events: Decimal) -> Row:
        """Return a month's row."""
        return {
            "period": month,
            "period_type": "month",
            "component": self.component,
            "pounds": number(f"{pounds:.2f}", month),
            "southwest_border_pounds": number(f"{south:.2f}", month),
            "events": str(int(events)),
            "months": "1",
        }

    def only_this_component(self, lines: list[Row]) -> None:
        """Refuse the other component's file: adding the two would count seizures twice."""
        air = [AIR in line["component"].lower() for line in lines]
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
    year, short = FISCAL.fullmatch(fiscal.strip()), month.strip().upper()
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
