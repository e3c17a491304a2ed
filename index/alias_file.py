"""The library's own file of aliases, as an administrator edits it: remarks and the order of lines stay."""

import os
from collections.abc import Sequence
from pathlib import Path

from index.aliases import FILE, Group, check_group, own_groups, parse_groups


def add_group(folder: Path, names: Sequence[str]) -> Group:
    """Add a line to the library's file, making it where there is none; return the names as they are kept.

    Raises:
        AliasFileInvalid: the names are no group, or the file holds a line that is none.
    """
    group = check_group(names, "别名")
    if group not in own_groups(folder):
        text = _text(folder)
        lead = text if not text or text.endswith("\n") else text + "\n"
        _write(folder, f"{lead}{' = '.join(group)}\n")
    return group


def remove_name(folder: Path, name: str) -> int:
    """Remove a name from every line of the library's file, and lines left with a single name; return how many changed.

    Raises:
        AliasFileInvalid: the file holds a line that is none.
    """
    own_groups(folder)  # a file that cannot be read is not rewritten
    kept, changed = [], 0
    for line in _text(folder).splitlines():
        for group in parse_groups(line):
            if name in group:
                changed += 1
                left = [other for other in group if other != name]
                _, mark, remark = line.partition("#")
                line = " = ".join(left) + (f"  {mark}{remark}" if mark else "") if len(left) > 1 else ""
        if line or not changed:
            kept.append(line)
    if changed:
        _write(folder, "".join(f"{line}\n" for line in kept))
    return changed


def _text(folder: Path) -> str:
    path = folder / FILE
    return path.read_text(encoding="utf-8-sig") if path.exists() else ""


def _write(folder: Path, text: str) -> None:
    staging = folder / f".{FILE}.{os.getpid()}"
    staging.write_text(text, encoding="utf-8")
    staging.replace(folder / FILE)
