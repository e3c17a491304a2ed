"""A question and a passage as rows of tokens for a reader: <s> question </s></s> part of the passage </s>."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

Span = tuple[int, int]

LONGEST_QUESTION = 48  # tokens


@dataclass(frozen=True, slots=True)
class Special:
    """The numbers of the tokens that separate."""

    begin: int
    end: int
    pad: int

    @classmethod
    def of(cls, tokenizer: Tokenizer) -> "Special":
        """Look them up by the names that XLM-R gave them."""
        numbers = tokenizer.get_vocab()
        return cls(numbers["<s>"], numbers["</s>"], numbers["<pad>"])


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text in tokens."""

    ids: Sequence[int]
    offsets: Sequence[Span]  # of each, in characters


@dataclass(frozen=True, slots=True)
class Window:
    """A row of tokens."""

    tokens: tuple[int, ...]
    first: int  # where the passage's tokens begin
    offsets: tuple[Span, ...]  # of each of them, in the passage
    begin: int  # the number of the first of them among the passage's


def tokens_of(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Tokens]:
    """Return the tokens of texts, without separators."""
    encoded = tokenizer.encode_batch(list(texts), add_special_tokens=False)
    return [Tokens(each.ids, each.offsets) for each in encoded]


def room_beside(question: Tokens, longest: int) -> int:
    """Return how many tokens of a passage a window of ``longest`` has room for."""
    return longest - min(len(question.ids), LONGEST_QUESTION) - 4


def windows(
    question: Tokens, passage: Tokens, special: Special, longest: int, stride: int
) -> Iterator[Window]:
    """Yield the windows of a passage, each ``stride`` tokens after the one before, until its end is seen.

    Args:
        question: is cut at 48 tokens.
        passage: whole.
        special: of the tokenizer.
        longest: tokens of a window.
        stride: less than what a window holds of a passage, so that a short answer lies whole in one of two.
    """
    head = (special.begin, *question.ids[:LONGEST_QUESTION], special.end, special.end)
    room = room_beside(question, longest)
    for begin in range(0, len(passage.ids), stride):
        ids = passage.ids[begin : begin + room]
        offsets = tuple(passage.offsets[begin : begin + room])
        yield Window((*head, *ids, special.end), len(head), offsets, begin)
        if begin + room >= len(passage.ids):
            return
