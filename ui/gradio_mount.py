"""Gradio's pages under our public path: only what they need is let through, and their head is ours."""

import re
import secrets
from dataclasses import dataclass

import gradio as gr
from fastapi import FastAPI
from markupsafe import escape
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Match, Mount
from starlette.types import Message, Receive, Scope, Send

from ui import policy
from ui.cite.head import cite_head
from ui.gradio_events import checked, events_of
from ui.messages import text
from ui.settings import Language, Settings

# What the chat page asks of Gradio. Uploads, the file proxy, logins and the run history stay closed.
_OPEN = re.compile(
    r"/|/(config|theme\.css|favicon\.ico)|/(assets|static|svelte)/.*"
    r"|/gradio_api/(info|startup-events|app_id|cancel|reset|queue/(join|data)|heartbeat/[^/]+)/?"
)
_JOIN = "/gradio_api/queue/join"
_SESSIONS = 500  # conversations that a page remembers, some 70 kB each; the longest unused goes first
_FONTS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")


@dataclass(frozen=True, slots=True)
class _Page:
    mount: Mount
    language: Language
    events: dict[int, int]


class GradioPages:
    """An ASGI application that holds the mounted pages; the first mount that fits answers."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self.pages: list[_Page] = []

    def mount(self, path: str, blocks: gr.Blocks, language: Language) -> None:
        """Mount ``blocks`` at its public path (Gradio's ``root_path`` makes every route a 404)."""
        blocks.queue(max_size=128, api_open=False)
        blocks.state_session_capacity = _SESSIONS
        gr.mount_gradio_app(
            self.app,
            blocks,
            path,
            footer_links=[],
            run_history=False,
            show_error=False,
            max_file_size="1kb",
            enable_monitoring=False,
            pwa=False,
            ssr_mode=False,
            mcp_server=False,
            theme=gr.themes.Base(font=_FONTS, font_mono=("ui-monospace", "monospace")),
        )
        route = self.app.router.routes.pop()
        assert isinstance(route, Mount)
        self.pages.append(_Page(route, language, events_of(blocks)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or raise 404."""
        if scope["type"] != "http":
            raise HTTPException(404)
        for page in self.pages:
            if scope["path"] == page.mount.path:
                await RedirectResponse(f"{page.mount.path}/", 307)(scope, receive, send)
                return
            match, child = page.mount.matches(scope)
            inner = scope["path"].removeprefix(page.mount.path)
            if match is not Match.FULL or not _OPEN.fullmatch(inner):
                continue
            scope = {**scope, **child}
            if inner == _JOIN and scope["method"] == "POST":
                receive = await checked(receive, page.events)
            if inner == "/" and scope["method"] == "GET":
                await self._front(page, scope, receive, send)
            else:
                await page.mount.handle(scope, receive, send)
            return
        raise HTTPException(404)

    async def _front(self, page: _Page, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the page itself, with our head; ``?lang=`` leads to the page in that language."""
        wanted = QueryParams(scope["query_string"]).get("lang")
        for candidate in self.pages:
            if candidate.language == wanted and candidate is not page:
                await RedirectResponse(f"{candidate.mount.path}/", 307)(scope, receive, send)
                return
        headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start: Message = {}
        body = bytearray()

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))

        await page.mount.handle({**scope, "headers": headers}, receive, collect)
        nonce = secrets.token_urlsafe(16)
        html = self._with_our_head(body.decode("utf-8"), page.language)
        # In what Gradio writes into its scripts "<" is escaped: each of these is a tag.
        html = html.replace("<script", f'<script nonce="{nonce}"')
        ancestors = policy.own_ancestors(self.settings.frame_ancestors)
        answer_headers = {
            "Cache-Control": "no-cache",
            "Content-Security-Policy": policy.chat(ancestors, nonce),
        }
        await HTMLResponse(html, start["status"], answer_headers)(scope, receive, send)

    def _with_our_head(self, html: str, language: Language) -> str:
        root = self.settings.root_path
        head = (
            f'<link rel="icon" href="{root}/static/youju.svg" type="image/svg+xml">'
            f'<link rel="stylesheet" href="{root}/static/youju.css">'
            f'<link rel="stylesheet" href="{root}/static/chat.css">'
            f'<meta name="description" content="{escape(text("tagline", language))}">'
            f"<title>{escape(text('page_title', language))}</title>"
            f'<script src="{root}/static/youju-page.js"></script>'
            f'<script type="module" src="{root}/static/chat-page.js"></script>{cite_head(root, language)}</head>'
        )
        # Pictures and a manifest that lie elsewhere, for crawlers that our readers do not have.
        html = re.sub(r'<meta\s+(property="og:|name="twitter:)[^>]*>|<link rel="manifest"[^>]*>', "", html)
        html = html.replace('lang="en"', f'lang="{"zh-CN" if language == "zh" else "en"}"', 1)
        return html.replace("</head>", head, 1)
