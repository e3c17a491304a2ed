"""Parts of a page that are not shown, or that by their names are not its content."""

import re
from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode

# What is never content, whatever it holds.
_NEVER = (
    "script, style, noscript, noframes, template, iframe, object, embed, applet, svg, canvas, audio, video, map,"
    " select, button, textarea, input, datalist, nav, footer, aside, marquee, rt, rp, dialog:not([open]),"
    " [role=navigation], [role=banner], [role=contentinfo], [role=search], [role=complementary], [role=dialog]"
)
_HIDDEN = "[hidden], [aria-hidden=true], [style*=none i], [style*=hidden i]"
_HIDDEN_STYLE = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_NAMES = frozenset(
    "nav navbar navi navigation menu submenu topmenu breadcrumb breadcrumbs crumb crumbs dqwz share sharebox"
    " bdshare bshare bdsharebuttonbox jiathis foot footer copyright sidebar related friendlink friendlinks pager"
    " pagination prevnext toolbar qrcode erweima login search".split()
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_OWN = "h1, [href*='.doc' i], [href*='.pdf' i], [href*='.xls' i], [href*='.wps' i]"
_MAX_NAMED = 0.25  # of the page's characters; a part with more is its content, whatever it is called
_MAX_FORM = 0.5  # some sites wrap the whole page in a form
_SENTENCE = re.compile(r"[^。；\n]{50}")


def drop_unshown(tree: LexborHTMLParser) -> None:
    """Remove what a browser does not show as text, and what surrounds the content of any page."""
    _drop(tree.css(_NEVER))


def drop_hidden(tree: LexborHTMLParser) -> None:
    """Remove what the page itself hides."""
    _drop(node for node in tree.css(_HIDDEN) if _is_hidden(node))


def drop_named(body: LexborNode) -> None:
    """Remove small parts whose names say that they lead elsewhere: menus, shares, logins, footers."""
    whole = len(body.text(strip=True))
    _drop(form for form in body.css("form") if len(form.text(strip=True)) <= _MAX_FORM * whole)
    _drop(node for node in body.css("[class], [id]") if _is_named(node) and not _is_content(node, whole))


def _drop(nodes: Iterable[LexborNode]) -> None:
    for node in reversed(list(nodes)):  # inner ones first: what is inside a removed node is gone with it
        node.decompose()


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    return bool(_HIDDEN_STYLE.search(attributes.get("style") or ""))


def _is_named(node: LexborNode) -> bool:
    attributes = node.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return any(word.lower() in _NAMES for word in _WORD.findall(names)) and node.tag not in {"body", "main"}


def _is_content(node: LexborNode, whole: int) -> bool:
    text = node.text(strip=True)
    if len(text) > _MAX_NAMED * whole or node.css_first(_OWN) is not None:
        return True
    return "。" in text and bool(_SENTENCE.search(text)) and "备" not in text
