"""The several names that a question for a list asks for: 哪两家公司, 哪几个部门, 哪些文件."""

import re
from collections.abc import Iterable, Sequence

from bot.models import Kind
from bot.values import TITLE, spans
from corpus.sentences import Span

_CLASSES: tuple[tuple[str, Kind], ...] = (
    (
        r"部门|单位|机构|公司|企业|[^布结格当]局|委员会|组织|学校|高校|大学|医院|银行|合作社|协会",
        Kind.ORGANISATION,
    ),
    (r"地方|地区|城市|国家|[省市区县州乡镇村](?!级|民|域|委|政府|长)|街道|社区", Kind.PLACE),
    (r"文件|文$|法律|法规|规章", Kind.NUMBER),
)
_ASKED = re.compile(
    r"哪(?:些|[\d几两二三四五六七八九十]+)(?:个|家|所|份|部(?!门)|项)?(?P<noun>[\u4e00-\u9fff]{1,6})"
)
_JOINT = re.compile(r"\s*(?:[、,，和与及暨]|以及)\s*(?:[以和与及])?\s*")


def listed_kind(folded: str) -> Kind | None:
    """Return of what kind the things are that a question wants listed; ``None``: not names."""
    match = _ASKED.search(folded)
    if match is None:
        return None
    return next((kind for nouns, kind in _CLASSES if re.match(rf"(?:{nouns})", match["noun"])), None)


def enumerated(kind: Kind, text: str) -> tuple[Span, ...]:
    """Return the spans of the longest run of names in ``text``; none where fewer than two stand together.

    Args:
        kind: as ``listed_kind`` gives it; ``Kind.NUMBER`` stands for 《titles》.
        text: of a candidate.
    """
    names = [match.span() for match in TITLE.finditer(text)] if kind is Kind.NUMBER else spans(kind, text)
    best: Sequence[Span] = max(_runs(text, names), key=len, default=())
    return tuple(best) if len(best) > 1 else ()


def _runs(text: str, names: Iterable[Span]) -> list[list[Span]]:
    """Return the names in runs: between those of one run stands nothing but what joins them."""
    runs: list[list[Span]] = []
    for span in names:
        if runs and _joined(text[runs[-1][-1][1] : span[0]]):
            runs[-1].append(span)
        else:
            runs.append([span])
    return runs


def _joined(between: str) -> bool:
    """Tell whether two names stand side by side; a 文号 in brackets may follow the first."""
    return bool(_JOINT.fullmatch(re.sub(r"^\s*[(（][^()（）]{1,30}[)）]", "", between)))
