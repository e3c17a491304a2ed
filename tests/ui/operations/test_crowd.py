"""A crowd of questions holds up no page, against a real server."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from fakes import FakeService, plain_app

from ui.people.settings import PeopleSettings
from ui.settings import Settings

CROWD = 60  # more than the threads that FastAPI has for everything
SLOW = {"question": "慢"}  # waits until it is let go


@pytest.mark.slow
def test_pages_are_shown_while_a_crowd_waits(
    listen: Callable[..., int], wait_until: Callable[[Callable[[], object], str], None]
) -> None:
    service = FakeService()
    app = plain_app(service, Settings(people=PeopleSettings(at_once=2)))
    with httpx2.Client(base_url=f"http://127.0.0.1:{listen(app)}", timeout=30) as client:

        def waiting() -> bool:
            return "youju_questions_waiting 58.0" in client.get("/metrics").text

        with ThreadPoolExecutor(CROWD) as pool:
            asked = [pool.submit(client.post, "/api/ask", json=SLOW) for _ in range(CROWD)]
            wait_until(waiting, "two are answered, the others stand in line")
            begun = time.monotonic()
            for path in ("/healthz", "/readyz", "/api/documents", "/documents/liwan"):
                assert client.get(path).status_code == 200
            took = time.monotonic() - begun
            assert waiting()  # all of that while nobody had been let through
            service.hold.set()
            statuses = {each.result().status_code for each in asked}
    assert took < 5
    assert statuses <= {200, 503} and 200 in statuses
