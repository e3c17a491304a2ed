"""What can go wrong between a question and its answer. A refusal is not an error.

BotError
├── QuestionEmpty
├── QuestionTooLong
└── QuoteMismatch     a quote is not what its document says: shown as an error, never as a quote

``code`` is stable and language-free; ``str(error)`` is one sentence for the reader, in 简体中文.
"""


class BotError(Exception):
    """Root of this package's errors."""

    code = "bot_error"


class QuestionEmpty(BotError):
    """Nothing was asked."""

    code = "question_empty"


class QuestionTooLong(BotError):
    """The question is longer than the limit."""

    code = "question_too_long"


class QuoteMismatch(BotError):
    """A span and the stored text disagree; the library needs ``youju check``."""

    code = "quote_broken"
