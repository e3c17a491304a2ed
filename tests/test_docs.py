"""The documentation is true of the code: commands, settings, links, errors and the shape of an answer."""

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from pkgutil import resolve_name

import click
import pytest

import bot.errors
import corpus.errors
import index.errors
import ui.cli
import ui.serve  # its errors belong to the tree
from bot import models
from corpus.models import State
from ui.errors import UiError, problem_of
from ui.serialize import answer_to_json

REPOSITORY = Path(__file__).parents[1]
READMES = ("README.md", "README.en.md")
TREES = (corpus.errors.CorpusError, index.errors.IndexFault, bot.errors.BotError, UiError)
# Documents of the demo library, and what lies beside the sources only on a developer's machine.
_NOT_OURS = ("corpus/samples/", "tests/", "build/", "dist/", "htmlcov/")


def pages() -> list[Path]:
    """Return every Markdown page of the project."""
    found = []
    for path in sorted(REPOSITORY.rglob("*.md")):
        name = path.relative_to(REPOSITORY).as_posix()
        if not name.startswith((".", *_NOT_OURS)) and "/." not in name:
            found.append(path)
    return found


def read(name: str) -> str:
    return (REPOSITORY / name).read_text(encoding="utf-8")


def code_of(text: str) -> str:
    """Return what stands in code blocks and code spans, each on a line of its own."""
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", text, re.M | re.S)
    rest = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    return "\n".join([*blocks, *re.findall(r"`([^`\n]+)`", rest)])


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):[^=\n]*## ", read("Makefile"), re.M))


def table_after(text: str, heading: str) -> str:
    """Return the section that begins with ``heading``, to the next heading of its level."""
    return text.split(f"\n{heading}\n", 1)[1].split("\n## ", 1)[0]


# -- commands --------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", pages(), ids=lambda path: path.name)
def test_commands_that_are_named_exist(page: Path) -> None:
    code = code_of(page.read_text(encoding="utf-8"))
    named = set(re.findall(r"(?:^|[\s/])youju ([a-z]+)\b", code))
    assert named <= set(ui.cli.app.commands)
    assert set(re.findall(r"(?:^|\s)make ([a-z]+)\b(?!=)", code)) <= make_targets()


@pytest.mark.parametrize("page", pages(), ids=lambda path: path.name)
def test_options_that_are_named_exist(page: Path) -> None:
    for command, rest in re.findall(
        r"(?:^|[\s/])youju ([a-z]+)\b([^\n]*)", code_of(page.read_text(encoding="utf-8"))
    ):
        assert set(re.findall(r"--[a-z-]+", rest)) <= options(ui.cli.app.commands[command])


def options(command: click.Command) -> set[str]:
    """Return the options of a command, or of all commands of a group."""
    if isinstance(command, click.Group):
        return {name for inner in command.commands.values() for name in options(inner)}
    return {name for option in command.params if isinstance(option, click.Option) for name in option.opts}


@pytest.mark.parametrize(("name", "heading"), [("README.md", "## 命令"), ("README.en.md", "## Commands")])
def test_the_readme_lists_every_command_target_and_option(name: str, heading: str) -> None:
    section = table_after(read(name), heading)
    rows = dict(re.findall(r"^\| `youju ([a-z]+)[^`]*` \|(.*)\|$", section, re.M))
    assert set(rows) == set(ui.cli.app.commands)
    for command, row in rows.items():
        named = set(re.findall(r"--[a-z-]+", row))
        known = options(ui.cli.app.commands[command])
        assert named <= known
        assert known - {"--library", "--json", "--strict"} <= named, command
    assert set(re.findall(r"`make ([a-z]+)`", section)) == make_targets()


def test_every_target_can_be_called() -> None:
    makefile = read("Makefile")
    phony = set(re.search(r"^\.PHONY: (.*)$", makefile, re.M)[1].split())  # type: ignore[index]
    assert make_targets() == phony


# -- settings --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "heading"), [("README.md", "## 设置"), ("README.en.md", "## Settings")])
def test_the_settings_table_is_complete(name: str, heading: str) -> None:
    listed = re.findall(r"^\| `(YOUJU_[A-Z_]+)` \|", table_after(read(name), heading), re.M)
    assert len(listed) == len(set(listed))
    assert set(listed) == set(re.findall(r"\"(YOUJU_[A-Z_]+)\"", read("ui/settings.py")))


@pytest.mark.parametrize("page", pages(), ids=lambda path: path.name)
def test_variables_that_are_named_exist(page: Path) -> None:
    named = set(re.findall(r"\bYOUJU_[A-Z_]+\b", page.read_text(encoding="utf-8")))
    assert named <= {*re.findall(r"\"(YOUJU_[A-Z_]+)\"", read("ui/settings.py")), "YOUJU_CHROMIUM"}


# -- pages -----------------------------------------------------------------------------------------


def links(text: str) -> Iterator[str]:
    bare = re.sub(r"^```.*?^```|`[^`\n]*`", "", text, flags=re.M | re.S)
    yield from re.findall(r"\]\(([^)\s]+)\)", bare)


