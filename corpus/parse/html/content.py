"""Which lines of a page are the document's: not its menus, its lists of other pages, its banner."""

import re
from collections.abc import Sequence
from itertools import accumulate

from corpus.furniture import has_label, is_body, is_footer, is_furniture
from corpus.parse.html.line import Extent, Line, Page
from corpus.parse.models import Block

_LINK_SHARE = 0.6  # of a line's characters: more is a menu or the title of another page
_LINK_RUN = 3  # so many links one after the other are navigation; fewer may be references
_ATTACHMENT = re.compile(
    r"^[\s\d.、（(]*(?:附件|附表|附图|附录|附\s*[:：\d一二三])|\.(?:docx?|wps|xlsx?|et|pdf|ofd|zip|rar)\s*[)）]?$",
    re.I,
)
_LIST_LABEL = re.compile(
    r"热[点门]|最新|推荐|专题|栏目|列表|目\s*录|导航|排行|动态|新闻|要闻|公告|资讯|更多|相关|链接|信息$"
)
_LABEL_LINE = 24  # characters of the heading of a list of other pages
_CONTENT_SHARE = 0.9  # of the page's text that the element must hold which is taken for its content
_CONTENT_MIN = 150  # characters; a page with less shows no content
_BESIDE = 240  # characters; a longer line is of the content
_GIVEN_UP = 40  # characters; a longer line outside the content stays
_TITLE_MIN = 5
_OWN_LINE = re.compile(
    r"[。；;：:）)》”]$|[〔\[(（【]\s*\d{4}\s*[〕\])）】]\s*第?\s*\d+\s*号|第\s*\d+\s*号$|(?:文件|令)$"
)
_SIGNATURE = re.compile(r"[\u4e00-\u9fff]{2,24}(?:政府|办公[厅室]|委员会|局|厅|部|院)")


def own_blocks(page: Page, titles: Sequence[str]) -> list[Block]:
    """Return the blocks of a page without what belongs to the site.

    Args:
        page: all lines of the page.
        titles: what the page's head says that its title is, the surest first.
    """
    kept = _without_link_lists(page.lines)
    content = _content(page, kept, titles)
    if content is None:
        return [page.lines[i].block for i in kept]
    title = _title_line(page.lines, kept, content, titles)
    head = 0 if title is None else min(title, content.start)
    foot = max((i + 1 for i in kept if _ends_body(page.lines[i].block.text)), default=0)
    foot = max(foot, content.end)
    return [page.lines[i].block for i in kept if head <= i < foot or not _is_given_up(page.lines[i])]


def _ends_body(text: str) -> bool:
    return is_body(text) or bool(_SIGNATURE.fullmatch(text))


def _without_link_lists(lines: Sequence[Line]) -> list[int]:
    """Return the places of the lines that are no menus and lists of other pages."""
    kept: list[int] = []
    run: list[int] = []
    for i, line in enumerate(lines):
        if _is_link(line):
            run.append(i)
            continue
        _end_run(lines, kept, run)
        run = []
        kept.append(i)
    _end_run(lines, kept, run)
    return kept


def _end_run(lines: Sequence[Line], kept: list[int], run: list[int]) -> None:
    """Keep a run of links that is too short for a menu; drop a menu with the heading above it."""
    if sum(lines[i].links for i in run) < _LINK_RUN:
        kept.extend(run)
    elif kept and _is_list_label(lines[kept[-1]].block):
        kept.pop()


def _is_link(line: Line) -> bool:
    if line.share < _LINK_SHARE or line.block.level in {1, 2}:
        return False
    return not (line.has_file or _ATTACHMENT.search(line.block.text))


def _is_list_label(block: Block) -> bool:
    return block.level != 1 and len(block.text) <= _LABEL_LINE and bool(_LIST_LABEL.search(block.text))


def _content(page: Page, kept: Sequence[int], titles: Sequence[str]) -> Extent | None:
    """Return the smallest element that holds nearly all text of the page, titles and labels left aside."""
    weights = [0] * len(page.lines)
    for i in kept:
        text = page.lines[i].block.text
        if page.lines[i].share < _LINK_SHARE and not _is_beside(text, titles):
            weights[i] = len(text)
    before = [0, *accumulate(weights)]
    if before[-1] < _CONTENT_MIN:
        return None
    enough = _CONTENT_SHARE * before[-1]
    holding = (e for e in page.extents if before[e.end] - before[e.start] >= enough)
    return min(holding, key=lambda extent: extent.end - extent.start, default=None)


def _is_beside(text: str, titles: Sequence[str]) -> bool:
    """Tell a line that may stand outside the content of a page, for what it says of the document or the site."""
    if len(text) > _BESIDE:
        return False
    return (
        has_label(text)
        or is_footer(text)
        or is_furniture(text, is_page=True)
        or any(_is_of(text, title) for title in titles)
    )


def _title_line(
    lines: Sequence[Line], kept: Sequence[int], content: Extent, titles: Sequence[str]
) -> int | None:
    """Return where the title stands: the longest line of what the head names, or the first heading."""
    above = [i for i in kept if i < content.end]
    for title in titles:
        named = [i for i in above if _is_of(lines[i].block.text, title)]
        if named:
            best = max(named, key=lambda i: (min(len(lines[i].block.text), len(title)), -i))
            while best - 1 in named:
                best -= 1
            return best
    return next((i for i in above if lines[i].block.level in {1, 2}), None)


def _is_of(text: str, title: str) -> bool:
    plain, whole = "".join(text.split()), "".join(title.split())
    return min(len(plain), len(whole)) >= _TITLE_MIN and (plain in whole or whole in plain)


def _is_given_up(line: Line) -> bool:
    """Tell a short line outside the content that has nothing of a document about it."""
    block = line.block
    if block.row is not None or len(block.text) > _GIVEN_UP or line.has_file:
        return False
    return not (has_label(block.text) or _OWN_LINE.search(block.text) or is_body(block.text))
