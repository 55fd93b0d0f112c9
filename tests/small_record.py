"""A record small enough to count by hand: three meetings, two topics, a year of deaths."""

import csv
from pathlib import Path

from parley.tables import TABLES, named

ROWS: dict[str, list[dict]] = {
    "sources": [
        {"source_id": "s1", "publisher": "A ministry", "title": "First account",
         "date": "2023-11-16", "date_precision": "day", "url": "https://example.org/1",
         "accessed_date": "2024-03-01", "tier": "press", "language": "en", "words": "240"},
        {"source_id": "s2", "publisher": "A department", "title": "Second account",
         "date": "2023-11-01", "date_precision": "month", "url": "https://example.org/2",
         "accessed_date": "2024-03-01", "tier": "republication",
         "read_url": "https://copies.example.org/2"},
    ],
    "topics": [
        {"topic": "fentanyl", "label": "Fentanyl", "kind": "issue",
         "definition": "Drugs and their precursors", "coded_from": "v0"},
        {"topic": "taiwan", "label": "Taiwan", "kind": "place", "definition": "Taiwan",
         "coded_from": "v0"},
    ],
    "topic_terms": [
        {"term_id": "fentanyl-en-01", "kind": "topic", "topic": "fentanyl", "language": "en",
         "pattern": "fentanyl"},
        {"term_id": "negated-en-01", "kind": "negated", "language": "en",
         "pattern": "did not discuss", "scope": "clause"},
    ],
    "meetings": [
        {"meeting_id": f"{day}-{place}", "visit_id": f"{day}-{place}", "start_date": day,
         "end_date": day, "title": title, "channel": channel, "level": "leader",
         "format": "in_person", "city": place.title(), "country": "US", "status": "held",
         "codebook": "v0", "date_precision": "day",
         "first_added_date": "2024-03-01", "last_changed_date": "2024-03-01"}
        for day, place, title, channel in (
            ("2023-06-18", "beijing", "A visit", "foreign_ministers"),
            ("2023-11-15", "woodside", "A summit", "leaders"),
            ("2024-01-30", "lima", "A launch", "counternarcotics"),
        )
    ],
    "meeting_sources": [
        {"meeting_id": "2023-11-15-woodside", "supports": "duration", "source_id": "s1"}
    ],
    "planned": [
        {"plan_id": "second-round", "what": "A second round", "channel": "counternarcotics",
         "first": "2024-06", "announced_by": "us", "announced_date": "2024-01-30",
         "source_id": "s1", "became": "open"}
    ],
    "people": [
        {"person_id": "a", "name_en": "A", "name_zh": "甲", "side": "us", "kind": "person"},
        {"person_id": "b", "name_en": "B", "side": "prc", "kind": "person"},
        {"person_id": "c", "name_en": "A commission", "side": "prc", "kind": "body"},
    ],
    "offices": [
        {"person_id": "a", "office": "President", "from_date": "2021-01-20",
         "to_date": "2025-01-20", "date_precision": "day", "source_id": "s1"},
        {"person_id": "b", "office": "Minister", "from_date": "2018-03-01",
         "to_date": "2023-06-30", "date_precision": "month"},
        {"person_id": "b", "office": "Premier", "from_date": "2023-07-01",
         "date_precision": "month"},
    ],
    "participants": [
        {"meeting_id": meeting, "person_id": person, "role": role, "is_principal": head}
        for meeting, person, role, head in (
            ("2023-06-18-beijing", "a", "President", "yes"),
            ("2023-06-18-beijing", "b", "Minister", "yes"),
            ("2023-11-15-woodside", "a", "President", "yes"),
            ("2023-11-15-woodside", "b", "Premier", "yes"),
            ("2023-11-15-woodside", "c", "", "no"),
            ("2024-01-30-lima", "c", "", "yes"),
        )
    ],
    "accounts": [
        {"meeting_id": meeting, "side": side, "source_id": "s1" if published == "yes" else "",
         "published": published, "read": read, "names_subjects": names,
         "searched_until": "2024-03-01" if published == "none_found" else ""}
        for meeting, side, published, read, names in (
            ("2023-06-18-beijing", "us", "yes", "full", "yes"),
            ("2023-06-18-beijing", "prc", "yes", "opening", ""),
            ("2023-11-15-woodside", "us", "yes", "full", "yes"),
            ("2023-11-15-woodside", "prc", "none_found", "", ""),
            ("2024-01-30-lima", "us", "unknown", "", ""),
            ("2024-01-30-lima", "prc", "yes", "reported", ""),
        )
    ],
    "mentions": [
        {"meeting_id": meeting, "side": side, "topic": topic, "basis": basis, "source_id": source,
         "fragment": "the importance of peace" if basis == "account" else "",
         "raised_by": side if basis == "account" else ""}
        for meeting, side, topic, basis, source in (
            ("2023-06-18-beijing", "us", "taiwan", "account", "s1"),
            ("2023-06-18-beijing", "prc", "taiwan", "account", "s1"),
            ("2023-11-15-woodside", "us", "fentanyl", "account", "s1"),
            ("2023-11-15-woodside", "us", "taiwan", "report", "s2"),
            ("2024-01-30-lima", "prc", "fentanyl", "report", "s2"),
            ("2024-01-30-lima", "prc", "taiwan", "knowledge", ""),
        )
    ],
    "descriptors": [
        {"meeting_id": "2023-11-15-woodside", "side": "us", "descriptor": "candid",
         "source_id": "s1"}
    ],
    "comparable": [
        {"meeting_id": "2023-06-18-beijing", "side": "us", "topic": topic, "basis": "read_full",
         "codebook": "v0"}
        for topic in ("fentanyl", "taiwan")
    ],
    "codings": [
        {"meeting_id": "2023-06-18-beijing", "side": "us", "topic": topic, "coder": coder,
         "value": value, "source_id": "s1", "basis": "full"}
        for topic, coder, value in (
            ("fentanyl", "first", "0"), ("taiwan", "first", "1"),
            ("fentanyl", "second", "1"), ("taiwan", "second", "1"), ("fentanyl", "third", "0"),
        )
    ],
    "coding_texts": [
        {"text_id": "t1", "language": "en", "kind": "plain", "side": "us",
         "meeting_date": "2023-11-15", "text": "They discussed fentanyl.", "topics": "fentanyl",
         "first_proposed": "fentanyl", "first_terms": "fentanyl"},
    ],
    "coder_scores": [
        {"text_id": "t1", "topic": topic, "truth": value, "first_terms": value, "first": value,
         "proposed": value}
        for topic, value in (("fentanyl", "1"), ("taiwan", "0"))
    ],
    "commitments": [
        {"commitment_id": "c1", "meeting_id": "2023-11-15-woodside", "date": "2023-11-15",
         "topic": "fentanyl", "commitment": "Start a working group", "promised_by": "both",
         "status": "delivered", "status_date": "2024-01-30", "status_note": "It met",
         "later_report": "found", "source_id": "s1", "status_source_id": "s2"}
    ],
    "policy_events": [
        {"event_id": "p1", "date": "2023-10-03", "kind": "sanction", "actor": "us",
         "topic": "fentanyl", "title": "An act", "source_id": "s1"}
    ],
    "event_sets": [
        {"set_id": "counternarcotics", "event_date": "2024-01-30",
         "meeting_id": "2024-01-30-lima", "fixed_date": "2024-03-01", "note": "Seen before"}
    ],
    "us_deaths_monthly": [
        {"month": f"2023-{month:02d}", "deaths": str(100 * month), "status": "final",
         "vintage": "2024-03-01", "vintage_precision": "day", "source_id": "s1"}
        for month in range(1, 13)
    ],
    "us_deaths_12mo": [
        {"month_ending": "2023-12", "indicator": "synthetic_opioids_t40_4", "reported": "7800",
         "predicted": "7900", "percent_pending": "0.26", "vintage": "2024-03-01",
         "vintage_precision": "day", "source_id": "s1"}
    ],
    "us_deaths_annual": [
        {"year": "2023", "deaths": "7800", "rate_per_100k": "2.3", "rate_check": "seen",
         "vintage": "2024-03-01", "vintage_precision": "day", "source_id": "s1",
         "rate_source_id": "s1"}
    ],
    "canada_deaths": [
        {"period": "2023-Q1", "period_type": "quarter", "deaths": "1900",
         "share_fentanyl": "0.84", "vintage": "2024-03-01", "vintage_precision": "day",
         "source_id": "s1"}
    ],
    "seizures": [
        {"period": "2023-11", "period_type": "month", "component": "ofo_usbp", "pounds": "10.5",
         "months": "1", "vintage": "2024-03-01", "vintage_precision": "day", "source_id": "s1"}
    ],
    "population": [
        {"month": f"2023-{month:02d}", "population": "335000000", "vintage": "2024-03-01",
         "vintage_precision": "day", "source_id": "s1"}
        for month in range(1, 13)
    ],
    "official_series": [
        {"series": "powder_purity", "area": "us", "period": "2023-07", "period_type": "month",
         "value": "26.4", "unit": "per_cent", "marked": "read_off_chart", "vintage": "2024-03-01",
         "vintage_precision": "day", "source_id": "s1"}
    ],
    "coverage": [
        {"table": table, "first": "2023-01-01", "last": "2024-02-29", "as_of": "2024-03-01"}
        for table in ("meetings", "accounts", "mentions")
    ],
    "corrections": [
        {"table": "us_deaths_12mo", "key": "2023-12 | synthetic_opioids_t40_4 | 2024-03-01",
         "column": "predicted", "old_value": "7900", "new_value": "7950", "reason": "A misprint",
         "source_id": "s2", "expects": "7900"}
    ],
    "checks": [
        {"list_id": "a_list", "item": "A summit", "date": "2023-11-15", "in_record": "yes",
         "meeting_id": "2023-11-15-woodside", "source_id": "s2"},
        {"list_id": "a_list", "item": "A call", "date": "2023-12-01", "in_record": "no",
         "why": "No text was found", "source_id": "s2"},
    ],
    "audits": [
        {"table": "mentions", "key": "2023-06-18-beijing | us | taiwan", "verdict": "right",
         "checked_date": "2024-03-01"}
    ],
    "gaps": [
        {"gap_id": "g1", "table": "meetings", "what": "Calls", "why": "Not searched",
         "as_of": "2024-03-01"}
    ],
}  # fmt: skip


def write(folder: Path, **tables: list[dict]) -> Path:
    """Write the record into `folder`, with other rows for the tables named, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        rows = tables.get(table.Config.name, ROWS.get(table.Config.name, []))
        write_table(folder, table.Config.name, rows)
    return folder


def write_table(folder: Path, name: str, rows: list[dict]) -> None:
    """Write one table of the record."""
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(named(name).columns()), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def settings(folder: Path) -> Path:
    """Write into `folder` what the real record says of itself, less the ids that moved there."""
    said = (Path(__file__).resolve().parents[1] / "data/record.toml").read_text(encoding="utf-8")
    path = folder / "record.toml"
    path.write_text(said.partition("[moved]")[0], encoding="utf-8")
    return path
