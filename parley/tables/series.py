"""The official series; and what the record knows of itself: coverage, gaps and checks."""

import pandas as pd

from parley.tables.base import MEETING_ID, SOURCE, Table, column, not_before, rule
from parley.tables.cells import Code, Count, Day, Key, Loose, Month, Number, Text
from parley.tables.talks import OWN

INDICATORS = (
    "all_drug_overdose",
    "cocaine_t40_5",
    "heroin_t40_1",
    "psychostimulants_t43_6",
    "synthetic_opioids_t40_4",
)
ORIGIN = (  # of each figure: vintage, vintage_precision and source_id
    column(Day(), "Day on which the figures were as given; every vintage is kept"),
    column(Code(("day", "month")), "How exactly the vintage is known"),
    column(SOURCE, "Origin of the figures"),
)
TWELVE = "12_months"
UNITS = {
    "nonfatal_opioid_overdoses": "per_10k_visits",
    "fentanyl_reports": "reports",
    "powder_purity": "per_cent",
    "pill_fentanyl": "mg_per_pill",
    "overdose_deaths": "deaths",
    "synthetic_opioid_deaths": "deaths_in_12_months",
    "all_overdose_deaths": "deaths_in_12_months",
}
PUBLIC = "US federal government work, public domain"
CANADA = "Open Government Licence - Canada"


class UsDeathsMonthly(
    Table,
    name="us_deaths_monthly",
    key=("month", "vintage"),
    origin="CDC WONDER, multiple cause of death, final files",
    licence=PUBLIC,
    treatment="Final months only; two WONDER extracts joined at January 2018; no figure changed.",
):
    """US residents' overdose deaths in a month involving synthetic opioids other than methadone (T40.4). One row per month and vintage, final months only."""

    month = column(Month(), "Month of death")
    deaths = column(
        Count(), "Deaths of US residents whose certificate names T40.4; mostly, not only, fentanyl"
    )
    status = column(Code(("final",)), "Final files only; later months are estimated, never stored")
    vintage, vintage_precision, source_id = ORIGIN


class UsDeaths12mo(
    Table,
    name="us_deaths_12mo",
    key=("month_ending", "indicator", "vintage"),
    origin="CDC, NCHS, National Vital Statistics System, VSRR provisional drug overdose death counts",
    licence=PUBLIC,
    treatment="United States rows only, by drug; each vintage kept beside the others; no figure changed.",
):
    """Deaths occurring in the 50 states and DC in the 12 months ending with a month, by drug. One row per month, drug and vintage."""

    month_ending = column(Month(), "Last month of the twelve")
    indicator = column(Code(INDICATORS), "Drug, by ICD-10 code")
    reported = column(Count(), "Deaths received so far", blank="not in this vintage")
    predicted = column(
        Count(), "Deaths adjusted by CDC for records still to come", blank="not in this vintage"
    )
    percent_pending = column(
        Number(0, 100),
        "Records pending investigation, in per cent: 0.26 means 0.26 %",
        blank="not in this vintage",
    )
    vintage, vintage_precision, source_id = ORIGIN

    @rule(
        "predicted",
        "is below reported",
        "Check both columns: an adjustment for late records can only add",
    )
    def predicted_not_below_reported(cls, frame: pd.DataFrame) -> pd.Series:
        """CDC's adjustment only adds deaths."""
        both = frame["predicted"].notna() & frame["reported"].notna()
        return ~both | (frame["predicted"] >= frame["reported"]).fillna(True).astype(bool)


class UsDeathsAnnual(
    Table,
    name="us_deaths_annual",
    key=("year", "vintage"),
    origin="CDC WONDER, multiple cause of death, final files; rates from NCHS publications",
    licence=PUBLIC,
    treatment="Counts are the sums of the final months; rates taken over.",
):
    """Overdose deaths of US residents involving T40.4 by year, with the age-adjusted rate. One row per year and vintage."""

    year = column(Count(), "Calendar year")
    deaths = column(Count(), "Deaths in the year; equals the sum of the final months")
    rate_per_100k = column(
        Number(0, 1000), "Age-adjusted rate per 100,000 residents", blank="no rate found"
    )
    rate_check = column(
        Code(("seen", "recalled", "derived")),
        "Whether the rate was seen in its source, recalled, or derived",
        blank="no rate",
    )
    vintage, vintage_precision, source_id = ORIGIN
    rate_source_id = column(SOURCE, "Origin of the rate", blank="no rate")


