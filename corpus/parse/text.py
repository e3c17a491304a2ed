"""Plain text: every line is a block."""

from corpus.encoding import decode
from corpus.parse.models import Block, Parsed, Progress, no_progress


def parse_text(data: bytes, progress: Progress = no_progress) -> Parsed:
    """Return the lines of a text file as blocks; line ends of every system count."""
    text, _ = decode(data)
    return Parsed(tuple(Block(line) for line in text.splitlines()), "text/plain")
