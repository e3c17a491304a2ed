"""The Jinja2 environment of the pages: everything is escaped, missing names are errors."""

from functools import cache
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from ui.messages import text
from ui.settings import Language
from ui.spans import exact


@cache
def environment() -> Environment:
    """Return the one environment."""
    env = Environment(
        loader=PackageLoader("ui", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["exact"] = exact
    return env


def render(name: str, language: Language, **values: object) -> str:
    """Render a template; in it ``t("key")`` is a sentence of the interface."""

    def translate(key: str, **fields: object) -> str:
        return text(key, language, **fields)

    return environment().get_template(name).render(t=translate, language=language, **values)


def page_url(url: str, root_path: str, language: Language, default: Language) -> str:
    """Return a link to a page of ours, under the public path and in the reader's language.

    Anything but a path of our own becomes ``#``: a link never leads out of the library.
    """
    parts = urlsplit(url)
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return "#"
    query = parts.query
    if language != default:
        query += f"{'&' if query else ''}lang={language}"
    fragment = "#mark" if "start=" in query else ""
    return f"{root_path}{parts.path}{'?' if query else ''}{query}{fragment}"
