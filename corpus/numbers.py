"""文号: the numbers that offices give to their documents, as written and as compared."""

import re
import unicodedata

from corpus.dates import DIGITS

_OPEN, _CLOSE = "〔﹝［\\[(（【", "〕﹞］\\])）】"
# Characters of an issuing code. What is left out never stands in one: 根据国发〔2013〕5号 is 国发〔2013〕5号.
_CODE = r"[A-Za-z\u4e00-\u9fff](?<![根据按照见的以与及由请问是的为等件了被把这那份号])"
_HAN_COUNT = r"[〇零○一二三四五六七八九十百]{1,7}"
_YEAR = r"(?:\d{4}|[〇零○一二三四五六七八九]{4})"
_ISSUE = rf"第?\s*(?:\d{{1,5}}|{_HAN_COUNT})\s*号"
_BRACKETED = (
    rf"(?:{_CODE}){{2,14}}?\s*(?:[{_OPEN}]\s*{_YEAR}|[〔﹝［\[]\s*\d{{2}})\s*年?\s*[{_CLOSE}]\s*{_ISSUE}"
)
_ORDER_ISSUE = r"第\s*(?:\d{1,5}|[〇零○一二三四五六七八九十百]{1,7})\s*号"
_ORDER = (
    rf"(?:{_CODE}){{2,20}}?(?:令|公告|通告)\s*"
    rf"(?:(?:[{_OPEN}]\s*{_YEAR}\s*年?\s*[{_CLOSE}]|{_YEAR}\s*年)?\s*{_ORDER_ISSUE}"
    rf"|[(（]\s*(?:{_YEAR}\s*年)?\s*{_ORDER_ISSUE}\s*[)）])"
)
NUMBER = re.compile(f"{_BRACKETED}|{_ORDER}")
"""国发〔2013〕5号 in any brackets and spacing, and 国务院令第707号, 商务部公告2020年第5号."""

_YEARLY = re.compile(r"([A-Z\u4e00-\u9fff]*(?:令|公告|通告))\(?(\d{4})\)?年?\(?第?(\d+)号")


def number_key(number: str) -> str:
    """Return what two ways of writing one 文号 have in common: one kind of brackets, Arabic figures, no spaces."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", number)).upper()
    plain = re.sub(r"[〔﹝\[【]", "(", re.sub(r"[〕﹞\]】]", ")", plain))
    plain = re.sub(rf"{_YEAR}(?=年?\))|(?<=第){_HAN_COUNT}(?=号)|(?<=\)){_HAN_COUNT}(?=号)", _figures, plain)
    plain = plain.removeprefix("中华人民共和国")
    yearly = _YEARLY.fullmatch(plain)
    if yearly:
        return f"{yearly[1]}({yearly[2]}){int(yearly[3])}号"
    return re.sub(r"\)年?第?0*(?=\d)", ")", plain)


def _figures(match: re.Match[str]) -> str:
    """Write a Han number in figures: 二〇一三 -> 2013, 四十五 -> 45."""
    text = match.group()
    if text.isdecimal():
        return text
    if not re.search("[十百]", text):
        return "".join(str(DIGITS[c]) for c in text)
    hundreds, _, rest = text.rpartition("百")
    tens, ten, units = rest.rpartition("十")
    value = (DIGITS[hundreds] if hundreds else 0) * 100
    value += (DIGITS[tens[-1]] if tens else 1) * 10 if ten else 0
    return str(value + (DIGITS[units[-1]] if units else 0))


def own_number(text: str) -> re.Match[str] | None:
    """Match a line that is a 文号 and nothing else but brackets, as it stands above or below a title."""
    bare = text.strip()
    if bare[:1] in "(（" and bare[-1:] in ")）":
        bare = bare[1:-1].strip()
    return NUMBER.fullmatch(bare) if len(bare) <= 60 else None
