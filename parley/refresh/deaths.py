"""CDC's counts of overdose deaths: provisional ones (VSRR) from the server, final ones by hand."""

import os
import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime

from parley.refresh import contract
from parley.refresh.contract import Adapter, Parsed, Row, count, number
from parley.refresh.http import Download, Fetcher, Validators, joined
from pressroom.errors import RefreshError

PERIOD, PENDING = "12 month-ending", "percent_pending_investigation"
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
    PENDING,
    "predicted_value",
)
ASKED = {"T40.4": "synthetic opioids other than methadone", "X40": "drug overdose"}
QUERIED = re.compile(r"Query Date: (\w{3} \d{1,2}, \d{4})")


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
        token = os.environ.get("PARLEY_SOCRATA_TOKEN", "").strip()
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
            if len(contract.table(contract.text_of(parts[-1].body), ())) < self.page:
                return joined(parts)
        raise RefreshError(f"{address}: more than {self.most_pages} pages; given up")

    def parse(self, raw: bytes) -> Parsed:
        """Return one row a month and drug; a suppressed count stays blank."""
        lines = contract.table(contract.text_of(raw), COLUMNS)
        lines = [line for line in lines if line["state"] == "US"]
        contract.unexpected((line["period"] for line in lines), (PERIOD,), "period")
        contract.unexpected((line["indicator"] for line in lines), (*TAKEN, *LEFT), "indicator")
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
            "percent_pending": number(line[PENDING], f"{what}: {PENDING}"),
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
        lines = contract.table(contract.text_of(raw), COLUMNS)
        contract.unexpected((line["period"] for line in lines), (PERIOD,), "period")
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
        body, notes = split(contract.text_of(raw))
        is_right_query(notes)
        lines = contract.table(body, ("Notes", "Month Code", "Deaths"), "\t")
        rows, missing = [], []
        for line in (line for line in lines if not line["notes"].strip()):
            month = month_of_code(line["month_code"])
            if deaths := count(line["deaths"], f"{month}: Deaths"):
                rows.append({"month": month, "deaths": deaths, "status": "final"})
            else:
                missing.append(month)
        if not rows:
            raise RefreshError("the export has no month with a count. Group results by Month")
        return Parsed(rows, missing, vintage=day_of_query(notes))

    def check(self, stored: list[Row], parsed: Parsed) -> None:
        """Add the year's sum to the annual table where it has moved or is new."""
        known = sums(sorted(stored, key=lambda row: row["vintage"]))
        parsed.also["us_deaths_annual"] = [
            {"year": year, "deaths": str(deaths)}
            for year, deaths in sums(parsed.rows).items()
            if known.get(year) != deaths
        ]


def sums(rows: list[Row]) -> dict[str, int]:
    """Return the deaths of each year that has twelve months, each month by its last row."""
    years: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        years[row["month"][:4]][row["month"]] = int(row["deaths"])
    return {y: sum(months.values()) for y, months in sorted(years.items()) if len(months) == 12}


def split(text: str) -> tuple[str, list[str]]:
    """Return an export's table, and the lines of notes below it."""
    lines = text.splitlines()
    ends = [n for n, line in enumerate(lines) if line.strip().strip('"') == "---"]
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


def month_of_code(code: str) -> str:
    """Return a month code as YYYY-MM.

    Examples
    --------
    >>> month_of_code("2018/01")
    '2018-01'
    """
    if not (found := re.fullmatch(r"(\d{4})/(0[1-9]|1[0-2])", code.strip())):
        raise RefreshError(f"month code {code!r} is not written like 2018/01")
    return f"{found[1]}-{found[2]}"


def day_of_query(notes: list[str]) -> date | None:
    """Return the day on which the query was made; None if the notes do not say."""
    found = next((hit for line in notes if (hit := QUERIED.match(line))), None)
    try:
        return datetime.strptime(found[1], "%b %d, %Y").date() if found else None
    except ValueError as error:
        raise RefreshError(f"the date of the query cannot be read: {found[0]}") from error
