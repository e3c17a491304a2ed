"""The drawing process: one page of one untrusted file, under limits that it sets itself, and then it ends.

Run as ``python -m ui.cite.pages.worker MEMORY_BYTES PARENT``. The task comes on standard input as a line of JSON;
a line of JSON and the PNG go to standard output.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from PIL import Image

from corpus.confine import confine
from ui.cite.pages.image import draw_image
from ui.cite.pages.ofd import NoFont, draw_ofd
from ui.cite.pages.paint import png
from ui.cite.pages.pdf import draw_pdf
from ui.cite.pages.places import Wanted


def main() -> None:
    """Draw one page."""
    confine(int(sys.argv[1]), int(sys.argv[2]))
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # libraries print; the results' channel is ours alone
    head, body = _answer(json.loads(sys.stdin.buffer.readline()))
    out.write(json.dumps(head).encode() + b"\n" + body)
    out.flush()


def _answer(task: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    try:
        picture, is_marked = _drawn(task)
        return {"marked": is_marked}, png(picture)
    except IndexError:
        return {"error": "no_page"}, b""
    except NoFont:
        return {"error": "no_font"}, b""
    except Exception as error:  # a library stumbled over a broken file
        return {"error": type(error).__name__}, b""


def _drawn(task: dict[str, Any]) -> tuple[Image.Image, bool]:
    data = Path(task["path"]).read_bytes()
    wanted = Wanted(task["words"], task["nth"]) if task["words"] else None
    if task["media_type"] == "application/pdf":
        return draw_pdf(data, task["page"], wanted)
    if task["media_type"] == "application/ofd":
        return draw_ofd(data, task["page"], wanted)
    return draw_image(data, task["page"]), False


if __name__ == "__main__":
    main()
