import stat
from pathlib import Path

import pytest
from itsdangerous import URLSafeTimedSerializer
from visitors import SECRET

from ui.people.identity import OWNER, Identity, Role
from ui.people.secret import session_secret
from ui.people.sessions import FRAME, Sessions
from ui.people.settings import PeopleSettings
from ui.settings import Settings

READER = Identity("duzhe", Role.READER, frozenset({"财政", "民政"}))


def test_what_is_begun_is_read() -> None:
    sessions = Sessions(SECRET, 1)
    found = sessions.read(sessions.begin(READER, "stamp"))
    assert found is not None
    assert (found.identity, found.stamp) == (READER, "stamp")
    assert sessions.begin(READER) != sessions.begin(READER)


@pytest.mark.parametrize("value", ["", "x", "a.b.c", "e30.aaaa.bbbb"])
def test_what_is_not_ours_is_nobody(value: str) -> None:
    assert Sessions(SECRET, 1).read(value) is None


def test_another_secret_or_purpose_is_nobody() -> None:
    value = Sessions(SECRET, 1).begin(READER)
    assert Sessions(SECRET + "x", 1).read(value) is None
    assert Sessions(SECRET, 1, FRAME).read(value) is None


def test_a_changed_letter_is_nobody() -> None:
    sessions = Sessions(SECRET, 1)
    value = sessions.begin(READER)
    assert sessions.read(("A" if value[0] != "A" else "B") + value[1:]) is None


def test_a_signed_thing_of_another_shape_is_nobody() -> None:
    ours = URLSafeTimedSerializer(SECRET, salt="youju.session.cookie")
    for odd in ([], {}, {"id": "x"}, {"id": "x", "name": "x", "role": "owner", "groups": [], "stamp": ""}):
        assert Sessions(SECRET, 1).read(ours.dumps(odd)) is None


def test_it_ends_by_its_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = Sessions(SECRET, 1)
    value = sessions.begin(OWNER)
    import itsdangerous.timed

    later = itsdangerous.timed.time.time() + 3601
    monkeypatch.setattr(itsdangerous.timed.time, "time", lambda: later)
    assert sessions.read(value) is None


def test_ended_is_ended() -> None:
    sessions = Sessions(SECRET, 1)
    one, two = sessions.begin(READER), sessions.begin(READER)
    sessions.end(one)
    sessions.end("nonsense")
    assert sessions.read(one) is None
    assert sessions.read(two) is not None


def test_the_secret_is_made_once_and_kept_closed(tmp_path: Path) -> None:
    settings = Settings(cache_dir=tmp_path / "cache")
    secret = session_secret(settings)
    assert len(secret) >= 32
    assert session_secret(settings) == secret
    kept = tmp_path / "cache" / "session-secret"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == ["session-secret"]
    kept.write_text("", "ascii")
    with pytest.raises(ValueError, match="no secret"):
        session_secret(settings)


def test_a_given_secret_writes_no_file(tmp_path: Path) -> None:
    settings = Settings(cache_dir=tmp_path / "cache", people=PeopleSettings(secret=SECRET))
    assert session_secret(settings) == SECRET
    assert not (tmp_path / "cache").exists()
