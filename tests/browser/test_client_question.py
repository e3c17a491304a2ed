"""The client's question, asked in a real browser of the real program: its model, its demo library, its server."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.slow

QUESTION = "how much did 荔湾 transfer to 黔南 2013-2015"
PATIENCE = 240.0  # seconds for a cold start on a loaded machine
TEXT_AND_MARK = """() => [
  document.getElementById('text').textContent,
  [...document.querySelectorAll('#text mark')].map(mark => mark.textContent).join(''),
]"""


@pytest.fixture(scope="module")
def address(model_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start `youju serve` as a user does, with nothing set but the cache, and wait until it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("serve") / "log.txt"
    unset = {"YOUJU_LIBRARY", "YOUJU_MODEL", "YOUJU_ROOT_PATH", "YOUJU_LANG", "YOUJU_HOST", "YOUJU_PORT"}
    environment = {k: v for k, v in os.environ.items() if k not in unset} | {"YOUJU_CACHE": str(model_cache)}
    command = [sys.executable, "-c", "from ui.cli import main; main()", "serve", "--port", str(port)]
    with log.open("wb") as output:
        server = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        address = f"http://127.0.0.1:{port}/"
        _wait_until_ready(address, server, log)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def _wait_until_ready(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}readyz", timeout=5) as response:
                if response.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(
        f"the server did not get ready:\n{log.read_text(encoding='utf-8', errors='replace')}"
    )


def ask(page: Page, question: str) -> None:
    page.fill("#yj-box textarea", question)
    page.press("#yj-box textarea", "Enter")
    expect(page.locator("#yj-current .yj-question")).to_contain_text(question)
    expect(page.locator("#yj-current .yj-done")).to_have_count(1, timeout=60_000)


def post(address: str, question: str) -> dict[str, object]:
    request = urllib.request.Request(
        f"{address}api/ask",
        json.dumps({"question": question}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        answer: dict[str, object] = json.load(response)
    return answer


def test_the_quote_is_marked_and_opens_at_the_mark(page: Page, context: BrowserContext, address: str) -> None:
    page.goto(address)
    ask(page, QUESTION)
    quote = page.locator("#yj-current .yj-quote").first
    expect(quote.locator("mark")).to_have_text("645万元")
    shown = quote.evaluate("e => e.textContent")
    assert "262.5" not in shown and "150万元" not in shown

    with context.expect_page() as opened:
        page.locator("#yj-current .yj-open").first.click()
    reader = opened.value
    expect(reader.locator("#mark")).to_be_in_viewport()
    text, marked = reader.evaluate(TEXT_AND_MARK)
    span = re.search(r"/documents/([0-9a-f]+)\?version=(\d+)&start=(\d+)&end=(\d+)", reader.url)
    assert span is not None
    start, end = int(span[3]), int(span[4])
    assert marked == shown == text[start:end]
    with urllib.request.urlopen(f"{address}api/documents/{span[1]}", timeout=30) as response:
        assert json.load(response)["text"] == text


def test_a_follow_up_is_read_as_a_whole_question(page: Page, address: str) -> None:
    page.goto(address)
    ask(page, "荔湾区2013-2015年给黔南州划拨了多少资金?")
    ask(page, "那三峡库区呢?")
    current = page.locator("#yj-current")
    expect(current.locator(".yj-read-as")).to_contain_text("荔湾区2013-2015年给三峡库区划拨了多少资金")
    expect(current.locator(".yj-quote mark").first).to_have_text("150万元")


def test_a_wrong_year_is_refused_with_the_years_there_are(page: Page, address: str) -> None:
    page.goto(address)
    ask(page, "荔湾区2018年给黔南州划拨了多少资金?")
    current = page.locator("#yj-current")
    expect(current.locator(".yj-refusal")).to_contain_text("2013-2015年")
    expect(current.locator("mark")).to_have_count(0)


def test_rest_gives_the_answer_of_the_page(address: str) -> None:
    answer = post(address, QUESTION)
    quotes = answer["quotes"]
    assert answer["status"] == "answered" and isinstance(quotes, list)
    first = quotes[0]
    assert first["highlights"][0]["text"] == "645万元"
    assert first["citation"]["plain"].endswith(first["url"])
    with urllib.request.urlopen(f"{address}api/documents/{first['document_id']}", timeout=30) as response:
        text = json.load(response)["text"]
    for quote in quotes:
        if quote["document_id"] == first["document_id"]:
            assert quote["text"] == text[quote["start"] : quote["end"]]
