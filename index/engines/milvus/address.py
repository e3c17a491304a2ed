"""Where a Milvus is and which library in it is ours: ``milvus://host:port/name``."""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

_SCHEMES = {"milvus": "http", "milvuss": "https"}  # of the setting: of pymilvus
_LITE = "milvus-lite"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_PORT = 19530
_DEFAULT_NAME = "youju"


@dataclass(frozen=True, slots=True)
class Address:
    """A Milvus, and the name of a library in it."""

    uri: str  # as pymilvus takes it: without name and password
    library: str  # what the names of its collections begin with
    token: str = ""  # "user:password", or a token; never shown


def parse(address: str, token: str = "") -> Address:
    """Read an address.

    Args:
        address: ``milvus://[user:password@]host[:port][/name]``, ``milvuss://…`` for TLS, or
            ``milvus-lite:///path/to/file.db`` for a Milvus inside this process.
        token: goes before what the address says of the user.

    Raises:
        ValueError: it is none; the message is a sentence for readers.
    """
    try:
        parts = urlsplit(address)
        port = parts.port or _PORT
    except ValueError:
        raise ValueError(_sentence(address)) from None
    if parts.scheme == _LITE:
        if parts.netloc or not parts.path.endswith(".db") or not parts.path.startswith("/"):
            raise ValueError(
                "milvus-lite 的地址应为以 .db 结尾的绝对路径，如“milvus-lite:///srv/youju/milvus.db”。"
            )
        return Address(unquote(parts.path), _DEFAULT_NAME)
    library = parts.path.strip("/") or _DEFAULT_NAME
    if parts.scheme not in _SCHEMES or not parts.hostname or not _NAME.fullmatch(library):
        raise ValueError(_sentence(address))
    user = ":".join(unquote(part) for part in (parts.username, parts.password) if part)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return Address(f"{_SCHEMES[parts.scheme]}://{host}:{port}", library, token or user)


def with_token(address: str, token: str) -> str:
    """Return ``address`` with ``token`` in the place of its user, so that one string holds both."""
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{quote(token, safe='')}@{rest.rpartition('@')[2]}"


def _sentence(address: str) -> str:
    shown = re.sub(r"//[^/@]*@", "//…@", address)
    return (
        f"检索服务器的地址应如“milvus://主机:19530/资料库名”，资料库名只含字母、数字和下划线，现为“{shown}”。"
    )
