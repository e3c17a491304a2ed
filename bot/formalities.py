"""What an official document says of itself, in the form that GB/T 9704-2012 sets: labels, whom it is sent to, the words
that issue it, signature and date. It stands in the midst of the text and answers no question about the matter.
"""

import re
from collections.abc import Iterator

from corpus.models import Document
from corpus.sentences import Span

# A line that says something of the document itself: its label table, its 文号, the date under its signature.
_OWN_LINE = re.compile(
    r"^(?:索引号|信息索引号|发布机构|发文机关|发文机构|发布单位|成文日期|发文日期|印发日期|发布日期|公布日期|发布时间|名称|标题|文号|发文字号|来源|主题词|联系人|有效性)"
    r"\s*(?:[:：]|\t)"
)
_DATE_LINE = re.compile(
    r"^[（(]?(?:\d{4}|[二〇○零一九]{4})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日[)）]?$"
)
_FORMULA = re.compile(
    r"现(?:予以?|将其?|[\u4e00-\u9fff]{0,6})?(?:印发|转发|下发|发布|公布)(?:给你们|执行|施行|[，。,])|印发给你们"
    r"|[》）)]?(?:收悉|已收到)[，。,]|请[\u4e00-\u9fff、，]{0,12}(?:贯彻|遵照|认真|参照)[\u4e00-\u9fff、，]{0,6}(?:执行|落实|实施)[。]?$"
)
_LONGEST_FORMULA = 120  # characters; a longer sentence says more than that
_ADDRESSEES = re.compile(
    r"^[\u4e00-\u9fff、，,（）()《》]{2,80}(?:局|府|委|办|处|厅|位|司|行|院|校|所|会|部|门|构|企业|单位)[:：]$"
)
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_SHORTEST_TITLE = 6  # characters
_SIGNATURE = re.compile(
    r"^[\u4e00-\u9fff　 ]{2,30}(?:局|政府|委员会|委|办公室|厅|部|院|公司|指挥部|领导小组|处|中心)$"
)


def is_own_line(words: str, document: Document) -> bool:
    """Tell whether a line says something of the document itself: a label, its 文号, a date by itself."""
    number = document.metadata.number
    return bool(_OWN_LINE.match(words) or _DATE_LINE.match(words)) or words.strip("()（）") == number


def is_formula(words: str) -> bool:
    """Tell whether a sentence only issues a document or answers a letter: 现予印发，请认真贯彻执行。 来函收悉。"""
    return len(words) <= _LONGEST_FORMULA and _FORMULA.search(words) is not None


def is_address(words: str) -> bool:
    """Tell whether a line says whom a document is sent to: 各镇人民政府、街道办事处："""
    return _ADDRESSEES.match(words) is not None


def formalities(document: Document, start: int, end: int) -> Iterator[Span]:
    """Yield the lines between two places that are part of the form: what the document says of itself, addressees,
    words of issue, and a signature, which a date follows.
    """
    text = document.text
    below = ""
    for match in reversed(list(_LINE.finditer(text, start, end))):
        line = match.group().strip()
        signs = _SIGNATURE.match(line) is not None and _DATE_LINE.match(below) is not None
        if signs or _is_formal(line, document):
            yield match.span()
        below = line


def _is_formal(line: str, document: Document) -> bool:
    return (
        is_own_line(line, document)
        or (len(line) >= _SHORTEST_TITLE and line in document.metadata.title)
        or is_formula(line)
        or is_address(line)
    )
