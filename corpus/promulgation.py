"""How statutes and orders say who made them: 令 headings, and the note of who passed and amended them when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.dates import dates_in
from corpus.lines import Found, Line
from corpus.numbers import NUMBER

_LINES = 25  # below the title in which the note stands
_ACT = re.compile(r"通过|批准|公布|发布|颁布|修订|修正|修改|印发|(?:委员会|代表大会)$")
_REVISION = re.compile(r"修订|修正|修改")
_SESSION = re.compile(
    r"第[一二三四五六七八九十百\d]+届|(?:第[一二三四五六七八九十百\d]+次|审判委员会|检察委员会|常务会议|部务会议|党组).*"
)
_BODY = re.compile(r"第\s*[一1]\s*[条章编]|目\s*录|总\s*则|一、|为了|为[^\d]{2,20}[，,]")
_STATUTE = re.compile(
    r"(?:法|法典|条例|办法|规定|细则|规则|决定|决议|解释|章程|通则|规程|规范|标准|修正案|制度|批复|意见)(?:[(（《].*)?$"
)
# It begins with a date, and is in brackets or no sentence.
_NOTE = re.compile(
    r"\s*(?:[(（]|(?!.*[。；：]$))\s*(?:根据|《.{4,80}》已[于经])?\s*(?:19|20|[一二])[\d〇○零一二三四五六七八九]{2,3}"
)
_IN_FORCE = re.compile(r"\s*起?\s*(?:施行|实施|生效)")
_ORDER_OFFICE = re.compile(r"(?P<office>[\u4e00-\u9fff、]{2,40}?)\s*(?P<kind>令|公告|通告)")
_ORDER_ISSUE = re.compile(
    r"[(（]?(?:\d{4}\s*年?\s*)?第\s*(?:\d{1,5}|[〇零○一二三四五六七八九十百]{1,7})\s*号[)）]?"
)
_PROMULGATED = re.compile(r"《(.{4,100}?)》[^《》。]{0,80}(?:公布|发布|施行|通过)")


@dataclass(frozen=True, slots=True)
class Promulgation:
    """What the note below a statute's title, or an order's heading, says."""

    issuer: Found[str] | None = None
    number: Found[str] | None = None
    issued_on: Found[date] | None = None  # of the last act: this version's
    first_on: date | None = None  # of the first act: the statute's own
    effective_on: Found[date] | None = None
    title: Found[str] | None = None  # what the order makes public


NOTHING = Promulgation()


def order_heading(lines: Sequence[Line]) -> Promulgation:
    """Read …令 / 第707号 / 现公布《…》 at the top."""
    for at, line in enumerate(lines[:6]):
        following = lines[at + 1] if at + 1 < len(lines) else None
        heading = _heading(line, following)
        if heading is None:
            continue
        for below in lines[at + 1 : at + 5]:
            named = _PROMULGATED.search(below.text)
            if named:
                start = below.start + named.start(1)
                title = _standing_alone(named.group(1), lines) or Found(
                    named.group(1), "heading", start, start + len(named.group(1))
                )
                return replace(heading, title=title)
        return heading
    return NOTHING


def _heading(line: Line, following: Line | None) -> Promulgation | None:
    text = line.text.strip()
    office = _ORDER_OFFICE.match(text)
    if office is None or len(text) > 60 or office.start("office"):
        return None
    offset = line.start + line.text.index(text)
    issuer = Found(*_bare(office["office"], offset))
    rest = text[office.end() :].strip()
    if _ORDER_ISSUE.fullmatch(rest):
        return Promulgation(issuer, Found(text, "heading", offset, offset + len(text)))
    if not rest and following is not None and _ORDER_ISSUE.fullmatch(following.text.strip()):
        issue = following.text.strip()
        end = following.start + following.text.index(issue) + len(issue)
        return Promulgation(issuer, Found(text + issue, "heading", offset, end))
    return None


def _standing_alone(title: str, lines: Sequence[Line]) -> Found[str] | None:
    """Find the line that is the title, below the order's own text."""
    for line in lines[1:40]:
        if line.text.strip() == title:
            start = line.start + line.text.index(title)
            return Found(title, "heading", start, start + len(title))
    return None


def history(lines: Sequence[Line], title: str) -> Promulgation:
    """Read （2015年3月1日第十二届…通过 2019年…修正） below the title, in brackets or on lines of its own."""
    issuer: Found[str] | None = None
    number: Found[str] | None = None
    effective: Found[date] | None = None
    acts: list[Found[date]] = []
    if not _STATUTE.search(title):
        return NOTHING
    for line in lines[:_LINES]:
        if _BODY.match(line.text):
            break
        days = list(dates_in(line.text))
        if line.is_row or not days or not _NOTE.match(line.text):
            continue
        for (day, start, end), after in zip(
            days, [*(s for _, s, _ in days[1:]), len(line.text)], strict=True
        ):
            act = line.text[end:after]
            dated = Found(day, "heading", line.start + start, line.start + end)
            if _IN_FORCE.match(act):
                effective = dated
                continue
            if not (_ACT.search(act) or NUMBER.search(act)):
                continue
            acts.append(dated)
            order = NUMBER.search(re.split(r"[《<〈]", act)[0])
            if order:
                at = line.start + end + order.start()
                number = Found(order.group(), "heading", at, at + len(order.group()))
            if not _is_revision(act) and "批准" not in act:
                issuer = issuer or _maker(act, line.start + end)
    if not acts:
        return NOTHING
    last = max(acts, key=lambda act: act.value)
    return Promulgation(issuer, number, last, min(act.value for act in acts), effective)


def _is_revision(act: str) -> bool:
    return bool(_REVISION.search(re.sub(r"[《<〈].*[》>〉]", "", act)))


def _maker(act: str, at: int) -> Found[str] | None:
    """Return the body that acted: 河南省第九届人民代表大会常务委员会第八次会议通过 -> 河南省人民代表大会常务委员会."""
    match = re.match(
        r"[\s,，由经]*(?P<body>[\u4e00-\u9fff、\d]{2,60}?)\s*(?:令|公告|会议|审议|通过|批准|公布|发布|颁布|印发|第\s*\d|$)",
        act,
    )
    if match is None:
        return None
    words = match["body"]
    body = _SESSION.sub("", re.sub(r"第[一二三四五六七八九十百\d]+届", "", words))
    if len(body) < 3 or not re.search(r"[会院部局署委府席厅行]$", body):
        return None
    name, rule, start, _ = _bare(body, at + match.start("body"))
    return Found(name, rule, start, at + match.start("body") + len(words))


def _bare(office: str, start: int) -> tuple[str, str, int, int]:
    """Leave 中华人民共和国 out of the name of a department."""
    bare = office.removeprefix("中华人民共和国")
    if len(bare) < 3 or bare == "主席":
        bare = office
    return bare, "heading", start + len(office) - len(bare), start + len(office)
