import logging

import pytest

import bot.errors
import corpus.errors
import index.errors
from ui import errors
from ui.errors import BadSpan, LibraryEmpty, NotReady, problem_of


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (bot.errors.QuestionEmpty("请先输入问题。"), 400, "question_empty"),
        (bot.errors.QuestionTooLong("太长。"), 413, "question_too_long"),
        (corpus.errors.DocumentNotFound("没有。"), 404, "document_not_found"),
        (corpus.errors.DocumentRemoved("已移除。"), 410, "document_removed"),
        (corpus.errors.LibraryBusy("忙。"), 503, "library_busy"),
        (corpus.errors.LibraryNotFound("没有库。"), 503, "library_not_found"),
        (corpus.errors.LibraryDamaged("损坏。"), 500, "library_damaged"),
        (corpus.errors.FileTooLarge("太大。"), 413, "file_too_large"),
        (index.errors.ModelNotFound("没有模型。"), 500, "model_not_found"),
        (bot.errors.QuoteMismatch("不符。"), 500, "quote_broken"),
        (NotReady("正在准备。"), 503, "not_ready"),
        (LibraryEmpty("库是空的。"), 503, "library_empty"),
        (BadSpan("位置不对。"), 400, "bad_span"),
    ],
)
def test_known_errors_keep_their_sentence(error: Exception, status: int, code: str) -> None:
    problem = problem_of(error)
    assert (problem.status, problem.code, problem.message) == (status, code, str(error))


def test_every_error_of_the_trees_has_a_status() -> None:
    roots = [corpus.errors.CorpusError, index.errors.IndexFault, bot.errors.BotError, errors.UiError]
    seen = []
    while roots:
        kind = roots.pop()
        roots += kind.__subclasses__()
        if kind.__module__.startswith(("corpus.", "index.", "bot.", "ui.")):
            seen.append(kind)
            assert isinstance(kind.code, str)
    assert len(seen) > 15
    assert len({kind.code for kind in seen}) == len(seen), "codes are stable names, each for one error"


def test_the_unforeseen_is_logged_and_neutral(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        problem = problem_of(KeyError("secret"))
    assert (problem.status, problem.code) == (500, "internal_error")
    assert "secret" not in problem.message
    assert "找到" not in problem.message
    assert caplog.records[0].exc_info


def test_messages_of_validation_are_chinese() -> None:
    found = errors.problem_of_validation([{"loc": ("body", "top"), "type": "less_than_equal"}])
    assert (found.status, found.message) == (422, "“top”的值不合要求。")
    assert errors.problem_of_validation([]).status == 422
    assert errors.problem_of_status(418).code == "http_error"
    assert errors.problem_of_status(502).status == 502
