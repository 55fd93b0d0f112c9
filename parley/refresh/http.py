"""Downloads that end: time-outs, retries, a size limit, and a memory of what was seen."""

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread

import httpx

from pressroom.errors import RefreshError

AGENT = "parley-refresh (research record of official statistics)"
RETRIED = frozenset((408, 425, 429, 500, 502, 503, 504))
SENT_ON = 5  # redirects followed
# Besides the host that was asked, a redirect may lead to the publishers' own.
HOSTS = frozenset(
    ("data.cdc.gov", "health-infobase.canada.ca", "sante-infobase.canada.ca", "www.cbp.gov")
)


class NothingNewError(RefreshError):
    """The source has nothing that the record lacks."""


class AgainError(Exception):
    """One attempt failed in a way that may pass; `after` is the wait that the server asks."""

    def __init__(self, why: str, after: float | None = None):
        super().__init__(why)
        self.after = after


@dataclass(frozen=True)
class Validators:
    """What a server said of a file, to ask later whether it has changed."""

    url: str = ""
    etag: str = ""
    last_modified: str = ""
    vintage: str = ""
    sha256: str = ""

    def headers(self, url: str) -> dict[str, str]:
        """Return the headers of a conditional request; none for another address."""
        if url != self.url:
            return {}
        found = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True)
