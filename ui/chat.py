"""The chat page: Gradio moves the messages, the look is our own.

Gradio's Chatbot sanitises and restyles what it shows, so the conversation is a ``gr.HTML`` of our own
escaped markup. It is two: what is past is not drawn again while the current answer grows, so that an
opened fold or a selection in it stays.

The filters and the conversations that the browser keeps are drawn by our own scripts; they reach the server
through attributes of the page, which Gradio's events hand on (``_WITH_FILTERS``, ``_WITH_ORDER``).
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

import gradio as gr

from ui.card import exchanges_html
from ui.chat_answering import answering, sentence, successors
from ui.chat_limits import filters_of, in_words
from ui.chat_order import order_of
from ui.conversation import Exchange, Phase, changed, started, stopped
from ui.desk import Desk
from ui.event_loop import inside_a_loop
from ui.keepsake import KeptConversation, reopened
from ui.messages import other, text
from ui.people.identity import Role
from ui.service import QUESTION_LIMIT, Service
from ui.settings import Language, Settings
from ui.templates import render

_WITH_FILTERS = """(first, second) => [
  first, second, document.getElementById("yj-filter")?.dataset.filters ?? ""]"""
_WITH_ORDER = """(order, conversation) => [
  document.getElementById("yj-filter")?.dataset.order ?? "", conversation,
  document.getElementById("yj-filter")?.dataset.filters ?? ""]"""
_AGAIN = """(conversation) => [conversation, document.getElementById("yj-filter")?.dataset.filters ?? ""]"""

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
            # What our scripts hand on; both are filled in the browser when an event is sent.
            self.filters = gr.Textbox(visible=False)
            self.order = gr.Textbox(visible=False)
            _html(self._header(), "yj-head")
            with gr.Column(elem_id="yj-main"):
                with gr.Column(elem_id="yj-welcome") as self.welcome:
                    _html(render("welcome.html", self.language, examples=examples))
                self.past = _html("", "yj-past")
                self.current = _html("", "yj-current")
                with gr.Row(elem_id="yj-again", visible=False) as self.again:
                    retry = gr.Button(self._t("retry"), elem_id="yj-retry", size="sm", scale=0)
                    clear = gr.Button(self._t("clear"), elem_id="yj-clear", size="sm", scale=0)
            with gr.Column(elem_id="yj-ask"):
                _html(render("filter.html", self.language), "yj-filter-row")
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
                    obey = gr.Button(elem_id="yj-obey", visible="hidden")
            self._listen(retry, clear, obey)
        return blocks

    def _listen(self, retry: gr.Button, clear: gr.Button, obey: gr.Button) -> None:
        shown = [
            self.box, self.hint, self.welcome, self.past, self.current, self.again, self.send, self.stop,
            self.conversation,
        ]  # fmt: skip
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        patient = {**quiet, "concurrency_limit": 16, "concurrency_id": "ask", "trigger_mode": "once"}
        running = [
            gr.on(
                [self.box.submit, self.send.click],
                self.ask,
                [self.box, self.conversation, self.filters],
                shown,
                js=_WITH_FILTERS,
                **patient,
            ),
            retry.click(self.ask_again, [self.conversation, self.filters], shown, js=_AGAIN, **patient),
            obey.click(
                self.obey, [self.order, self.conversation, self.filters], shown, js=_WITH_ORDER, **patient
            ),
        ]
        self.stop.click(self.halt, [self.conversation], shown, cancels=running, **quiet)
        clear.click(self.clear, None, shown, cancels=running, **quiet)

    def _header(self) -> str:
        return render(
            "header.html",
            self.language,
            root=self.settings.root_path,
            switch=f"{self.settings.root_path}/?lang={other(self.language)}",
            switch_language=other(self.language),
        )

    async def ask(
        self, question: str, exchanges: list[Exchange], told: str, request: gr.Request
    ) -> AsyncIterator[Update]:
        """Answer a question: the state is visible at once, then the quote grows, then its source.

        Args:
            question: what is asked.
            exchanges: that lie before it.
            told: the filters, as JSON; empty: none.
            request: that brought the event.
        """
        question = question.strip()
        if not question:
            yield {self.hint: self._hint("question_empty")}
            return
        if len(question) > QUESTION_LIMIT:
            # The words stay in the box: they are the reader's work.
            yield {self.hint: self._hint("question_too_long")}
            return
        exchange = Exchange(question, Phase.SEARCHING if self.service.ready() else Phase.LOADING)
        try:
            desk = self._desk(request)
            filters = filters_of(told)
            exchange = replace(
                exchange,
                filters=filters,
                limits=in_words(filters, desk, self.language),
                may_upload=desk.identity.role is Role.ADMINISTRATOR,
            )
            exchanges = started(exchanges, exchange)
            yield {**self._drawn(exchanges, whole=True), self.box: ""}
            async for last in answering(exchanges, desk, self.language):
                exchanges = changed(exchanges, last)
                yield self._drawn(exchanges)
        except Exception as error:
            failed = replace(exchange, phase=Phase.FAILED, answer=None, error=sentence(error, self.language))
            begun = bool(exchanges) and exchanges[-1].running
            exchanges = changed(exchanges, failed) if begun else started(exchanges, failed)
            yield self._drawn(exchanges, whole=not begun)

    async def ask_again(
        self, exchanges: list[Exchange], told: str, request: gr.Request
    ) -> AsyncIterator[Update]:
        """Ask the last question once more, in the place of its first answer."""
        if exchanges:
            async for update in self.ask(exchanges[-1].question, exchanges[:-1], told, request):
                yield update

    async def obey(
        self, order: str, exchanges: list[Exchange], told: str, request: gr.Request
    ) -> AsyncIterator[Update]:
        """Do what a script of ours asks for: ``{"ask": question}``, or an old conversation to be shown."""
        try:
            wish = order_of(order)
        except ValueError:
            yield {self.hint: self._hint("reopened_unreadable")}
            return
        if wish.open is not None:
            yield self._opened(wish.open, self._desk(request))
        elif wish.ask is not None:
            async for update in self.ask(wish.ask, exchanges, told, request):
                yield update

    def _opened(self, kept: KeptConversation, desk: Desk) -> Update:
        may_upload = desk.identity.role is Role.ADMINISTRATOR
        exchanges = [
            replace(
                exchange,
                may_upload=may_upload,
                successors=successors(exchange.answer, desk) if exchange.answer else {},
            )
            for exchange in reopened(kept, desk, self.language)
        ]
        return {**self._drawn(exchanges, whole=True), self.welcome: gr.update(visible=not exchanges)}

    def _desk(self, request: gr.Request) -> Desk:
        """Return what the sender of an event may see; raises ``LookupError`` for an event without a sender."""
        if request.request is None:
            raise LookupError("an event that no request brought")
        return Desk.of(self.service, request.request.scope)

    def halt(self, exchanges: list[Exchange]) -> Update:
        """Stop what runs; the question stays, to be asked again."""
        return self._drawn(stopped(exchanges))

    def clear(self) -> Update:
        """Begin anew; what stands in the box is the reader's next question."""
        return {
            **self._drawn([], whole=True),
            self.welcome: gr.update(visible=True),
            self.again: gr.update(visible=False),
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
            past = exchanges_html(exchanges[:-1], self.language, self.settings)
            update[self.past] = render("past.html", self.language, exchanges=past) if exchanges else ""
            update[self.welcome] = gr.update(visible=False)
            update[self.hint] = ""
        return update

    def _hint(self, key: str) -> str:
        return render("hint.html", self.language, sentence=self._t(key, limit=QUESTION_LIMIT))


def _html(value: str, elem_id: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=None)
