"""Which documents a document says it ends: 《…》(文号)同时废止, 决定废止《…》, and lists of what is repealed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.numbers import NUMBER, number_key
from corpus.title_keys import is_draft, only_speaks_of_rules, title_key

_WORDS = (
    "废止",
    "失效",
    "停止执行",
    "停止施行",
    "不再执行",
    "不再适用",
    "停止使用",
    "作废",
    "代替",
    "替代",
    "取代",
)
_VERB = re.compile(
    r"(?P<done>(?:已|曾|[被由](?=《))(?:(?!的)[^，。；]){0,60})?(?P<modal>(?:拟|建议|提请|计划|应当|应予|应该|可以|需|不得|不能|未|没有|如(?!下)|若)[^，。；《》]{0,10}?|可|或者?|修改[、和或]|和)?"
    rf"(?:予以|宣布|明令|一律|同时|即行|自行|相应)*(?P<verb>{'|'.join(_WORDS)})(?P<after>了|后|前|时|或|、修改|和修改|情况|程序|权|的(?!决定|通知|公告|命令|令))?"
)
_SENTENCE = re.compile(r"[^。；;\n]*[。；;\n]?")
_TITLE = re.compile(r"《(?P<title>[^《》\n]{3,100}(?:《[^《》\n]{2,80}》[^《》\n]{0,60})*)》")
_BRACKET = re.compile(r"\s*[（(【\[](?P<inside>(?:[^（）()]|[（(][^（）()]*[)）]){2,120})[)）】\]]")
_PART = re.compile(
    r"^[^《，。；、]{0,6}(?:第.{1,12}[条款项章节]|中(?:的|有关|关于|涉及|与)|有关|相关|部分|个别|关于|所附|附件|附表|的规定|的内容|条款|涉及)"
)
_BASIS = re.compile(r"^\s*(?:根据|依据|按照|依照|参照|为了?|经|鉴于|遵照|落实|贯彻|因)")
_OTHER_ACT = re.compile(r"起(?:正式)?(?:施行|实施|执行|生效)|现予|现将|印发给|通知如下|为准|解释|适用")
_OF_THE_OBJECT = re.compile(r"通过|批准|发布|公布|修订|修正|颁布|制定|印发|下发|联合|转发|\d{4}年")
_CONDITION = re.compile(r"不一致|不符|抵触|冲突|不相适应|届满|期满|到期")
_LIST_BEGINS = re.compile(
    r"(?:废止|失效|停止执行|作废)[^，。；]{0,30}(?:目录|清单|一览表|名单|文件|规章|法规|规定|如下|[:：])"
)
_LIST_ENDS = re.compile(
    r"(?:有效|保留|修改|修订|修正|拟废止|拟修改)[^，。；]{0,30}(?:目录|清单|一览表|名单|文件|规章|法规|[:：])"
)
_ITEM = re.compile(
    r"^\s*(?:\d{1,4}\s*[.．、]|[（(]\s*(?:\d{1,4}|[一二三四五六七八九十]+)\s*[)）]|[一二三四五六七八九十]{1,4}、|[①-⑳])?\s*(?P<item>.+)$"
)
_ENDED_CELL = re.compile(r"(?:宣布|予以|已)?(?:废止|失效)")
_KEPT_CELL = re.compile(r".*(?:有效|保留|修改|修订).*")
_LIST_LINE = 160  # characters of an item or a heading of a list
_REPEALING_TITLE = re.compile(r"废止|失效|清理")


@dataclass(frozen=True, slots=True)
class Repeal:
    """A document named as ended, by 文号 or title or both, as they are compared."""

    number: str | None  # number_key
    title: str | None  # title_key of the words in 《》
    only_repeals: bool  # the speaker puts nothing in its place: 关于废止…的决定


def repeals(title: str, text: str) -> tuple[Repeal, ...]:
    """Return what a document itself ends as a whole; not parts, conditions, plans, or reports of other repeals."""
    if is_draft(title) or only_speaks_of_rules(title) or not any(word in text for word in _WORDS):
        return ()
    only = bool(_REPEALING_TITLE.search(title))
    found: dict[tuple[str | None, str | None], Repeal] = {}
    for number, name in [*_said(title), *_in_lines(text, only)]:
        key = (number, name)
        if number or name:
            found.setdefault(key, Repeal(number, name, only))
    return tuple(found.values())


def _in_lines(text: str, only_repeals: bool) -> Iterator[tuple[str | None, str | None]]:
    """Read sentences, and the lists below headings that announce them."""
    listing = False
    for line in text.split("\n"):
        is_row = "\t" in line
        short = len(line) <= _LIST_LINE
        if short and not is_row and not _TITLE.search(line):
            if _LIST_ENDS.search(line):
                listing = False
                continue
            if _LIST_BEGINS.search(line):
                listing = only_repeals or bool(re.search(r"目录|清单|一览表|名单", line))
                continue
        if is_row:
            yield from _row(line, listing)
        elif listing and short and not line.rstrip().endswith(("。", "：", ":")):
            item = _ITEM.match(line)
            if item:
                yield _named(item["item"])
        elif any(word in line for word in _WORDS):
            yield from _said(line)


def _row(line: str, listing: bool) -> Iterator[tuple[str | None, str | None]]:
    """Read a row of a list: it is ended if the list is one of ended documents, or a cell says so."""
    cells = [cell.strip() for cell in line.split("\t")]
    if any(_KEPT_CELL.fullmatch(cell) and len(cell) <= 8 for cell in cells):
        return
    if listing or any(_ENDED_CELL.fullmatch(cell) for cell in cells):
        number = next((match.group() for cell in cells if (match := NUMBER.search(cell))), None)
        names = [cell for cell in cells if len(cell) >= 6 and not NUMBER.fullmatch(cell)]
        name = max(names, key=len, default=None)
        yield number_key(number) if number else None, _named(name)[1] if name else None


def _named(words: str) -> tuple[str | None, str | None]:
    """Return 文号 and title of an item of a list: 1. 关于印发《某办法》的通知（某政发〔2010〕3号）."""
    number = NUMBER.search(words)
    name = words[: number.start()].rstrip("（(【[ ") if number and number.start() > 6 else words
    if number and number.start() <= 6:
        name = words[number.end() :]
    whole = re.fullmatch(r"\s*《(.+)》[\s，、；]*", name)
    name = re.sub(r"^[\s，、：）)]+|[\s，、；（(]+$", "", whole.group(1) if whole else name)
    return (number_key(number.group()) if number else None), (title_key(name) if len(name) >= 5 else None)


def _said(line: str) -> Iterator[tuple[str | None, str | None]]:
    """Read what the sentences of a line end."""
    for sentence in _SENTENCE.findall(line):
        masked = _mask(sentence)
        for verb in _VERB.finditer(masked):
            if verb["done"] or verb["modal"] or verb["after"]:
                continue
            if re.match(r"[^《]{0,8}《|\s*(?:原)?" + NUMBER.pattern, sentence[verb.end() :]):
                yield from _objects(sentence[verb.end() :])
            else:
                yield from _objects(_before(sentence[: verb.start()], masked[: verb.start()]))
            break


def _mask(sentence: str) -> str:
    """Blank out what stands in 《》, so that verbs in titles are not taken for the sentence's own."""
    return _TITLE.sub(lambda match: "《" + "　" * (len(match.group()) - 2) + "》", sentence)


