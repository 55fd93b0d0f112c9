"""The values behind a page's numbers, as inert data inside the page."""

import hashlib
import json
from collections.abc import Iterable, Mapping

from pressroom.errors import RunError
from pressroom.page.bundle import Bundle

LIMIT = 60_000
_CLAIMS = ("headline", "points", "text", "caution")
_FILED = ("figure", "table")


def embedded(bundle: Bundle, payloads: Iterable[dict]) -> str:
    """Return what a page carries for verification, as JSON that is safe inside a page.

    Parameters
    ----------
    bundle : Bundle
        The report: its parameters, and the hashes of its inputs.
    payloads : iterable of dict
        The payload of its outputs, in order.

    Returns
    -------
    str
        At most 60,000 bytes. Where figures' values pass that, the largest are left out, each
        named under ``left_out``; their CSV files and hashes still hold them.

    Raises
    ------
    RunError
        If the claims alone pass the limit.
    """
    payloads = list(payloads)
    held = {
        "report": bundle.slug,
        "notebook": bundle.notebook,
        "parameters": dict(bundle.parameters),
        "data_to": bundle.data_to,
        "inputs_hash": bundle.inputs_hash,
        "inputs": _inputs(bundle.inputs),
        "claims": [_claims(found) for found in payloads if found["kind"] in _CLAIMS],
        "figures": [_filed(found) for found in payloads if found["kind"] in _FILED],
    }
    return _within_limit(held)


def _inputs(inputs: Mapping[str, str]) -> dict[str, str]:
    """Return the inputs' hashes, the library's many files as one; the manifest has them apart."""
    held = {name: value for name, value in inputs.items() if not name.startswith("library ")}
    if library := sorted((name, value) for name, value in inputs.items() if name not in held):
        held["library"] = hashlib.sha256(_written(library).encode()).hexdigest()
    return held


def _claims(payload: dict) -> dict:
    return {"kind": payload["kind"], "claims": payload.get("claims", [])}


def _filed(payload: dict) -> dict:
    kept = ("kind", "name", "title", "subtitle", "description", "values", "files")
    return {key: payload[key] for key in kept if key in payload}


def _within_limit(held: dict) -> str:
    text = _written(held)
    by_weight = sorted(held["figures"], key=lambda item: -len(_written(item.get("values"))))
    for heavy in by_weight:
        if len(text.encode()) <= LIMIT:
            return text
        heavy.pop("values", None)
        held["left_out"] = sorted([*held.get("left_out", []), heavy["name"]])
        text = _written(held)
    if len(text.encode()) > LIMIT:
        raise RunError(
            f"the claims of {held['report']} need {len(text.encode()):,} bytes and a page holds "
            f"{LIMIT:,}: make fewer claims, or pass them fewer values"
        )
    return text


def _written(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
