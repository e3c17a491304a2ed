"""The secret that signs sessions: set by the operator, or made once and kept beside the cache."""

import os
import secrets
from pathlib import Path

from ui.settings import Settings

_NAME = "session-secret"
_LENGTH = 32  # bytes


def session_secret(settings: Settings) -> str:
    """Return the secret of this installation. Where it is lost, everybody signs in again."""
    if settings.people.secret:
        return settings.people.secret
    settings.cache_dir.mkdir(parents=True, exist_ok=True)
    return _kept(settings.cache_dir / _NAME)


def _kept(path: Path) -> str:
    if not path.exists():
        _make(path)
    kept = path.read_text(encoding="ascii").strip()
    if len(kept) < _LENGTH:
        raise ValueError(f"{path.name} holds no secret: delete it, and a new one is made")
    return kept


def _make(path: Path) -> None:
    made = secrets.token_urlsafe(_LENGTH)
    beside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(made)
    try:
        # Whole or not at all, and the first of several processes wins.
        path.hardlink_to(beside)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
