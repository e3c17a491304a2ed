"""Takes an uploaded file from a request, without ever holding a large one in memory."""

from collections.abc import Awaitable, Callable

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from corpus.errors import FileTooLarge
from ui.errors import UploadRejected

FIELD = "file"
_AROUND = 64 * 1024  # bytes of a request beside the file: boundaries, headers


async def uploaded_file(request: Request, limit: int) -> UploadFile:
    """Return the one file of a multipart request, spooled to the disk.

    Raises:
        FileTooLarge: more than ``limit`` bytes have arrived, or are announced.
        UploadRejected: there is no file in it, or it is empty.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit + _AROUND:
        raise _too_large(limit)
    counted = Request(request.scope, _counting(request.receive, limit))
    try:
        form = await counted.form(max_files=1, max_fields=8)
    except HTTPException as error:
        raise UploadRejected("请求里没有可读取的文件，请以 multipart/form-data 上传，一次一个。") from error
    file = form.get(FIELD)
    if not isinstance(file, UploadFile) or not file.filename:
        await form.close()
        raise UploadRejected(f"请求里没有文件，请放在“{FIELD}”一项里。")
    if not file.size:
        await form.close()
        raise UploadRejected("文件是空的。")
    if file.size > limit:
        await form.close()
        raise _too_large(limit)
    return file


def _counting(receive: Receive, limit: int) -> Callable[[], Awaitable[Message]]:
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit + _AROUND:
            raise _too_large(limit)
        return message

    return counted


def _too_large(limit: int) -> FileTooLarge:
    return FileTooLarge(f"文件过大，上限 {limit // 2**20} MB，请拆分后再上传。")
