"""Citations of a span: plain words, as official documents cite, after GB/T 7714-2015, Markdown and HTML."""

import re
from collections.abc import Iterator
from datetime import date
from html import escape

from bot.models import Citation
from corpus.models import Document, Metadata

_OCR = ("（据扫描件文字识别）", " (from OCR)")
_WEB_PAGES = frozenset({"text/html", "multipart/related"})
_AUTHORS = 3  # named; of more, the first three and 等 (GB/T 7714-2015 8.1.2)
_REPORT = re.compile(r"(?:报告|汇报|总结|公报|白皮书)》?(?:[（(][^）)]*[）)])?$")
# Directions and what cannot be seen: in a title they would turn the words around that stand behind them.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_MARKDOWN = re.compile(r"[\\`*_\[\]<>#|~!&()]")


def permalink(document_id: str, version: int, start: int, end: int) -> str:
    """Return the path of the reading view with the span marked; it never moves."""
    return f"/documents/{document_id}?version={version}&start={start}&end={end}"


def cite(
    metadata: Metadata,
    heading_path: tuple[str, ...],
    url: str,
    page: int | None = None,
    *,
    recognised: bool = False,
    language: str = "zh",
    is_web_page: bool = False,
    accessed: date | None = None,
) -> Citation:
    """Return the citation of a span of the document that ``metadata`` describes.

    Args:
        metadata: of the document.
        heading_path: the headings that the span stands under.
        url: the permalink.
        page: that the span begins on, where the document has pages.
        recognised: the document was read by OCR; a reader should look at the original.
        language: of the remark on OCR, ``zh`` or ``en``.
        is_web_page: the document was a page of a web site.
        accessed: the day on which the text was read, 引用日期.
    """
    title = f"《{_bare(metadata.title)}》"
    rest = "".join(f"，{part}" for part in _particulars(metadata, heading_path, page))
    if recognised:
        rest += _OCR[language == "en"]
    number = f"（{_seen(metadata.number)}）" if metadata.number else ""
    return Citation(
        plain=f"{title}{number}{rest}。{url}",
        gbt7714=_gbt7714(metadata, url, page, is_web_page, accessed),
        official=_official(title, metadata),
        markdown=f"[{in_markdown(title)}](<{url}>){in_markdown(number + rest)}。",
        html=f'<a href="{escape(url)}">{escape(title)}</a>{escape(number + rest)}。',
    )


def cite_span(
    document: Document, start: int, url: str, *, language: str = "zh", accessed: date | None = None
) -> Citation:
    """Return the citation of what begins at ``start`` of a document; ``url`` and the rest as for ``cite``."""
    return cite(
        document.metadata,
        document.heading_path(start),
        url,
        document.page_at(start),
        recognised=document.recognised,
        language=language,
        is_web_page=document.media_type in _WEB_PAGES,
        accessed=accessed,
    )


def in_markdown(text: str) -> str:
    """Return ``text`` so that Markdown shows it character for character: nothing in it is markup."""
    return _MARKDOWN.sub(r"\\\g<0>", text)


def _particulars(metadata: Metadata, heading_path: tuple[str, ...], page: int | None) -> Iterator[str]:
    if metadata.issuer:
        yield _seen(metadata.issuer)
    issued = metadata.issued_on or metadata.published_on
    if issued:
        yield _in_words(issued)
    if heading_path:
        yield "“" + " ".join(_seen(h).rstrip("。:：") for h in heading_path) + "”"
    if page is not None:
        yield f"第{page}页"


def _official(title: str, metadata: Metadata) -> str:
    """Return 《标题》（文号，日期）: the title first, then the 发文字号 (党政机关公文处理工作条例 on quoting)."""
    issued = metadata.issued_on or metadata.published_on
    inside = [_seen(metadata.number)] if metadata.number else []
    if issued:
        inside.append(_in_words(issued))
    return title + (f"（{'，'.join(inside)}）" if inside else "")


def _gbt7714(metadata: Metadata, url: str, page: int | None, is_web_page: bool, accessed: date | None) -> str:
    """Return 责任者. 题名: 文号[类型/OL]. 年: 页码(日期)[引用日期]. 路径.; what is missing is left out (4.6, 8.1)."""
    authors = re.split(r"[、,，;；]\s*", _seen(metadata.issuer)) if metadata.issuer else []
    named = ", ".join(authors[:_AUTHORS]) + (", 等" if len(authors) > _AUTHORS else "")
    title = _bare(metadata.title) + (f": {_seen(metadata.number)}" if metadata.number else "")
    kind = "R" if _REPORT.search(metadata.title) else "EB" if is_web_page else "Z"
    issued = metadata.issued_on or metadata.published_on
    where = ""
    if page is not None:
        where = f". {issued.year}: {page}" if issued else f": {page}"
    when = f"({issued.isoformat()})" if issued else ""
    if accessed:
        when += f"[{accessed.isoformat()}]"
    if when and page is None:
        when = f". {when}"
    return f"{f'{named}. ' if named else ''}{title}[{kind}/OL]{where}{when}. {url}."


def _bare(title: str) -> str:
    """Return a title to stand in 《》: its own marks go, inner ones become 〈〉 (GB/T 15834-2011 4.15)."""
    title = _seen(title)
    if re.fullmatch(r"《[^《》]*》", title):
        return title[1:-1]
    return title.replace("《", "〈").replace("》", "〉")


def _seen(words: str) -> str:
    return _UNSEEN.sub("", words)


def _in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
