"""Corrections of metadata as people type them: ``field=value``."""

import re
from collections.abc import Sequence
from datetime import date

from corpus.dates import find_date
from corpus.records import CORRECTABLE, DATES
from ui.errors import CorrectionInvalid

_MAX_VALUE = 500  # characters


def parse_corrections(given: Sequence[str]) -> dict[str, str | None]:
    """Return field -> value, dates in ISO 8601; an empty value says that the document has none.

    Raises:
        CorrectionInvalid: an unknown field, a date that is none, a title that is empty.
    """
    values: dict[str, str | None] = {}
    for text in given:
        name, equals, value = text.partition("=")
        name, value = name.strip(), re.sub(r"\s+", " ", value).strip()
        if not equals or name not in CORRECTABLE:
            raise CorrectionInvalid(f"改正应写成“字段=值”，字段可为：{'、'.join(CORRECTABLE)}。")
        if name == "title" and not value:
            raise CorrectionInvalid("标题不能为空。")
        if len(value) > _MAX_VALUE:
            raise CorrectionInvalid(f"值太长（{len(value)} 字），请控制在 {_MAX_VALUE} 字以内。")
        values[name] = _iso(value) if name in DATES and value else value or None
    return values


def _iso(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        found = find_date(value)
    if found is None:
        raise CorrectionInvalid(f"“{value}”不是日期，请写成 2015-11-26 或 2015年11月26日。")
    return found.isoformat()