class Download:
    """A file as received, whole."""

    url: str
    body: bytes
    kind: str = ""
    etag: str = ""
    last_modified: str = ""

    @property
    def sha256(self) -> str:
        """Return the checksum of the bytes."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def day(self) -> date | None:
        """Return the day that the server gives the file, in universal time; None without one."""
        moment = moment_of(self.last_modified)
        return moment.date() if moment else None

    @property
    def is_page(self) -> bool:
        """Return whether it is a web page."""
        start = self.body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        return "html" in self.kind or start.startswith((b"<!doctype", b"<html"))


@dataclass
class Fetcher:
    """Fetches files, patiently and within limits.

    Attributes
    ----------
    attempts : int
        Tries at most; between them the wait doubles.
    first_wait, longest_wait : float
        Seconds. A server that asks for more than the longest wait is not waited for.
    timeout, deadline : float
        Seconds without a byte, and seconds for a whole file.
    most_bytes : int
        A larger file is refused, counted after unpacking.
    sleep : callable
        Takes the seconds to wait.
    """

    attempts: int = 5
    first_wait: float = 1.0
    longest_wait: float = 120.0
    timeout: float = 30.0
    deadline: float = 600.0
    most_bytes: int = 64 * 2**20
    sleep: Callable[[float], None] = time.sleep

    def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        known: Validators | None = None,
    ) -> Download:
        """Return the file at an address.

        Raises
        ------
        NothingNewError
            If the server says that it has not changed since `known`.
        RefreshError
            If it cannot be had: refused, too large, or still failing after every attempt.
        """
        asked = {**(headers or {}), **(known.headers(url) if known else {})}
        for attempt in range(1, self.attempts + 1):
            try:
                return self.once(url, params, asked)
            except AgainError as error:
                why, after = str(error), error.after
            if after is not None and after > self.longest_wait:
                raise RefreshError(f"{url}: {why}; it asks to wait {after:.0f} s. Try again then")
            if attempt < self.attempts:
                wait = self.first_wait * 2 ** (attempt - 1)
                self.sleep(min(wait if after is None else max(after, 0.0), self.longest_wait))
        raise RefreshError(f"{url}: {why}, {self.attempts} times over. Try again later")

    def once(self, url: str, params: Mapping | None, headers: Mapping) -> Download:
        """Return the file, tried once; AgainError where another try may help."""
        try:
            return within(
                self.deadline,
                lambda late: self.followed(url, params, headers, late),
                RefreshError(f"{url}: not whole after {self.deadline:.0f} s; given up"),
            )
        except httpx.TimeoutException as error:
            raise AgainError(f"no answer within {self.timeout:g} s") from error
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise RefreshError(f"{url!r} is no web address: {error}") from error
        except httpx.DecodingError as error:
            raise RefreshError(f"{url}: its compression cannot be read ({error})") from error
        except httpx.TransportError as error:
            raise AgainError(f"the connection failed ({error or type(error).__name__})") from error

    def followed(self, url: str, params: Mapping | None, headers: Mapping, late: Event) -> Download:
        """Return the file, redirects followed as far as they may lead."""
        token = any(name.lower() == "x-app-token" for name in headers)
        said = {"User-Agent": AGENT, **headers}
        with httpx.Client(timeout=self.timeout, follow_redirects=False) as client:
            request = client.build_request("GET", url, params=params, headers=said)
            for _ in range(SENT_ON + 1):
                response = client.send(request, stream=True)
                try:
                    # A token is for the server it was given to: a redirect is then not followed.
                    if response.next_request is None or token:
                        judged(response, url)
                        return received(url, response, self.body(response, url, late))
                    may_lead(request.url, response.next_request.url, url)
                    request = response.next_request
                finally:
                    response.close()
        raise RefreshError(f"{url}: redirected without end")

    def body(self, response: httpx.Response, url: str, late: Event) -> bytes:
        """Return the bytes of an answer, refused once they are too many."""
        stated = response.headers.get("Content-Length", "")
        if stated.isascii() and stated.isdigit() and float(stated) > self.most_bytes:
            raise self.too_large(url)
        parts, size = [], 0
        for part in response.iter_bytes():
            parts.append(part)
            size += len(part)
            if size > self.most_bytes:
                raise self.too_large(url)
            if late.is_set():
                break  # nobody waits for it any more
        return b"".join(parts)

    def too_large(self, url: str) -> RefreshError:
        """Return the error for a file over the limit."""
        return RefreshError(f"{url}: the file is larger than {self.most_bytes:,} bytes; refused")


def within(seconds: float, work: Callable[[Event], Download], refusal: RefreshError) -> Download:
    """Return what `work` gives, or raise `refusal` if it takes longer, whatever it waits for.

    Notes
    -----
    A time-out counts from one byte to the next, so that a server which sends one now and then
    is never late. The work is left behind in its thread, told so, and ends with this process.
    """
    answer: Queue = Queue(1)
    late = Event()

    def at_work() -> None:
        try:
            answer.put((work(late), None))
        except BaseException as error:
            answer.put((None, error))

    Thread(target=at_work, daemon=True).start()
    try:
        found, error = answer.get(timeout=max(seconds, 0))
    except Empty:
        late.set()
        raise refusal from None
    if error is not None:
        raise error
    return found


def may_lead(here: httpx.URL, there: httpx.URL, asked: str) -> None:
    """Refuse a redirect to a server that is not known, or from https to http."""
    if here.scheme == "https" and there.scheme != "https":
        raise RefreshError(f"{asked}: it sends on from https to {there.scheme}; refused")
    if there.host != here.host and there.host not in HOSTS:
        raise RefreshError(
            f"{asked}: it sends on to another server, {there.host}; if the file has moved there, "
            "name its new address by configuration"
        )


def judged(response: httpx.Response, url: str) -> None:
    """Raise unless an answer brings a file."""
    status = response.status_code
    if status == 304:
        raise NothingNewError(f"nothing new: {url} has not changed since the last refresh")
    if status in RETRIED:
        after = wait_asked(response.headers.get("Retry-After", ""))
        raise AgainError(f"the server answered {status} {response.reason_phrase}", after)
    if status in (401, 403):
        raise RefreshError(
            f"{url}: the server answered {status}: it does not let this program in. "
            "Download the file by hand and give it with --from FILE --as-of DATE"
        )
    if status != 200:
        raise RefreshError(
            f"{url}: the server answered {status} {response.reason_phrase}. If the file has "
            "moved, name its new address by configuration"
        )


def received(url: str, response: httpx.Response, body: bytes) -> Download:
    """Return what an answer brought.

    Notes
    -----
    A stated length, or an answer in chunks, is held to by the client. Where there is
    neither, a cut cannot be told from the end, save by a last line without its end.
    """
    said = response.headers
    measured = "Content-Length" in said or "Transfer-Encoding" in said
    if not measured and not body.endswith(b"\n"):
        raise AgainError("the answer has no stated length and ends within a line")
    kind, *marks = (said.get(name, "") for name in ("Content-Type", "ETag", "Last-Modified"))
    return Download(url, body, kind.lower(), *marks)


def wait_asked(text: str) -> float | None:
    """Return the seconds that Retry-After asks for, given as seconds or as a date."""
    if text.isascii() and text.strip().isdigit():
        return float(text)
    moment = moment_of(text)
    return (moment - datetime.now(UTC)).total_seconds() if moment else None


def moment_of(text: str) -> datetime | None:
    """Return a moment written as HTTP does; None if it is none.

    Examples
    --------
    >>> moment_of("Wed, 16 Sep 2026 13:25:27 GMT").date(), moment_of("yesterday")
    (datetime.date(2026, 9, 16), None)
    """
    try:
        found = parsedate_to_datetime(text)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        return None  # a malformed header is the same as none


def joined(parts: Iterable[Download]) -> Download:
    """Return pages of one CSV file as one, the header kept once.

    Raises
    ------
    RefreshError
        If the file changed while its pages were fetched.
    """
    first, *rest = parts
    head = first.body.partition(b"\n")[0]
    for page in rest:
        same = page.body.partition(b"\n")[0] == head
        if page.last_modified != first.last_modified or not same:
            raise RefreshError(f"{first.url}: the file changed while it was fetched. Try again")
    bodies = [first.body, *(page.body.partition(b"\n")[2] for page in rest)]
    whole = b"".join(b if b.endswith(b"\n") else b + b"\n" for b in bodies if b)
    return replace(first, body=whole)


@dataclass
class Memory:
    """What was seen last at each address; losing it costs one download.

    Parameters
    ----------
    folder : Path, optional
        Where it is kept; None keeps nothing.
    """

    folder: Path | None

    def recall(self, name: str) -> Validators | None:
        """Return what is remembered of a series; None if nothing readable is."""
        path = self.folder / f"{name}.json" if self.folder else None
        if path is None or not path.is_file():
            return None
        try:
            return Validators(**json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError):
            return None  # spoilt or of another version: the file is simply fetched again

    def keep(self, name: str, got: Download, vintage: date) -> None:
        """Remember a file and what its server said; written beside, then renamed."""
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        seen = Validators(got.url, got.etag, got.last_modified, f"{vintage}", got.sha256)
        written = json.dumps(asdict(seen), indent=1).encode("utf-8")
        for path, raw in ((f"{name}.file", got.body), (f"{name}.json", written)):
            part = self.folder / f"{path}.part"
            part.write_bytes(raw)
            part.replace(self.folder / path)
