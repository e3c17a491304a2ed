"""Reads the value of one setting; what cannot be used is told with the setting's name."""

import ipaddress
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from corpus.address import parse as parse_database
from index.engines.milvus.address import parse, with_token

_ROOT_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*")
_ORIGIN = re.compile(r"(https?://)?(\*\.)?[A-Za-z0-9.-]+(:(\d{1,5}|\*))?|https?:")
_HEADER = re.compile(r"[A-Za-z0-9-]+")
_KEYWORDS = {"self": "'self'", "'self'": "'self'", "none": "'none'", "'none'": "'none'", "*": "*"}

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


Choice = TypeVar("Choice", bound=str)


class SettingsError(ValueError):
    """A setting has a value that cannot be used; ``str(error)`` says which and why."""


def path(value: str | None) -> Path | None:
    """Return a path; ``~`` is the home folder."""
    return Path(value).expanduser() if value else None


def whole_number(given: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    """Return a number between ``least`` and ``most``."""
    value = given.get(name)
    if value is None:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
        raise SettingsError(f"{name} 应为 {least} 到 {most} 之间的整数，现为“{value}”。")
    return int(value)


def one_of(given: Mapping[str, str], name: str, default: Choice, choices: Sequence[Choice]) -> Choice:
    """Return one of ``choices``, however it is written."""
    value = given.get(name)
    if value is None:
        return default
    for choice in choices:
        if value.lower() == choice:
            return choice
    raise SettingsError(f"{name} 应为 {'、'.join(choices)} 之一，现为“{value}”。")


def root_path(value: str) -> str:
    """Return the public path without a slash at its end."""
    trimmed = value.rstrip("/")
    if not _ROOT_PATH.fullmatch(trimmed):
        raise SettingsError(
            f"YOUJU_ROOT_PATH 应以“/”开头，只含字母、数字和 . _ ~ -，如“/youju”，现为“{trimmed}”。"
        )
    return trimmed


def frame_ancestors(value: str) -> tuple[str, ...]:
    """Return the origins, keywords quoted as a content security policy has them."""
    origins = []
    for word in value.split():
        origin = _KEYWORDS.get(word.lower(), word)
        if origin not in _KEYWORDS.values() and not _ORIGIN.fullmatch(origin):
            raise SettingsError(
                "YOUJU_FRAME_ANCESTORS 应为以空格分开的网站地址，如“https://www.example.gov.cn”，"
                f"其中“{word}”不是。"
            )
        origins.append(origin)
    if "'none'" in origins and len(origins) > 1:
        raise SettingsError("YOUJU_FRAME_ANCESTORS 写了 none 就不能再写别的地址。")
    return tuple(origins)


def words(value: str) -> tuple[str, ...]:
    """Return what stands between commas or spaces."""
    return tuple(word for word in re.split(r"[\s,，、]+", value) if word)


def header_name(given: Mapping[str, str], name: str, default: str) -> str:
    """Return the name of an HTTP header, in lower case."""
    value = given.get(name, default)
    if value and not _HEADER.fullmatch(value):
        raise SettingsError(f"{name} 应为请求头的名称，如“X-Forwarded-User”，现为“{value}”。")
    return value.lower()


def networks(given: Mapping[str, str], name: str, default: tuple[Network, ...]) -> tuple[Network, ...]:
    """Return addresses and networks, as in ``10.1.2.3 10.2.0.0/16``."""
    value = given.get(name)
    if value is None:
        return default
    found = []
    for word in words(value):
        try:
            found.append(ipaddress.ip_network(word))
        except ValueError:
            raise SettingsError(
                f"{name} 应为以逗号分开的地址或网段，如“10.1.2.3,10.2.0.0/16”，其中“{word}”不是。"
            ) from None
    return tuple(found)


def engine(given: Mapping[str, str], name: str, token_name: str) -> str | None:
    """Return the address of a search engine, with the token for it in it; None where the local one is meant."""
    value, token = given.get(name), given.get(token_name)
    if value is None or value.lower() == "local":
        return None
    try:
        parse(value)
    except ValueError as error:
        raise SettingsError(f"{name}：{error}") from None
    return with_token(value, token) if token else value


def database(given: Mapping[str, str], name: str) -> str | None:
    """Return the address of the database that holds a library's documents; None: its folder does."""
    value = given.get(name)
    try:
        return None if value is None else str(parse_database(value))
    except ValueError as error:
        raise SettingsError(f"{name}：{error}") from None


def web_address(given: Mapping[str, str], name: str) -> str:
    """Return an address of the web without a slash at its end; empty where none is given."""
    value = given.get(name, "")
    if value and not re.fullmatch(r"https?://[^\s/?#@]+[^\s?#@]*", value):
        raise SettingsError(f"{name} 应为网址，如“https://sso.example.gov.cn/realms/gov”，现为“{value}”。")
    return value.rstrip("/")


def secret(given: Mapping[str, str], name: str, least: int) -> str:
    """Return a secret of at least ``least`` characters; empty where none is given. Never shown."""
    value = given.get(name, "")
    if value and len(value) < least:
        raise SettingsError(f"{name} 太短，应至少 {least} 个字符。")
    return value
