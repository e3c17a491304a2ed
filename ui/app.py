"""The web application: chat page, reading view, REST and static files under one public path."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from ui import chat_start, error_handlers, openapi, reader, rest
from ui.admin import pages as admin
from ui.admin.keeper import Keeper
from ui.cite import originals
from ui.cite import routes as cite
from ui.embed import page as embed
from ui.embed.origins import Cors
from ui.event_loop import inside_a_loop
from ui.examples import Examples
from ui.messages import EXAMPLES, other
from ui.middleware import BodyLimit, Guard
from ui.operations import routes as operations
from ui.operations.metrics import Metrics
from ui.operations.observe import Observe
from ui.operations.questions import QuestionLog
from ui.people import sign_in
from ui.people.gate import Gate
from ui.records import routes as records
from ui.service import Service
from ui.settings import Language, Settings

STATIC = Path(__file__).with_name("static")

# Nothing here takes files: Gradio's part carries a question and the page's events.
_LIMITED = (
    "/admin",
    "/login",
    "/logout",
    "/api/",
    "/embed/",
    "/gradio_api/",
    "/zh/gradio_api/",
    "/en/gradio_api/",
)


def create_app(
    service: Service,
    settings: Settings,
    *,
    examples: Sequence[str] | None = None,
    keeper: Keeper | None = None,
) -> FastAPI:
    """Return the application.

    Without a ``keeper`` there is no administration: the library can only be read.
    ``examples`` are questions to begin with; unless given, those of the demo library when that is shown,
    else some that are drawn from the library.
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
    app.include_router(cite.create_router(service, settings))
    app.include_router(originals.create_router(service, settings))
    app.include_router(records.create_router(service, settings))
    if keeper is not None:
        admin.install(app, service, keeper, settings)
    app.include_router(embed.create_router(service, settings))
    metrics = Metrics()
    gate = Gate(settings.people)
    metrics.watch(service.figures)
    metrics.watch_gate(gate)
    if keeper is not None:
        metrics.watch_uploads(keeper.jobs.counts)
    app.include_router(operations.create_router(metrics, settings))
    given: dict[Language, Sequence[str]] = {
        language: examples if examples is not None else () if settings.library else EXAMPLES[language]
        for language in EXAMPLES
    }
    drawn = {language: Examples(service, language, given[language]) for language in EXAMPLES}
    app.include_router(chat_start.create_router(service, settings, drawn))
    inside_a_loop(lambda: _add_chat(app, service, settings, given))
    error_handlers.install(app)
    openapi.install(app, root)
    sign_in.install(app, settings, gate, service.records.database)
    app.add_middleware(
        BodyLimit, prefixes=tuple(root + path for path in _LIMITED), uploads=f"{root}/api/documents"
    )
    app.add_middleware(Guard, frame_ancestors=settings.frame_ancestors, root_path=root)
    app.add_middleware(Cors, sources=settings.frame_ancestors, prefix=f"{root}/api/")
    app.add_middleware(
        Observe,
        metrics=metrics,
        questions=QuestionLog(metrics, with_words=settings.operation.log_questions),
        proxies=settings.people.trusted_proxies,
        root_path=root,
    )
    return app


def _add_chat(
    app: FastAPI, service: Service, settings: Settings, examples: Mapping[Language, Sequence[str]]
) -> None:
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
        return Chat(service, settings, language, examples[language])

    root = settings.root_path
    second = other(settings.language)
    pages = GradioPages(app, settings)
    # A Gradio page has one language; the other one lies beside it, and ?lang= leads there.
    pages.mount(f"{root}/{second}", page(second).blocks, second)
    pages.mount(root or "/", page(settings.language).blocks, settings.language)
    # Behind our own routes, not among them: Gradio's mount answers for every path, and would
    # turn a wrong method on ours into its own 404.
    app.router.default = pages
