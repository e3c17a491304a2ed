"""Take pictures of a running server: welcome, answer, refusal, reading view, in light and dark.

python scripts/screenshots.py http://127.0.0.1:7860 OUT --question 荔湾区给黔南州划拨了多少资金？
"""

import argparse
import os
import shutil
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Page, sync_playwright

SIZES = {"wide": (1280, 800), "narrow": (390, 844)}
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def ask(page: Page, question: str) -> None:
    page.fill("#yj-box textarea", question)
    page.press("#yj-box textarea", "Enter")
    last = page.locator("#yj-current .yj-exchange")
    last.filter(has_text=question).wait_for()
    page.wait_for_selector("#yj-current :is(.yj-done, .yj-failed)", timeout=180_000)


def pictures(page: Page, url: str, folder: Path, label: str, question: str, refused: str) -> None:
    def shoot(name: str) -> None:
        page.wait_for_timeout(500)  # scrolling comes to rest
        page.screenshot(path=folder / f"{name}-{label}.png")

    page.goto(url)
    page.wait_for_selector("#yj-box textarea")
    shoot("1-welcome")
    ask(page, question)
    shoot("2-answer")
    source = page.locator("#yj-current .yj-open").first
    link = source.get_attribute("href") if source.count() else None
    folds = page.locator("#yj-current details > summary")
    if folds.count():
        folds.first.click()
        shoot("3-answer-unfolded")
    ask(page, refused)
    folds = page.locator("#yj-current details > summary")
    if folds.count():
        folds.first.click()
    shoot("4-refusal")
    if link:
        page.goto(urljoin(url, link))
        shoot("5-reader")
    page.goto(url.rstrip("/") + "/?lang=en")
    page.wait_for_selector("#yj-box textarea")
    shoot("6-english")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--question", default="荔湾区2013-2015年给黔南州划拨了多少资金？")
    parser.add_argument("--refused", default="荔湾区2018年给黔南州划拨了多少资金？")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    executable = os.environ.get("YOUJU_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGS)
        for size, (width, height) in SIZES.items():
            for scheme in ("light", "dark"):
                page = browser.new_page(
                    viewport={"width": width, "height": height},
                    color_scheme="dark" if scheme == "dark" else "light",
                    locale="zh-CN",
                )
                label = f"{size}-{scheme}"
                pictures(page, chosen.url, chosen.folder, label, chosen.question, chosen.refused)
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
