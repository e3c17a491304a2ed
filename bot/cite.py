"""Citations: one line in plain words, one after GB/T 7714-2015 (信息与文献 参考文献著录规则)."""

import re
from datetime import date

from bot.models import Citation
from corpus.models import Metadata


def permalink(document_id: str, version: int, start: int, end: int) -> str:
    """Return the path of the reading view with the span marked; it never moves."""
    return f"/documents/{document_id}?version={version}&start={start}&end={end}"


def cite(metadata: Metadata, heading_path: tuple[str, ...], url: str) -> Citation:
    """Return the citation of a span of the document that ``metadata`` describes."""
    return Citation(plain=_plain(metadata, heading_path, url), gbt7714=_gbt7714(metadata, url))


def _plain(metadata: Metadata, heading_path: tuple[str, ...], url: str) -> str:
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
    return "，".join(parts) + f"。{url}"


def _gbt7714(metadata: Metadata, url: str) -> str:
    """Return 责任者. 题名: 文号[类型/OL]. (日期). 路径.; what is missing is left out (4.1, 8.1)."""
    author = f"{metadata.issuer.replace('、', ', ')}. " if metadata.issuer else ""
    title = _bare(metadata.title) + (f": {metadata.number}" if metadata.number else "")
    kind = "R" if re.search(r"报告|汇报|总结", metadata.title) else "Z"
    issued: date | None = metadata.issued_on or metadata.published_on
    when = f"({issued.isoformat()})" if issued else ""
    return f"{author}{title}[{kind}/OL]. {when}{'. ' if when else ''}{url}."


def _bare(title: str) -> str:
    """Return a title to stand in 《》: its own marks go, inner ones become 〈〉 (GB/T 15834-2011 4.15)."""
    if re.fullmatch(r"《[^《》]*》", title):
        return title[1:-1]
    return title.replace("《", "〈").replace("》", "〉")
