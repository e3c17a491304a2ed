"""The command line. Standard output carries results only; exit status 0 done, 1 failed, 2 wrong usage."""

import json
import os
import sqlite3
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import click

from bot.errors import BotError, QuestionEmpty, QuestionTooLong
from bot.respond import MAX_QUESTION, respond
from corpus.errors import CorpusError
from corpus.isolate import IsolatedReaders
from corpus.models import IngestReport, State
from corpus.process import Limits
from corpus.records import CORRECTABLE
from corpus.store import Store
from index import build as building
from index.embed import Embedder
from index.encoder import Encoder
from index.encoder_child import EncoderChild
from index.engine import Engine
from index.engines.choose import open_engine
from index.errors import AliasFileInvalid, IndexFault
from index.rerank import Reranker
from index.search import Searcher
from ui import console
from ui.alias import edit_aliases
from ui.batch import BatchError, answer_rows, read_rows
from ui.commands import add_commands
from ui.corrections import parse_corrections
from ui.demo import ensure_demo
from ui.disk import told
from ui.encoder_of_server import encoder_of_server
from ui.errors import CorrectionInvalid, LibraryEmpty, UiError
from ui.filters import FilterError, parse_filters
from ui.serialize import answer_to_json, document_to_json, row_to_json
from ui.service import DocumentRow
from ui.settings import Device, Settings, SettingsError
from ui.shared_library import shared_library
from ui.usage import Failed, UsageError, in_chinese

library_option = click.option(
    "--library",
    type=click.Path(path_type=Path, readable=False),
    metavar="DIR",
    help="资料库文件夹；默认 $YOUJU_LIBRARY，再默认示例资料库",
)
paths_argument = click.argument(
    "paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path, readable=False)
)
strict_option = click.option("--strict", is_flag=True, help="有文件读不了时以状态 1 结束")
reread_option = click.option("--reread", is_flag=True, help="未变的文件也重新读取（升级后用）")
json_option = click.option("--json", "as_json", is_flag=True, help="输出 JSON")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="youju", prog_name="youju", message="%(prog)s %(version)s")
def app() -> None:
    """有据:只用原文回答的公文问答。

    Answers about official documents, by exact quotes only.
    """


@app.command()
@paths_argument
@library_option
@strict_option
@reread_option
def build(paths: tuple[Path, ...], library: Path | None, strict: bool, reread: bool) -> None:
    """把文件或文件夹读入资料库(新增、更新)。"""
    _finish(_build(paths, library, remove_missing=False, reread=reread), strict)


@app.command()
@paths_argument
@library_option
@strict_option
@reread_option
def sync(paths: tuple[Path, ...], library: Path | None, strict: bool, reread: bool) -> None:
    """同 build,并移除已不存在的文件。"""
    _finish(_build(paths, library, remove_missing=True, reread=reread), strict)


@app.command("list")
@library_option
@json_option
def list_documents(library: Path | None, as_json: bool) -> None:
    """列出资料库中的文件。"""
    store = _open(library)
    rows = [
        DocumentRow(s.id, s.version, s.source, s.metadata, s.state, s.characters) for s in store.summaries()
    ]
    if as_json:
        listed = [row_to_json(row) | {"versions": list(store.versions(row.id))} for row in rows]
        console.out(json.dumps(listed, ensure_ascii=False, indent=1))
        return
    for row in rows:
        state = "" if row.state == "current" else f" [{row.state}]"
        source = console.printable(row.source)
        console.out(f"{row.id}\tv{row.version}\t{row.metadata.title}{state}\t{source}")


@app.command()
@click.argument("document", metavar="DOC")
@library_option
@click.option("--text", is_flag=True, help="只输出入库的正文，一字不差")
@click.option("--version", type=int, help="版本号；默认最新")
def show(document: str, library: Path | None, text: bool, version: int | None) -> None:
    """显示一个文件的元数据或正文。"""
    store = _open(library)
    found = store.document(document, version)
    if text:
        sys.stdout.buffer.write(found.text.encode("utf-8"))
        return
    values = document_to_json(found, store.versions(document))
    del values["text"]
    console.out(json.dumps(values, ensure_ascii=False, indent=1))


@app.command()
@click.argument("documents", nargs=-1, required=True, metavar="DOC...")
@library_option
def remove(documents: tuple[str, ...], library: Path | None) -> None:
    """从资料库、索引和一切查询中移除文件。"""
    settings = _settings(library)
    building.remove(documents, _library(settings), _loader(settings), _engine(settings))
    console.out(f"移除 {len(documents)}")


