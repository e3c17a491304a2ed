"""What the chat page asks for once it stands: what depends on who looks at it and on what the library holds.

The page itself is the same for everyone; these two answers are not.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from ui.choices import choices_of
from ui.desk import Desk
from ui.examples import Examples
from ui.people.identity import Role
from ui.service import Service
from ui.settings import Language, Settings


def create_router(service: Service, settings: Settings, examples: Mapping[Language, Examples]) -> APIRouter:
    """Return the routes; they are the page's own, no part of the interface for programs."""
    router = APIRouter(prefix=settings.root_path, include_in_schema=False)

    @router.get("/api/start")
    def start(connection: Request, lang: Language | None = None) -> dict[str, Any]:
        """Say who looks at the page, and what they may begin with."""
        desk = Desk.of(service, connection.scope)
        return {
            "reader": _shelf(desk.identity.name),
            "name": desk.identity.name,
            "signs_out": settings.people.way
            in ("password", "oidc"),  # of others the name is told from outside
            "administrator": desk.identity.role is Role.ADMINISTRATOR,
            "ready": service.ready(),
            "examples": examples[lang or settings.language].now(),
        }

    @router.get("/api/choices")
    def choices(connection: Request, contains: Annotated[str, Query(max_length=100)] = "") -> dict[str, Any]:
        """List what the filters offer, as far as the reader may see it."""
        return asdict(choices_of(Desk.of(service, connection.scope).documents(), contains))

    return router


def _shelf(name: str) -> str:
    """Return the name of the place in which a browser keeps a person's conversations.

    Two people may sign in at one browser: neither should see what the other has asked.
    """
    return hashlib.sha256(f"youju {name}".encode()).hexdigest()[:16]
