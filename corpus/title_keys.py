"""What two ways of naming one document have in common, and what kind of document a title names."""

import re
import unicodedata
from datetime import date

_WRAPPED = re.compile(
    r"(?:印发|发布|公布|颁布|下发|转发|批转|颁发|发布实施|制定)(?:实施|施行|修订后的|新修订的)?的?[《〈“\"](?P<inner>[^《》〈〉“”\"]{4,80}|.{4,80}?[》〉].{0,40})[》〉”\"]"
    r"(?:的|等)?(?:通知|公告|通告|令|决定|函)?$"
)
_UNWRAPPED = re.compile(
    r"(?:^|关于)(?:印发|发布|公布|颁布|下发|颁发)(?P<inner>.{4,80}(?:办法|规定|细则|方案|规划|条例|规则|制度|预案|章程|意见|标准))的(?:通知|公告|通告)$"
)
_VERSION = re.compile(
    r"[（(]\s*(?P<year>(?:19|20)\d{2})\s*年?\s*(?P<month>\d{1,2}月)?\s*(?:第[一二三四五六七八]次)?(?:修正|修订|修改|版|年版)?(?:本|文本|版)?\s*[)）]$"
)
_TENTATIVE = re.compile(r"[（(](?:试行|暂行|修订|修正|修订稿|修改稿)[)）]|暂行|试行")
_NOT_YET = re.compile(r"征求意见|送审稿|草案|讨论稿|审议稿|公开征集")
_NORM = re.compile(
    r"(?:法|法典|条例|办法|规定|细则|规则|章程|通则|规程|标准|规范|制度|预案|目录|解释|准则|指引|指南|方案|意见|政策|措施)$"
)
_STANDING = re.compile(
    r"(?:法|法典|条例|办法|规定|细则|规则|章程|通则|规程|规范|制度|预案|准则|解释)(?:[（(][一二三四五六七八九十]+[)）])?$"
)
_SPEAKS_OF = re.compile(
    r"(?:报告|总结|纪实|讲话|解读|情况|汇报|请示|提案|建议|答复|问答|简报|白皮书|年鉴|综述|公开信)(?:[（(].*)?$"
)


def title_key(title: str) -> str:
    """Return a title as it is compared: 关于印发《某办法（试行）》的通知 and 某办法 are the same document."""
    plain = _version_free(title)
    wrapped = _WRAPPED.search(plain) or _UNWRAPPED.search(plain)
    if wrapped:
        plain = _version_free(wrapped["inner"])
    return _folded(_TENTATIVE.sub("", plain))


def subject_key(title: str) -> str:
    """Return the key of a title without the offices that it begins with: 某局关于某事的通知 -> 关于某事的通知."""
    return without_offices(title_key(title))


def without_offices(key: str) -> str:
    """Return a title's key without the offices that it begins with."""
    at = key.find("关于")
    return key[at:] if at > 0 else key


def version_year(title: str) -> date | None:
    """Return the year of the version that a title names: 某条例（2018年修正）."""
    match = _VERSION.search(title.strip())
    return date(int(match["year"]), 1, 1) if match else None


def is_tentative(title: str) -> bool:
    """Tell whether the title says 暂行 or 试行."""
    return bool(re.search(r"暂行|试行", title))


def is_draft(title: str) -> bool:
    """Tell whether it is a draft, which is in force nowhere."""
    return bool(_NOT_YET.search(title))


def is_standing_rule(title: str) -> bool:
    """Tell whether a later document of the same title takes the place of this one: a 办法, not a yearly 通知."""
    return bool(_STANDING.search(_TENTATIVE.sub("", _version_free(_inner(title)))))


def only_speaks_of_rules(title: str) -> bool:
    """Tell whether it is a report or an explanation, which changes no other document."""
    return bool(_SPEAKS_OF.search(title.strip()))


def _inner(title: str) -> str:
    plain = _version_free(title)
    wrapped = _WRAPPED.search(plain) or _UNWRAPPED.search(plain)
    return wrapped["inner"] if wrapped else plain


def _version_free(title: str) -> str:
    return _VERSION.sub("", title.strip()).strip()


def _folded(title: str) -> str:
    folded = unicodedata.normalize("NFKC", title)
    folded = re.sub(r"[\s《》〈〉<>“”\"'‘’、,，·]", "", folded)
    return folded.removeprefix("中华人民共和国")
