"""One entry of an export, and text that the files of exports can hold."""

import re
from dataclasses import dataclass

from ui.cite.excerpt import Excerpt

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A quote read anew, what the reader noted on it, and the spans that answered."""

    excerpt: Excerpt
    note: str = ""
    marks: tuple[tuple[int, int], ...] = ()  # offsets of the document, within the excerpt


def sound(text: str) -> str:
    """Return text as XML can hold it: what has no place there becomes a sign that something is missing."""
    return _NOT_IN_XML.sub("\ufffd", text)
