"""Text that makes careless patterns slow, or can't be encoded: answered or refused in a moment all the same."""

import time

import pytest
from bot_fakes import asked

from bot.followup import standalone
from bot.match import found
from bot.models import Turn
from index.aliases import Aliases
from index.tokenize import tokenize

SECONDS = 2.0  # some hundred times what is needed


@pytest.mark.parametrize("text", [" " * 20_000, "　" * 20_000, "那" + "\n" * 20_000 + "呢", "\ud800资金多少"])
def test_a_long_or_broken_turn_of_the_history_costs_nothing(text: str) -> None:
    started = time.process_time()
    standalone("那三峡库区呢?", [Turn("user", "荔湾区" + text), Turn("assistant", text)], ("荔湾区",))
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize(
    "text", ["1." * 1000, "百" * 2000, "1,000" * 400, "（" * 2000, "第" * 2000, "十一月" * 600]
)
def test_long_runs_are_read_in_a_moment(text: str) -> None:
    started = time.process_time()
    tokenize(text)
    asked(text + "多少钱?")
    found(text[:2000], text[:1999] + "万", Aliases([]))
    assert time.process_time() - started < SECONDS
