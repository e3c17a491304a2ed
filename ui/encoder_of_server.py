"""The encoder of a server: in a process of its own, which loads while the page is imported."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from index.encoder import Encoder
from index.encoder_child import EncoderChild
from index.encoder_process import EncoderProcess
from ui import console
from ui.settings import Settings


@contextmanager
def encoder_of_server(
    settings: Settings, spare: EncoderChild | None = None
) -> Iterator[Callable[[], Encoder]]:
    """Start the process, or take a ``spare`` one; yield what waits until its model is loaded; end it at last."""
    with EncoderProcess(settings.model, settings.cache_dir, device=settings.device, spare=spare) as process:
        process.start()

        @cache
        def tell() -> None:
            console.say("正在准备模型…")

        def load() -> Encoder:
            tell()
            return process.loaded()

        yield load
