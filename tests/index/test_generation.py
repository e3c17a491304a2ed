"""Which generations of the local engine stay on disk."""

import os
from pathlib import Path

from engine_rows import DIMENSION, MODEL, assert_holds, rows

from index.engines.local.engine import LocalEngine


def _commit(engine: LocalEngine, ids: range, revision: int) -> str:
    """Make the next generation; return the name of its folder."""
    with engine.writer(MODEL, DIMENSION) as writer:
        writer.add(rows(ids))
        writer.commit(revision)
    return (engine.folder / "CURRENT").read_text().strip()


def test_the_generation_before_stays_when_the_clock_is_set_back(tmp_path: Path) -> None:
    """Somebody may be opening it, whatever the clock says of the one before it, from a time that is still to come."""
    engine = LocalEngine(tmp_path)
    oldest = _commit(engine, range(1, 10), 1)
    before = _commit(engine, range(10, 20), 2)
    os.utime(tmp_path / oldest, (4e9, 4e9))
    os.utime(tmp_path / before, (0, 0))
    current = _commit(engine, range(20, 30), 3)
    kept = {path.name for path in tmp_path.iterdir() if path.is_dir()} - {"segments"}
    assert kept == {before, current}
    assert_holds(engine.reader(), rows(range(1, 30)), 3)