def slugs(text: str) -> set[str]:
    headings = re.findall(r"^#{1,6} (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", pages(), ids=lambda path: path.name)
def test_relative_links_lead_somewhere(page: Path) -> None:
    for link in links(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, fragment = link.partition("#")
        target = (page.parent / path) if path else page
        assert target.exists(), link
        if fragment:
            assert fragment in slugs(target.read_text(encoding="utf-8")), link


@pytest.mark.parametrize(
    ("chinese", "english"),
    [("README.md", "README.en.md"), ("docs/guide.zh.md", "docs/guide.en.md")],
)
def test_both_languages_have_the_same_sections(chinese: str, english: str) -> None:
    def shape(name: str) -> list[int]:
        text = re.sub(r"^```.*?^```", "", read(name), flags=re.M | re.S)
        return [len(marks) for marks in re.findall(r"^(#{1,6}) ", text, re.M)]

    assert shape(chinese) == shape(english)
    assert Path(english).name in read(chinese)
    assert Path(chinese).name in read(english)


def test_modules_and_names_in_the_architecture_exist() -> None:
    code = code_of(read("docs/architecture.md"))
    for path in set(re.findall(r"[\w/]+\.py\b", code)) - {"格式.py", "corpus/parse/格式.py"}:
        assert any(list(REPOSITORY.glob(above + path)) for above in ("", "*/", "*/*/", "*/*/*/")), path
    for name in set(re.findall(r"\b(?:corpus|index|bot|ui)(?:\.\w+)+", code)):
        if not name.endswith((".py", ".md")):
            resolve_name(name)


def test_no_figure_is_left_open() -> None:
    assert [page.name for page in pages() if "TODO" in page.read_text(encoding="utf-8")] == []


# -- the answer ------------------------------------------------------------------------------------


def an_answer() -> dict[str, object]:
    quote = models.Quote(
        text="共645万元。",
        start=0,
        end=7,
        document_id="d",
        version=1,
        source="s",
        title="t",
        issuer=None,
        number=None,
        issued_on=date(2015, 11, 26),
        heading_path=("一、",),
        page=None,
        state=State.CURRENT,
        state_reason=None,
        score=1.0,
        highlights=(models.Highlight("645万元", 1, 6, models.Kind.AMOUNT),),
        conditions=(models.Condition("金额", met=True),),
        citation=models.Citation("p", "g"),
        url="/documents/d",
    )
    return answer_to_json(models.Answer("q", "q", models.Status.ANSWERED, None, (quote,), {"total": 1.0}))


@pytest.mark.parametrize("name", [*READMES, "docs/rest.md"])
def test_the_answer_that_is_shown_has_the_true_shape(name: str) -> None:
    blocks = [json.loads(block) for block in re.findall(r"^```json\n(.*?)^```", read(name), re.M | re.S)]
    shown = next(block for block in blocks if "quotes" in block)
    true = an_answer()
    assert list(shown) == list(true)
    assert shape_of(shown["quotes"]) == shape_of(true["quotes"])
    quote = shown["quotes"][0]
    assert quote["end"] - quote["start"] == len(quote["text"])
    for mark in quote["highlights"]:
        start = mark["start"] - quote["start"]
        assert quote["text"][start : start + len(mark["text"])] == mark["text"]
        assert mark["end"] - mark["start"] == len(mark["text"])


def shape_of(value: object) -> object:
    """Return the keys of ``value`` at every depth, in order; of a list, its first member's."""
    if isinstance(value, dict):
        return {key: shape_of(inner) for key, inner in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [shape_of(value[0])]
    return None


# -- errors ----------------------------------------------------------------------------------------


def error_rows(kind: type[Exception], depth: int = 0) -> Iterator[tuple[type[Exception], int]]:
    yield kind, depth
    for child in kind.__subclasses__():
        if child.__module__.split(".")[0] in {"corpus", "index", "bot", "ui"}:
            yield from error_rows(child, depth + 1)


def exit_status(error: Exception, monkeypatch: pytest.MonkeyPatch) -> int:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(ui.cli.app, "main", fail)
    return ui.cli.run([])


def test_the_error_table_is_that_of_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = []
    for tree in TREES:
        for kind, depth in error_rows(tree):
            error = kind("一句话。")
            problem = problem_of(error)
            status = exit_status(error, monkeypatch)
            rows.append(
                f"| {'　' * depth}`{kind.__name__}` | `{problem.code}` | {problem.status} | {status} |"
            )
    section = read("docs/architecture.md").split("\n## 错误 Errors\n", 1)[1].split("\n## ", 1)[0]
    assert re.findall(r"^\| [　`].*\|$", section, re.M) == rows, "\n".join(["the table is:", *rows])


# -- pins ------------------------------------------------------------------------------------------


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pins = dict(line.split("==") for line in read("constraints.txt").splitlines() if "==" in line)
    assert not [version for version in pins.values() if "+" in version]

    def plain(name: str) -> str:
        return re.sub(r"[-_.]+", "-", name).lower()

    pinned = {plain(name) for name in pins}
    assert {plain(re.match(r"[\w.-]+", line)[0]) for line in asked} <= pinned  # type: ignore[index]
