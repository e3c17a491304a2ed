"""A PostgreSQL server of its own for tests: a cluster in a temporary folder, reached by a Unix socket."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

_CONFIGURATION = """
listen_addresses = ''
unix_socket_directories = '{folder}'
fsync = off                     # no test cuts the machine's power
max_connections = 60
"""
_EMPTY = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid != pg_backend_pid();
DROP SCHEMA public CASCADE;
CREATE SCHEMA public;
"""


def find_binaries() -> Path | None:
    """Return the folder of the server's programs, if it is installed."""
    on_path = shutil.which("postgres")
    found = [Path(on_path).parent] if on_path else []
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return next((folder for folder in reversed(found) if (folder / "initdb").exists()), None)


class PostgresServer:
    """A running server; its databases are empty and thrown away."""

    def __init__(self, binaries: Path) -> None:
        self._binaries = binaries
        self._user = _unprivileged()  # the server does not run as root
        self._group = pwd.getpwnam(self._user).pw_gid if self._user else None
        self._made = 0
        self._lent: list[str] = []  # names of databases
        self._emptied: list[str] = []
        self.folder = Path(tempfile.mkdtemp(prefix="youju-postgres-"))
        if self._user is not None:
            shutil.chown(self.folder, self._user)
        # Sorted as Chinese is written, so that a test fails where the order is left to the server.
        locale = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=zh-CN"]
        self._run("initdb", "--username=youju", "--auth=trust", "--no-sync", *locale)
        configuration = self.folder / "data" / "postgresql.conf"
        configuration.write_text(_CONFIGURATION.format(folder=self.folder), encoding="utf-8")
        self.start()

    def start(self) -> None:
        self._run("pg_ctl", "--wait", f"--log={self.folder / 'log'}", "start")

    def stop(self) -> None:
        """Stop at once, as if it were killed; clients lose their connections."""
        self._run("pg_ctl", "--wait", "--mode=immediate", "stop")

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def new_database(self, *options: str) -> str:
        """Return the address of an empty database."""
        if not options and self._emptied:
            name = self._emptied.pop()
        else:
            self._made += 1
            name = f"library_{self._made}"
            self._client("createdb", *options, name)
        if not options:
            self._lent.append(name)
        return f"postgresql://youju@/{name}?host={self.folder}"

    def empty(self) -> None:
        """Take all databases back; the next test gets them empty. Making one anew takes longer."""
        for name in self._lent:
            self.sql(name, _EMPTY)
        self._emptied += self._lent
        self._lent = []

    def drop(self, url: str) -> None:
        self._client("dropdb", "--force", _name(url))
        self._lent.remove(_name(url))

    def sql(self, url: str, statement: str) -> str:
        """Run a statement as an administrator would; return what it prints."""
        return self._client("psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", statement, _name(url)).strip()

    def _client(self, program: str, *arguments: str) -> str:
        where = ["--host", str(self.folder), "--username", "youju"]
        return self._start(program, *where, *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        self._start(program, f"--pgdata={self.folder / 'data'}", *arguments)

    def _start(self, program: str, *arguments: str) -> str:
        # Not by subprocess's ``user``: it forks, and gRPC, which the tests of Milvus leave running, acts on forks.
        become = ["setpriv", f"--reuid={self._user}", f"--regid={self._group}", "--clear-groups", "--"]
        # Into a file: the server that pg_ctl leaves behind would hold a pipe open.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [*(become if self._user else ()), self._binaries / program, *arguments],
                cwd="/",
                env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
            output.seek(0)
            said = output.read()
        assert done.returncode == 0, f"{program}: {said}"
        return said


def _name(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


def _unprivileged() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
