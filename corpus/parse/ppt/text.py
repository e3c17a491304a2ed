"""The texts of PowerPoint 97 files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.parse.ppt.records import Record

_HEADER, _CHARACTERS, _BYTES, _REFERENCE = 0x0F9F, 0x0FA0, 0x0FA8, 0x0F9E
_FIELDS = frozenset(
    {0x0FD8, 0x0FF7, 0x0FF8, 0x0FF9, 0x0FFA, 0x1015}
)  # page number, date, footer: one character each
_TITLE, CENTRE_TITLE = 0, 6  # what a text is for
_OTHER = 4


@dataclass(frozen=True, slots=True)
class Text:
    """A text: paragraphs end with ``\\r``, lines inside one with ``\\v``."""

    text: str
    kind: int

    @property
    def is_title(self) -> bool:
        """Tell the title of a slide."""
        return self.kind in (_TITLE, CENTRE_TITLE)

    def lines(self) -> list[str]:
        """Return the paragraphs that hold text."""
        return [line for line in self.text.split("\r") if line.strip()]


def texts(records: Iterable[Record]) -> Iterator[Text]:
    """Yield the texts of an outline or a text box, in order."""
    kind = _OTHER
    text: str | None = None
    fields: list[int] = []
    for record in records:
        if record.kind == _HEADER:
            if text is not None:
                yield Text(_without(text, fields), kind)
            kind, text, fields = record.integer(0), "", []
        elif record.kind == _CHARACTERS:
            text = record.data.decode("utf-16-le", "replace")
        elif record.kind == _BYTES:
            text = record.data.decode("latin-1")
        elif record.kind in _FIELDS:
            fields.append(record.integer(0))
    if text is not None:
        yield Text(_without(text, fields), kind)


def box_text(box: Record, outline: list[Text]) -> Text | None:
    """Return the text of a text box: its own, or the one of the outline that it refers to."""
    for record in box.children():
        if record.kind == _REFERENCE:
            number = record.integer(0)
            return outline[number] if number < len(outline) else None
    return next(texts(box.children()), None)


def _without(text: str, positions: list[int]) -> str:
    gone = set(positions)
    return "".join(c for i, c in enumerate(text) if i not in gone) if gone else text
