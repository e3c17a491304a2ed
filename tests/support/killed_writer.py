"""A program that changes a library and kills itself at one of its steps: run by the tests of interrupted writers.

    killed_writer.py FOLDER URI LIBRARY NUMBER STEP

An empty URI means the local engine. NUMBER: ``content(NUMBER)`` becomes ``content(NUMBER + 1)``. STEP counts the
requests to Milvus, or what is done to files; 0: never, the steps are counted and told; -1: before the commit.
"""

import itertools
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from index.engine import Row

_FILE_EVENTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.link", "shutil.rmtree"}


def content(number: int) -> list[Row]:
    """Return what the library holds at revision ``number + 1``: with each, some go, some change, some are new.

    All have the same length, so that the mean stays and nothing is rewritten for it.
    """
    from engine_rows import row, rows

    every = []
    for each in range(1 + 4 * number, 31 + 4 * number):
        seed = max(0, number - (number - each) % 3)  # a third changes each time
        drawn = rows([each], seed)[0]
        body, context = [*drawn.body, *["资金"] * 20][:20], [*drawn.context, *["附则"] * 4][:4]
        every.append(row(each, drawn.passage.document_id, body, context, seed=seed))
    return every


def change(number: int) -> tuple[list[Row], list[int]]:
    """Return what is added, and what is removed, to make ``content(number + 1)`` of ``content(number)``."""
    before = {each.passage.id: each.key for each in content(number)}
    after = content(number + 1)
    added = [each for each in after if before.get(each.passage.id) != each.key]
    return added, sorted(before.keys() - {each.passage.id for each in after})


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _counted(step: int, count: "itertools.count[int]") -> Callable[[], None]:
    def tick() -> None:
        if next(count) == step:
            _die()

    return tick


def main(folder: str, uri: str, library: str, number: str, step: str) -> None:
    from engine_places import Place
    from engine_rows import write

    from index.engines.milvus.server import Server

    engine = Place(Path(folder), uri or None, library).open()
    added, removed = change(int(number))
    count = itertools.count(1)
    tick = _counted(int(step), count)
    if uri:
        ask = Server._ask

        def asked(self: Server, *arguments: object) -> object:
            tick()
            return ask(self, *arguments)  # type: ignore[arg-type]

        Server._ask = asked  # type: ignore[method-assign, assignment]
    else:

        def heard(event: str, arguments: Sequence[object]) -> None:
            if event in _FILE_EVENTS and str(arguments[0]).startswith(folder):
                tick()

        sys.addaudithook(heard)
    if step == "-1":
        with engine.writer("fake-encoder", 16) as writer:
            writer.remove(removed)
            writer.add(added)
            _die()
    write(engine, added, removed, revision=int(number) + 2)
    print(next(count) - 1)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    sys.path.insert(1, str(Path(__file__).parents[2]))
    main(*sys.argv[1:])
