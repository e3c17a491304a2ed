"""Builds the character map that a SentencePiece normaliser carries, from plain pairs of strings.

The ``tokenizers`` library reads such a map (``normalizers.Precompiled``) but cannot build one. The form is
SentencePiece's own: a little-endian 32-bit length, a double-array trie of that many bytes (layout of
darts-clone), and the NUL-ended replacement strings that the trie's values point into. It is searched once
for a whole text, where thousands of ``Replace`` rules would each walk over it.
"""

from collections import deque
from collections.abc import Mapping
from itertools import count
from struct import pack

_LEAF = 0  # the label that ends a key; UTF-8 without U+0000 never holds it
_BLOCK = 256  # a base and its children lie in one aligned block of this size, since labels are bytes
_HAS_LEAF = 1 << 8
_IS_VALUE = 1 << 31
_OFFSET_SHIFT = 10
_OFFSET_LIMIT = 1 << 21  # larger offsets need darts-clone's extension bit, which is not written here

_Trie = dict[int, "_Trie | int"]  # label -> subtree, or the value under the leaf label


def precompile(mapping: Mapping[str, str]) -> bytes:
    """Return ``mapping`` (text -> replacement, both non-NUL) as a precompiled character map.

    Keys must not be empty. Raises ``ValueError`` for a NUL or an empty key, or for a map too large for
    the plain form (some hundred thousand keys).
    """
    strings = bytearray()
    places: dict[str, int] = {}
    trie: _Trie = {}
    for key, replacement in mapping.items():
        if not key or "\0" in key or "\0" in replacement:
            raise ValueError(f"a character map cannot hold {key!r} -> {replacement!r}")
        if replacement not in places:
            places[replacement] = len(strings)
            strings += replacement.encode() + b"\0"
        _insert(trie, key.encode(), places[replacement])
    units = _double_array(trie)
    array = pack(f"<{len(units)}I", *units)
    return pack("<I", len(array)) + array + bytes(strings)


def _insert(trie: _Trie, key: bytes, value: int) -> None:
    node = trie
    for label in key:
        child = node.setdefault(label, {})
        assert isinstance(child, dict), "only the leaf label holds a value"
        node = child
    node[_LEAF] = value


def _double_array(trie: _Trie) -> list[int]:
    """Lay the trie out so that the child of the unit at ``p`` by label ``c`` stands at ``p ^ offset ^ c``."""
    units = [0] * _BLOCK
    free = [True] * _BLOCK
    free[0] = False  # the root
    bases: set[int] = set()
    starts: dict[int, int] = {}  # children -> where the last search for so many places ended
    queue: deque[tuple[int, _Trie]] = deque([(0, trie)])
    while queue:
        position, node = queue.popleft()
        labels = sorted(node)
        base = _find_base(labels, free, bases, starts.get(len(labels), 1))
        starts[len(labels)] = base ^ labels[0]
        bases.add(base)
        while len(units) <= (base | (_BLOCK - 1)):
            units.extend([0] * _BLOCK)
            free.extend([True] * _BLOCK)
        offset = position ^ base
        if offset >= _OFFSET_LIMIT:
            raise ValueError("the character map is too large")
        units[position] |= offset << _OFFSET_SHIFT
        for label in labels:
            place = base ^ label
            free[place] = False
            child = node[label]
            if isinstance(child, dict):
                units[place] = label
                queue.append((place, child))
            else:
                units[position] |= _HAS_LEAF
                units[place] = child | _IS_VALUE
    return units


def _find_base(labels: list[int], free: list[bool], bases: set[int], start: int) -> int:
    """Return a base whose children are all free, its first child at ``start`` or later.

    Two nodes never share a base, or a label of one would lead into the children of the other.
    """
    size = len(free)
    for place in count(start):
        base = place ^ labels[0]
        if base in bases:
            continue
        if all(base ^ label >= size or free[base ^ label] for label in labels):
            return base
    raise AssertionError("count() does not end")