@app.command()
@click.argument("document", metavar="DOC")
@library_option
@click.option(
    "--set",
    "given",
    multiple=True,
    metavar="FIELD=VALUE",
    help=f"改正一项；值留空表示文件没有此项。可改：{'、'.join(CORRECTABLE)}",
)
@click.option("--undo", multiple=True, metavar="FIELD", type=click.Choice(CORRECTABLE), help="撤销一项改正")
def correct(document: str, library: Path | None, given: tuple[str, ...], undo: tuple[str, ...]) -> None:
    """改正一个文件的标题、文号、日期等;重新读入后仍然有效。"""
    if not given and not undo:
        raise UsageError("请用 --set 字段=值 给出改正，或用 --undo 字段 撤销。")
    settings = _settings(library)
    values = parse_corrections(given)
    building.correct(document, values, undo, _library(settings), _loader(settings), _engine(settings))
    console.out(f"已改正 {len(values)} 项，撤销 {len(undo)} 项")


@app.command()
@click.argument("question", required=False)
@library_option
@json_option
@click.option("--top", type=click.IntRange(1, 20), default=5, show_default=True, help="最多几条引文")
@click.option(
    "--batch",
    type=click.Path(path_type=Path, readable=False),
    metavar="IN.jsonl",
    help="JSONL 文件，每行一个问题",
)
@click.option("--issuer", "issuers", multiple=True, metavar="NAME", help="只查这个发文机关的文件；可多次给出")
@click.option(
    "--region", "regions", multiple=True, metavar="PLACE", help="只查这个省、市、县的文件；可多次给出"
)
@click.option("--from", "issued_from", metavar="DATE", help="只查这一天起的文件")
@click.option("--to", "issued_to", metavar="DATE", help="只查到这一天为止的文件")
@click.option("--document", "documents", multiple=True, metavar="DOC", help="只查这个编号的文件；可多次给出")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in State]),
    help="只查这种状态的文件",
)
def ask(
    question: str | None,
    library: Path | None,
    as_json: bool,
    top: int,
    batch: Path | None,
    **limits: Any,
) -> None:
    """提问,用原文回答。"""
    filters = parse_filters(**limits)
    if (question is None) == (batch is None):
        raise UsageError("请给出一个问题，或用 --batch 给出问题文件（二者取一）。")
    rows = [] if batch is None else read_rows(batch)
    if question is not None:
        _check_question(question)
    settings = _settings(library)
    store = Store.open(_library(settings))
    if not store.has_documents():
        raise LibraryEmpty("资料库里还没有文件，请先用 youju build 读入文件。")
    for document in filters.documents:
        store.document(document)
    searcher = Searcher(store, _loader(settings)(), _reranking(settings)(), _engine(settings))
    if question is not None:
        answer = respond(question, searcher, top=top, filters=filters, language=settings.language)
        if as_json:
            console.out(json.dumps(answer_to_json(answer), ensure_ascii=False))
        else:
            console.show_answer(answer)
        return
    with console.progress("回答") as (update,):
        for done, values in enumerate(answer_rows(rows, searcher, top, filters), 1):
            console.out(json.dumps(values, ensure_ascii=False))
            update(done, len(rows))


@app.command()
@click.argument("action", type=click.Choice(["list", "add", "remove"]))
@click.argument("names", nargs=-1, metavar="[NAME...]")
@library_option
def alias(action: str, names: tuple[str, ...], library: Path | None) -> None:
    """查看、增加、删除资料库的别名，如 youju alias add 穗 广州。"""
    edit_aliases(action, names, _open(library).folder)


@app.command()
@library_option
@click.option("--host", help="监听地址；默认 127.0.0.1")
@click.option("--port", type=click.IntRange(1, 65535), help="端口；默认 7860")
@click.option("--root-path", metavar="/x", help="反向代理下的路径前缀")
@click.pass_obj
def serve(
    spare: EncoderChild | None,
    library: Path | None,
    host: str | None,
    port: int | None,
    root_path: str | None,
) -> None:
    """在浏览器里提问。"""
    settings = _settings(library, host=host, port=port, root_path=root_path)
    with encoder_of_server(settings, spare) as load:
        from ui.serve import serve as run  # noqa: PLC0415  (Gradio takes seconds to import)

        run(settings, _library(settings, load), load, _reranking(settings))


@app.command()
@click.option("--suite", metavar="NAME", help="只跑这一套；默认全部可用的")
@click.option("--sample", type=click.IntRange(1), default=1, metavar="N", help="每 N 个问题问一个；默认全部")
@click.option(
    "--errors",
    type=click.Path(path_type=Path, file_okay=False, readable=False),
    metavar="DIR",
    help="把答错的问题按原因写入这个文件夹",
)
def evaluate(suite: str | None, sample: int, errors: Path | None) -> None:
    """运行质量测试集,与登记的数字对照。"""
    from evaluation.run import evaluate as run  # noqa: PLC0415  (not needed by the other commands)
    from evaluation.suite import NAMES  # noqa: PLC0415

    settings = _settings(None)
    if suite is not None and suite not in NAMES:
        raise UsageError(f"没有名为 {suite} 的测试集；可选：{'、'.join(NAMES)}。")
    measure = partial(run, sample=sample, errors=errors, load_reranker=_reranking(settings))
    if not measure(suite, settings.data, settings.cache_dir, _loader(settings), console.out, console.say):
        raise Failed


