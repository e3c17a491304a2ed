"""The same notice in several files: on two sites, or as docx, pdf and wps.

A fingerprint is all that is needed of a text. It holds a MinHash sketch of the text's shingles, for
likeness, and what stands where figures and places stand, for difference: the annual reports of one
template are alike in all but these, and so are the notices that two districts copied from one province.
"""

import re
import struct
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations, pairwise, product
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from corpus.models import Metadata
from corpus.numbers import number_key

_VERSION = 1
_SHINGLE = 5  # characters
_SKETCH = 128  # minima; the estimate of likeness is good to about 0.03
_ROWS = 4  # minima in one band: texts with a likeness of 0.6 meet in one of the 32 bands 99 times of 100
_SLOTS = 400  # figures and places that are compared; few documents have more
_LIKE = 0.85  # likeness of the same text in two files
_LIKE_TITLED = 0.6  # the same where the titles are the same too: on a short notice furniture weighs much
_SHORT = 40  # characters; a shorter text must be the same
_CROWD = 64  # documents in a band before those of other figures are kept apart
_HEADER = struct.Struct("<BIQH")  # version, length, hash of all slots, number of slots
_SLOT = np.dtype([("place", "<u4"), ("value", "<u2")])

_PAGE_NUMBER = re.compile(r"(?m)^[\s\-—–·第共/]*\d{1,4}(?:[\s\-—–·/页第共]*\d{0,4})*[\s\-—–·页]*$")
_RANKS = "省市县区州镇乡村"
_FILLED = re.compile(
    rf"\d+(?:\.\d+)*|[〇零一二三四五六七八九十百千万亿两]+|(?<=[\u4e00-\u9fff]{{2}})[{_RANKS}]"
)
_POINT = re.compile(r"(?<=\d)[.．](?=\d)")
_BEFORE, _AFTER = 6, 2  # characters around a figure that tell its place in the text
# Figures that a site adds to what it shows.
_SITE_FIGURE = re.compile(
    r"(?:日期|时间|次数|点击量?|浏览量?|阅读量?|访问量?|人次|来源.{0,4}|备案?号?|索引号?|编号)$"
)


@dataclass(frozen=True, slots=True)
class Item:
    """A document as the comparison needs it."""

    document_id: str
    fingerprint: bytes
    metadata: Metadata


@dataclass(frozen=True, slots=True)
class _Print:
    """A fingerprint, unpacked."""

    length: int
    figures: int
    sketch: NDArray[np.uint32]
    slots: NDArray[np.void]


def fingerprint(text: str) -> bytes:
    """Return what is kept of a text to find its like; the same text gives the same bytes on every machine."""
    folded = _fold(text)
    slots = _slots(folded)
    every = blake2b(slots.tobytes(), digest_size=8).digest()
    kept = slots[:_SLOTS]
    header = _HEADER.pack(_VERSION, len(folded), int.from_bytes(every, "little"), len(kept))
    return header + _sketch(folded).tobytes() + kept.tobytes()


def groups(items: Sequence[Item]) -> tuple[tuple[str, ...], ...]:
    """Return the ids of documents that hold the same text, in the order of ``items``; those alone are left out."""
    copies = _copies(items)
    firsts = [items[members[0]] for members in copies]
    prints = [_unpack(item.fingerprint) for item in firsts]
    likeness = {pair: _likeness(prints[pair[0]], prints[pair[1]]) for pair in _candidates(prints)}
    members = {at: [at] for at in range(len(firsts))}  # the first of each group -> all of it
    group_of = list(range(len(firsts)))

    def same(one: int, other: int) -> bool:
        return _same(firsts[one], firsts[other], prints[one], prints[other])

    for one, other in sorted(likeness, key=lambda pair: (-likeness[pair], pair)):
        first, second = sorted((group_of[one], group_of[other]))
        if first != second and all(same(a, b) for a, b in product(members[first], members[second])):
            for at in members[second]:
                group_of[at] = first
            members[first] += members.pop(second)
    found = (sorted(at for copy in group for at in copies[copy]) for _, group in sorted(members.items()))
    return tuple(tuple(items[at].document_id for at in group) for group in found if len(group) > 1)


def _copies(items: Sequence[Item]) -> list[list[int]]:
    """Put together what differs in nothing that is compared, so that a thousand copies count as one."""
    alike: dict[object, list[int]] = {}
    for at, item in enumerate(items):
        one = _unpack(item.fingerprint)
        metadata = item.metadata
        written = (
            metadata.title,
            metadata.number,
            _written(metadata),
            metadata.effective_on,
            _is_named(metadata),
        )
        key = (item.fingerprint, written) if one is not None and one.length else at
        alike.setdefault(key, []).append(at)
    return list(alike.values())


def _fold(text: str) -> str:
    """Return letters, characters and figures only, without the numbers of pages."""
    plain = re.sub(r"[^\w\0]|_", "", _POINT.sub("\0", _PAGE_NUMBER.sub("", text)))
    if not unicodedata.is_normalized("NFKC", plain):
        plain = unicodedata.normalize("NFKC", plain)
    return plain.replace("\0", ".").lower()


