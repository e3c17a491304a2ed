"""The same words in the near-duplicates of a document: where else a reader may find a quote."""

import re
from collections.abc import Callable, Iterator

from bot.cite import permalink
from bot.models import Quote
from corpus.errors import DocumentNotFound
from corpus.models import Document

_SPACE = re.compile(r"\s+")


def elsewhere(quote: Quote, near: tuple[str, ...], document: Callable[[str], Document]) -> Iterator[str]:
    """Yield the permalink of the quote's words in each near-duplicate that has them, white space aside.

    Args:
        quote: that is shown.
        near: ids of the near-duplicates; one that was removed meanwhile is passed over.
        document: gives the newest version of a document.
    """
    words = r"\s*".join(map(re.escape, squeezed(quote.text)))
    for document_id in near:
        try:
            other = document(document_id)
        except DocumentNotFound:
            continue
        match = re.search(words, other.text)
        if match is not None:
            yield permalink(other.id, other.version, *match.span())


def repeats(shown: Quote, other: Quote, near: tuple[str, ...]) -> bool:
    """Tell whether ``other`` says again what ``shown`` says: the same words, or in a near-duplicate part of them."""
    a, b = squeezed(shown.text), squeezed(other.text)
    return a == b or (other.document_id in near and (a in b or b in a))


def squeezed(text: str) -> str:
    """Return a text without its white space."""
    return _SPACE.sub("", text)
