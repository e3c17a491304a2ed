"""Make the golden PDF: a notice of three pages with all that layout does to a text.

python tests/golden/make/pdf.py
"""

import sys
from pathlib import Path

# In place of this folder, where html.py would be taken for the standard library's html.
sys.path.pop(0)
sys.path.insert(0, str(Path(__file__).parents[2] / "support"))

from pdf_maker import LEADING, LEFT, RIGHT, SIZE, Sheet, make_pdf

GOLDEN = Path(__file__).parents[1]

_OPENING = (
    "为做好全县堤防的日常维护，确保安全度汛，经县人民政府同意，现将《望川县堤防维护办法》印发给你们。"
    "各乡镇应当在每年 3 月 31 日前完成汛前检查，检查结果报县水利局备案。"
)
_DUTY = (
    "（一）乡镇负责辖区内五级以下堤防的维护，每公里每年补助 1800 元；县水利局负责四级以上堤防的维护，"
    "所需经费列入县级预算。穿堤建筑物由管理单位自行维护，水利局予以指导*。"
)
_REPORT = (
    "（二）发现险情的，值守人员应当立即报告县防汛办（电话 0599-5120031），"
    "同时采取必要的抢护措施；险情解除后 5 个工作日内提交书面报告，说明原因、处置经过和损失情况，"
    "并附现场照片。瞒报、迟报的，依照有关规定追究责任。"
)
_HEADER = ["乡镇", "堤防长度（公里）", "补助金额（元）", "责任人"]
_ROWS = [
    ["石梁镇", "12.6", "22680", "叶青"],
    ["青滩头镇", "8.4", "15120", "林波"],
    ["赤岭乡", "5.5", "9900", "蓝敏"],
    ["雾洲乡", "3.2", "5760", "雷鸣"],
]
_COLUMNS = [80, 180, 300, 420, 512]


def _furniture(sheet: Sheet) -> None:
    sheet.text(LEFT, 50, "望川县人民政府公报", 10)
    sheet.right(50, "2031年第2期", 10)
    sheet.centred(805, f"— {sheet.number} —", 12)


def _first(sheet: Sheet) -> None:
    _furniture(sheet)
    sheet.centred(110, "望川县人民政府办公室", 22)
    sheet.centred(146, "关于印发堤防维护办法的通知", 22)
    sheet.centred(190, "望政办发〔2031〕6号")
    sheet.text(LEFT, 240, "各乡镇人民政府，县政府各部门：")
    y = sheet.paragraph(268, _OPENING)
    y = sheet.paragraph(y, "一、维护责任")
    y = sheet.paragraph(y, _DUTY)
    sheet.paragraph(700, _REPORT, lines=2)
    sheet.line(LEFT, 758, LEFT + 120, 758)
    sheet.text(LEFT, 772, "* 指导包括技术方案和施工图的审查。", 9)


def _second(sheet: Sheet) -> None:
    _furniture(sheet)
    y = sheet.paragraph(110, _REPORT, skip=2)
    y = sheet.paragraph(y, "二、补助标准")
    y = sheet.paragraph(y, "各乡镇的堤防长度和补助金额如下表。")
    sheet.table(676, [_HEADER, *_ROWS[:3]], _COLUMNS)


def _third(sheet: Sheet) -> None:
    _furniture(sheet)
    y = sheet.table(90, [_HEADER, *_ROWS[3:]], _COLUMNS) + 2 * LEADING
    y = sheet.paragraph(y, "三、施行日期")
    y = sheet.paragraph(y, "本办法自2031年5月1日起施行，有效期五年。") + LEADING
    sheet.right(y, "望川县人民政府办公室")
    sheet.text(RIGHT - 9 * SIZE, y + LEADING, "2031年4月2日")


if __name__ == "__main__":
    (GOLDEN / "dikes.pdf").write_bytes(make_pdf(_first, _second, _third))
