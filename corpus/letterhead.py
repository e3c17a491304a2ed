"""The red head: ××县人民政府文件 and the 文号 below it; and what a title itself says of issuer and 文号."""

import re
from collections.abc import Sequence

from corpus.labels import is_label
from corpus.lines import Found, Line
from corpus.numbers import NUMBER, own_number
from corpus.offices import office, offices

_LINES = 25  # in which a document's own 文号 stands
_HEAD = 8  # lines in which its letterhead stands
_FILE = re.compile(r"\s*文\s*件$")
_SIGNER = re.compile(r"\s*(?:签发人|签批|密级|[（(]?\s*此件|★|主动公开).*")
_SALUTATION = re.compile(r"^[^:：]{2,}[:：]$|(?<=.{60})[。；]$")
_VERB = re.compile(
    r"\s*(?:关于|印发|转发|批转|(?:发布|公布)(?=.*(?:通知|公告|通告|令|决定)$)|对(?=.{4,40}(?:提案|建议|请示|意见))|(?:19|20)\d{2}年)"
)


def letterhead_issuer(lines: Sequence[Line]) -> Found[str] | None:
    """Return the offices of a red head: ××文件, or in a joint one the offices above and below 文件."""
    head = lines[:_HEAD]
    for at, line in enumerate(head):
        file = _FILE.search(line.text)
        if file is None or line.is_row:
            continue
        first = last = at
        while first > 0 and office(head[first - 1].text):
            first -= 1
        alone = not line.text[: file.start()].strip()
        while alone and last + 1 < len(head) and office(head[last + 1].text):
            last += 1
        names = [name for one in head[first:at] for name in offices(one.text)]
        names += offices(line.text[: file.start()])
        names += [name for one in head[at + 1 : last + 1] for name in offices(one.text)]
        if names:
            end = head[last].end if last > at else line.start + file.start()
            return Found("、".join(names), "heading", head[first].start, end)
    return None


def title_issuer(title: Found[str]) -> Found[str] | None:
    """Return the offices that a title begins with: 某市财政局 某市教育局关于… -> 某市财政局、某市教育局."""
    for verb in _VERB.finditer(title.value):
        words = title.value[: verb.start()]
        names = offices(words) or tuple(name for part in words.split("、") for name in offices(part))
        if names and "".join(names) == re.sub(r"[\s、]", "", words) and all(len(name) >= 3 for name in names):
            return Found("、".join(names).removeprefix("中华人民共和国"), "title", title.start, title.end)
    return None


def head_number(lines: Sequence[Line], title: Found[str]) -> Found[str] | None:
    """Return the 文号 that stands alone near the title, or in it."""
    for line in lines[:_LINES]:
        if _SALUTATION.search(line.text) and not is_label(line.text):
            break  # what follows is the body, and names other documents
        alone = None if line.is_row else own_number(_SIGNER.sub("", line.text))
        if alone:
            start = line.start + line.text.index(alone.group())
            return Found(alone.group(), "heading", start, start + len(alone.group()))
    inside = NUMBER.search(re.sub(r"《[^》]*》", lambda quoted: "　" * len(quoted.group()), title.value))
    if inside is None:
        return None
    before, after = title.value[: inside.start()].strip("（( "), title.value[inside.end() :].strip("）) ")
    if before and after:
        return None  # it is another document's
    if title.start is None or title.end is None:
        return Found(inside.group(), title.rule)
    return Found(inside.group(), "title", title.start, title.end)
