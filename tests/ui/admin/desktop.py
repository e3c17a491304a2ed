"""One served library, for the tests of the administration."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from starlette.testclient import TestClient

from ui.admin.jobs import Job
from ui.admin.keeper import Keeper
from ui.library_service import LibraryService


@dataclass(frozen=True)
class Desktop:
    """One served library, as an administrator finds it."""

    library: Path
    service: LibraryService
    keeper: Keeper
    client: TestClient

    def upload(self, name: str, content: str | bytes) -> Job:
        data = content.encode() if isinstance(content, str) else content
        return self.keeper.add(name, len(data), BytesIO(data), "admin")


Serve = Callable[[Path], Desktop]
