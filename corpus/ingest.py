"""Files and folders into the store: add, update, notice moves; one bad file never stops the others."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from corpus.chunk import passages
from corpus.errors import EmptyFile, FileForbidden, FileTooLarge, UnreadableFile
from corpus.lifecycle import changes
from corpus.models import Document, Failure, IngestReport
from corpus.read import Draft, read
from corpus.store import Store

DEFAULT_LIMIT = 64 * 1024 * 1024  # bytes in one file
Progress = Callable[[int, int, str], None]  # done, total, the file that is being read


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: where it is, and its name relative to the path that was built."""

    path: Path
    name: str

    @property
    def key(self) -> str:
        """The path as the store keeps it: bytes that are not UTF-8 as escapes, since SQLite takes none."""
        return _as_text(self.path)


def ingest(
    paths: Sequence[Path],
    store: Store,
    *,
    limit: int = DEFAULT_LIMIT,
    remove_missing: bool = False,
    progress: Progress | None = None,
) -> IngestReport:
    """Bring the store up to date with the files under ``paths``.

    The caller holds the store's write lock. Each file is a transaction of its own: what was read
    before an interruption stays, and the next run goes on from there.

    Args:
        paths: files or folders.
        store: the library's documents.
        limit: the largest file that is read, in bytes.
        remove_missing: also remove documents below these paths whose files are gone (``sync``).
        progress: called before each file.
    """
    sources, failures = find_files(paths)
    present = {source.key for source in sources}
    outcome: dict[str, list[str]] = {"added": [], "updated": [], "unchanged": [], "removed": []}
    for done, source in enumerate(sources):
        if progress:
            progress(done, len(sources), source.name)
        try:
            what, document_id = _take_in(source, store, limit, present)
        except UnreadableFile as error:
            failures.append(Failure(str(source.path), error.code, str(error)))
        else:
            outcome[what].append(document_id)
    if progress:
        progress(len(sources), len(sources), "")
    if remove_missing:
        outcome["removed"] = _remove_missing(paths, present, store)
    store.set_states(changes(list(store.documents())))
    return IngestReport(**{key: tuple(ids) for key, ids in outcome.items()}, failures=tuple(failures))


def find_files(paths: Sequence[Path]) -> tuple[list[Source], list[Failure]]:
    """Return the files at and below ``paths``, in a stable order, and the folders that can't be listed.

    Hidden files are passed over, and links that lead out of a folder are not followed.
    """
    sources: dict[str, Source] = {}
    failures: list[Failure] = []

    def forbidden(error: OSError) -> None:
        reason = "没有读取权限。" if isinstance(error, PermissionError) else f"无法读取（{error.strerror}）。"
        failures.append(Failure(str(error.filename), FileForbidden.code, reason))

    for given in paths:
        path = given.absolute()
        try:
            is_folder, exists = path.is_dir(), path.exists()
        except OSError as error:
            forbidden(error)
            continue
        if not exists:
            failures.append(Failure(str(given), "path_not_found", "没有这个文件或文件夹。"))
        elif not is_folder:
            sources[str(path)] = Source(path, _as_text(path.name))
        else:
            for file in _walk(path, forbidden):
                sources.setdefault(str(file), Source(file, _as_text(file.relative_to(path))))
    return list(sources.values()), failures


def _walk(folder: Path, on_error: Callable[[OSError], None]) -> Iterator[Path]:
    root = folder.resolve()
    for where, folders, files in os.walk(folder, onerror=on_error):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            file = Path(where) / name
            if not name.startswith(".") and not _leads_out(file, root):
                yield file


def _leads_out(file: Path, root: Path) -> bool:
    try:
        # os.path: Path.resolve raises RuntimeError where links go round in a circle
        return file.is_symlink() and not Path(os.path.realpath(file)).is_relative_to(root)
    except PermissionError:
        return False  # it can't be read either, and the report will say so


def _as_text(path: Path | str) -> str:
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _is_gone(path: str) -> bool:
    try:
        return not Path(path).exists()
    except PermissionError:
        return False  # not known: its folder is closed to us


def _take_in(source: Source, store: Store, limit: int, present: Set[str]) -> tuple[str, str]:
    """Read one file into the store; return what was done and the document's id."""
    data = _read_bytes(source.path, limit)
    path = source.key
    sha256 = hashlib.sha256(data).hexdigest()
    known = store.by_path(path)
    if known is not None and known[2] == sha256:
        if store.document(known[0]).source != source.name:
            store.move(known[0], path, source.name)
        return "unchanged", known[0]
    if known is None:
        homes = store.paths_with_hash(sha256)
        moved = next((i for i, old in homes if old not in present and _is_gone(old)), None)
        if moved is not None:
            store.move(moved, path, source.name)
            return "updated", moved
    draft = read(data, source.name)
    if known is not None:
        document_id, version = known[0], known[1] + 1
    else:
        document_id, version = _new_id(store, sha256, path)
    _put(store, draft, document_id, version, path, data)
    return ("added" if known is None else "updated"), document_id


def _read_bytes(path: Path, limit: int) -> bytes:
    try:
        if not path.is_file():
            raise FileForbidden("不是普通文件。")
        size = path.stat().st_size
        if size > limit:
            raise FileTooLarge(
                f"文件过大（{size / 2**20:.0f} MB），上限 {limit / 2**20:.0f} MB，请拆分后再试。"
            )
        if size == 0:
            raise EmptyFile("文件是空的。")
        return path.read_bytes()
    except PermissionError as error:
        raise FileForbidden("没有读取权限。") from error
    except OSError as error:
        raise UnreadableFile(f"无法读取（{error.strerror}）。") from error


def _new_id(store: Store, sha256: str, path: str) -> tuple[str, int]:
    """Return an id and a version for a new document.

    The id comes from the content, so that the same file gets the same id in every library; a second
    copy takes its path in. A removed document that comes back goes on under its id.
    """
    salted = hashlib.sha256(f"{sha256}\n{path}".encode()).hexdigest()
    taken = {document_id for document_id, _ in store.paths_with_hash(sha256)}
    for digest in (sha256, salted):
        document_id = digest[:12]
        last = store.knows(document_id)
        if last is None:
            return document_id, 1
        if document_id not in taken and not store.versions(document_id):
            return document_id, last + 1
    return salted[:24], 1


def _put(store: Store, draft: Draft, document_id: str, version: int, path: str, data: bytes) -> None:
    document = Document(
        id=document_id,
        version=version,
        source=draft.source,
        text=draft.text,
        sections=draft.sections,
        metadata=draft.metadata,
        sha256=draft.sha256,
        media_type=draft.media_type,
    )
    store.put_version(document, path, data, list(passages(draft.text, draft.sections)))


def _remove_missing(paths: Sequence[Path], present: Set[str], store: Store) -> list[str]:
    folders = [_as_text(path.absolute()) for path in paths]
    removed = []
    for path, document_id in store.paths().items():
        below = any(Path(path).is_relative_to(folder) for folder in folders)
        if below and path not in present and _is_gone(path):
            store.remove(document_id)
            removed.append(document_id)
    return removed
