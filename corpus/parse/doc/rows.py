"""The shape of a table row of a Word file, from the properties at the mark that ends the row."""

from collections.abc import Sequence

from corpus.parse.doc import sprm
from corpus.parse.edges import RowShape

_CELL_SIZE = 20  # bytes of a cell's description
_MERGED, _JOINS_ABOVE, _BEGINS = 0x03, 0x20, 0x40  # bits of its flags
_MAX_CELLS = 64


def row_shape(grpprl: bytes, *, is_gone: bool) -> RowShape:
    """Read the shape of a row; ``is_gone`` says that it was deleted."""
    edges: tuple[int, ...] = ()
    left: set[int] = set()
    above: set[int] = set()
    is_header = False
    for code, value in sprm.changes(grpprl):
        if code == sprm.CELLS and value and value[0] <= _MAX_CELLS:
            edges = sprm.unpack_shorts(value[1:], value[0] + 1)
            flags = [
                int.from_bytes(value[at : at + 2], "little")
                for at in range(3 + 2 * value[0], len(value) - 1, _CELL_SIZE)
            ]
            left = _merged_left([flag & _MERGED for flag in flags])
            above = {i for i, flag in enumerate(flags) if flag & _JOINS_ABOVE and not flag & _BEGINS}
        elif code == sprm.HEADER_ROW:
            is_header = value[0] == 1
        elif code == sprm.MERGE:
            left.update(range(value[0] + 1, value[1]))
        elif code == sprm.SPLIT:
            left.difference_update(range(value[0], value[1]))
        elif code == sprm.VERTICAL_MERGE and len(value) >= 2:
            above.discard(value[0])
            if value[1] == 1:
                above.add(value[0])
    return RowShape(edges, frozenset(left), frozenset(above), is_header, is_gone)


def _merged_left(flags: Sequence[int]) -> set[int]:
    """Return the cells that continue the one before: of each row of flagged cells all but the first.

    Descriptions of the format differ about which flag marks the first cell of a merged group, so the
    flag of the first cell that has one is taken to.
    """
    joined = set()
    first = 0
    for i, flag in enumerate(flags):
        if not flag:
            first = 0
        elif not first:
            first = flag
        elif flag != first:
            joined.add(i)
    return joined
