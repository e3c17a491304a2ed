"""Is a JSON body one that every part of us can carry on? Python reads more than JSON allows."""

import json
import re
from collections.abc import Iterable
from math import isfinite
from typing import NoReturn

_DEPTH = 32  # of objects and lists in each other; ours need 4
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def is_sound(body: bytes) -> bool:
    """Tell whether ``body`` is strict JSON, no deeper than 32, whose texts can all be written as UTF-8.

    What Python takes beyond that (``NaN``, half a character as ``\\ud800``, a thousand brackets) would fail
    later: in the store, in the log, or where the answer is written.
    """
    try:
        value = json.loads(body, parse_constant=_refuse, parse_float=_finite)
        if _SURROGATE.search(body):
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):  # UnicodeError is a ValueError
        return False
    return body.count(b"[") + body.count(b"{") <= _DEPTH or not _is_deep(value)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def _finite(number: str) -> float:
    value = float(number)
    return value if isfinite(value) else _refuse(number)


def _is_deep(value: object) -> bool:
    level: list[object] = [value]
    for _ in range(_DEPTH):
        level = [inner for outer in level for inner in _members(outer)]
    return bool(level)


def _members(value: object) -> Iterable[object]:
    """Return what a list or an object holds that may hold more."""
    held = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (inner for inner in held if isinstance(inner, (dict, list)))
