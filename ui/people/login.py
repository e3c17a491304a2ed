"""The pages of signing in and out. They work without scripts."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Scope

from ui.errors import SignInFailed, UiError, headers_of, problem_of
from ui.messages import other, text
from ui.people import frame_door, oidc
from ui.people.address import address_of, is_https
from ui.people.entry import Entry
from ui.people.next_page import next_page
from ui.people.refused import language_of
from ui.people.sessions import COOKIE
from ui.people.throttle import SignInThrottle
from ui.sentence import sentence
from ui.settings import Language, Settings
from ui.templates import render

_NEVER_KEPT = {"Cache-Control": "no-store"}
_FIELD_LIMIT = 1000

Field = Annotated[str, Form(max_length=_FIELD_LIMIT)]


def address(page: str, scope: Scope, settings: Settings) -> str:
    """Return the address of the sign-in page that leads on to ``page``."""
    language = language_of(scope, settings)
    suffix = "" if language == settings.language else f"&lang={language}"
    return f"{settings.root_path}/login?next={quote(page, safe='/')}{suffix}"


def create_router(entry: Entry) -> APIRouter:
    """Return the routes of signing in and out."""
    router = APIRouter(prefix=entry.settings.root_path, include_in_schema=False)
    pages = _Pages(entry)

    # Plain functions: checking a password and asking a provider block.

    @router.get("/login", response_class=HTMLResponse)
    def page(request: Request) -> Response:
        return pages.show(request)

    @router.post("/login", response_class=HTMLResponse)
    def by_password(request: Request, name: Field = "", password: Field = "", next: Field = "") -> Response:
        return pages.by_password(request, name.strip(), password, next)

    @router.get("/login/start")
    def start(request: Request) -> Response:
        return pages.start(request)

    @router.get("/login/back")
    def back(request: Request) -> Response:
        return pages.back(request)

    @router.post("/logout")
    def out(request: Request) -> Response:
        return pages.out(request)

    return router


class _Pages:
    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.settings = entry.settings
        self.root = entry.settings.root_path
        self.throttle = SignInThrottle()

    def show(self, request: Request) -> Response:
        """Show the form; whoever is in already goes on."""
        page = next_page(request.query_params.get("next"), self.root)
        if not self.entry.has_page or self.entry.way.identity(request) is not None:
            return RedirectResponse(page, 303, _NEVER_KEPT)
        return self._form(request, page)

    def by_password(self, request: Request, name: str, password: str, wanted: str) -> Response:
        """Let in whoever knows a password."""
        passwords = self.entry.passwords
        page = next_page(wanted, self.root)
        if passwords is None:
            return RedirectResponse(page, 303, _NEVER_KEPT)
        place = address_of(request.scope, self.settings.people.trusted_proxies)
        try:
            self.throttle.attempt(place, name[:100])
            user = passwords.verified(name, password)
            if user is None:
                raise SignInFailed("名称或密码不对，请重新输入。")
        except UiError as error:
            return self._form(request, page, error, name)
        self.throttle.succeeded(place, name[:100])
        return self._enter(request, page, self.entry.sessions.begin(user.identity, user.stamp))

    def start(self, request: Request) -> Response:
        """Send somebody to the provider."""
        page = next_page(request.query_params.get("next"), self.root)
        provider = self.entry.provider
        if provider is None:
            return RedirectResponse(page, 303, _NEVER_KEPT)
        try:
            where, errand = provider.begin(self._back(request), page)
        except UiError as error:
            return self._form(request, page, error)
        response = RedirectResponse(where, 303, _NEVER_KEPT)
        self._keep(response, request, oidc.COOKIE, errand, oidc.SECONDS, f"{self.root}/login")
        return response

    def back(self, request: Request) -> Response:
        """Let in whom the provider vouches for."""
        provider = self.entry.provider
        if provider is None:
            return RedirectResponse(f"{self.root}/", 303, _NEVER_KEPT)
        try:
            identity, wanted = provider.finish(
                self._back(request), request.query_params, request.cookies.get(oidc.COOKIE, "")
            )
        except UiError as error:
            response: Response = self._form(request, f"{self.root}/", error)
        else:
            page = next_page(wanted, self.root)
            response = self._enter(request, page, self.entry.sessions.begin(identity))
        response.delete_cookie(oidc.COOKIE, path=f"{self.root}/login")  # good for one attempt
        return response

    def out(self, request: Request) -> Response:
        """End the session, also for whoever may have copied its cookie."""
        self.entry.sessions.end(request.cookies.get(COOKIE, ""))
        where = "login?out=1" if self.entry.has_page else ""
        response = RedirectResponse(f"{self.root}/{where}", 303, _NEVER_KEPT)
        for cookie in (COOKIE, frame_door.COOKIE):
            response.delete_cookie(cookie, path=f"{self.root}/")
        return response

    def _enter(self, request: Request, page: str, session: str) -> Response:
        response = RedirectResponse(page, 303, _NEVER_KEPT)
        self.entry.sessions.end(request.cookies.get(COOKIE, ""))
        self._keep(response, request, COOKIE, session, self.entry.sessions.seconds, f"{self.root}/")
        return response

    def _keep(
        self, response: Response, request: Request, name: str, value: str, seconds: int, path: str
    ) -> None:
        secure = is_https(request.scope, self.settings.people.trusted_proxies)
        response.set_cookie(
            name, value, max_age=seconds, path=path, secure=secure, httponly=True, samesite="lax"
        )

    def _back(self, request: Request) -> str:
        """Return where the provider sends people back to, as their browsers reach us."""
        scheme = "https" if is_https(request.scope, self.settings.people.trusted_proxies) else "http"
        return f"{scheme}://{request.headers.get('host', '')}{self.root}/login/back"

    def _form(
        self, request: Request, page: str, error: UiError | None = None, name: str = ""
    ) -> HTMLResponse:
        language = language_of(request.scope, self.settings)
        problem = problem_of(error) if error else None
        told = ""
        if problem is not None:
            told = problem.message if language == "zh" else sentence(problem, language)
        said = "people_signed_out" if "out" in request.query_params else "people_welcome"
        suffix = _query(page, language, self.settings)
        html = render(
            "login.html",
            language,
            root=self.root,
            title=text("people_sign_in", language),
            sentence=text(said, language),
            error=told,
            form={
                "name": name,
                "next": page,
                "action": f"{self.root}/login{_language(language, self.settings)}",
            }
            if self.entry.passwords
            else None,
            start=f"{self.root}/login/start{suffix}" if self.entry.provider else None,
            switch=f"{self.root}/login?next={quote(page, safe='/')}&lang={other(language)}",
            switch_language=other(language),
            home=False,
        )
        headers = dict(_NEVER_KEPT) | (dict(headers_of(error)) if error else {})
        return HTMLResponse(html, problem.status if problem else 200, headers)


def _query(page: str, language: Language, settings: Settings) -> str:
    return f"?next={quote(page, safe='/')}{_language(language, settings).replace('?', '&')}"


def _language(language: Language, settings: Settings) -> str:
    return "" if language == settings.language else f"?lang={language}"
