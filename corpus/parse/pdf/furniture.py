"""Running heads, page numbers and watermarks: what stands at the same place page after page.

A line is dropped only from the outer edge of a page inwards, and only where other pages have its like;
page numbers that can be nothing else go from a single page too.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corpus.parse.pdf.models import Line, Page

_ZONE = 0.16  # of the page's height, at its top and at its bottom
_DEPTH = 3  # rows of furniture at most
_SAME_PLACE = 4.0  # points
_ENOUGH = 3  # pages that must share a running head; two where the file is short
_SHORT_FILE = 4  # pages
_LARGEST = 1.12  # of the body's size: what is larger is a title, even on every page
_SMALL = 0.93
_APART = 1.3  # of the leading between furniture and body
_WATERMARK_SIZE = 1.5  # of the body's size

_NUMBER = re.compile(r"\d+")
_ROMAN = re.compile(r"[ivxlcIVXLC]{1,7}")
_DASHES = r"[-–—―─━~～·•*_]*"
# Page numbers, after white space has gone and figures have become #.
_SURE_NUMBER = re.compile(
    r"[-–—―─━~～·•]+#[-–—―─━~～·•]+ | 第#页[,，/]?(?:[(（]?共#页[)）]?)? | 共#页[,，/]?第#页 | Page#(?:of#)?",
    re.X | re.I,
)
_BARE_NUMBER = re.compile(rf"{_DASHES}#{_DASHES}|#/#|#of#", re.I)
_HAN_PAGE = re.compile(
    r"(?<=第)[〇零一二三四五六七八九十百]+(?=页)|(?<=共)[〇零一二三四五六七八九十百]+(?=页)"
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    page: int  # its index
    line: Line
    shape: str  # the text with figures made alike
    is_top: bool
    is_apart: bool  # small, or set off from the body

    @property
    def figure(self) -> int | None:
        found = _NUMBER.search(unicodedata.normalize("NFKC", self.line.text))
        return int(found.group()[:9]) if found else None


@dataclass(slots=True)
class _Seen:
    """Where the lines at the edges of all pages stand, by their shape."""

    pages: dict[tuple[bool, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    places: dict[tuple[bool, str, int], set[int]] = field(default_factory=lambda: defaultdict(set))
    figures: dict[tuple[bool, str, int], set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, candidate: _Candidate) -> None:
        key = candidate.is_top, candidate.shape
        self.pages[key].add(candidate.page)
        self.places[*key, round(candidate.line.y / _SAME_PLACE)].add(candidate.page)
        if candidate.figure is not None:
            self.figures[*key, candidate.page].add(candidate.figure)

    def pages_with(self, candidate: _Candidate) -> int:
        """Return how many pages have the like of a line at the same place."""
        place = round(candidate.line.y / _SAME_PLACE)
        key = candidate.is_top, candidate.shape
        return len(set().union(*(self.places.get((*key, p), set()) for p in (place - 1, place, place + 1))))

    def counts_pages(self, candidate: _Candidate) -> bool:
        """Tell a number that goes up by one from page to page, or alone in the margin is its page's."""
        key = candidate.is_top, candidate.shape
        figure = candidate.figure
        if figure is None:  # i, ii, iii
            return len(self.pages[key]) >= 2
        for steps in (-3, -2, -1, 1, 2, 3):
            if figure + steps in self.figures.get((*key, candidate.page + steps), ()):
                return True
        return candidate.is_apart and figure == candidate.page + 1 and len(self.pages[key]) == 1


def without_furniture(pages: Sequence[Page], body_size: float) -> list[Page]:
    """Return the pages without what repeats in their margins or behind their text."""
    edges = [
        rows
        for index, page in enumerate(pages)
        for rows in (_edge(index, page, body_size, top=True), _edge(index, page, body_size, top=False))
    ]
    seen = _Seen()
    for rows in edges:
        for row in rows:
            for candidate in row:
                seen.add(candidate)
    dropped: list[set[Line]] = [set() for _ in pages]
    enough = 2 if len(pages) <= _SHORT_FILE else _ENOUGH
    for rows in edges:
        for row in rows:
            if not all(_is_furniture(candidate, seen, enough, body_size) for candidate in row):
                break
            dropped[row[0].page].update(candidate.line for candidate in row)
    for index, lines in enumerate(_watermarks(pages, body_size)):
        dropped[index].update(lines)
    return [_without(page, lines) if lines else page for page, lines in zip(pages, dropped, strict=True)]


def _edge(index: int, page: Page, body_size: float, *, top: bool) -> list[list[_Candidate]]:
    """Return the outermost rows at the top or bottom of a page, from its edge inwards."""
    items = sorted((i for region in page.regions for i in region.items), key=lambda i: i.y, reverse=not top)
    leading = max((region.leading for region in page.regions), default=0.0) or 1.6 * body_size
    rows: list[list[_Candidate]] = []
    for at, item in enumerate(items):
        inside = item.y <= _ZONE * page.height if top else item.y >= (1 - _ZONE) * page.height
        if not isinstance(item, Line) or not inside:
            break
        following = next((i for i in items[at + 1 :] if abs(i.y - item.y) > 2), None)
        size = item.style.size
        apart = following is None or abs(following.y - item.y) > _APART * leading or size < _SMALL * body_size
        candidate = _Candidate(index, item, _shape(item.text), top, apart)
        if rows and abs(rows[-1][0].line.y - item.y) <= 2:
            rows[-1].append(candidate)
        elif len(rows) == _DEPTH:
            break
        else:
            rows.append([candidate])
    return rows


def _shape(text: str) -> str:
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if _ROMAN.fullmatch(plain):
        return "#"
    return _NUMBER.sub("#", _HAN_PAGE.sub("#", plain))


def _is_furniture(candidate: _Candidate, seen: _Seen, enough: int, body_size: float) -> bool:
    if _SURE_NUMBER.fullmatch(candidate.shape):
        return True
    if _BARE_NUMBER.fullmatch(candidate.shape):
        return seen.counts_pages(candidate)
    if candidate.line.style.size > _LARGEST * body_size or not candidate.is_apart:
        return False
    return seen.pages_with(candidate) >= enough


def _watermarks(pages: Sequence[Page], body_size: float) -> list[list[Line]]:
    """Return the pale large or slanting lines of each page that other pages have at the same place."""
    found: dict[tuple[str, int], list[tuple[int, Line]]] = defaultdict(list)
    for index, page in enumerate(pages):
        for region in page.regions:
            for item in region.items:
                if isinstance(item, Line) and _may_be_watermark(item, body_size):
                    found["".join(item.text.split()), round(item.y / 10)].append((index, item))
    dropped: list[list[Line]] = [[] for _ in pages]
    for places in found.values():
        is_repeated = len({index for index, _ in places}) >= 2
        for index, line in places:
            slants = line.style.angle % 90 != 0
            stands_out = line.style.light or line.style.size >= _WATERMARK_SIZE * body_size
            if is_repeated or (slants and stands_out):
                dropped[index].append(line)
    return dropped


def _may_be_watermark(line: Line, body_size: float) -> bool:
    if line.style.angle % 90:
        return True
    return line.style.light and line.style.size >= _WATERMARK_SIZE * body_size


def _without(page: Page, dropped: set[Line]) -> Page:
    regions = tuple(
        replace(region, items=tuple(i for i in region.items if not isinstance(i, Line) or i not in dropped))
        for region in page.regions
    )
    return replace(page, regions=tuple(region for region in regions if region.items))
