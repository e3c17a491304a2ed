"""Where the documents of a library lie when they are not in its folder: an address without secrets."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from corpus.errors import LibraryDamaged

NAME = "database.json"
_DRIVER = "postgresql+psycopg"


@dataclass(frozen=True, slots=True)
class Address:
    """A library in a database of its own."""

    url: str  # postgresql+psycopg://user@host/database, without a password
    library: int  # the library's own number, so that another is never taken for it


def parse(text: str) -> URL:
    """Return the address of a PostgreSQL database.

    Raises:
        ValueError: it is none, or it has a password in it; the message is for the reader.
    """
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise ValueError("数据库地址无法识别，应形如 postgresql://用户@主机/数据库。") from error
    if url.drivername not in {"postgresql", "postgres", _DRIVER} or not url.database:
        raise ValueError("数据库地址应形如 postgresql://用户@主机/数据库，只支持 PostgreSQL。")
    if url.password is not None or "password" in url.query:
        raise ValueError("不要把口令写在数据库地址里，请放在 ~/.pgpass 或环境变量 PGPASSWORD 中。")
    return url.set(drivername=_DRIVER)


def read_address(folder: Path) -> Address | None:
    """Return where the documents of a library lie; ``None``: in its folder.

    Raises:
        LibraryDamaged: the folder's note of it can't be read.
    """
    try:
        values = json.loads((folder / NAME).read_bytes())
        return Address(str(parse(values["url"])), int(values["library"]))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, TypeError, KeyError) as error:
        raise LibraryDamaged(f"资料库 {folder} 的 {NAME} 无法读取，请从备份恢复。") from error


def write_address(folder: Path, address: Address) -> None:
    """Note in a library's folder where its documents lie; whole or not at all."""
    unfinished = folder / f"{NAME}.new"
    with unfinished.open("w", encoding="utf-8") as file:
        json.dump(asdict(address), file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / NAME)
