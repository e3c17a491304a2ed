"""Pages that show their body twice: for the screen and for the printer, or by mistake."""

from collections.abc import Sequence

from corpus.parse.models import Block

_MIN_RUN = 200  # characters that must stand twice, one line after the other, to be taken for a second copy
_ANCHOR = 20  # characters; a shorter line does not begin a copy
_SHARE = 0.3  # of the whole text that copies make up; forms and annexes that repeat a note have less


def without_second_body(blocks: Sequence[Block]) -> list[Block]:
    """Keep one of two identical runs of lines, where these are most of the text."""
    copies = _copies(blocks)
    copied = sum(len(blocks[i].text) for i in copies)
    if copied < _SHARE * sum(len(block.text) for block in blocks):
        return list(blocks)
    return [block for i, block in enumerate(blocks) if i not in copies]


def _copies(blocks: Sequence[Block]) -> set[int]:
    """Return the places of the lines that repeat a run of lines above them."""
    first_at: dict[str, int] = {}
    copies: set[int] = set()
    i = 0
    while i < len(blocks):
        text = blocks[i].text
        j = first_at.get(text)
        if j is not None:
            run = _run(blocks, j, i)
            if sum(len(block.text) for block in blocks[i : i + run]) >= _MIN_RUN:
                copies.update(range(i, i + run))
                i += run
                continue
        elif len(text) >= _ANCHOR:
            first_at[text] = i
        i += 1
    return copies


def _run(blocks: Sequence[Block], first: int, second: int) -> int:
    """Return how many lines from ``first`` on stand again from ``second`` on."""
    run = 0
    while (
        first + run < second
        and second + run < len(blocks)
        and blocks[first + run].text == blocks[second + run].text
    ):
        run += 1
    return run