def _sketch(folded: str) -> NDArray[np.uint32]:
    """Return the MinHash sketch by one permutation: the least hash in each of 128 bins, empty ones filled."""
    points = np.frombuffer(folded.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    if len(points) < _SHINGLE:
        points = np.concatenate([points, np.zeros(_SHINGLE - len(points), np.uint64)])
    hashes = np.zeros(len(points) - _SHINGLE + 1, np.uint64)
    for offset in range(_SHINGLE):
        hashes = hashes * np.uint64(0x100000001B3) + points[offset : offset + len(hashes)]
    hashes = np.sort(_mix(hashes))
    bins = (hashes >> np.uint64(57)).astype(
        np.int64
    )  # the upper 7 bits; the sorted hashes keep each bin together
    filled, first = np.unique(bins, return_index=True)
    sketch = np.zeros(_SKETCH, np.uint32)
    sketch[filled] = (hashes[first] & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    empty = np.setdiff1d(np.arange(_SKETCH), filled)
    following = filled[
        np.searchsorted(filled, empty) % len(filled)
    ]  # the next bin that is not, round the end
    steps = ((following - empty) % _SKETCH).astype(np.uint32)
    sketch[empty] = sketch[following] + steps * np.uint32(0x9E3779B1)
    return sketch


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread the bits of each value (the finaliser of splitmix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _slots(folded: str) -> NDArray[np.void]:
    """Return what fills each slot of the text's template: a place given by its surroundings, and the values there."""
    values: dict[int, set[str]] = defaultdict(set)
    plain = re.sub(r"\d", "#", folded)
    for match in _FILLED.finditer(folded):
        start, end = match.span()
        start -= 2 if folded[start] in _RANKS else 0  # 荔湾区, not only 区
        before = plain[max(0, start - _BEFORE) : start]
        if not _SITE_FIGURE.search(before):
            values[crc32(f"{before}|{plain[end : end + _AFTER]}".encode())].add(folded[start:end])
    slots = np.zeros(len(values), _SLOT)
    slots["place"] = sorted(values)
    slots["value"] = [crc32("|".join(sorted(values[place])).encode()) & 0xFFFF for place in sorted(values)]
    return slots


def _unpack(data: bytes) -> _Print | None:
    """Return None for the fingerprint of another version: it is like no other."""
    if len(data) < _HEADER.size + 4 * _SKETCH or data[0] != _VERSION:
        return None
    _, length, figures, count = _HEADER.unpack_from(data)
    sketch = np.frombuffer(data, "<u4", _SKETCH, _HEADER.size)
    return _Print(length, figures, sketch, np.frombuffer(data, _SLOT, count, _HEADER.size + sketch.nbytes))


def _candidates(prints: Sequence[_Print | None]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that share a band of their sketches."""
    seen: set[tuple[int, int]] = set()
    for band in range(0, _SKETCH, _ROWS):
        buckets: dict[bytes, list[int]] = defaultdict(list)
        for at, one in enumerate(prints):
            if one is not None:
                buckets[one.sketch[band : band + _ROWS].tobytes()].append(at)
        for bucket in buckets.values():
            for pair in _pairs(bucket, prints):
                if pair not in seen:
                    seen.add(pair)
                    yield pair


def _pairs(bucket: Sequence[int], prints: Sequence[_Print | None]) -> Iterable[tuple[int, int]]:
    """Pair the documents of a band; in a crowd of one template only those with the same figures, as a chain."""
    if len(bucket) <= _CROWD:
        return combinations(bucket, 2)
    alike: dict[int, list[int]] = defaultdict(list)
    for at in bucket:
        one = prints[at]
        if one is not None:
            alike[one.figures].append(at)
    return (pair for crowd in alike.values() for pair in pairwise(crowd))


def _likeness(one: _Print | None, other: _Print | None) -> float:
    """Return the estimated share of shingles that two texts have in common."""
    if one is None or other is None:
        return 0.0
    return float(np.mean(one.sketch == other.sketch))


def _same(one: Item, other: Item, print_one: _Print | None, print_other: _Print | None) -> bool:
    """Tell whether two documents hold the same text: alike, and nothing that tells them apart."""
    if print_one is None or print_other is None:
        return False
    likeness = _likeness(print_one, print_other)
    if min(print_one.length, print_other.length) < _SHORT:
        return print_one.length > 0 and (
            likeness == 1.0
            and print_one.length == print_other.length
            and print_one.figures == print_other.figures
        )
    titled = _is_named(one.metadata) and _title(one.metadata.title) == _title(other.metadata.title)
    if likeness < (_LIKE_TITLED if titled else _LIKE):
        return False
    return not _filled_otherwise(print_one, print_other) and not _conflict(one.metadata, other.metadata)


def _filled_otherwise(one: _Print, other: _Print) -> bool:
    """Tell whether any slot that both texts have holds another figure or place."""
    if one.figures == other.figures:
        return False
    _, mine, yours = np.intersect1d(
        one.slots["place"], other.slots["place"], assume_unique=True, return_indices=True
    )
    return bool(np.any(one.slots["value"][mine] != other.slots["value"][yours]))


def _conflict(one: Metadata, other: Metadata) -> bool:
    """Tell whether the documents say of themselves that they are two: by 文号, dates or titles."""
    numbers = [number_key(number) for number in (one.number, other.number) if number]
    if len(numbers) == 2 and numbers[0] != numbers[1]:
        return True
    for mine, yours in ((_written(one), _written(other)), (one.effective_on, other.effective_on)):
        if mine and yours and mine != yours:
            return True
    titles = sorted((_title(one.title), _title(other.title)), key=len)
    return _is_named(one) and _is_named(other) and titles[0] not in titles[1]


def _written(metadata: Metadata) -> object:
    """Return the date of issue if the document itself gives it: a file's name may hold the day it was saved."""
    named = any(g.field == "issued_on" and g.rule == "file_name" for g in metadata.grounds)
    return None if named else metadata.issued_on


def _is_named(metadata: Metadata) -> bool:
    """Tell whether the title is one, not the first words of the text or the name of the file."""
    return not any(g.field == "title" and g.rule in {"text", "file_name"} for g in metadata.grounds)


def _title(title: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", title)).lower()
