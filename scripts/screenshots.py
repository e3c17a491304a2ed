"""Take the pictures of every screen, with the demo library: wide and narrow, light and dark.

python scripts/screenshots.py build/screenshots --publish docs/images

All of them go to the first folder. Two a screen, wide and light, narrow and dark, are made small and put into the
second one, for the README and the guides.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, Route, sync_playwright

SIZES = {"wide": (1280, 800), "narrow": (390, 844)}
PUBLISHED = ("wide-light", "narrow-dark")
COLOURS = 64  # of a published picture: letters stay smooth, the file stays small
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
YOUJU = str(Path(sys.executable).with_name("youju"))
PATIENCE = 180.0  # seconds until a server has loaded its model

QUESTION = "how much did 荔湾 transfer to 黔南 2013-2015"
FIRST = "荔湾区2013-2015年给黔南州划拨了多少资金？"
FOLLOW_UP = "那三峡库区呢？"
REFUSED = "荔湾区2018年给黔南州划拨了多少资金？"
SERIES = "大连高新区2018、2019、2020年的财政资金分别是多少？"
REPLACED = "临溪区户厕补助标准2019年是多少？"
HOST_PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>示例网站</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{{font-family:sans-serif;margin:0;color:#222;background:#fff}}header{{background:#8f1d21;color:#fff;
padding:1.2rem 2rem;font-size:1.4rem}}main{{padding:1.5rem 2rem;line-height:1.9;max-width:44rem}}</style>
<header>临溪区人民政府(示例)</header><main><h1>政策查询</h1><p>这是嵌入有据的网站。</p></main>
<script src="{url}/static/youju.js" data-mode="button" data-theme="{scheme}" data-question="{question}"></script>"""


@dataclass(frozen=True, slots=True)
class Site:
    """Where the servers are."""

    open: str  # nobody signs in
    closed: str  # everybody does
    scheme: str  # light or dark

    def start(self, page: Page, path: str = "/") -> None:
        page.goto(self.open + path)
        page.wait_for_selector("#yj-box textarea")


def ask(page: Page, question: str) -> None:
    page.fill("#yj-box textarea", question)
    page.press("#yj-box textarea", "Enter")
    page.locator("#yj-current .yj-exchange").filter(has_text=question).wait_for()
    page.wait_for_selector("#yj-current :is(.yj-done, .yj-failed)", timeout=PATIENCE * 1000)


def unfold(page: Page, selector: str = "#yj-current details > summary") -> None:
    folds = page.locator(selector)
    if folds.count():
        folds.first.click()
        folds.first.evaluate("e => e.parentElement.scrollIntoView({block: 'center', behavior: 'instant'})")


def welcome(page: Page, site: Site) -> None:
    site.start(page)


def answer(page: Page, site: Site) -> None:
    site.start(page)
    ask(page, QUESTION)


def unfolded(page: Page, site: Site) -> None:
    site.start(page)
    ask(page, SERIES)
    unfold(page, "#yj-current .yj-more > summary")


def refusal(page: Page, site: Site) -> None:
    site.start(page)
    ask(page, REFUSED)
    unfold(page)


def follow_up(page: Page, site: Site) -> None:
    site.start(page)
    ask(page, FIRST)
    ask(page, FOLLOW_UP)


def replaced(page: Page, site: Site) -> None:
    site.start(page)
    ask(page, REPLACED)


def filters(page: Page, site: Site) -> None:
    site.start(page)
    page.click("#yj-filter-fold")
    page.wait_for_selector("#yj-offer-issuers option", state="attached")
    page.fill("[data-kind=regions]", "临溪区")
    page.select_option("[data-year=issued_from]", "2015")
    page.focus("#yj-box textarea")


def series(page: Page, site: Site) -> None:
    site.start(page)
    ask(page, SERIES)
    unfold(page, "#yj-current .yj-series > summary")


def history(page: Page, site: Site) -> None:
    site.start(page)
    for question in (REPLACED, SERIES, QUESTION):
        ask(page, question)
        page.click("#yj-clear")
        page.locator(".yj-exchange").first.wait_for(state="detached")
    page.click("#yj-history-open")


def large(page: Page, site: Site) -> None:
    site.start(page)
    page.evaluate("() => localStorage.setItem('youju.size', 'largest')")
    answer(page, site)


def english(page: Page, site: Site) -> None:
    site.start(page, "/?lang=en")
    ask(page, QUESTION)


def reader(page: Page, site: Site) -> None:
    answer(page, site)
    link = page.locator("#yj-current .yj-open").first.get_attribute("href")
    page.goto(site.open + (link or "/"))


