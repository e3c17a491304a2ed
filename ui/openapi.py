"""The description of the REST interface for programs: what FastAPI finds, with our errors and our tags."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from ui.errors import problem_of_status

_TAGS = {
    "问答": "提问、引用与评价。Questions, citations, feedback.",
    "引用": "引文的各种写法与导出。Citation forms and exports.",
    "文件": "资料库中的文件。The documents of the library.",
    "管理": "只供管理员。Administrators only.",
    "运维": "是否在服务。Health.",
}

_ERROR = {
    "title": "Error",
    "description": "Every error has this shape. `code` is stable; `message` is one Chinese sentence.",
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
        }
    },
    "examples": [{"error": {"code": "question_empty", "message": "请先输入问题。"}}],
}

_MEANING = {
    400: "内容不对,如问题是空的、位置不在文件里",
    401: "没有登录,或令牌无效、已过期",
    403: "没有权限,或请求来自别的网站",
    404: "没有这个文件、这一版或这一项,或无权看到",
    409: "与库中现在的内容不符,或正在处理",
    410: "文件已从库中移除",
    413: "请求体超过上限,或问题太长",
    422: "请求不合要求",
    429: "问得太频繁,见 Retry-After",
    500: "服务出错",
    503: "正在准备、正在更新或正忙,见 Retry-After",
}

_OPEN = ("/healthz", "/readyz")  # for everyone, and they never fail

_FOR_READING = ("/documents/{document_id}",)  # a person reads the error: it is a page

# Beyond what every operation may answer.
_MORE: Mapping[tuple[str, str], tuple[int, ...]] = {
    ("post", "/api/ask"): (400, 429, 503),
    ("post", "/api/feedback"): (404, 503),
    ("get", "/api/quotes"): (400, 404, 409, 410),
    ("post", "/api/quotes"): (400, 404, 409, 410),
    ("post", "/api/exports"): (400, 404, 409, 410),
    ("get", "/documents/{document_id}"): (400,),
    ("get", "/documents/{document_id}/pages/{number}.png"): (400,),
    ("post", "/api/documents"): (400, 503),
    ("delete", "/api/documents/{document_id}"): (409, 503),
    ("patch", "/api/documents/{document_id}"): (409, 503),
}


def install(app: FastAPI, root_path: str = "") -> None:
    """Let ``app`` describe itself so."""
    described: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not described:
            described.update(describe(app, root_path))
        return described

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way of replacing it


def describe(app: FastAPI, root_path: str = "") -> dict[str, Any]:
    """Return the description."""
    schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    schema["tags"] = [{"name": name, "description": words} for name, words in _TAGS.items()]
    schemas = schema.setdefault("components", {}).setdefault("schemas", {})
    for fastapis in ("HTTPValidationError", "ValidationError"):
        schemas.pop(fastapis, None)
    schemas["Error"] = _ERROR
    schema["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "所在网站签的令牌,见 docs/embed.md"}
    }
    for path, operations in schema["paths"].items():
        inner = path.removeprefix(root_path)
        for method, operation in operations.items():
            operation.setdefault("tags", ["管理"])
            _add_errors(operation, list(_statuses(method, inner, operation)), is_page=inner in _FOR_READING)
            if inner not in _OPEN:
                operation["security"] = [{}, {"token": []}]
    return schema


def _statuses(method: str, path: str, operation: Mapping[str, Any]) -> Iterator[int]:
    if path in _OPEN:
        return
    yield from (401, 403, 500)
    if "requestBody" in operation:
        yield 413
    if "requestBody" in operation or operation.get("parameters"):
        yield 422
    if "{" in path:
        yield from (404, 410)
    yield from _MORE.get((method, path), ())


def _add_errors(operation: dict[str, Any], statuses: list[int], *, is_page: bool) -> None:
    responses = operation["responses"]
    responses.pop("422", None)  # FastAPI's shape, which is not ours
    for status in sorted(set(statuses)):
        problem = problem_of_status(status)
        example = {"error": {"code": problem.code, "message": problem.message}}
        content: dict[str, Any] = {
            "application/json": {"schema": {"$ref": "#/components/schemas/Error"}, "example": example}
        }
        if is_page:
            content["text/html"] = {"schema": {"type": "string"}}
        responses[str(status)] = {"description": _MEANING[status], "content": content}