class CanadaDeaths(
    Table,
    name="canada_deaths",
    key=("period", "vintage"),
    origin="Public Health Agency of Canada, opioid- and stimulant-related harms",
    licence=CANADA,
    treatment="Measures turned into columns, per cent into shares of 1; sums of quarters not stored; each vintage kept.",
):
    """Apparent opioid toxicity deaths in Canada by quarter, half-year or year. One row per period and vintage."""

    period = column(Key(r"\d{4}(-Q[1-4]|-H[12])?", "2023-Q1"), "2023-Q1, 2023-H1 or 2023")
    period_type = column(Code(("quarter", "half_year", "year")), "Length of the period")
    deaths = column(
        Count(),
        "Apparent opioid toxicity deaths",
        blank="the sum of this vintage's quarters, or not given",
    )
    crude_rate_per_100k = column(
        Number(0, 1000), "Deaths per 100,000 people, not age-adjusted", blank="not given"
    )
    share_fentanyl = column(Number(0, 1), "Share involving fentanyl, 0 to 1", blank="not given")
    share_fentanyl_analogues = column(
        Number(0, 1), "Share involving fentanyl analogues, 0 to 1", blank="not given"
    )
    share_non_fentanyl_opioids = column(
        Number(0, 1), "Share involving other opioids, 0 to 1", blank="not given"
    )
    vintage, vintage_precision, source_id = ORIGIN
    note = column(Text(), "What a reader of the row should know", blank="nothing to add")


class Seizures(
    Table,
    name="seizures",
    key=("period", "component", "vintage"),
    origin="US Customs and Border Protection, drug seizure statistics",
    licence=PUBLIC,
    treatment="Fentanyl only, summed by month and component; fiscal-year totals only where published.",
):
    """Fentanyl seized by US Customs and Border Protection. One row per period, component and vintage."""

    period = column(
        Key(r"\d{4}-(0[1-9]|1[0-2])|FY\d{4}", "2024-05 or FY2024"),
        "Month, or fiscal year (October to September)",
    )
    period_type = column(Code(("month", "fiscal_year")), "Length of the period")
    component = column(
        Code(("ofo_usbp", "amo")),
        "Field Operations and Border Patrol; or Air and Marine, which overlaps: never add",
    )
    pounds = column(Number(0, 1e6), "Weight seized, pounds")
    southwest_border_pounds = column(
        Number(0, 1e6), "Of it at the south-west border, pounds", blank="not given"
    )
    events = column(Count(), "Number of seizures", blank="not given")
    months = column(Count(), "Months covered by the row")
    vintage, vintage_precision, source_id = ORIGIN


class Population(
    Table,
    name="population",
    key=("month", "vintage"),
    origin="US Census Bureau, Population Estimates Program: national totals on 1 July",
    licence=PUBLIC,
    treatment="No figure changed. Months between are not stored: analyses lay a straight line from July to July. 2012 to 2019 stand on the census of 2010, later years on that of 2020, which counted about 0.6 % more.",
):
    """Residents of the United States on the first of a month; only July is held. One row per month and vintage."""

    month = column(Month(), "Month")
    population = column(Count(), "Residents on the first of the month")
    vintage, vintage_precision, source_id = ORIGIN


