"""Make the golden OFD file: a notice of two pages with a table, a running template and a watermark.

python tests/golden/make/ofd.py
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))

from ofd_maker import lines, ofd_parts, page, rule, table, text, zipped

GOLDEN = Path(__file__).parents[1]

_LEFT, _INDENT = 28.0, 39.2
_LIGHT = '<ofd:FillColor Value="200 200 200"/>'
_XS = (28, 48, 108, 146, 184)


def _watermark() -> str:
    return "".join(text(x, y, "内部资料", 12, turn=45, extra=_LIGHT) for x in (40, 120) for y in (60, 160))


def make() -> bytes:
    """Return the file."""
    template = page(text(84, 20, "青榆县水务公报", 4))
    first = page(
        text(50, 60, "青榆县水务局文件", 14)
        + text(76, 78, "青水发〔2031〕7号")
        + rule(28, 84, 184, 84)
        + text(59.8, 104, "青榆县水务局关于开展河道", 7.7)
        + text(79, 116, "巡查工作的通知", 7.7)
        + text(_LEFT, 132, "各乡镇水务站：")
        + text(_INDENT, 142.2, "为做好汛期河道安全管理，经研究，决定自二〇三一年五月")
        + lines(_LEFT, 152.4, "起在全县开展河道巡查。现将有关事项通知如下：")
        + text(_INDENT, 162.6, "一、巡查范围")
        + text(_INDENT, 172.8, "本次巡查包括清溪河、石桥河和所有中小型水库，共48处。")
        + text(_INDENT, 183, "二、巡查安排")
        + text(_INDENT, 193.2, "各站按下表所列的次数巡查，并于每月25日前把上月的巡")
        + _watermark()
        + text(95, 284, "— 1 —", 4),
        template=1,
    )
    second = page(
        text(_LEFT, 50, "查记录报送县水务局。遇有险情，应当在两小时内报告。")
        + text(95, 62, "巡查安排表", 5)
        + table(
            _XS,
            (66, 74, 82, 90),
            [
                ("序号", "河段", "每月次数", "责任单位"),
                ("1", "清溪河上游", "4", "柳林站"),
                ("2", "石桥河", "2", "石桥站"),
            ],
        )
        + text(_INDENT, 104, "三、联系方式")
        + text(_INDENT, 114.2, "联系人：方一鸣，联系电话：0000-1234567。")
        + text(134, 140, "青榆县水务局")
        + text(134, 150.2, "2031年4月18日")
        + _watermark()
        + text(95, 284, "— 2 —", 4),
        template=1,
    )
    third = page(
        text(_LEFT, 50, "抄送：县政府办公室，县应急管理局。") + text(95, 284, "— 3 —", 4), template=1
    )
    return zipped(ofd_parts([first, second, third], templates={1: template}, title="水务局文件"))


if __name__ == "__main__":
    (GOLDEN / "river.ofd").write_bytes(make())
