"""What can go wrong in ``index``, drawn once.

IndexFault
├── ModelNotFound      no embedding model where one was asked for
├── ModelDamaged       a model is there but cannot be used
├── CacheUnwritable    the folder for derived files cannot be written
├── IndexMissing       the library has documents, but no index yet
├── IndexDamaged       the index files are truncated or contradict the store
├── ModelChanged       the index was made by another model than the one that is loaded
└── AliasFileInvalid   the library's file of aliases holds a line that is none

Messages are for readers, in Chinese; ``code`` is for programs and never changes.
"""

from typing import ClassVar


class IndexFault(Exception):
    """The root of all faults that ``index`` raises on purpose."""

    code: ClassVar[str] = "index_fault"


class ModelNotFound(IndexFault):
    """No embedding model is where one was asked for."""

    code: ClassVar[str] = "model_not_found"


class ModelDamaged(IndexFault):
    """An embedding model is there, but its files are damaged, incomplete or of an unknown form."""

    code: ClassVar[str] = "model_damaged"


class CacheUnwritable(IndexFault):
    """The cache folder cannot be written: no permission, no space, or not a folder."""

    code: ClassVar[str] = "cache_unwritable"


class IndexMissing(IndexFault):
    """The library has no index yet: it is being built, or its first build did not finish."""

    code: ClassVar[str] = "index_missing"


class IndexDamaged(IndexFault):
    """The index files are truncated, or are not what their checksums say."""

    code: ClassVar[str] = "index_damaged"


class ModelChanged(IndexFault):
    """The index was made by another model than the one that is loaded; its vectors mean nothing to it."""

    code: ClassVar[str] = "model_changed"


class AliasFileInvalid(IndexFault):
    """The library's file of aliases holds a line that is none."""

    code: ClassVar[str] = "alias_file_invalid"
