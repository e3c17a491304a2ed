"""What a button says for a moment: watched from before the click, for a poll may come too late."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator

WATCH = """(button, sentence) => {
  button.yjSeen = new Promise((seen) => {
    const observer = new MutationObserver(() => {
      if (button.textContent === sentence) { observer.disconnect(); seen(true); }
    });
    observer.observe(button, { childList: true, characterData: true, subtree: true });
  });
}"""
SEEN = """(button, milliseconds) =>
  Promise.race([button.yjSeen, new Promise((late) => setTimeout(late, milliseconds, false))])"""
PATIENCE = 20_000  # milliseconds


@contextmanager
def flashes(button: Locator, sentence: str) -> Iterator[None]:
    """Expect that `button` says `sentence`, however shortly, after what is done inside."""
    button.evaluate(WATCH, sentence)
    yield
    assert button.evaluate(SEEN, PATIENCE), f"the button never said {sentence}"
