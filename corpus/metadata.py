"""Title, issuer, 文号 and dates, as the document itself gives them; nothing is invented.

Order of trust: what the format labels (front matter, <meta>), the label table at the head
(索引号, 发布机构, …), the signature at the foot, then the shape of the first lines.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import PurePath

from corpus.dates import find_date
from corpus.models import Metadata
from corpus.parse.models import Block
from corpus.places import known_places, stem

_LABELS = {
    "索引号": "index_number",
    "信息索引号": "index_number",
    "发布机构": "issuer",
    "发文机关": "issuer",
    "发文机构": "issuer",
    "发布单位": "issuer",
    "发文单位": "issuer",
    "制定机关": "issuer",
    "公布机关": "issuer",
    "成文日期": "issued_on",
    "发文日期": "issued_on",
    "生成日期": "issued_on",
    "印发日期": "issued_on",
    "公布日期": "published_on",
    "发布日期": "published_on",
    "发布时间": "published_on",
    "时间": "published_on",
    "名称": "title",
    "信息名称": "title",
    "标题": "title",
    "文件名称": "title",
    "文号": "number",
    "发文字号": "number",
    "文件编号": "number",
    "来源": "site",
    "信息来源": "site",
    # Known only so that they end the value before them.
    **dict.fromkeys(
        (
            "分类",
            "主题词",
            "主题分类",
            "信息类别",
            "体裁",
            "语种",
            "浏览次数",
            "访问量",
            "点击",
            "有效性",
            "关键词",
            "作者",
            "责任编辑",
        ),
        "",
    ),
}
_LABEL = re.compile(
    r"(?:^|(?<=[\s|\t【\[]))("
    + "|".join(sorted((r"\s*".join(label) for label in _LABELS), key=len, reverse=True))
    + r")\s*[】\]]?\s*(?:[:：]|\t)\s*"
)
_FRONT_KEYS = {
    **{value: value for value in _LABELS.values() if value},
    **{label: value for label, value in _LABELS.items() if value},
    "date": "published_on",
    "source": "site",
}
_HEAD = 40  # lines that may hold labels
NUMBER = re.compile(r"[\u4e00-\u9fff]{2,14}?(?:字)?[〔\[(（【]\s*\d{4}\s*[〕\])）】]\s*第?\s*\d+\s*号")
_TITLE_END = re.compile(
    r"(?:通知|报告|意见|决定|公告|通告|办法|规定|条例|细则|方案|规划|纲要|总结|计划|函|批复|纪要|议案|通报|命令|令|法|章程|公报|指南"
    r"|制度|规则|要点|措施|解读|纪实|讲话|标准|规范|目录|清单|说明|情况|汇报|请示|建议|答复)(?:[（(][^（）()]{1,20}[)）])?$"
)
_ORGANISATION = re.compile(
    r"^(?:中共)?[\u4e00-\u9fff·、()（）]{2,40}(?:人民政府|办公室|委员会|管委会|党委|党工委|厅|局|院|署|部|会|处|科|所|中心|队|公司|集团|大学"
    r"|银行|学校|协作办|领导小组|指挥部|总站|园区|开发区|新区)$"
)
_GENERIC_OFFICE = re.compile(r"(?:工作)?(?:领导小组|办公室|指挥部|委员会)")
_NAME_PART = re.compile(r"[\u4e00-\u9fff、]{4,24}")
_TITLE_ISSUER = re.compile(
    r"^((?:中共)?[\u4e00-\u9fff]{2,30}?(?:人民政府办公[厅室]|人民政府|办公[厅室]|委员会|管委会|厅|局|部|院|署)|[\u4e00-\u9fff]{2,8}[省市区县州])"
    r"(?:关于|印发|转发|\d{4})"
)
_NUMBERED = re.compile(
    r"[一二三四五六七八九十\d]+[、.．]|[（(][一二三四五六七八九十\d]+[)）]|第.{1,3}[章条节]"
)
_SELF_NAMES = re.compile(r"(?:我|本|全)[省市区县州](?!域|间|长|委|政府)")
_PAGE_TITLE = 200  # characters of <title> that are looked at
_PAGE_TITLE_TAIL = re.compile(r"\s*[-_|—–>]+\s*[^-_|—–>]{2,30}$")


def find_metadata(
    blocks: Sequence[Block], starts: Sequence[int], fields: Mapping[str, str], name: str
) -> Metadata:
    """Return what the document says of itself.

    Args:
        blocks: the cleaned lines.
        starts: the offset of each line in the text.
        fields: values that the format labels itself.
        name: the file's name; its stem is the title where nothing else can be.
    """
    given = {_FRONT_KEYS[key]: value.strip() for key, value in fields.items() if _FRONT_KEYS.get(key)}
    labelled = _labelled(blocks[:_HEAD])
    values = {**labelled, **{key: value for key, value in given.items() if value}}
    signature, signed_on = _signature(blocks)
    title = values.get("title") or _title(blocks, fields) or _title_of_name(name)
    issuer = values.get("issuer") or signature or _issuer_of_title(title)
    number = _number(values.get("number"), blocks)
    return Metadata(
        title=title,
        issuer=issuer,
        number=number,
        issued_on=_date(values.get("issued_on")) or signed_on,
        published_on=_date(values.get("published_on")),
        index_number=values.get("index_number") or None,
        site=values.get("site") or None,
        aliases=_aliases(issuer, signature, title, blocks),
    )


def _labelled(head: Sequence[Block]) -> dict[str, str]:
    """Read ``label: value`` pairs; several may stand in one line."""
    values: dict[str, str] = {}
    for block in head:
        matches = list(_LABEL.finditer(block.text))
        ends = [*(match.start() for match in matches[1:]), len(block.text)]
        for match, end in zip(matches, ends, strict=False):
            key = _LABELS[re.sub(r"\s", "", match.group(1))]
            value = re.split(r"\s{2,}|\u3000|\t", block.text[match.end() : end].strip())[0].strip(" |【】[]·")
            if key == "site":
                value = re.split(r"[|\s]", value)[0]
            if key and value and len(value) <= 120 and key not in values:
                values[key] = value
    return values


def _number(labelled: str | None, blocks: Sequence[Block]) -> str | None:
    if labelled:
        found = NUMBER.search(labelled)
        if found or re.search(r"\d", labelled):
            return found.group() if found else labelled
    for block in blocks[:15]:
        alone = NUMBER.fullmatch(block.text.strip("()（） "))
        if alone:
            return alone.group()
    return None


def _signature(blocks: Sequence[Block]) -> tuple[str | None, date | None]:
    """Find the signing office and its date: two lines, the date below, last in the document or before an annex."""
    for i in range(len(blocks) - 1, 0, -1):
        text = blocks[i].text.strip("()（） ")
        if len(text) > 24 or blocks[i].level:
            continue
        signed_on = find_date(text)
        if signed_on is None or not re.fullmatch(r"[^:：]{6,16}", text):
            continue
        offices: list[str] = []
        for block in reversed(blocks[max(0, i - 3) : i]):
            if not _ORGANISATION.match(block.text) or len(block.text) > 40:
                break
            offices.insert(0, block.text)
        first = i - len(offices) - 1
        if (
            offices
            and first >= 0
            and _GENERIC_OFFICE.match(offices[0])
            and _NAME_PART.fullmatch(blocks[first].text)
        ):
            offices[0] = blocks[first].text + offices[0]
        if offices:
            return _joined(offices), signed_on
        if i >= len(blocks) - 3:
            return None, signed_on
    return None, None


def _joined(offices: Sequence[str]) -> str:
    """Join a name set on two lines (…园区 / …办公室); list joint issuers with 、."""
    name = offices[0]
    for previous, office in pairwise(offices):
        name += ("" if previous.endswith("区") else "、") + office
    return name


def _title(blocks: Sequence[Block], fields: Mapping[str, str]) -> str | None:
    head = blocks[:_HEAD]
    for block in head:
        if block.level == 1 and len(block.text) >= 4:
            return block.text
    page_title = _PAGE_TITLE_TAIL.sub("", fields.get("page_title", "")[:_PAGE_TITLE])
    shaped = [b.text for b in head[:25] if 6 <= len(b.text) <= 80 and not _LABEL.search(b.text)]
    if len(page_title) >= 6 and any(page_title in text or text in page_title for text in shaped):
        return page_title
    shaped = [
        text for text in shaped if not _NUMBERED.match(text) and not re.search(r"[。；;:：!！?？\t]$", text)
    ]
    for i, text in enumerate(shaped):
        if _TITLE_END.search(text):
            return _whole_title(shaped, i)
    for text in shaped:
        plain = (
            not re.search(r"[。；;:：!！?？\t]", text)
            and not NUMBER.fullmatch(text)
            and find_date(text) is None
        )
        if plain and not _ORGANISATION.match(text):
            return text
    if blocks:
        opening = re.split(r"[。；;\t]", blocks[0].text)[0]
        return opening if len(opening) <= 40 else opening[:30] + "…"
    return None


def _title_of_name(name: str) -> str:
    """A file's name may hold line breaks and other things that no title should."""
    return "".join(c if c.isprintable() else " " for c in PurePath(name).stem).strip() or "无标题"


