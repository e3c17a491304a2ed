"""What is kept of a text to find its like.

A fingerprint holds a MinHash sketch of the text's shingles, for likeness, and what stands where figures and
places stand, for difference: the annual reports of one template are alike in all but these, and so are the
notices that two districts copied from one province.
"""

import re
import struct
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

_VERSION = 1
_LENGTH = slice(1, 5)  # where the length stands in the header
_SHINGLE = 5  # characters
SKETCH = 128  # minima; the estimate of likeness is good to about 0.03
_SLOTS = 400  # figures and places that are compared; few documents have more
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
class Fingerprint:
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


def is_readable(data: bytes) -> bool:
    """Tell whether a fingerprint can be compared; one of another version is like no other."""
    return len(data) >= _HEADER.size + 4 * SKETCH and data[0] == _VERSION


def has_words(data: bytes) -> bool:
    """Tell whether a fingerprint can be compared and is that of a text with words."""
    return is_readable(data) and any(data[_LENGTH])


def unpack(data: bytes) -> Fingerprint:
    """Return what a readable fingerprint holds."""
    _, length, figures, count = _HEADER.unpack_from(data)
    sketch = np.frombuffer(data, "<u4", SKETCH, _HEADER.size)
    return Fingerprint(
        length, figures, sketch, np.frombuffer(data, _SLOT, count, _HEADER.size + sketch.nbytes)
    )


def sketches(prints: Iterable[bytes]) -> NDArray[np.uint32]:
    """Return the sketches of readable fingerprints, a row each."""
    end = _HEADER.size + 4 * SKETCH
    rows = b"".join(data[_HEADER.size : end] for data in prints)
    return np.frombuffer(rows, "<u4").reshape(-1, SKETCH)


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
    hashes = np.sort(mix(hashes))
    bins = (hashes >> np.uint64(57)).astype(
        np.int64
    )  # the upper 7 bits; the sorted hashes keep each bin together
    filled, first = np.unique(bins, return_index=True)
    sketch = np.zeros(SKETCH, np.uint32)
    sketch[filled] = (hashes[first] & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    empty = np.setdiff1d(np.arange(SKETCH), filled)
    following = filled[
        np.searchsorted(filled, empty) % len(filled)
    ]  # the next bin that is not, round the end
    steps = ((following - empty) % SKETCH).astype(np.uint32)
    sketch[empty] = sketch[following] + steps * np.uint32(0x9E3779B1)
    return sketch


def mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return each value with its bits spread over all 64 (the finaliser of splitmix64)."""
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
