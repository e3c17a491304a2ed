"""The commands that have a module of their own, put beside those of ``ui.cli``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from corpus.store import Store
from index.embed import Embedder
from ui.embed.commands import create_command as mcp_command
from ui.people.commands import create_command as user_command
from ui.records.commands import create_command as records_command
from ui.settings import Settings


def add_commands(
    app: click.Group,
    library_option: Callable[[Callable[..., Any]], Callable[..., Any]],
    settings_of: Callable[[Path | None], Settings],
    library_of: Callable[[Settings], Path],
    loader_of: Callable[[Settings], Callable[[], Embedder]],
) -> None:
    """Add them; the functions find settings, library and model as all other commands do."""

    def open_library(library: Path | None) -> Store:
        return Store.open(library_of(settings_of(library)))

    app.add_command(records_command(library_option, open_library))
    app.add_command(user_command(settings_of))
    app.add_command(mcp_command(library_option, settings_of, library_of, loader_of))
