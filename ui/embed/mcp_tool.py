"""The tool ``ask`` for agents, over the Model Context Protocol. Needs the extra ``mcp``."""

from typing import Annotated, Any, Literal

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import BaseModel, Field

from bot.models import Turn
from ui.desk import Desk
from ui.errors import NotReady, problem_of
from ui.people.identity import OWNER
from ui.records.models import Way
from ui.serialize import answer_to_json
from ui.service import Service

_PATIENCE = 600.0  # seconds that a question waits for the model
_INSTRUCTIONS = (
    "Youju answers questions about Chinese official documents by exact quotes only, or says why it cannot. "
    "Quote `text` character for character and give its `citation`; on status no_evidence the quotes are near "
    "misses, never an answer."
)


class Message(BaseModel):
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: Annotated[str, Field(max_length=100_000)]


History = Annotated[
    list[Message],
    Field(default_factory=list, max_length=200, description="The conversation before, oldest first."),
]
Top = Annotated[int, Field(ge=1, le=20, description="How many quotes at the most.")]


def create_server(service: Service, base_url: str = "") -> MCPServer[Any]:
    """Return the server. ``base_url`` is set before each permalink."""
    server: MCPServer[Any] = MCPServer("youju", title="有据", instructions=_INSTRUCTIONS)

    @server.tool(
        title="问公文",
        description="用公文原文回答问题,附出处和链接;没有依据时说明原因。Answer from official documents by exact "
        "quotes with citations and permalinks, or say why there is no evidence.",
        annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False),
    )
    def ask(question: str, history: History, top: Top = 5) -> dict[str, Any]:
        try:
            if not service.wait_ready(_PATIENCE):
                raise service.failure() or NotReady("正在准备模型，请稍后再试。")
            turns = [Turn(message.role, message.content) for message in history]
            # Whoever starts this command sits at the machine.
            answer = Desk(service, OWNER, Way.MCP).answer(question, turns, top=top)
        except Exception as error:
            raise ToolError(problem_of(error).message) from error
        return answer_to_json(answer, root_path=base_url.rstrip("/"))

    return server
