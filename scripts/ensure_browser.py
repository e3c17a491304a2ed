"""Find a Chromium for the browser tests, or get one. Its path goes to standard output, all else beside it.

Looked for: YOUJU_CHROMIUM, the browsers on PATH, Playwright's own. Where there is none: Playwright's
download, then, as root on Debian or Ubuntu, the system's packages. Exit status 1 when none can be had.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-cjk")
_DOWNLOAD_PATIENCE = 600  # seconds


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def candidates() -> Iterator[str]:
    """Yield the paths where a browser may be, best first."""
    chosen = os.environ.get("YOUJU_CHROMIUM", "").strip()
    if chosen:
        yield chosen
    for name in NAMES:
        if found := shutil.which(name):
            yield found
    if own := playwrights_own():
        yield own


def playwrights_own() -> str | None:
    """Return where Playwright keeps its browser, whether or not it is there."""
    if importlib.util.find_spec("playwright") is None:
        return None
    from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415 - the browser tests' own need

    try:
        with sync_playwright() as playwright:
            return playwright.chromium.executable_path
    except (Error, OSError):
        return None


def version_of(path: str) -> str | None:
    """Return what the browser says of itself, or None if it doesn't start (as Ubuntu's snap stubs do not)."""
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.SubprocessError):
        return None
    return said.stdout.strip() if said.returncode == 0 and said.stdout.strip() else None


def find() -> tuple[str, str] | None:
    """Return path and version of the first browser that starts."""
    for path in candidates():
        version = version_of(path)
        if version is not None:
            return path, version
        if path == os.environ.get("YOUJU_CHROMIUM", "").strip():
            say(f"YOUJU_CHROMIUM 指向的浏览器无法启动 / does not start: {path}")
    return None


def download() -> bool:
    """Let Playwright download its browser."""
    if importlib.util.find_spec("playwright") is None:
        return False
    say("未找到 Chromium,尝试下载 / no Chromium found, downloading: playwright install chromium")
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    try:
        done = subprocess.run(command, stdout=sys.stderr, timeout=_DOWNLOAD_PATIENCE, check=False)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def install() -> bool:
    """Install the system's packages; only root on Debian and its kin can."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return False
    say(f"尝试安装系统软件包 / installing: apt-get install {' '.join(PACKAGES)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
        command = ["apt-get", "-qq", *arguments]
        if subprocess.run(command, stdout=sys.stderr, env=environment, check=False).returncode:
            return False
    return True


def main() -> int:
    found = find()
    for get in (download, install):
        if found is None and get():
            found = find()
    if found is None:
        say(
            "没有可用的 Chromium,浏览器测试无法进行。请安装 Chromium 或 Chrome,\n"
            "或用 YOUJU_CHROMIUM 指明其路径。\n"
            "No Chromium to run the browser tests with. Install Chromium or Chrome,\n"
            "or set YOUJU_CHROMIUM to its path."
        )
        return 1
    path, version = found
    say(f"浏览器 / browser: {version} ({path})")
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
