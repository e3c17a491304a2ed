"""Signing in with a provider of OpenID Connect: authorization code, PKCE, and a checked identity token."""

import secrets
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from itsdangerous import BadData, URLSafeTimedSerializer
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from ui.errors import SignInFailed, SignInUnavailable
from ui.people.identity import Identity, Role
from ui.people.settings import OidcSettings

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import OAuth2Client

COOKIE = "youju_sign_in"
SECONDS = 600  # that a person may take at the provider
_LEEWAY = 60  # seconds between the provider's clock and ours
# Signed by a key that only the provider has: with HS256 or none, anybody could sign.
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")


@dataclass(frozen=True, slots=True)
class Errand:
    """What we sent a person to the provider with; it must come back."""

    state: str
    nonce: str
    verifier: str
    next: str


class Provider:
    """The provider; it is asked for its metadata when first needed."""

    def __init__(self, settings: OidcSettings, secret: str) -> None:
        self._settings = settings
        self._serializer = URLSafeTimedSerializer(secret, salt="youju.errand")
        self._lock = threading.Lock()
        self._metadata: Mapping[str, Any] | None = None
        self._keys: KeySet | None = None

    def begin(self, redirect_uri: str, page: str) -> tuple[str, str]:
        """Return the address to send the person to, and what their browser keeps meanwhile.

        Raises:
            SignInUnavailable
        """
        errand = Errand(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), page)
        with self._client(redirect_uri) as client:
            address, _ = client.create_authorization_url(
                self._endpoint("authorization_endpoint"),
                state=errand.state,
                code_verifier=errand.verifier,
                nonce=errand.nonce,
            )
        return str(address), str(self._serializer.dumps(asdict(errand)))

    def finish(self, redirect_uri: str, query: Mapping[str, str], kept: str) -> tuple[Identity, str]:
        """Return who came back from the provider, and the page that was asked for.

        Raises:
            SignInFailed: what came back is not what was sent for.
            SignInUnavailable
        """
        try:
            errand = Errand(**self._serializer.loads(kept, max_age=SECONDS))
        except (BadData, TypeError) as error:
            raise SignInFailed("登录用时太久或在别的浏览器里完成，请重新登录。") from error
        if not secrets.compare_digest(query.get("state", "").encode(), errand.state.encode()):
            raise SignInFailed("登录没有完成，请重新登录。")
        if not query.get("code"):
            raise SignInFailed("单位账号没有确认登录，请重新登录。")
        if query.get("iss", self._settings.issuer).rstrip("/") != self._settings.issuer:
            raise SignInFailed("登录没有完成，请重新登录。")
        try:
            with self._client(redirect_uri) as client:
                answer = client.fetch_token(
                    self._endpoint("token_endpoint"), code=query["code"], code_verifier=errand.verifier
                )
        except httpx2.HTTPError as error:
            raise SignInUnavailable("暂时连不上单位的登录服务，请稍后再试。") from error
        except (AuthlibBaseError, ValueError) as error:
            raise SignInFailed("单位的登录服务没有接受这次登录，请重新登录。") from error
        return self.identity(str(answer.get("id_token", "")), errand.nonce), errand.next

    def identity(self, token: str, nonce: str) -> Identity:
        """Return who an identity token is of, once all of it has been checked.

        Raises:
            SignInFailed, SignInUnavailable
        """
        settings = self._settings
        registry = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY,
            iss={"essential": True, "value": str(self._provider()["issuer"])},
            sub={"essential": True},
            aud={"essential": True, "value": settings.client_id},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = self._decoded(token)
            registry.validate(claims)
            if claims.get("azp", settings.client_id) != settings.client_id:
                raise ValueError("meant for another client")
        except (JoseError, ValueError, TypeError) as error:
            raise SignInFailed("单位登录服务给出的身份无法核实，请告诉管理员。") from error
        return identity_of_claims(claims, settings)

    def _decoded(self, token: str) -> jwt.Claims:
        try:
            return jwt.decode(token, self._key_set(), algorithms=_ALGORITHMS).claims
        except InvalidKeyIdError:  # the provider may have new keys
            self._keys = None
            return jwt.decode(token, self._key_set(), algorithms=_ALGORITHMS).claims

    def _client(self, redirect_uri: str) -> "OAuth2Client":
        # not needed before somebody signs in this way
        from authlib.integrations.httpx_client import OAuth2Client  # noqa: PLC0415

        settings = self._settings
        return OAuth2Client(
            settings.client_id,
            settings.client_secret or None,
            # Without a secret, the code's verifier alone proves that we are who asked.
            token_endpoint_auth_method=None if settings.client_secret else "none",
            scope=" ".join(settings.scopes),
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            timeout=10,
        )

    def _endpoint(self, name: str) -> str:
        return str(self._provider()[name])

    def _provider(self) -> Mapping[str, Any]:
        with self._lock:
            if self._metadata is None:
                found = _fetched(f"{self._settings.issuer}/.well-known/openid-configuration")
                if str(found.get("issuer", "")).rstrip("/") != self._settings.issuer:
                    raise SignInUnavailable("单位登录服务的地址与设置不符，请告诉管理员。")
                missing = {"authorization_endpoint", "token_endpoint", "jwks_uri"} - found.keys()
                if missing or not all(_is_web(str(found[name])) for name in found if name.endswith("_uri")):
                    raise SignInUnavailable("单位登录服务的说明不完整，请告诉管理员。")
                self._metadata = found
            return self._metadata

    def _key_set(self) -> KeySet:
        if self._keys is None:
            try:
                self._keys = KeySet.import_key_set(_fetched(self._endpoint("jwks_uri")))  # type: ignore[arg-type]
            except (JoseError, ValueError, TypeError, KeyError) as error:
                raise SignInUnavailable("单位登录服务的密钥无法读取，请告诉管理员。") from error
        return self._keys


def identity_of_claims(claims: Mapping[str, Any], settings: OidcSettings) -> Identity:
    """Return who the provider's claims describe."""
    name = str(_claim(claims, settings.name_claim) or claims["sub"]).strip()
    if not name or not name.isprintable():
        raise SignInFailed("单位登录服务没有给出名称，请告诉管理员。")
    is_administrator = settings.administrator in _words(_claim(claims, settings.role_claim))
    role = Role.ADMINISTRATOR if is_administrator else Role.READER
    return Identity(name, role, frozenset(_words(_claim(claims, settings.groups_claim))))


def _claim(claims: Mapping[str, Any], path: str) -> object:
    """Return a claim; a name with dots that is none of a claim leads into objects."""
    if path in claims:
        return claims[path]
    found: object = claims
    for part in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(part)
    return found


def _words(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(word for word in value if isinstance(word, str)) if isinstance(value, list) else ()


def _fetched(address: str) -> dict[str, Any]:
    try:
        response = httpx2.get(address, timeout=10)
        response.raise_for_status()
        found = response.json()
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise SignInUnavailable("暂时连不上单位的登录服务，请稍后再试。") from error
    if not isinstance(found, dict):
        raise SignInUnavailable("单位登录服务的说明无法读取，请告诉管理员。")
    return found


def _is_web(address: str) -> bool:
    return urlsplit(address).scheme in ("http", "https")