class OfficialSeries(
    Table,
    name="official_series",
    key=("series", "area", "period", "vintage"),
    origin="CDC (DOSE-SYS, WONDER, VSRR by state) and DEA (NFLIS-Drug, National Drug Threat Assessment)",
    licence=PUBLIC,
    treatment="Suppressed cells left out. Overdose deaths by division: states with a count of ten or more in every month from January 2018 to April 2024, which leaves out Alaska, Hawaii, Montana, Nebraska, North and South Dakota, Vermont and Wyoming; the six newest months of the file left out. Deaths in twelve months by state: every third month, as reported. Reports of laboratories: summed over states and territories. Purity: points that Vangelov et al. set by hand on the charts of the assessment of 2025; the facts are the agency's; where their file names a month of pills twice and the next not at all, the second is the next.",
):
    """Other official figures beside the deaths, in one long table. One row per series, area, period and vintage."""

    series = column(Code(tuple(UNITS)), "What is counted or measured")
    area = column(
        Key(r"us|[a-z]{2}|[a-z]+(_[a-z]+)+", "us, oh or new_england"),
        "us; a state by its postal letters (yc: New York City, not in ny); or a Census division",
    )
    period = column(
        Key(r"\d{4}(-(0[1-9]|1[0-2]))?", "2023-05 or 2023"),
        "Year or month; of twelve months the last",
    )
    period_type = column(
        Code(("month", "year", TWELVE)), "Length of the period; twelve months enter no fit"
    )
    value = column(Number(0, 1e7), "The figure, in its unit")
    unit = column(Code(tuple(dict.fromkeys(UNITS.values()))), "Unit of the figure")
    marked = column(
        Code(("as_published", "summed", "read_off_chart")),
        "as_published; summed: over states or substances, by this project; read_off_chart: by hand, from a chart of the agency, by the authors whose file was read",
    )
    vintage, vintage_precision, source_id = ORIGIN

    @rule("unit", "is not the unit of this series", "Each series has one unit")
    def one_unit_each(cls, frame: pd.DataFrame) -> pd.Series:
        """A series is given in one unit."""
        return frame["unit"] == frame["series"].map(UNITS)

    @rule("period_type", "does not fit the period", "A year is written 2023, a month 2023-05")
    def period_fits(cls, frame: pd.DataFrame) -> pd.Series:
        """A year has four digits; a month, and the last of twelve, has two more."""
        return (frame["period_type"] == "year") == (frame["period"].str.len() == len("2023"))

    @rule(
        "period_type", "is not that of a sum over twelve months", "Write 12_months, and only then"
    )
    def twelve_months_are_said(cls, frame: pd.DataFrame) -> pd.Series:
        """What is summed over twelve months says so, lest a fit take it for months."""
        return (frame["period_type"] == TWELVE) == (frame["unit"] == "deaths_in_12_months")


class Coverage(Table, name="coverage", key=("table", "series", "side"), origin=OWN):
    """What each table covers, stated by hand, so that not looked at is never drawn as nothing. One row per table, series and side."""

    table = column(Key(r"[a-z][a-z0-9_]*", "meetings"), "Table")
    series = column(Text(80), "Part of the table: a channel, an indicator", blank="the whole table")
    side = column(Code(("us", "prc", "press")), "Whose", blank="sides do not matter here")
    first = column(Day(), "First day that was looked at")
    last = column(Day(), "Last day that was looked at; stated, not derived")
    as_of = column(Day(), "Day on which this was so")

    @rule("last", "is before first", "Put last on or after first")
    def last_after_first(cls, frame: pd.DataFrame) -> pd.Series:
        """Coverage does not end before it starts."""
        return not_before(frame["last"], frame["first"])

    @rule("as_of", "is before the last day covered", "Nothing is covered beyond the day of looking")
    def known_after_covered(cls, frame: pd.DataFrame) -> pd.Series:
        """No day is covered before it was looked at."""
        return not_before(frame["as_of"], frame["last"])


class Gaps(Table, name="gaps", key=("gap_id",), origin=OWN):
    """What is known to be missing. One row per gap."""

    gap_id = column(Key(), "Key of the gap")
    table = column(Key(r"[a-z][a-z0-9_]*", "meetings"), "Table that lacks it")
    what = column(Text(300), "What is missing")
    first = column(Loose(), "From when", blank="it has no such date")
    last = column(Loose(), "Until when", blank="it has no such date")
    why = column(Text(400), "What was searched, or why it is not here")
    as_of = column(Day(), "Day on which this was so")


