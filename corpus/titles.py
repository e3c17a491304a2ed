"""Titles: where they stand, how lines of one are put together, and what of two titles is the same."""

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.dates import find_date
from corpus.labels import is_label
from corpus.lines import Found, Line
from corpus.numbers import NUMBER, own_number
from corpus.offices import office

_LINES = 40  # that may hold the title
_LONGEST = 120  # characters
_END = re.compile(
    r"(?:通知|通知书|报告|意见|决定|决议|公告|通告|布告|办法|规定|条例|细则|方案|预案|规划|纲要|总结|计划|函|批复|纪要|议案|提案|通报|命令|令|法|法典|章程|公报|指南"
    r"|制度|规则|要点|措施|解读|纪实|讲话|标准|规范|目录|清单|名单|说明|情况|汇报|请示|建议|答复|解释|通则|准则|公约|协议|指引|规程|倡议书|公开信|要求|政策|致辞"
    r"|须知|流程|问答|一览表|须知|声明|启事|宣言|简报|白皮书|年鉴|须知|安排|事项|修正案|提示|提醒|告知书)(?:\s*[（(][^（）()]{1,30}[)）])*$"
)
_LETTERHEAD = re.compile(r"(?:文件|公报|简报|会议纪要)$")
_NUMBERED = re.compile(
    r"[一二三四五六七八九十\d]+[、.．]|[（(][一二三四五六七八九十\d]+[)）]|第.{1,3}[章条节编]|附\s*件|附\s*[:：表]"
)
_STOPS = re.compile(r"[。；;:：!！?？\t]$")
_OPENS = re.compile(r"关于|印发|转发|批转|发布|公布|对.{2,40}第\d+号")
_GOES_ON = re.compile(r"[及和与并的暨]")
_INSIDE = re.compile(r"(?:关于|印发|转发|批转|对)")
_BYLINE = re.compile(
    r"\s*[(（【]?(?:作者|来源|记者|编辑|发布|时间|日期|导读|各[^，。]{2,}[:：]$|索\s*引|文\s*号|(?:19|20)\d{2}[-年./]|\d{1,2}月\d{1,2}日"
    r"|新华社|本报|中新[网社]|[\u4e00-\u9fff]{2,8}(?:讯|电)(?:[(（\s]|$)|日前|近日)"
)
_REPORT = re.compile(
    r"^(?:近日|日前|昨日|今日|\d{1,2}月\d{1,2}日|(?:19|20)\d{2}[-年]\d{1,2}[-月])|记者|通讯员|[讯电](?:[（(]|$)|日[讯电]|\d{8}"
)
_TWICE = re.compile(r"(.{8,60}?)\s*\1")  # a headline, and again where the page's text begins
_AGENCY = "新华社|本报|中新[网社]|人民网|央广网|财联社|新华网|中国新闻网|[\\u4e00-\\u9fff]{2}(?:日报|晚报|都市报|青年报|消费者报)"
_DATELINE = re.compile(
    rf"([^。；]{{8,60}}?)\s*(?:(?:{_AGENCY})[\u4e00-\u9fff]{{0,6}}(?:\d{{1,2}}月\d{{1,2}}日)?(?:讯|电|消息)|[（(\s]记者)"
)
_BREADCRUMB = re.compile(
    r"^(?:首页|当前位置|您的位置|网站首页|政府信息公开|信息公开|政务公开|法律法规|登录)|[>»＞]"
)
_SITE_TAIL = re.compile(r"(?:\s*[-_|｜–>＿]+\s*|\s+—+\s*|\s*(?=【))(?P<tail>[^-_|｜—–>＿]{2,40})$")
_SITE = re.compile(
    r"(?:网|网站|门户|频道|栏目|专栏|信息公开|政务公开|人民政府|公众号|新闻|平台|政策文件|通知公告)$|^(?:【.*】|首页)$"
)
_PREFIX = re.compile(r"^(?:\[[^\]]{1,8}\]|【[^】]{1,8}】|原标题\s*[:：]|标题\s*[:：]|题\s*[:：])\s*")
_HAN = re.compile(r"[\u4e00-\u9fff《》“”（）、]+")
_OPENING = 40  # characters of a text without title that stand for it


