"""The page to go on to after signing in: always one of ours."""

from urllib.parse import quote, urlsplit

from starlette.types import Scope

_SAFE = "/~!$&'()*+,;=:@%"


def asked_page(scope: Scope) -> str:
    """Return the path and query that a request asked for."""
    query = scope["query_string"].decode("latin-1")
    return quote(scope["path"], safe=_SAFE.replace("%", "")) + (f"?{query}" if query else "")


def next_page(wanted: str | None, root_path: str) -> str:
    """Return ``wanted`` if it is a page under ``root_path``, else the first page.

    Browsers drop control characters, and read ``\\`` as ``/`` and ``//host`` as another machine.
    """
    home = f"{root_path}/"
    if not wanted or not wanted.startswith(home) or wanted.startswith("//"):
        return home
    if "\\" in wanted or not all("!" <= character <= "~" for character in wanted):
        return home
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return home
    if parts.scheme or parts.netloc or ".." in parts.path.split("/") or "//" in parts.path:
        return home
    return home if parts.path in (f"{root_path}/login", f"{root_path}/logout") else wanted
