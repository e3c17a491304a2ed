from pathlib import Path

import pytest

from ui.settings import Settings, SettingsError


def test_defaults() -> None:
    settings = Settings.from_env({"YOUJU_CACHE": "/c"})
    assert settings == Settings(cache_dir=Path("/c"))
    assert (settings.host, settings.port, settings.root_path, settings.language) == (
        "127.0.0.1",
        7860,
        "",
        "zh",
    )
    assert settings.library is None
    assert settings.model is None
    assert settings.max_file_mb == 64
    assert settings.frame_ancestors == ("'self'",)


def test_the_cache_falls_back_to_the_index() -> None:
    from index.embedded_model import default_cache_dir

    assert Settings.from_env({}).cache_dir == default_cache_dir()


def test_everything_given() -> None:
    settings = Settings.from_env(
        {
            "YOUJU_LIBRARY": "/data/lib",
            "YOUJU_CACHE": "/data/cache",
            "YOUJU_MODEL": "/data/bge",
            "YOUJU_RERANKER": "/data/reranker",
            "YOUJU_HOST": "0.0.0.0",
            "YOUJU_PORT": "8080",
            "YOUJU_ROOT_PATH": "/youju/",
            "YOUJU_LANG": "EN",
            "YOUJU_MAX_FILE_MB": "10",
            "YOUJU_FRAME_ANCESTORS": "self https://www.example.gov.cn http://10.1.2.3:8080",
        }
    )
    assert settings == Settings(
        library=Path("/data/lib"),
        cache_dir=Path("/data/cache"),
        model=Path("/data/bge"),
        reranker=Path("/data/reranker"),
        host="0.0.0.0",
        port=8080,
        root_path="/youju",
        language="en",
        max_file_mb=10,
        frame_ancestors=("'self'", "https://www.example.gov.cn", "http://10.1.2.3:8080"),
    )


def test_empty_is_not_set() -> None:
    environ = dict.fromkeys(("YOUJU_LIBRARY", "YOUJU_PORT", "YOUJU_LANG", "YOUJU_ROOT_PATH"), " ")
    assert Settings.from_env({**environ, "YOUJU_CACHE": "/c"}) == Settings(cache_dir=Path("/c"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("YOUJU_PORT", "0"),
        ("YOUJU_PORT", "65536"),
        ("YOUJU_PORT", "八千"),
        ("YOUJU_PORT", "-1"),
        ("YOUJU_PORT", "²"),
        ("YOUJU_MAX_FILE_MB", "1.5"),
        ("YOUJU_LANG", "fr"),
        ("YOUJU_ROOT_PATH", "youju"),
        ("YOUJU_ROOT_PATH", "//x"),
        ("YOUJU_ROOT_PATH", "/x?y"),
        ("YOUJU_FRAME_ANCESTORS", "https://a.cn; script-src *"),
        ("YOUJU_FRAME_ANCESTORS", "https://a.cn/path"),
        ("YOUJU_FRAME_ANCESTORS", "none https://a.cn"),
    ],
)
def test_bad_values_are_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_env({"YOUJU_CACHE": "/c", name: value})
