"""An RTF file's tokens: control words, groups and text bytes."""

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

_TOKEN = rb"""
      \\([a-zA-Z]{1,32})(-?[0-9]{1,10})?[ ]?   # a word and its number
    | ((?:\\'[0-9a-fA-F]{2})+)                 # bytes
    | \\(.)                                    # a sign
    | ([{}])
    | [\r\n\0]+
    | (%s+)                                    # bytes as they are
    | .
"""
_PLAIN = rb"[^\\{}\r\n\0]"
_DOUBLE = rb"(?:[\x81-\xfe][\x40-\x7e\x80-\xfe]|[^\\{}\r\n\0])"  # the second byte of 乗 is a backslash
_DOUBLE_BYTE_PAGES = {932, 936, 949, 950, 54936}
_PAGE = re.compile(rb"\\ansicpg([0-9]{1,5})")
_HEADER = 4_000  # bytes within which a file names its code page
_BRACES = re.compile(rb"\\bin([0-9]{1,10}) ?|\\[\\{}]|([{}])")
_ESCAPED = {b"\\": b"\\", b"{": b"{", b"}": b"}"}


class Kind(Enum):
    """What a token is."""

    OPEN = auto()
    CLOSE = auto()
    WORD = auto()
    SIGN = auto()  # a control that is no letter: ``\\~``, ``\\*``
    BYTES = auto()


class Token(NamedTuple):
    """A token; ``number`` belongs to a word, None if it has none."""

    kind: Kind
    word: str = ""
    number: int | None = None
    data: bytes = b""


_OPEN, _CLOSE = Token(Kind.OPEN), Token(Kind.CLOSE)


def code_page(data: bytes) -> int | None:
    """Return the number of the code page that a file names, None if it names none."""
    found = _PAGE.search(data[:_HEADER])
    return int(found[1]) if found else None


class Tokens:
    """The tokens of a file, in order. What a group holds can be skipped."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.position = 0
        page = code_page(data)
        text = _DOUBLE if page is None or page in _DOUBLE_BYTE_PAGES else _PLAIN
        self._token = re.compile(_TOKEN % text, re.X | re.S)

    def __iter__(self) -> Iterator[Token]:
        """Yield the tokens; binary data is left out."""
        while match := self._token.match(self._data, self.position):
            self.position = match.end()
            if match[5]:
                yield _OPEN if match[5] == b"{" else _CLOSE
            elif match[6]:
                yield Token(Kind.BYTES, data=match[6])
            elif match[3]:
                yield Token(Kind.BYTES, data=bytes.fromhex(match[3].replace(b"\\'", b"").decode("ascii")))
            elif match[1]:
                number = int(match[2]) if match[2] else None
                if match[1] == b"bin":
                    self.position += max(number or 0, 0)
                else:
                    yield Token(Kind.WORD, match[1].decode("ascii"), number)
            elif match[4] in _ESCAPED:
                yield Token(Kind.BYTES, data=_ESCAPED[match[4]])
            elif match[4]:
                yield Token(Kind.SIGN, match[4].decode("latin-1"))

    def skip_group(self) -> None:
        """Go on behind the group that is open: to the brace that closes it, which is still given out."""
        depth = 0
        while match := _BRACES.search(self._data, self.position):
            if match[2] == b"}" and depth == 0:
                self.position = match.start()
                return
            self.position = match.end()
            if match[1]:
                self.position += int(match[1])
            elif match[2]:
                depth += 1 if match[2] == b"{" else -1
        self.position = len(self._data)
