"""How a command of the command line says that it was used wrongly, or that it failed."""

import click


class UsageError(Exception):
    """The command was not given what it needs; exit status 2."""


class Failed(Exception):
    """The command has said what is wrong; exit status 1."""


def in_chinese(error: click.UsageError) -> str:
    """Return what is wrong with the words of a command line, as one Chinese sentence."""
    match error:
        case click.MissingParameter():
            return f"缺少参数 {error.param.human_readable_name if error.param else ''}。"
        case click.NoSuchOption():
            return f"没有选项 {error.option_name}。"
        case click.BadParameter():
            name = error.param.human_readable_name if error.param else ""
            return f"参数 {name} 的值不对（{error.message}）。"
        case _:
            return error.format_message()
