"""Plain text: every line is a block."""

from corpus.parse.models import Block, Parsed


def parse_text(text: str) -> Parsed:
    """Return the lines of ``text`` as blocks; line ends of every system count."""
    return Parsed(tuple(Block(line) for line in text.splitlines()), "text/plain")
