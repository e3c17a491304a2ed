from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from fakes import FakeService, plain_app
from fastapi import FastAPI
from starlette.testclient import TestClient

from ui.settings import Settings

_METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture
def app(service: FakeService) -> FastAPI:
    return plain_app(service, Settings())


@pytest.fixture
def schema(app: FastAPI) -> dict[str, Any]:
    found: dict[str, Any] = TestClient(app).get("/openapi.json").json()
    return found


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert method in _METHODS
            yield method, path, operation


def references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def whole(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that stands for itself, with the components that it refers to."""
    return {**part, "components": schema["components"]}


def examples(part: dict[str, Any], schema: dict[str, Any]) -> list[Any]:
    """Return the examples of a body: its own, or those of the schema that it refers to."""
    if "example" in part:
        return [part["example"]]
    named = part["schema"].get("$ref", "").rpartition("/")[2]
    found: list[Any] = schema["components"]["schemas"].get(named, part["schema"]).get("examples", [])
    return found


def test_it_is_sound(schema: dict[str, Any]) -> None:
    assert schema["openapi"].startswith("3.1")
    for reference in references(schema):
        found: Any = schema
        for name in reference.removeprefix("#/").split("/"):
            found = found[name]
    for part in schema["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(part)
    names = [operation["operationId"] for _, _, operation in operations(schema)]
    assert len(names) == len(set(names))


def test_every_operation_is_described(schema: dict[str, Any]) -> None:
    tags = {tag["name"] for tag in schema["tags"]}
    for _, path, operation in operations(schema):
        assert operation["summary"], path
        assert set(operation["tags"]) <= tags, path
        for response in operation["responses"].values():
            assert response["description"], path


def test_every_error_has_the_one_shape(schema: dict[str, Any]) -> None:
    for _, path, operation in operations(schema):
        errors = {int(s): r for s, r in operation["responses"].items() if int(s) >= 400}
        if path in ("/healthz", "/readyz"):
            continue
        assert {401, 403, 500} <= set(errors), path
        for response in errors.values():
            content = response["content"]["application/json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Error"}
            jsonschema.validate(content["example"], whole(schema, content["schema"]))
    assert "HTTPValidationError" not in schema["components"]["schemas"]


def test_every_example_of_a_body_is_taken(schema: dict[str, Any], app: FastAPI, service: FakeService) -> None:
    client = TestClient(app)
    asked = client.post("/api/ask", json={"question": "多少资金？"}).json()
    bodies = 0
    for method, path, operation in operations(schema):
        body = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if body is None:
            continue
        for example in examples(body, schema):
            jsonschema.validate(example, whole(schema, body["schema"]))
            # What names a stored thing names one of this test's.
            real = {"answer_id": asked["answer_id"]}
            sent = {name: real.get(name, value) for name, value in example.items()}
            status = client.request(method, path, json=sent).status_code
            assert status != 422, (path, example)
            documented = set(operation["responses"])
            assert str(status) in documented, (path, status)
            bodies += 1
    assert bodies >= 3


@pytest.mark.parametrize(
    ("method", "pattern", "path", "body", "status"),
    [
        ("post", "/api/ask", "/api/ask", {"question": " "}, 400),
        ("post", "/api/ask", "/api/ask", {"question": 5}, 422),
        ("get", "/api/documents/{document_id}", "/api/documents/nothing", None, 404),
        ("get", "/api/documents/{document_id}", "/api/documents/gone", None, 410),
        ("get", "/api/documents/{document_id}", "/api/documents/liwan?version=0", None, 422),
        ("post", "/api/feedback", "/api/feedback", {"answer_id": "x", "verdict": "right"}, 404),
    ],
)
def test_an_error_that_comes_is_documented(
    schema: dict[str, Any], app: FastAPI, method: str, pattern: str, path: str, body: Any, status: int
) -> None:
    reply = TestClient(app).request(method, path, json=body)
    assert reply.status_code == status
    response = schema["paths"][pattern][method]["responses"][str(status)]
    jsonschema.validate(reply.json(), whole(schema, response["content"]["application/json"]["schema"]))


def test_paths_bear_the_public_path(service: FakeService) -> None:
    schema = TestClient(plain_app(service, Settings(root_path="/x"))).get("/x/openapi.json").json()
    assert set(schema["paths"]["/x/api/ask"]["post"]["responses"]) >= {"200", "400", "401", "429", "503"}


@pytest.mark.parametrize("question", ["荔湾给黔南多少资金？", "2018", "各给多少？"])
def test_an_answer_is_as_described(app: FastAPI, schema: dict[str, Any], question: str) -> None:
    described = schema["paths"]["/api/ask"]["post"]["responses"]["200"]["content"]["application/json"][
        "schema"
    ]
    answer = TestClient(app).post("/api/ask", json={"question": question}).json()
    jsonschema.validate(answer, whole(schema, described))
    assert answer["question"] == question
