"""``GET /metrics``: for administrators, and for whoever brings the token of the metrics."""

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from ui.operations.metrics import CONTENT_TYPE, Metrics
from ui.people.guards import watcher
from ui.settings import Settings


def create_router(metrics: Metrics, settings: Settings) -> APIRouter:
    """Return the route."""
    router = APIRouter(prefix=settings.root_path, tags=["运维"])

    @router.get(
        "/metrics",
        summary="运行指标",
        dependencies=[Depends(watcher)],
        response_class=Response,
        responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    )
    def read() -> Response:
        """Return the figures of this server in Prometheus' text format."""
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    return router
