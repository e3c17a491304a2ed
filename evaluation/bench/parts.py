"""Youju's own parts, timed on the policy suite or else the demo library: encoding, searching, answering."""

import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.respond import respond
from evaluation.run import open_suite
from evaluation.suite import load_suite
from index.encoder import Encoder

_SAMPLE = 256  # passages that are encoded
_TYPICAL = 180  # characters of each: about 105 tokens

Parts = dict[str, float]


def time_parts(data: Path, work: Path, embedder: Encoder, questions: int) -> Parts:
    """Return medians in milliseconds, and how many passages are encoded in a second.

    Args:
        data: the folder of real documents (``YOUJU_DATA``).
        work: where the suites' libraries are kept between runs.
        embedder: the encoder.
        questions: how many are asked at the most.
    """
    suite = load_suite("policy", data, work) or load_suite("demo", data, work)
    assert suite is not None  # the demo suite is always there
    searcher = open_suite(suite, work / f"{suite.name}.library", embedder)
    asked = [item.question for item in suite.items[:questions]]
    passages = [
        text[:_TYPICAL] for text in (d.text for d in searcher.store.documents()) if len(text) >= _TYPICAL
    ]
    embedder.encode_passages(passages[:8])  # the first call is slower than the others
    started = time.perf_counter()
    embedder.encode_passages(passages[:_SAMPLE])
    rate = min(len(passages), _SAMPLE) / (time.perf_counter() - started)
    return {
        "encode_question_ms": _median(lambda question: embedder.encode_queries([question]), asked),
        "search_ms": _median(searcher.search, asked),
        "answer_ms": _median(lambda question: respond(question, searcher), asked),
        "encode_passages_a_second": round(rate, 1),
    }


def _median(call: Callable[[str], object], questions: Sequence[str]) -> float:
    """Return the median in milliseconds; each question is asked once, so that nothing is remembered."""
    times = []
    for question in questions:
        started = time.perf_counter()
        call(question)
        times.append(time.perf_counter() - started)
    return round(1000 * statistics.median(times), 2)
