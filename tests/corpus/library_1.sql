-- A library as release 0.1.0 wrote it (schema 1), without its originals.
BEGIN TRANSACTION;
CREATE TABLE document (
    id TEXT PRIMARY KEY,
    path TEXT UNIQUE,              -- the file that it was last read from; NULL once removed
    source TEXT NOT NULL,
    version INTEGER NOT NULL,      -- the latest
    state TEXT NOT NULL DEFAULT 'current',
    state_reason TEXT,
    successor_id TEXT,
    removed_at TEXT
) STRICT;
INSERT INTO "document" VALUES('7dd471d5f77f','/srv/files/a.txt','a.txt',2,'superseded','已被《某县新户厕补助办法》代替','18330ed79b02',NULL);
INSERT INTO "document" VALUES('60bd03f958c7','/srv/files/b.txt','b.txt',1,'current',NULL,NULL,NULL);
INSERT INTO "document" VALUES('eebfb955be3b','/srv/files/b2.txt','b2.txt',1,'current',NULL,NULL,NULL);
INSERT INTO "document" VALUES('94db246b6e6d',NULL,'',1,'current',NULL,NULL,'2026-11-21T22:00:39+00:00');
INSERT INTO "document" VALUES('18330ed79b02','/srv/files/c.txt','c.txt',1,'current',NULL,NULL,NULL);
CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
INSERT INTO "meta" VALUES('revision',8);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT,   -- never given twice, so that an index row can't change its meaning
    document_id TEXT NOT NULL REFERENCES document (id),
    version INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL
) STRICT;
INSERT INTO "passage" VALUES(1,'7dd471d5f77f',1,0,24);
INSERT INTO "passage" VALUES(2,'7dd471d5f77f',1,25,38);
INSERT INTO "passage" VALUES(3,'60bd03f958c7',1,0,13);
INSERT INTO "passage" VALUES(4,'eebfb955be3b',1,0,13);
INSERT INTO "passage" VALUES(6,'7dd471d5f77f',2,0,24);
INSERT INTO "passage" VALUES(7,'7dd471d5f77f',2,25,38);
INSERT INTO "passage" VALUES(8,'18330ed79b02',1,0,25);
INSERT INTO "passage" VALUES(9,'18330ed79b02',1,26,45);
CREATE TABLE version (
    document_id TEXT NOT NULL REFERENCES document (id),
    version INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL,
    text TEXT NOT NULL,
    sections TEXT NOT NULL,
    metadata TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (document_id, version)
) STRICT;
INSERT INTO "version" VALUES('7dd471d5f77f',1,'7dd471d5f77f16f70e0bd5fb00bdc5d8d0a3645fa6bebc03f00989a6d7c87921','text/plain','某县户厕补助办法
发布日期：2019-01-01
第一条 每户补助500元。','[[1, 25, 28, 38]]','{"title": "某县户厕补助办法", "issuer": null, "number": null, "issued_on": null, "published_on": "2019-01-01", "index_number": null, "site": null, "aliases": []}','2026-11-21T22:00:39+00:00');
INSERT INTO "version" VALUES('60bd03f958c7',1,'60bd03f958c742c910272ac39ef22be36a161c9fd9e002314d132807e62533fa','text/plain','停水通知
城关镇今晚停水。','[]','{"title": "停水通知", "issuer": null, "number": null, "issued_on": null, "published_on": null, "index_number": null, "site": null, "aliases": []}','2026-11-21T22:00:39+00:00');
INSERT INTO "version" VALUES('eebfb955be3b',1,'60bd03f958c742c910272ac39ef22be36a161c9fd9e002314d132807e62533fa','text/plain','停水通知
城关镇今晚停水。','[]','{"title": "停水通知", "issuer": null, "number": null, "issued_on": null, "published_on": null, "index_number": null, "site": null, "aliases": []}','2026-11-21T22:00:39+00:00');
INSERT INTO "version" VALUES('7dd471d5f77f',2,'af9432f7b005e5b4ae8daf554d4ed33b5afdd05859ada48c950b3db95ab8e19b','text/plain','某县户厕补助办法
发布日期：2020-01-01
第一条 每户补助600元。','[[1, 25, 28, 38]]','{"title": "某县户厕补助办法", "issuer": null, "number": null, "issued_on": null, "published_on": "2020-01-01", "index_number": null, "site": null, "aliases": []}','2026-11-21T22:00:39+00:00');
INSERT INTO "version" VALUES('18330ed79b02',1,'18330ed79b0264e5a56b246c0cd88c370b0f3477afb5ee98ce4d82948028e639','text/plain','某县新户厕补助办法
发布日期：2024-01-01
第一条 《某县户厕补助办法》同时废止。','[[1, 26, 29, 45]]','{"title": "某县新户厕补助办法", "issuer": null, "number": null, "issued_on": null, "published_on": "2024-01-01", "index_number": null, "site": null, "aliases": []}','2026-11-21T22:00:39+00:00');
CREATE INDEX version_sha256 ON version (sha256);
CREATE INDEX passage_document ON passage (document_id, version);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('passage',9);
COMMIT;
PRAGMA user_version = 1;
