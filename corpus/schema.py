"""The tables of a library's database, and the way from every released schema to this one."""

import sqlite3

SCHEMA_VERSION = 3

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
CREATE TABLE document (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    version INTEGER NOT NULL,      -- the latest
    state TEXT NOT NULL DEFAULT 'current',
    state_reason TEXT,
    successor_id TEXT,
    also TEXT NOT NULL DEFAULT '[]',   -- ids of near-duplicates
    removed_at TEXT,
    groups TEXT NOT NULL DEFAULT '[]'   -- of readers who may see it; none: everyone
) STRICT;
CREATE TABLE file (
    path TEXT PRIMARY KEY,
    source TEXT NOT NULL,          -- relative to the path that was built
    sha256 TEXT NOT NULL,          -- when it was last read
    document_id TEXT REFERENCES document (id),  -- NULL: the file only holds files
    container TEXT,                -- the path of the file that it was found in
    reader INTEGER NOT NULL DEFAULT 0   -- the revision of the readers that it was last read by
) STRICT;
CREATE INDEX file_document ON file (document_id);
CREATE INDEX file_sha256 ON file (sha256);
CREATE INDEX file_container ON file (container);
CREATE TABLE version (
    document_id TEXT NOT NULL REFERENCES document (id),
    version INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL,
    text TEXT NOT NULL,
    sections TEXT NOT NULL,
    metadata TEXT NOT NULL,        -- as found; what a person corrected is put over it when read
    created_at TEXT NOT NULL,
    tables TEXT NOT NULL DEFAULT '[]',
    pages TEXT NOT NULL DEFAULT '[]',
    recognised INTEGER NOT NULL DEFAULT 0,
    fingerprint BLOB,
    PRIMARY KEY (document_id, version)
) STRICT;
CREATE INDEX version_sha256 ON version (sha256);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT,   -- never given twice, so that an index row can't change its meaning
    document_id TEXT NOT NULL REFERENCES document (id),
    version INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL
) STRICT;
CREATE INDEX passage_document ON passage (document_id, version);
CREATE TABLE correction (
    document_id TEXT NOT NULL REFERENCES document (id),
    field TEXT NOT NULL,
    value TEXT,                    -- NULL: a person says that the document has none
    corrected_at TEXT NOT NULL,
    PRIMARY KEY (document_id, field)
) STRICT;
INSERT INTO meta VALUES ('revision', 0);
"""

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
_STEPS = {1: _FROM_1, 2: _FROM_2}


def schema_version(connection: sqlite3.Connection) -> int:
    """Return the version of the database's schema; 0: none yet."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def create(connection: sqlite3.Connection) -> None:
    """Make the tables."""
    connection.executescript(f"BEGIN; {SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")


def migrate(connection: sqlite3.Connection) -> None:
    """Bring an earlier schema to this one, step by step, each step whole or not at all.

    The caller holds the library's write lock.
    """
    connection.execute("PRAGMA foreign_keys = OFF")  # a table is made anew under its name
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
