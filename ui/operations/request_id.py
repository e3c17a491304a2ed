"""The id of a request: what ties its lines in the log together, and to the answer that the reader got."""

import re
import secrets
from contextvars import ContextVar

HEADER = "X-Request-ID"
_SANE = re.compile(r"[A-Za-z0-9._-]{1,64}")

current: ContextVar[str] = ContextVar("youju_request_id", default="")
"""The request that this code runs for; empty: for none."""


def request_id(given: str) -> str:
    """Return the id that a proxy has ``given`` a request, or a new one where it is none that we would log."""
    return given if _SANE.fullmatch(given) else secrets.token_hex(8)
