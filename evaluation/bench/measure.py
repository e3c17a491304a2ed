"""One size of corpus, all peers side by side: building one after the other, questions in turns."""

import shutil
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from evaluation.bench.kinds import missing
from evaluation.bench.peer import Floats, Kind
from evaluation.bench.worker import Built, PeerFailed, Task, Worker
from evaluation.ranking import ndcg
from evaluation.suite import Item

HITS = 10
TURN = 10  # questions that one peer is asked in a row
Encode = Callable[[str], tuple[Floats, float]]  # question -> vector of shape (dimension,), seconds


@dataclass(frozen=True, slots=True)
class Patience:
    """When a peer is given up, and how long the machine rests before another, in seconds."""

    build: float = 3600.0
    search: float = 120.0
    settle: float = 0.25  # between two peers: threads of one may spin on after it has answered
    ask: float = 300.0  # for all questions of one peer together; whoever needs more is asked fewer


@dataclass(frozen=True, slots=True)
class Result:
    """What one peer showed at one size. ``None``: not measured; ``failure`` says why."""

    peer: str
    size: int  # passages
    build_s: float | None = None
    build_peak_mib: int | None = None
    disk_mib: int | None = None  # None: it can't be kept
    open_s: float | None = None
    memory_mib: int | None = None  # resident when the questions were answered
    base_mib: int | None = None  # of these, what was there before there was an index
    median_ms: float | None = None
    p95_ms: float | None = None
    with_encoding_median_ms: float | None = None
    with_encoding_p95_ms: float | None = None
    hit_1: float | None = None
    ndcg_10: float | None = None
    asked: int = 0
    failure: str | None = None


@dataclass(slots=True)
class _Runner:
    """A peer that is ready to be asked, and what it has answered so far."""

    kind: Kind
    worker: Worker
    built: Built | None
    open_s: float | None
    seconds: list[float] = field(default_factory=list)
    with_encoding: list[float] = field(default_factory=list)
    hits: list[float] = field(default_factory=list)
    gains: list[float] = field(default_factory=list)
    asked: int = 0
    spent: float = 0.0
    failure: str | None = None


def measure(
    task: Callable[[Kind], Task],
    kinds: Sequence[Kind],
    items: Sequence[Item],
    names: Sequence[str],
    encode: Encode,
    say: Callable[[str], None],
    patience: Patience = Patience(),
) -> list[Result]:
    """Build and ask every peer.

    Some questions in a row go to each peer before the next ones do, every time beginning with another peer: what
    slows the machine down for a while slows all of them. None is asked twice, so that nothing is remembered; the
    first tenth of them warms up and is not timed.

    Args:
        task: gives what a process is started for.
        kinds: who takes part; one that ``reads`` another comes after it.
        items: the questions; those whose documents are not in the corpus are only timed.
        names: of the document of each passage.
        encode: gives the vector of a question.
        say: takes what is going on.
        patience: when a peer is given up.
    """
    results: list[Result] = []
    size = len(names)
    with ExitStack() as stack:
        runners: list[_Runner] = []
        for each in kinds:
            say(f"{size}\t{each.name}")
            try:
                runners.append(_ready(each, task(each), stack, patience, {r.kind.name: r for r in runners}))
            except PeerFailed as error:
                results.append(Result(each.name, size, failure=str(error)))
        known = set(names)
        for turn, start in enumerate(range(0, len(items), TURN)):
            asked = [(item, *encode(item.question)) for item in items[start : start + TURN]]
            for at in range(len(runners)):
                runner = runners[(turn + at) % len(runners)]
                time.sleep(patience.settle)
                for number, (item, vector, seconds) in enumerate(asked, start):
                    if runner.failure is None and runner.spent < patience.ask:
                        timed = number >= len(items) // 10
                        _ask(runner, item, vector, seconds, names, known, patience, timed=timed)
        results += [_result(runner, size) for runner in runners]
    order = [each.name for each in kinds]
    return sorted(results, key=lambda result: order.index(result.peer))


def _ready(of: Kind, task: Task, stack: ExitStack, patience: Patience, before: dict[str, _Runner]) -> _Runner:
    """Build a peer's index; open it in a process of its own if it can be kept, else in the one that built it.

    Raises:
        PeerFailed
    """
    if absent := missing(of):
        raise PeerFailed(f"not installed: {', '.join(absent)}")
    built = None
    if of.reads is None:
        shutil.rmtree(task.folder, ignore_errors=True)
        task.folder.mkdir(parents=True)
        worker = stack.enter_context(Worker(task))
        built = worker.build(patience.build)
        if built.disk is None:
            return _Runner(of, worker, built, None)
        worker.stop()
    elif of.reads not in before:
        raise PeerFailed(f"there is no {of.reads}")
    worker = stack.enter_context(Worker(task))
    return _Runner(of, worker, built, worker.open(patience.build))


def _ask(
    runner: _Runner,
    item: Item,
    vector: Floats,
    encoding: float,
    names: Sequence[str],
    known: set[str],
    patience: Patience,
    *,
    timed: bool,
) -> None:
    try:
        found = runner.worker.search(item.question, vector, HITS, patience.search)
    except PeerFailed as error:
        runner.failure = str(error)
        return
    runner.spent += found.seconds
    runner.asked += 1
    if timed:
        runner.seconds.append(found.seconds)
        runner.with_encoding.append(found.seconds + (encoding if runner.kind.hybrid else 0.0))
    if known.intersection(item.documents):
        documents = list(dict.fromkeys(names[row] for row in found.rows))
        runner.hits.append(float(bool(documents) and documents[0] in item.documents))
        runner.gains.append(ndcg(documents, item.documents, HITS))


def _result(runner: _Runner, size: int) -> Result:
    built = runner.built
    timed = sorted(runner.seconds)
    whole = sorted(runner.with_encoding)
    memory = runner.worker.memory() if runner.failure is None else None
    return Result(
        peer=runner.kind.name,
        size=size,
        build_s=None if built is None else round(built.seconds, 2),
        build_peak_mib=None if built is None else built.peak,
        disk_mib=None if built is None else built.disk,
        open_s=None if runner.open_s is None else round(runner.open_s, 3),
        memory_mib=None if memory is None else memory.now,
        base_mib=None if memory is None else memory.base,
        median_ms=_milliseconds(timed, 0.5),
        p95_ms=_milliseconds(timed, 0.95),
        with_encoding_median_ms=_milliseconds(whole, 0.5),
        with_encoding_p95_ms=_milliseconds(whole, 0.95),
        hit_1=_mean(runner.hits),
        ndcg_10=_mean(runner.gains),
        asked=runner.asked,
        failure=runner.failure,
    )


def _milliseconds(sorted_seconds: Sequence[float], share: float) -> float | None:
    """Return the value below which ``share`` of the times lie."""
    if not sorted_seconds:
        return None
    return round(1000 * sorted_seconds[min(int(share * len(sorted_seconds)), len(sorted_seconds) - 1)], 3)


def _mean(values: Sequence[float]) -> float | None:
    return round(statistics.fmean(values), 4) if values else None
