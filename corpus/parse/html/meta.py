"""What a page labels itself in its head: the names that 政府网站 and common portals give."""

import re

from selectolax.lexbor import LexborHTMLParser

_SPACE = re.compile(r"\s+")
_FIELDS = {
    "articletitle": "title",
    "dc.title": "title",
    "pubdate": "published_on",
    "publishdate": "published_on",
    "publishedtime": "published_on",
    "article:published_time": "published_on",
    "dc.date": "published_on",
    "contentsource": "site",
    "source": "site",
    "sitename": "site_name",
    "og:site_name": "site_name",
    "indexid": "index_number",
    "indexnumber": "index_number",
    "docnumber": "number",
    "filenumber": "number",
    "wenhao": "number",
    "author": "author",
    "columnname": "column",
    "issuer": "issuer",
    "索引号": "index_number",
    "文号": "number",
    "发文字号": "number",
    "发布机构": "issuer",
    "发文机关": "issuer",
    "成文日期": "issued_on",
    "发布日期": "published_on",
}
_NO_SOURCE = frozenset({"本站", "本网", "本网站", "本站原创", "原创", "null", "无", "-"})


def page_fields(tree: LexborHTMLParser) -> dict[str, str]:
    """Return the values of the page's head: ``title``, ``published_on``, ``site``, ``page_title`` and the like."""
    fields: dict[str, str] = {}
    for meta in tree.css("meta"):
        attributes = meta.attributes
        name = attributes.get("name") or attributes.get("property") or ""
        key = _FIELDS.get(name.strip().lower())
        content = _plain(attributes.get("content"))
        if key and content:
            fields.setdefault(key, content)
    if fields.get("site") in _NO_SOURCE:
        del fields["site"]
    if "site" not in fields and "site_name" in fields:
        fields["site"] = fields["site_name"]
    head_title = tree.css_first("title")
    title = _plain(head_title.text()) if head_title is not None else ""
    if title:
        fields["page_title"] = title
    return fields


def _plain(text: str | None) -> str:
    return _SPACE.sub(" ", text or "").strip()
