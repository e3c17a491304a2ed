"""What can be set from outside. The only place that reads the environment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

Language = Literal["zh", "en"]

_ROOT_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*")
_ORIGIN = re.compile(r"(https?://)?(\*\.)?[A-Za-z0-9.-]+(:(\d{1,5}|\*))?|https?:")
_KEYWORDS = {"self": "'self'", "'self'": "'self'", "none": "'none'", "'none'": "'none'", "*": "*"}


class SettingsError(ValueError):
    """A setting has a value that cannot be used; ``str(error)`` says which and why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How this process serves. Build it with ``from_env``, or by hand in a test."""

    library: Path | None = None  # None: the demo library
    cache_dir: Path = Path()
    model: Path | None = None  # None: the embedded model
    reranker: Path | None = None  # None: candidates are compared by the embedding model
    host: str = "127.0.0.1"
    port: int = 7860
    root_path: str = ""  # "" or "/x", never with a slash at the end
    language: Language = "zh"
    max_file_mb: int = 64
    read_memory_mb: int = 4096  # address space of a reading process
    read_seconds: int = 120  # without a sign of life, until a reading process is stopped
    frame_ancestors: tuple[str, ...] = ("'self'",)
    data: Path = Path("../shared/data")  # real documents for measuring; need not be there

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Read every ``YOUJU_…`` variable; an empty one counts as not set."""
        given = {name: value.strip() for name, value in environ.items() if value.strip()}
        defaults = cls()
        return cls(
            library=_path(given.get("YOUJU_LIBRARY")),
            cache_dir=_path(given.get("YOUJU_CACHE")) or _default_cache_dir(),
            model=_path(given.get("YOUJU_MODEL")),
            reranker=_path(given.get("YOUJU_RERANKER")),
            host=given.get("YOUJU_HOST", defaults.host),
            port=_whole_number(given, "YOUJU_PORT", defaults.port, 1, 65535),
            root_path=_root_path(given.get("YOUJU_ROOT_PATH", "")),
            language=_language(given.get("YOUJU_LANG", defaults.language)),
            max_file_mb=_whole_number(given, "YOUJU_MAX_FILE_MB", defaults.max_file_mb, 1, 4096),
            read_memory_mb=_whole_number(given, "YOUJU_READ_MEMORY_MB", defaults.read_memory_mb, 512, 65536),
            read_seconds=_whole_number(given, "YOUJU_READ_SECONDS", defaults.read_seconds, 5, 86_400),
            frame_ancestors=_frame_ancestors(given.get("YOUJU_FRAME_ANCESTORS", "'self'")),
            data=_path(given.get("YOUJU_DATA")) or defaults.data,
        )

    def with_options(self, options: Mapping[str, object]) -> "Settings":
        """Return the settings with options of the command line put over them, checked alike."""
        values = {field.name: getattr(self, field.name) for field in fields(self)} | dict(options)
        values["root_path"] = _root_path(str(values["root_path"]))
        return Settings(**values)


def _default_cache_dir() -> Path:
    # Here, not above: whoever only needs the settings should not pay for the index's imports.
    from index.embedded_model import default_cache_dir  # noqa: PLC0415

    return default_cache_dir()


def _path(value: str | None) -> Path | None:
    return Path(value).expanduser() if value else None


def _whole_number(given: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    value = given.get(name)
    if value is None:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
        raise SettingsError(f"{name} 应为 {least} 到 {most} 之间的整数，现为“{value}”。")
    return int(value)


def _root_path(value: str) -> str:
    path = value.rstrip("/")
    if not _ROOT_PATH.fullmatch(path):
        raise SettingsError(
            f"YOUJU_ROOT_PATH 应以“/”开头，只含字母、数字和 . _ ~ -，如“/youju”，现为“{value}”。"
        )
    return path


def _language(value: str) -> Language:
    if value.lower() == "zh":
        return "zh"
    if value.lower() == "en":
        return "en"
    raise SettingsError(f"YOUJU_LANG 应为 zh 或 en，现为“{value}”。")


def _frame_ancestors(value: str) -> tuple[str, ...]:
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
