"""``youju user``: who is in the password file."""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from ui import console
from ui.people.identity import Role
from ui.people.passwords import PasswordFile
from ui.settings import Settings
from ui.usage import Failed, UsageError

_ROLES = [role.value for role in Role]


def create_command(settings_of: Callable[[Path | None], Settings]) -> click.Group:
    """Return the command; ``settings_of`` reads the settings as all other commands do."""

    def file_of() -> PasswordFile:
        path = settings_of(None).people.password_file
        if path is None:
            raise UsageError("请先用 YOUJU_PASSWORD_FILE 指明密码文件。")
        return PasswordFile(path)

    @click.group("user")
    def user() -> None:
        """管理密码文件中的用户(YOUJU_PASSWORD_FILE)。"""

    @user.command("add")
    @click.argument("name", metavar="NAME")
    @click.option(
        "--role", type=click.Choice(_ROLES), default=Role.READER.value, show_default=True, help="角色"
    )
    @click.option("--group", "groups", multiple=True, metavar="GROUP", help="所属群组；可多次给出")
    def add(name: str, role: str, groups: tuple[str, ...]) -> None:
        """添加用户;密码在终端输入,或从标准输入读第一行。"""
        file = file_of()
        if name in file.users():
            raise UsageError(f"已有用户 {name}；改密码请用 youju user password {name}。")
        file.put(name, _new_password(), Role(role), groups)
        console.out(f"已添加 {name}")

    @user.command("password")
    @click.argument("name", metavar="NAME")
    def password(name: str) -> None:
        """改用户的密码;原有的登录随即失效。"""
        file = file_of()
        found = file.users().get(name)
        if found is None:
            raise _nobody(name)
        file.put(name, _new_password(), found.role, found.groups)
        console.out(f"已改 {name} 的密码")

    @user.command("remove")
    @click.argument("name", metavar="NAME")
    def remove(name: str) -> None:
        """删除用户;其登录随即失效。"""
        if not file_of().remove(name):
            raise _nobody(name)
        console.out(f"已删除 {name}")

    @user.command("list")
    def list_users() -> None:
        """列出用户、角色和群组。"""
        for found in file_of().users().values():
            console.out(f"{found.name}\t{found.role.value}\t{','.join(found.groups)}")

    return user


def _nobody(name: str) -> Failed:
    console.say(f"没有用户 {name}。")
    return Failed()


def _new_password() -> str:
    """Return what is typed without being shown, twice; or the first line of what is piped in."""
    if sys.stdin.isatty():
        typed: str = click.prompt("密码", hide_input=True, confirmation_prompt="再输入一次", err=True)
        return typed
    return sys.stdin.readline().rstrip("\r\n")
