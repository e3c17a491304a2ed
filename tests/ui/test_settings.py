from ipaddress import ip_network
from pathlib import Path

import pytest

from ui.people.settings import OidcSettings, PeopleSettings
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
    from index.model_folder import default_cache_dir

    assert Settings.from_env({}).cache_dir == default_cache_dir()


def test_everything_given() -> None:
    settings = Settings.from_env(
        {
            "YOUJU_LIBRARY": "/data/lib",
            "YOUJU_CACHE": "/data/cache",
            "YOUJU_MODEL": "/data/bge",
            "YOUJU_DEVICE": "CPU",
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
        device="cpu",
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
        ("YOUJU_DEVICE", "gpu"),
        ("YOUJU_ROOT_PATH", "youju"),
        ("YOUJU_ROOT_PATH", "//x"),
        ("YOUJU_ROOT_PATH", "/x?y"),
        ("YOUJU_FRAME_ANCESTORS", "https://a.cn; script-src *"),
        ("YOUJU_FRAME_ANCESTORS", "https://a.cn/path"),
        ("YOUJU_FRAME_ANCESTORS", "none https://a.cn"),
        ("YOUJU_SIGN_IN", "ldap"),
        ("YOUJU_PASSWORD_FILE", ""),
        ("YOUJU_SESSION_HOURS", "0"),
        ("YOUJU_SECRET", "short"),
        ("YOUJU_EMBED_SECRET", "x" * 31),
        ("YOUJU_OIDC_ISSUER", "sso.example.gov.cn"),
        ("YOUJU_OIDC_ISSUER", "https://sso.example.gov.cn/?x=1"),
        ("YOUJU_PROXY_HEADER", "X Forwarded"),
        ("YOUJU_TRUSTED_PROXIES", "10.0.0.1/8"),
        ("YOUJU_TRUSTED_PROXIES", "proxy.example"),
        ("YOUJU_QUESTIONS_PER_MINUTE", "-1"),
        ("YOUJU_AT_ONCE", "0"),
    ],
)
def test_bad_values_are_named(name: str, value: str) -> None:
    way = {"YOUJU_SIGN_IN": "password"} if name == "YOUJU_PASSWORD_FILE" else {}
    with pytest.raises(SettingsError, match=name):
        Settings.from_env({"YOUJU_CACHE": "/c", **way, name: value})


def test_how_people_sign_in() -> None:
    people = Settings.from_env(
        {
            "YOUJU_SIGN_IN": "OIDC",
            "YOUJU_PASSWORD_FILE": "/data/users",
            "YOUJU_SESSION_HOURS": "8",
            "YOUJU_SECRET": "s" * 32,
            "YOUJU_OIDC_ISSUER": "https://sso.example.gov.cn/realms/gov/",
            "YOUJU_OIDC_CLIENT_ID": "youju",
            "YOUJU_OIDC_CLIENT_SECRET": "c",
            "YOUJU_OIDC_SCOPES": "profile groups",
            "YOUJU_OIDC_NAME_CLAIM": "name",
            "YOUJU_OIDC_GROUPS_CLAIM": "departments",
            "YOUJU_OIDC_ROLE_CLAIM": "realm_access.roles",
            "YOUJU_OIDC_ADMINISTRATOR": "boss",
            "YOUJU_PROXY_HEADER": "Remote-User",
            "YOUJU_PROXY_GROUPS_HEADER": "Remote-Groups",
            "YOUJU_TRUSTED_PROXIES": "10.1.2.3, 10.2.0.0/16",
            "YOUJU_ADMINISTRATORS": "wang，李处长",
            "YOUJU_EMBED_SECRET": "e" * 32,
            "YOUJU_QUESTIONS_PER_MINUTE": "0",
            "YOUJU_AT_ONCE": "2",
        }
    ).people
    assert people == PeopleSettings(
        way="oidc",
        password_file=Path("/data/users"),
        session_hours=8,
        secret="s" * 32,
        oidc=OidcSettings(
            issuer="https://sso.example.gov.cn/realms/gov",
            client_id="youju",
            client_secret="c",
            scopes=("openid", "profile", "groups"),
            name_claim="name",
            groups_claim="departments",
            role_claim="realm_access.roles",
            administrator="boss",
        ),
        proxy_header="remote-user",
        proxy_groups_header="remote-groups",
        trusted_proxies=(ip_network("10.1.2.3"), ip_network("10.2.0.0/16")),
        administrators=("wang", "李处长"),
        embed_secret="e" * 32,
        questions_per_minute=0,
        at_once=2,
    )
    shown = repr(people)
    assert not any(secret in shown for secret in ("s" * 32, "e" * 32, "'c'")), "secrets stay out of logs"


def test_a_way_that_lacks_a_part_is_told() -> None:
    with pytest.raises(SettingsError, match="YOUJU_OIDC_ISSUER"):
        Settings.from_env({"YOUJU_SIGN_IN": "oidc", "YOUJU_OIDC_CLIENT_ID": "youju"})
    assert Settings.from_env({"YOUJU_CACHE": "/c"}).people == PeopleSettings()
