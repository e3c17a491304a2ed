"""Users for ``load.py`` and ``kill_load.py``: they ask over REST and as the page does, and check what they get.

An answer is right when every quote is the slice of its document that it says it is, and none is of a document
whose removal the server had acknowledged before the question was sent.
"""

import html
import itertools
import json
import random
import re
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from locust import HttpUser, between, constant, task

QUESTIONS: list[str] = []
_EVENT = 0  # of the page: a question is sent
_CARD = 4  # of what the page gets back: the current answer
_QUOTE = re.compile(r'<blockquote class="yj-quote"[^>]*>(.*?)</blockquote>', re.S)
_LINK = re.compile(r'<a class="yj-open" href="([^"]+)"')
_TAG = re.compile(r"<[^>]+>")


@dataclass(slots=True)
class Seen:
    """What all users know together."""

    removed: set[str] = field(default_factory=set)  # acknowledged
    going: set[str] = field(default_factory=set)  # removal was asked for
    texts: dict[tuple[str, int], str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    checked: int = 0  # quotes that were compared with their documents
    updates: int = 0  # documents that were added, found, removed, and not found any more


SEEN = Seen()


class Asker(HttpUser):
    """Someone at a desk: reads for a while, then asks, half the time over REST and half on the page."""

    wait_time = between(5, 15)  # seconds of reading; ``load.py --think`` changes it

    def on_start(self) -> None:
        """Come anew each time: a kept connection may be closed by the server just when it is used again."""
        self.client.headers["Connection"] = "close"

    @task
    def ask_rest(self) -> None:
        """Ask over REST."""
        removed = frozenset(SEEN.removed)
        question = random.choice(QUESTIONS)
        with self.client.post("/api/ask", json={"question": question}, catch_response=True) as response:
            if response.status_code != 200:
                response.failure(f"HTTP {response.status_code}: {response.text[:120]}")
                return
            faults = self._faults(response.json(), removed)
            if faults:
                SEEN.faults += faults
                response.failure(faults[0])

    @task
    def ask_page(self) -> None:
        """Ask as the page does: an event goes in, the answer grows in a stream."""
        removed = frozenset(SEEN.removed)
        began = time.perf_counter()
        fault = None
        try:
            card = self._card(random.choice(QUESTIONS))
            fault = self._fault_of_card(card, removed)
        except (OSError, ValueError, KeyError) as error:
            fault = f"{type(error).__name__}: {error}"
        self.environment.events.request.fire(
            request_type="PAGE",
            name="whole answer",
            response_time=(time.perf_counter() - began) * 1000,
            response_length=0,
            exception=None if fault is None else RuntimeError(fault),
            context={},
        )

    def _card(self, question: str) -> str:
        session = f"{random.getrandbits(64):x}"
        event = {"data": [question, None, ""], "fn_index": _EVENT, "session_hash": session}
        joined = self.client.post("/gradio_api/queue/join", json=event, name="page: send")
        joined.raise_for_status()
        path = f"/gradio_api/queue/data?session_hash={session}"
        with self.client.get(path, stream=True, name="page: stream", catch_response=True) as stream:
            stream.raise_for_status()
            for line in stream.iter_lines():
                message = json.loads(line.removeprefix(b"data: ")) if line.startswith(b"data: ") else {}
                if message.get("msg") == "process_completed":
                    return str(message["output"]["data"][_CARD])
        raise ValueError("the stream ended before the answer")

    def _fault_of_card(self, card: str, removed: frozenset[str]) -> str | None:
        if 'data-phase="done"' not in card:
            shown = " ".join(_TAG.sub(" ", card).split())
            return f"the page shows no answer but: {shown[-200:]}"
        quote, link = _QUOTE.search(card), _LINK.search(card)
        if quote is None or link is None or "<table" in quote[1]:  # refused, or cells of a row
            return None
        address = urlsplit(html.unescape(link[1]))
        values = {
            name: int(given[0]) for name, given in parse_qs(address.query).items() if given[0].isdigit()
        }
        shown = "".join(html.unescape(_TAG.sub("", quote[1])).split())
        document_id = address.path.rpartition("/")[2]
        if document_id in removed:
            SEEN.faults.append(f"page: {document_id} was removed and is quoted")
            return SEEN.faults[-1]
        text = self._text(document_id, values["version"])
        if text is not None and "".join(text[values["start"] : values["end"]].split()) != shown:
            SEEN.faults.append(f"page: {address.path} does not say what is quoted")
            return SEEN.faults[-1]
        return None

    def _faults(self, answer: dict[str, Any], removed: frozenset[str]) -> list[str]:
        faults = []
        for quote in answer["quotes"]:
            document_id = quote["document_id"]
            if document_id in removed:
                faults.append(f"REST: {document_id} was removed and is quoted")
                continue
            text = self._text(document_id, quote["version"])
            if text is None:
                continue
            for span in [quote, *quote["highlights"]]:
                if text[span["start"] : span["end"]] != span["text"]:
                    faults.append(f"REST: {quote['url']} does not say what is quoted")
        return faults

    def _text(self, document_id: str, version: int) -> str | None:
        """Return a document's text; None where it was removed meanwhile."""
        key = (document_id, version)
        if key not in SEEN.texts:
            path = f"/api/documents/{document_id}?version={version}"
            with self.client.get(path, name="/api/documents/{id}", catch_response=True) as response:
                if response.status_code == 410 and document_id in SEEN.going:
                    response.success()
                    return None
                response.raise_for_status()
                SEEN.texts[key] = response.json()["text"]
        SEEN.checked += 1
        return SEEN.texts[key]


class Updater(HttpUser):
    """An office that adds a notice, finds it, removes it, and must not find it again."""

    wait_time = constant(2)
    fixed_count = 1
    _numbers = itertools.count(1)

    def on_start(self) -> None:
        """Come anew each time, as ``Asker`` does."""
        self.client.headers["Connection"] = "close"

    @task
    def update(self) -> None:
        """Add and remove one document."""
        number = next(self._numbers)
        title = f"临江镇第{number}号水闸检修公告"
        body = f"{title}\n临江镇水务站\n2024年3月1日\n第{number}号水闸检修期间,每日限行{number + 300}分钟。\n"
        files = {"file": (f"{title}.txt", body.encode())}
        job = self.client.post("/api/documents", files=files).json()
        while job["state"] not in ("done", "failed"):
            time.sleep(0.3)
            job = self.client.get(f"/api/jobs/{job['id']}", name="/api/jobs/{id}").json()
        if job["state"] == "failed":
            SEEN.faults.append(f"upload failed: {job['reason']}")
            return
        document_id = job["document_id"]
        self._expect(f"第{number}号水闸检修期间每日限行多少分钟?", document_id, there=True)
        SEEN.going.add(document_id)
        self.client.delete(f"/api/documents/{document_id}", name="/api/documents/{id}").raise_for_status()
        SEEN.removed.add(document_id)
        self._expect(f"第{number}号水闸检修期间每日限行多少分钟?", document_id, there=False)
        SEEN.updates += 1

    def _expect(self, question: str, document_id: str, *, there: bool) -> None:
        answer = self.client.post("/api/ask", json={"question": question}, name="/api/ask (updater)").json()
        found = any(quote["document_id"] == document_id for quote in answer["quotes"])
        if found is not there:
            SEEN.faults.append(f"{document_id} is {'still' if found else 'not yet'} in answers")