def _whole_title(lines: Sequence[str], last: int) -> str:
    """Add the lines before that a title set on several lines began with."""
    title = lines[last]
    while last > 0 and len(title) < 80:
        before = lines[last - 1]
        begins_inside = re.match(r"(?:及|和|与|并|的|关于|印发|转发)", title)
        if not begins_inside or _TITLE_END.search(before) or NUMBER.fullmatch(before) or "\t" in before:
            break
        if title.startswith("关于") and not _ORGANISATION.match(before):
            break
        title = before + title
        last -= 1
    return title


def _issuer_of_title(title: str) -> str | None:
    match = _TITLE_ISSUER.match(title)
    return match.group(1) if match and len(match.group(1)) > 3 else None


def _date(text: str | None) -> date | None:
    return find_date(text) if text else None


def _aliases(
    issuer: str | None, signature: str | None, title: str, blocks: Sequence[Block]
) -> tuple[tuple[str, str], ...]:
    """Say whom 我区, 本市, 全县 mean here: the place of the issuer, of the title, or the one named most."""
    text = "\n".join(block.text for block in blocks)
    used = sorted(set(_SELF_NAMES.findall(text)))
    places = known_places()
    aliases = []
    for name in used:
        rank = name[-1]
        candidates = [
            place
            for source in (signature, issuer, title)
            if source
            for place in _places_of_rank(source, rank, places)
        ]
        if not candidates:
            named = Counter(
                place for place in re.findall(rf"[\u4e00-\u9fff]{{1,7}}?{rank}", text) if place in places
            )
            candidates = [place for place, _ in named.most_common(1)]
        if candidates:
            aliases.append((name, candidates[0]))
    return tuple(aliases)


def _places_of_rank(text: str, rank: str, places: frozenset[str]) -> list[str]:
    """Return the places of one rank that ``text`` names, the innermost first: 广州市荔湾区… -> 荔湾区."""
    found = []
    for match in re.finditer(rank, text):
        before = text[: match.end()]
        for length in range(min(12, len(before)), 2, -1):
            if before[-length:] in places:
                found.append(before[-length:])
                break
        else:
            own = re.search(rf"(?:.*(?:[省市县、共]|自治[州区])|^)([\u4e00-\u9fff]{{2,12}}?{rank})$", before)
            if own and (stem(own.group(1)) != own.group(1) or rank == "区"):
                found.append(own.group(1))
    return found[::-1]
