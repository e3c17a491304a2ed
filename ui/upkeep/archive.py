"""One file that a library can be made of again: a tar archive that ends with the checksum of everything in it."""

import hashlib
import json
import os
import shutil
import tarfile
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from corpus.store import Store
from index.frozen import frozen
from ui.errors import BackupDamaged, BackupRefused

Progress = Callable[[int, int], None]
LISTING = "backup.json"
_FORMAT = 1


def back_up(store: Store, target: Path, progress: Progress = lambda done, total: None) -> int:
    """Write a library to ``target``, whole or not at all; return the number of files in it.

    The library may be served and changed meanwhile: what is written is as it was at one moment.

    Raises:
        BackupRefused: ``target`` is there already, or the documents lie in PostgreSQL.
        LibraryBusy: another process is writing and does not end.
        OSError: there is no room.
    """
    if store.is_shared:
        raise BackupRefused(
            "这个资料库的文件存放在 PostgreSQL 中，请用 pg_dump 备份数据库，并另存资料库文件夹。"
        )
    if target.exists():
        raise BackupRefused(f"{target} 已存在，请换一个文件名。")
    staged = target.with_name(f".{target.name}-{uuid.uuid4().hex[:8]}")
    try:
        with frozen(store) as folder:
            files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
            with tarfile.open(staged, "w") as archive:
                listed = {}
                for done, path in enumerate(files):
                    name = path.relative_to(folder).as_posix()
                    listed[name] = _sha256(path)
                    archive.add(path, name, recursive=False, filter=_anonymous)
                    progress(done + 1, len(files))
                _add_listing(archive, listed)
        with staged.open("rb") as file:
            os.fsync(file.fileno())
        staged.replace(target)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise
    return len(files)


def restore(source: Path, library: Path, progress: Progress = lambda done, total: None) -> int:
    """Make a library of a backup; return the number of its files. Nothing is left of a failed try.

    Raises:
        BackupRefused: there is something at ``library``.
        BackupDamaged: the archive is cut, or not what was written.
        OSError: there is no room.
    """
    if library.exists() and (not library.is_dir() or any(library.iterdir())):
        raise BackupRefused(f"{library} 不是空文件夹；为免覆盖，请恢复到一个新的文件夹。")
    library.parent.mkdir(parents=True, exist_ok=True)
    staged = library.with_name(f".{library.name}-{uuid.uuid4().hex[:8]}")
    try:
        staged.mkdir()
        try:
            with tarfile.open(source) as archive:
                archive.extractall(staged, filter="data")
        except (tarfile.TarError, EOFError) as error:
            raise BackupDamaged(f"{source} 不是完整的备份（{error}）。") from error
        files = _checked(source, staged, progress)
        if library.is_dir():
            library.rmdir()
        staged.rename(library)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    return files


def _checked(source: Path, folder: Path, progress: Progress) -> int:
    """Compare what was unpacked with the list of what was packed.

    Raises:
        BackupDamaged
    """
    listing = folder / LISTING
    try:
        told = json.loads(listing.read_text(encoding="utf-8"))
        expected: dict[str, str] = told["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupDamaged(f"{source} 不是完整的备份：缺少文件清单。") from error
    if told.get("format") != _FORMAT:
        raise BackupDamaged(f"{source} 由更新的版本写成，请升级有据后再恢复。")
    listing.unlink()
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    if found.keys() != expected.keys():
        raise BackupDamaged(f"{source} 中的文件与清单不一致。")
    for done, (name, path) in enumerate(found.items()):
        if _sha256(path) != expected[name]:
            raise BackupDamaged(f"{source} 中的 {name} 与校验值不符。")
        progress(done + 1, len(found))
    return len(found)


def _add_listing(archive: tarfile.TarFile, files: dict[str, str]) -> None:
    told = {
        "format": _FORMAT,
        "youju": version("youju"),
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "files": files,
    }
    content = json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8")
    member = tarfile.TarInfo(LISTING)
    member.size = len(content)
    archive.addfile(member, BytesIO(content))


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out who owns a file here; whoever restores it owns it then."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
