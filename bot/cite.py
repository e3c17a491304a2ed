"""Citations: one line in plain words, one after GB/T 7714-2015 (信息与文献 参考文献著录规则)."""

import re
from datetime import date

from bot.models import Citation
from corpus.models import Metadata

_OCR = ("（据扫描件文字识别）", " (from OCR)")


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
) -> Citation:
    """Return the citation of a span of the document that ``metadata`` describes.

    Args:
        metadata: of the document.
        heading_path: the headings that the span stands under.
        url: the permalink.
        page: that the span begins on, where the document has pages.
        recognised: the document was read by OCR; a reader should look at the original.
        language: of the remark on OCR, ``zh`` or ``en``.
    """
    return Citation(
        plain=_plain(metadata, heading_path, url, page, _OCR[language == "en"] if recognised else ""),
        gbt7714=_gbt7714(metadata, url, page),
    )


def _plain(metadata: Metadata, heading_path: tuple[str, ...], url: str, page: int | None, remark: str) -> str:
    parts = [f"《{_bare(metadata.title)}》"]
    if metadata.number:
        parts[0] += f"（{metadata.number}）"
    if metadata.issuer:
        parts.append(metadata.issuer)
    issued = metadata.issued_on or metadata.published_on
    if issued:
        parts.append(f"{issued.year}年{issued.month}月{issued.day}日")
    if heading_path:
        parts.append("“" + " ".join(h.rstrip("。:：") for h in heading_path) + "”")
    if page is not None:
        parts.append(f"第{page}页")
    return "，".join(parts) + f"{remark}。{url}"


def _gbt7714(metadata: Metadata, url: str, page: int | None) -> str:
    """Return 责任者. 题名: 文号[类型/OL]. (日期): 页码. 路径.; what is missing is left out (4.1, 8.1)."""
    author = f"{metadata.issuer.replace('、', ', ')}. " if metadata.issuer else ""
    title = _bare(metadata.title) + (f": {metadata.number}" if metadata.number else "")
    kind = "R" if re.search(r"报告|汇报|总结", metadata.title) else "Z"
    issued: date | None = metadata.issued_on or metadata.published_on
    when = f". ({issued.isoformat()})" if issued else ""
    where = "" if page is None else f": {page}"
    return f"{author}{title}[{kind}/OL]{when}{where}. {url}."


def _bare(title: str) -> str:
    """Return a title to stand in 《》: its own marks go, inner ones become 〈〉 (GB/T 15834-2011 4.15)."""
    if re.fullmatch(r"《[^《》]*》", title):
        return title[1:-1]
    return title.replace("《", "〈").replace("》", "〉")
