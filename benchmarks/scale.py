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


def write(folder: Path, rows: int, seed: int = 2023) -> Path:
    """Write mentions.csv with so many rows; return it."""
    chance, path, written, meeting = random.Random(seed), folder / "mentions.csv", 0, 0
    topics = [f"topic_{number}" for number in range(TOPICS)]
    with path.open("w", encoding="utf-8") as handle:
        handle.write("meeting_id,side,topic,basis,source_id\n")
        while written < rows:
            meeting += 1
            year, day = 2000 + meeting % 27, 1 + meeting % 28
            name = f"{year}-01-{day:02}-city-{meeting}"
            for side in SIDES:
                for topic in sorted(chance.sample(topics, chance.randint(10, TOPICS))):
                    handle.write(f"{name},{side},{topic},account,source_{meeting % 4000}\n")
                    written += 1
    return path


def counted(frame):
    """Return how often each topic was raised, by year and side, counted over distinct values.

    Notes
    -----
    A year is read from each distinct meeting once, not from each row.
    """
    import pandas as pd

    meetings = frame["meeting_id"].astype("category")
    years = meetings.cat.categories.str.slice(0, 4).astype("category")
    year = pd.Categorical.from_codes(years.codes[meetings.cat.codes], years.categories)
    del meetings
    small = pd.DataFrame(
        {"year": year} | {n: frame[n].astype("category") for n in ("side", "topic")}
    )
    return small.groupby(["year", "side", "topic"], observed=True).size()


def main() -> None:
    """Print and write down what reading and counting take."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000)
    args = parser.parse_args()
    from parley import tables
    from parley.record.reading import read

    with tempfile.TemporaryDirectory() as scratch:
        path = write(Path(scratch), args.rows)
        size = path.stat().st_size
        start, before = time.perf_counter(), time.process_time()
        reading = read(tables.named("mentions"), path)
        read_in = time.perf_counter() - start
        assert not reading.faults, reading.faults[:3]
        frame = reading.frame
        counts = counted(frame)
        took, cpu = time.perf_counter() - start, time.process_time() - before
    assert counts.to_numpy().sum() == len(frame) >= args.rows
    held = {
        "rows": len(frame), "file_mb": round(size / 1e6), "read_seconds": round(read_in, 2),
        "seconds": round(took, 2), "cpu_seconds": round(cpu, 2),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip
    print(json.dumps(held))
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / "scale.json").write_text(json.dumps(held), encoding="utf-8")


if __name__ == "__main__":
    main()
