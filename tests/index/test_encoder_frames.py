import io

import numpy as np
import pytest

from index.encoder_frames import (
    Frame,
    error_from_json,
    error_to_json,
    read_frame,
    vectors_frame,
    write_frame,
)
from index.errors import CacheUnwritable, DeviceMissing, IndexFault, ModelDamaged, ModelNotFound


def sent(*frames: Frame) -> bytes:
    pipe = io.BytesIO()
    for frame in frames:
        write_frame(pipe, frame)
    return pipe.getvalue()


def test_frames_arrive_as_they_were_sent() -> None:
    vectors = np.array([[1.5, -0.0], [np.finfo(np.float32).tiny, 3]], np.float32)
    asked = Frame({"id": 7, "kind": "passages", "texts": ["停水\n通知", "\ud800", ""]})
    pipe = io.BytesIO(sent(asked, vectors_frame(7, vectors)))
    assert read_frame(pipe) == asked
    answer = read_frame(pipe)
    assert answer is not None
    assert answer.vectors().tobytes() == vectors.tobytes()
    assert answer.vectors().shape == (2, 2)
    assert answer.vectors().flags.writeable
    assert read_frame(pipe) is None


def test_what_was_cut_off_is_no_frame() -> None:
    whole = sent(vectors_frame(1, np.ones((1, 3), np.float32)))
    for length in range(len(whole)):
        assert read_frame(io.BytesIO(whole[:length])) is None


@pytest.mark.parametrize("kind", [ModelNotFound, ModelDamaged, CacheUnwritable, DeviceMissing, MemoryError])
def test_foreseen_errors_come_across_as_themselves(kind: type[Exception]) -> None:
    error = error_from_json(error_to_json(kind("磁盘已满。")))
    assert type(error) is kind
    assert str(error) == "磁盘已满。"


def test_other_errors_say_what_they_were_and_where() -> None:
    try:
        raise ZeroDivisionError("by zero")
    except ZeroDivisionError as raised:
        error = error_from_json(error_to_json(raised))
    assert type(error) is RuntimeError
    assert not isinstance(error, IndexFault)
    assert str(error) == "ZeroDivisionError: by zero"
    assert "test_other_errors_say" in error.__notes__[0]
