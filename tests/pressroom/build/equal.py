"""Two executed notebooks are equal, cell by cell, but for times and ids."""

import json
import re

NOISE = [
    (re.compile(r"/tmp/ipykernel_\d+/\d+\.py"), "CELL"),
    (re.compile(r"0x[0-9a-f]{6,}"), "0xADDRESS"),
    (re.compile(r"\bpid \d+"), "pid N"),
    (re.compile(r"\bT_[0-9a-f]{5}"), "T_STYLE"),
]


def without_noise(value):
    """Return an output without memory addresses, process ids and times."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    for pattern, put in NOISE:
        text = pattern.sub(put, text)
    return json.loads(text)


def shown(cell) -> dict:
    """Return what a cell holds for a reader."""
    kept = {name: cell.get(name) for name in ("cell_type", "source", "execution_count")}
    outputs = [
        {k: v for k, v in output.items() if k != "execution_count"}
        for output in cell.get("outputs", [])
    ]
    return kept | {"outputs": without_noise(outputs)}


def differences(one: dict, other: dict) -> list[str]:
    """Return where two notebooks differ, a line each."""
    found = []
    if len(one["cells"]) != len(other["cells"]):
        found.append(f"{len(one['cells'])} cells, and {len(other['cells'])}")
    for number, (a, b) in enumerate(zip(one["cells"], other["cells"], strict=False)):
        left, right = shown(a), shown(b)
        for name in left:
            if left[name] != right[name]:
                found.append(f"cell {number}, {name}:\n  {left[name]!r}\n  {right[name]!r}")
    return found
