"""LibreOffice as a helper: converts files of formats too old for our own readers. It is never required otherwise."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from corpus.errors import DamagedFile, FileTooLarge, HelperMissing, ReadingTooLong

_PROGRAMS = ("soffice", "libreoffice")
_PATIENCE = 90.0  # seconds
_MAX_RESULT = 256 * 1024 * 1024  # bytes
_PACKAGES = {"docx": "libreoffice-writer-nogui", "pptx": "libreoffice-impress-nogui"}

# Settings of the throw-away profile: no macros, and nothing is fetched, neither linked pictures nor other files.
_SETTINGS = {
    "org.openoffice.Office.Common/Security/Scripting": {
        "MacroSecurityLevel": "3",
        "DisableMacrosExecution": "true",
        "BlockUntrustedRefererLinks": "true",
    },
    "org.openoffice.Office.Writer/Content/Update": {"Link": "2"},  # never
    "org.openoffice.Inet/Settings": {
        "ooInetProxyType": "2",  # all requests to a proxy that is not there
        "ooInetHTTPProxyName": "127.0.0.1",
        "ooInetHTTPProxyPort": "9",
        "ooInetHTTPSProxyName": "127.0.0.1",
        "ooInetHTTPSProxyPort": "9",
        "ooInetNoProxy": "",
    },
}


def convert(data: bytes, suffix: str, to: str, patience: float = _PATIENCE) -> bytes:
    """Return a file converted by LibreOffice.

    Args:
        data: the whole file.
        suffix: of its format, such as ``doc``.
        to: suffix of the wanted format, a key of the packages above.
        patience: seconds that it may take.

    Raises:
        HelperMissing: LibreOffice is not installed.
        ReadingTooLong: it took too long.
        DamagedFile: LibreOffice made nothing of it.
        FileTooLarge: the result is too large.
    """
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise HelperMissing(
            f"读取这种旧版 {suffix} 文件需要 LibreOffice，请运行：apt-get install {_PACKAGES[to]}"
        )
    with tempfile.TemporaryDirectory(prefix="youju-office-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        _write_profile(folder / "profile")
        source = folder / f"source.{suffix}"
        source.write_bytes(data)
        _run([program, *_arguments(folder, to), str(source)], folder, patience)
        result = folder / "result" / f"source.{to}"
        if not result.is_file():
            raise DamagedFile("文件不完整或已损坏，无法打开。")
        if result.stat().st_size > _MAX_RESULT:
            raise FileTooLarge(f"转换后过大（{result.stat().st_size / 2**20:.0f} MB），未读取。")
        return result.read_bytes()


def _arguments(folder: Path, to: str) -> list[str]:
    profile = (folder / "profile").as_uri()
    return [
        f"-env:UserInstallation={profile}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
        *("--convert-to", to, "--outdir", str(folder / "result")),
    ]


def _run(command: list[str], folder: Path, patience: float) -> None:
    """Run a command in our own process group, so that it ends when whoever limits us ends the group."""
    own = {"HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, cwd=folder, env=_environment() | own, stdin=quiet, stdout=quiet, stderr=quiet
    ) as process:
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            raise ReadingTooLong(f"LibreOffice 转换时间过长（超过 {patience:.0f} 秒），已停止。") from None
        finally:
            if process.poll() is None:
                _kill_tree(process.pid)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name in {"PATH", "SYSTEMROOT"}}


def _kill_tree(pid: int) -> None:
    """Kill a process with its descendants: what is called soffice only starts the program proper."""
    with contextlib.suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        for child in children.split():
            _kill_tree(int(child))
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGKILL)


def _write_profile(folder: Path) -> None:
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, settings in _SETTINGS.items()
        for name, value in settings.items()
    )
    user = folder / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )
