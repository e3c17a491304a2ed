"""What a file's name says: a date, a 文号 and a title, each where the document itself does not say."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from corpus.dates import find_date
from corpus.lines import Found
from corpus.numbers import NUMBER

_COMPACT_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_SPELT_DATE = re.compile(
    r"[（(【\[]?\s*(?<!\d)(?:19|20)\d{2}\s*(?:年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|[-._]\d{1,2}[-._]\d{1,2}(?!\d))\s*[)）】\]]?"
)
_JUNK = re.compile(
    r"(?i)[-_\s（(【\[]*(?:副本|拷贝|copy|下载|附件\s*\d*|最终版|定稿|终稿|扫描件|正式稿|打印版|盖章版|发布稿|v\d+(?:\.\d+)*|\(\d{1,2}\)|（\d{1,2}）)"
    r"[)）】\]]*(?=$|[-_\s（(])"
)
_EDGE = " -_—·.、，,~～+\u3000"
_SITE_TAIL = re.compile(r"[-_—|]+[^-_—|]{2,30}(?:网|网站|门户|平台|公众号)$")
_WORDS = re.compile(r"[\u4e00-\u9fff]{2}")


@dataclass(frozen=True, slots=True)
class NameParts:
    """What is in a file's name."""

    title: str
    number: Found[str] | None = None
    day: Found[date] | None = None
    tells: bool = False  # whether the title is words of Chinese, not 001_6afb8d


def name_parts(name: str) -> NameParts:
    """Take a file's name apart: ``国发〔2013〕5号 关于….docx``, ``20151126-总结.txt``, ``某法(2016-11-07).md``."""
    # A file's name may hold line breaks and other things that no title should.
    stem = "".join(c if c.isprintable() else " " for c in PurePath(name).stem).strip()
    number = NUMBER.search(stem.replace("_", " "))
    day: date | None = None
    rest = stem
    if number:
        rest = stem[: number.start()] + " " + stem[number.end() :]
    spelt = _SPELT_DATE.search(rest)
    compact = _COMPACT_DATE.search(rest)
    if spelt:
        day = find_date(re.sub("_", "-", spelt.group()))
    elif compact:
        day = find_date("-".join(compact.groups()))
    found = spelt or compact
    if day and found:
        rest = rest[: found.start()] + " " + rest[found.end() :]
    title = re.sub(r"[（(【\[]\s*[)）】\]]", "", _JUNK.sub(" ", _SITE_TAIL.sub("", rest)))
    title = re.sub(r"\s+", " ", title).strip(_EDGE)
    tells = bool(_WORDS.search(title))
    return NameParts(
        (title if tells else stem) or "无标题",
        Found(number.group(), "file_name") if number else None,
        Found(day, "file_name") if day else None,
        tells,
    )
