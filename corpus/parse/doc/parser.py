"""Word 97 to 2003 documents (doc), and those of WPS Office (wps), which have the same layout."""

import struct
from dataclasses import replace

from corpus.errors import DamagedFile
from corpus.parse.blips import pictures
from corpus.parse.doc.file import DAMAGED, OldWord, WordFile, open_word_file
from corpus.parse.doc.reader import Reader
from corpus.parse.docx.parser import parse_docx
from corpus.parse.models import Parsed, Progress, no_progress
from corpus.parse.office import convert
from corpus.parse.pictures import read_pictures, says_little

MEDIA_TYPE = "application/msword"


def parse_doc(data: bytes, progress: Progress = no_progress) -> Parsed:
    """Return the paragraphs, headings and table rows of a Word document in reading order.

    Read as a docx file is: revisions as accepted, notes after the paragraph or the table that refers to
    them, no pages; pictures where a document is hardly more than these. Documents of Word 95 and before
    need LibreOffice.

    Raises:
        EncryptedFile: it needs a password.
        DamagedFile: it is cut off, or not what it begins as.
        HelperMissing: it is older than Word 97, and there is no LibreOffice.
    """
    try:
        file = open_word_file(data)
    except OldWord:
        return replace(parse_docx(convert(data, "doc", "docx"), progress), media_type=MEDIA_TYPE)
    return _read(file, progress)


def _read(file: WordFile, progress: Progress) -> Parsed:
    try:
        blocks = Reader(file, progress).read()
    except (
        struct.error,
        IndexError,
        ValueError,
        RecursionError,
    ) as error:  # its tables contradict each other
        raise DamagedFile(DAMAGED) from error
    if says_little(blocks):
        stored = (*pictures(file.data), *pictures(file.main))
        read = read_pictures({str(number): picture for number, picture in enumerate(stored)}, progress)
        shown = [block for found in read.values() for block in found]
        return Parsed((*blocks, *shown), MEDIA_TYPE, recognised=bool(shown))
    return Parsed(tuple(blocks), MEDIA_TYPE)
