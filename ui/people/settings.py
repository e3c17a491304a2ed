"""How people sign in, as the operator has set it. ``ui.settings`` reads the environment."""

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ui.setting_values import Network, SettingsError

Way = Literal["none", "password", "oidc", "proxy"]
WAYS: tuple[Way, ...] = ("none", "password", "oidc", "proxy")

LOOPBACK: tuple[Network, ...] = (ipaddress.ip_network("127.0.0.1"), ipaddress.ip_network("::1"))


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """The provider of OpenID Connect, and which of its claims tell who somebody is."""

    issuer: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    scopes: tuple[str, ...] = ("openid", "profile")
    name_claim: str = "preferred_username"
    groups_claim: str = "groups"
    role_claim: str = "roles"  # dots lead into objects: realm_access.roles
    administrator: str = "youju-administrator"  # the value of that claim which makes one


@dataclass(frozen=True, slots=True)
class PeopleSettings:
    """Who may come in, how, and how often they may ask."""

    way: Way = "none"
    password_file: Path | None = None
    session_hours: int = 12
    secret: str = field(default="", repr=False)  # signs sessions; empty: one is kept in the cache folder
    oidc: OidcSettings = field(default_factory=OidcSettings)
    proxy_header: str = "x-forwarded-user"
    proxy_groups_header: str = ""  # empty: none is read
    trusted_proxies: tuple[Network, ...] = LOOPBACK
    administrators: tuple[str, ...] = ()  # of those whom a proxy names
    embed_secret: str = field(default="", repr=False)  # checks tokens of host pages; empty: none is taken
    questions_per_minute: int = 30  # of one person; 0: without limit
    at_once: int = 4  # answers

    def __post_init__(self) -> None:
        """Refuse what lacks a part.

        Raises:
            SettingsError
        """
        if self.way == "password" and self.password_file is None:
            raise SettingsError(
                "YOUJU_SIGN_IN=password 时还要用 YOUJU_PASSWORD_FILE 指明密码文件，"
                "并用 youju user add 名称 添加用户。"
            )
        if self.way == "oidc" and not (self.oidc.issuer and self.oidc.client_id):
            raise SettingsError("YOUJU_SIGN_IN=oidc 时还要设置 YOUJU_OIDC_ISSUER 和 YOUJU_OIDC_CLIENT_ID。")