def heading(lines: Sequence[Line]) -> Found[str] | None:
    """Return the first heading of the first level that the format marks."""
    head = lines[:_LINES]
    for at, line in enumerate(head):
        text = line.text.strip()
        if line.level == 1 and len(text) >= 4 and not _is_frame(text):
            if not _END.search(text) and at + 1 < len(head) and head[at + 1].level == 1:
                return _joined(head, at, at + 1)  # one title set as two headings
            return _found(line, text)
    return None


def page_title(title: str | None, lines: Sequence[Line]) -> Found[str] | None:
    """Return a page's <title> without the site's name, if the page shows it, on one line or several."""
    candidates = [c for c in _without_site(title or "") if len(c) >= 6]
    head = lines[:_LINES] if candidates else []
    for line in head:
        for candidate in candidates:
            if candidate in line.text and len(line.text) <= 2 * _LONGEST:
                start = line.start + line.text.index(candidate)
                return Found(candidate, "title", start, start + len(candidate))
    wanted = {_folded(candidate) for candidate in candidates}
    for first in range(len(head)):
        for last in range(first, min(first + 5, len(head))):
            if _folded("".join(line.text for line in head[first : last + 1])) in wanted:
                return _joined(head, first, last)
    for line in head:  # a page may show less of a title than its window
        text = line.text.strip()
        if (
            len(text) >= 6
            and not _STOPS.search(text)
            and any(text in c and 2 * len(text) > len(c) for c in candidates)
        ):
            return _found(line, text)
    return None


def shaped(lines: Sequence[Line]) -> Found[str] | None:
    """Return the first lines that read like a title: …关于…的通知, on one line or several."""
    head = [line for line in lines[:_LINES] if not line.is_row]
    for at, line in enumerate(head):
        text = line.text.strip()
        if at and text.endswith("。") and len(text) > 80:
            break  # the body has begun
        if _may_be_title(text) and _END.search(_unspaced(text)):
            first = _first_line(head, at)
            if at and line.block == 0 and not any(_OPENS.search(part.text) for part in head[first : at + 1]):
                continue  # a headline's last part
            twice = _TWICE.fullmatch(text)
            return _found(line, twice.group(1)) if twice else _joined(head, first, at)
    return None


def opening(lines: Sequence[Line], file_title: str | None) -> Found[str] | None:
    """Return what stands for a title that is not there: a headline, the file's name, or the first words."""
    head = [line for line in lines[:25] if not line.is_row]
    if head:
        begins = _PREFIX.sub("", head[0].text.strip())
        above = _TWICE.match(begins) or _DATELINE.match(begins)
        if above:
            return _found(head[0], above.group(1))
    headline = _headline(head)
    if headline:
        return headline
    for line in head:
        text = line.text.strip()
        if _may_be_title(text) and len(text) >= 6 and not office(text):
            return _found(line, text)
        if len(text) > 80:
            break
    if lines and not (lines[0].is_row and file_title):
        first = lines[0]
        words = re.split(r"[。；;\t]", first.text)[0].strip()
        short = words if len(words) <= _OPENING else words[:30]
        if short and (short == words or not file_title):
            start = first.start + first.text.index(short)
            return Found(short if short == words else short + "…", "text", start, start + len(short))
    return Found(file_title, "file_name") if file_title else None


def names_a_kind(title: str) -> bool:
    """Tell whether a title ends with a kind of document: …通知, …办法（试行）."""
    return bool(_END.search(title))


def clean_title(found: Found[str]) -> Found[str]:
    """Take from a given title what is the site's: 原标题：, _某某政府门户网站."""
    title = _PREFIX.sub("", found.value)
    cut = _SITE_TAIL.search(title)
    while cut and _SITE.search(cut["tail"]) and cut.start() >= 6:
        title = title[: cut.start()]
        cut = _SITE_TAIL.search(title)
    if title == found.value or found.start is None:
        return Found(title, found.rule, found.start, found.end)
    start = found.start + found.value.index(title)
    return Found(title, found.rule, start, start + len(title))


def _without_site(title: str) -> list[str]:
    """Return the title and what is left of it without one, two, three parts at its end."""
    title = _PREFIX.sub("", title[:300].strip())
    candidates = [title] if title else []
    while (cut := _SITE_TAIL.search(title)) and cut.start() >= 6 and len(candidates) < 4:
        title = title[: cut.start()]
        candidates.append(title)
    return candidates


