"""``youju check``, ``youju backup`` and ``youju restore``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from corpus.store import Store
from index.check import check as find_faults
from index.check import unfinished
from index.encoder import Encoder
from index.engine import Engine
from index.refresh import rebuild, refresh
from ui import console
from ui.settings import Settings
from ui.upkeep.archive import back_up
from ui.upkeep.archive import restore as restore_archive
from ui.usage import Failed, UsageError

_WAIT = 20.0  # seconds for another writer


def create_commands(
    library_option: Callable[[Callable[..., Any]], Callable[..., Any]],
    settings_of: Callable[[Path | None], Settings],
    open_library: Callable[[Path | None], tuple[Store, Engine]],
    loader_of: Callable[[Settings], Callable[[], Encoder]],
) -> list[click.Command]:
    """Return the commands; the functions find settings, library and model as all other commands do."""

    @click.command("check")
    @library_option
    @click.option("--repair", is_flag=True, help="从文件库补齐或重建索引，再检查一遍")
    def check(library: Path | None, repair: bool) -> None:
        """检查资料库是否完好:每个段落、校验值和索引行。"""
        store, engine = open_library(library)
        faults, note = _faults(store, engine), unfinished(store, engine)
        for told in [*(faults if repair else ()), *([note] if note else ())]:
            console.say(told)
        if repair and (faults or note):
            console.say("正在从文件库重建索引…" if faults else "正在补齐索引…")
            mend = rebuild if faults else refresh
            with store.write_lock(wait=_WAIT), console.progress("建立索引") as (update,):
                mend(store, loader_of(settings_of(library))(), engine, progress=update)
            faults = _faults(store, engine)
        for fault in faults:
            console.out(fault)
        if faults:
            if repair:
                console.say("以上问题不在索引里，重建不能消除；请从备份恢复，或移除并重新读入有关文件。")
            raise Failed
        console.out("资料库完好。")

    @click.command("backup")
    @click.argument("target", metavar="FILE.tar", type=click.Path(path_type=Path, readable=False))
    @library_option
    def backup(target: Path, library: Path | None) -> None:
        """把整个资料库备份成一个文件;服务可以照常运行。"""
        store, _ = open_library(library)
        with console.progress("备份") as (update,):
            files = back_up(store, target, update)
        console.out(f"已备份 {files} 个文件到 {target}（{target.stat().st_size / 2**20:.1f} MB）")

    @click.command("restore")
    @click.argument("source", metavar="FILE.tar", type=click.Path(path_type=Path, readable=False))
    @library_option
    def restore(source: Path, library: Path | None) -> None:
        """从备份恢复出一个新的资料库。"""
        folder = settings_of(library).library
        if folder is None:
            raise UsageError("请用 --library 指明恢复到哪个文件夹。")
        if not source.is_file():
            raise UsageError(f"没有这个备份文件：{source}")
        with console.progress("恢复") as (update,):
            files = restore_archive(source, folder, update)
        console.out(f"已恢复 {files} 个文件到 {folder}")

    return [check, backup, restore]


def _faults(store: Store, engine: Engine) -> list[str]:
    with console.progress("检查") as (update,):
        return find_faults(store, engine, progress=update)
