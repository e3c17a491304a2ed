"""Runs the quality suites and holds the figures against those that are expected."""

from collections.abc import Callable, Sequence
from pathlib import Path

import yaml

from bot.respond import respond
from corpus.store import Store
from evaluation.metrics import Outcome, figures, outcome
from evaluation.suite import NAMES, Suite, load_suite
from index.build import build
from index.embed import Embedder
from index.search import Searcher

EXPECTED = Path(__file__).with_name("expected.yaml")


def evaluate(
    name: str | None,
    data: Path,
    cache_dir: Path,
    load_embedder: Callable[[], Embedder],
    out: Callable[[str], None],
    say: Callable[[str], None],
) -> bool:
    """Run one suite or all, write their figures, and return whether all are as expected.

    Args:
        name: of a suite; None for all whose data is there.
        data: the folder of real documents (``YOUJU_DATA``).
        cache_dir: where the suites' libraries are kept between runs.
        load_embedder: gives the encoder.
        out: takes the results, a line each.
        say: takes what is going on.

    Raises:
        ValueError: there is no such suite.
    """
    work = cache_dir / "suites"
    expected = yaml.safe_load(EXPECTED.read_text(encoding="utf-8"))
    passed = True
    for each in [name] if name else NAMES:
        suite = load_suite(each, data, work)
        if suite is None:
            say(f"跳过 {each}：{data} 中没有它的数据（用 YOUJU_DATA 指定）。")
            passed = passed and name is None
            continue
        say(f"{each}:{len(suite.items)} 个问题…")
        measured = figures(run_suite(suite, work / f"{each}.library", load_embedder()))
        out(f"{each}\t" + "\t".join(f"{key}={value}" for key, value in measured.items()))
        for fault in shortfalls(measured, expected.get(each, {})):
            passed = False
            out(f"{each}\t不达标：{fault}")
    return passed


def run_suite(suite: Suite, library: Path, embedder: Embedder) -> list[Outcome]:
    """Build the suite's library, or bring it up to date, and ask its questions."""
    report = build(suite.paths, library, lambda: embedder, remove_missing=True)
    unexpected = [failure for failure in report.failures if failure.code != "empty_file"]
    if unexpected:
        raise RuntimeError(f"cannot read the suite's documents: {unexpected[:3]}")
    searcher = Searcher(Store.open(library), embedder)
    return [
        outcome(item, respond(item.question, searcher, history=item.history), searcher.store.document)
        for item in suite.items
    ]


def shortfalls(measured: dict[str, float], expected: dict[str, dict[str, float]]) -> Sequence[str]:
    """Return which figures miss their bounds: ``{figure: {at_least: x, at_most: y}}``."""
    faults = []
    for key, bounds in expected.items():
        value = measured[key]
        if value < bounds.get("at_least", float("-inf")):
            faults.append(f"{key} {value} < {bounds['at_least']}")
        if value > bounds.get("at_most", float("inf")):
            faults.append(f"{key} {value} > {bounds['at_most']}")
    return faults
