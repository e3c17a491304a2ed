"""The only place that drops or changes text. It runs before the first offset exists.

What goes: characters that nobody sees (zero width, bidirectional controls), the white space around
lines, lines that are page furniture, and the second copy of a body that stands twice. No character
of a line that stays is rewritten.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.parse.models import Block, RowCells

# Zero-width and bidirectional controls, soft hyphen, byte-order mark, and other C0/C1 controls.
_INVISIBLE = re.compile(
    r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\x00-\x08\x0e-\x1f\x7f-\x9f]"
)
_LINE_BREAKS = re.compile(r"[\n\v\f\r\u0085\u2028\u2029]+")

# Lines that are furniture wherever they stand.
_FURNITURE = re.compile(
    r"""^[\s>»|·•\-]*(?:
      (?:您?(?:当前|现在|目前)?(?:所在)?的?位置)\s*[:：].* | .*(?:Flash\s*Player|浏览器版本过低).*
    | (?:(?:[【\[(（]\s*)?
        (?:打\s*印|关\s*闭|字\s*[体号]|分\s*享|收\s*藏|下\s*载\s*本?\s*文|返回顶部|回到顶部|纠错|[大中小]
        |微信|微博|QQ空间|(?:点击|浏览|访问|阅读)(?:次数|量|数)[\s:：]*+[-\d]*+)
      (?:本页|窗口|到|至)?[\s:：】\])）|]*+)+
    | (?:[^|]{1,12}\|)*\s*(?:网站首页|首页|设为首页|加入收藏|RSS)\s*(?:\|[^|]{1,12})*
    | 分享(?:到|至)?\s*[:：]?.{0,20} | 扫一扫.{0,30} | 微信|微博|QQ空间
    | (?:上一篇|下一篇).*
    | (?:(?:登录|注册|首页|网站首页|设为首页|加入收藏|无障碍|长者模式|网站地图|联系我们|电话咨询|在线咨询|网警)[\s|]*)+
    | (?:点击|浏览|访问|阅读)(?:次数|量|数)?\s*[:：]?\s*[-\d]*\s*次?
    | 相关(?:链接|阅读|文章|新闻|法律法规|推荐)\s*[:：]?
    )\s*$""",
    re.X,
)
# A line that only a page's footer holds.
_FOOTER = re.compile(
    r"ICP\s*备?|公网安备|版权所有|网站标识码|Copyright|All Rights Reserved|©|技术支持\s*[:：]|主办单位\s*[:：]"
    r"|承办单位\s*[:：].*版权|本站资源未经许可|Produced By"
)
_SENTENCE_END = re.compile(r"[。！？!?；;：:](?:\s*[”」』）)])?(?:\s*[（(][^（）()]{2,20}[)）])?$")
_DATE_LINE = re.compile(
    r"^[\s(（]*(?:\d{4}|[二〇○零一九十OＯ]{4})\s*年\s*[\d〇零一二三四五六七八九十]+\s*月.{0,12}$"
)
_ATTACHMENT = re.compile(r"^\s*附件|^\s*附\s*[:：]|^[（(]?(?:抄送|主送|联系人|联系电话|公开方式|经办人)")
_BODY_LINE = 30  # characters; a longer line that ends as a sentence is body text, and any numbered one
_NUMBERED = re.compile(
    r"第.{1,8}[条款]|[〇一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d{1,2}[.．、]|特此|[本此].{0,12}自.*[施执]行"
)
_FURNITURE_LINE = 120  # characters; a longer line holds something of the document's own
_TWICE_MIN = 200  # characters that must stand twice to be taken for a second copy of the body
_TWICE_ANCHOR = 20


def clean(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks that are the document's own, each a single line of visible text."""
    tidy = [tidied for block in blocks for tidied in _tidy(block)]
    own = [b for b in tidy if len(b.text) > _FURNITURE_LINE or not _FURNITURE.match(b.text)]
    return tuple(_without_second_body(_without_footer(own)))


def visible(text: str) -> str:
    """Return ``text`` without the characters that nobody sees, and without white space around it."""
    return _INVISIBLE.sub("", text).strip()


def _tidy(block: Block) -> list[Block]:
    if block.row is not None:
        return _tidy_row(block, block.row)
    if block.breaks:
        return _tidy_across_pages(block)
    lines = (visible(line) for line in _LINE_BREAKS.split(block.text))
    return [replace(block, text=line) for line in lines if line]


def _tidy_row(block: Block, row: RowCells) -> list[Block]:
    """Tidy each cell by itself; cells that turn out empty at either end go."""
    cells = [visible(_LINE_BREAKS.sub(" ", cell)) for cell in block.text.split("\t")]
    filled = [i for i, cell in enumerate(cells) if cell]
    if not filled:
        return []
    keep = slice(filled[0], filled[-1] + 1)
    tidied = replace(row, columns=row.columns[keep], spans=row.spans[keep], headings=row.headings[keep])
    return [replace(block, text="\t".join(cells[keep]), row=tidied)]


def _tidy_across_pages(block: Block) -> list[Block]:
    """Tidy a paragraph that runs over pages, so that its breaks stay where the pages turn."""
    text = ""
    breaks = []
    for start, end in pairwise((0, *block.breaks, len(block.text))):
        part = _LINE_BREAKS.sub(" ", _INVISIBLE.sub("", block.text[start:end]))
        if start:
            breaks.append(len(text))
        text += part if text else part.lstrip()
    text = text.rstrip()
    return [replace(block, text=text, breaks=tuple(min(b, len(text)) for b in breaks))] if text else []


def _without_footer(blocks: list[Block]) -> list[Block]:
    """Cut what follows the last line of the body, if a page footer is among it."""
    last = max((i for i, block in enumerate(blocks) if _is_body(block)), default=-1)
    footer = next((i for i in range(last + 1, len(blocks)) if _is_footer(blocks[i])), None)
    if footer is None:
        return blocks
    return blocks[: last + 1] if last >= 0 else blocks[:footer]  # no line is surely body: spare what can be


def _is_footer(block: Block) -> bool:
    return len(block.text) <= _FURNITURE_LINE and bool(_FOOTER.search(block.text))


def _is_body(block: Block) -> bool:
    text = block.text
    if _is_footer(block):
        return False
    if _DATE_LINE.match(text) or _ATTACHMENT.match(text) or "\t" in text:
        return True
    return (len(text) >= _BODY_LINE or bool(_NUMBERED.match(text))) and bool(_SENTENCE_END.search(text))


def _without_second_body(blocks: list[Block]) -> list[Block]:
    """Keep one of two identical runs of lines, as pages hold that show their body twice."""
    first_at: dict[str, int] = {}
    i = 0
    kept: list[Block] = []
    while i < len(blocks):
        text = blocks[i].text
        j = first_at.get(text)
        if j is not None:
            run = 0
            while j + run < i and i + run < len(blocks) and blocks[j + run].text == blocks[i + run].text:
                run += 1
            if sum(len(block.text) for block in blocks[i : i + run]) >= _TWICE_MIN and run >= 2:
                i += run
                continue
        elif len(text) >= _TWICE_ANCHOR:
            first_at[text] = i
        kept.append(blocks[i])
        i += 1
    return kept
