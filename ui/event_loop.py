"""A running event loop for code that else opens one of its own and never closes it, as Gradio does."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


def inside_a_loop(build: Callable[[], Result]) -> Result:
    """Call ``build`` while an event loop runs: the present one, or a short-lived one."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:

        async def run() -> Result:
            return build()

        return asyncio.run(run())
    return build()