def _before(sentence: str, masked: str) -> str:
    """Return the clauses before the verb that name its objects: from the last back to another act or a basis."""
    start = end = len(sentence)
    while end > 0:
        comma = max(masked.rfind("，", 0, end), masked.rfind(",", 0, end))
        clause, words = masked[comma + 1 : end], sentence[comma + 1 : end]
        if _BASIS.match(clause) or _OTHER_ACT.search(clause):
            break
        if (
            not (_TITLE.search(words) or NUMBER.search(words) or _OF_THE_OBJECT.search(clause))
            and clause.strip()
        ):
            break
        start, end = comma + 1, comma
    return sentence[start:]


def _objects(words: str) -> Iterator[tuple[str | None, str | None]]:
    """Return 文号 and title of each whole document in a list of them."""
    position = 0
    if _CONDITION.search(_mask(words)):
        return
    while position < len(words):
        title = _TITLE.search(words, position)
        number = NUMBER.search(words, position)
        if number and (title is None or number.end() <= title.start()):
            position = number.end()
            if not _PART.match(words[position:]):
                yield number_key(number.group()), None
            continue
        if title is None:
            return
        position = title.end()
        if words[: title.start()].endswith(("由", "被", "经")):
            continue  # it is what ended another
        bracket = _BRACKET.match(words, position)
        position = bracket.end() if bracket else position
        inside = NUMBER.search(bracket["inside"]) if bracket else None
        if not _PART.match(words[position:]):
            yield (number_key(inside.group()) if inside else None), title_key(title["title"])
