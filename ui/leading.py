"""How many of an answer's quotes are shown open: the answer, its other halves, and what contradicts it."""

from bot.models import Answer


def leading(answer: Answer) -> int:
    """Return the number of quotes before those that only support the answer; at least 1."""
    shown = {0}
    shown.update(part.found.quote for part in answer.parts if part.found)
    shown.update(number for conflict in answer.conflicts for number in conflict.quotes)
    return max(shown) + 1
