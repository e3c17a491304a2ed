"""A library in PostgreSQL, from the command line."""

import json
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest
from cli_runner import Ran, Youju, finish, start
from postgres_server import PostgresServer

from ui.settings import Settings, SettingsError

Poll = Callable[[Callable[[], object], str], None]
RULE = "某县户厕补助办法\n\n第一条 每户补助500元。\n\n第二条 本办法自2024年1月1日起施行。\n"


@pytest.mark.parametrize(
    "value",
    [
        "mysql://u@h/d",
        "postgresql://u@h",
        "library",
        "postgresql://u:geheim@h/d",
        "postgresql://h/d?password=x",
    ],
)
def test_an_address_that_is_none_or_holds_a_password_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match="YOUJU_DATABASE：") as caught:
        Settings.from_env({"YOUJU_CACHE": "/c", "YOUJU_DATABASE": value})
    assert "geheim" not in str(caught.value)


def test_an_address_names_its_driver() -> None:
    settings = Settings.from_env(
        {"YOUJU_CACHE": "/c", "YOUJU_DATABASE": "postgresql://u@h:5433/d?sslmode=require"}
    )
    assert settings.database == "postgresql+psycopg://u@h:5433/d?sslmode=require"
    assert Settings.from_env({"YOUJU_CACHE": "/c"}).database is None


def test_a_shared_library_needs_a_folder(youju: Youju, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUJU_DATABASE", "postgresql://u@h/d")
    ran = youju("list")
    assert (ran.status, ran.out) == (2, "")
    assert "YOUJU_LIBRARY" in ran.err


@pytest.mark.slow
def test_what_one_machine_builds_another_lists_and_removes(
    youju: Youju, monkeypatch: pytest.MonkeyPatch, postgres: PostgresServer, tmp_path: Path
) -> None:
    def listed(ran: Ran) -> list[str]:
        assert ran.status == 0, ran.err
        return [row["title"] for row in json.loads(ran.out)]

    files, one, other = tmp_path / "files", tmp_path / "one", tmp_path / "other"
    files.mkdir()
    (files / "rule.txt").write_text(RULE, encoding="utf-8")
    monkeypatch.setenv("YOUJU_DATABASE", postgres.new_database())
    assert youju("build", files, "--library", one).status == 0
    assert listed(youju("list", "--json", "--library", other)) == ["某县户厕补助办法"]
    monkeypatch.delenv("YOUJU_DATABASE")  # the folders remember it
    document = json.loads(youju("list", "--json", "--library", other).out)[0]["id"]
    assert youju("show", document, "--text", "--library", other).out == RULE.replace("\n\n", "\n").strip()
    answer = json.loads(youju("ask", "每户补助多少元?", "--json", "--library", one).out)
    assert answer["quotes"][0]["text"] in RULE
    assert youju("check", "--library", one).out == "资料库完好。\n"
    backup = youju("backup", tmp_path / "backup.tar", "--library", one)
    assert (backup.status, "pg_dump" in backup.err) == (1, True)
    assert youju("remove", document, "--library", other).status == 0
    assert listed(youju("list", "--json", "--library", one)) == []
    shutil.rmtree(one)
    assert "youju build" in youju("list", "--library", one).err


@pytest.mark.slow
def test_a_database_that_is_away_is_one_sentence(
    youju: Youju, monkeypatch: pytest.MonkeyPatch, postgres: PostgresServer, tmp_path: Path
) -> None:
    address = postgres.new_database()
    monkeypatch.setenv("YOUJU_DATABASE", address.replace("library_", "nowhere_"))
    ran = youju("list", "--library", tmp_path / "library")
    assert (ran.status, ran.out) == (1, "")
    assert "暂时连不上保存文件的数据库" in ran.err


@pytest.mark.slow
def test_a_server_says_so_while_the_database_is_away_and_goes_on_when_it_is_back(
    youju: Youju, monkeypatch: pytest.MonkeyPatch, postgres: PostgresServer, tmp_path: Path, wait_until: Poll
) -> None:
    files, library = tmp_path / "files", tmp_path / "library"
    files.mkdir()
    (files / "rule.txt").write_text(RULE, encoding="utf-8")
    monkeypatch.setenv("YOUJU_DATABASE", postgres.new_database())
    assert youju("build", files, "--library", library).status == 0
    document = json.loads(youju("list", "--json", "--library", library).out)[0]["id"]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = start("serve", "--port", str(port), "--library", library, cache=tmp_path)
    client = httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60)

    def statuses() -> list[int]:
        return [
            client.get("/api/documents").status_code,
            client.get(f"/api/documents/{document}").status_code,
            client.post("/api/ask", json={"question": "每户补助多少元？"}).status_code,
        ]

    def is_ready() -> bool:
        try:
            return client.get("/readyz").status_code == 200
        except httpx2.TransportError:
            assert server.poll() is None, finish(server).err
            return False

    try:
        wait_until(is_ready, "the server is ready")
        assert statuses() == [200, 200, 200]
        postgres.stop()
        try:
            assert statuses() == [503, 503, 503]
            problem = client.get(f"/api/documents/{document}")
            assert problem.json()["error"]["code"] == "library_unavailable"
            assert problem.headers["Retry-After"] == "5"
            assert client.get("/healthz").status_code == 200
        finally:
            postgres.start()
        assert statuses() == [200, 200, 200]
    finally:
        client.close()
        server.terminate()
        finish(server)
