"""The commands that have a module of their own, put beside those of ``ui.cli``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from corpus.store import Store
from index.encoder import Encoder
from index.engine import Engine
from index.engines.choose import open_engine
from ui.bench_command import create_command as bench_command
from ui.embed.commands import create_command as mcp_command
from ui.people.commands import create_command as user_command
from ui.records.commands import create_command as records_command
from ui.settings import Settings
from ui.upkeep.commands import create_commands as upkeep_commands


def add_commands(
    app: click.Group,
    library_option: Callable[[Callable[..., Any]], Callable[..., Any]],
    settings_of: Callable[[Path | None], Settings],
    library_of: Callable[[Settings], Path],
    loader_of: Callable[[Settings], Callable[[], Encoder]],
) -> None:
    """Add them; the functions find settings, library and model as all other commands do."""

    def open_library(library: Path | None) -> Store:
        return Store.open(library_of(settings_of(library)))

    def open_library_and_engine(library: Path | None) -> tuple[Store, Engine]:
        store = open_library(library)
        return store, open_engine(store.folder, settings_of(library).engine_address)

    app.add_command(records_command(library_option, open_library))
    app.add_command(user_command(settings_of))
    app.add_command(mcp_command(library_option, settings_of, library_of, loader_of))
    for command in upkeep_commands(library_option, settings_of, open_library_and_engine, loader_of):
        app.add_command(command)
    app.add_command(bench_command(settings_of, loader_of))
