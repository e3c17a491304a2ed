"""PowerPoint 97 to 2003 presentations (ppt), and those of WPS Office (dps), which have the same layout."""

import itertools
import struct
from collections.abc import Iterable, Iterator
from dataclasses import replace

from corpus.errors import DamagedFile
from corpus.parse.flow import TITLE, paragraph_blocks, with_title
from corpus.parse.models import Block, Parsed, Progress, no_progress
from corpus.parse.pictures import read_pictures, says_little
from corpus.parse.ppt.file import DAMAGED, PowerPointFile
from corpus.parse.ppt.shapes import Shape, shapes
from corpus.parse.ppt.text import CENTRE_TITLE, texts
from corpus.parse.table import table_blocks

MEDIA_TYPE = "application/vnd.ms-powerpoint"
_LARGE = 0.03  # of the slide: a picture that may hold text, and no emblem


def parse_ppt(data: bytes, progress: Progress = no_progress) -> Parsed:
    """Return the blocks of the slides that are shown, as those of a pptx file: without speaker notes.

    Raises:
        EncryptedFile: it needs a password.
        DamagedFile: it is cut off, or not what it begins as.
    """
    try:
        return _parse(PowerPointFile(data), progress)
    except (
        struct.error,
        IndexError,
        ValueError,
        RecursionError,
    ) as error:  # its records contradict each other
        raise DamagedFile(DAMAGED) from error


def _parse(file: PowerPointFile, progress: Progress) -> Parsed:
    blocks: list[Block] = []
    recognised = False
    tables = itertools.count()
    slides = file.slides()
    for number, slide in enumerate(slides, 1):
        progress(number - 1, len(slides))
        if slide.is_hidden:
            continue
        shown = shapes(slide.record, list(texts(slide.outline)))
        own = list(_blocks(shown, tables, is_title_slide=slide.is_title_slide))
        if says_little(own):
            pictured = read_pictures(_pictures(file, shown), no_progress)
            recognised = recognised or any(pictured.values())
            own.extend(block for said in pictured.values() for block in said)
        blocks.extend(replace(block, page=number) for block in own)
    progress(len(slides), len(slides))
    return Parsed(tuple(with_title(blocks)), MEDIA_TYPE, recognised=recognised)


def _blocks(shown: Iterable[Shape], tables: Iterator[int], *, is_title_slide: bool) -> Iterator[Block]:
    """Yield the blocks of a slide, its title first."""
    for shape in sorted(shown, key=lambda shape: shape.text is None or not shape.text.is_title):
        if shape.rows:
            yield from table_blocks(shape.rows, next(tables))
        elif shape.text is not None and shape.text.is_title:
            is_deck_title = is_title_slide or shape.text.kind == CENTRE_TITLE
            level = TITLE if is_deck_title else TITLE + 1
            yield from paragraph_blocks("\n".join(shape.text.lines()), level)
        elif shape.text is not None:
            for line in shape.text.lines():
                yield from paragraph_blocks(line)


def _pictures(file: PowerPointFile, shown: Iterable[Shape]) -> dict[str, bytes]:
    """Return the pictures that are large enough to be pages or tables, by where they come in the order."""
    large = (
        (n, shape) for n, shape in enumerate(shown) if shape.picture and shape.area >= _LARGE * file.area
    )
    found = {str(number): file.picture(shape.picture) for number, shape in large}
    return {name: data for name, data in found.items() if data is not None}
