"""How often something may be tried: signing in by one address and for one name, questions by one person."""

import math
import time

from limits import RateLimitItem, RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from ui.errors import TooManyAttempts, TooManyQuestions

_FROM_ONE_PLACE = RateLimitItemPerSecond(5, 300)  # failures of one name by one address
_BY_ADDRESS = RateLimitItemPerSecond(100, 300)  # of any name: an office shares an address
_BY_NAME = RateLimitItemPerSecond(50, 3600)  # from anywhere; high, or strangers could lock anybody out


class SignInThrottle:
    """Slows down whoever guesses passwords."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def attempt(self, address: str, name: str) -> None:
        """Count an attempt, before the password is looked at.

        Raises:
            TooManyAttempts
        """
        for item, *key in self._keys(address, name):
            if not self._limiter.hit(item, *key):
                wait = _wait(self._limiter, item, *key)
                raise TooManyAttempts("登录失败次数太多，请过几分钟再试。", wait)

    def succeeded(self, address: str, name: str) -> None:
        """Forget the failures of someone who knows the password."""
        item, *key = self._keys(address, name)[0]
        self._limiter.clear(item, *key)

    @staticmethod
    def _keys(address: str, name: str) -> tuple[tuple[RateLimitItem, *tuple[str, ...]], ...]:
        return (
            (_FROM_ONE_PLACE, "place", address, name),
            (_BY_ADDRESS, "address", address),
            (_BY_NAME, "name", name),
        )


class QuestionThrottle:
    """So many questions a minute for one person; 0 is without limit."""

    def __init__(self, per_minute: int) -> None:
        self._item = RateLimitItemPerMinute(per_minute) if per_minute else None
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def question(self, person: str) -> None:
        """Count a question.

        Raises:
            TooManyQuestions
        """
        if self._item is None or self._limiter.hit(self._item, person):
            return
        wait = _wait(self._limiter, self._item, person)
        raise TooManyQuestions(f"您问得太快了，请在 {wait} 秒后再问。", wait)


def _wait(limiter: MovingWindowRateLimiter, item: RateLimitItem, *key: str) -> int:
    """Return the seconds until the next try is open."""
    return max(1, math.ceil(limiter.get_window_stats(item, *key).reset_time - time.time()))
