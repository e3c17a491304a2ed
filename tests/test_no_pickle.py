"""Nothing that we load can run code: no pickle, and no loader that would take one."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_runner import REPOSITORY

SOURCES = sorted(
    path
    for package in ("corpus", "index", "bot", "evaluation", "ui", "scripts")
    for path in (REPOSITORY / package).rglob("*.py")
)
MODULES = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "jsonpickle"}
LOADERS = {"read_pickle", "to_pickle", "unsafe_load", "full_load", "from_pickle"}
BUILT_IN = {"eval", "exec"}


def faults(tree: ast.AST) -> Iterator[str]:
    """Yield what of a module could run code that it has read."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] in MODULES)
        elif isinstance(node, ast.ImportFrom):
            if (node.module or "").split(".")[0] in MODULES:
                yield str(node.module)
        elif isinstance(node, ast.Call):
            yield from _call(node)


def _call(node: ast.Call) -> Iterator[str]:
    called = ast.unparse(node.func)
    given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
    name = called.rpartition(".")[2]
    if name in LOADERS or called in BUILT_IN:
        yield called
    if given.get("allow_pickle", "False") != "False":
        yield f"{called}(allow_pickle={given['allow_pickle']})"
    if called in ("torch.load", "np.load", "numpy.load", "np.lib.format.read_array"):
        wanted = ("weights_only", "True") if called == "torch.load" else ("allow_pickle", "False")
        if given.get(wanted[0]) != wanted[1]:
            yield f"{called} without {wanted[0]}={wanted[1]}"
    if called == "yaml.load":
        yield called


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_no_source_loads_code(path: Path) -> None:
    assert list(faults(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from joblib import load",
        "np.load(path)",
        "np.load(path, allow_pickle=True)",
        "numpy.load(path, allow_pickle=flag)",
        "torch.load(path)",
        "torch.load(path, weights_only=False)",
        "frame = pandas.read_pickle(path)",
        "yaml.load(text, Loader=yaml.Loader)",
        "eval(text)",
    ],
)
def test_the_check_finds(source: str) -> None:
    assert list(faults(ast.parse(source)))