class Checks(Table, name="checks", key=("list_id", "item", "date"), origin=OWN):
    """What an independent list names, and whether the record has it. One row per list and item."""

    list_id = column(Key(example="history_at_state_visits"), "Key of the list")
    item = column(Text(200), "What the list names, in its own words or nearly")
    date = column(Day(), "Its first day; the first of the month where no more is known")
    in_record = column(
        Code(("yes", "no", "out_of_scope")),
        "Whether the record has it; out_of_scope: the inclusion rule leaves it out",
    )
    meeting_id = column(MEETING_ID, "The meeting that it is", blank="not in the record")
    why = column(
        Text(300), "Why the record lacks it, or which rule leaves it out", blank="it is there"
    )
    source_id = column(SOURCE, "The list")

    @rule(
        "meeting_id",
        "does not fit in_record",
        "Name the meeting where in_record is yes, and only there",
    )
    def meeting_where_there(cls, frame: pd.DataFrame) -> pd.Series:
        """What the record has is a meeting of it."""
        return (frame["in_record"] == "yes") == frame["meeting_id"].notna()

    @rule("why", "is blank for what the record lacks", "Say why it is not there")
    def says_why(cls, frame: pd.DataFrame) -> pd.Series:
        """What is lacking has a reason."""
        return (frame["in_record"] == "yes") | frame["why"].notna()


class Corrections(Table, name="corrections", key=("table", "key", "column"), origin=OWN):
    """Known errors of a source, mended when the record is loaded and never in the file. One row per cell."""

    table = column(Key(r"[a-z][a-z0-9_]*", "us_deaths_12mo"), "Table that holds the cell")
    key_ = column(
        Text(300), "The row's key: the cells of its key columns as they stand, joined by ' | '"
    )
    column_ = column(Key(r"[a-z][a-z0-9_]*", "deaths"), "Column of the cell")
    old_value = column(
        Text(), "What is wrong: the cell's whole text or a part of it", blank="the cell is blank"
    )
    new_value = column(
        Text(),
        "What stands in its place when the record is loaded",
        blank="nothing: it is taken out",
    )
    reason = column(Text(400), "Why, in a sentence")
    source_id = column(SOURCE, "What the correction rests on")
    expects = column(
        Text(),
        "The cell's whole text as the source gave it; if it is no longer this, the source has changed and the record is refused",
        blank="the cell is blank",
    )

    @rule(
        "old_value",
        "is not in expects",
        "Copy the cell's whole text into expects, and its wrong part into old_value",
    )
    def wrong_part_is_in_the_cell(cls, frame: pd.DataFrame) -> pd.Series:
        """What is to be replaced stands in the cell that is expected."""
        pairs = zip(frame["old_value"].fillna(""), frame["expects"].fillna(""), strict=True)
        fits = [old in whole if old else not whole for old, whole in pairs]
        return pd.Series(fits, index=frame.index, dtype=bool)

    @rule("new_value", "is the old value", "Delete the row, or write what is right")
    def something_changes(cls, frame: pd.DataFrame) -> pd.Series:
        """A correction changes the cell."""
        return frame["old_value"].fillna("") != frame["new_value"].fillna("")


class Audits(Table, name="audits", key=("table", "key", "checked_date"), origin=OWN):
    """Rows checked again against their sources, by someone who had not entered them. One row per check."""

    table = column(Key(r"[a-z][a-z0-9_]*", "mentions"), "Table of the row")
    key_ = column(Text(300), "The row's key: the cells of its key columns, joined by ' | '")
    verdict = column(
        Code(("right", "wrong", "not_confirmable")),
        "right: the source says so; wrong: it says otherwise, and the row was mended; not_confirmable: the source could not be found or read far enough",
    )
    checked_date = column(Day(), "Day of the check")
    note = column(Text(400), "What was seen", blank="nothing to add")
