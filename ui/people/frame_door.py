"""From the bare page in another site's frame to a page of our own in a tab, for whom that site has signed.

A frame keeps no cookie, and a tab brings no token: the bare page sends its session once, in a form, and the
tab keeps it.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.requests import HTTPConnection

from ui.errors import SignInRequired
from ui.people.address import is_https
from ui.people.entry import Entry
from ui.people.identity import Identity
from ui.people.next_page import next_page

COOKIE = "youju_frame"
_LONGEST = 4096  # characters

Field = Annotated[str, Form(max_length=_LONGEST)]


def create_router(entry: Entry) -> APIRouter:
    """Return the route that the bare page's links go through."""
    root = entry.settings.root_path
    router = APIRouter(prefix=root, include_in_schema=False)

    @router.post("/embed/open")
    def open_page(request: Request, session: Field = "", page: Field = "") -> Response:
        """Keep the session in this tab's browser, and lead on to the page.

        Raises:
            SignInRequired: it is over, or was never ours.
        """
        if entry.settings.people.way == "none" or entry.frames.read(session) is None:
            raise SignInRequired("登录已过期，请回到原来的网页，再打开一次。")
        answer = RedirectResponse(next_page(page, root), 303, {"Cache-Control": "no-store"})
        answer.set_cookie(  # until the browser is closed
            COOKIE,
            session,
            path=f"{root}/",
            secure=is_https(request.scope, entry.settings.people.trusted_proxies),
            httponly=True,
            samesite="strict",
        )
        return answer

    return router


def identity_in_tab(connection: HTTPConnection, entry: Entry) -> Identity | None:
    """Return who came here by a link of the bare page, if anybody did."""
    session = entry.frames.read(connection.cookies.get(COOKIE, ""))
    return session.identity if session else None
