import json

import pytest

from ui.json_body import is_sound


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"5",
        '{"question": "荔湾\U0001f600", "top": 5, "history": [{"role": "user", "content": "\\u8354"}]}'.encode(),
        b'{"question": "\\ud83d\\ude00 and \\\\ud800"}',
        b"[" * 32 + b"]" * 32,
        json.dumps([[n] for n in range(10_000)]).encode(),
        '{"a": 1}'.encode("utf-16"),
    ],
)
def test_what_is_json_passes(body: bytes) -> None:
    assert is_sound(body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"NaN",
        b'{"top": -Infinity}',
        b'{"top": 1e999}',
        b'{"question": "\\ud800"}',
        b'{"question": "\\uDFFF\\uD800"}',
        b'{"\\udc00": 1}',
        b'{"question": "\xff"}',
        b'{"top": ' + b"9" * 10_000 + b"}",
        b"[" * 33 + b"]" * 33,
        b'{"a":' * 33 + b"1" + b"}" * 33,
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
    ],
    ids=lambda body: body[:20].decode("latin-1"),
)
def test_what_would_fail_later_is_refused(body: bytes) -> None:
    assert not is_sound(body)
