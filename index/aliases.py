"""Names of one thing: 粤 and 广东, 发改委 and 国家发展和改革委员会. Shipped, and added to in the library's folder.

A file of aliases holds a group of names a line, set apart by ``=``; ``#`` begins a remark. A name of one
character stands in too many words to be looked for alone: it counts beside another such name (粤桂协作) and
before what only follows the name of a place (穗府, 连高新区, 黔籍).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import rjieba

from corpus.places import known_places
from index.errors import AliasFileInvalid
from index.tokenize import fold

FILE = "aliases.txt"  # in the library's folder
_SHIPPED = Path(__file__).parent / "data" / FILE
_SEPARATOR = re.compile(r"\s*[=＝]\s*")
_MAX_NAME = 60  # characters
# What follows the name of a place of one character: offices, their codes, people, vehicles.
_AFTER_SIGN = re.compile(
    r"府|省|政办|政发|委办|财|发改|教|协作|籍|企(?!业)|高新|高\s*[〔\[(\d]|自贸|商投|科创"
)

Group = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text, and the other names of its groups."""

    name: str
    start: int
    others: tuple[str, ...]


class Aliases:
    """Groups of names; all are folded. Names of one group are one thing; groups that share a name stay apart."""

    def __init__(self, groups: Iterable[Sequence[str]] = ()) -> None:
        folded = (tuple(dict.fromkeys(fold(name) for name in group)) for group in groups)
        self.groups: tuple[Group, ...] = tuple(dict.fromkeys(group for group in folded if len(group) > 1))
        self._of: dict[str, tuple[str, ...]] = {}
        for group in self.groups:
            for name in group:
                self._of[name] = tuple(dict.fromkeys((*self._of.get(name, ()), *group)))
        lengths: dict[str, set[int]] = defaultdict(set)
        for name in self._of:
            lengths[name[0]].add(len(name))
        self._lengths = {first: sorted(each, reverse=True) for first, each in lengths.items()}

    def forms(self, name: str) -> tuple[str, ...]:
        """Return every name of what a folded ``name`` stands for, itself first."""
        return tuple(dict.fromkeys((name, *self._of.get(name, ()))))

    def same_name(self, one: str, other: str) -> bool:
        """Tell whether two folded names stand for one thing."""
        return one == other or other in self._of.get(one, ())

    def mentions(self, folded: str) -> list[Mention]:
        """Return the names that a folded text holds, longest first at each place, in order."""
        found = []
        signs = set(self._signs(folded))
        at = 0
        while at < len(folded):
            for length in self._lengths.get(folded[at], ()):
                name = folded[at : at + length]
                if name in self._of and (length > 1 or at in signs):
                    found.append(Mention(name, at, tuple(n for n in self._of[name] if n != name)))
                    at += length - 1
                    break
            at += 1
        return found

    def _signs(self, folded: str) -> Iterator[int]:
        """Yield where a name of one character stands that is the name of a place there."""
        places = [i for i, character in enumerate(folded) if character in self._of]
        if not places:
            return
        words = _word_spans(folded)
        for at in places:
            start, end = words[at]
            word = folded[start:end]
            if len(word) > 1 and word in known_places():
                continue  # 宁晋, 桂林
            run = _run_around(folded, at, self._of)
            paired = run[1] - run[0] >= 2 and run[0] <= start and end <= run[1]
            if paired or (at == start and _AFTER_SIGN.match(folded, at + 1)):
                yield at


def read_aliases(folder: Path) -> Aliases:
    """Return the shipped aliases and those of the library in ``folder``.

    Raises:
        AliasFileInvalid: its file holds a line that is none.
    """
    return Aliases((*_shipped_groups(), *own_groups(folder)))


@cache
def shipped_aliases() -> Aliases:
    """Return the aliases that come with Youju."""
    return Aliases(_shipped_groups())


def own_groups(folder: Path) -> list[Group]:
    """Return the groups that the library's own file holds, as they are written there.

    Raises:
        AliasFileInvalid: a line is none, or the file is not UTF-8.
    """
    try:
        text = (folder / FILE).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as error:
        raise AliasFileInvalid(f"别名文件 {FILE} 不是 UTF-8 编码，请另存为 UTF-8。") from error
    return list(parse_groups(text))


def parse_groups(text: str) -> Iterator[Group]:
    """Yield the groups of a file of aliases.

    Raises:
        AliasFileInvalid: a line is none; the message names it.
    """
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.partition("#")[0].strip()
        if bare:
            yield check_group(_SEPARATOR.split(bare), f"别名文件 {FILE} 第 {number} 行")


def check_group(names: Sequence[str], where: str) -> Group:
    """Return the names of one thing, each once.

    Raises:
        AliasFileInvalid: fewer than two, or one that is empty, too long or would break the file.
    """
    group = tuple(dict.fromkeys(name.strip() for name in names))
    if len(group) < 2:
        raise AliasFileInvalid(f"{where}应为用“=”分开的两个以上名称，如“穗 = 广州”。")
    for name in group:
        if not any(character.isalnum() for character in name):
            raise AliasFileInvalid(f"{where}有空的名称。")
        if len(name) > _MAX_NAME:
            raise AliasFileInvalid(f"{where}的名称“{name[:10]}…”太长，请控制在 {_MAX_NAME} 字以内。")
        if re.search(r"[=＝#\n\r]", name):
            raise AliasFileInvalid(f"{where}的名称“{name}”不能含有“=”、“#”或换行。")
    return group


def _shipped_groups() -> list[Group]:
    return list(parse_groups(_SHIPPED.read_text(encoding="utf-8")))


def _word_spans(folded: str) -> list[tuple[int, int]]:
    """Return for each character the span of the word that the segmenter puts it in."""
    spans: list[tuple[int, int]] = []
    for word in rjieba.cut(folded):
        start = len(spans)
        spans += [(start, start + len(word))] * len(word)
    return spans


def _run_around(folded: str, at: int, names: Iterable[str]) -> tuple[int, int]:
    """Return the span of names of one character around ``at``: 粤桂 of 粤桂协作."""
    start, end = at, at + 1
    while start > 0 and folded[start - 1] in names:
        start -= 1
    while end < len(folded) and folded[end] in names:
        end += 1
    return start, end
