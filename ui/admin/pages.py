"""The administration, as parts of the application: its pages and its REST."""

from fastapi import FastAPI

from ui.admin import document_pages, question_pages, routes
from ui.admin.keeper import Keeper
from ui.service import Service
from ui.settings import Settings


def install(app: FastAPI, service: Service, keeper: Keeper, settings: Settings) -> None:
    """Let administrators change the library that ``app`` shows."""
    app.include_router(routes.create_router(keeper, settings))
    app.include_router(document_pages.create_router(service, keeper, settings))
    app.include_router(question_pages.create_router(service, keeper, settings))
