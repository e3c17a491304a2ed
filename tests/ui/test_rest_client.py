"""The client in the docs, run as it stands there against a real server."""

import importlib
import re
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fakes import FUNDS, GORGES, REPORT, FakeService, plain_app

from ui.settings import Settings

DOCS = Path(__file__).parents[2] / "docs" / "rest.md"
PATIENCE = 30.0


@pytest.fixture(scope="module")
def blocks() -> list[str]:
    found = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert len(found) == 2
    return found


@pytest.fixture(scope="module")
def client(blocks: list[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Return the module of the docs."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "youju_client.py").write_text(blocks[0], encoding="utf-8")
    sys.path.insert(0, str(folder))
    yield importlib.import_module("youju_client")
    sys.path.remove(str(folder))
    del sys.modules["youju_client"]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(plain_app(FakeService(), Settings(root_path="/x")), log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    until = time.monotonic() + PATIENCE
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/x"
    server.should_exit = True
    thread.join(PATIENCE)
    listener.close()


def test_it_asks_and_follows_up(client: Any, address: str) -> None:
    youju = client.Youju(address)
    first = youju.ask("多少资金？")
    assert first.is_answered
    assert (first.quotes[0].text, first.quotes[0].highlights) == (FUNDS.text, ("645万元",))
    assert first.quotes[0].url.startswith(f"{address}/documents/liwan?")
    turns = (client.Turn("user", first.question), client.Turn("assistant", first.quotes[0].text))
    second = youju.ask("那三峡库区呢？", turns)
    assert second.quotes[0].text == GORGES.text
    assert second.question.startswith("荔湾区")


def test_offsets_are_those_of_the_text(client: Any, address: str) -> None:
    youju = client.Youju(address)
    quote = youju.ask("多少资金？").quotes[0]
    assert youju.text(quote.document_id, quote.version)[quote.start : quote.end] == quote.text
    assert youju.text("liwan") == REPORT.text


def test_a_refusal_has_a_reason(client: Any, address: str) -> None:
    answer = client.Youju(address).ask("2018年多少资金？")
    assert not answer.is_answered
    assert "没有2018年" in answer.reason


@pytest.mark.parametrize(
    ("question", "status", "code"), [(" ", 400, "question_empty"), (5, 422, "invalid_request")]
)
def test_an_error_is_raised(client: Any, address: str, question: Any, status: int, code: str) -> None:
    with pytest.raises(client.YoujuError) as caught:
        client.Youju(address).ask(question)
    assert (caught.value.status, caught.value.code) == (status, code)


def test_the_example_runs(
    blocks: list[str], client: Any, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    exec(compile(blocks[1].replace("http://127.0.0.1:7860", address), "rest.md", "exec"), {})
    out = capsys.readouterr().out
    assert FUNDS.text in out
    assert out.splitlines()[-1].startswith("荔湾区2013-2015年给三峡库区")
