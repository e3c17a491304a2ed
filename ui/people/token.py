"""The short-lived token by which a host page tells who its reader is."""

from datetime import datetime

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from ui.errors import TokenInvalid
from ui.people.identity import Identity, Role
from ui.people.settings import PeopleSettings

LONGEST = 600  # seconds that a token may have left
_MOST = 4096  # characters: more is no token of a host page


def identity_from_token(token: str, settings: PeopleSettings, now: float | datetime) -> Identity:
    """Return the reader whom a host page has signed for; never an administrator.

    Args:
        token: a JWT signed by HS256; its claims are ``sub``, ``aud`` (``youju``), ``exp`` and, if there are
            any, ``groups``.
        settings: hold the secret shared with the host.
        now: the time by which it must be valid.

    Raises:
        TokenInvalid
    """
    if not settings.embed_secret:
        raise TokenInvalid("没有启用嵌入页的令牌。")
    moment = int(now.timestamp() if isinstance(now, datetime) else now)
    try:
        if len(token) > _MOST:
            raise ValueError("too long")
        key = OctKey.import_key(settings.embed_secret)
        claims = jwt.decode(token, key, algorithms=["HS256"]).claims
        _registry(moment).validate(claims)
        return _identity(claims, moment)
    except (JoseError, ValueError, TypeError) as error:
        raise TokenInvalid("嵌入页的令牌无效或已过期，请刷新所在网页。") from error


def _registry(now: int) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        now=now,
        sub={"essential": True},
        exp={"essential": True},
        aud={"essential": True, "value": "youju"},
    )


def _identity(claims: jwt.Claims, now: int) -> Identity:
    if claims["exp"] > now + LONGEST:
        raise ValueError("valid for too long")
    name, groups = claims["sub"].strip(), claims.get("groups", [])
    if not name or not name.isprintable():
        raise ValueError("no name")
    if not isinstance(groups, list) or not all(isinstance(group, str) for group in groups):
        raise ValueError("groups are no list of words")
    return Identity(name, Role.READER, frozenset(groups))
