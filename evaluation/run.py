"""Runs the quality suites and holds the figures against those that are expected."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path, PurePath

import yaml

from bot.find import Finder
from bot.question import understand
from bot.respond import respond
from corpus.store import Store
from evaluation.metrics import Figures, Outcome, figures, outcome, search_figures
from evaluation.misses import report
from evaluation.suite import NAMES, Item, Suite, load_suite
from index.build import build
from index.encoder import Encoder
from index.rerank import Reranker
from index.search import Searcher

EXPECTED = Path(__file__).with_name("expected.yaml")
_HITS = 10


def evaluate(
    name: str | None,
    data: Path,
    cache_dir: Path,
    load_embedder: Callable[[], Encoder],
    out: Callable[[str], None],
    say: Callable[[str], None],
    *,
    sample: int = 1,
    errors: Path | None = None,
    load_reranker: Callable[[], Reranker | None] = lambda: None,
) -> bool:
    """Run one suite or all, write their figures, and return whether all are as expected.

    Args:
        name: of a suite; None for all whose data is there.
        data: the folder of real documents (``YOUJU_DATA``).
        cache_dir: where the suites' libraries are kept between runs.
        load_embedder: gives the encoder.
        out: takes the results, a line each.
        say: takes what is going on.
        sample: every how many-th question is asked; 1: all of them.
        errors: a folder that takes a report of the misses of each suite.
        load_reranker: gives the reranker; none, unless told.

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
        asked = suite.items[::sample]
        say(f"{each}：{len(asked)} 个问题…")
        searcher = open_suite(suite, work / f"{each}.library", load_embedder(), load_reranker())
        measured = ask(asked, searcher, errors, each) if suite.asks else search(asked, searcher)
        out(f"{each}\t" + "\t".join(f"{key}={value}" for key, value in measured.items()))
        for fault in shortfalls(measured, expected.get(each, {})):
            passed = False
            out(f"{each}\t不达标：{fault}")
    return passed


def open_suite(suite: Suite, library: Path, embedder: Encoder, reranker: Reranker | None = None) -> Searcher:
    """Build a suite's library, or bring it up to date, and open it."""
    built = build(suite.paths, library, lambda: embedder, remove_missing=True)
    unexpected = [failure for failure in built.failures if failure.code != "empty_file"]
    if unexpected:
        raise RuntimeError(f"cannot read the suite's documents: {unexpected[:3]}")
    return Searcher(Store.open(library), embedder, reranker)


def open_named(name: str, data: Path, cache_dir: Path, embedder: Encoder) -> tuple[Suite, Searcher]:
    """Return a suite and its library, brought up to date.

    Raises ``SystemExit`` where the data of the suite is absent.
    """
    suite = load_suite(name, data, cache_dir / "suites")
    if suite is None:
        raise SystemExit(f"{data} has no {name} suite")
    return suite, open_suite(suite, cache_dir / "suites" / f"{name}.library", embedder)


def ask(items: Sequence[Item], searcher: Searcher, errors: Path | None = None, name: str = "") -> Figures:
    """Return the figures of questions that are answered; write the misses where ``errors`` says so."""
    outcomes = outcomes_of(items, searcher)
    if errors is not None:
        errors.mkdir(parents=True, exist_ok=True)
        (errors / f"{name}.md").write_text("\n".join(report(name, outcomes)) + "\n", encoding="utf-8")
    return figures(outcomes)


def outcomes_of(items: Sequence[Item], searcher: Searcher) -> list[Outcome]:
    """Ask the questions of a suite and compare the answers with those expected."""
    document = lru_cache(maxsize=512)(searcher.store.document)
    outcomes = []
    for item in named_by_document(items, searcher.store):
        answer = respond(item.question, searcher, history=item.history)
        found = found_documents(answer.standalone_question, searcher)
        outcomes.append(outcome(item, answer, found, document))
    return outcomes


def search(items: Sequence[Item], searcher: Searcher) -> Figures:
    """Return the figures of questions that are only searched for."""
    named = named_by_document(items, searcher.store)
    return search_figures([(item, found_documents(item.question, searcher)) for item in named])


def named_by_document(items: Sequence[Item], store: Store) -> list[Item]:
    """Return the items with each expected file under the name of its document: exact copies share one."""
    own = {document.id: PurePath(document.source).stem for document in store.documents()}
    name = {PurePath(f.source).stem: own[f.document_id] for f in store.files.all() if f.document_id in own}
    return [
        replace(item, documents=tuple(dict.fromkeys(name.get(d, d) for d in item.documents)))
        for item in items
    ]


def found_documents(question: str, searcher: Searcher) -> list[str]:
    """Return the documents of the first ten hits, as stems of their files, each once, best first."""
    source = lru_cache(searcher.store.document)
    understood = understand(question, searcher.idf, searcher.place_names(), searcher.aliases())
    hits, _ = Finder(searcher).search(understood)
    return list(dict.fromkeys(PurePath(source(hit.passage.document_id).source).stem for hit in hits[:_HITS]))


def shortfalls(measured: Figures, expected: dict[str, dict[str, float]]) -> Sequence[str]:
    """Return which figures miss their bounds: ``{figure: {at_least: x, at_most: y}}``."""
    faults = []
    for key, bounds in expected.items():
        value = measured[key]
        if value < bounds.get("at_least", float("-inf")):
            faults.append(f"{key} {value} < {bounds['at_least']}")
        if value > bounds.get("at_most", float("inf")):
            faults.append(f"{key} {value} > {bounds['at_most']}")
    return faults
