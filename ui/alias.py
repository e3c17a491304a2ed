"""``youju alias``: the library's own aliases, listed, added to and taken back."""

from collections.abc import Sequence
from pathlib import Path

from index.alias_file import add_group, remove_name
from index.aliases import own_groups
from ui import console
from ui.usage import Failed, UsageError


def edit_aliases(action: str, names: Sequence[str], folder: Path) -> None:
    """List the aliases of the library in ``folder``, add a group of names, or remove names.

    Raises:
        UsageError: no names were given to remove.
        Failed: none of the names is there.
        AliasFileInvalid: the names are no group, or the file holds a line that is none.
    """
    if action == "list":
        for group in own_groups(folder):
            console.out(" = ".join(group))
    elif action == "add":
        console.out(f"已增加 {' = '.join(add_group(folder, names))}")
    elif not names:
        raise UsageError("请给出要删除的名称。")
    elif not (changed := sum(remove_name(folder, name) for name in names)):
        console.say("资料库的别名里没有这个名称。")
        raise Failed
    else:
        console.out(f"已改动 {changed} 行")
