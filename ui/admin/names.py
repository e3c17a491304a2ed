"""Names of uploaded files: what a browser sends is not to be trusted with a place on our disk."""

import re
import unicodedata

from ui.errors import UploadRejected

_MAX_BYTES = 200  # of 255 that file systems take; staging adds to it
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$")


def safe_name(given: str) -> str:
    """Return the name that an upload is kept under: no folders, nothing unseen, nothing that hides it.

    Raises:
        UploadRejected: nothing is left of it.
    """
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", given)[-1])
    # Categories C*: control and direction characters, lone surrogates, what no font shows.
    name = "".join(c for c in name if not unicodedata.category(c).startswith("C"))
    name = re.sub(r"\s+", " ", _NOT_IN_NAMES.sub("_", name))
    name = re.sub(r"^[\s.~$]+", "", name).rstrip(
        " ."
    )  # hidden files and lock files are passed over when read
    found = _SUFFIX.search(name)
    suffix = found[0] if found else ""
    stem = name.removesuffix(suffix)
    while len((stem + suffix).encode()) > _MAX_BYTES:
        stem = stem[:-1]
    if not any(c.isalnum() for c in stem):
        raise UploadRejected("文件名里没有可用的字，请改名后再上传。")
    return stem + suffix
