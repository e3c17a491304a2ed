from datetime import date

import pytest

from corpus.models import State
from index.models import Filters
from ui.filters import FilterError, parse_filters


def test_options_become_filters() -> None:
    assert parse_filters() == Filters()
    assert parse_filters(
        issuers=[" 财政局 "],
        regions=["广东"],
        issued_from="2015-01-01",
        issued_to="2016年3月1日",
        documents=["d1"],
        states=["current"],
    ) == Filters(
        issuers=("财政局",),
        regions=("广东",),
        issued_from=date(2015, 1, 1),
        issued_to=date(2016, 3, 1),
        documents=("d1",),
        states=(State.CURRENT,),
    )


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"issued_from": "昨天"}, "昨天.*不是日期"),
        ({"issued_to": "2015-13-01"}, "不是日期"),
        ({"issued_from": "2016-01-02", "issued_to": "2016-01-01"}, "晚于"),
        ({"regions": [" "]}, "不能为空"),
    ],
)
def test_what_makes_no_sense_is_refused(limits: dict[str, object], message: str) -> None:
    with pytest.raises(FilterError, match=message):
        parse_filters(**limits)  # type: ignore[arg-type]
