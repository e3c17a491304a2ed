"""Feed mutated real files to the reading processes: none may be lost without a reason, none may hang.

    python scripts/fuzz_readers.py ../shared/data/formats tests/golden --inputs 10000

Bytes are flipped, cut, repeated, blanked and spliced; packages (docx, ofd, xlsx, …) are also mutated part by
part and packed again, so that the mutation gets past the archive. The same seed makes the same inputs.
"""

import argparse
import hashlib
import io
import random
import sys
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from corpus.ingest import DEFAULT_LIMIT
from corpus.isolate import IsolatedReaders
from corpus.process import Limits

SLOW = 0.5  # seconds to read a file as it is; OCR takes some a page
SLOW_SHARE = 0.005  # of the inputs are made from slow files
MAX_SIZE = 1_000_000  # bytes of a file that is worth mutating many times


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--silence", type=float, default=60.0, help="seconds without a sign of life")
    parser.add_argument("--keep", type=Path, help="keep the inputs that crashed a reader here")
    options = parser.parse_args()
    files = [
        p
        for f in options.folders
        for p in sorted(f.rglob("*"))
        if p.is_file() and p.stat().st_size < MAX_SIZE
    ]
    files = [
        p for p in files if p.suffix not in {".tsv", ".py", ".json"} and not p.name.endswith(".truth.txt")
    ]
    return fuzz(files, options.inputs, options.seed, options.silence, options.keep)


def fuzz(files: Sequence[Path], inputs: int, seed: int, silence: float, keep: Path | None) -> int:
    """Read the inputs; return 0 if each became a document or has a reason."""
    outcomes: Counter[str] = Counter()
    slowest = (0.0, "")
    lost = 0
    started = time.monotonic()
    with IsolatedReaders(limits=Limits(silence=silence)) as readers, tempfile.TemporaryDirectory() as folder:
        quick = [file for file in files if seconds_to_read(file, readers) < SLOW]
        print(f"{len(quick)} of {len(files)} files are quick to read", flush=True)

        def one(item: tuple[int, Path, bytes]) -> tuple[int, Path, bytes, list[str], float]:
            number, file, data = item
            path = Path(folder) / f"{number}{file.suffix}"
            path.write_bytes(data)
            begun = time.monotonic()
            readings = readers.read(path, path.name, hashlib.sha256(data).hexdigest(), DEFAULT_LIMIT)
            path.unlink()
            codes = [r.failure.code if r.failure else "read" if r.draft else "" for r in readings]
            reasons = [r.failure.reason for r in readings if r.failure]
            if not codes or "" in codes or not all(reasons):
                codes = ["LOST"]
            if "reading_crashed" in codes:
                codes.append(f"reading_crashed: {file.suffix} {reasons[0]}")
            return number, file, data, codes, time.monotonic() - begun

        with ThreadPoolExecutor(readers.count) as threads:
            for number, file, data, codes, seconds in threads.map(one, mutants(files, quick, inputs, seed)):
                outcomes.update(set(codes))
                slowest = max(slowest, (seconds, f"{number} {file.name}"))
                lost += "LOST" in codes
                if keep and {"LOST", "reading_crashed", "reading_too_long", "reading_too_big"} & set(codes):
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{number}{file.suffix}").write_bytes(data)
                if number % 500 == 499:
                    print(f"{number + 1} inputs, {time.monotonic() - started:.0f} s", flush=True)
    for outcome, count in outcomes.most_common():
        print(f"{count:6} {outcome}")
    print(
        f"{inputs} inputs of {len(files)} files in {time.monotonic() - started:.0f} s, slowest {slowest}, lost {lost}"
    )
    return 1 if lost else 0


def seconds_to_read(file: Path, readers: IsolatedReaders) -> float:
    """Return how long an unchanged file takes."""
    started = time.monotonic()
    readers.read(file, file.name, hashlib.sha256(file.read_bytes()).hexdigest(), DEFAULT_LIMIT)
    return time.monotonic() - started


def mutants(
    files: Sequence[Path], quick: Sequence[Path], count: int, seed: int
) -> Iterator[tuple[int, Path, bytes]]:
    """Yield number, model and content of each input."""
    chance = random.Random(seed)
    contents = {file: file.read_bytes() for file in files}
    slow = [file for file in files if file not in quick] or quick
    for number in range(count):
        file = chance.choice(slow if chance.random() < SLOW_SHARE else quick)
        data = contents[file]
        if data.startswith(b"PK") and chance.random() < 0.7:
            data = mutated_package(data, chance)
        else:
            data = mutated(data, contents[chance.choice(quick)], chance)
        yield number, file, data


def mutated(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Return the bytes with one to four changes."""
    content = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        if not content:
            break
        at = chance.randrange(len(content))
        length = min(chance.choice((1, 4, 16, 256, 4096)), len(content) - at)
        match chance.randrange(8):
            case 0:
                content[at] ^= 1 << chance.randrange(8)
            case 1:
                content[at : at + length] = chance.randbytes(length)
            case 2:
                del content[at : at + length]
            case 3:
                content[at:at] = content[at : at + length] * chance.choice((1, 2, 50))
            case 4:
                content[at : at + length] = bytes(length)
            case 5:
                del content[at:]
            case 6:
                start = chance.randrange(len(other)) if other else 0
                content[at : at + length] = other[start : start + length]
            case _:
                content[at : at + 4] = chance.choice(
                    (b"\xff\xff\xff\xff", b"\x00\x00\x00\x80", b"\x01\x00\x00\x00")
                )
    return bytes(content)


def mutated_package(data: bytes, chance: random.Random) -> bytes:
    """Return a zip package with one of its parts changed, missing, or twice as deep."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {info.filename: package.read(info) for info in package.infolist()}
    except (zipfile.BadZipFile, zlib.error, RuntimeError):
        return data[: len(data) // 2]
    name = chance.choice(sorted(parts))
    if chance.random() < 0.1:
        del parts[name]
    else:
        parts[name] = mutated(parts[name], parts[chance.choice(sorted(parts))], chance)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, content)
    return buffer.getvalue()


if __name__ == "__main__":
    sys.exit(main())
