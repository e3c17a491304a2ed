"""Word 97 files ([MS-DOC]) to blocks: doc, wps."""
