"""The web application: chat page, reading view, REST and static files under one public path."""

import os
from collections.abc import Sequence
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from ui import errors, reader, rest
from ui.event_loop import inside_a_loop
from ui.messages import EXAMPLES, other
from ui.middleware import BodyLimit, Guard
from ui.people.sign_in import SignIn
from ui.service import Service
from ui.settings import Language, Settings

STATIC = Path(__file__).with_name("static")

# Nothing here takes files: Gradio's part carries a question and the page's events.
_LIMITED = ("/api/", "/gradio_api/", "/zh/gradio_api/", "/en/gradio_api/")


def create_app(service: Service, settings: Settings, *, examples: Sequence[str] | None = None) -> FastAPI:
    """Return the application.

    ``examples`` are questions to begin with; unless given, those of the demo library when that is shown.
    """
    root = settings.root_path
    app = FastAPI(
        title="有据",
        description="只用原文回答的公文问答",
        docs_url=None,  # its page fetches scripts from elsewhere
        redoc_url=None,
        openapi_url=f"{root}/openapi.json",
    )
    # Gradio asks for its own files under the same /static; ours come first.
    static = StaticFiles(directory=STATIC, packages=[("gradio", "templates/frontend/static")])
    app.mount(f"{root}/static", static, name="static")
    app.include_router(rest.create_router(service, settings))
    app.include_router(reader.create_router(service, settings))
    inside_a_loop(lambda: _add_chat(app, service, settings, examples))
    errors.install(app)
    app.add_middleware(SignIn)
    app.add_middleware(BodyLimit, prefixes=tuple(root + path for path in _LIMITED))
    app.add_middleware(Guard, frame_ancestors=settings.frame_ancestors, strict_prefix=f"{root}/documents/")
    return app


def _add_chat(app: FastAPI, service: Service, settings: Settings, examples: Sequence[str] | None) -> None:
    # Gradio reads these when it is imported, hence the order; what the operator has set stays.
    for name, value in (
        ("GRADIO_ANALYTICS_ENABLED", "False"),
        ("HF_HUB_OFFLINE", "1"),
        ("HF_HUB_DISABLE_TELEMETRY", "1"),
    ):
        os.environ.setdefault(name, value)
    from ui.chat import Chat  # noqa: PLC0415
    from ui.gradio_mount import GradioPages  # noqa: PLC0415

    def page(language: Language) -> Chat:
        chosen = examples if examples is not None else () if settings.library else EXAMPLES[language]
        return Chat(service, settings, language, chosen)

    root = settings.root_path
    second = other(settings.language)
    pages = GradioPages(app, settings)
    # A Gradio page has one language; the other one lies beside it, and ?lang= leads there.
    pages.mount(f"{root}/{second}", page(second).blocks, second)
    pages.mount(root or "/", page(settings.language).blocks, settings.language)
    # Behind our own routes, not among them: Gradio's mount answers for every path, and would
    # turn a wrong method on ours into its own 404.
    app.router.default = pages
