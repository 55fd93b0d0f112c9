"""Five million mention rows: read, checked and counted, in how many seconds and how much memory.

The rows are generated: meetings and topics at random from a seed, each side's mentions in order.
"""

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

TOPICS, SIDES = 26, ("us", "prc")


def write(folder: Path, rows: int, seed: int = 2023) -> tuple[Path, dict[str, list]]:
    """Write mentions.csv with so many rows; return it, and the meetings that it is about."""
    chance, path, written = random.Random(seed), folder / "mentions.csv", 0
    topics = [f"topic_{number}" for number in range(TOPICS)]
    meetings: dict[str, list] = {"meeting_id": [], "start_date": [], "codebook": []}
    with path.open("w", encoding="utf-8") as handle:
        handle.write("meeting_id,side,topic,basis,source_id\n")
        while written < rows:
            number = len(meetings["meeting_id"]) + 1
            day = f"{2000 + number % 27}-01-{1 + number % 28:02}"
            for name, value in zip(meetings, (f"{day}-city-{number}", day, "v0"), strict=True):
                meetings[name].append(value)
            for side in SIDES:
                for topic in sorted(chance.sample(topics, chance.randint(10, TOPICS))):
                    name = meetings["meeting_id"][-1]
                    handle.write(f"{name},{side},{topic},account,source_{number % 4000}\n")
                    written += 1
    return path, meetings


def around(meetings: dict[str, list]):
    """Return the frames beside the mentions: the meetings held, their accounts, the topics."""
    import pandas as pd

    held = pd.DataFrame(meetings).assign(start_date=lambda m: pd.to_datetime(m["start_date"]))
    accounts = pd.concat([held[["meeting_id"]].assign(side=side) for side in SIDES])
    topics = pd.DataFrame({"topic": [f"topic_{n}" for n in range(TOPICS)], "coded_from": "v0"})
    return held, accounts.assign(published="yes"), topics


def main() -> None:
    """Print and write down what reading and counting take."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000)
    args = parser.parse_args()
    from parley import tables
    from parley.analysis.topics import topic_tally
    from parley.record.reading import read

    with tempfile.TemporaryDirectory() as scratch:
        path, meetings = write(Path(scratch), args.rows)
        size = path.stat().st_size
        held, accounts, topics = around(meetings)
        start, before = time.perf_counter(), time.process_time()
        reading = read(tables.named("mentions"), path)
        read_in = time.perf_counter() - start
        assert not reading.faults, reading.faults[:3]
        years = held["start_date"].dt.to_period("Y")
        counts = topic_tally(held, accounts, reading.frame, topics, years)
        took, cpu = time.perf_counter() - start, time.process_time() - before
    sides = counts.query("side != 'either'")
    assert sides["mentions"].sum() == len(reading.frame) >= args.rows
    result = {
        "rows": len(reading.frame),
        "file_mb": round(size / 1e6),
        "read_seconds": round(read_in, 2),
        "seconds": round(took, 2),
        "cpu_seconds": round(cpu, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6),
    }
    print(json.dumps(result))
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / "scale.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
