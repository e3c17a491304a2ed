"""Names of offices: what may issue and sign a document."""

import re

_TAIL = re.compile(r"\s*[(（](?:代章|盖章|公章|章|印章|代)[)）]\s*$")
_OFFICE = re.compile(
    r"(?:中共)?[\u4e00-\u9fff·、()（）“”]{2,45}(?:人民政府|政府|办公[室厅]|委员会|管委会|党委|党工委|常委会|代表大会|厅|局|院|署|部|会|处"
    r"|科|所|中心|队|公司|集团|大学|学院|银行|学校|协作办|领导小组|指挥部|总站|站|园区|开发区|新区|司|委|联席会议|联防联控机制|工作专班"
    r"|总工会|联合会|党组|中共中央|税务总局|行|联社|(?:综合|专家|工作|领导|调查|推进|协调)组)"
)
_NOT_AN_OFFICE = re.compile(
    r"关于|通知|如下|现将|印发|转发|以下|为了|根据|请|应当|负责|召开|出席|[。；：！？]"
)
# How the full name of an office begins; what begins otherwise may be the second line of a name.
_NAME_BEGINS = re.compile(
    r"(?:中共|中华|中国|中央|全国|国家|国务院|最高|[\u4e00-\u9fff]{2,9}?[省市县区州盟旗镇乡街](?!域)|[\u4e00-\u9fff]{2,8}部(?!门))"
)
_CONTINUES = re.compile(r"(?:疫情|肺炎|防控|工作|领导|应对|联防|指挥|办公|委员|对口|建设|综合|协调|推进)")
_NAME_PART = re.compile(r"[\u4e00-\u9fff、“”（）()]{4,30}")


def office(text: str) -> str | None:
    """Return the name if the whole of ``text`` is the name of one office, without a trailing (代章)."""
    name = _TAIL.sub("", text.strip())
    if len(name) > 50 or not _OFFICE.fullmatch(name) or _NOT_AN_OFFICE.search(name):
        return None
    return name


def offices(text: str) -> tuple[str, ...]:
    """Return the names in a line that holds nothing but names of offices, set apart by white space."""
    names = [office(part) for part in re.split(r"[\s\u3000]{1,}", _TAIL.sub("", text.strip()))]
    if names and all(names):
        return tuple(name for name in names if name)
    spaced = office(re.sub(r"[\s\u3000]", "", text))  # 财 政 部
    return (spaced,) if spaced else ()


def is_second_half(name: str, before: str) -> bool:
    """Tell whether ``before``, the line above, is the first half of an office's name."""
    if not _CONTINUES.match(name) or not _NAME_PART.fullmatch(before) or _NOT_AN_OFFICE.search(before):
        return False
    return bool(_NAME_BEGINS.match(before)) or before.endswith(("疫情", "工作", "园区"))
