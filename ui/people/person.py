"""Who is signed in, for the header of a page."""

from markupsafe import Markup

from ui.people.identity import Identity
from ui.settings import Language, Settings
from ui.templates import render


def person_html(identity: Identity, language: Language, settings: Settings) -> Markup:
    """Return the name and the button to sign out; nothing where nobody signs in.

    A name that a proxy or a host page tells has no button: signing out is theirs.
    """
    html = render(
        "person.html",
        language,
        identity=identity,
        out=f"{settings.root_path}/logout" if settings.people.way in ("password", "oidc") else None,
    )
    return Markup(html)
