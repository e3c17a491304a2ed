"""The errors of ``ui.errors`` as answers of a web application."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from bot.errors import BotError
from corpus.errors import CorpusError
from index.errors import IndexFault
from ui.errors import UiError, headers_of, problem_of, problem_of_status, problem_of_validation


def install(app: FastAPI) -> None:
    """Let ``app`` answer every foreseen error in the one shape."""

    def known(_: Request, error: Exception) -> JSONResponse:
        return problem_of(error).response(headers_of(error))

    def http(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        return problem_of_status(error.status_code).response(error.headers)

    def validation(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return problem_of_validation(error.errors()).response()

    for tree in (CorpusError, IndexFault, BotError, UiError):
        app.add_exception_handler(tree, known)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, validation)
