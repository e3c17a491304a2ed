"""The chat page: Gradio moves the messages, the look is our own.

Gradio's Chatbot sanitises and restyles what it shows, so the conversation is a ``gr.HTML`` of our own
escaped markup. It is two: what is past is not drawn again while the current answer grows, so that an
opened fold or a selection in it stays.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from time import monotonic
from typing import Any

import gradio as gr

from ui.card import exchanges_html
from ui.conversation import Exchange, Phase, changed, history, started, stopped
from ui.desk import Desk
from ui.errors import problem_of
from ui.event_loop import inside_a_loop
from ui.messages import has, other, text
from ui.service import QUESTION_LIMIT, Service
from ui.settings import Language, Settings
from ui.templates import render

logger = logging.getLogger(__name__)

_PATIENCE = 600.0  # seconds that a question waits for the model
_STEPS = 14  # how many times a growing quote is drawn
_PAUSE = 0.03

Update = dict[Any, Any]


class Chat:
    """One page in one language; build it once, it serves every visitor."""

    def __init__(
        self, service: Service, settings: Settings, language: Language, examples: Sequence[str] = ()
    ) -> None:
        self.service = service
        self.settings = settings
        self.language = language
        self.blocks = inside_a_loop(lambda: self._build(examples))

    def _t(self, key: str, **values: object) -> str:
        return text(key, self.language, **values)

    def _build(self, examples: Sequence[str]) -> gr.Blocks:
        blocks: gr.Blocks = gr.Blocks(title=self._t("page_title"), analytics_enabled=False, fill_width=True)
        with blocks:
            self.conversation = gr.State([])
            _html(self._header(), "yj-head")
            with gr.Column(elem_id="yj-main"):
                with gr.Column(elem_id="yj-welcome") as self.welcome:
                    _html(render("welcome.html", self.language, examples=bool(examples)))
                    buttons = [
                        gr.Button(example, elem_classes="yj-example", size="sm") for example in examples
                    ]
                self.past = _html("", "yj-past")
                self.current = _html("", "yj-current")
                with gr.Row(elem_id="yj-again", visible=False) as self.again:
                    retry = gr.Button(self._t("retry"), elem_id="yj-retry", size="sm", scale=0)
                    clear = gr.Button(self._t("clear"), elem_id="yj-clear", size="sm", scale=0)
            with gr.Column(elem_id="yj-ask"):
                self.hint = _html("", "yj-hint")
                with gr.Row(elem_id="yj-ask-row"):
                    self.box = gr.Textbox(
                        label=self._t("ask_label"),
                        show_label=False,
                        placeholder=self._t("ask_placeholder"),
                        lines=1,
                        max_lines=6,
                        autofocus=True,
                        container=False,
                        elem_id="yj-box",
                        scale=1,
                    )
                    self.send = gr.Button(self._t("send"), variant="primary", elem_id="yj-send", scale=0)
                    self.stop = gr.Button(self._t("stop"), elem_id="yj-stop", visible=False, scale=0)

            shown = [
                self.box, self.hint, self.welcome, self.past, self.current, self.again, self.send, self.stop,
                self.conversation,
            ]  # fmt: skip
            quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
            patient = {**quiet, "concurrency_limit": 16, "concurrency_id": "ask"}
            running = [
                gr.on(
                    [self.box.submit, self.send.click],
                    self.ask,
                    [self.box, self.conversation],
                    shown,
                    trigger_mode="once",
                    **patient,
                ),
                retry.click(self.ask_again, [self.conversation], shown, trigger_mode="once", **patient),
            ]
            for button, example in zip(buttons, examples, strict=True):
                running.append(
                    button.click(
                        self._asker(example), [self.conversation], shown, trigger_mode="once", **patient
                    )
                )
            self.stop.click(self.halt, [self.conversation], shown, cancels=running, **quiet)
            clear.click(self.clear, None, shown, cancels=running, **quiet)
        return blocks

    def _header(self) -> str:
        return render(
            "header.html",
            self.language,
            home=f"{self.settings.root_path}/",
            switch=f"{self.settings.root_path}/?lang={other(self.language)}",
            switch_language=other(self.language),
        )

    def _asker(self, example: str) -> Any:
        async def ask_example(exchanges: list[Exchange], request: gr.Request) -> AsyncIterator[Update]:
            async for update in self.ask(example, exchanges, request):
                yield update

        return ask_example

    async def ask(
        self, question: str, exchanges: list[Exchange], request: gr.Request
    ) -> AsyncIterator[Update]:
        """Answer a question: the state is visible at once, then the quote grows, then its source."""
        question = question.strip()
        if not question:
            yield {self.hint: self._hint("question_empty")}
            return
        if len(question) > QUESTION_LIMIT:
            # The words stay in the box: they are the reader's work.
            yield {self.hint: self._hint("question_too_long")}
            return
        phase = Phase.SEARCHING if self.service.ready() else Phase.LOADING
        exchanges = started(exchanges, question, phase)
        yield {**self._drawn(exchanges, whole=True), self.box: ""}
        try:
            async for last in self._answering(exchanges, request):
                exchanges = changed(exchanges, last)
                yield self._drawn(exchanges)
        except Exception as error:
            failed = Exchange(question, Phase.FAILED, error=self._sentence(error))
            yield self._drawn(changed(exchanges, failed))

    async def ask_again(self, exchanges: list[Exchange], request: gr.Request) -> AsyncIterator[Update]:
        """Ask the last question once more, in the place of its first answer."""
        if exchanges:
            async for update in self.ask(exchanges[-1].question, exchanges[:-1], request):
                yield update

    async def _answering(self, exchanges: Sequence[Exchange], request: gr.Request) -> AsyncIterator[Exchange]:
        last = exchanges[-1]
        if not self.service.ready():
            await self._wait()
            last = replace(last, phase=Phase.SEARCHING)
            yield last
        answer = await asyncio.to_thread(
            self._desk(request).answer,
            last.question,
            history(exchanges[:-1]),
            language=self.language,
        )
        last = replace(last, answer=answer)
        length = len(answer.quotes[0].text) if answer.quotes and answer.reason is None else 0
        step = max(4, -(-length // _STEPS))
        for shown in range(step, length, step):
            yield replace(last, phase=Phase.WRITING, shown=shown)
            await asyncio.sleep(_PAUSE)
        yield replace(last, phase=Phase.DONE)

    def _desk(self, request: gr.Request) -> Desk:
        """Return what the sender of an event may see; raises ``LookupError`` for an event without a sender."""
        if request.request is None:
            raise LookupError("an event that no request brought")
        return Desk.of(self.service, request.request.scope)

    async def _wait(self) -> None:
        until = monotonic() + _PATIENCE
        while not await asyncio.to_thread(self.service.wait_ready, 0.5):
            failure = self.service.failure()
            if failure is not None:
                raise _LoadFailed from failure
            if monotonic() > until:
                raise TimeoutError("the model did not load in time")

    def halt(self, exchanges: list[Exchange]) -> Update:
        """Stop what runs; the question stays, to be asked again."""
        return self._drawn(stopped(exchanges))

    def clear(self) -> Update:
        """Begin anew."""
        return {
            **self._drawn([], whole=True),
            self.welcome: gr.update(visible=True),
            self.again: gr.update(visible=False),
            self.box: "",
        }

    def _drawn(self, exchanges: list[Exchange], *, whole: bool = False) -> Update:
        """Return the updates that show ``exchanges``; unless ``whole``, only the last one has changed."""
        running = bool(exchanges) and exchanges[-1].running
        number = max(len(exchanges) - 1, 0)
        update: Update = {
            self.conversation: exchanges,
            self.current: exchanges_html(exchanges[-1:], self.language, self.settings, number),
            self.send: gr.update(visible=not running),
            self.stop: gr.update(visible=running),
            self.again: gr.update(visible=bool(exchanges) and not running),
        }
        if whole:
            update[self.past] = exchanges_html(exchanges[:-1], self.language, self.settings)
            update[self.welcome] = gr.update(visible=False)
            update[self.hint] = ""
        return update

    def _hint(self, key: str) -> str:
        return render("hint.html", self.language, sentence=self._t(key, limit=QUESTION_LIMIT))

    def _sentence(self, error: Exception) -> str:
        """Return what went wrong as one sentence in the reader's language; never as a refusal."""
        if isinstance(error, _LoadFailed):
            logger.error("loading failed", exc_info=error)
            return self._t("load_failed")
        problem = problem_of(error)
        if has(problem.code):
            return self._t(problem.code, limit=QUESTION_LIMIT)
        return problem.message if problem.status < 500 and self.language == "zh" else self._t("fault")


class _LoadFailed(Exception):
    """The service will not become ready."""


def _html(value: str, elem_id: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=None)
