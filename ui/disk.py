"""What is said when the system or the database can't read or write."""

import errno
import sqlite3


def is_full(error: BaseException) -> bool:
    """Whether an error says that the disk, or what somebody may use of it, is full."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return (
        isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    )


def told(error: OSError | sqlite3.DatabaseError) -> str:
    """Return the sentence for the person at the command line."""
    if is_full(error):
        return "磁盘空间不足，没有完成；已经存好的都在。请腾出空间后再运行一次，会从中断处继续。"
    if isinstance(error, sqlite3.DatabaseError):
        return f"资料库无法读写（{error}）。若已损坏，请从备份恢复，或换一个文件夹重新建立。"
    where = f"({error.filename})" if error.filename else ""
    return f"无法完成：{error.strerror or error}{where}。"
