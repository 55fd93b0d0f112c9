"""A server on loopback that can misbehave, and files as the four sources write them."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from parley import refresh
from parley.refresh.http import Memory

DAY = "Wed, 16 Oct 2024 13:25:27 GMT"
LATER = date(2024, 11, 1)


@dataclass
class Answer:
    """What the server sends: `cut` breaks off, `hang` never ends, `bare` states no length."""

    body: bytes = b""
    status: int = 200
    headers: dict = field(default_factory=lambda: {"Last-Modified": DAY, "ETag": '"a"'})
    cut: bool = False
    hang: bool = False
    bare: bool = False


class Server:
    """Answers what `say(request)` returns; keeps every request."""

    def __init__(self):
        self.requests: list[dict] = []
        self.say: Callable[[dict], Answer] = lambda asked: Answer(status=404)
        self.release = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                parts = urlsplit(self.path)
                query = {k: v[0] for k, v in parse_qs(parts.query).items()}
                asked = {"path": parts.path, "query": query, "headers": dict(self.headers)}
                outer.requests.append(asked)
                outer.send(self, outer.say(asked))

            def log_message(self, *args):
                """Stay quiet."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def send(self, handler, answer: Answer) -> None:
        handler.send_response(answer.status)
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        longer = 1000 if answer.cut or answer.hang else 0
        if "Content-Length" not in answer.headers and not answer.bare:
            handler.send_header("Content-Length", str(len(answer.body) + longer))
        handler.end_headers()
        handler.wfile.write(answer.body)
        handler.wfile.flush()
        if answer.hang:
            self.release.wait(20)
        if answer.cut:
            handler.connection.close()

    def close(self) -> None:
        self.release.set()
        self.http.shutdown()
        self.http.server_close()


@pytest.fixture
def server():
    made = Server()
    yield made
    made.close()


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def given(server, waits, tmp_path):
    """What a refresh is told in tests: the loopback server, no real waiting."""
    fetcher = refresh.Fetcher(attempts=3, timeout=5.0, most_bytes=200_000, sleep=waits.append)
    return refresh.Given(
        today=LATER, base=server.url, fetcher=fetcher, memory=Memory(tmp_path / "seen")
    )


HEAD = (
    "state,year,month,period,indicator,data_value,percent_complete,"
    "percent_pending_investigation,state_name,footnote,footnote_symbol,predicted_value"
)
NAMES = list(refresh.deaths.TAKEN)


def vsrr(changes: dict | None = None, head: str = HEAD, months=("2023 December", "2024 January")):
    """Return a VSRR file; `changes` maps (year month, indicator) to reported and predicted."""
    lines = [head]
    for month in months:
        year, name = month.split()
        for indicator in (*NAMES, "Methadone (T40.3)"):
            told = (changes or {}).get((month, indicator), ("7,810.0", "7905"))
            shown = f'"{told[0]}",100,0.2600,United States,,**,{told[1]}'
            lines.append(f'US,{year},{name},12 month-ending,"{indicator}",{shown}')
        lines.append(f'AK,{year},{name},12 month-ending,"{NAMES[0]}",,100,0.1,Alaska,Few,*,')
    return ("\n".join(lines) + "\n").encode()


CANADA_HEAD = (
    "Substance,Source,Specific_Measure,Region,PRUID,Time_Period,Year_Quarter,Aggregator,"
    "Disaggregator,Unit,Value"
)


def canada(*lines: str, head: str = CANADA_HEAD) -> bytes:
    """Return an Infobase file: two quarters and two years, with further lines."""
    own = "Opioids,Deaths,Overall numbers,Canada,1"
    kinds = "Opioids,Deaths,Type of opioids,Canada,1"
    return (
        "\n".join(
            [
                head,
                f"{own},By quarter,2023 Q1,,,Number,1950",
                f"{own},By quarter,2023 Q2,,,Number,2000",
                f"{own},By quarter,2023 Q3,,,Number,Suppr.",
                f"{own},By year,2023,,,Number,8020",
                f"{own},By year,2023,,,Crude rate,20.0",
                f"{own},By year,2024 (Jan to Jun),,,Number,3500",
                f"{own},By year,2024 (Jan to Jun),,,Crude rate,17.1",
                f"{kinds},By year,2023,,Fentanyl,Percent,82",
                f"{kinds},By year,2023,,Something else,Percent,3",
                "Opioids,Deaths,Overall numbers,Nunavut,62,By year,2023,,,Number,Suppr.",
                "Stimulants,Deaths,Overall numbers,Canada,1,By year,2023,,,Number,5000",
                *lines,
            ]
        ).encode()
        + b"\n"
    )


CBP_HEAD = (
    "FY,Month (abbv),Component,Region,Land Filter,Area of Responsibility,Drug Type,"
    "Count of Event,Sum Qty (lbs)"
)
OFFICE, PATROL = "Office of Field Operations", "U.S. Border Patrol"


def border(*lines: str, head: str = CBP_HEAD, first: str = "8.004") -> bytes:
    """Return a file of seizures: 10.5 pounds in November 2023, 20 in December."""
    return (
        "\n".join(
            [
                head,
                f"2024 (FYTD),NOV,{OFFICE},Southwest Border,Land,A,Fentanyl,3,{first}",
                f"2024 (FYTD),NOV,{PATROL},Northern Border,Other,B,Fentanyl,1,2.5",
                f"2024 (FYTD),NOV,{PATROL},Southwest Border,Land,B,Heroin,1,900",
                f"2024 (FYTD),DEC,{OFFICE},Southwest Border,Land,A,Fentanyl,2,20",
                *lines,
            ]
        ).encode()
        + b"\n"
    )


NOTES = [
    '"---"',
    '"Dataset: Multiple Cause of Death, 2018-2024, Single Race"',
    '"Query Parameters:"',
    '"MCD - ICD-10 Codes: T40.4 (Other synthetic narcotics)"',
    '"UCD - ICD-10 Codes: X40 (Accidental poisoning); X41; X42"',
    '"Group By: Month"',
    '"---"',
    '"Query Date: Oct 16, 2024 9:01:02 AM"',
]


def wonder(deaths: dict[str, str] | None = None, notes=NOTES, head="Month Code") -> bytes:
    """Return a WONDER export of 2023, with other counts for some months."""
    lines = [f'"Notes"\t"Month"\t"{head}"\tDeaths\tPopulation\tCrude Rate']
    for month in range(1, 13):
        told = (deaths or {}).get(f"2023-{month:02}", str(100 * month))
        code = f'"M., 2023"\t"2023/{month:02}"'
        lines.append(f"\t{code}\t{told}\tNot Applicable\tNot Applicable")
    lines.append('"Total"\t\t\t7800\tNot Applicable\tNot Applicable')
    return "\n".join([*lines, *notes]).encode() + b"\n"


def bytes_of(folder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
