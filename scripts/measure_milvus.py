"""Time the engines on real passages: how fast they are written, changed and searched.

    python scripts/measure_milvus.py REAL.jsonl FOLDER SIZE ADDRESS...

REAL.jsonl is what ``evaluation.bench.corpora.prepare`` writes. ADDRESS: ``local``, or as in YOUJU_ENGINE. Vectors
are random, of 384 dimensions. A line of JSON for each engine; times are seconds, or milliseconds where it says so.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import numpy as np

from corpus.models import Passage
from evaluation.bench.corpora import Corpus
from index.engine import ALL, Allowed, Engine, Reader, Row
from index.engines.choose import open_engine
from index.entry import entry
from index.tokenize import tokenize

DIMENSION = 384
MODEL = "random-384"


def rows_of(path: Path, size: int) -> list[Row]:
    """Return so many passages with random vectors."""
    random = np.random.default_rng(6)
    rows: list[Row] = []
    for cut in Corpus(path, size, 0).cuts():
        for start, end in cut.spans:
            passage = Passage(len(rows) + 1, cut.document.id, 1, start, end)
            each = entry(cut.document, passage)
            vector = random.standard_normal(DIMENSION).astype(np.float32)
            key = len(rows).to_bytes(16, "big")
            tokens = tokenize(each.body), tokenize(each.context)
            rows.append(Row(passage, key, *tokens, vector / np.linalg.norm(vector)))
    return rows


def write(
    engine: Engine, rows: list[Row], removed: list[int], revision: int, *, anew: bool = False
) -> tuple[float, float]:
    """Make a generation, and return how many seconds it took, by the clock and of the processor."""
    began, busy = time.perf_counter(), time.process_time()
    with engine.writer(MODEL, DIMENSION, anew=anew) as writer:
        writer.remove(removed)
        for at in range(0, len(rows), 4096):
            writer.add(rows[at : at + 4096])
        writer.commit(revision)
        writer.tidy()
    return round(time.perf_counter() - began, 2), round(time.process_time() - busy, 2)


def timed(count: int, ask: Callable[[int], object]) -> tuple[float, float, float]:
    """Return median and 95th percentile of ``count`` calls, and the processor's time for one, in milliseconds.

    Two more calls go before. The processor's time is this process's: all there is of an engine in this process.
    """
    times = []
    for number in range(-2, count):
        if number == 0:
            busy = time.process_time()
        began = time.perf_counter()
        ask(number)
        times.append(1000 * (time.perf_counter() - began))
    busy = 1000 * (time.process_time() - busy) / count
    return (
        round(statistics.median(times[2:]), 2),
        round(float(np.percentile(times[2:], 95)), 2),
        round(busy, 2),
    )


def measure(engine: Engine, rows: list[Row]) -> dict[str, object]:
    """Return what was timed of one engine."""
    report: dict[str, object] = {"passages": len(rows)}
    built = write(engine, rows, [], 1, anew=True)
    report |= {"build_s": built, "build_per_s": round(len(rows) / built[0])}
    random = np.random.default_rng(7)
    asked = [[(list(dict.fromkeys(rows[i].body))[:20], 1.0)] for i in random.integers(0, len(rows), 60)]
    vectors = random.standard_normal((60, DIMENSION)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    many = Allowed(never=frozenset(f"{number:012x}" for number in range(10_000)))
    for name in ("", "_after_change"):
        reader = engine.reader()
        report[f"lexical_ms{name}"] = timed(50, lambda n, reader=reader: reader.lexical(asked[n], ALL, 100))
        report[f"dense_ms{name}"] = timed(50, lambda n, reader=reader: reader.dense(vectors[n], ALL, 100))
        if not name:
            found = reader.lexical(asked[0], ALL, 100)
            report["passages_ms"] = timed(20, partial(_passages, reader, found))
            report["never_10000_ms"] = timed(10, lambda n, reader=reader: reader.lexical(asked[n], many, 100))
            again = [
                Row(Passage(10**7 + i, "新文件", 1, 0, 5), r.key, r.body, r.context, r.vector)
                for i, r in enumerate(rows[:20])
            ]
            report["add_20_passages_s"] = write(engine, again, [], 2)
    return report


def _passages(reader: Reader, ids: Iterable[int], _: int) -> object:
    return reader.passages(ids)


def main(path: str, folder: str, size: str, *addresses: str) -> None:
    rows = rows_of(Path(path), int(size))
    for address in addresses:
        engine = open_engine(Path(folder), None if address == "local" else address)
        print(json.dumps({"engine": address} | measure(engine, rows)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
