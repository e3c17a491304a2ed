"""The command line as a program, with the encoder that needs no model: for tests that kill it or run it twice.

Where YOUJU_TEST_HOLD names a folder, encoding makes the file ``encoding`` there and goes on once there is ``go``.
"""

import os
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path

import numpy as np
from fake_encoder import FakeEncoder
from numpy.typing import NDArray

from ui import cli


class HoldingEncoder(FakeEncoder):
    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        hold = os.environ.get("YOUJU_TEST_HOLD")
        if hold:
            Path(hold, "encoding").touch()
            while not Path(hold, "go").exists():
                time.sleep(0.01)
        return super().encode_passages(texts, progress=progress)


if __name__ == "__main__":
    cli._load_embedder = lambda *_: HoldingEncoder()
    cli.encoder_of_server = lambda *_: nullcontext(HoldingEncoder)
    cli.main()
