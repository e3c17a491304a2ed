"""Content security policies: what a browser may load and run on our pages, and who may show them in a frame."""

from collections.abc import Sequence

OFF = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
    "microphone=(), midi=(), payment=(), usb=()"
)
"""What no page of ours uses, as a ``Permissions-Policy``."""


def strict(ancestors: Sequence[str]) -> str:
    """Return the policy of our own pages: our files only, nothing inline, no forms that lead elsewhere."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; " + _framed_by(ancestors)
    )


def chat(ancestors: Sequence[str], nonce: str) -> str:
    """Return the policy of the chat page, whose scripts are Gradio's.

    Its inline scripts bear ``nonce``. What Gradio needs beyond our own pages, as tried in a browser: it compiles
    templates with ``new Function`` (without 'unsafe-eval' the page stays empty), writes style elements and
    attributes as it draws, and sets the base address.
    """
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        "worker-src 'self'; base-uri 'self'; form-action 'self'; " + _framed_by(ancestors)
    )


def own_ancestors(ancestors: Sequence[str]) -> tuple[str, ...]:
    """Return who may frame the pages that are not made for it: our own site, unless the setting says nobody."""
    return ("'none'",) if tuple(ancestors) == ("'none'",) else ("'self'",)


def frame_options(ancestors: Sequence[str]) -> str | None:
    """Return the ``X-Frame-Options`` that says the same to old browsers; ``None``: it has no words for it."""
    return {"'none'": "DENY", "'self'": "SAMEORIGIN"}.get(" ".join(ancestors))


def _framed_by(ancestors: Sequence[str]) -> str:
    return f"frame-ancestors {' '.join(ancestors)}"
