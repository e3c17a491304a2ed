"""The password file: one person a line, ``name:argon2-hash:role:group,group``."""

import os
import re
import secrets
import stat
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ui.errors import PasswordFileInvalid
from ui.people.identity import Identity, Role

SHORTEST, LONGEST = 10, 256  # characters of a password; NIST SP 800-63B asks for length, not for signs
_NAME = re.compile(r"[^\s:,]{1,64}")
# Of a password that nobody knows: compared with for names that nobody has, so that they take as long.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$LWsVClJ+1jAW+xpkMKx8ww$3wyApf/f8cHPCVRJcoZ84m3Cntah5pl8ilwdsj848M8"
_AT_ONCE = threading.Semaphore(2)  # a hash takes 64 MiB


@dataclass(frozen=True, slots=True)
class User:
    """One line of the file."""

    name: str
    hash: str
    role: Role
    groups: tuple[str, ...] = ()

    @property
    def identity(self) -> Identity:
        """Return who it is."""
        return Identity(self.name, self.role, frozenset(self.groups))

    @property
    def stamp(self) -> str:
        """Return what changes with the password, and tells nothing about it."""
        return sha256(self.hash.encode()).hexdigest()[:16]

    def line(self) -> str:
        """Return it as it stands in the file."""
        return f"{self.name}:{self.hash}:{self.role.value}:{','.join(self.groups)}"


class PasswordFile:
    """The file, read again whenever it has changed."""

    def __init__(self, path: Path, hasher: PasswordHasher | None = None) -> None:
        self.path = path
        self._hasher = hasher or PasswordHasher()
        self._lock = threading.Lock()
        self._state: tuple[int, int, int] | None = None
        self._users: Mapping[str, User] = {}

    def users(self) -> Mapping[str, User]:
        """Return everybody in the file by name; nobody where there is no file.

        Raises:
            PasswordFileInvalid
        """
        with self._lock:
            try:
                found = self.path.stat()
            except FileNotFoundError:
                self._state, self._users = None, {}
                return self._users
            state = (found.st_mtime_ns, found.st_size, found.st_ino)
            if state != self._state:
                self._users = _parsed(self.path)
                self._state = state
            return self._users

    def verified(self, name: str, password: str) -> User | None:
        """Return the user of this name and password."""
        user = self.users().get(name)
        with _AT_ONCE:
            try:
                self._hasher.verify(user.hash if user else _NOBODY, password[: LONGEST + 1])
            except (VerificationError, InvalidHashError):
                return None
        return user

    def put(self, name: str, password: str, role: Role, groups: tuple[str, ...]) -> None:
        """Write a user into the file, in the place of one of the same name.

        Raises:
            PasswordFileInvalid: of what is given, or of a line that is there.
        """
        if not SHORTEST <= len(password) <= LONGEST:
            raise PasswordFileInvalid(f"密码应有 {SHORTEST} 到 {LONGEST} 个字符。")
        user = User(name, self._hasher.hash(password), role, groups)
        _check(user)
        self._write({**self.users(), name: user})

    def remove(self, name: str) -> bool:
        """Take a user out of the file; whether there was one.

        Raises:
            PasswordFileInvalid
        """
        users = dict(self.users())
        if users.pop(name, None) is None:
            return False
        self._write(users)
        return True

    def is_open_to_others(self) -> bool:
        """Tell whether other accounts of this machine may read or change the file."""
        return self.path.exists() and bool(stat.S_IMODE(self.path.stat().st_mode) & 0o077)

    def _write(self, users: Mapping[str, User]) -> None:
        """Replace the file as a whole: a reader sees the old one or the new one."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_name(f".{self.path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.writelines(f"{user.line()}\n" for user in users.values())
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self.path)
        finally:
            beside.unlink(missing_ok=True)


def _parsed(path: Path) -> dict[str, User]:
    users = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            name, hashed, role, groups = line.strip().split(":")
            user = User(name, hashed, Role(role), tuple(word for word in groups.split(",") if word))
            _check(user)
        except (ValueError, PasswordFileInvalid):
            # Nobody comes in by a file that may have been damaged.
            raise PasswordFileInvalid(f"密码文件第 {number} 行无法读取。") from None
        if name in users:
            raise PasswordFileInvalid(f"密码文件第 {number} 行的名称重复。")
        users[name] = user
    return users


def _check(user: User) -> None:
    if not _NAME.fullmatch(user.name) or not user.name.isprintable() or user.name.startswith("#"):
        raise PasswordFileInvalid("名称应为 1 到 64 个字符，不含空格、冒号和逗号，不以 # 开头。")
    if not all(_NAME.fullmatch(group) and group.isprintable() for group in user.groups):
        raise PasswordFileInvalid("群组的名称不能含空格、冒号和逗号。")
    if not user.hash.startswith("$argon2id$"):
        raise PasswordFileInvalid("密码应以 argon2id 保存，请用 youju user add 添加。")