def basket(page: Page, site: Site) -> None:
    answer(page, site)
    page.locator("#yj-current .yj-keep").first.click()
    page.locator(".yj-counter").first.click()


def embed(page: Page, site: Site) -> None:
    def host(route: Route) -> None:
        route.fulfill(
            content_type="text/html",
            body=HOST_PAGE.format(url=site.open, scheme=site.scheme, question=QUESTION),
        )

    page.route("**/host-page", host)
    page.goto(f"{site.open}/host-page")
    page.locator("button").first.click()
    frame = page.frame_locator("iframe").first
    frame.locator("[name=question]").wait_for()
    frame.locator("[name=question]").press("Enter")
    frame.locator(".yj-done").wait_for()


def administration(page: Page, site: Site) -> None:
    page.goto(f"{site.open}/admin")


def questions(page: Page, site: Site) -> None:
    page.goto(f"{site.open}/admin/questions")


def sign_in(page: Page, site: Site) -> None:
    page.goto(f"{site.closed}/login")


SCREENS: tuple[Callable[[Page, Site], None], ...] = (
    welcome, answer, unfolded, refusal, follow_up, replaced, filters, series, history, large, english, reader,
    basket, embed, administration, questions, sign_in,
)  # fmt: skip


def take(browser: Browser, site: Site, size: str, folder: Path, screens: tuple[str, ...]) -> list[str]:
    """Take every screen in one size and colour; return what could not be taken."""
    width, height = SIZES[size]
    missed = []
    for screen in SCREENS:
        name = screen.__name__
        if screens and name not in screens:
            continue
        # A context of its own: nothing is remembered from the screen before.
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if site.scheme == "dark" else "light",
            locale="zh-CN",
            reduced_motion="reduce",
        )
        context.set_default_timeout(20_000)
        page = context.new_page()
        try:
            screen(page, site)
            page.mouse.move(0, 0)
            page.wait_for_timeout(400)  # what was just drawn comes to rest
            page.screenshot(path=folder / f"{name}-{size}-{site.scheme}.png")
        except Exception as error:  # the other screens are still wanted
            missed.append(f"{name}-{size}-{site.scheme}: {str(error).splitlines()[0]}")
        context.close()
    return missed


def publish(folder: Path, target: Path) -> None:
    """Put two pictures a screen into ``target``, in few colours."""
    target.mkdir(parents=True, exist_ok=True)
    for screen in SCREENS:
        for label in PUBLISHED:
            source = folder / f"{screen.__name__}-{label}.png"
            if source.exists():
                picture = Image.open(source).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
                picture.save(target / source.name.replace("_", "-"), optimize=True)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def serving(path: str, work: Path, **settings: str) -> Iterator[str]:
    """Serve the demo library until ``path`` answers and beyond; yields the address."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("YOUJU_")}
    kept = {name: os.environ[name] for name in ("YOUJU_CACHE", "YOUJU_MODEL") if name in os.environ}
    environ = {**inherited, **kept, **settings}
    port = free_port()
    if settings:
        command = [YOUJU, "user", "add", "王芳", "--role", "administrator"]
        subprocess.run(command, env=environ, input="a long pass phrase\n", text=True, check=True)
    command = [YOUJU, "serve", "--host", "127.0.0.1", "--port", str(port)]
    with (work / f"{port}.log").open("w") as log:
        server = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
        try:
            wait(f"http://127.0.0.1:{port}{path}", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(20)


def wait(url: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (OSError, urllib.error.HTTPError):
            time.sleep(0.5)
        else:
            return
    raise SystemExit(f"no answer from {url}")


def main() -> None:
    """Take them all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--publish", type=Path, metavar="FOLDER", help="put the small ones there")
    parser.add_argument("--only", nargs="*", default=[], choices=[screen.__name__ for screen in SCREENS])
    chosen = parser.parse_args()
    folder = chosen.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    passwords = folder / "passwords"
    passwords.unlink(missing_ok=True)
    executable = os.environ.get("YOUJU_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    missed = []
    closed_settings = {"YOUJU_SIGN_IN": "password", "YOUJU_PASSWORD_FILE": str(passwords)}
    with (
        serving("/readyz", folder) as open_site,
        serving("/login", folder, **closed_settings) as closed_site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=executable, args=ARGS)
        for size in SIZES:
            for scheme in ("light", "dark"):
                site = Site(open_site, closed_site, scheme)
                missed += take(browser, site, size, folder, tuple(chosen.only))
        browser.close()
    if chosen.publish:
        publish(folder, chosen.publish)
    for line in missed:
        print(line, file=sys.stderr)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
