"""Named arrays in one file that is mapped, not read: the safetensors format, which holds nothing to be executed.

A mapped array takes memory as far as it is looked at, shared by every process that maps the file.
"""

import json
import mmap
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from index.engines.local.durable import sync

Array = NDArray[Any]
_LENGTH = struct.Struct("<Q")
_DTYPES = {
    "U8": np.uint8,
    "U16": np.uint16,
    "U32": np.uint32,
    "U64": np.uint64,
    "I32": np.int32,
    "I64": np.int64,
    "F16": np.float16,
    "F32": np.float32,
    "F64": np.float64,
}


def save_arrays(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write the arrays durably."""
    save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, path)
    sync(path)


def map_arrays(path: Path) -> dict[str, Array]:
    """Return the arrays of a file, each a read-only view of it.

    Raises:
        ValueError: the file is cut, or none of ours.
    """
    with path.open("rb") as file:
        if path.stat().st_size < _LENGTH.size:
            raise ValueError(f"{path.name} is cut off")
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    (length,) = _LENGTH.unpack_from(mapped)
    begin = _LENGTH.size + length
    if begin > len(mapped):
        raise ValueError(f"{path.name} is cut off")
    header: dict[str, Any] = json.loads(mapped[_LENGTH.size : begin])
    arrays = {}
    for name, tensor in header.items():
        if name != "__metadata__":
            start, end = tensor["data_offsets"]
            if begin + end > len(mapped):
                raise ValueError(f"{path.name} is cut off")
            dtype = np.dtype(_DTYPES[tensor["dtype"]])
            flat = np.frombuffer(mapped, dtype, (end - start) // dtype.itemsize, begin + start)
            arrays[name] = flat.reshape(tensor["shape"])
    return arrays
