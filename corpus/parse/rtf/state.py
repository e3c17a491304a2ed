"""What an RTF reader knows inside a group, and of the rows and styles that were defined."""

import re
from dataclasses import dataclass, field, replace

from corpus.parse.edges import RowShape
from corpus.parse.flow import TITLE

_HEADING_NAME = re.compile(r"(?:heading|标题|標題)\s*([1-9])", re.I)
_TITLE_NAMES = frozenset({"title", "标题", "標題"})
_BODY_LEVEL = 9  # outline level of what is no heading
_MAX_CELLS = 1_000


@dataclass(slots=True)
class Field:
    """A field: what it shows is its result, or follows from its instruction."""

    instruction: list[str] = field(default_factory=list)
    has_result: bool = False


@dataclass(slots=True)
class State:
    """The properties of a group. One inside it begins with a copy of them."""

    destination: str = "text"
    is_first: bool = True  # its first word is still to come
    is_optional: bool = False  # marked by \\*
    skip: int = 1  # characters after a \\u that stand for it in old programs
    font: int | None = None
    is_hidden: bool = False
    is_deleted: bool = False
    position: int = 0  # 1: raised, -1: lowered
    depth: int = 0  # tables that the paragraph stands in
    level: int | None = None  # heading level that the paragraph says itself
    style: int = 0
    is_drop_cap: bool = False  # a large first letter, to which the next paragraph belongs
    field: Field | None = None

    def inner(self) -> "State":
        """Return the state that a group inside this one begins with."""
        destination = "style" if self.destination == "stylesheet" else self.destination
        return replace(self, destination=destination, is_first=True, is_optional=False)

    def of_story(self) -> "State":
        """Return the state that a note or a text box begins with here."""
        return State(skip=self.skip, is_first=False, is_hidden=self.is_hidden, is_deleted=self.is_deleted)

    def begin_paragraph(self) -> None:
        """Forget the properties of paragraphs."""
        self.depth, self.level, self.style, self.is_drop_cap = 0, None, 0, False


@dataclass(slots=True)
class RowDefinition:
    """The shape of the rows that end before the next definition."""

    left: int = 0
    edges: list[int] = field(default_factory=list)
    joins_left: set[int] = field(default_factory=set)
    joins_above: set[int] = field(default_factory=set)
    is_header: bool = False

    def end_cell(self, edge: int) -> None:
        """End the definition of a cell."""
        if len(self.edges) < _MAX_CELLS:
            self.edges.append(edge)

    def shape(self) -> RowShape:
        """Return the shape."""
        return RowShape(
            (self.left, *self.edges), frozenset(self.joins_left), frozenset(self.joins_above), self.is_header
        )


@dataclass(slots=True)
class StyleSheet:
    """The heading levels of the styles, as ``flow.with_title`` counts them."""

    levels: dict[int, int] = field(default_factory=dict)
    name: str = ""  # of the style that is being defined

    def end_style(self, number: int, level: int | None) -> None:
        """End the definition of a style whose properties gave it this level."""
        name = self.name.strip().rstrip(";").strip()
        heading = _HEADING_NAME.fullmatch(name)
        if level is None and heading:
            level = heading_level(int(heading[1]) - 1)
        elif level is None and name.lower() in _TITLE_NAMES:
            level = TITLE
        self.levels[number] = level or 0
        self.name = ""


def heading_level(outline: int) -> int:
    """Return the heading level of an outline level, 0 for body text."""
    return outline + 1 + TITLE if 0 <= outline < _BODY_LEVEL else 0
