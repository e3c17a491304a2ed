"""The way from every released schema of a library's database to this one."""

import sqlite3

from sqlalchemy import Connection, insert

from corpus import records, tables

SCHEMA_VERSION = 4

# Files came to be rows of their own, so that exact duplicates can join in one document.
_FROM_1 = """
CREATE TABLE file (
    path TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    document_id TEXT REFERENCES document (id),
    container TEXT,
    reader INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO file (path, source, sha256, document_id)
    SELECT d.path, d.source, v.sha256, d.id FROM document d
    JOIN version v ON v.document_id = d.id AND v.version = d.version WHERE d.path IS NOT NULL;
CREATE INDEX file_document ON file (document_id);
CREATE INDEX file_sha256 ON file (sha256);
CREATE INDEX file_container ON file (container);
CREATE TABLE document_2 (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    version INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'current',
    state_reason TEXT,
    successor_id TEXT,
    also TEXT NOT NULL DEFAULT '[]',
    removed_at TEXT
) STRICT;
INSERT INTO document_2 (id, source, version, state, state_reason, successor_id, removed_at)
    SELECT id, source, version, state, state_reason, successor_id, removed_at FROM document;
DROP TABLE document;
ALTER TABLE document_2 RENAME TO document;
ALTER TABLE version ADD COLUMN tables TEXT NOT NULL DEFAULT '[]';
ALTER TABLE version ADD COLUMN pages TEXT NOT NULL DEFAULT '[]';
ALTER TABLE version ADD COLUMN recognised INTEGER NOT NULL DEFAULT 0;
ALTER TABLE version ADD COLUMN fingerprint BLOB;
CREATE TABLE correction (
    document_id TEXT NOT NULL REFERENCES document (id),
    field TEXT NOT NULL,
    value TEXT,
    corrected_at TEXT NOT NULL,
    PRIMARY KEY (document_id, field)
) STRICT;
"""
# Documents came to carry groups of readers.
_FROM_2 = "ALTER TABLE document ADD COLUMN groups TEXT NOT NULL DEFAULT '[]';"
# Documents came to know when they changed; what a list shows of them came to stand before their texts.
_FROM_3 = """
ALTER TABLE document ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
UPDATE document SET revision = (SELECT value FROM meta WHERE key = 'revision');
CREATE INDEX document_revision ON document (revision);
CREATE TABLE version_2 (
    document_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL,
    created_at TEXT NOT NULL,
    recognised INTEGER NOT NULL DEFAULT 0,
    characters INTEGER NOT NULL,
    metadata TEXT NOT NULL,
    headings TEXT NOT NULL,
    claims TEXT,
    fingerprint BLOB,
    pages TEXT NOT NULL DEFAULT '[]',
    sections TEXT NOT NULL,
    tables TEXT NOT NULL DEFAULT '[]',
    text TEXT NOT NULL,
    PRIMARY KEY (document_id, version),
    FOREIGN KEY (document_id) REFERENCES document (id)
) STRICT;
INSERT INTO version_2 SELECT document_id, version, sha256, media_type, created_at, recognised, characters_of(text),
    metadata, headings_of(text, sections), NULL, fingerprint, pages, sections, tables, text FROM version;
DROP TABLE version;
ALTER TABLE version_2 RENAME TO version;
CREATE INDEX version_sha256 ON version (sha256);
CREATE TABLE file_2 (
    id INTEGER NOT NULL,
    path TEXT NOT NULL,
    source TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    document_id TEXT,
    container TEXT,
    reader INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (id),
    FOREIGN KEY (document_id) REFERENCES document (id)
) STRICT;
INSERT INTO file_2 SELECT rowid, path, source, sha256, document_id, container, reader FROM file;
DROP TABLE file;
ALTER TABLE file_2 RENAME TO file;
CREATE INDEX file_document ON file (document_id);
CREATE INDEX file_sha256 ON file (sha256);
CREATE INDEX file_path ON file (path);
CREATE INDEX file_container ON file (container);
CREATE TABLE trait (
    value INTEGER NOT NULL,
    document_id TEXT NOT NULL,
    PRIMARY KEY (value, document_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX trait_document ON trait (document_id);
"""
_STEPS = {1: _FROM_1, 2: _FROM_2, 3: _FROM_3}


def schema_version(connection: sqlite3.Connection) -> int:
    """Return the version of the database's schema; 0: none yet."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def create(connection: Connection, **marks: int) -> None:
    """Make the tables, as part of a transaction.

    Args:
        connection: to a database without them.
        marks: what else the table of marks says at first.
    """
    tables.create(connection)
    rows = [{"key": key, "value": value} for key, value in {"revision": 0, **marks}.items()]
    connection.execute(insert(tables.meta), rows)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring an earlier schema to this one, step by step, each step whole or not at all.

    The caller holds the library's write lock.
    """
    connection.execute("PRAGMA foreign_keys = OFF")  # a table is made anew under its name
    # SQLite's own functions end at the first NUL of a text.
    connection.create_function("characters_of", 1, len, deterministic=True)
    connection.create_function("headings_of", 2, _headings, deterministic=True)
    try:
        while (version := schema_version(connection)) in _STEPS:
            try:
                connection.executescript(
                    f"BEGIN IMMEDIATE; {_STEPS[version]} PRAGMA user_version = {version + 1}; COMMIT;"
                )
            except sqlite3.Error:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def _headings(text: str, sections: str) -> str:
    return records.headings_to_json(text, records.sections_from_json(sections))
