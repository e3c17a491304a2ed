"""A question to the tokens that are looked for: its own, and with less weight what they may also be called."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index import aliases
from index.aliases import Aliases
from index.engine import Reader
from index.spelling import Lexicon, Speller
from index.tokenize import fold, tokenize

_ALIAS = 0.3  # of the weight of the words that were typed
_CORRECTED = 0.7
_STAMP = tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Words:
    """What is looked for, in tokens."""

    own: tuple[str, ...]
    others: tuple[tuple[tuple[str, ...], float], ...] = ()  # tokens that were not typed, with their weight

    def weighted(self) -> Iterator[tuple[Sequence[str], float]]:
        """Yield tokens with their weight."""
        yield self.own, 1.0
        yield from self.others


class WordsOfLibrary:
    """Knows what a library's words are also called, and how they are mistyped. Safe to use from many threads."""

    def __init__(self, folder: Path) -> None:
        """Take the folder of the library; its file of aliases may change at any time."""
        self._folder = folder
        self._lock = threading.Lock()
        self._aliases: tuple[_STAMP, Aliases] | None = None
        self._speller: tuple[Reader, Speller] | None = None
        self._lexicons: dict[str, Lexicon] = {}  # of the blocks of the vocabulary

    def aliases(self) -> Aliases:
        """Return the shipped aliases and the library's own, as they are now.

        Raises:
            AliasFileInvalid: the library's file holds a line that is none.
        """
        stamp = _stamp(self._folder / aliases.FILE)
        kept = self._aliases
        if kept is None or kept[0] != stamp:
            kept = (stamp, aliases.read_aliases(self._folder))
            self._aliases = kept
        return kept[1]

    def of(self, question: str, index: Reader) -> Words:
        """Return what to look for in ``index``."""
        own = tokenize(question)
        folded = fold(question)
        typed = set(own)
        others = []
        for mention in self.aliases().mentions(folded):
            size = max(len(_tokens_of_name(mention.name)), 1)
            for name in mention.others:
                new = tuple(token for token in _tokens_of_name(name) if token not in typed)
                if new:  # a long name may not count more than the short one that was typed
                    others.append((new, _ALIAS * min(1.0, size / len(new))))
        meant = self._speller_of(index).corrections(folded)
        for word, instead in meant.items():
            corrected = tokenize(folded.replace(word, instead))
            new = tuple(dict.fromkeys(token for token in corrected if token not in typed))
            others.append((new, _CORRECTED))
        return Words(tuple(own), tuple(others))

    def _speller_of(self, index: Reader) -> Speller:
        with self._lock:
            if self._speller is None or self._speller[0] is not index:
                blocks = {
                    name: self._lexicons.get(name) or Lexicon(terms) for name, terms in index.vocabulary()
                }
                self._lexicons = blocks
                self._speller = (index, Speller(list(blocks.values()), _frequency(index)))
            return self._speller[1]

    def prepare(self, index: Reader) -> None:
        """Make ready what the first question would wait for.

        Raises:
            AliasFileInvalid: the library's file holds a line that is none.
        """
        self.aliases()
        self._speller_of(index)


@lru_cache(maxsize=1 << 14)
def _tokens_of_name(name: str) -> tuple[str, ...]:
    """Return the tokens of an alias: there are few of them, and questions name the same ones."""
    return tuple(tokenize(name))


def _frequency(index: Reader) -> Callable[[str], int]:
    def frequency(term: str) -> int:
        found = index.frequency(term)
        return found.body + found.context

    return frequency


def _stamp(path: Path) -> _STAMP:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size
