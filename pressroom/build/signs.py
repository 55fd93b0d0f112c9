"""Signs of life for whoever does not watch: a heartbeat file, a ping, a call when it fails."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from pressroom import project
from pressroom.build.ledger import Entry

SECONDS = 5


def beat(build: Path, entry: Entry) -> None:
    """Write ``heartbeat.json``: the last run, and the last that ended well."""
    path = build / "heartbeat.json"
    held = {
        "run": entry.run,
        "started": entry.started,
        "ended": entry.ended,
        "code": entry.code,
        "outcome": entry.outcome,
        "last_success": entry.ended if entry.code == 0 else last_success(path),
    }
    new = path.with_suffix(".new")
    new.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")
    new.replace(path)


def last_success(path: Path) -> str:
    """Return when a run last ended well, by the heartbeat file; blank if it does not say."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))["last_success"]
        return held if datetime.fromisoformat(held).tzinfo else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def tell(entry: Entry, before: Entry | None, say: Callable[[str], None]) -> None:
    """Call the webhook after a failure and after the first success since; ping after a success.

    Parameters
    ----------
    entry : Entry
        The run that has ended.
    before : Entry or None
        The run that ended before it.
    say : callable
        Told what came of it: nobody's deafness fails a run.

    Notes
    -----
    The addresses come from ``…_WEBHOOK`` (POST of JSON) and ``…_PING`` (GET).
    """
    failed, failed_before = bool(entry.code), bool(before and before.code)
    webhook, ping = project.value("WEBHOOK"), project.value("PING")
    if webhook and (failed or failed_before):
        call(webhook, message(entry, "failed" if failed else "recovered"), say)
    if ping and not failed:
        call(ping, None, say)


def message(entry: Entry, event: str) -> dict:
    """Return what the webhook is told; ``text`` is what chat services show."""
    failed = {r["slug"]: r["reason"] for r in entry.reports if r["outcome"] == "failed"}
    text = f"{project.current().name.capitalize()} run {entry.run} {event}: {entry.outcome}"
    return {
        "event": event,
        "text": text,
        "run": entry.run,
        "code": entry.code,
        "started": entry.started,
        "ended": entry.ended,
        "failed": failed,
    }


def call(address: str, body: dict | None, say: Callable[[str], None]) -> None:
    """Send one request; say if it was not taken, never raise."""
    from urllib.request import Request, urlopen

    host = urlsplit(address).hostname or "an address without a host"
    try:
        data = None if body is None else json.dumps(body).encode()
        request = Request(address, data=data, headers={"Content-Type": "application/json"})
        with urlopen(request, timeout=SECONDS):
            return
    except Exception as error:
        say(f"{host} could not be told ({type(error).__name__}: {error}); the run stands")
