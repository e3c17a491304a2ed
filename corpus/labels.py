"""Labelled values: 索引号：…, 【发文字号】…, label tables of two or more columns, and fields that a format names."""

import re
from collections.abc import Iterator, Mapping, Sequence

from corpus.dates import find_date
from corpus.lines import Found, Line
from corpus.numbers import NUMBER

_LABELS = {
    "index_number": "索引号 信息索引号 索引编号 公开索引号 信息索取号 索取号",
    "issuer": "发布机构 发文机关 发文机构 发布单位 发文单位 制定机关 公布机关 发布部门 发文部门 颁布部门 颁布单位 颁布机关"
    " 发布机关 制发机关 印发机关 制定单位 成文单位 信息公开机构",
    "issued_on": "成文日期 发文日期 发文时间 生成日期 印发日期 成文时间 颁布日期 制发日期 签发日期 通过日期",
    "published_on": "公布日期 发布日期 发布时间 公开日期 公开时间 信息发布日期 发表时间 上网日期 上网时间",
    "title": "信息名称 文件名称 文件标题 公文标题 公文名称 题名 法规标题 法规名称",
    "number": "发文字号 文件编号 发布文号 文件字号 发文文号 公文文号 文件文号 公文字号 发布字号 颁布文号 文号 字号",
    "site": "信息来源 文章来源 稿件来源 来源网站",
    "effective_on": "实施日期 施行日期 生效日期 执行日期 实施时间 施行时间 生效时间",
    "expires_on": "失效日期 失效时间 废止日期 截止有效期 有效期至 有效期限至",
    # Known only so that they end the value before them.
    "": "分类 主题词 主题分类 信息类别 信息分类 体裁 体裁分类 语种 浏览次数 访问量 点击 点击数 点击率 阅读 有效性 时效性"
    " 关键词 作者 责任编辑 编辑 发布人 所属主题 组配分类 公开方式 公开范围 公文种类 公文类型 文种 是否有效 效力级别"
    " 法规类别 服务对象 效力状态 主题 体裁类别 责任部门 公开责任部门 公开类别 信息格式 审核 录入 字体 文件状态"
    " 关联文件 打印 载体类型 公开属性 公开形式 公开时限 记录形式 内容概述",
}
# Words that say something of the document only above its body; below, they belong to a meeting or a table.
_HEAD_LABELS = {"title": "名称 标题", "published_on": "时间 日期", "site": "来源", "number": "文件号"}
_FIELD_OF = {word: field for field, words in _LABELS.items() for word in words.split()}
_HEAD_FIELD_OF = {word: field for field, words in _HEAD_LABELS.items() for word in words.split()}
_WORDS = "|".join(
    sorted((r"\s*".join(word) for word in [*_FIELD_OF, *_HEAD_FIELD_OF]), key=len, reverse=True)
)
_LABEL = re.compile(
    rf"(?:(?:^|(?<=[\s|｜【\[;；·•]))[【\[]?\s*(?P<open>{_WORDS})\s*[】\]]?\s*(?:[:：]|\t|$)|【\s*(?P<boxed>{_WORDS})\s*】)\s*"
)
_FRONT_KEYS = {
    **{field: field for field in _LABELS if field},
    **{word: field for word, field in (_HEAD_FIELD_OF | _FIELD_OF).items() if field},
    "date": "published_on",
    "source": "site",
}
_MARK = re.compile(r"[:：\t】]|^.{2,8}$")
_LINES = 60  # that may hold labels
_VALUE = 150  # characters
_BODY = re.compile(r"^(?:第[一1]条|一、|[\u4e00-\u9fff、（）()，,\s]{2,80}[:：]$)|.{40,}。")
_PLACEHOLDER = re.compile(r"[-—–_/\\.·\s]*|无|暂无|空|null|None", re.I)
_DEFAULT_TITLE = re.compile(
    r"(?:Microsoft (?:Word|PowerPoint|Excel)\b.*|文档\s*\d*|无标题.*|未命名.*|新建.*|幻灯片\s*\d*|PowerPoint 演示文稿"
    r"|演示文稿\s*\d*|Document\s*\d*|Untitled.*|工作簿\s*\d*|标题|title|附件\s*\d*|目录)",
    re.I,
)


