"""Measure the chat page in a browser: until it can be used, and from the click until an answer's first text.

python scripts/page_speed.py http://127.0.0.1:7860 --runs 7

Every run is a new browser context: nothing is cached. Figures are medians in milliseconds, with the extremes.
"""

import argparse
import os
import shutil
import statistics
from collections.abc import Sequence

from playwright.sync_api import Browser, sync_playwright

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
QUESTION = "荔湾区2013-2015年给黔南州划拨了多少资金？"
# Set before anything of the page runs. Observers see what is drawn without asking again and again.
WATCH = """() => {
  const when = (name, selector) => {
    const look = () => {
      if (window.yjTimes[name] === undefined && document.querySelector(selector)) {
        window.yjTimes[name] = performance.now();
      }
    };
    new MutationObserver(look).observe(document, {childList: true, subtree: true, attributes: true});
  };
  window.yjTimes = {};
  when('usable', '#yj-box textarea:not([disabled])');
  when('state', '#yj-current .yj-exchange');
  when('text', '#yj-current .yj-quote');
  when('done', '#yj-current .yj-done');
  addEventListener('pointerdown', () => { window.yjTimes.click = performance.now(); }, true);
}"""


def run(browser: Browser, url: str) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    page = context.new_page()
    page.add_init_script(f"({WATCH})()")
    page.goto(url)
    page.wait_for_selector("#yj-box textarea")
    page.fill("#yj-box textarea", QUESTION)
    page.click("#yj-send")
    page.wait_for_selector("#yj-current .yj-done")
    times: dict[str, float] = page.evaluate("() => window.yjTimes")
    context.close()
    click = times["click"]
    return {
        "page usable": times["usable"],
        "click to state": times["state"] - click,
        "click to first text": times["text"] - click,
        "click to whole card": times["done"] - click,
    }


def told(name: str, values: Sequence[float]) -> str:
    return f"{name:22} {statistics.median(values):7.0f} ms   ({min(values):.0f} to {max(values):.0f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--runs", type=int, default=7)
    chosen = parser.parse_args()
    executable = os.environ.get("YOUJU_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGS)
        run(browser, chosen.url)  # the server's first page and first answer are slower than the others
        runs = [run(browser, chosen.url) for _ in range(chosen.runs)]
        browser.close()
    for name in runs[0]:
        print(told(name, [one[name] for one in runs]))


if __name__ == "__main__":
    main()
