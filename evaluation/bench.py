"""Times the parts against their peers in one run, on the same data.

``make bench``. Results are medians and their ratios, so that they can be compared between machines.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from rank_bm25 import BM25Okapi

from bot.respond import respond
from corpus.store import Store
from evaluation.suite import load_suite
from index.build import build
from index.embed import Embedder
from index.lexical import Lexical
from index.search import Searcher
from index.tokenize import tokenize

T = TypeVar("T")
_ROUNDS = 3
_QUESTIONS = 50


def bench(
    data: Path, cache_dir: Path, load_embedder: Callable[[], Embedder], out: Callable[[str], None]
) -> None:
    """Write the timings of lexical search, hybrid search and whole answers.

    Args:
        data: the folder of real documents (``YOUJU_DATA``); without it the demo documents serve.
        cache_dir: where the suites' libraries are kept between runs.
        load_embedder: gives the encoder.
        out: takes the results, a line each.
    """
    work = cache_dir / "suites"
    suite = load_suite("policy", data, work) or load_suite("demo", data, work)
    assert suite is not None  # the demo suite is always there
    embedder = load_embedder()
    started = time.perf_counter()
    build(suite.paths, work / f"{suite.name}.library", lambda: embedder, remove_missing=True)
    out(f"build or refresh\t{time.perf_counter() - started:.1f} s")
    store = Store.open(work / f"{suite.name}.library")
    searcher = Searcher(store, embedder)
    questions = [item.question for item in suite.items[:_QUESTIONS]]
    bodies = [_body(store, p.document_id, p.start, p.end) for p in store.passages()]
    out(f"passages\t{len(bodies)}\tquestions\t{len(questions)}\tsuite\t{suite.name}")
    _bench_lexical(bodies, questions, out)
    encoded = _milliseconds(lambda q: embedder.encode_queries([q]), questions)
    searched = _milliseconds(lambda q: searcher.search(q), questions)
    answered = _milliseconds(lambda q: respond(q, searcher), questions)
    out(f"encode a question\t{encoded:.1f} ms\thybrid search, once encoded\t{searched:.1f} ms")
    out(f"whole answer\t{answered:.1f} ms")
    sample = [body[:180] for body in bodies if len(body) >= 150][:128]
    started = time.perf_counter()
    embedder.encode_passages(sample)
    rate = len(sample) / (time.perf_counter() - started)
    out(f"encode passages\t{rate:.0f} a second\tmodel\t{embedder.identity}")


def _bench_lexical(bodies: Sequence[str], questions: Sequence[str], out: Callable[[str], None]) -> None:
    tokenised = [tokenize(body) for body in bodies]
    peer, ours = BM25Okapi(tokenised), Lexical.fit(tokenised)
    queries = [tokenize(question) for question in questions]
    theirs_ms, ours_ms = _milliseconds(peer.get_scores, queries), _milliseconds(ours.scores, queries)
    out(f"lexical\trank-bm25 {theirs_ms:.2f} ms\tyouju {ours_ms:.3f} ms\tratio {theirs_ms / ours_ms:.0f}")


def _body(store: Store, document_id: str, start: int, end: int) -> str:
    return store.document(document_id).text[start:end]


def _milliseconds(call: Callable[[T], object], inputs: Sequence[T]) -> float:
    """Return the median over ``inputs`` of the best of some rounds."""
    best = []
    for value in inputs:
        times = []
        for _ in range(_ROUNDS):
            started = time.perf_counter()
            call(value)
            times.append(time.perf_counter() - started)
        best.append(min(times) * 1000)
    return statistics.median(best)
