"""How many conversations the chat page remembers: whoever opens ever more of them must not fill the memory."""

import gc
from typing import Any

import pytest
from fakes import FakeService
from gradio.state_holder import SessionState
from starlette.testclient import TestClient

from ui import gradio_mount
from ui.app import create_app
from ui.settings import Settings

EVENT: dict[str, Any] = {"fn_index": 0, "data": ["水费多少", None, ""], "trigger_id": 1}


def sessions() -> int:
    gc.collect()
    return sum(type(each) is SessionState for each in gc.get_objects())


def test_the_longest_unused_conversation_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gradio_mount, "_SESSIONS", 3)
    with TestClient(create_app(FakeService(), Settings())) as client:
        before = sessions()
        for number in range(8):
            event = EVENT | {"session_hash": f"visitor{number}"}
            assert client.post("/gradio_api/queue/join", json=event).status_code == 200
            answer = client.get("/gradio_api/queue/data", params={"session_hash": f"visitor{number}"})
            assert "process_completed" in answer.text
        assert sessions() - before == 3
