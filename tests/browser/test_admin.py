"""The administration in a real browser, over the real program: a document uploaded, asked about, and removed."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.slow

PATIENCE = 240.0  # seconds for a cold start on a loaded machine
QUESTION = "临溪区农村户厕改造每户补助多少元"
DRAGGED = """() => {
  const data = new DataTransfer();
  data.items.add(new File(["PK\\x03\\x04 not a document"], "坏文件.docx"));
  return data;
}"""
JSON = {"Content-Type": "application/json"}

Poll = Callable[[Callable[[], object], str], None]


class Server:
    """`youju serve` over a library of its own, as an administrator starts it."""

    def __init__(self, library: Path, cache: Path) -> None:
        self.library, self.cache = library, cache
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("YOUJU_")}
        environment = kept | {"YOUJU_CACHE": str(self.cache), "YOUJU_LIBRARY": str(self.library)}
        command = [sys.executable, "-c", "from ui.cli import main; main()", "serve", "--port", str(self.port)]
        with (self.library.parent / "log.txt").open("ab") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if self.get("/readyz")["status"] == "ready":
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError((self.library.parent / "log.txt").read_text("utf-8", "replace"))

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)

    def get(self, path: str) -> dict[str, object]:
        with urllib.request.urlopen(f"{self.address}{path}", timeout=60) as response:
            body: dict[str, object] = json.load(response)
        return body

    def ask(self, question: str) -> dict[str, object]:
        request = urllib.request.Request(
            f"{self.address}/api/ask", json.dumps({"question": question}).encode(), JSON
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            body: dict[str, object] = json.load(response)
        return body

    def upload(self, name: str, content: str) -> str:
        boundary = "youju-test-boundary"
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = f"{head}{content}\r\n--{boundary}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        request = urllib.request.Request(f"{self.address}/api/documents", body, headers)
        with urllib.request.urlopen(request, timeout=60) as response:
            assert response.status == 202
            return str(json.load(response)["id"])


@pytest.fixture(scope="module")
def server(model_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that was started on an empty folder: a volume that nobody has put anything into."""
    library = tmp_path_factory.mktemp("served") / "library"
    library.mkdir()
    server = Server(library, model_cache)
    server.start()
    yield server
    assert server.process is not None
    server.process.terminate()
    server.process.wait(30)


def _subsidy_rule(folder: Path) -> Path:
    rule = docx.Document()
    rule.add_heading("临溪区农村户厕改造补助办法", 0)
    rule.add_paragraph("第一条 为改善农村环境，制定本办法。")
    rule.add_paragraph("第二条 农村户厕改造每户补助1200元，由区财政列支。")
    rule.add_paragraph("临溪区农业农村局")
    rule.add_paragraph("2024年3月5日")
    path = folder / "户厕补助办法.docx"
    rule.save(str(path))
    return path


def test_a_docx_is_uploaded_asked_about_and_removed(page: Page, server: Server, tmp_path: Path) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        server.ask(QUESTION)
    assert json.load(refused.value)["error"]["code"] == "library_empty"

    page.goto(f"{server.address}/admin")
    expect(page.locator("#ya-list")).to_contain_text("资料库里还没有文件")
    page.set_input_files("#ya-choose", [_subsidy_rule(tmp_path)])
    dragged = page.evaluate_handle(DRAGGED)
    page.dispatch_event("#ya-drop", "drop", {"dataTransfer": dragged})
    expect(page.locator("#ya-list")).to_contain_text("临溪区农村户厕改造补助办法", timeout=120_000)
    expect(page.locator("#ya-failed")).to_contain_text("坏文件.docx", timeout=120_000)
    expect(page.locator("#ya-failed")).to_contain_text("另存一份")
    expect(page.locator("#ya-jobs li").first).to_contain_text("已读入")

    answer = server.ask(QUESTION)
    assert answer["status"] == "answered"
    quotes = answer["quotes"]
    assert isinstance(quotes, list)
    assert quotes[0]["highlights"][0]["text"] == "1200元"

    page.get_by_role("link", name="编辑 临溪区农村户厕改造补助办法").click()
    page.fill("#ya-number", "临农发〔2024〕6号")
    page.press("#ya-number", "Enter")
    expect(page.locator(".ya-said")).to_have_text("已保存。")
    corrected = server.ask(QUESTION)["quotes"]
    assert isinstance(corrected, list)
    assert corrected[0]["number"] == "临农发〔2024〕6号"

    page.locator(".ya-remove summary").click()
    page.get_by_role("button", name="确定移除").click()
    expect(page.locator(".ya-said")).to_contain_text("已移除")
    expect(page.locator("#ya-list")).not_to_contain_text("户厕")
    with pytest.raises(urllib.error.HTTPError) as gone:
        server.ask(QUESTION)
    assert json.load(gone.value)["error"]["code"] == "library_empty"
    with pytest.raises(urllib.error.HTTPError) as link:
        urllib.request.urlopen(f"{server.address}{quotes[0]['url']}", timeout=30)
    assert link.value.code == 410


def test_a_killed_server_loses_nothing_that_it_reported_as_stored(server: Server, wait_until: Poll) -> None:
    jobs = [
        server.upload(f"第{n}号通知.txt", f"第{n}号停水通知\n桃源镇第{n}村明日停水。\n") for n in range(1, 6)
    ]
    server.kill()  # somewhere in the middle of reading them
    server.start()

    def states() -> set[object]:
        return {server.get(f"/api/jobs/{job}")["state"] for job in jobs}

    wait_until(lambda: states() == {"done"}, "all five are read")
    assert server.get("/api/documents")["total"] == 5


def test_questions_and_feedback_are_on_record(page: Page, server: Server) -> None:
    answer = server.ask("桃源镇第3村明日停水吗")
    for verdict in ("wrong_passage", "wrong_passage"):  # a double click
        body = json.dumps({"answer_id": answer["answer_id"], "verdict": verdict, "comment": "不是这个村"})
        urllib.request.urlopen(
            urllib.request.Request(f"{server.address}/api/feedback", body.encode(), JSON), timeout=30
        ).close()
    server.ask("火星上住着多少人")
    page.goto(f"{server.address}/admin/questions")
    expect(page.locator("#ya-open + ul")).to_contain_text("火星上住着多少人")
    expect(page.locator("#ya-disputed + ul li")).to_have_count(1)
    expect(page.locator("#ya-disputed + ul q")).to_have_count(1)
    page.locator("#ya-disputed + ul a").click()
    quotes = answer["quotes"]
    assert isinstance(quotes, list) and quotes
    expect(page.locator(".ya-quote blockquote").first).to_have_text(quotes[0]["text"])
    with page.expect_download() as download:
        page.goto(f"{server.address}/admin/questions")
        page.get_by_role("link", name="表格（CSV）").click()
    assert "不是这个村" in Path(download.value.path()).read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_every_page_is_accessible_and_fits(
    page: Page, server: Server, scheme: str, size: tuple[int, int]
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    documents = server.get("/api/documents")["documents"]
    assert isinstance(documents, list)
    paths = ("", "/aliases", "/questions", "/questions/none", f"/documents/{documents[0]['id']}", "?lang=en")
    for path in paths:
        page.goto(f"{server.address}/admin{path}")
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