def is_label(text: str) -> bool:
    """Tell whether a line begins with a label."""
    return bool(_LABEL.match(text))


def given_fields(fields: Mapping[str, str], name: str) -> dict[str, Found[str]]:
    """Return what the format itself labels: front matter, <meta>, document properties."""
    rule = "front_matter" if name.lower().endswith((".md", ".markdown", ".txt")) else "meta"
    found = {}
    for key, value in fields.items():
        field = _FRONT_KEYS.get(key)
        value = " ".join(value.split())
        if field and _is_value(field, value):
            found[field] = Found(value, rule)
    return found


def labelled(lines: Sequence[Line]) -> dict[str, Found[str]]:
    """Return the first value of each label near the head of the document."""
    found: dict[str, Found[str]] = {}
    above_body = True
    for at, line in enumerate(lines[:_LINES]):
        pairs = _of_row(line) if line.is_row else _of_line(line, lines[at + 1 : at + 2])
        for word, value in pairs:
            field = _FIELD_OF.get(word) or (_HEAD_FIELD_OF.get(word) if above_body else None)
            if not field or field in found:
                continue
            value = _site(value) if field == "site" else value
            if _is_value(field, value.text):
                found[field] = Found(value.text, "label", value.start, value.end)
        if not line.is_row and _BODY.search(line.text) and not is_label(line.text):
            above_body = False
    return found


def _of_line(line: Line, following: Sequence[Line]) -> Iterator[tuple[str, Line]]:
    """Read ``label: value`` pairs; several may stand in one line, the last value in the next line."""
    if not _MARK.search(line.text):
        return
    matches = list(_LABEL.finditer(line.text))
    ends = [*(match.start() for match in matches), len(line.text)][1:]
    for match, end in zip(matches, ends, strict=True):
        value = re.split(r"\s{2,}|\u3000|\t", line.text[match.end() : end].strip())[0].strip(" |｜【】[]·")
        if value:
            yield _word(match), _part(line, value, match.end())
        elif (
            end == len(line.text)
            and following
            and not following[0].is_row
            and not is_label(following[0].text)
        ):
            yield _word(match), _part(following[0], following[0].text.strip(), 0)


def _of_row(row: Line) -> Iterator[tuple[str, Line]]:
    """Read a row of a label table: label, value, label, value. A row of headings has no values."""
    cells = row.cells()
    skip = False
    for cell, following in zip(cells, [*cells[1:], None], strict=True):
        if skip:
            skip = False
            continue
        match = _LABEL.match(cell.text)
        if match and match.end() < len(cell.text):
            yield from _of_line(cell, ())
        elif match and following and following.text and not is_label(following.text):
            yield _word(match), following
            skip = True


def _word(match: re.Match[str]) -> str:
    return re.sub(r"\s", "", match["open"] or match["boxed"])


def _part(line: Line, value: str, after: int) -> Line:
    return Line(value, line.start + line.text.index(value, after))


def _site(value: Line) -> Line:
    return Line(re.split(r"[|｜\s]", value.text)[0], value.start)


def _is_value(field: str, value: str) -> bool:
    """Tell whether ``value`` can be one of its field: a date names a day, a 文号 has figures."""
    if not value or len(value) > _VALUE or _PLACEHOLDER.fullmatch(value):
        return False
    match field:
        case "issued_on" | "published_on" | "effective_on" | "expires_on":
            return find_date(value) is not None
        case "number":
            return bool(NUMBER.search(value)) or (len(value) <= 40 and bool(re.search(r"\d", value)))
        case "index_number":
            return len(value) <= 60 and bool(re.search(r"\d", value))
        case "issuer":
            return len(value) <= 80 and not re.search(r"[。；！？]", value) and find_date(value) is None
        case "title":
            return len(value) >= 2 and not _DEFAULT_TITLE.fullmatch(value)
        case _:
            return len(value) <= 40 and not re.search(r"记者|[（(，]", value)
