import pytest

from ui.operations.settings import OperationSettings
from ui.settings import Settings, SettingsError


def read(**environ: str) -> OperationSettings:
    return Settings.from_env(environ).operation


def test_a_person_is_told_less_than_a_program() -> None:
    assert read() == OperationSettings()
    assert (read().log_format, read().log_level) == ("text", "warning")
    assert (read(YOUJU_LOG="JSON").log_format, read(YOUJU_LOG="json").log_level) == ("json", "info")
    assert read(YOUJU_LOG="json", YOUJU_LOG_LEVEL="Error").log_level == "error"


def test_questions_are_logged_only_where_asked_for() -> None:
    assert not read(YOUJU_LOG_QUESTIONS="0", YOUJU_LOG="json", YOUJU_LOG_LEVEL="debug").log_questions
    assert read(YOUJU_LOG_QUESTIONS="1").log_questions


def test_the_token_is_not_shown() -> None:
    token = "t" * 32
    assert read(YOUJU_METRICS_TOKEN=token).metrics_token == token
    assert token not in repr(Settings.from_env({"YOUJU_METRICS_TOKEN": token}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("YOUJU_LOG", "xml"),
        ("YOUJU_LOG_LEVEL", "loud"),
        ("YOUJU_LOG_QUESTIONS", "yes"),
        ("YOUJU_METRICS_TOKEN", "short"),
        ("YOUJU_CONNECTIONS", "3"),
        ("YOUJU_CONNECTIONS", "many"),
    ],
)
def test_what_cannot_be_used_is_told_by_its_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read(**{name: value})