def _is_frame(text: str) -> bool:
    return bool(_LETTERHEAD.search(text) or _BREADCRUMB.search(text)) and not _OPENS.search(text)


def _may_be_title(text: str) -> bool:
    return (
        5 <= len(text) <= _LONGEST
        and not _STOPS.search(text)
        and not _NUMBERED.match(text)
        and not is_label(text)
        and not own_number(text)
        and not _BREADCRUMB.search(text)
        and not _REPORT.search(text)
        and not (find_date(text) and len(text) <= 24)
        and not _LETTERHEAD.search(text)
    )


def _first_line(lines: Sequence[Line], last: int) -> int:
    """Return where the title that ends on line ``last`` begins: …关于… may stand up to four lines above."""
    first = last
    title = lines[last].text.strip()
    if _GOES_ON.match(title) or not _OPENS.search(title):
        for at in range(last - 1, max(-1, last - 5), -1):
            text = lines[at].text.strip()
            if not _may_be_part(text):
                break
            if _OPENS.search(text) or _GOES_ON.match(lines[at + 1].text.strip()):
                first = at
    begins = lines[first].text.strip()
    while first > 0 and last - first < 6 and office(lines[first - 1].text):
        name = lines[first - 1].text.strip()
        same_line = lines[first - 1].block == lines[first].block and not begins.startswith(name)
        if not _INSIDE.match(begins) and not (same_line and _OPENS.search(begins)):
            break
        first -= 1  # the offices that the title begins with, each on its line
    return first


def _may_be_part(text: str) -> bool:
    return (
        2 <= len(text) <= 60
        and not _STOPS.search(text)
        and not _END.search(text)
        and not is_label(text)
        and not NUMBER.search(text)
        and not _NUMBERED.match(text)
        and not _BREADCRUMB.search(text)
        and (not _LETTERHEAD.search(text) or bool(_OPENS.search(text)))
        and not find_date(text)
        and (office(text) is None or bool(_OPENS.search(text)))
        and "\t" not in text
    )


def _headline(lines: Sequence[Line]) -> Found[str] | None:
    """Return the headline that a text in one line begins with, up to the byline or the body."""
    parts: list[Line] = []
    for line in lines[:6]:
        if (
            line.block != lines[0].block
            or len(line.text) > 60
            or re.search("[。；]", line.text)
            or _BYLINE.match(line.text)
        ):
            break
        parts.append(line)
    if (
        not parts
        or len(parts) == len(lines)
        or len(parts) == 6
        or not 6 <= sum(len(part.text) for part in parts) <= 90
    ):
        return None
    if lines[len(parts)].block != lines[0].block or office(parts[0].text):
        return None
    if any(_REPORT.search(part.text) or part.text.count("（") != part.text.count("）") for part in parts):
        return None
    title = " ".join(part.text.strip() for part in parts)
    return Found(title, "heading", parts[0].start, parts[-1].end) if len(title) <= _LONGEST else None


def _joined(lines: Sequence[Line], first: int, last: int) -> Found[str]:
    """Put the lines of one title together, without the spaces that spread its characters over the line."""
    parts = [_unspaced(line.text.strip()) for line in lines[first : last + 1]]
    title = parts[0]
    for before, part in pairwise(parts):
        names = office(before) and not _INSIDE.match(part)  # two offices, not one and what it does
        apart = names or not (_is_han(before[-1]) and _is_han(part[0]))
        title += (" " if apart and part[0] not in "《“（(" and before[-1] not in "》”）)、—" else "") + part
    line = lines[first]
    start = line.start + len(line.text) - len(line.text.lstrip())
    end = lines[last].start + len(lines[last].text.rstrip())
    return Found(title, "heading", start, end)


def _unspaced(text: str) -> str:
    """Take out the white space that spreads a title over its line: 某 某 预 案 的 函."""
    parts = text.split()
    spread = len(parts) >= 3 and len(text.replace(" ", "")) <= 3 * len(parts)
    return "".join(parts) if spread and all(_HAN.fullmatch(part) for part in parts) else text


def _folded(text: str) -> str:
    return re.sub(r"\s", "", text)


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff" or character.isdigit()


def _found(line: Line, text: str) -> Found[str]:
    start = line.start + line.text.index(text)
    return Found(_unspaced(text), "heading", start, start + len(text))
