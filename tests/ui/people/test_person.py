from pathlib import Path

import pytest
from visitors import settings_of

from ui.people.identity import OWNER, Identity, Role
from ui.people.person import person_html


@pytest.mark.parametrize(("way", "has_button"), [("password", True), ("proxy", False)])
def test_who_is_signed_in(tmp_path: Path, way: str, has_button: bool) -> None:
    html = person_html(Identity("wang"), "zh", settings_of(tmp_path, way, "/youju"))
    assert "wang" in html and "管理员" not in html
    assert ('<form method="post" action="/youju/logout">' in html) is has_button
    boss = person_html(Identity("<b>", Role.ADMINISTRATOR), "en", settings_of(tmp_path, way))
    assert "administrator" in boss and "&lt;b&gt;" in boss and "<b>" not in boss


def test_nobody_is_shown_where_nobody_signs_in(tmp_path: Path) -> None:
    assert person_html(OWNER, "zh", settings_of(tmp_path, "none")).strip() == ""
