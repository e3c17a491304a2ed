"""The tables of a library's database, the same in SQLite and in PostgreSQL."""

import re
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    TypeDecorator,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

_ESCAPE = "\ufdd0"  # no character: Unicode keeps it for the use of programs
_UNSTORABLE = re.compile(f"[\0\ud800-\udfff{_ESCAPE}]")
_ESCAPED = re.compile(f"{_ESCAPE}([0-9a-f]{{4}})")

# By code point in both databases, whatever the language of the server.
_PLAIN = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


class AnyText(TypeDecorator[str]):
    """Text that may hold what a database takes no text with: NUL (PostgreSQL) and lone surrogates (both)."""

    impl = _PLAIN
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Escape what can't be stored."""
        if value is None or not _UNSTORABLE.search(value):
            return value
        return _UNSTORABLE.sub(lambda match: f"{_ESCAPE}{ord(match.group()):04x}", value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Return what was bound."""
        if value is None or _ESCAPE not in value:
            return value
        return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), value)


class JsonObject(FunctionElement[str]):
    """Two columns of some rows as one JSON object in text: ``{first: second, …}``."""

    type = AnyText()
    inherit_cache = True


@compiles(JsonObject, "sqlite")
def _in_sqlite(element: JsonObject, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_group_object({compiler.process(element.clauses, **options)})"


@compiles(JsonObject, "postgresql")
def _in_postgresql(element: JsonObject, compiler: SQLCompiler, **options: Any) -> str:
    return f"coalesce(json_object_agg({compiler.process(element.clauses, **options)})::text, '{{}}')"


_TABLES = MetaData()
_ZERO, _NONE = text("0"), text("'[]'")  # defaults in the database: rows of earlier schemas have them too
_LARGE = BigInteger().with_variant(Integer, "sqlite")

meta = Table(
    "meta",
    _TABLES,
    Column("key", _PLAIN, primary_key=True),  # "revision", "settled", "settled_by"
    Column("value", _LARGE, nullable=False),
    sqlite_strict=True,
)
document = Table(
    "document",
    _TABLES,
    Column("id", _PLAIN, primary_key=True),
    Column("source", AnyText, nullable=False),
    Column("version", Integer, nullable=False),  # the latest
    Column("state", _PLAIN, nullable=False, server_default=text("'current'")),
    Column("state_reason", AnyText),
    Column("successor_id", _PLAIN),
    Column("also", _PLAIN, nullable=False, server_default=_NONE),  # ids of near-duplicates
    Column("removed_at", _PLAIN),
    Column("groups", AnyText, nullable=False, server_default=_NONE),  # of readers; none: everyone
    # The library's, when anything of the document last changed.
    Column("revision", _LARGE, nullable=False, server_default=_ZERO),
    Index("document_revision", "revision"),
    sqlite_strict=True,
)
file = Table(
    "file",
    _TABLES,
    Column("id", _LARGE, primary_key=True),  # in the order of reading
    Column("path", AnyText, nullable=False),  # one row each; a transaction at a time writes
    Column("source", AnyText, nullable=False),  # relative to the path that was built
    Column("sha256", _PLAIN, nullable=False),  # when it was last read
    Column("document_id", ForeignKey("document.id")),  # NULL: the file only holds files
    Column("container", AnyText),  # the path of the file that it was found in
    Column("reader", Integer, nullable=False, server_default=_ZERO),  # revision of those that read it last
    Index("file_document", "document_id"),
    Index("file_sha256", "sha256"),
    # By hash: a path may be longer than what PostgreSQL takes in a tree.
    Index("file_path", "path", postgresql_using="hash"),
    Index("file_container", "container", postgresql_using="hash"),
    sqlite_strict=True,
)
version = Table(
    "version",
    _TABLES,
    Column("document_id", ForeignKey("document.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("sha256", _PLAIN, nullable=False),
    Column("media_type", _PLAIN, nullable=False),
    Column("created_at", _PLAIN, nullable=False),
    Column("recognised", Integer, nullable=False, server_default=_ZERO),
    Column("characters", Integer, nullable=False),  # of the text
    Column("metadata", AnyText, nullable=False),  # as found; what a person corrected is put over it when read
    Column("headings", AnyText, nullable=False),  # the words of its sections' headings
    Column("claims", AnyText, key="profile"),  # what settling compares of it (JSON); NULL: not made yet
    Column("fingerprint", LargeBinary),
    # The long ones last: SQLite reads a row only as far as it must.
    Column("pages", _PLAIN, nullable=False, server_default=_NONE),
    Column("sections", _PLAIN, nullable=False),
    Column("tables", AnyText, nullable=False, server_default=_NONE),
    Column("text", AnyText, nullable=False),
    PrimaryKeyConstraint("document_id", "version"),
    Index("version_sha256", "sha256"),
    sqlite_strict=True,
)
passage = Table(
    "passage",
    _TABLES,
    Column("id", _LARGE, primary_key=True),  # never given twice: an index row can't change its meaning
    Column("document_id", ForeignKey("document.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Index("passage_document", "document_id", "version"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
correction = Table(
    "correction",
    _TABLES,
    Column("document_id", ForeignKey("document.id"), nullable=False),
    Column("field", _PLAIN, nullable=False),
    Column("value", AnyText),  # NULL: a person says that the document has none
    Column("corrected_at", _PLAIN, nullable=False),
    PrimaryKeyConstraint("document_id", "field"),
    sqlite_strict=True,
)
original = Table(
    "original",
    _TABLES,
    Column("sha256", _PLAIN, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)


trait = Table(
    "trait",
    _TABLES,
    Column("value", _LARGE, nullable=False),  # what documents share
    Column("document_id", _PLAIN, nullable=False),
    PrimaryKeyConstraint("value", "document_id"),
    Index("trait_document", "document_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
LIBRARY = (meta, document, file, version, passage, correction, trait)


def create(connection: Connection) -> None:
    """Make the tables and their indexes. Beside SQLite, originals are files."""
    made = [*LIBRARY, original] if connection.dialect.name == "postgresql" else LIBRARY
    _TABLES.create_all(connection, made, checkfirst=False)
