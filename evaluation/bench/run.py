"""``youju bench``: Youju against its peers, side by side on one machine, at several sizes."""

import json
import os
import platform
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from evaluation.bench import corpora, vectors
from evaluation.bench.corpora import REAL, SIZES, Corpus
from evaluation.bench.kinds import KINDS, versions
from evaluation.bench.measure import Patience, Result, measure
from evaluation.bench.parts import time_parts
from evaluation.bench.peer import Floats, Kind
from evaluation.bench.report import publish
from evaluation.bench.worker import Task
from index.encoder import Encoder

_OF_A_RUN = ("load", "parts")  # what differs from run to run on one machine
_SHIPPED_UP_TO = 10_000  # passages at which peers are also measured as shipped


@dataclass(frozen=True, slots=True)
class Options:
    """What is measured. Empty: everything."""

    sizes: tuple[int, ...] = SIZES
    peers: tuple[str, ...] = ()
    questions: int = 200
    encode: int = REAL  # real passages that are encoded at the most; the rest get vectors as copies do
    memory: int = 12 * 1024  # MiB of its own that a peer may take
    docs: Path | None = None  # the folder whose pages on performance are brought up to date


def run(
    data: Path,
    cache_dir: Path,
    load_embedder: Callable[[], Encoder],
    out: Callable[[str], None],
    say: Callable[[str], None],
    options: Options,
) -> None:
    """Measure, and write the results a line each, to ``bench/results.json`` in the cache, and to the docs if told.

    Args:
        data: the folder of real documents (``YOUJU_DATA``).
        cache_dir: where passages, vectors and results are kept between runs.
        load_embedder: gives the encoder.
        out: takes the results.
        say: takes what is going on.
        options: what is measured.

    Raises:
        FileNotFoundError: the data is not there.
    """
    folder = cache_dir / "bench"
    real = corpora.prepare(data, folder)
    items = corpora.questions(data, folder / "policy")
    judged = len({name for item in items for name in item.documents})
    items = items[: options.questions]
    embedder = load_embedder()
    largest = Corpus(real, max(options.sizes), judged)
    encoded = vectors.encode(Corpus(real, min(largest.size, options.encode), judged), folder, embedder, say)
    matrix = folder / f"matrix-{largest.size}.npy"
    copies = vectors.encode_copies(largest, encoded, embedder)
    vectors.assemble(largest, encoded, copies, matrix)
    machine = _machine(embedder.identity, min(options.encode, REAL))  # the same for every size
    results = _measured_before(folder / "results.json", machine, options.sizes)
    if not options.peers:
        timed = machine["parts"] = time_parts(data, cache_dir / "suites", embedder, options.questions)
        out("parts\t" + "\t".join(f"{name}={value}" for name, value in timed.items()))
    for size in options.sizes:
        corpus = Corpus(real, size, judged)

        def task(kind: Kind, corpus: Corpus = corpus) -> Task:
            place = folder / "work" / (kind.reads or kind.name)
            return Task(kind.name, corpus, matrix, embedder.identity, place, options.memory)

        found = measure(
            task, _taking_part(options.peers, size), items, corpus.names(), _encode(embedder), say, Patience()
        )
        results = sorted([*results, *found], key=lambda result: result.size)
        for each in found:
            out(_line(each))
        _write(folder / "results.json", machine, results)
        shutil.rmtree(folder / "work", ignore_errors=True)
    if options.docs is not None:
        publish(folder / "results.json", options.docs)


def _taking_part(names: Sequence[str], size: int) -> list[Kind]:
    """Return who is measured at this size."""
    chosen = [each for each in KINDS if not names or each.name in names]
    return [each for each in chosen if names or not each.as_shipped or size <= _SHIPPED_UP_TO]


def _encode(embedder: Encoder) -> Callable[[str], tuple[Floats, float]]:
    def encode(question: str) -> tuple[Floats, float]:
        started = time.perf_counter()
        vector = embedder.encode_queries([question])[0]
        return np.asarray(vector, dtype=np.float32), time.perf_counter() - started

    return encode


def _machine(model: str, encoded: int) -> dict[str, object]:
    """Return what the figures depend on."""
    models = [
        line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")
    ]
    kilobytes = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if "MemTotal" in line), 0)
    return {
        "processor": models[0] if models else platform.processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(kilobytes / (1 << 20)),
        "load": round(
            os.getloadavg()[0], 1
        ),  # what else runs here; the figures are those of a machine with it
        "python": platform.python_version(),
        "model": model,
        "encoded": encoded,
        "versions": versions(),
    }


def _measured_before(path: Path, machine: dict[str, object], sizes: Sequence[int]) -> list[Result]:
    """Return the results of other sizes that the file has from the same machine, program libraries and vectors.

    What it says of the parts of an answer is put into ``machine``.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        before = {key: value for key, value in content["machine"].items() if key not in _OF_A_RUN}
        results = [Result(**result) for result in content["results"]]
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return []
    if before != {key: value for key, value in machine.items() if key not in _OF_A_RUN}:
        return []
    if "parts" in content["machine"]:
        machine["parts"] = content["machine"]["parts"]
    return [result for result in results if result.size not in sizes]


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines()


def _line(result: Result) -> str:
    values = {key: value for key, value in asdict(result).items() if value is not None and key != "peer"}
    return f"{result.peer}\t" + "\t".join(f"{key}={value}" for key, value in values.items())


def _write(path: Path, machine: dict[str, object], results: Sequence[Result]) -> None:
    content = {"machine": machine, "results": [asdict(result) for result in results]}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
