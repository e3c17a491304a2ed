"""Applications with people, and the clients who come to them, for the tests of signing in."""

from pathlib import Path

from argon2 import PasswordHasher
from fakes import FakeService, plain_app
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.testclient import TestClient

from ui.people.guards import administrator
from ui.people.identity import Role, identity_of
from ui.people.passwords import PasswordFile
from ui.people.settings import PeopleSettings
from ui.settings import Settings

HTML = {"accept": "text/html,application/xhtml+xml"}
SECRET = "a secret of thirty-two characters or more"
PASSWORD = "望溪县的一个长长的密码"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def user_file(folder: Path) -> PasswordFile:
    """Return a password file with an administrator and a reader."""
    file = PasswordFile(folder / "users", QUICK)
    file.put("guanli", PASSWORD, Role.ADMINISTRATOR, ())
    file.put("duzhe", PASSWORD, Role.READER, ("财政",))
    return file


def settings_of(folder: Path, way: str, root_path: str = "", **more: object) -> Settings:
    people = PeopleSettings(way=way, password_file=folder / "users", secret=SECRET, **more)  # type: ignore[arg-type]
    return Settings(cache_dir=folder, root_path=root_path, people=people)


def app_of(settings: Settings, service: FakeService | None = None) -> FastAPI:
    """Return the application, with one route that tells who asks and one for administrators."""
    app = plain_app(service or FakeService(), settings)

    @app.get(f"{settings.root_path}/api/who")
    def who(request: Request) -> JSONResponse:
        identity = identity_of(request.scope)
        return JSONResponse([identity.name, identity.role.value, sorted(identity.groups)])

    @app.api_route(f"{settings.root_path}/manage", methods=["GET", "POST"])
    def manage(request: Request) -> JSONResponse:
        return JSONResponse(administrator(request).name)

    return app


def visitor(app: FastAPI, address: str = "10.9.8.7", base: str = "http://youju.test") -> TestClient:
    return TestClient(app, base_url=base, client=(address, 50000), follow_redirects=False)


def sign_in(client: TestClient, name: str = "duzhe", password: str = PASSWORD, root: str = "") -> None:
    answer = client.post(f"{root}/login", data={"name": name, "password": password})
    assert answer.status_code == 303, answer.text
