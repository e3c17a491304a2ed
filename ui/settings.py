"""What can be set from outside. The only place that reads the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal

from ui import setting_values as values
from ui.cite.access import Originals
from ui.operations.settings import LOG_FORMATS, LOG_LEVELS, OperationSettings
from ui.people.settings import WAYS, OidcSettings, PeopleSettings, Way
from ui.records.models import RETENTION_DAYS
from ui.setting_values import SettingsError

__all__ = ["Device", "Language", "Settings", "SettingsError"]

Device = Literal["auto", "cpu", "cuda"]
Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How this process serves. Build it with ``from_env``, or by hand in a test."""

    library: Path | None = None  # None: the demo library
    database: str | None = None  # address of a PostgreSQL database; None: the library's folder knows
    cache_dir: Path = Path()
    model: Path | None = None  # None: the embedded model
    engine: str | None = field(default=None, repr=False)  # address, maybe with a secret; None: the local one
    device: Device = "auto"  # where models run; auto: on a GPU where there is one
    reranker: Path | None = None  # None: candidates are compared by the embedding model
    host: str = "127.0.0.1"
    port: int = 7860
    root_path: str = ""  # "" or "/x", never with a slash at the end
    language: Language = "zh"
    max_file_mb: int = 64
    read_memory_mb: int = 4096  # address space of a reading process
    read_seconds: int = 120  # without a sign of life, until a reading process is stopped
    retention_days: int = RETENTION_DAYS  # that questions are remembered; 0: none is
    frame_ancestors: tuple[str, ...] = ("'self'",)
    originals: Originals = Originals.ADMINISTRATORS  # who may download original files
    people: PeopleSettings = field(default_factory=PeopleSettings)
    operation: OperationSettings = field(default_factory=OperationSettings)
    data: Path = Path("../shared/data")  # real documents for measuring; need not be there

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Read every ``YOUJU_…`` variable; an empty one counts as not set."""
        given = {name: value.strip() for name, value in environ.items() if value.strip()}
        defaults = cls()
        number = values.whole_number
        return cls(
            library=values.path(given.get("YOUJU_LIBRARY")),
            database=values.database(given, "YOUJU_DATABASE"),
            cache_dir=values.path(given.get("YOUJU_CACHE")) or _default_cache_dir(),
            model=values.path(given.get("YOUJU_MODEL")),
            engine=values.engine(given, "YOUJU_ENGINE", "YOUJU_ENGINE_TOKEN"),
            device=values.one_of(given, "YOUJU_DEVICE", defaults.device, ("auto", "cpu", "cuda")),
            reranker=values.path(given.get("YOUJU_RERANKER")),
            host=given.get("YOUJU_HOST", defaults.host),
            port=number(given, "YOUJU_PORT", defaults.port, 1, 65535),
            root_path=values.root_path(given.get("YOUJU_ROOT_PATH", "")),
            language=_language(given.get("YOUJU_LANG", defaults.language)),
            max_file_mb=number(given, "YOUJU_MAX_FILE_MB", defaults.max_file_mb, 1, 4096),
            read_memory_mb=number(given, "YOUJU_READ_MEMORY_MB", defaults.read_memory_mb, 512, 65536),
            read_seconds=number(given, "YOUJU_READ_SECONDS", defaults.read_seconds, 5, 86_400),
            retention_days=number(given, "YOUJU_RETENTION_DAYS", defaults.retention_days, 0, 36_500),
            frame_ancestors=values.frame_ancestors(given.get("YOUJU_FRAME_ANCESTORS", "'self'")),
            originals=_originals(given.get("YOUJU_ORIGINALS", defaults.originals)),
            people=_people(given),
            operation=_operation(given),
            data=values.path(given.get("YOUJU_DATA")) or defaults.data,
        )

    @property
    def engine_address(self) -> str | None:
        """Where the index is kept; the demo library's always lies beside it."""
        return None if self.library is None else self.engine

    def with_options(self, options: Mapping[str, object]) -> "Settings":
        """Return the settings with options of the command line put over them, checked alike."""
        chosen = {each.name: getattr(self, each.name) for each in fields(self)} | dict(options)
        chosen["root_path"] = values.root_path(str(chosen["root_path"]))
        return Settings(**chosen)


