"""Asks a process of its own for the picture of a page, and bears with whatever becomes of it."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from corpus.models import Document
from ui.cite.pages.places import wanted_on
from ui.errors import Busy, PageUndrawable

MEMORY = 3 * 1024**3  # bytes of address space: libraries reserve more than they use
SECONDS = 30.0
_AT_ONCE = 2
_PATIENCE = 15.0  # seconds that a picture waits for its turn
_turns = threading.BoundedSemaphore(_AT_ONCE)


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as a PNG, and whether the quote is marked on it."""

    png: bytes
    is_marked: bool


def has_pictures(document: Document) -> bool:
    """Tell whether a document's pages can be shown as pictures."""
    kind = document.media_type
    return bool(document.pages) and (
        kind in {"application/pdf", "application/ofd"} or kind.startswith("image/")
    )


def page_picture(document: Document, original: Path, page: int, span: tuple[int, int]) -> PagePicture:
    """Return a page with ``text[start:end]`` of ``span`` marked where it is found on it.

    Raises:
        PageUndrawable: there is no such page, or it can't be drawn.
        Busy: too many pages are being drawn.
    """
    if not has_pictures(document) or not 1 <= page <= len(document.pages):
        raise PageUndrawable("这份文件没有这一页的原件图。")
    wanted = wanted_on(document, page, *span)
    task = {
        "path": os.fspath(original),
        "media_type": document.media_type,
        "page": page,
        "words": wanted.words if wanted else "",
        "nth": wanted.nth if wanted else 0,
    }
    if not _turns.acquire(timeout=_PATIENCE):
        raise Busy("正在显示的原件太多，请稍后再试。")
    try:
        out = _run(json.dumps(task).encode() + b"\n")
    finally:
        _turns.release()
    head, _, body = out.partition(b"\n")
    told = json.loads(head)
    if told.get("error") == "no_font":
        raise PageUndrawable("服务器上没有中文字体，无法显示这种文件的原件。")
    if "error" in told or not body:
        raise PageUndrawable("这一页无法显示，文件可能已损坏。")
    return PagePicture(body, bool(told["marked"]))


def _run(task: bytes) -> bytes:
    process = subprocess.Popen(
        # -P: a folder named ui in the working directory must not be taken for this package
        [sys.executable, "-P", "-m", "ui.cite.pages.worker", str(MEMORY), str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        out, _ = process.communicate(task, SECONDS)
    except subprocess.TimeoutExpired as error:
        raise PageUndrawable("显示这一页用时过长，已停止。") from error
    finally:
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    if process.returncode or not out:
        raise PageUndrawable("这一页无法显示，文件可能已损坏。")
    return out
