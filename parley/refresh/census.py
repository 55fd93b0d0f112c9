"""The Census Bureau's estimates of residents on the first of July."""

import re

from parley.refresh import reading
from parley.refresh.contract import Adapter, Parsed, count
from pressroom.errors import RefreshError

YEAR = re.compile(r"popestimate(\d{4})")
NATION = {"10", "010"}  # SUMLEV of the United States


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
        lines = reading.table(reading.text_of(raw), ("SUMLEV", "NAME"))
        nation = [line for line in lines if line["sumlev"].strip() in NATION]
        if len(nation) != 1:
            raise RefreshError(f"the file has {len(nation)} rows of the United States, not one")
        years = {hit[1]: name for name in nation[0] if (hit := YEAR.fullmatch(name))}
        if not years:
            raise RefreshError("the file has no column like POPESTIMATE2024")
        found = {year: count(nation[0][name], name) for year, name in sorted(years.items())}
        rows = [{"month": f"{year}-07", "population": n} for year, n in found.items() if n]
        return Parsed(rows, [f"{year}-07" for year, n in found.items() if not n])
