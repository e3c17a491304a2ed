"""Kill builds at random points, and prove each time that the library is sound and the next build completes it.

    python scripts/kill_builds.py --documents 1000 --kills 50

The encoder is the tests' fast stand-in; all else is the real command line. Ends with 1 at the first library
that is not sound, or not the same as one that was built undisturbed.
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from corpus.store import Store

ROOT = Path(__file__).parents[1]
PROGRAM = ROOT / "tests" / "support" / "fake_youju.py"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return kill_builds(Path(folder), options.documents, options.kills, random.Random(options.seed))


def kill_builds(folder: Path, documents: int, kills: int, chance: random.Random) -> int:
    """Return 0 if every killed build left a sound library that the next build completed."""
    files = write_files(folder / "files", documents)
    started = time.monotonic()
    build(files, folder / "undisturbed")
    whole = time.monotonic() - started
    wanted = contents(folder / "undisturbed")
    print(f"{documents} documents, undisturbed in {whole:.1f} s", flush=True)
    when: list[float] = []
    for number in range(kills):
        library = folder / f"library-{number}"
        delay = chance.uniform(0.0, whole * 1.05)
        held = build(files, library, kill_after=delay)
        taken_in = len(contents(library)["documents"]) if held else 0
        faults = check(library)
        if faults:
            print(f"kill {number} after {delay:.2f} s: not sound: {faults}")
            return 1
        build(files, library)
        if check(library) or contents(library) != wanted:
            print(f"kill {number} after {delay:.2f} s: the next build made another library")
            return 1
        when.append(delay)
        print(
            f"kill {number + 1}/{kills} after {delay:.2f} s: {taken_in} documents were in, sound, completed",
            flush=True,
        )
        shutil.rmtree(library)
    print(
        f"{kills} builds killed between {min(when):.2f} and {max(when):.2f} s: all sound, all completed alike"
    )
    return 0


def write_files(folder: Path, count: int) -> Path:
    """Write small documents of several kinds, some in archives, some twice, some that repeal others."""
    folder.mkdir()
    for number in range(count):
        place = folder / str(number % 10)
        place.mkdir(exist_ok=True)
        title = f"第{number}号地块征收补偿办法"
        text = (
            f"{title}\n青河县人民政府\n2020年1月{number % 28 + 1}日\n第一条 每亩补偿{number * 7 + 1000}元。\n"
        )
        if number % 7 == 0:
            text += f"第二条 《第{number + 1}号地块征收补偿办法》同时废止。\n"
        if number % 3 == 0:
            rows = "".join(f"<p>{line}</p>" for line in text.splitlines())
            (place / f"{number}.html").write_text(f"<html><body>{rows}</body></html>", encoding="utf-8")
        else:
            (place / f"{number}.txt").write_text(text, encoding="utf-8")
        if number % 50 == 0:
            (place / f"{number}-copy.txt").write_text(text, encoding="utf-8")
            (place / f"{number}-copy-2.txt").write_text(text, encoding="utf-8")
    return folder


def build(files: Path, library: Path, kill_after: float | None = None) -> bool:
    """Build, and kill the process after some seconds if told; return whether a library is there."""
    with subprocess.Popen(
        [sys.executable, str(PROGRAM), "build", str(files), "--library", str(library)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=os.environ | {"YOUJU_CACHE": str(library.parent / "cache")},
    ) as process:
        try:
            _, errors = process.communicate(timeout=kill_after)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
        else:
            if process.returncode != 0:
                raise SystemExit(f"build failed: {errors.decode()}")
    return (library / "library.sqlite").exists()


def check(library: Path) -> str:
    """Return what ``youju check`` finds wrong; a library that was not begun is sound."""
    if not (library / "library.sqlite").exists():
        return ""
    done = subprocess.run(
        [sys.executable, str(PROGRAM), "check", "--library", str(library)],
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def contents(library: Path) -> dict[str, object]:
    """Return all that the library says, without the names of generations and times."""
    store = Store.open(library)
    documents = {
        d.id: [
            d.version,
            d.source,
            d.state,
            d.successor_id,
            d.also,
            d.metadata.title,
            hashlib.md5(d.text.encode()).hexdigest(),
        ]
        for d in store.documents()
    }
    spans = sorted((p.document_id, p.start, p.end) for p in store.passages())
    store.close()
    return {"documents": json.loads(json.dumps(documents)), "spans": spans}


if __name__ == "__main__":
    sys.exit(main())
