"""Draw the scanned pages of the golden pairs: notice-scan.png and quotas-scan.tiff.

Needs the Noto CJK fonts (Debian: fonts-noto-cjk). Run: PYTHONPATH=tests/support python tests/golden/make/image.py
"""

from pathlib import Path

from drawn_page import BOLD, RED, SERIF, Cell, DrawnPage
from PIL import Image

HERE = Path(__file__).parent


def notice() -> Image.Image:
    """One page of a notice: letterhead, number, title, text, signature under a seal."""
    page = DrawnPage(150)
    page.centred("青榆县人民政府文件", 36, BOLD, RED)
    page.space(8)
    page.centred("青政发〔2023〕27号", 16, SERIF)
    page.rule()
    page.centred("青榆县人民政府关于进一步做好")
    page.centred("山洪灾害防御工作的通知")
    page.space(10)
    page.paragraph("各乡镇人民政府，县直各单位：", indent=0)
    page.paragraph(
        "今年汛期降水偏多，部分河段水位已超过警戒水位0.6米。为确保群众安全度汛，现就有关事项通知如下："
    )
    page.paragraph("一、落实包保责任")
    page.paragraph(
        "各乡镇要在6月15日前完成隐患点排查，逐村明确包保责任人，公布值班电话（0876-5512340），"
        "并将名单报县水务局备案。"
    )
    page.paragraph("二、加强监测预警")
    page.paragraph("（一）全县新建雨量站18处、水位站5处，每10分钟报送一次数据。")
    page.paragraph("（二）预警信息应当在接到监测数据后15分钟内送达受威胁的每一户群众。")
    page.space(18)
    middle = page.y + 26
    page.right_aligned("青榆县人民政府")
    page.right_aligned("2023年5月18日")
    page.seal(430, middle, "青榆县人民政府")
    page.page_number("— 1 —")
    return page.image.quantize(32)


def quotas() -> list[Image.Image]:
    """Two black-and-white pages, the second scanned upside down: a paragraph across both, and a ruled table."""
    first = DrawnPage(200)
    first.centred("青榆县森林抚育补助资金管理办法")
    first.space(14)
    first.paragraph("第一条　为规范森林抚育补助资金管理，提高资金使用效益，结合本县实际，制定本办法。")
    first.paragraph(
        "第二条　本办法所称补助资金，是指县级财政安排的，用于国有林场、集体和个人开展中幼林抚育的专项资金。"
        "补助资金实行专账核算、专款专用，任何单位和个人不得截留、挤占和挪用。"
    )
    for text in (
        "第三条　县林业局负责编制年度抚育计划，组织检查验收；县财政局负责资金的筹集、拨付和监督。",
        "第四条　申请补助的单位应当于每年3月底前提交作业设计、林权证明和上年度完成情况，逾期不予受理。",
        "第五条　县林业局应当自收到申请之日起20个工作日内完成审查，并将结果在乡镇公示栏公示7天。",
        "第六条　验收合格的，按照核定面积和补助标准一次性拨付；验收不合格的，限期整改，整改后仍不合格的不予补助。",
        "第七条　各乡镇人民政府应当加强对作业质量的日常巡查，发现擅自扩大采伐强度、毁坏幼树的，应当立即制止、取证并",
    ):
        first.paragraph(text)
    first.page_number("— 1 —")

    second = DrawnPage(200)
    second.paragraph("于3日内报告县林业局，由县林业局依法处理。", indent=0)
    second.paragraph("第八条　各林种的补助标准和年度任务按照下表执行。")
    second.space(10)
    second.table(
        [
            [Cell("林种", rows=2), Cell("补助标准（元/亩）", columns=2), Cell("年度任务（亩）", rows=2)],
            [Cell("首次抚育"), Cell("再次抚育")],
            [Cell("杉木林"), Cell("120"), Cell("85"), Cell("3400")],
            [Cell("马尾松林"), Cell("110"), Cell("80"), Cell("2650")],
            [Cell("阔叶混交林"), Cell("150"), Cell("105"), Cell("1275.5")],
        ],
        (3, 3, 3, 3),
    )
    second.paragraph("第九条　本办法自2022年9月1日起施行，有效期5年。")
    second.page_number("— 2 —")
    upside_down = second.image.rotate(180)
    return [
        page.convert("L").point(lambda v: 255 * (v > 140)).convert("1") for page in (first.image, upside_down)
    ]


def main() -> None:
    """Write the golden source files."""
    golden = HERE.parent
    notice().save(golden / "notice-scan.png", optimize=True)
    first, *others = quotas()
    first.save(
        golden / "quotas-scan.tiff", save_all=True, append_images=others, compression="group4", dpi=(200, 200)
    )


if __name__ == "__main__":
    main()
