"""What a browser may send to Gradio's queue: events of our page, with as many values as they take.

Gradio itself takes any function by its number and any values, and answers what does not fit with a 500.
"""

import json
import re

import gradio as gr
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

_SESSION = re.compile(r"[A-Za-z0-9_-]{1,64}")


def events_of(blocks: gr.Blocks) -> dict[int, int]:
    """Return the number of each event that the server handles, and how many values it takes."""
    return {number: len(event.inputs) for number, event in blocks.fns.items() if event.fn is not None}


async def checked(receive: Receive, events: dict[int, int]) -> Receive:
    """Return ``receive`` with the body that it brings, once that is an event of our page.

    Raises:
        HTTPException: 400; it is none.
    """
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise HTTPException(400)
        body += message.get("body", b"")
        more = message.get("more_body", False)
    if not _is_event(bytes(body), events):
        raise HTTPException(400)
    handed_on = False

    async def replay() -> Message:
        nonlocal handed_on
        if handed_on:
            return await receive()
        handed_on = True
        return {"type": "http.request", "body": bytes(body), "more_body": False}

    return replay


def _is_event(body: bytes, events: dict[int, int]) -> bool:
    try:
        told = json.loads(body)
    except ValueError:
        return False
    if not isinstance(told, dict):
        return False
    number, values, session = told.get("fn_index"), told.get("data"), told.get("session_hash")
    return (
        type(number) is int
        and isinstance(session, str)
        and _SESSION.fullmatch(session) is not None
        and isinstance(values, list)
        and len(values) == events.get(number)
        and all(value is None or isinstance(value, str) for value in values)
    )
