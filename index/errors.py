"""What can go wrong in ``index``, drawn once.

IndexFault
├── ModelNotFound      no embedding model where one was asked for
├── ModelDamaged       a model is there but cannot be used
├── DeviceMissing      a GPU was asked for, and there is none
├── EncoderStopped     the process that encodes died of what it was asked
├── CacheUnwritable    the folder for derived files cannot be written
├── IndexMissing       the library has documents, but no index yet
├── IndexDamaged       the index files are truncated or contradict the store
├── IndexOutdated      the index was written by another release
├── EngineUnavailable  the server that keeps the index can't be reached
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


class DeviceMissing(IndexFault):
    """Models were to run on a GPU, and torch can use none."""

    code: ClassVar[str] = "device_missing"


class EncoderStopped(IndexFault):
    """The encoding process ended before it had answered, and so did the next one; most likely of memory."""

    code: ClassVar[str] = "encoder_stopped"


class CacheUnwritable(IndexFault):
    """The cache folder cannot be written: no permission, no space, or not a folder."""

    code: ClassVar[str] = "cache_unwritable"


class IndexMissing(IndexFault):
    """The library has no index yet: it is being built, or its first build did not finish."""

    code: ClassVar[str] = "index_missing"


class IndexDamaged(IndexFault):
    """The index files are truncated, or are not what their checksums say."""

    code: ClassVar[str] = "index_damaged"


class IndexOutdated(IndexFault):
    """The index was written by another release; a build makes it anew."""

    code: ClassVar[str] = "index_outdated"


class EngineUnavailable(IndexFault):
    """The server that keeps the index can't be reached, or does not answer in time; it may help to wait."""

    code: ClassVar[str] = "engine_unavailable"


class ModelChanged(IndexFault):
    """The index was made by another model than the one that is loaded; its vectors mean nothing to it."""

    code: ClassVar[str] = "model_changed"


class AliasFileInvalid(IndexFault):
    """The library's file of aliases holds a line that is none."""

    code: ClassVar[str] = "alias_file_invalid"
