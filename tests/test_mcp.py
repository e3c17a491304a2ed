"""The tool for agents, as an agent calls it: a program of its own, over its standard input and output."""

import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import anyio
import pytest
from cli_runner import PROGRAM, environment, finish, start
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp_types import CallToolResult, TextContent

from corpus.store import Store
from ui.records.models import Way
from ui.records.records import Records

pytestmark = pytest.mark.slow

TEXT = "临溪区财政局关于补助的通知\n临溪区2021年安排户厕改造补助资金320万元。\n临溪区财政局\n2021年3月5日\n"
QUESTION = "临溪区2021年安排户厕改造补助资金多少?"
BASE = "https://youju.example.cn/x"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mcp")
    (folder / "in").mkdir()
    (folder / "in" / "通知.txt").write_text(TEXT, encoding="utf-8")
    built = finish(start("build", folder / "in", "--library", folder / "library", cache=folder))
    assert built.status == 0, built.err
    return folder / "library"


def with_tool(library: Path, use: Callable[[ClientSession], Awaitable[None]]) -> None:
    """Start the tool, and ``use`` it as a client does."""
    command, *arguments = [*PROGRAM, "mcp", "--library", str(library), "--base-url", f"{BASE}/"]
    server = StdioServerParameters(command=command, args=arguments, env=environment(library.parent))

    async def run() -> None:
        with anyio.fail_after(120), (library.parent / "errors.txt").open("a") as log:
            async with stdio_client(server, log) as (read, write), ClientSession(read, write) as session:
                await session.initialize()
                await use(session)

    anyio.run(run)


def said(result: CallToolResult) -> dict[str, object]:
    first = result.content[0]
    assert isinstance(first, TextContent)
    answer: dict[str, object] = json.loads(first.text)
    assert result.structured_content == answer
    return answer


def test_an_agent_gets_quotes_with_citations_and_links(library: Path) -> None:
    async def use(session: ClientSession) -> None:
        tools = (await session.list_tools()).tools
        assert [tool.name for tool in tools] == ["ask"]
        assert set(tools[0].input_schema["properties"]) == {"question", "history", "top"}
        assert tools[0].input_schema["required"] == ["question"]

        answer = said(await session.call_tool("ask", {"question": QUESTION, "top": 1}))
        assert answer["status"] == "answered"
        [quote] = answer["quotes"]  # type: ignore[misc]
        document = Store.open(library).document(quote["document_id"])
        assert quote["text"] == document.text[quote["start"] : quote["end"]]
        assert "320万元" in quote["text"]
        assert quote["url"].startswith(f"{BASE}/documents/")
        assert quote["url"] in quote["citation"]["gbt7714"] or quote["citation"]["plain"]

        history = [
            {"role": "user", "content": QUESTION},
            {"role": "assistant", "content": quote["text"]},
        ]
        refused = said(await session.call_tool("ask", {"question": "那2018年呢?", "history": history}))
        assert refused["status"] == "no_evidence"
        assert refused["reason"]

    with_tool(library, use)
    assert {record.way for record in Records(library).all()} == {Way.MCP}


@pytest.mark.parametrize(
    ("arguments", "part"),
    [({"question": " "}, "请先输入"), ({"question": "甲" * 3000}, "太长"), ({}, "question")],
)
def test_a_question_that_cannot_be_asked_is_an_error_with_a_reason(
    library: Path, arguments: dict[str, str], part: str
) -> None:
    async def use(session: ClientSession) -> None:
        result = await session.call_tool("ask", arguments)
        assert result.is_error
        assert isinstance(result.content[0], TextContent)
        assert part in result.content[0].text

    with_tool(library, use)


def test_without_the_extra_a_sentence_says_what_to_install(library: Path) -> None:
    hidden = "import sys; sys.modules['mcp'] = None; from ui.cli import main; main()"
    program = (sys.executable, "-c", hidden)
    ran = finish(start("mcp", "--library", library, cache=library.parent, program=program))
    assert ran.status == 2
    assert "pip install 'youju[mcp]'" in ran.err
    assert ran.out == ""
