"""What every parser returns, whatever the format."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or table row, in reading order, without line breaks inside.

    ``level`` is 1 to 6 for a heading that the format marks as one, 0 for all else. The cells of a
    table row are separated by tabs.
    """

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file's content before cleaning. ``fields`` are values that the format labels itself."""

    blocks: tuple[Block, ...]
    media_type: str
    fields: dict[str, str] = field(default_factory=dict)
