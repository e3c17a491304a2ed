"""``youju mcp``: the tool for agents."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from index.encoder import Encoder
from index.engines.choose import open_engine
from index.rerank import Reranker
from ui.library_service import LibraryService
from ui.records.records import Records
from ui.settings import Settings
from ui.usage import UsageError

Option = Callable[[Callable[..., Any]], Callable[..., Any]]


def create_command(
    library_option: Option,
    settings_of: Callable[[Path | None], Settings],
    library_of: Callable[[Settings], Path],
    loader_of: Callable[[Settings], Callable[[], Encoder]],
) -> click.Command:
    """Return the command; the functions find settings, library and model as all other commands do."""

    @click.command("mcp")
    @library_option
    @click.option(
        "--base-url", default="", metavar="URL", help="写在链接前面的网址，如 https://youju.example.gov.cn"
    )
    def mcp(library: Path | None, base_url: str) -> None:
        """给智能体的工具 ask(MCP,标准输入输出)。"""
        try:
            from ui.embed.mcp_tool import create_server  # noqa: PLC0415  (an extra, which may be missing)
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types"):
                raise
            raise UsageError("这项功能还没有安装，请先运行：pip install 'youju[mcp]'") from error
        settings = settings_of(library)
        folder = library_of(settings)
        records = Records(folder, settings.retention_days)
        reranker = settings.reranker
        service = LibraryService(
            folder,
            loader_of(settings),
            lambda: Reranker.load(reranker, settings.device) if reranker else None,
            records,
            open_engine(folder, settings.engine_address),
        )
        service.load_in_background()
        create_server(service, base_url).run("stdio")

    return mcp
