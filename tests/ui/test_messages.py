import re

import pytest

from ui import messages

# What is the same word in both languages, or is meant to be in the other one.
ENGLISH_ON_PURPOSE = {"switch", "switch_label"}
# Names that have no Chinese: settings, commands, files, formats, units.
NAMES = re.compile(r"YOUJU_\w+(=0)?|youju build|usage\.sqlite|UTF-8|GB/T|Word|CSV|JSONL|MCP|MB|docx|pdf|ofd")
# The beginnings of keys whose ends are values of the program.
BUILT = ("admin_job_", "admin_said_", "admin_cure_", "admin_reason_", "records_")


@pytest.mark.parametrize("key", messages.keys())
def test_chinese_holds_no_english_and_english_no_chinese(key: str) -> None:
    chinese, english = (re.sub(r"\{\w+\}", "", messages._MESSAGES[key][i]) for i in (0, 1))
    assert chinese.strip()
    assert english.strip()
    if key not in ENGLISH_ON_PURPOSE:
        assert not re.search(r"[A-Za-z]", NAMES.sub("", chinese))
        assert not re.search(r"[\u3400-\u9fff，。：；？！（）“”]", english)


@pytest.mark.parametrize("key", messages.keys())
def test_both_languages_take_the_same_values(key: str) -> None:
    chinese, english = (re.findall(r"\{(\w+)\}", part) for part in messages._MESSAGES[key])
    assert sorted(chinese) == sorted(english)


def test_no_key_is_left_unused() -> None:
    from pathlib import Path

    folder = Path(messages.__file__).parent
    code = "".join(
        path.read_text("utf-8")
        for path in [*folder.rglob("*.py"), *folder.glob("templates/*")]
        if path.name != "messages.py"
    )
    built = {f"state_{state}" for state in ("current", "superseded", "repealed")}
    built |= {"superseded_notice", "repealed_notice", "library_empty", "library_busy"}
    used = {word for pair in re.findall(r"\"(\w+)\"|'(\w+)'", code) for word in pair}
    left = set(messages.keys()) - used - built
    assert not {key for key in left if not key.startswith(BUILT)}
