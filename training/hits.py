"""What the product's own search finds for questions that may be trained on: the passages that the reader will be given.

BM25's look-alikes (``training.negatives``) are easier to tell apart than what both arms of the search put first, and
pieces cut anywhere are not the passages of the index. Sources: hard negatives of the retriever that is in use, Xiong
et al., *ANCE*, ICLR 2021; for a reader, Nogueira and Cho, *Passage Re-ranking with BERT*, 2019.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Final

from bot.readings import headed
from corpus.access import open_document
from evaluation.held_out import Part, part_of
from evaluation.run import open_named
from evaluation.suite import Item
from index.embed import Embedder
from index.models import Hit
from index.search import Searcher
from index.tokenize import fold
from training.questions import asked_of, items_of
from training.reading import Example, likeliest

SUITES: Final = ("policy", "statute")
OWN: Final = "_own"  # ends the source of what is found for questions of ours
_DEPTH, _OWN_DEPTH = 8, 4  # passages of a judged question, and of one of ours


def keep_hits(data: Path, cache_dir: Path, path: Path) -> int:
    """Search for the questions for training, write the examples to ``path`` and return how many there are.

    A process of its own, for a searcher leaves the models one core each, and training wants them all.

    Args:
        data: the folder of real documents (``YOUJU_DATA``).
        cache_dir: where models and the suites' libraries are kept; to build these takes some 10 minutes.
        path: of the file.
    """
    return written(_found(data, cache_dir), path)


def written(examples: Iterable[Example], path: Path) -> int:
    """Write examples as JSON lines and return how many there were."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(asdict(example), ensure_ascii=False) for example in examples]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return len(lines)


def kept_hits(path: Path) -> Iterator[Example]:
    """Yield the examples of a file that ``keep_hits`` wrote."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            spans = tuple((start, end) for start, end in row["spans"])
            yield Example(row["source"], row["question"], row["passage"], spans, tuple(row["answers"]))


def _found(data: Path, cache_dir: Path) -> Iterator[Example]:
    """Yield, of each question for training, the passages found for it, each with its document's title over it."""
    embedder = Embedder.load(None, cache_dir)
    for name in SUITES:
        suite, searcher = open_named(name, data, cache_dir, embedder)
        own = [each for each in asked_of(data, name) if each.part is Part.TRAINING]
        judged = [item for item in suite.items if part_of(name, item.question) is Part.TRAINING]
        asked = [
            *[(item, name, _DEPTH) for item in judged],
            *[(item, f"{name}{OWN}", _OWN_DEPTH) for item in items_of(own, name)],
        ]
        for item, source, depth in asked:
            found = (
                hit_example(source, item, hit, searcher) for hit in searcher.search(item.question, depth)
            )
            yield from filter(None, found)


def hit_example(name: str, item: Item, hit: Hit, searcher: Searcher) -> Example | None:
    """Return a hit as an example of the source ``name``; None where it is unclear whether it answers."""
    head, text = headed(hit, searcher.store.document)
    document = open_document(searcher.store.document, None, hit.passage.document_id, hit.passage.version)
    is_right = Path(document.source).stem in item.documents
    question, passage = fold(item.question), head + text
    if not item.answers and item.documents:  # an article of law answers as a whole
        return Example(name, question, passage, (), (passage,) if is_right else ())
    found = [likeliest(text, answer, question) for answer in item.answers]
    spans = tuple((start + len(head), end + len(head)) for start, end in filter(None, found))
    if spans:
        return Example(name, question, passage, spans, item.answers) if is_right else None
    return (
        None
        if is_right and _holds_part(document.text, hit, item)
        else Example(name, question, passage, (), ())
    )


def _holds_part(text: str, hit: Hit, item: Item) -> bool:
    """Tell whether a passage holds a part of an answer, which its neighbours hold the rest of."""
    for answer in item.answers:
        at = text.find(answer)
        if at >= 0 and at < hit.passage.end and hit.passage.start < at + len(answer):
            return True
    return False
