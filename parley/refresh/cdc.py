"""CDC's provisional counts of drug overdose deaths (VSRR), from data.cdc.gov."""

import os
from collections.abc import Mapping
from datetime import datetime

from parley.refresh import reading
from parley.refresh.contract import Adapter, Parsed, Row, count, number
from parley.refresh.http import Download, Fetcher, Validators, joined
from pressroom.errors import RefreshError

TOKEN = "PARLEY_SOCRATA_TOKEN"
PERIOD = "12 month-ending"
TAKEN = {
    "Number of Drug Overdose Deaths": "all_drug_overdose",
    "Cocaine (T40.5)": "cocaine_t40_5",
    "Heroin (T40.1)": "heroin_t40_1",
    "Psychostimulants with abuse potential (T43.6)": "psychostimulants_t43_6",
    "Synthetic opioids, excl. methadone (T40.4)": "synthetic_opioids_t40_4",
}
LEFT = (
    "Methadone (T40.3)",
    "Natural & semi-synthetic opioids (T40.2)",
    "Natural & semi-synthetic opioids, incl. methadone (T40.2, T40.3)",
    "Natural, semi-synthetic, & synthetic opioids, incl. methadone (T40.2-T40.4)",
    "Number of Deaths",
    "Opioids (T40.0-T40.4,T40.6)",
    "Percent with drugs specified",
)
COLUMNS = (
    "state",
    "year",
    "month",
    "period",
    "indicator",
    "data_value",
    "percent_pending_investigation",
    "predicted_value",
)


class Cdc(Adapter):
    """Deaths in the 12 months ending with a month, by drug, for the United States.

    Notes
    -----
    Socrata open data interface: pages by ``$limit`` and ``$offset`` in the order ``:id``
    (https://dev.socrata.com/docs/paging.html); an application token is sent if the
    environment holds one. Both spellings of the columns are read: ``data_value`` of the
    interface and ``Data Value`` of the file that the site offers for download.
    """

    name, table, period, group = "cdc", "us_deaths_12mo", "month_ending", "indicator"
    address = "https://data.cdc.gov/resource/xkb8-kh2a.csv"
    measures = ("reported", "predicted")
    stem, publisher = "cdc-vsrr", "CDC, National Center for Health Statistics"
    title = "VSRR Provisional Drug Overdose Death Counts"
    landing = "https://data.cdc.gov/d/xkb8-kh2a"

    asked_for = "state='US'"

    def __init__(self, page: int = 5000, most_pages: int = 100):
        self.page, self.most_pages = page, most_pages

    def fetch(self, fetcher: Fetcher, address: str, known: Validators | None) -> Download:
        """Return the rows asked for, every page of them."""
        token = os.environ.get(TOKEN, "").strip()
        headers = {"X-App-Token": token} if token else {}
        parts: list[Download] = []
        for number_of_page in range(self.most_pages):
            asked = {
                "$where": self.asked_for,
                "$order": ":id",
                "$limit": str(self.page),
                "$offset": str(number_of_page * self.page),
            }
            parts.append(fetcher.get(address, asked, headers, None if parts else known))
            if parts[-1].is_page:
                raise RefreshError(f"{address}: a web page came instead of the file")
            if len(reading.table(reading.text_of(parts[-1].body), ())) < self.page:
                return joined(parts)
        raise RefreshError(f"{address}: more than {self.most_pages} pages; given up")

    def parse(self, raw: bytes) -> Parsed:
        """Return one row a month and drug; a suppressed count stays blank."""
        lines = reading.table(reading.text_of(raw), COLUMNS)
        lines = [line for line in lines if line["state"] == "US"]
        reading.unexpected((line["period"] for line in lines), (PERIOD,), "period")
        known = (*TAKEN, *LEFT)
        reading.unexpected((line["indicator"] for line in lines), known, "indicator")
        found = [self.row(line) for line in lines if line["indicator"] in TAKEN]
        if lost := set(TAKEN.values()) - {row["indicator"] for row in found}:
            raise RefreshError(f"the file has no United States row of {', '.join(sorted(lost))}")
        rows = [row for row in found if row["reported"] or row["predicted"]]
        gone = [f"{row['indicator']} {row['month_ending']}" for row in found if row not in rows]
        return Parsed(rows, gone)

    def row(self, line: Row) -> Row:
        """Return one line of the file as a row of the table."""
        what = f"{line['indicator']}, {line['month']} {line['year']}"
        return {
            "month_ending": month_of(line["year"], line["month"], what),
            "indicator": TAKEN[line["indicator"]],
            "reported": count(line["data_value"], f"{what}: data_value"),
            "predicted": count(line["predicted_value"], f"{what}: predicted_value"),
            "percent_pending": number(
                line["percent_pending_investigation"], f"{what}: percent_pending_investigation"
            ),
        }


class States(Cdc):
    """Deaths with synthetic opioids in the 12 months ending with a quarter, by state.

    Notes
    -----
    The same data set. Every third month is kept, from the end of 2019 on: such sums overlap, and
    a month between two of them tells little that they do not. Counts that CDC does not show, for
    their quality or because they are under ten, have no row.
    """

    name, table, period, group = "cdc-states", "official_series", "period", "area"
    coverage = "synthetic_opioid_deaths"
    measures = ("value",)
    stem = "cdc-vsrr-states"
    drug = "Synthetic opioids, excl. methadone (T40.4)"
    asked_for = f"indicator='{drug}' AND year >= '2019'"

    def parse(self, raw: bytes) -> Parsed:
        """Return one row a state and quarter; a count that is not shown has none."""
        lines = reading.table(reading.text_of(raw), COLUMNS)
        reading.unexpected((line["period"] for line in lines), (PERIOD,), "period")
        found = [self.row(line) for line in lines if self.is_kept(line)]
        if not found:
            raise RefreshError(f"the file has no state's row of {self.drug}")
        rows = [row for row in found if row["value"]]
        gone = [f"{row['area']} {row['period']}" for row in found if row not in rows]
        return Parsed(sorted(rows, key=lambda row: (row["area"], row["period"])), gone)

    def is_kept(self, line: Row) -> bool:
        """Return whether a line is a state's, of this drug, and ends a quarter since 2019."""
        month = month_of(line["year"], line["month"], "a row")
        quarter = month >= "2019-12" and int(month[5:]) % 3 == 0
        return line["state"] not in ("US", "PR") and line["indicator"] == self.drug and quarter

    def row(self, line: Row) -> Row:
        """Return one line of the file as a row of the table."""
        what = f"{line['state']}, {line['month']} {line['year']}"
        return {
            "series": self.coverage,
            "area": line["state"].lower(),
            "period": month_of(line["year"], line["month"], what),
            "period_type": "12_months",
            "value": count(line["data_value"], f"{what}: data_value"),
            "unit": "deaths_in_12_months",
            "marked": "as_published",
        }

    def owns(self, row: Mapping[str, str]) -> bool:
        """Return whether a stored row is a state's sum of twelve months."""
        return row["series"] == self.coverage and row["area"] != "us"


def month_of(year: str, month: str, what: str) -> str:
    """Return a month as YYYY-MM from its year and English name.

    Examples
    --------
    >>> month_of("2023", "June", "")
    '2023-06'
    """
    try:
        return f"{datetime.strptime(f'{month} {int(year)}', '%B %Y'):%Y-%m}"
    except ValueError as error:
        raise RefreshError(f"{what}: is no month of a year ({error})") from error
