"""The header by which a browser saves what it gets instead of showing it."""

import re
from urllib.parse import quote

_UNSAFE = re.compile(
    r'[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff<>:"/\\|?*]+'
)
_LONGEST = 120  # characters; file systems take 255 bytes


def disposition(name: str) -> str:
    """Return a Content-Disposition that names a file after the last part of ``name``, whatever it holds."""
    last = re.split(r"[/\\]", name)[-1]
    clean = _UNSAFE.sub("_", last).strip(" .") or "youju"
    if len(clean) > _LONGEST:
        stem, dot, suffix = clean.rpartition(".")
        kept = f"{dot}{suffix}" if stem and len(suffix) <= 8 else ""
        clean = clean[: _LONGEST - len(kept)] + kept
    # Old clients read the first form, which knows ASCII alone; all others the second.
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", clean)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(clean, safe='')}"
