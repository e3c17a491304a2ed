"""What can go wrong with files and libraries.

CorpusError
├── UnreadableFile        one file; the others go on
│   ├── EmptyFile
│   ├── FileTooLarge
│   ├── NotText           binary content, whatever the name says
│   ├── UnknownFormat
│   ├── FileForbidden
│   ├── EncryptedFile     needs a password that we don't have
│   ├── DamagedFile       cut off, or not what it begins as
│   ├── HelperMissing     needs a program that is not installed
│   ├── ReadingTooLong    the reader was stopped: too slow
│   ├── ReadingTooBig     the reader was stopped: too much memory
│   └── ReadingCrashed    the reader broke down
├── DocumentNotFound
│   └── DocumentRemoved   was there once
├── LibraryNotFound
├── LibraryBusy           another process is writing
├── LibraryReadOnly       its folder can't be written to
├── LibraryDamaged
├── LibraryTooNew         written by a later release
└── LibraryUnavailable    the database of its documents can't be reached now

``code`` is stable and language-free; ``str(error)`` is one sentence for the reader, in 简体中文.
"""


class CorpusError(Exception):
    """Root of this package's errors."""

    code = "corpus_error"


class UnreadableFile(CorpusError):
    """A file could not be turned into a document."""

    code = "unreadable_file"


class EmptyFile(UnreadableFile):
    """No bytes, or nothing but white space and page furniture."""

    code = "empty_file"


class FileTooLarge(UnreadableFile):
    """Larger than the limit for one file."""

    code = "file_too_large"


class NotText(UnreadableFile):
    """The bytes are not text in any encoding that we read."""

    code = "not_text"


class UnknownFormat(UnreadableFile):
    """A kind of file that this release does not read."""

    code = "unknown_format"


class FileForbidden(UnreadableFile):
    """The operating system does not let us read the file or folder."""

    code = "file_forbidden"


class EncryptedFile(UnreadableFile):
    """Protected by a password."""

    code = "encrypted_file"


class DamagedFile(UnreadableFile):
    """Cut off, or inside not what its beginning promises."""

    code = "damaged_file"


class HelperMissing(UnreadableFile):
    """Needs a program that is not installed; the message names the command that adds it."""

    code = "helper_missing"


class ReadingTooLong(UnreadableFile):
    """Reading gave no sign of life within the time limit and was stopped."""

    code = "reading_too_long"


class ReadingTooBig(UnreadableFile):
    """Reading needed more memory than the limit and was stopped."""

    code = "reading_too_big"


class ReadingCrashed(UnreadableFile):
    """The reader broke down; the library is unharmed."""

    code = "reading_crashed"


class DocumentNotFound(CorpusError):
    """No document, or no such version of it, has this id."""

    code = "document_not_found"


class DocumentRemoved(DocumentNotFound):
    """The document was here and has been removed."""

    code = "document_removed"


class LibraryNotFound(CorpusError):
    """The folder holds no library."""

    code = "library_not_found"


class LibraryBusy(CorpusError):
    """Another process is writing to the library."""

    code = "library_busy"


class LibraryReadOnly(CorpusError):
    """The library's folder can't be written to; asking goes on."""

    code = "library_read_only"


class LibraryDamaged(CorpusError):
    """The library's files contradict each other or cannot be read."""

    code = "library_damaged"


class LibraryTooNew(CorpusError):
    """The library was written by a later release."""

    code = "library_too_new"


class LibraryUnavailable(CorpusError):
    """The database that holds the library's documents can't be reached or used now; it may be later."""

    code = "library_unavailable"
