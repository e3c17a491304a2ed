"""Who signed, and when: the offices and the date below the body, or the line that says who printed it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from corpus.dates import DAY, dates_in
from corpus.lines import Found, Line
from corpus.offices import is_second_half, office, offices

_DATE_LINE = re.compile(rf"[（(]?\s*(?:{DAY})\s*[)）]?")
_PRINTED = re.compile(rf"(?P<who>[\u4e00-\u9fff、\s\u3000]*?)[\s\u3000\t]*(?:{DAY})\s*印发\s*[)）]?$")
_PERSON = re.compile(
    r"(?:国务院)?(?:主席|总理|部长|局长|主任|省长|市长|县长|区长|州长|署长|行长|院长|检察长|会长|主任委员)\s*[:：]?\s*[\u4e00-\u9fff·\s]{2,12}"
)
_MAY_BE_DATE = re.compile(r"[日号]|\d[-./]\d")
_ANNEX = re.compile(r"附\s*件?\s*\d*\s*[:：]?")
_JOINT = 8  # offices that may sign together
_FOOT = 4  # lines at the end in which a date alone is the signature's


@dataclass(frozen=True, slots=True)
class Signature:
    """Offices, the date below them, and what the line of the printing office says."""

    offices: Found[str] | None = None
    signed_on: Found[date] | None = None
    printer: Found[str] | None = None
    printed_on: Found[date] | None = None


def find_signature(lines: Sequence[Line], issuer: str | None, *, forwards: bool = False) -> Signature:
    """Return the document's own signature: the first that is its title's issuer's, else the first of all.

    What follows a signature is an annex, which may carry a signature of its own.

    Args:
        lines: the document.
        issuer: the offices that the title begins with.
        forwards: whether the document passes on another's: 转发…的通知.
    """
    signed: list[tuple[Found[str] | None, Found[date]]] = []
    for at in range(1, len(lines)):
        if issuer and at > 5 and _ANNEX.fullmatch(lines[at].text.strip()):
            break
        if (
            lines[at].is_row
            or lines[at].level
            or len(lines[at].text) > 90
            or not _MAY_BE_DATE.search(lines[at].text)
        ):
            continue
        found = _signed_at(lines, at)
        if found:
            signed.append(found)
    printer, printed_on = _printed(lines)
    named = next((pair for pair in signed if pair[0] and _is_by(pair[0].value, issuer)), None)
    if issuer and forwards and not named:
        signed = []  # those of the office whose words are passed on
    chosen = (
        named or next((pair for pair in signed if pair[0]), None) or (signed[-1] if signed else (None, None))
    )
    return Signature(chosen[0], chosen[1], printer, printed_on)


def _signed_at(lines: Sequence[Line], at: int) -> tuple[Found[str] | None, Found[date]] | None:
    """Read a date line and the offices above it, or offices and date in one line."""
    line = lines[at]
    text = line.text.strip()
    days = list(dates_in(line.text))
    if len(days) != 1:
        return None
    day, start, end = days[0]
    signed_on = Found(day, "signature", line.start + start, line.start + end)
    if not _DATE_LINE.fullmatch(text):
        before = line.text[:start]
        names = (
            offices(before)
            if before.endswith((" ", "\u3000", "\xa0")) and not line.text[end:].strip()
            else ()
        )
        if not names:
            return None
        begin = line.start + len(before) - len(before.lstrip())
        return Found("、".join(names), "signature", begin, line.start + len(before.rstrip())), signed_on
    signing = _offices_above(lines, at)
    if signing is not None:
        return signing, signed_on
    if _PERSON.fullmatch(lines[at - 1].text.strip()) or at >= len(lines) - _FOOT:
        return None, signed_on
    return None


def _offices_above(lines: Sequence[Line], at: int) -> Found[str] | None:
    """Return the offices that stand above a date, nearest last."""
    names: list[str] = []
    first = at
    while first > 0 and at - first < _JOINT:
        line = lines[first - 1]
        found = () if line.is_row or line.level else offices(line.text)
        if not found:
            break
        names[:0] = found
        first -= 1
    if not names:
        return None
    if first > 0 and not lines[first - 1].is_row and is_second_half(names[0], lines[first - 1].text.strip()):
        names[0] = lines[first - 1].text.strip() + names[0]
        first -= 1
    start = lines[first].start + len(lines[first].text) - len(lines[first].text.lstrip())
    last = lines[at - 1]
    return Found(_joined(names), "signature", start, last.start + len(last.text.rstrip()))


def _joined(names: Sequence[str]) -> str:
    """Join a name set on two lines (…园区 / …办公室); list joint issuers with 、."""
    whole = names[0]
    for previous, name in pairwise(names):
        split = previous.endswith("区") or is_second_half(name, previous)
        whole += ("" if split else "、") + name
    return whole


def _printed(lines: Sequence[Line]) -> tuple[Found[str] | None, Found[date] | None]:
    """Read ××办公室 2020年3月2日印发, and （2015年11月26日印发）."""
    for line in lines[-30:]:
        if "印发" not in line.text:
            continue
        match = _PRINTED.search(line.text.strip("（( ").strip()) if len(line.text) <= 80 else None
        days = list(dates_in(line.text))
        if match is None or len(days) != 1:
            continue
        day, start, end = days[0]
        who = office(re.sub(r"\s", "", match["who"])) if match["who"].strip() else None
        printer = None
        if who:
            begin = line.start + len(line.text) - len(line.text.lstrip())
            printer = Found(who, "signature", begin, line.start + len(line.text[:start].rstrip()))
        return printer, Found(day, "signature", line.start + start, line.start + end)
    return None, None


def _is_by(names: str, issuer: str | None) -> bool:
    return issuer is not None and (names in issuer or issuer in names)