def _default_cache_dir() -> Path:
    # Here, not above: whoever only needs the settings should not pay for the index's imports.
    from index.model_folder import default_cache_dir  # noqa: PLC0415

    return default_cache_dir()


def _language(value: str) -> Language:
    if value.lower() == "zh":
        return "zh"
    if value.lower() == "en":
        return "en"
    raise SettingsError(f"YOUJU_LANG 应为 zh 或 en，现为“{value}”。")


def _originals(value: str) -> Originals:
    if value.lower() in set(Originals):
        return Originals(value.lower())
    raise SettingsError(f"YOUJU_ORIGINALS 应为 {'、'.join(Originals)} 之一，现为“{value}”。")


def _people(given: Mapping[str, str]) -> PeopleSettings:
    defaults = PeopleSettings()
    number = values.whole_number
    return PeopleSettings(
        way=_way(given.get("YOUJU_SIGN_IN", defaults.way)),
        password_file=values.path(given.get("YOUJU_PASSWORD_FILE")),
        session_hours=number(given, "YOUJU_SESSION_HOURS", defaults.session_hours, 1, 720),
        secret=values.secret(given, "YOUJU_SECRET", 32),
        oidc=_oidc(given),
        proxy_header=values.header_name(given, "YOUJU_PROXY_HEADER", defaults.proxy_header),
        proxy_groups_header=values.header_name(given, "YOUJU_PROXY_GROUPS_HEADER", ""),
        trusted_proxies=values.networks(given, "YOUJU_TRUSTED_PROXIES", defaults.trusted_proxies),
        administrators=values.words(given.get("YOUJU_ADMINISTRATORS", "")),
        embed_secret=values.secret(given, "YOUJU_EMBED_SECRET", 32),
        questions_per_minute=number(
            given, "YOUJU_QUESTIONS_PER_MINUTE", defaults.questions_per_minute, 0, 100_000
        ),
        at_once=number(given, "YOUJU_AT_ONCE", defaults.at_once, 1, 256),
    )


def _operation(given: Mapping[str, str]) -> OperationSettings:
    defaults = OperationSettings()
    log_format = values.one_of(given, "YOUJU_LOG", defaults.log_format, LOG_FORMATS)
    # A program that gathers JSON is there for every request; a person is told what is wrong.
    level = "info" if log_format == "json" else defaults.log_level
    return OperationSettings(
        log_format=log_format,
        log_level=values.one_of(given, "YOUJU_LOG_LEVEL", level, LOG_LEVELS),
        log_questions=values.one_of(given, "YOUJU_LOG_QUESTIONS", "0", ("0", "1")) == "1",
        metrics_token=values.secret(given, "YOUJU_METRICS_TOKEN", 32),
        connections=values.whole_number(given, "YOUJU_CONNECTIONS", defaults.connections, 16, 65_536),
    )


def _way(value: str) -> Way:
    for way in WAYS:
        if value.lower() == way:
            return way
    raise SettingsError(f"YOUJU_SIGN_IN 应为 {'、'.join(WAYS)} 之一，现为“{value}”。")


def _oidc(given: Mapping[str, str]) -> OidcSettings:
    defaults = OidcSettings()
    scopes = values.words(given.get("YOUJU_OIDC_SCOPES", "")) or defaults.scopes
    return OidcSettings(
        issuer=values.web_address(given, "YOUJU_OIDC_ISSUER"),
        client_id=given.get("YOUJU_OIDC_CLIENT_ID", ""),
        client_secret=given.get("YOUJU_OIDC_CLIENT_SECRET", ""),
        scopes=scopes if "openid" in scopes else ("openid", *scopes),
        name_claim=given.get("YOUJU_OIDC_NAME_CLAIM", defaults.name_claim),
        groups_claim=given.get("YOUJU_OIDC_GROUPS_CLAIM", defaults.groups_claim),
        role_claim=given.get("YOUJU_OIDC_ROLE_CLAIM", defaults.role_claim),
        administrator=given.get("YOUJU_OIDC_ADMINISTRATOR", defaults.administrator),
    )
