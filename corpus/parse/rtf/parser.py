"""RTF files."""

from corpus.parse.models import Parsed, Progress, no_progress
from corpus.parse.rtf.reader import Reader

MEDIA_TYPE = "application/rtf"


def parse_rtf(data: bytes, progress: Progress = no_progress) -> Parsed:
    """Return the paragraphs, headings and table rows of an RTF file in reading order.

    Read as a docx file is: revisions as accepted, notes after the paragraph or the table that refers to
    them, no pages.

    Raises:
        DamagedFile: it is cut off, or its groups nest beyond reason.
    """
    return Parsed(tuple(Reader(data, progress).read()), MEDIA_TYPE)