_USAGE = (UsageError, SettingsError, BatchError, CorrectionInvalid, FilterError, AliasFileInvalid)


def main(arguments: list[str] | None = None, spare: EncoderChild | None = None) -> None:
    """Run the command line and leave with its exit status; a server encodes in the ``spare`` process."""
    sys.exit(run(arguments, spare))


def run(arguments: list[str] | None = None, spare: EncoderChild | None = None) -> int:
    """Run the command line; return its exit status. Errors become one sentence on standard error."""
    try:
        app.main(arguments, prog_name="youju", standalone_mode=False, obj=spare)
    except Failed:
        return 1
    except click.exceptions.NoArgsIsHelpError as error:
        console.out(error.format_message())
        return 2
    except click.UsageError as error:
        console.say(f"用法错误：{in_chinese(error)}运行 youju --help 查看用法。")
        return 2
    except (*_USAGE, QuestionEmpty, QuestionTooLong) as error:
        console.say(str(error))
        return 2
    except (CorpusError, IndexFault, BotError, UiError) as error:
        console.say(str(error))
        return 1
    except (sqlite3.DatabaseError, OSError) as error:
        console.say(told(error))
        return 1
    except (KeyboardInterrupt, click.Abort):
        console.say("已中断。")
        return 130
    return 0


def _check_question(question: str) -> None:
    """Refuse a question that can't be asked before the model is loaded for it.

    Raises:
        QuestionEmpty, QuestionTooLong
    """
    if not question.strip():
        raise QuestionEmpty("请先输入要查的问题。")
    if len(question) > MAX_QUESTION:
        raise QuestionTooLong(f"问题太长（{len(question)} 字），请控制在 {MAX_QUESTION} 字以内。")


def _finish(report: IngestReport, strict: bool) -> None:
    console.show_report(report)
    taken = (report.added, report.updated, report.joined, report.unchanged, report.removed)
    if report.failures and (strict or not any(taken)):
        raise Failed


def _build(
    paths: Sequence[Path], library: Path | None, *, remove_missing: bool, reread: bool
) -> IngestReport:
    missing = [path for path in paths if not os.path.lexists(path)]
    if missing and not remove_missing:
        raise UsageError(f"没有这个文件或文件夹：{'、'.join(map(str, missing))}")
    settings = _settings(library)
    target = _library(settings)
    with console.progress("读入文件", "建立索引") as (reading, indexing):
        return building.build(
            paths,
            target,
            _loader(settings),
            limit=settings.max_file_mb * 2**20,
            remove_missing=remove_missing,
            reread=reread,
            readers=IsolatedReaders(limits=_limits(settings)),
            engine=_engine(settings),
            reading_progress=reading,
            indexing_progress=indexing,
        )


def _limits(settings: Settings) -> Limits:
    return Limits(memory=settings.read_memory_mb * 2**20, silence=float(settings.read_seconds))


def _settings(library: Path | None, **given: str | int | None) -> Settings:
    settings = Settings.from_env(os.environ)
    chosen = {name: value for name, value in given.items() if value is not None}
    if library is not None:
        settings = replace(settings, library=library)
    return settings.with_options(chosen) if chosen else settings


def _library(settings: Settings, load: Callable[[], Encoder] | None = None) -> Path:
    if settings.database is not None:
        return shared_library(settings.library, settings.database)
    return settings.library or ensure_demo(settings.cache_dir, load or _loader(settings), settings.model)


def _engine(settings: Settings) -> Engine:
    return open_engine(_library(settings), settings.engine_address)


def _open(library: Path | None) -> Store:
    return Store.open(_library(_settings(library)))


def _loader(settings: Settings) -> Callable[[], Encoder]:
    return lambda: _load_embedder(settings.model, settings.cache_dir, settings.device)


@cache
def _load_embedder(model: Path | None, cache_dir: Path, device: Device) -> Embedder:
    console.say("正在准备模型…")
    return Embedder.load(model, cache_dir, device=device)


def _reranking(settings: Settings) -> Callable[[], Reranker | None]:
    return lambda: _load_reranker(settings.reranker, settings.device)


@cache
def _load_reranker(folder: Path | None, device: Device) -> Reranker | None:
    return None if folder is None else Reranker.load(folder, device)


add_commands(app, library_option, _settings, _library, _loader)
