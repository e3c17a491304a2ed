"""The program ``youju``: the command line, and for a server an encoder that is started before anything else.

Importing what the command line needs takes a second, and what the encoder needs takes five: a server that began
with the second would keep its first reader waiting for it.
"""

import gc
import sys

from index.encoder_child import EncoderChild

_HELP = {"-h", "--help"}


def main() -> None:
    """Run the command line and leave with its exit status."""
    is_serving = sys.argv[1:2] == ["serve"] and not _HELP & set(sys.argv)
    spare = _spare() if is_serving else None
    if is_serving:
        gc.disable()  # what is imported stays; ``ui.library_service`` turns it on again
    try:
        from ui import cli  # noqa: PLC0415 - takes a second, while the encoder already imports

        cli.main(spare=spare)
    finally:
        if spare is not None:
            spare.end()


def _spare() -> EncoderChild | None:
    try:
        return EncoderChild()
    except OSError:  # told where it is tried again, in a sentence
        return None


if __name__ == "__main__":
    main()
